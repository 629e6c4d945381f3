"""What the detector learns on the hour, from hours old enough that a crisis in them would have been seen.

Called by `detector` only. Winsorised: one hour may pull the season and the level by a bounded amount. Never learns
from an open crisis, unless it has lasted so long that it is the new normal.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.spike import dispersion, latch, level, season
from pipeline.spike.expectation import Weights, combined
from pipeline.spike.istanbul import slot_of
from pipeline.spike.memory import Memory, Outlook
from pipeline.spike.policy import SpikePolicy
from pipeline.spike.season import Recent
from pipeline.spike.series import Bools, Floats, Ints


@dataclass(frozen=True, slots=True)
class Hour:
    """One hour of all series: items and covered share."""

    negative: Floats
    other: Floats
    covered: Floats


def learn_hour(memory: Memory, hour: int, weights: Weights, policy: SpikePolicy) -> None:
    """`hour` begins: learn the newest hour that is old enough. The outlook still is that of the hour before."""
    per_hour = policy.ticks_per_hour
    old = hour - policy.learn_delay_hours - 1
    ticks = np.arange(old * per_hour, (old + 1) * per_hour)
    seen = _hour_of(memory, ticks, per_hour)
    take = (seen.covered >= 0.5) & ~_in_crisis(memory, ticks, policy)
    start = ticks[0] - (hour - 1) * per_hour  # relative to the hour of the outlook
    expected = [
        combined(weights.between(int(start), int(start) + per_hour), rates) * seen.covered
        for rates in (memory.outlook.negative, memory.outlook.other)
    ]
    ready = memory.outlook.ready
    alpha = hourly_alpha(memory.outlook, policy)
    tame = [
        np.where(ready, _winsorised(items, mean, alpha + memory.outlook.doubt, policy), items)
        for items, mean in zip((seen.negative, seen.other), expected, strict=True)
    ]
    season.learn(memory.season, slot_of(old), tame[0], tame[1], seen.covered, take, policy)
    usual = (expected[0] / memory.outlook.level_negative, expected[1] / memory.outlook.level_other)
    level.learn(memory.level, (tame[0], tame[1]), usual, take & ready, policy)
    ratio = np.maximum(1.0, (seen.other + policy.volume_prior) / (expected[1] + policy.volume_prior))
    _learn_scatter(memory, old, ticks, int(start), ratio, take & ready & (seen.covered > 0.99), weights, policy)


def outlook(memory: Memory, columns: Ints, hour: int, until: int, weights: Weights, policy: SpikePolicy) -> Outlook:
    """What is expected of the series `columns` in this hour; `until` is the tick before which data are known."""
    part = season.Season(
        *(sums[:, columns] for sums in (memory.season.negative, memory.season.other, memory.season.hours))
    )
    alphas = dispersion.alphas(
        dispersion.Dispersion(*(getattr(memory.dispersion, name)[:, columns] for name in _MOMENTS)), policy
    )
    alpha = alphas[_hour_window(policy)]
    recent, ready = _recent(memory, columns, hour, until, policy)
    negative, other, doubts = season.rates(
        part, [slot_of(hour + shift) for shift in weights.hours], recent, alpha, policy
    )
    levels = level.Level(*(getattr(memory.level, name)[columns] for name in _LEVELS))
    level_negative, level_other, level_doubt = level.ratios(levels, alpha, policy)
    return Outlook(
        negative=np.maximum(negative * level_negative, policy.floor_per_hour),
        other=other * level_other,
        level_negative=level_negative,
        level_other=level_other,
        doubt=doubts[-weights.hours.start] + level_doubt,
        alpha=alphas,
        ready=ready,
        cold=memory.facts.known[columns] < policy.cold_hours * policy.ticks_per_hour,
    )


_SEASONS = ("negative", "other", "hours")
_MOMENTS = ("excess", "weight", "part_seen", "part_expected")
_LEVELS = ("negative", "other", "expected_negative", "expected_other")


def hourly_alpha(view: Outlook, policy: SpikePolicy) -> Floats:
    """The scatter of the window nearest to an hour."""
    alpha: Floats = view.alpha[_hour_window(policy)]
    return alpha


def _hour_window(policy: SpikePolicy) -> int:
    windows = policy.window_ticks
    return min(range(len(windows)), key=lambda index: abs(windows[index] - policy.ticks_per_hour))


def _hour_of(memory: Memory, ticks: Ints, per_hour: int) -> Hour:
    rows = ticks % len(memory.ring.covered)
    return Hour(
        memory.ring.negative[rows].sum(axis=0, dtype=np.float64),
        memory.ring.other[rows].sum(axis=0, dtype=np.float64),
        memory.ring.covered[rows].sum(axis=0, dtype=np.float64) / per_hour,
    )


def _in_crisis(memory: Memory, ticks: Ints, policy: SpikePolicy) -> Bools:
    """Did a crisis, or the hour before one, touch these ticks?"""
    per_hour = policy.ticks_per_hour
    return (
        _touched(memory.spike, ticks[0], ticks[-1], per_hour, policy.new_normal_hours * per_hour)
        | _touched(memory.burn, ticks[0] // per_hour, ticks[-1] // per_hour, 0, policy.new_normal_hours)
        | _touched(memory.fall, ticks[0] // per_hour, ticks[-1] // per_hour, 0, policy.new_normal_hours)
    )


def _touched(rule: latch.Latch, first: int, last: int, early: int, new_normal: int) -> Bools:
    touched: Bools = (rule.ended >= first) & (rule.since - early <= last)
    return np.asarray(touched & ~(rule.open & (first - rule.opened > new_normal)))


def _winsorised(seen: Floats, mean: Floats, variance: Floats, policy: SpikePolicy) -> Floats:
    reach = policy.winsor * np.sqrt(mean + variance * mean * mean) + 1.0
    return np.clip(seen, mean - reach, mean + reach)


def _recent(memory: Memory, columns: Ints, hour: int, until: int, policy: SpikePolicy) -> tuple[Recent, Bools]:
    """Hours not learnt yet, of the series with little history; and which series are ready to be judged."""
    per_hour, gap = policy.ticks_per_hour, policy.ticks(policy.cold_gap_minutes)
    known = memory.facts.known[columns]
    sums = np.zeros((3, len(columns)))
    cold = np.flatnonzero(known < policy.cold_hours * per_hour)
    ticks = np.arange((hour - policy.learn_delay_hours) * per_hour, until - gap)
    if len(cold) and len(ticks):
        ring, some = memory.ring, columns[cold]
        rows = (ticks % len(ring.covered))[:, None]
        calm = (ticks[:, None] < memory.spike.since[some] - gap) | ~memory.spike.open[some]
        for row, counts in enumerate((ring.negative, ring.other, ring.covered)):
            sums[row, cold] = (counts[rows, some[None]] * calm).sum(axis=0)
    ready = known >= policy.least_hours * per_hour
    return Recent(sums[0], sums[1], sums[2] / per_hour, slot_of(hour - 1) % 24), ready


def _learn_scatter(
    memory: Memory, old: int, ticks: Ints, start: int, ratio: Floats, take: Bools, weights: Weights, policy: SpikePolicy
) -> None:
    dispersion.fade(memory.dispersion, take, policy)
    per_hour = policy.ticks_per_hour
    counts = memory.ring.negative[ticks % len(memory.ring.covered)]
    for index, window in enumerate(policy.window_ticks):
        if window <= per_hour:
            starts = range(0, per_hour - window + 1, window)
            seen = np.stack([counts[at : at + window].sum(axis=0) for at in starts]).astype(np.float64)
            each = np.stack([weights.between(start + at, start + at + window) for at in starts])
            mean = combined(each, memory.outlook.negative) * ratio
            dispersion.learn(memory.dispersion, index, seen, mean, take, policy)
        else:
            mean = combined(weights.between(start, start + per_hour), memory.outlook.negative) * ratio
            last = (old + 1) % (window // per_hour) == 0
            whole = counts.sum(axis=0).astype(np.float64)
            dispersion.gather(memory.dispersion, index, whole, mean, take, last=last, policy=policy)
