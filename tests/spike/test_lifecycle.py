"""The life of an alert as a state machine: whatever people do, and in whatever order rows are read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from pipeline.alert import AlertStep
from pipeline.spike.lifecycle import PEOPLE, Refused, Statement, fold, take

AT = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)
NAMES = st.sampled_from(["ayşe", "deniz", "efe"])


def opened(sequence: int = 0, state: str = "opened") -> AlertStep:
    return AlertStep(
        id="a1", brand="Acme", topic="network", state=state, at=AT, first_seen=AT, sequence=sequence, severity=7
    )


def did(alert, action, **more):
    return take(alert, action, by="ayşe", at=AT, expected_sequence=alert.expected_sequence, **more)


def test_two_people_acting_at_once_get_an_answer_not_a_lost_update():
    alert = fold([opened()])
    first = did(alert, "acknowledged")
    after = fold([opened(), first])
    second = take(after, "assigned", by="efe", at=AT, expected_sequence=alert.expected_sequence, owner="efe")
    assert isinstance(second, Refused)
    assert second.reason == "stale"


def test_people_and_the_detector_never_take_the_same_number():
    alert = fold([opened()])
    step = did(alert, "acknowledged")
    later = opened(sequence=1, state="escalated")
    state = fold([opened(), step, later])
    assert step.sequence == PEOPLE
    assert state.acknowledged_by == "ayşe"
    assert state.newest.state == "escalated"


def test_closing_needs_a_cause_and_a_measure():
    alert = fold([opened()])
    assert did(alert, "closed").reason == "no_cause"
    assert did(alert, "closed", cause="fibre cut").reason == "no_action"
    closed = fold([opened(), did(alert, "closed", cause="fibre cut", corrective="second route")])
    assert (closed.cause, closed.action, closed.closed_by) == ("fibre cut", "second route", "ayşe")


@pytest.mark.parametrize("action", ["acknowledged", "assigned", "escalated", "closed"])
def test_nothing_but_notes_and_judgements_after_closing(action):
    alert = fold([opened()])
    closed = fold([opened(), did(alert, "closed", cause="x", corrective="y")])
    assert did(closed, action, owner="efe", cause="x", corrective="y").reason == "not_open"
    assert not isinstance(did(closed, "noted", note="post-mortem written"), Refused)
    assert not isinstance(did(closed, "judged_true"), Refused)


def test_an_alert_that_never_opened_is_none():
    assert fold([]) is None
    assert fold([opened(state="resolved")]) is None


def test_the_data_may_resolve_what_people_have_not_closed():
    alert = fold([opened(), opened(1, "resolved")])
    assert not alert.rising
    assert not alert.closed


def test_a_class_is_chosen_by_people_and_its_first_moment_counts():
    alert = fold([opened()])
    assert did(alert, "classified", note="D").reason == "no_class"
    first = did(alert, "classified", note="B")
    alert = fold([opened(), first])
    assert did(alert, "classified", note="B").reason == "already"
    second = take(alert, "classified", by="efe", at=AT + timedelta(hours=1), expected_sequence=PEOPLE + 1, note="A")
    alert = fold([opened(), first, second])
    assert (alert.chosen, alert.classified_at) == ("A", AT)


def test_a_statement_is_drafted_and_answers_once_nothing_is_left_to_fill_in():
    alert = fold([opened()])
    blank = Statement("Arıza [neden] yüzünden.", "")
    draft = did(alert, "drafted", statement=blank)
    alert = fold([opened(), draft])
    assert alert.statement == blank
    assert did(alert, "answered", statement=blank).reason == "unfilled"
    assert did(alert, "answered", statement=Statement(" ", "")).reason == "no_statement"
    told = Statement("Arıza fiber kesintisi yüzünden.", "A fibre was cut.")
    alert = fold([opened(), draft, did(alert, "answered", statement=told)])
    assert (alert.statement, alert.answered_at) == (told, AT)
    assert did(alert, "answered", statement=told).reason == "already"


def test_nobody_acts_under_the_detectors_name():
    alert = fold([opened()])
    refused = take(alert, "acknowledged", by="detector", at=AT, expected_sequence=alert.expected_sequence)
    assert refused.reason == "no_name"


def test_what_the_data_raise_again_after_closing_is_open_again():
    alert = fold([opened()])
    closed = did(alert, "closed", cause="x", corrective="y")
    again = msgspec.structs.replace(opened(1, "escalated"), at=AT + timedelta(minutes=5))
    assert not fold([opened(), closed, again]).closed
    assert not isinstance(did(fold([opened(), closed, again]), "escalated"), Refused)


def test_what_was_done_about_a_rise_that_is_over_does_not_count_for_the_next():
    hour = timedelta(hours=1)
    rows = [opened()]
    for action, more in (
        ("assigned", {"owner": "efe"}),
        ("classified", {"note": "B"}),
        ("answered", {"statement": Statement("Arıza giderildi.", "It is mended.")}),
        ("judged_true", {}),
    ):
        rows.append(did(fold(rows), action, **more))
    calm = msgspec.structs.replace(opened(1, "resolved"), at=AT + hour)
    again = msgspec.structs.replace(opened(2, "escalated"), at=AT + 2 * hour, first_seen=AT + 1.9 * hour)
    alert = fold([*rows, calm, again])
    assert (alert.rise, alert.risen_at, alert.rises[1].over_before, alert.returns) == (
        again,
        again.first_seen,
        calm.at,
        1,
    )
    assert (alert.acknowledged_by, alert.chosen, alert.statement, alert.answered_at) == (None, None, None, None)
    assert (alert.owner, alert.judgement, len(alert.steps)) == ("efe", True, 7)
    acted = take(alert, "acknowledged", by="efe", at=AT + 3 * hour, expected_sequence=alert.expected_sequence)
    assert fold([*rows, calm, again, acted]).acknowledged_at == AT + 3 * hour


def test_what_grows_without_having_been_calm_is_the_same_rise():
    acted = did(fold([opened()]), "acknowledged")
    grown = msgspec.structs.replace(opened(1, "escalated"), at=AT + timedelta(minutes=5))
    alert = fold([opened(), acted, grown])
    assert (alert.rise, alert.returns, alert.acknowledged_by) == (opened(), 0, "ayşe")


def test_whoever_closes_a_calm_alert_while_a_new_rise_is_on_its_way_closes_the_old_one():
    """The detector waits for late items: its step bears a time before the closing, and comes after it."""
    calm = msgspec.structs.replace(opened(1, "resolved"), at=AT + timedelta(hours=1))
    seen = fold([opened(), calm])
    closed = take(
        seen,
        "closed",
        by="ayşe",
        at=AT + timedelta(minutes=90, seconds=30),
        expected_sequence=seen.expected_sequence,
        cause="x",
        corrective="y",
    )
    assert fold([opened(), calm, closed]).closed
    rise = AT + timedelta(minutes=90)
    again = msgspec.structs.replace(opened(2, "escalated"), at=rise, first_seen=rise - timedelta(minutes=3))
    alert = fold([opened(), calm, closed, again])
    assert not alert.closed
    assert alert.rise == again
    again_closed = take(
        alert,
        "closed",
        by="efe",
        at=AT + timedelta(hours=2),
        expected_sequence=alert.expected_sequence,
        cause="x",
        corrective="y",
    )
    assert fold([opened(), calm, closed, again, again_closed]).closed_by == "efe"


def test_what_rose_again_after_closing_waits_for_a_person_also_once_it_is_calm():
    closed = did(fold([opened()]), "closed", cause="x", corrective="y")
    again = msgspec.structs.replace(opened(1, "escalated"), at=AT + timedelta(minutes=5))
    calm = msgspec.structs.replace(opened(2, "resolved"), at=AT + timedelta(minutes=50))
    alert = fold([opened(), closed, again, calm])
    assert (alert.closed, alert.rising, alert.cause) == (False, False, "x")
    assert alert.risen_at == again.at  # its first sign was that of the rise before


class Desk(RuleBasedStateMachine):
    """Random people do random things; refused or not, the rows always fold to what was promised."""

    def __init__(self) -> None:
        super().__init__()
        self.rows = [opened()]
        self.clock = AT

    def act(self, action: str, by: str, stale: bool = False, **more: str) -> None:
        self.clock += timedelta(minutes=1)
        before = fold(self.rows)
        number = before.expected_sequence - 1 if stale else before.expected_sequence
        answer = take(before, action, by=by, at=self.clock, expected_sequence=number, **more)
        if isinstance(answer, Refused):
            assert answer.detail
            assert (answer.reason == "stale") == stale
            return
        assert answer.sequence not in {row.sequence for row in self.rows}
        self.rows.append(answer)

    @rule(by=NAMES, stale=st.booleans())
    def acknowledge(self, by, stale):
        self.act("acknowledged", by, stale)

    @rule(by=NAMES, owner=NAMES)
    def assign(self, by, owner):
        self.act("assigned", by, owner=owner)

    @rule(by=NAMES, note=st.text(max_size=20))
    def note(self, by, note):
        self.act("noted", by, note=note)

    @rule(by=NAMES, cause=st.text(max_size=5), measure=st.text(max_size=5))
    def close(self, by, cause, measure):
        self.act("closed", by, cause=cause, corrective=measure)

    @rule(by=NAMES, chosen=st.sampled_from("ABCD"))
    def classify(self, by, chosen):
        self.act("classified", by, note=chosen)

    @rule(by=NAMES, words=st.text(max_size=5), action=st.sampled_from(["drafted", "answered"]))
    def say(self, by, words, action):
        self.act(action, by, statement=Statement(words, words))

    @rule(by=NAMES, true=st.booleans())
    def judge(self, by, true):
        self.act("judged_true" if true else "judged_false", by)

    @rule(state=st.sampled_from(["escalated", "resolved"]))
    def detector(self, state):
        last = max(row.sequence for row in self.rows if row.sequence < PEOPLE)
        self.clock += timedelta(minutes=1)
        self.rows.append(msgspec.structs.replace(opened(last + 1, state), at=self.clock))

    @invariant()
    def order_and_repetition_change_nothing(self):
        whole = fold(self.rows)
        assert fold([*reversed(self.rows), self.rows[0]]) == whole

    @invariant()
    def a_closed_alert_has_cause_and_measure_and_every_owner_acknowledged(self):
        alert = fold(self.rows)
        if alert.closed:
            assert alert.cause.strip()
            assert alert.action.strip()
        if alert.owner and not alert.returns:
            assert alert.acknowledged_by


Desk.TestCase.settings = settings(max_examples=30, stateful_step_count=20, deadline=None)
TestDesk = Desk.TestCase
