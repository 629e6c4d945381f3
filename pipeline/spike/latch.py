"""A rule with memory, for all series at once: open after enough ticks in a row, stay open, resolve, re-arm.

Used by every rule of the detector. Knows nothing of counts: it is told which series are up, and which are quiet.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.spike.series import Bools, Ints

NEVER = -(2**40)


@dataclass(slots=True)
class Latch:
    hits: NDArray[np.int32]  # ticks up in a row, while not open
    quiet: NDArray[np.int32]  # ticks quiet in a row, while open
    open: Bools
    since: Ints  # first tick of the rise that opened it last
    opened: Ints  # tick at which it opened last
    ended: Ints  # last tick of the last incident
    told: NDArray[np.int32]  # highest severity told of it


@dataclass(frozen=True, slots=True)
class Terms:
    """How many ticks in a row open and resolve, and for how long a new rise is the old one come back."""

    up: int | Ints  # the same for all, or for each
    quiet: int
    rearm: int


@dataclass(frozen=True, slots=True)
class Changes:
    opened: Ints  # indices of series
    returned: Ints
    resolved: Ints


def closed(series: int) -> Latch:
    never = np.full(series, NEVER, np.int64)
    zero = np.zeros(series, np.int32)
    return Latch(zero, zero.copy(), np.zeros(series, bool), never, never.copy(), never.copy(), zero.copy())


def active(latch: Latch) -> Bools:
    """The series for which a tick without news still matters."""
    return latch.open | (latch.hits > 0)


def turn(latch: Latch, at: Ints, tick: int, *, up: Bools, at_once: Bools, quiet: Bools, terms: Terms) -> Changes:
    """One tick for the series at these indices; the others must be inactive and not up."""
    was = latch.open[at]
    hits = np.where(was | ~(up | at_once), 0, latch.hits[at] + 1)
    still = np.where(was & quiet, latch.quiet[at] + 1, 0)
    opens = ~was & (at_once | (hits >= terms.up))
    ends = was & (still >= terms.quiet)
    back = opens & (tick - latch.ended[at] <= terms.rearm)
    fresh = opens & ~back
    latch.since[at[fresh]] = tick - hits[fresh] + 1
    latch.opened[at[opens]] = tick
    latch.hits[at] = np.where(opens, 0, hits)
    latch.quiet[at] = np.where(ends, 0, still)
    latch.open[at] = (was | opens) & ~ends
    latch.ended[at[was | opens]] = tick
    return Changes(at[fresh], at[back], at[ends])
