"""What the windows ending at a tick should hold: rates at hour centres, interpolated, summed over covered ticks.

The rate at a tick is linear between the centres of its hour and the next, so a window's expectation is a fixed linear
combination of a few hourly rates: the combinations are computed once. Called by the detector for the series that
need it. Sums run in a fixed order, so a block of ticks and the same ticks one by one give the same bits.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.spike.policy import SpikePolicy
from pipeline.spike.series import Bools, Floats, Ints

FIXED = float(2**32)  # expectations of single ticks in fixed point: integers add up the same in any order


@dataclass(frozen=True, slots=True)
class Weights:
    """`cumulative[past + i]` weighs the hours' rates over all ticks before tick i of the current hour."""

    cumulative: Floats  # [ticks + 1, hours]
    past: int
    hours: range  # relative to the current hour
    windows: tuple[int, ...]

    def over(self, offset: int, ticks: int, earliest: int | None = None) -> Floats:
        """[ticks, windows, hours] for windows ending at these ticks of the hour, cut at tick `earliest` of it."""
        ends = self.past + offset + 1 + np.arange(ticks)[:, None]
        starts = ends - np.array(self.windows)
        if earliest is not None:
            starts = np.maximum(starts, min(max(self.past + earliest, 0), len(self.cumulative) - 1))
        return np.asarray(self.cumulative[ends] - self.cumulative[np.minimum(starts, ends)])

    def between(self, start: int, stop: int) -> Floats:
        """[hours] for the ticks start..stop relative to the current hour."""
        difference: Floats = self.cumulative[self.past + stop] - self.cumulative[self.past + start]
        return difference

    def single(self, start: int, stop: int) -> Floats:
        """[ticks, hours] for each of the ticks start..stop."""
        return np.diff(self.cumulative[self.past + start : self.past + stop + 1], axis=0)


def weights(policy: SpikePolicy) -> Weights:
    per_hour, windows = policy.ticks_per_hour, policy.window_ticks
    past = ring_ticks(policy)
    hours = range(-(past // per_hour) - 1, 2)
    centre = (np.arange(-past, per_hour) + 0.5) / per_hour - 0.5
    before = np.floor(centre).astype(int)
    share = centre - before
    single = np.zeros((len(centre), len(hours)))
    rows = np.arange(len(centre))
    single[rows, before - hours.start] += (1.0 - share) / per_hour
    single[rows, before + 1 - hours.start] += share / per_hour
    cumulative = np.concatenate([np.zeros((1, len(hours))), single.cumsum(axis=0)])
    return Weights(cumulative, past, hours, windows)


def ring_ticks(policy: SpikePolicy) -> int:
    """Ticks that must be remembered: the longest window, or the hours that wait to be learnt; and one hour."""
    waiting = (policy.learn_delay_hours + 1) * policy.ticks_per_hour
    hours = -(-max(*policy.window_ticks, waiting) // policy.ticks_per_hour) + 1
    return hours * policy.ticks_per_hour


def combined(weight: Floats, rates: Floats) -> Floats:
    """sum over hours of weight [..., hours] x rates [hours, series] -> [..., series], in a fixed order."""
    total = np.zeros((*weight.shape[:-1], rates.shape[1]))
    for hour in range(rates.shape[0]):
        if weight[..., hour].any():
            total += weight[..., hour, None] * rates[hour]
    return total


def uncovered_share(single: Floats, uncovered: Bools, rates: Floats, ticks: int, windows: tuple[int, ...]) -> Floats:
    """What the windows ending at the last `ticks` ticks would expect in ticks without data.

    `single` [span, hours], `uncovered` [span, series] -> [ticks, windows, series].
    """
    each = np.where(uncovered, np.rint(combined(single, rates) * FIXED), 0.0).astype(np.int64)
    before = np.concatenate([np.zeros((1, each.shape[1]), np.int64), each.cumsum(axis=0)])
    ends: Ints = len(each) - ticks + 1 + np.arange(ticks)[:, None]
    starts: NDArray[np.int64] = np.maximum(ends - np.array(windows), 0)
    return np.asarray((before[ends] - before[starts]) / FIXED)
