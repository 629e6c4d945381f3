"""What is usual, on days that are not."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

import numpy as np
import pytest

from pipeline.spike.detector import SpikeDetector
from pipeline.spike.incidents import CRISES
from pipeline.spike.istanbul import minute_of, slot_of, when
from pipeline.spike.series import Block, Series

DAY = 1440


def stream(start: int, days: int, seed: int, hour_of: object = None, share: float = 0.3, items: float = 3.0):
    """A season in Istanbul hours; `hour_of` moves the hours of some days."""
    rng = np.random.default_rng(seed)
    minutes = np.arange(days * DAY)
    local = np.array([slot_of((start + int(minute)) // 60) % 24 for minute in minutes])
    if hour_of is not None:
        local = hour_of(minutes, local)
    rate = items * (0.25 + 0.75 * np.sin(np.pi * ((local - 5) % 24) / 24) ** 2)
    names = [Series("acme")]
    return Block(start, names, rng.poisson(rate * share)[:, None], rng.poisson(rate * (1 - share))[:, None])


def alerts(block: Block):
    return [each for each in SpikeDetector().run(block) if each.kind in CRISES]


def test_monday_midnight_in_istanbul_is_the_first_slot():
    assert slot_of(minute_of(datetime(2026, 3, 1, 21, tzinfo=UTC)) // 60) == 0
    assert slot_of(minute_of(datetime(2026, 3, 2, 20, tzinfo=UTC)) // 60) == 23


@pytest.mark.parametrize("change", [datetime(2016, 3, 27, tzinfo=UTC), datetime(2015, 11, 8, tzinfo=UTC)])
def test_a_clock_change_breaks_nothing(change):
    start = minute_of(change) - 15 * DAY
    slots = [slot_of(hour) for hour in range(start // 60, start // 60 + 40 * 24)]
    steps = {(after - before) % 168 for before, after in pairwise(slots)}
    assert steps <= {0, 1, 2}
    assert steps != {1}
    assert alerts(stream(start, 19, seed=3)) == []


def test_ramadan_moves_the_evening_into_the_night_without_an_alert():
    start = minute_of(datetime(2026, 1, 28, 21, tzinfo=UTC))

    def late(minutes, local):
        return np.where(minutes >= 21 * DAY, (local - 4) % 24, local)

    assert alerts(stream(start, 28, seed=5, hour_of=late)) == []


def test_a_holiday_and_the_working_day_after_it_raise_nothing():
    start = minute_of(datetime(2026, 5, 3, 21, tzinfo=UTC))
    block = stream(start, 30, seed=7)
    rng = np.random.default_rng(1)
    off = slice(22 * DAY, 26 * DAY)
    thin = rng.random(block.negative[off].shape) < 0.5
    block.negative[off] *= thin
    block.other[off] *= rng.random(block.other[off].shape) < 0.5
    assert alerts(block) == []


def test_a_crisis_is_not_learnt_as_the_season():
    """The same hour a week later is as surprising as it was."""
    start = minute_of(datetime(2026, 3, 1, 21, tzinfo=UTC))
    block = stream(start, 22, seed=9)
    rng = np.random.default_rng(2)
    for day in (14, 21):
        at = day * DAY + 720
        block.negative[at : at + 60] += rng.poisson(6.0, (60, 1))
    opened = [each for each in alerts(block) if each.state == "opened"]
    assert [(each.minute - start) // DAY for each in opened] == [14, 21]
    assert opened[1].expected == pytest.approx(opened[0].expected, rel=0.5)
    assert when(opened[0].minute).tzinfo is UTC
