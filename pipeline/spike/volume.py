"""How much more is said than usual, read twice: as a usual day, and as a campaign.

A count of anger is judged under both readings, weighed by how well each explains the other items. So a campaign
needs no certainty before it explains anything, and the chance ups of few items explain next to nothing. Called by
`fast` for candidates only. Knows nothing of anger.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.spike.policy import SpikePolicy
from pipeline.spike.score import log_likelihood
from pipeline.spike.series import Floats

NOTHING = 1e-9


@dataclass(frozen=True, slots=True)
class Volume:
    """Arrays [candidates, windows]. A ratio is that of the expected volume to the usual one, at least 1; its doubt the
    relative variance that is left of it."""

    loud: Floats  # probability of a campaign
    calm_ratio: Floats
    calm_doubt: Floats
    loud_ratio: Floats
    loud_doubt: Floats

    @property
    def ratio(self) -> Floats:
        return (1.0 - self.loud) * self.calm_ratio + self.loud * self.loud_ratio


def read(said: Floats, usual: Floats, common: Floats, own: Floats, policy: SpikePolicy) -> Volume:
    """`said` and `usual` are other items in windows, shortest first; `common` is the relative variance of all volume
    on a usual day, `own` the scatter of the other items alone.

    Gamma posteriors about 1 and about `loud_ratio`, the second held at 1 by `volume_prior` items where little is said:
    in a crisis others speak up too. An item that scatters is worth less than one. Each window is read
    as whichever of itself and the longer ones says more: a campaign is no quieter for a few minutes of chance.
    """
    usual = np.maximum(usual, NOTHING)
    calm, calm_doubt = _posterior(said, usual, 1.0, 1.0 / common, own)
    shape = np.full_like(said, 1.0 / policy.loud_variance)
    loud, loud_doubt = _posterior(said, usual, policy.loud_ratio, shape, own, policy.volume_prior)
    odds = log_likelihood(said, usual * policy.loud_ratio, policy.loud_variance + own)
    odds = np.exp(np.clip(odds - log_likelihood(said, usual, common + own), -50.0, 50.0))
    chance = policy.loud_chance * odds / (1.0 - policy.loud_chance + policy.loud_chance * odds)
    most = _most((1.0 - chance) * calm + chance * loud)
    chance, calm, calm_doubt, loud, loud_doubt = (
        np.take_along_axis(part, most, 1) for part in (chance, calm, calm_doubt, loud, loud_doubt)
    )
    return Volume(chance, np.maximum(calm, 1.0), calm_doubt, np.maximum(loud, 1.0), loud_doubt)


def _posterior(
    said: Floats, usual: Floats, ratio: float, shape: Floats, own: Floats, few: float = 0.0
) -> tuple[Floats, Floats]:
    """Mean and relative variance of the ratio, of which a prior says `ratio` with the weight of `shape` items."""
    trust = 1.0 / (1.0 + own * usual * ratio)
    seen = shape + trust * (said + few)
    return seen / (shape / ratio + trust * (usual + few)), 1.0 / seen


def _most(ratio: Floats) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    """Of each window the index of the largest ratio of its own and the longer windows'."""
    rows = np.arange(len(ratio))
    best = np.tile(np.arange(ratio.shape[1], dtype=np.int64), (len(ratio), 1))
    for window in range(ratio.shape[1] - 2, -1, -1):
        longer = best[:, window + 1]
        best[:, window] = np.where(ratio[rows, longer] > ratio[:, window], longer, window)
    return best
