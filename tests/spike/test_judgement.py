"""Judgements move the threshold, a little, and in the right direction."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from pipeline.spike.istanbul import minute_of
from pipeline.spike.judgement import HIGHEST, LOWEST, Precision, adjusted, holdings, precision, rules
from pipeline.spike.lifecycle import PEOPLE
from pipeline.spike.policy import SpikePolicy
from tests.storage.insights import a_step

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


def judged(name: str, minute: int, true: bool, **changes: object):
    step = a_step(minute, id=name, state=f"judged_{str(true).lower()}", by="ayşe", **changes)
    return replace(step, sequence=PEOPLE + minute)


def test_the_newest_judgement_of_an_alert_counts_and_drills_do_not():
    steps = [judged("a", 1, True), judged("a", 2, False), judged("b", 1, True), judged("c", 1, False, drill=True)]
    assert precision(steps) == Precision(1, 1)
    assert precision(steps, "slow_burn") == Precision(0, 0)


def test_a_threshold_holds_from_the_minute_after_the_judgement_and_only_for_its_rule():
    steps = [judged(f"a{n}", n, False) for n in range(20)] + [judged("slow", 30, False, kind="slow_burn")]
    held = holdings(POLICY, steps)
    assert held[0].policy == POLICY
    assert [each.since for each in held[1:]] == [minute_of(step.at) + 1 for step in steps]
    scores = [each.policy.open_score for each in held]
    assert scores == sorted(scores)
    assert held[-2].policy.slow_score == POLICY.slow_score < held[-1].policy.slow_score
    assert held[-1].policy.fall_score == POLICY.fall_score


def test_the_desk_is_told_precision_and_threshold_of_each_rule():
    spike, slow, fall = rules(POLICY, [judged("a", 1, False), judged("b", 2, True, kind="sentiment_fall")])
    assert (spike.precision, spike.threshold > spike.usual) == (Precision(0, 1), True)
    assert (slow.precision.share, slow.threshold) == (None, slow.usual)
    assert (fall.precision, fall.threshold < fall.usual) == (Precision(1, 0), True)
