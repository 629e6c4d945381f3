"""What the team sees first, and what is due next."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from pipeline.alert import AlertStep
from pipeline.desk.acting import act
from pipeline.desk.casework import casework, dues, next_due, read
from pipeline.desk.plan import proposed
from pipeline.desk.similar import similar
from pipeline.spike.evidence import known
from pipeline.spike.istanbul import minute_of
from pipeline.spike.judgement import holds_from
from pipeline.spike.lifecycle import PEOPLE, Refused, Statement, fold
from pipeline.storage.fake import InMemoryStore
from tests.desk.conftest import AT, MINUTE, opened, told
from tests.storage.insights import an_insight


def test_open_alerts_come_by_severity_and_what_calmed_down_comes_after() -> None:
    steps = [
        opened("low", severity=3),
        opened("high", minutes=5, severity=8),
        opened("calm", severity=10),
        opened("calm", severity=10, state="resolved", sequence=1, at=AT + 20 * MINUTE),
        opened("rehearsed", severity=10, drill=True),
        opened("notice", kind="volume_notice", severity=9),
    ]
    work = casework(steps)
    assert [alert.opened.id for alert in work.open] == ["high", "low", "rehearsed", "calm"]
    assert [alert.opened.id for alert in work.notices] == ["notice"]


def test_the_first_hour_is_three_steps_and_the_earliest_one_not_taken_is_next() -> None:
    store = InMemoryStore()
    store.write_alerts([opened()])
    alert = read(store).open[0]
    assert [due.until - alert.opened.first_seen for due in dues(alert)] == [timedelta(minutes=m) for m in (10, 30, 60)]
    assert next_due(alert).stage == "confirm"
    act(store, "a1", "assigned", by="ayşe", at=AT + 12 * MINUTE, seen=PEOPLE, owner="deniz", people=["deniz", "efe"])
    alert = read(store).open[0]
    assert next_due(alert).stage == "classify"
    assert dues(alert)[0].late(AT + 12 * MINUTE)
    act(store, "a1", "classified", by="ayşe", at=AT + 13 * MINUTE, seen=PEOPLE + 1, note="A")
    said = Statement("Arıza giderildi.", "Mended.")
    act(store, "a1", "answered", by="ayşe", at=AT + 14 * MINUTE, seen=PEOPLE + 2, statement=said)
    assert next_due(read(store).open[0]) is None


def test_what_rises_again_has_a_first_hour_of_its_own() -> None:
    store = InMemoryStore()
    risen = AT + 118 * MINUTE
    store.write_alerts([opened(), opened(state="resolved", sequence=1, at=AT + 60 * MINUTE)])
    act(store, "a1", "acknowledged", by="ayşe", at=AT + 5 * MINUTE, seen=PEOPLE)
    store.write_alerts([opened(state="escalated", sequence=2, at=AT + 121 * MINUTE, first_seen=risen)])
    alert = read(store).open[0]
    assert [due.until - risen for due in dues(alert)] == [timedelta(minutes=m) for m in (10, 30, 60)]
    due = next_due(alert)
    assert due.stage == "confirm"
    assert not due.late(AT + 125 * MINUTE)
    act(store, "a1", "acknowledged", by="deniz", at=AT + 125 * MINUTE, seen=PEOPLE + 1)
    assert next_due(read(store).open[0]).stage == "classify"


def test_a_slow_one_that_rises_again_has_its_hour_from_when_that_was_told() -> None:
    calm = opened(kind="slow_burn", state="resolved", sequence=1, at=AT + 60 * MINUTE)
    again = opened(kind="slow_burn", state="escalated", sequence=2, at=AT + 240 * MINUTE, first_seen=AT + 70 * MINUTE)
    alert = fold([opened(kind="slow_burn"), calm, again])
    assert dues(alert)[0].until == AT + 250 * MINUTE


def test_who_acts_second_is_told_and_nothing_is_lost() -> None:
    store = InMemoryStore()
    store.write_alerts([opened()])
    first = act(store, "a1", "acknowledged", by="ayşe", at=AT, seen=PEOPLE)
    second = act(store, "a1", "assigned", by="efe", at=AT, seen=PEOPLE, owner="efe", people=["deniz", "efe"])
    assert not isinstance(first, Refused)
    assert isinstance(second, Refused)
    assert second.reason == "stale"
    assert read(store).open[0].acknowledged_by == "ayşe"


def test_who_is_overtaken_between_looking_and_writing_is_told_who_was_faster() -> None:
    class Overtaken(InMemoryStore):
        def take_step(self, step):
            super().take_step(opened(state="acknowledged", sequence=step.sequence, by="deniz"))
            return super().take_step(step)

    store = Overtaken()
    store.write_alerts([opened()])
    answer = act(store, "a1", "acknowledged", by="ayşe", at=AT, seen=PEOPLE)
    assert isinstance(answer, Refused)
    assert (answer.reason, "deniz" in answer.detail) == ("stale", True)


def test_an_alert_is_given_only_to_somebody_who_works_here() -> None:
    store = InMemoryStore()
    store.write_alerts([opened()])
    answer = act(store, "a1", "assigned", by="ayşe", at=AT, seen=PEOPLE, owner="hiç kimse", people=["deniz"])
    assert isinstance(answer, Refused)
    assert answer.reason == "unknown_owner"
    assert store.alerts() == [opened()]


def test_evidence_of_any_version_is_read_and_broken_evidence_is_none() -> None:
    assert known(fold([opened(evidence=told("çekmiyor"))])).terms[0].term == "çekmiyor"
    assert known(fold([opened(evidence={"parts": [{"topic": "network", "new": 1}]})])).parts[0].topic == "network"
    assert known(fold([msgspec.structs.replace(opened(), evidence="{not json")])).samples == []


def test_the_class_that_people_chose_decides_the_playbook() -> None:
    store = InMemoryStore()
    store.write_alerts([opened()])
    assert proposed(read(store).open[0], known(read(store).open[0])).kind == "A"
    act(store, "a1", "classified", by="ayşe", at=AT, seen=PEOPLE, note="C")
    alert = read(store).open[0]
    plan = proposed(alert, known(alert))
    assert plan.kind == "C"
    assert "root cause" in plan.steps[0].en


def test_similar_alerts_share_topic_words_or_brand_and_come_from_before() -> None:
    now = fold([opened("now", evidence=told("çekmiyor", "şebeke"))])
    same = fold([opened("same", minutes=-2000, evidence=told("şebeke"))])
    brand = fold(
        [opened("brand", minutes=-3000, topic="price_billing", evidence=told("fatura", topic="price_billing"))]
    )
    later = fold([opened("later", minutes=10, evidence=told("şebeke"))])
    found = similar(now, [now, same, brand, later])
    assert [each.alert.opened.id for each in found] == ["same"]
    assert found[0].terms == ("şebeke",)


def test_a_judgement_keeps_how_far_the_stream_had_come() -> None:
    store = InMemoryStore()
    store.write([an_insight(1, occurred_at=AT + 9 * MINUTE)], [])
    store.write_alerts([opened()])
    years = timedelta(days=4000)
    step = act(store, "a1", "judged_false", by="ayşe", at=AT + years, seen=PEOPLE, note="not kept")
    assert isinstance(step, AlertStep)
    assert holds_from(step) == minute_of(AT + 10 * MINUTE)
    assert holds_from(msgspec.structs.replace(step, note="")) == minute_of(AT + years) + 1
    assert holds_from(msgspec.structs.replace(step, note="2026-03-02T11:00")) == minute_of(AT + years) + 1


def test_the_thresholds_shown_are_those_that_the_settings_leave() -> None:
    plain, strict = (read(InMemoryStore(), margin).rules for margin in (0.0, 1.5))
    assert [rule.threshold - usual.threshold for rule, usual in zip(strict, plain, strict=True)] == [1.5, 1.5, 1.5]
