"""One crisis is one alert, whoever sees it and however often it is judged."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import msgspec
import pytest

from pipeline.spike.incidents import REJUDGED, Incidents, alert_id
from pipeline.spike.istanbul import minute_of
from pipeline.spike.series import Series
from pipeline.spike.transition import Transition


def said(minute: int, state: str = "opened", topic: str = "", brand: str = "acme", **more) -> Transition:
    facts = {
        "kind": "spike",
        "since": minute - 5,
        "observed": 30.0,
        "expected": 3.0,
        "score": 7.0,
        "severity": 6,
        "window_minutes": 15,
        "low_confidence": False,
    }
    return Transition(series=Series(brand, topic), state=state, minute=minute, **(facts | more))


def states(steps):
    return [step.state for step in steps]


def test_topics_that_rise_together_are_one_incident_with_parts():
    together = [said(100), said(100, topic="network", score=9.0), said(100, topic="billing")]
    (step,) = Incidents(240).fold(together)
    assert step.topic == "network"
    parts = msgspec.json.decode(step.evidence)["parts"]
    assert [part["topic"] for part in parts] == ["network", "", "billing"]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_order_of_a_minute_changes_nothing(order):
    together = [said(100), said(100, topic="network", score=9.0), said(100, topic="billing")]
    assert Incidents(240).fold([together[index] for index in order]) == Incidents(240).fold(together)


def test_a_part_that_joins_later_makes_no_alert_of_its_own():
    incidents = Incidents(240)
    steps = incidents.fold([said(100), said(110, topic="network"), said(150, "resolved")])
    assert states(steps) == ["opened"]
    assert states(incidents.fold([said(160, "resolved", topic="network")])) == ["resolved"]


def test_a_slow_burn_of_the_same_brand_is_the_same_crisis():
    steps = Incidents(240).fold([said(100), said(180, kind="slow_burn"), said(190, "resolved")])
    assert states(steps) == ["opened"]


def test_two_brands_are_two_alerts():
    steps = Incidents(240).fold([said(100), said(100, brand="zen")])
    assert len({step.id for step in steps}) == 2


def test_a_rise_within_the_time_to_re_arm_carries_the_alert_on():
    steps = Incidents(240).fold([said(100), said(200, "resolved"), said(300), said(400, "resolved"), said(900)])
    assert states(steps) == ["opened", "resolved", "escalated", "resolved", "opened"]
    assert len({step.id for step in steps}) == 2
    assert [step.sequence for step in steps] == [0, 1, 2, 3, 0]


def test_worse_by_two_steps_is_said_again():
    worse = said(120, "escalated", severity=8)
    assert states(Incidents(240).fold([said(100), said(110, "escalated", severity=7), worse])) == [
        "opened",
        "escalated",
    ]


def test_what_was_announced_is_known_after_a_restart_and_not_said_again():
    transitions = [said(100), said(120, "escalated", severity=9), said(200, "resolved")]
    first = Incidents(240).fold(transitions)
    assert Incidents(240, known=first).fold(transitions) == []
    assert states(Incidents(240, known=first[:2]).fold(transitions)) == ["resolved"]


def test_late_items_that_move_the_begin_keep_the_id():
    incidents = Incidents(240)
    before = incidents.parts()
    (opened,) = incidents.fold([said(100)])
    incidents.rewind(before)
    assert incidents.fold([replace(said(97), since=90)]) == []
    (resolved,) = incidents.fold([said(180, "resolved")])
    assert resolved.id == opened.id


def test_late_items_that_explain_an_alert_away_resolve_it():
    incidents = Incidents(240)
    before = incidents.parts()
    incidents.fold([said(100)])
    incidents.rewind(before)
    (step,) = incidents.settle(130)
    assert (step.state, step.note) == ("resolved", REJUDGED)
    assert incidents.settle(131) == []


def test_notices_are_not_crises():
    steps = Incidents(240).fold([said(100), said(100, kind="volume_notice"), said(100, kind="no_data")])
    assert {step.kind for step in steps} == {"spike", "volume_notice", "no_data"}


def test_an_id_depends_on_brand_kind_and_first_minute_alone():
    assert alert_id(("acme", "crisis", ""), 100) == alert_id(("acme", "crisis", ""), 100)
    assert len({alert_id((brand, "crisis", ""), minute) for brand in "ab" for minute in (1, 2)}) == 4


def test_what_rises_again_is_the_same_alert_seen_first_when_the_new_rise_began():
    incidents = Incidents(240)
    steps = incidents.fold([said(100), said(150, "resolved"), said(200, since=196), said(260, "resolved")])
    assert states(steps) == ["opened", "resolved", "escalated", "resolved"]
    assert [minute_of(step.first_seen) for step in steps] == [95, 95, 196, 196]
    assert len({step.id for step in steps}) == 1
    (worse,) = Incidents(240, steps[:3]).fold([said(210, severity=9)])
    assert (worse.state, minute_of(worse.first_seen)) == ("escalated", 196)
