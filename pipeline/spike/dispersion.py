"""How much the counts of a window scatter beyond Poisson: alpha in variance = mu + alpha mu^2, per series and window.

Called by the detector on the hour. Moments with weights, so that windows in which nothing can be seen say nothing;
a prior and a floor hold it where there is little data.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.spike.policy import SpikePolicy
from pipeline.spike.series import Bools, Floats


@dataclass(slots=True)
class Dispersion:
    """Decayed moments per window [windows, series], and the unfinished sums of windows longer than an hour."""

    excess: Floats
    weight: Floats
    part_seen: Floats
    part_expected: Floats


def unknown(windows: int, series: int) -> Dispersion:
    return Dispersion(*(np.zeros((windows, series)) for _ in range(4)))


def learn(dispersion: Dispersion, index: int, seen: Floats, expected: Floats, take: Bools, policy: SpikePolicy) -> None:
    """Windows of one length [windows, series] that ended: counts and means."""
    excess, weight = _moments(seen, expected, alphas(dispersion, policy)[index], policy)
    dispersion.excess[index][take] += excess.sum(axis=0)[take]
    dispersion.weight[index][take] += weight.sum(axis=0)[take]


def fade(dispersion: Dispersion, take: Bools, policy: SpikePolicy) -> None:
    """An hour passed."""
    keep = 0.5 ** (1.0 / (24.0 * policy.dispersion_half_life_days))
    dispersion.excess[:, take] *= keep
    dispersion.weight[:, take] *= keep


def gather(
    dispersion: Dispersion, index: int, seen: Floats, expected: Floats, take: Bools, *, last: bool, policy: SpikePolicy
) -> None:
    """One hour of a window longer than an hour; `last` ends the window."""
    dispersion.part_seen[index][take] += seen[take]
    dispersion.part_expected[index][take] += expected[take]
    if last:
        whole = dispersion.part_seen[index][None], dispersion.part_expected[index][None]
        learn(dispersion, index, *whole, dispersion.part_expected[index] > 0, policy)
        dispersion.part_seen[index] = 0.0
        dispersion.part_expected[index] = 0.0


def alphas(dispersion: Dispersion, policy: SpikePolicy) -> Floats:
    """[windows, series]."""
    prior = policy.dispersion_weight
    learnt = (prior * policy.dispersion_prior + dispersion.excess) / (prior + dispersion.weight)
    return np.maximum(learnt, policy.dispersion_floor)


def _moments(seen: Floats, expected: Floats, alpha: Floats, policy: SpikePolicy) -> tuple[Floats, Floats]:
    bound = 1.0 + (policy.winsor + 1.0) ** 2 * (expected + alpha * expected * expected)
    off = np.minimum((seen - expected) ** 2, bound)
    scale = (1.0 + expected) ** 2
    return (off - expected) / scale, expected * expected / scale
