"""The fast rule: is there more anger in a window than the season, the level and the volume explain?

Called by the detector for every tick, over all series at once; only candidates get an exact score. The volume ratio
keeps campaigns quiet: where everything is said more, more anger is expected.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.spike.expectation import Weights, combined, uncovered_share
from pipeline.spike.latch import active
from pipeline.spike.memory import Memory
from pipeline.spike.policy import SpikePolicy
from pipeline.spike.score import HIGH_SCREEN, SCREEN, may_surprise, surprise
from pipeline.spike.series import Floats, Ints
from pipeline.spike.volume import Volume, read

LIMIT = 250.0  # scores above it are one and the same
NEVER = 1e-300
MANY_BIRTHS = 8
ROUNDING = 1e-6
PIECE = 1024  # series foreseen at a time: what fits the processor's memory
SPREAD = 15  # minutes


@dataclass(frozen=True, slots=True)
class Judged:
    """Scores of the series `columns` at successive ticks; arrays [ticks, columns]."""

    columns: Ints
    score: Floats
    short: Floats  # best score of the windows that keep an alert open
    window: Ints  # index of the window that decided
    observed: Floats
    expected: Floats
    volume: Floats  # how many times the usual the other items are taken to be in that window
    calm: int  # index of the longest window that keeps an alert open: what a resolution is told by
    calm_observed: Floats
    calm_expected: Floats


def judge(
    memory: Memory,
    first: int,
    negative: NDArray[np.int32],
    other: NDArray[np.int32],
    weights: Weights,
    policy: SpikePolicy,
) -> Judged | None:
    """`negative` and `other` are window sums [ticks, windows, series]; None where nothing needs a look."""
    open_ = active(memory.spike)
    look = (negative[:, -1] >= policy.min_negative).any(axis=0) & memory.outlook.ready  # the longest holds the others
    blind = memory.facts.blind >= memory.calm.since  # less is expected of them than was known at the quarter
    look &= blind | (negative > memory.calm.counts).any(axis=(0, 1))
    columns = np.flatnonzero(look | open_)
    if not len(columns):
        return None
    counts = negative[:, :, columns].astype(np.float64)
    usual = expected(memory, columns, first, len(counts), memory.outlook.negative, weights, policy)
    open_ = open_[columns]
    _, _, angry = _scatter(memory, columns, policy)
    high = may_surprise(counts, usual, angry, np.where(open_, SCREEN, HIGH_SCREEN))
    high &= (counts >= policy.min_negative) & memory.outlook.ready[columns]
    _dismiss(high, counts, usual, angry, open_, policy)
    near = np.flatnonzero(high.any(axis=(0, 1)) | open_)
    if not len(near):
        return None
    counts, usual, high = counts[:, :, near], usual[:, :, near], high[:, :, near]
    return _scored(memory, columns[near], first, counts, other, usual, high, weights, policy)


def foresee(memory: Memory, first: int, ticks: int, weights: Weights, policy: SpikePolicy) -> None:
    """Note which counts `judge` need not look at throughout these ticks: those that stay below its screen."""
    ready = np.flatnonzero(memory.outlook.ready)
    for start in range(0, len(ready), PIECE):
        columns = ready[start : start + PIECE]
        usual = expected(memory, columns, first, ticks, memory.outlook.negative, weights, policy).min(axis=0)
        _, _, angry = _scatter(memory, columns, policy)
        most = usual + (HIGH_SCREEN - ROUNDING) * np.sqrt(usual * (1.0 + angry * usual)) - ROUNDING
        memory.calm.counts[:, columns] = np.floor(most).astype(np.int32)
    memory.calm.since[:] = first


def _dismiss(
    high: NDArray[np.bool_], counts: Floats, usual: Floats, angry: Floats, open_: NDArray[np.bool_], policy: SpikePolicy
) -> None:
    """Takes out of `high` what would not score enough to open anything even if nothing else explained it."""
    tick, window, column = np.nonzero(high & ~open_)
    if not len(tick):
        return
    at = tick, window, column
    most = surprise(counts[at], usual[at], angry[window, column], policy.open_score - ROUNDING)
    high[at] = most >= policy.open_score - ROUNDING


def expected(
    memory: Memory, columns: Ints, first: int, ticks: int, rates: Floats, weights: Weights, policy: SpikePolicy
) -> Floats:
    """[ticks, windows, columns] for windows ending at these ticks, over the ticks that were covered."""
    offset, span = first % policy.ticks_per_hour, max(weights.windows)
    some = rates[:, columns]
    total = combined(weights.over(offset, ticks), some)
    young = memory.facts.born[columns] > first - span
    births = np.unique(memory.facts.born[columns][young])
    blind = memory.facts.blind[columns] > first - span
    if len(births) > MANY_BIRTHS:
        blind |= young
    else:
        for born in births:
            same = np.flatnonzero(memory.facts.born[columns] == born)
            cut = int(born) - (first - offset)
            total[:, :, same] = combined(weights.over(offset, ticks, cut), some[:, same])
    if blind.any():
        gaps = _blind_share(memory, columns[blind], first, ticks, rates, weights, policy)
        total[:, :, blind] = np.maximum(combined(weights.over(offset, ticks), some[:, blind]) - gaps, 0.0)
    return total


def _blind_share(
    memory: Memory, columns: Ints, first: int, ticks: int, rates: Floats, weights: Weights, policy: SpikePolicy
) -> Floats:
    offset, span = first % policy.ticks_per_hour, max(weights.windows)
    rows = np.arange(first - span + 1, first + ticks) % len(memory.ring.covered)
    single = weights.single(offset - span + 1, offset + ticks)
    uncovered = ~memory.ring.covered[rows[:, None], columns[None]]
    return uncovered_share(single, uncovered, rates[:, columns], ticks, weights.windows)


def _scored(
    memory: Memory,
    columns: Ints,
    first: int,
    counts: Floats,
    other: NDArray[np.int32],
    usual: Floats,
    high: NDArray[np.bool_],
    weights: Weights,
    policy: SpikePolicy,
) -> Judged | None:
    scores, ratio = _scores(memory, columns, first, counts, other, usual, high, weights, policy)
    open_ = active(memory.spike)[columns]
    news = np.flatnonzero((scores >= policy.open_score).any(axis=(0, 1)) | open_)
    if not len(news):
        return None
    columns, scores, counts, ratio = columns[news], scores[:, :, news], counts[:, :, news], ratio[:, :, news]
    mean = usual[:, :, news] * ratio
    scores *= _spread(memory, columns, first, len(counts), policy)[:, None]
    window = scores.argmax(axis=1)
    pick = window[:, None]
    short = [index for index, ticks in enumerate(weights.windows) if ticks <= policy.ticks(policy.resolve_windows)]
    calm = max(short, default=0)
    return Judged(
        columns=columns,
        score=np.take_along_axis(scores, pick, 1)[:, 0],
        short=scores[:, short or [0]].max(axis=1),
        window=window,
        observed=np.take_along_axis(counts, pick, 1)[:, 0],
        expected=np.take_along_axis(mean, pick, 1)[:, 0],
        volume=np.take_along_axis(ratio, pick, 1)[:, 0],
        calm=calm,
        calm_observed=counts[:, calm],
        calm_expected=mean[:, calm],
    )


def _scores(
    memory: Memory,
    columns: Ints,
    first: int,
    counts: Floats,
    other: NDArray[np.int32],
    usual: Floats,
    high: NDArray[np.bool_],
    weights: Weights,
    policy: SpikePolicy,
) -> tuple[Floats, Floats]:
    """Scores, and how many times the usual the other items are taken to be [ticks, windows, columns].

    A season that is badly known is so for all that is said: that doubt is common, and what the other items show of
    it need not be doubted any more. What stays is the doubt in the share of anger, and the scatter of anger alone.
    """
    ratio, scores = np.ones_like(usual), np.zeros_like(usual)
    open_ = active(memory.spike)[columns]
    tick, place = np.nonzero(high.any(axis=1) | open_)
    some = np.unique(place)
    usual_other = expected(memory, columns[some], first, len(counts), memory.outlook.other, weights, policy)
    usual_other = usual_other[tick, :, np.searchsorted(some, place)]
    common, own, angry = (part.T[place] for part in _scatter(memory, columns, policy))
    volume = read(other[tick, :, columns[place]].astype(np.float64), usual_other, common, own, policy)
    least = np.where(open_, policy.resolve_score, policy.open_score)[place, None]
    at, seen, mild = high[tick, :, place], counts[tick, :, place], usual[tick, :, place]
    ratio[tick, :, place] = volume.ratio
    scores[tick, :, place] = _surprises(seen, mild, volume, angry, at, least, policy)
    return scores, ratio


def _scatter(memory: Memory, columns: Ints, policy: SpikePolicy) -> tuple[Floats, Floats, Floats]:
    """Relative variances [windows, columns]: what all items share, what is the others' own, what is anger's own.

    What long windows still show is shared: of the scatter from minute to minute nothing is left in four hours.
    """
    alpha, doubt = memory.outlook.alpha[:, columns], memory.outlook.doubt[columns]
    shared = np.minimum(alpha, policy.dispersion_trust * alpha[-1])
    own = np.maximum(alpha - shared, policy.own_floor)
    return shared + policy.volume_variance + (1.0 - policy.own_doubt) * doubt, own, own + policy.own_doubt * doubt


def _surprises(
    counts: Floats,
    usual: Floats,
    volume: Volume,
    angry: Floats,
    at: NDArray[np.bool_],
    least: Floats,
    policy: SpikePolicy,
) -> Floats:
    """Of the windows `at`, where a score of `least` is possible; a campaign takes something off besides, for its
    share of anger is never quite the usual."""
    scores, calm = np.zeros(counts.shape), 1.0 - volume.loud
    asked = np.maximum(least + np.log10(np.maximum(calm, NEVER)), 0.0)
    usually = surprise(counts[at], (usual * volume.calm_ratio)[at], (angry + volume.calm_doubt)[at], asked[at])
    rows, windows = np.nonzero(at)
    worth = usually >= asked[at]
    at_ = rows[worth], windows[worth]
    campaign = surprise(counts[at_], (usual * volume.loud_ratio)[at_], (angry + volume.loud_doubt)[at_])
    chance = calm[at_] * _odds(usually[worth]) + volume.loud[at_] * _odds(campaign)
    scores[at_] = -np.log10(chance) - policy.volume_margin * np.log2(volume.ratio[at_])
    return np.maximum(scores, 0.0)


def _odds(score: Floats) -> Floats:
    return np.asarray(10.0 ** -np.minimum(score, LIMIT))


def _spread(memory: Memory, columns: Ints, first: int, ticks: int, policy: SpikePolicy) -> NDArray[np.bool_]:
    """Do the negatives of the last quarter of an hour come from several minutes? [ticks, columns].

    Forums publish in batches, and sources without times arrive in batches: many at once, then nothing.
    """
    span, need = policy.ticks(SPREAD), max(1, policy.least_minutes // policy.bucket)
    rows = np.arange(first - span + 1, first + ticks) % len(memory.ring.covered)
    heard = (memory.ring.negative[rows[:, None], columns[None]] > 0).cumsum(axis=0)
    before = np.concatenate([np.zeros((1, len(columns)), np.int64), heard[: ticks - 1]])
    return np.asarray(memory.spike.open[columns] | (heard[span - 1 :] - before >= need))
