"""The usual rate of each hour of the week, learnt with weekly decay and shrunk where little is known.

A chain of gamma priors: mean of the series -> hour of the day -> that hour on working days or weekends -> that hour of
that day. Each step is the conjugate update (pseudo-items over pseudo-hours), its items discounted by the scatter of
hourly counts, and hands its relative variance to the next. So one rule serves the first day and the tenth week, and
`doubt` says how far to trust the rate. Called by the detector on the hour. Never learns by itself what a crisis is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.spike.istanbul import SLOTS
from pipeline.spike.policy import SpikePolicy
from pipeline.spike.series import Bools, Floats

# How people are awake: the share of an hour of the day in a day's talk, where nothing is known yet. Deliberately flat.
_NIGHT = {0: 0.7, 1: 0.5, 2: 0.4, 3: 0.35, 4: 0.35, 5: 0.4, 6: 0.5, 7: 0.7}
PROFILE = np.array([_NIGHT.get(hour, 1.0 if hour < 9 else 1.25) for hour in range(24)])
UNKNOWN = 2.0  # relative variance of a mean about which nothing is known


@dataclass(slots=True)
class Season:
    """Decayed sums by slot of the week: items, and covered hours."""

    negative: NDArray[np.float32]  # [168, series]
    other: NDArray[np.float32]
    hours: NDArray[np.float32]


def unlearnt(series: int) -> Season:
    return Season(*(np.zeros((SLOTS, series), np.float32) for _ in range(3)))


def learn(
    season: Season, slot: int, negative: Floats, other: Floats, hours: Floats, take: Bools, policy: SpikePolicy
) -> None:
    """Add one hour of the series in `take`; what the slot held of earlier weeks decays."""
    for sums, new in ((season.negative, negative), (season.other, other), (season.hours, hours)):
        row = sums[slot]
        row[take] = policy.weekly_decay * row[take] + new[take]


@dataclass(frozen=True, slots=True)
class Recent:
    """Hours not yet learnt, for series with little history: items, covered hours, and the hour of the day of most."""

    negative: Floats
    other: Floats
    hours: Floats
    of_day: int


def rates(
    season: Season, slots: Sequence[int], recent: Recent, alpha: Floats, policy: SpikePolicy
) -> tuple[Floats, Floats, Floats]:
    """Items an hour at these slots, negative and other [slots, series], and the relative variance of the negative."""
    negative, doubt = _shrunk(season.negative, season.hours, slots, recent, recent.negative, alpha, policy)
    other, _ = _shrunk(season.other, season.hours, slots, recent, recent.other, alpha, policy)
    return negative, other, doubt


def _shrunk(
    items: NDArray[np.float32],
    hours: NDArray[np.float32],
    slots: Sequence[int],
    recent: Recent,
    newest: Floats,
    alpha: Floats,
    policy: SpikePolicy,
) -> tuple[Floats, Floats]:
    known_hours = hours.sum(axis=0, dtype=np.float64) + recent.hours
    total = items.sum(axis=0, dtype=np.float64) + newest
    trust = _trust(newest, recent.hours, alpha)
    usual = PROFILE.mean()
    mean = (total + 0.25) / np.maximum(known_hours, 0.25)
    mean_doubt = np.minimum(UNKNOWN, 1.0 / (_trust(total, known_hours, alpha) * total + 1.0 / UNKNOWN))
    means = np.empty((len(slots), mean.shape[0]))
    doubts = np.empty_like(means)
    for index, slot in enumerate(slots):
        rate, doubt = mean * (PROFILE[slot % 24] / usual), mean_doubt
        for like, spread in _likes(slot, policy):
            seen, long = items[like].sum(axis=0, dtype=np.float64), hours[like].sum(axis=0, dtype=np.float64)
            rate, doubt = _updated(rate, doubt + spread, seen, long, alpha)
        awake = PROFILE[slot % 24] / PROFILE[recent.of_day]
        means[index], doubts[index] = _continued(rate, doubt, newest, recent.hours / awake, trust, policy)
    return means, doubts


def _continued(
    rate: Floats, doubt: Floats, newest: Floats, hours: Floats, trust: Floats, policy: SpikePolicy
) -> tuple[Floats, Floats]:
    """On a first day the last two hours say more of this one than a mean of all of them does.

    They are an observation of the rate that has drifted since: worth `1 / drift` items at most.
    """
    known = hours >= 0.5
    items = newest + 0.5
    worth = np.where(known, 1.0 / (policy.drift + 1.0 / (trust * items)), 0.0)
    shape = 1.0 / doubt + worth
    return shape / (1.0 / (doubt * rate) + worth * hours / items), 1.0 / shape


def _likes(slot: int, policy: SpikePolicy) -> list[tuple[list[int], float]]:
    """The slots like this one, from the wide circle to the slot itself, and how far each strays from the last."""
    day, hour = divmod(slot, 24)
    days = range(5) if day < 5 else range(5, 7)
    return [
        ([other * 24 + hour for other in range(7)], policy.hour_spread),
        ([other * 24 + hour for other in days], policy.day_type_spread),
        ([slot], policy.slot_spread),
    ]


def _updated(rate: Floats, spread: Floats, items: Floats, hours: Floats, alpha: Floats) -> tuple[Floats, Floats]:
    trust = _trust(items, hours, alpha)
    shape = 1.0 / spread + trust * items
    return shape / (1.0 / (spread * rate) + trust * hours), 1.0 / shape


def _trust(items: Floats, hours: Floats, alpha: Floats) -> Floats:
    """What a scattered item is worth against a Poisson one."""
    return 1.0 / (1.0 + alpha * items / np.maximum(hours, 1.0))
