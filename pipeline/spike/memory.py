"""All that the detector remembers, as arrays with the series along the last axis. Copied for a checkpoint.

Owned by `detector`; the rules read and write it. Holds no rule.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from pipeline.spike import dispersion, gaps, latch, level, season, slow
from pipeline.spike.columns import copied, joined, size_bytes
from pipeline.spike.expectation import ring_ticks, weights
from pipeline.spike.policy import SpikePolicy
from pipeline.spike.series import Bools, Floats, Ints


@dataclass(slots=True)
class Ring:
    """The last ticks: tick t stands in row t modulo the length."""

    negative: NDArray[np.int32]
    other: NDArray[np.int32]
    covered: Bools


@dataclass(slots=True)
class Sums:
    """Items in each window ending at the last tick taken [windows, series]."""

    negative: NDArray[np.int32]
    other: NDArray[np.int32]


@dataclass(slots=True)
class Facts:
    born: Ints  # first tick of the series
    known: Ints  # covered ticks since then
    blind: Ints  # last tick without data after birth


@dataclass(slots=True)
class Outlook:
    """What is expected of the current hour, renewed on the hour (and more often while little is known)."""

    negative: Floats  # items an hour [hours, series], level included
    other: Floats
    level_negative: Floats
    level_other: Floats
    doubt: Floats  # relative variance of the rate
    alpha: Floats  # scatter [windows, series]
    ready: Bools  # enough is known to judge
    cold: Bools  # but so little that an alert says so


@dataclass(slots=True)
class Calm:
    """What needs no look until the next quarter of an hour: renewed with each, so that a tick is cheap."""

    counts: NDArray[np.int32]  # negatives in each window [windows, series]
    since: Ints  # the tick at which that was worked out


@dataclass(slots=True)
class Memory:
    ring: Ring
    sums: Sums
    calm: Calm
    facts: Facts
    season: season.Season
    level: level.Level
    dispersion: dispersion.Dispersion
    outlook: Outlook
    hours: slow.Hours
    gaps: gaps.Gaps
    spike: latch.Latch
    burn: latch.Latch
    fall: latch.Latch
    crowd: latch.Latch

    def copy(self) -> Memory:
        return Memory(*(copied(getattr(self, part.name)) for part in fields(self)))

    def joined(self, more: Memory) -> Memory:
        return Memory(*(joined(getattr(self, part.name), getattr(more, part.name)) for part in fields(self)))

    @property
    def bytes(self) -> int:
        return sum(size_bytes(getattr(self, part.name)) for part in fields(self))


def blank(series: int, tick: int, policy: SpikePolicy) -> Memory:
    """Series born at `tick`: nothing is known before it."""
    windows, ring, hours = len(policy.window_ticks), ring_ticks(policy), len(weights(policy).hours)
    return Memory(
        ring=Ring(
            np.zeros((ring, series), np.int32), np.zeros((ring, series), np.int32), np.zeros((ring, series), bool)
        ),
        sums=Sums(np.zeros((windows, series), np.int32), np.zeros((windows, series), np.int32)),
        calm=Calm(np.full((windows, series), -1, np.int32), np.full(series, tick, np.int64)),
        facts=Facts(
            np.full(series, tick, np.int64), np.zeros(series, np.int64), np.full(series, latch.NEVER, np.int64)
        ),
        season=season.unlearnt(series),
        level=level.unknown(series),
        dispersion=dispersion.unknown(windows, series),
        outlook=Outlook(
            negative=np.zeros((hours, series)),
            other=np.zeros((hours, series)),
            level_negative=np.ones(series),
            level_other=np.ones(series),
            doubt=np.full(series, season.UNKNOWN),
            alpha=np.full((windows, series), policy.dispersion_prior),
            ready=np.zeros(series, bool),
            cold=np.ones(series, bool),
        ),
        hours=slow.no_hours(series),
        gaps=gaps.no_gaps(series),
        spike=latch.closed(series),
        burn=latch.closed(series),
        fall=latch.closed(series),
        crowd=latch.closed(series),
    )


def inherit(memory: Memory, child: int, parent: int) -> None:
    """A topic never heard of before was silent for as long as its brand has been listened to."""
    memory.season.hours[:, child] = memory.season.hours[:, parent]
    memory.ring.covered[:, child] = memory.ring.covered[:, parent]
    for facts in (memory.facts.born, memory.facts.known, memory.facts.blind):
        facts[child] = facts[parent]
    memory.hours.known[:, child] = memory.hours.known[:, parent]
