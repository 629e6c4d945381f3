"""Judgements move the threshold, a little, and in the right direction."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.spike.judgement import HIGHEST, LOWEST, Precision, adjusted
from pipeline.spike.policy import SpikePolicy

POLICY = SpikePolicy()


def moved(true: int, false: int) -> float:
    return adjusted(POLICY, Precision(true, false)).open_score - POLICY.open_score


def test_without_judgements_nothing_moves_and_there_is_no_precision():
    assert moved(0, 0) == 0.0
    assert Precision(0, 0).share is None


@given(st.integers(0, 1000), st.integers(0, 1000))
def test_the_threshold_stays_within_its_bounds_and_false_alarms_raise_it(true, false):
    assert LOWEST <= moved(true, false) <= HIGHEST
    assert moved(true, false + 1) >= moved(true, false) - 1e-12
    assert moved(true + 1, false) <= moved(true, false) + 1e-12


def test_a_rule_that_is_often_wrong_gets_stricter():
    assert moved(1, 9) > 0.5
    assert moved(10, 0) < 0.0
