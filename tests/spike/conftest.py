"""Streams of counts for the tests of the detector: fixed by their seeds, with a crisis where a test puts one."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pytest

from pipeline.spike.series import Block, Series

START = 29_700_000  # a Monday-ish noon long ago enough; minutes since 1970, on the hour
START -= START % 60


@dataclass
class Stream:
    """Counts per minute of some series; `minute` 0 is START."""

    names: list[Series]
    negative: np.ndarray
    other: np.ndarray
    start: int = START
    covered: np.ndarray | None = None

    def block(self, begin: int = 0, end: int | None = None) -> Block:
        end = len(self.negative) if end is None else end
        covered = None if self.covered is None else self.covered[begin:end]
        return Block(self.start + begin, self.names, self.negative[begin:end], self.other[begin:end], covered)

    def table(self, begin: int = 0, end: int | None = None) -> Table:
        end = len(self.negative) if end is None else end
        rows = [
            (self.start + minute, name, self.negative[minute, column], self.other[minute, column])
            for minute in range(begin, end)
            for column, name in enumerate(self.names)
            if self.negative[minute, column] or self.other[minute, column]
        ]
        return Table(
            [name.brand for _, name, _, _ in rows],
            [name.topic for _, name, _, _ in rows],
            [name.channel for _, name, _, _ in rows],
            np.array([minute for minute, *_ in rows], np.int64),
            np.array([negative for _, _, negative, _ in rows], np.int64),
            np.array([other for *_, other in rows], np.int64),
        )


@dataclass
class Table:
    brand: list[str] = field(default_factory=list)
    topic: list[str] = field(default_factory=list)
    channel: list[str] = field(default_factory=list)
    minute: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int64))
    negative: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int64))
    other: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int64))


def poisson(rates: list[float], minutes: int, seed: int, share: float = 0.3) -> Stream:
    """Independent series "b0", "b1", ... with these items a minute, without season or scatter."""
    rng = np.random.default_rng(seed)
    base = np.array(rates)
    names = [Series(f"b{index}") for index in range(len(rates))]
    negative = rng.poisson(base * share, (minutes, len(rates)))
    return Stream(names, negative, rng.poisson(base * (1 - share), (minutes, len(rates))))


@pytest.fixture(name="poisson", scope="session")
def poisson_fixture():
    return poisson
