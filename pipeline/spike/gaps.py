"""Sources that stopped: silence too long to be chance is no data, not calm.

Judged at every quarter of an hour for brands and channels; a topic may be silent. Called by the detector, which then
takes the silent minutes as uncovered. Must never take a quiet night for an outage: the season is asked first.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.spike.policy import SpikePolicy
from pipeline.spike.series import Bools, Floats, Ints

SCATTER = 0.12  # of the items that a silence should have held


@dataclass(slots=True)
class Gaps:
    missing: Floats  # items that should have come since the last one
    since: Ints  # first tick of the silence
    open: Bools


def no_gaps(series: int) -> Gaps:
    return Gaps(np.zeros(series), np.zeros(series, np.int64), np.zeros(series, bool))


def listen(
    gaps: Gaps, tick: int, length: int, items: Floats, usual: Floats, watched: Bools, policy: SpikePolicy
) -> Ints:
    """A quarter ended before `tick`: the series that are found to have stopped. `items` and `usual` are its sums."""
    silent = watched & (items == 0)
    fresh = silent & (gaps.missing == 0.0)
    gaps.since[fresh] = tick - length
    gaps.missing = np.where(silent, gaps.missing + usual, 0.0)
    odds = -np.log1p(SCATTER * gaps.missing) / SCATTER
    found = silent & ~gaps.open & (odds < np.log(policy.gap_odds))
    gaps.open |= found
    return np.flatnonzero(found)
