"""Severity from 1 to 10: how much worse than usual, and how many people more than usual.

    severity = 1 + 1.5 log2(ratio), at most 5.5 of it  +  2 log10(excess / 5), at most 4 of it

So twice the usual with 10 items too many is a 3, five times with 40 a 6, ten times with 200 a 9. Called by the
detector for every open alert, and by `explain`, which adds what reach and concentration say.
"""

from __future__ import annotations

import numpy as np

from pipeline.spike.series import Floats, Ints

LOWEST, HIGHEST = 1, 10


def severity(observed: Floats, expected: Floats) -> Ints:
    """Arrays of one shape; counts of negative items in the window that decided."""
    ratio = observed / np.maximum(expected, 0.5)
    excess = np.maximum(observed - expected, 0.0)
    by_ratio = np.clip(1.5 * np.log2(np.maximum(ratio, 1.0)), 0.0, 5.5)
    by_excess = np.clip(2.0 * np.log10(np.maximum(excess, 1e-9) / 5.0), 0.0, 4.0)
    return np.clip(np.rint(1.0 + by_ratio + by_excess), LOWEST, HIGHEST).astype(np.int64)
