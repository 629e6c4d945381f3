"""Streams of counts with known truth: what the detector is tuned and judged on.

Called by `nabiz backtest` and by drills. A stream has a season in Istanbul hours, scatter that lasts for hours and
scatter from minute to minute, bursts and campaigns (everything is said more, the share of anger is as ever), level
shifts, outages, and crises of known strength, length and shape. Everything follows from the seed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from pipeline.spike.istanbul import slot_of
from pipeline.spike.series import Block, Bools, Floats, Series

EventKind: TypeAlias = Literal["crisis", "campaign", "burst", "shift", "outage"]
Shape: TypeAlias = Literal["step", "ramp"]
WEEK = 7 * 1440
MONDAY = 29_583_180  # minutes since 1970: a Monday 00:00 in Istanbul


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """What to simulate. Rates of events are a week and a series; a pair is a range to draw from."""

    series: int = 100
    weeks: int = 6
    calm_weeks: float = 2.0  # no crisis before
    start: int = MONDAY
    items_per_minute: tuple[float, float] = (0.05, 10.0)
    negative_share: tuple[float, float] = (0.1, 0.45)
    season: tuple[float, float] = (0.4, 1.0)  # how far the night falls below the day: 0 not at all, 1 to a tenth
    hours_scatter: tuple[float, float] = (0.05, 0.25)  # standard deviation of the log, lasting for hours, all items
    mood_scatter: tuple[float, float] = (0.03, 0.12)  # the same of the negative share alone
    minute_scatter: tuple[float, float] = (0.0, 0.4)  # gamma variance from minute to minute
    bursts: float = 1.0
    campaigns: float = 0.25
    shifts: float = 0.1
    outages: float = 0.1
    crises: float = 0.0
    factors: tuple[float, ...] = (1.5, 2.0, 3.0, 5.0, 10.0)
    crisis_minutes: tuple[int, int] = (10, 360)
    ramps: float = 0.3  # share of crises that rise over half of their length
    spill: float = 0.15  # how much of a crisis' factor the other items share


@dataclass(frozen=True, slots=True)
class Event:
    """Something that truly happened to a series. Minutes since 1970; `extra` is the number of negative items above
    the usual that are expected of it."""

    series: Series
    kind: EventKind
    start: int
    end: int
    factor: float
    shape: Shape = "step"
    extra: float = 0.0


@dataclass(frozen=True, slots=True)
class Simulated:
    series: tuple[Series, ...]
    start: int
    negative: NDArray[np.int32]  # [minutes, series]
    other: NDArray[np.int32]
    covered: Bools
    truth: tuple[Event, ...]

    @property
    def series_weeks(self) -> float:
        return float(self.negative.shape[0] * self.negative.shape[1] / WEEK)

    def block(self, begin: int = 0, end: int | None = None) -> Block:
        part = slice(begin, end)
        return Block(self.start + begin, self.series, self.negative[part], self.other[part], self.covered[part])


def simulate(scenario: Scenario, seed: int) -> Simulated:
    """One stream for each series; the same for the same scenario and seed."""
    minutes = scenario.weeks * WEEK
    shape = (minutes, scenario.series)
    negative, other = (np.zeros(shape, np.int32) for _ in range(2))
    covered = np.ones(shape, bool)
    truth: list[Event] = []
    names = tuple(Series(f"brand{index:03d}") for index in range(scenario.series))
    for column, name in enumerate(names):
        rng = np.random.default_rng((seed, column))
        one = _one(name, scenario, minutes, rng)
        negative[:, column], other[:, column], covered[:, column] = one[0], one[1], one[2]
        truth += one[3]
    return Simulated(names, scenario.start, negative, other, covered, tuple(truth))


def _one(
    name: Series, scenario: Scenario, minutes: int, rng: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.int64], Bools, list[Event]]:
    base = float(np.exp(rng.uniform(*np.log(scenario.items_per_minute))))
    share = rng.uniform(*scenario.negative_share)
    volume = base * _season(scenario, minutes, rng) * _drift(rng.uniform(*scenario.hours_scatter), minutes, rng)
    mood = _drift(rng.uniform(*scenario.mood_scatter), minutes, rng)
    truth = [*_volume_events(name, scenario, volume, rng)]
    negative, other = volume * share * mood, volume * (1.0 - share * mood)
    truth += _crises(name, scenario, negative, other, rng)
    covered = np.ones(minutes, bool)
    for event in _spans(name, "outage", scenario.outages, minutes, (60, 360), (0.0, 0.0), scenario, rng):
        covered[event.start - scenario.start : event.end - scenario.start] = False
        truth.append(event)
    scatter = rng.uniform(*scenario.minute_scatter)
    return (
        _drawn(negative, scatter, rng) * covered,
        _drawn(np.maximum(other, 0), scatter, rng) * covered,
        covered,
        truth,
    )


def _season(scenario: Scenario, minutes: int, rng: np.random.Generator) -> Floats:
    """A day that peaks in the afternoon and again in the evening, deep nights, its own weekend; mean 1."""
    depth, peak = rng.uniform(*scenario.season), rng.uniform(13.0, 18.0)
    weekend, second = rng.uniform(0.6, 1.2), rng.uniform(0.0, 0.5)
    hours = np.array([slot_of(scenario.start // 60 + hour) for hour in range(minutes // 60 + 2)])
    of_day = hours % 24
    wave = np.cos(2 * np.pi * (of_day - peak) / 24) + second * np.cos(4 * np.pi * (of_day - 21.0) / 24)
    level = np.exp(1.15 * depth * wave) * np.where(hours >= 120, weekend, 1.0)
    smooth = np.interp(np.arange(minutes) / 60.0, np.arange(len(level)) + 0.5, level)
    return np.asarray(smooth / smooth.mean())


def _drift(deviation: float, minutes: int, rng: np.random.Generator) -> Floats:
    """exp of an autoregressive process that forgets in some three hours, in steps of ten minutes."""
    steps, keep = minutes // 10 + 2, float(np.exp(-10 / 180))
    shocks = rng.normal(0.0, deviation * np.sqrt(1 - keep * keep), steps)
    path = np.empty(steps)
    value = rng.normal(0.0, deviation)
    for index, shock in enumerate(shocks):
        value = keep * value + shock
        path[index] = value
    return np.asarray(np.exp(np.interp(np.arange(minutes) / 10.0, np.arange(steps), path) - deviation**2 / 2))


def _drawn(rate: Floats, scatter: float, rng: np.random.Generator) -> NDArray[np.int64]:
    if scatter > 0.01:
        rate = rate * rng.gamma(1.0 / scatter, scatter, len(rate))
    return np.asarray(rng.poisson(rate))


def _volume_events(name: Series, scenario: Scenario, volume: Floats, rng: np.random.Generator) -> list[Event]:
    """Bursts, campaigns and level shifts, multiplied into `volume`."""
    minutes = len(volume)
    events = [
        *_spans(name, "burst", scenario.bursts, minutes, (5, 30), (1.5, 4.0), scenario, rng),
        *_spans(name, "campaign", scenario.campaigns, minutes, (60, 720), (1.8, 5.0), scenario, rng),
    ]
    for event in events:
        volume[event.start - scenario.start : event.end - scenario.start] *= event.factor
    for event in _spans(name, "shift", scenario.shifts, minutes, (minutes, minutes), (0.6, 1.7), scenario, rng):
        volume[event.start - scenario.start :] *= event.factor
        events.append(event)
    return events


def _spans(
    name: Series,
    kind: EventKind,
    weekly: float,
    minutes: int,
    length: tuple[int, int],
    factor: tuple[float, float],
    scenario: Scenario,
    rng: np.random.Generator,
) -> list[Event]:
    events = []
    for _ in range(rng.poisson(weekly * minutes / WEEK)):
        start = scenario.start + int(rng.integers(0, minutes))
        long = int(np.exp(rng.uniform(*np.log(length))))
        end = min(start + long, scenario.start + minutes)
        events.append(Event(name, kind, start, end, float(rng.uniform(*factor))))
    return events


def _crises(name: Series, scenario: Scenario, negative: Floats, other: Floats, rng: np.random.Generator) -> list[Event]:
    """Multiplied into the rates. At least a day apart, so that each is judged for itself."""
    calm, minutes = int(scenario.calm_weeks * WEEK), len(negative)
    wanted = rng.poisson(scenario.crises * max(0, minutes - calm) / WEEK)
    events: list[Event] = []
    for start in sorted(rng.integers(calm, max(calm + 1, minutes - 480), wanted).tolist()):
        if events and start - (events[-1].end - scenario.start) < 1440:
            continue
        long = min(int(np.exp(rng.uniform(*np.log(scenario.crisis_minutes)))), minutes - start)
        factor = float(rng.choice(scenario.factors))
        shape: Shape = "ramp" if rng.random() < scenario.ramps else "step"
        span = slice(start, start + long)
        by = rise(long, factor, shape)
        extra = float((negative[span] * (by - 1.0)).sum())
        negative[span] *= by
        other[span] *= 1.0 + scenario.spill * (by - 1.0)
        events.append(
            Event(name, "crisis", scenario.start + start, scenario.start + start + long, factor, shape, extra)
        )
    return events


def rise(minutes: int, factor: float, shape: Shape) -> Floats:
    """How many times the usual in each minute of a crisis."""
    if shape == "step":
        return np.full(minutes, factor)
    return np.asarray(1.0 + (factor - 1.0) * np.minimum(1.0, (np.arange(minutes) + 1.0) / (minutes / 2.0)))
