"""The fast rule where others speak up too, on a first day, and where counts are dismissed unseen."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.spike import fast
from pipeline.spike.detector import SpikeDetector
from pipeline.spike.policy import SpikePolicy
from pipeline.spike.series import Block, Series

DAY = 1440


def opened(names, start, negative, other, policy=None):
    detector = SpikeDetector(policy)
    detector.enrol(names, start)
    block = Block(start, names, negative.astype(np.int32), other.astype(np.int32))
    return [each for each in detector.run(block) if each.state == "opened" and each.kind == "spike"]


def evenly(per_hour: float, minutes: int):
    """So many items an hour at equal distances."""
    at = np.floor((np.arange(per_hour * minutes / 60) + 0.5) * 60 / per_hour).astype(int)
    return np.bincount(at[at < minutes], minlength=minutes)


@pytest.mark.parametrize("hours", [3, 7, 12])
@pytest.mark.parametrize("others", [20, 107])
def test_ten_complaints_an_hour_that_become_hundreds_on_the_first_day_alert_within_five_minutes(poisson, hours, others):
    """At equal distances, so that no chance helps, and with the others rising too."""
    before, start = hours * 60, poisson([1.0], 1, seed=1).start + 14 * 60 + 5 - hours * 60
    negative = np.concatenate([evenly(10, before), evenly(300, 60)])[:, None]
    other = np.concatenate([evenly(20, before), evenly(others, 60)])[:, None]
    (alert,) = opened([Series("acme")], start, negative, other)
    assert 0 < alert.minute - start - before <= 5


def test_a_first_evening_is_judged_by_its_last_hours_and_not_by_the_afternoon_before(poisson):
    """Three complaints a minute, then half as many, then nine: six times what is usual by now, three times the mean."""
    start = poisson([1.0], 1, seed=1).start + 14 * 60
    negative = np.concatenate([evenly(180, 120), evenly(90, 110), evenly(540, 60)])[:, None]
    other = np.concatenate([evenly(240, 120), evenly(120, 170)])[:, None]
    (alert,) = opened([Series("acme")], start, negative, other)
    assert 0 < alert.minute - start - 230 <= 10
    forgetful = opened([Series("acme")], start, negative, other, SpikePolicy(drift=1e9))
    assert not forgetful or forgetful[0].minute > alert.minute


def test_where_the_others_surge_a_rise_is_told_once_it_lasts(poisson):
    stream = poisson([4.0], 3 * DAY, seed=11)
    rise = slice(2 * DAY + 600, 2 * DAY + 720)
    stream.negative[rise] += np.random.default_rng(1).poisson(6.0, (120, 1))
    (alone,) = opened(stream.names, stream.start, stream.negative, stream.other)
    surging = stream.other.copy()
    surging[rise] += np.random.default_rng(2).poisson(2.5, (120, 1))
    (late,) = opened(stream.names, stream.start, stream.negative, surging)
    assert alone.minute < late.minute <= alone.minute + 30


def test_what_is_dismissed_unseen_would_have_opened_nothing(poisson, monkeypatch):
    stream = poisson([0.05, 0.5, 2.0, 8.0], 2 * DAY + 600, seed=5)
    stream.negative[2 * DAY + 300 : 2 * DAY + 330] += [1, 2, 3, 6]
    covered = np.ones(stream.negative.shape, bool)
    covered[2 * DAY + 200 : 2 * DAY + 290] = False

    def found():
        detector = SpikeDetector()
        detector.enrol(stream.names, stream.start)
        block = stream.block()
        return detector.run(Block(block.first, block.series, block.negative, block.other, covered))

    seen = found()
    monkeypatch.setattr(fast, "foresee", lambda *_: None)
    assert found() == seen
    assert {each.series for each in seen if each.state == "opened"} == set(stream.names)
