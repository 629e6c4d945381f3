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

MANY_BIRTHS = 8
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
    look = (negative >= policy.min_negative).any(axis=(0, 1)) & memory.outlook.ready
    columns = np.flatnonzero(look | active(memory.spike))
    if not len(columns):
        return None
    counts = negative[:, :, columns].astype(np.float64)
    usual = expected(memory, columns, first, len(counts), memory.outlook.negative, weights, policy)
    high = (counts >= policy.min_negative) & may_surprise(counts, usual, policy.dispersion_floor)
    high &= memory.outlook.ready[columns]
    if not high.any() and not active(memory.spike)[columns].any():
        return None
    return _scored(memory, columns, first, counts, other, usual, high, weights, policy)


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
    ratio, doubt = _volume(memory, columns, first, other, weights, policy)
    mean = usual * ratio
    scatter = np.maximum(policy.dispersion_trust * memory.outlook.alpha[:, columns], policy.dispersion_floor)
    alpha = scatter + doubt
    open_ = active(memory.spike)[columns]
    high = high & may_surprise(counts, mean, alpha, np.where(open_, SCREEN, HIGH_SCREEN))
    scores = np.zeros_like(mean)
    least = np.broadcast_to(np.where(open_, policy.resolve_score, policy.open_score), high.shape)
    exact = surprise(counts[high], mean[high], alpha[high], least[high])
    scores[high] = np.maximum(exact - policy.volume_margin * np.log2(ratio[high]), 0.0)
    news = np.flatnonzero((scores >= policy.open_score).any(axis=(0, 1)) | open_)
    if not len(news):
        return None
    columns, scores, counts, mean = columns[news], scores[:, :, news], counts[:, :, news], mean[:, :, news]
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
        calm=calm,
        calm_observed=counts[:, calm],
        calm_expected=mean[:, calm],
    )


def _spread(memory: Memory, columns: Ints, first: int, ticks: int, policy: SpikePolicy) -> NDArray[np.bool_]:
    """Do the negatives of the last quarter of an hour come from several minutes? [ticks, columns].

    Forums publish in batches, and sources without times arrive in batches: many at once, then nothing.
    """
    span, need = policy.ticks(SPREAD), max(1, policy.least_minutes // policy.bucket)
    rows = np.arange(first - span + 1, first + ticks) % len(memory.ring.covered)
    heard = (memory.ring.negative[rows[:, None], columns[None]] > 0).cumsum(axis=0)
    before = np.concatenate([np.zeros((1, len(columns)), np.int64), heard[: ticks - 1]])
    return np.asarray(memory.spike.open[columns] | (heard[span - 1 :] - before >= need))


def _volume(
    memory: Memory, columns: Ints, first: int, other: NDArray[np.int32], weights: Weights, policy: SpikePolicy
) -> tuple[Floats, Floats]:
    """How much more is said than usual (at least 1), in this window or a longer one; and the doubt that is left.

    Only a volume that is surely above the usual counts: the chance ups of few items, taken at their largest over the
    windows, would hide every second crisis. A season that is badly known is so for all that is said: what the other
    items show of it need not be doubted any more. What stays is the doubt in the share of anger, and in a ratio of few.
    """
    said = other[:, :, columns].astype(np.float64)
    usual = expected(memory, columns, first, len(said), memory.outlook.other, weights, policy)
    sure = said - policy.volume_sure * np.sqrt(said) > usual
    ratio = np.where(sure, (said + policy.volume_prior) / (usual + policy.volume_prior), 1.0)
    ratio = np.maximum.accumulate(ratio[:, ::-1], axis=1)[:, ::-1]
    doubt = memory.outlook.doubt[columns]
    common = 1.0 / (1.0 / ((1.0 - policy.own_doubt) * doubt) + said)
    few = np.where(ratio > 1.0, 1.0 / (said + policy.volume_prior), 0.0)
    return ratio, policy.own_doubt * doubt + np.maximum(common, few)
