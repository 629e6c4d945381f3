"""Cool-down and digest: people are not flooded, nothing is dropped, and what is urgent does not wait."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.alert import Telling
from pipeline.channels.gathering import Waiting, due, each_alone
from pipeline.channels.routes import Pace
from tests.storage.insights import START, a_step

PACE = Pace(cool_down=15, most=3, within=10, urgent=8)


def minute(number: float) -> datetime:
    return START + timedelta(minutes=number)


def waiting(alert: str, sequence: int = 0, *, severity: int = 5, tries: int = 0, **changes: object) -> Waiting:
    step = a_step(sequence, id=alert, severity=severity, **changes)
    row = Telling(alert=alert, sequence=sequence, channel="c", state="waiting", since=START, at=START, tries=tries)
    return Waiting(row, step)


def told(alert: str, at: float) -> Telling:
    return Telling(
        alert=alert, sequence=0, channel="c", state="told", since=START, at=minute(at), key=f"{alert}/{at}"
    )  # fmt: skip


def names(batches: list[tuple[tuple[Waiting, ...], ...]]) -> list[list[str]]:
    return [[incident[0].step.id for incident in batch] for batch in batches]


def test_one_after_the_other_goes_out_at_once() -> None:
    assert names(due([waiting("a"), waiting("b")], [], PACE, minute(0))) == [["a"], ["b"]]


def test_steps_of_one_incident_go_out_together() -> None:
    [batch] = due([waiting("a", 1, state="resolved"), waiting("a", 0)], [], PACE, minute(1))
    assert [each.step.sequence for each in batch[0]] == [0, 1]


def test_the_same_incident_cools_down_and_is_told_later() -> None:
    grown = [waiting("a", 1, state="escalated")]
    assert due(grown, [told("a", 0)], PACE, minute(14)) == []
    assert names(due(grown, [told("a", 0)], PACE, minute(15))) == [["a"]]


def test_neither_a_person_who_escalates_nor_what_is_bad_waits() -> None:
    person = waiting("a", 1_000_000, state="escalated", by="deniz")
    worse = waiting("b", 1, state="escalated", severity=8)
    assert names(due([person, worse], [told("a", 0), told("b", 0)], PACE, minute(1))) == [["a"], ["b"]]


def test_a_storm_becomes_one_message() -> None:
    storm = [waiting(f"a{n}") for n in range(4)]
    assert names(due(storm, [], PACE, minute(0))) == [["a0", "a1", "a2", "a3"]]


def test_after_so_many_messages_the_next_wait_and_come_as_one() -> None:
    lately = [told("x", 0), told("y", 1), told("z", 2)]
    later = [waiting("a"), waiting("b")]
    assert due(later, lately, PACE, minute(9)) == []
    assert names(due(later, lately, PACE, minute(10))) == [["a", "b"]]


def test_what_is_urgent_breaks_through_a_storm_and_takes_the_others_along() -> None:
    lately = [told("x", 0), told("y", 1), told("z", 2)]
    assert names(due([waiting("a"), waiting("b", severity=9)], lately, PACE, minute(3))) == [["a", "b"]]


def test_after_a_failure_it_is_tried_again_later_each_time() -> None:
    assert due([waiting("a", tries=1)], [], PACE, minute(0.4)) == []
    assert names(due([waiting("a", tries=1)], [], PACE, minute(0.5))) == [["a"]]
    assert due([waiting("a", tries=3)], [], PACE, minute(1.9)) == []
    assert names(due([waiting("a", tries=99)], [], PACE, minute(15))) == [["a"]]


def test_machines_get_every_step_alone_and_in_order() -> None:
    found = each_alone([waiting("a", 1), waiting("a"), waiting("b")], minute(0))
    assert [[(one.step.id, one.step.sequence) for one in batch[0]] for batch in found] == [[("a", 0)], [("b", 0)]]
    assert each_alone([waiting("a", tries=1), waiting("a", 1)], minute(0)) == []


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 10), st.integers(0, 300)), max_size=40))
def test_every_step_is_told_once_in_the_end_and_people_are_never_flooded(
    arrivals: list[tuple[int, int, int]],
) -> None:
    pace, told_, pending, sent = PACE, [], [], []
    steps = [waiting(f"a{alert}", n, severity=min(severity, 7)) for n, (alert, severity, _) in enumerate(arrivals)]
    for now in range(400):
        pending += [step for step, (_, _, at) in zip(steps, arrivals, strict=True) if at == now]
        for batch in due(pending, told_, pace, minute(now)):
            gone = [one for incident in batch for one in incident]
            sent.append((now, [(one.step.id, one.step.sequence) for one in gone]))
            told_ += [
                Telling(alert=one.step.id, sequence=one.step.sequence, channel="c", state="told", since=START,
                        at=minute(now), key=str(len(sent))) for one in gone
            ]  # fmt: skip
            pending = [one for one in pending if one not in gone]
    assert pending == []
    everything = [key for _, keys in sent for key in keys]
    assert len(everything) == len(set(everything)) == len(steps)
    for now in range(400):
        assert sum(now <= at < now + pace.within for at, _ in sent) <= pace.most
