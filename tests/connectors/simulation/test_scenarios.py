"""Crises to rehearse: marked, in time, about the brand asked for."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from connectors.simulation.scenarios import SCENARIOS, rehearse, scenario
from pipeline.intake import feedback_of

START = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)


@pytest.mark.parametrize("plan", SCENARIOS, ids=lambda plan: plan.name)
def test_every_item_of_a_scenario_can_be_taken_and_is_marked_as_a_drill(plan) -> None:
    found = list(rehearse(plan, "Öz Marka", START, 12, "7"))
    taken = [feedback_of(each.record.fields, now=START + timedelta(days=1), key=b"k" * 32) for each in found]
    assert taken
    assert all(feedback.drill and feedback.brand == "Öz Marka" for feedback in taken)
    assert len({feedback.id for feedback in taken}) == len(taken)
    assert all(START <= feedback.occurred_at < START + timedelta(minutes=12) for feedback in taken)
    assert [each.at for each in found] == sorted(each.at for each in found)


def test_a_drill_repeats_itself_by_its_seed_and_another_one_has_other_ids() -> None:
    plan = scenario("network_outage")
    ids = {
        seed: [each.record.fields["external_id"] for each in rehearse(plan, "", START, 5, seed)] for seed in ("1", "2")
    }
    assert ids["1"] == [each.record.fields["external_id"] for each in rehearse(plan, "", START, 5, "1")]
    assert not set(ids["1"]) & set(ids["2"])


def test_a_viral_post_is_mostly_one_text_passed_on() -> None:
    found = rehearse(scenario("viral_post"), "", START, 20, "3")
    taken = [feedback_of(each.record.fields, now=START + timedelta(days=1), key=b"k" * 32) for each in found]
    copies = Counter(feedback.copy_key for feedback in taken if feedback.copy_key)
    assert copies.most_common(1)[0][1] > len(taken) / 3


def test_a_scenario_nobody_wrote_is_none() -> None:
    assert scenario("earthquake") is None
