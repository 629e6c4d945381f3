"""How the last days compare with the season: a ratio with a half-life of a day, held at 1 where little is known.

Called by the detector on the hour. A gamma posterior about 1, so it also says how far to trust itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.spike.policy import SpikePolicy
from pipeline.spike.series import Bools, Floats


@dataclass(slots=True)
class Level:
    """Decayed sums: items seen, and items that the season expected in the same hours."""

    negative: Floats
    other: Floats
    expected_negative: Floats
    expected_other: Floats


def unknown(series: int) -> Level:
    return Level(*(np.zeros(series) for _ in range(4)))


def learn(
    level: Level, seen: tuple[Floats, Floats], expected: tuple[Floats, Floats], take: Bools, policy: SpikePolicy
) -> None:
    """One more hour: items seen (winsorised) and expected by the season alone, of the series in `take`."""
    keep = 0.5 ** (1.0 / policy.level_half_life_hours)
    pairs = (level.negative, seen[0]), (level.other, seen[1])
    for sums, new in (*pairs, (level.expected_negative, expected[0]), (level.expected_other, expected[1])):
        sums[take] = keep * sums[take] + new[take]


def ratios(level: Level, alpha: Floats, policy: SpikePolicy) -> tuple[Floats, Floats, Floats]:
    """Level of the negative, level of the other, relative variance of the first."""
    hours = policy.level_half_life_hours / np.log(2.0)
    negative, doubt = _ratio(level.negative, level.expected_negative, hours, alpha, policy)
    other, _ = _ratio(level.other, level.expected_other, hours, alpha, policy)
    return negative, other, doubt


def _ratio(seen: Floats, expected: Floats, hours: float, alpha: Floats, policy: SpikePolicy) -> tuple[Floats, Floats]:
    trust = 1.0 / (1.0 + alpha * expected / hours)
    shape = 1.0 / policy.level_spread + trust * seen
    ratio = shape / (1.0 / policy.level_spread + trust * expected)
    low, high = policy.level_bounds
    return np.clip(ratio, low, high), 1.0 / shape
