"""The slow rules, judged on the hour: a slow burn, a silent crisis, and the notice that much is being said.

A slow burn is about twice the usual anger for many hours; a silent crisis is a share of anger far above the usual
while little is said; a volume notice is no alert: a campaign, most likely. Hours in which the fast rule had an alert
open are left out, so that one crisis is not told twice. Called by the detector with the hour that just ended.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.spike import latch
from pipeline.spike.policy import SpikePolicy
from pipeline.spike.score import may_surprise, share_surprise, surprise
from pipeline.spike.series import Bools, Floats, Ints

HOURS = 24
ENOUGH = 0.6  # share of a window's hours that must be known


@dataclass(slots=True)
class Hours:
    """The last day by the hour: hour h stands in row h modulo 24. Hours left out are zero throughout."""

    negative: NDArray[np.float32]  # [24, series]
    other: NDArray[np.float32]
    expected_negative: NDArray[np.float32]
    expected_other: NDArray[np.float32]
    known: NDArray[np.float32]  # covered share
    level_negative: NDArray[np.float32]  # 0: not known
    level_other: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Ruling:
    """One slow rule's view of all series in one hour."""

    up: Bools
    quiet: Bools
    score: Floats
    hours: Ints  # length of the window that decided
    observed: Floats
    expected: Floats


def no_hours(series: int) -> Hours:
    return Hours(*(np.zeros((HOURS, series), np.float32) for _ in range(7)))


def note(
    hours: Hours,
    hour: int,
    counts: tuple[Floats, Floats],
    usual: tuple[Floats, Floats],
    level: tuple[Floats, Floats],
    known: Floats,
    leave: Bools,
) -> None:
    """Keep the hour that ended: negative and other, what was expected of each, and the levels in that expectation.

    What is kept was expected at the level of a day before: the level of today has learnt from a slow burn already.
    Hours in `leave` are left out.
    """
    row = hour % HOURS
    pairs = ((hours.expected_negative, hours.level_negative), (hours.expected_other, hours.level_other))
    for (kept, levels), expected, now in zip(pairs, usual, level, strict=True):
        before = np.where(levels[row] > 0, levels[row], now)
        kept[row] = np.where(leave, 0.0, expected * before / now)
        levels[row] = now
    for kept, new in ((hours.negative, counts[0]), (hours.other, counts[1]), (hours.known, known)):
        kept[row] = np.where(leave, 0.0, new)


def burn(hours: Hours, hour: int, doubt: Floats, ready: Bools, policy: SpikePolicy) -> Ruling:
    """Anger against what season, level and volume explain."""
    rulings = []
    for window in policy.slow_windows:
        negative, other, usual, usual_other, known = _sums(hours, hour, window)
        ratio = np.maximum(1.0, (other + policy.volume_prior) / (usual_other + policy.volume_prior))
        mean = np.maximum(usual * ratio, policy.floor_per_hour)
        fit = ready & (known >= ENOUGH * window) & (negative >= policy.fall_items)
        score = _score(fit, negative, mean, _scatter(other, ratio, doubt, policy), policy)
        up = fit & (score >= policy.slow_score) & (negative >= policy.slow_ratio * mean)
        rulings.append(_ruling(up, score, window, negative, mean))
    return _best(rulings, quiet=rulings[0].score < policy.resolve_score)


def fall(hours: Hours, hour: int, doubt: Floats, ready: Bools, policy: SpikePolicy) -> Ruling:
    """The share of anger against the usual share, however little is said."""
    rulings = []
    for window in policy.slow_windows:
        negative, other, usual, usual_other, known = _sums(hours, hour, window)
        items, share = negative + other, usual / np.maximum(usual + usual_other, 1e-9)
        fit = ready & (known >= ENOUGH * window) & (items >= policy.fall_items) & (usual > 0)
        unsure = policy.own_doubt * doubt + policy.slow_dispersion
        score = np.where(fit, share_surprise(negative, items, share, unsure, policy.resolve_score), 0.0)
        steep = np.minimum(policy.fall_share * share, (1.0 + share) / 2.0)
        up = fit & (score >= policy.fall_score) & (negative >= steep * items)
        rulings.append(_ruling(up, score, window, negative, share * items))
    return _best(rulings, quiet=rulings[0].score < policy.resolve_score)


def crowd(hours: Hours, hour: int, alpha: Floats, ready: Bools, policy: SpikePolicy) -> Ruling:
    """All that is said in the hour against the usual."""
    negative, other, usual, usual_other, known = _sums(hours, hour, 1)
    items, mean = negative + other, np.maximum(usual + usual_other, policy.floor_per_hour)
    fit = ready & (known >= ENOUGH) & (items >= policy.fall_items)
    score = _score(fit, items, mean, alpha, policy)
    up = fit & (score >= policy.notice_score) & (items >= policy.notice_ratio * mean)
    quiet = (known >= ENOUGH) & (items < mean * (1.0 + policy.notice_ratio) / 2.0)
    return _best([_ruling(up, score, 1, items, mean)], quiet=quiet)


def turned(slow: latch.Latch, ruling: Ruling, hour: int, hours: int, rearm: int) -> latch.Changes:
    """`ruling` folded into its latch."""
    at = np.flatnonzero(ruling.up | latch.active(slow))
    if not len(at):
        return latch.Changes(at, at, at)
    terms = latch.Terms(hours, 2, rearm)
    never = np.zeros(len(at), bool)
    return latch.turn(slow, at, hour, up=ruling.up[at], at_once=never, quiet=ruling.quiet[at], terms=terms)


def _score(fit: Bools, counts: Floats, mean: Floats, alpha: Floats, policy: SpikePolicy) -> Floats:
    at = np.flatnonzero(fit & may_surprise(counts, mean, alpha))
    score = np.zeros(len(fit))
    score[at] = surprise(counts[at], mean[at], alpha[at], policy.resolve_score)
    return score


def _scatter(other: Floats, ratio: Floats, doubt: Floats, policy: SpikePolicy) -> Floats:
    """Of long sums: what the other items show of the season need not be doubted, as in the fast rule."""
    common = 1.0 / (1.0 / ((1.0 - policy.own_doubt) * doubt) + other)
    few = np.where(ratio > 1.0, 1.0 / (other + policy.volume_prior), 0.0)
    return policy.slow_dispersion + policy.own_doubt * doubt + np.maximum(common, few)


def _sums(hours: Hours, hour: int, window: int) -> list[Floats]:
    rows = np.arange(hour - window + 1, hour + 1) % HOURS
    parts = (hours.negative, hours.other, hours.expected_negative, hours.expected_other, hours.known)
    return [part[rows].sum(axis=0, dtype=np.float64) for part in parts]


def _ruling(up: Bools, score: Floats, window: int, observed: Floats, expected: Floats) -> Ruling:
    return Ruling(up, np.zeros(len(up), bool), score, np.full(len(up), window), observed, expected)


def _best(rulings: list[Ruling], quiet: Bools) -> Ruling:
    """Of each series the window that is up with the highest score."""
    rank = np.stack([np.where(ruling.up, 1000.0, 0.0) + ruling.score for ruling in rulings])
    best = rank.argmax(axis=0)[None]

    def chosen(name: str) -> NDArray[np.float64]:
        return np.asarray(np.take_along_axis(np.stack([getattr(ruling, name) for ruling in rulings]), best, 0)[0])

    up = np.any([ruling.up for ruling in rulings], axis=0)
    return Ruling(
        up, quiet & ~up, chosen("score"), chosen("hours").astype(np.int64), chosen("observed"), chosen("expected")
    )
