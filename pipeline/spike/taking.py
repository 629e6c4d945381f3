"""Putting a block of counts into memory: the ring of ticks, the window sums, what is covered. Called by `detector`."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.spike import latch
from pipeline.spike.memory import Memory
from pipeline.spike.series import Block, Bools, Ints


def take(
    memory: Memory, block: Block, at: Ints, dark: Sequence[Ints], windows: tuple[int, ...]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Put the block into the ring; the window sums at each of its ticks, negative and other [ticks, windows, series].

    `dark`: groups of series whose source is silent; the first of a group tells when it speaks again.
    """
    ring, facts = memory.ring, memory.facts
    ticks = block.first + np.arange(block.ticks)
    negative, other = (np.zeros((block.ticks, len(facts.born)), np.int32) for _ in range(2))
    negative[:, at], other[:, at] = block.negative, block.other
    known = _covered(block, at, negative, other, dark)
    if not known.all():
        negative *= known
        other *= known
    rolled = (
        _rolled(memory.sums.negative, ring.negative, negative, ticks, windows),
        _rolled(memory.sums.other, ring.other, other, ticks, windows),
    )
    rows = ticks % len(ring.covered)
    ring.negative[rows], ring.other[rows], ring.covered[rows] = negative, other, known
    facts.known += known.sum(axis=0)
    if not known.all():
        facts.blind = np.maximum(facts.blind, np.where(known, latch.NEVER, ticks[:, None]).max(axis=0))
    return rolled


def blot(memory: Memory, columns: Ints, since: int, until: int) -> None:
    """Ticks of these series that were taken as silence turn out to be without data."""
    ticks = np.arange(max(since, until - len(memory.ring.covered)), until)
    if not len(ticks):
        return
    rows = (ticks % len(memory.ring.covered))[:, None]
    memory.facts.known[columns] -= memory.ring.covered[rows, columns[None]].sum(axis=0)
    memory.ring.covered[rows, columns[None]] = False
    memory.facts.blind[columns] = until - 1


def _covered(
    block: Block, at: Ints, negative: NDArray[np.int32], other: NDArray[np.int32], dark: Sequence[Ints]
) -> Bools:
    known = np.ones(negative.shape, bool)
    if block.covered is not None:
        known[:, at] = block.covered
    for group in dark:
        speaks = (negative[:, group[0]] > 0) | (other[:, group[0]] > 0)
        known[:, group] &= np.logical_or.accumulate(speaks)[:, None]
    return known


def _rolled(
    total: NDArray[np.int32], stored: NDArray[np.int32], new: NDArray[np.int32], ticks: Ints, windows: tuple[int, ...]
) -> NDArray[np.int32]:
    """Window sums after each new tick: what enters less what leaves. `total` becomes the last of them."""
    if len(new) == 1:  # minute by minute: no need to add up along time
        total += new - stored[(ticks[0] - np.array(windows)) % len(stored)]
        return total[None].copy()
    sums = np.empty((len(new), len(windows), new.shape[1]), np.int32)
    for index, window in enumerate(windows):
        leaving = stored[(ticks - window) % len(stored)]
        if len(new) > window:  # what leaves came in this block
            leaving[window:] = new[: len(new) - window]
        sums[:, index] = total[index] + np.cumsum(new - leaving, axis=0, dtype=np.int32)
    total[:] = sums[-1]
    return sums
