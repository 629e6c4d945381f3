"""Series and blocks of counts: what the detector is fed.

A series counts what is said about a brand as a whole, about one of its topics, or in one of its channels. A block
holds the counts of some series over successive ticks (a tick is a minute unless the policy has a coarser bucket).
Built by `watch` and `replay`. Values only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


class Series(NamedTuple):
    """Topic "" and channel "" together mean the brand as a whole."""

    brand: str
    topic: str = ""
    channel: str = ""

    @property
    def whole(self) -> bool:
        return not self.topic and not self.channel


@dataclass(frozen=True, slots=True)
class Block:
    """Counts of `series` in the ticks `first`, `first + 1`, ...; the arrays have the shape [ticks, series].

    `covered` False means that nothing is known of that tick: its counts are ignored. None: all are covered.
    """

    first: int
    series: Sequence[Series]
    negative: NDArray[np.integer]
    other: NDArray[np.integer]
    covered: Bools | None = None

    @property
    def ticks(self) -> int:
        return int(self.negative.shape[0])

    def part(self, start: int, stop: int) -> Block:
        """The rows start..stop of this block."""
        covered = None if self.covered is None else self.covered[start:stop]
        return Block(self.first + start, self.series, self.negative[start:stop], self.other[start:stop], covered)


def empty_block(first: int, ticks: int) -> Block:
    """Ticks in which nothing was said by any series."""
    nothing = np.zeros((ticks, 0), np.int32)
    return Block(first, (), nothing, nothing)
