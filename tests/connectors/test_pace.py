"""The pace of a replay: event-time gaps divided by the speed, order kept, never a step back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from connectors.base import Record
from connectors.pace import SLICE, Pace, event_time, first_time, slices
from pipeline.feedback import Rejected

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def at(when: object) -> Record:
    return Record({"text": "x", "brand": "y", "occurred_at": when}, "test:1")


@given(st.lists(st.integers(-86_400, 86_400 * 3), max_size=60), st.floats(0.5, 10_000))
def test_slices_keep_every_item_in_order_and_are_never_due_earlier_than_the_one_before(
    seconds: list[int], speed: float
) -> None:
    items = [at(NOON - timedelta(days=5) + timedelta(seconds=each)) for each in seconds]
    pace = Pace(speed, NOON - timedelta(days=5), NOON)
    found = list(slices(items, pace))
    assert [item for each in found for item in each.items] == items
    assert all(later.due - earlier.due > SLICE for earlier, later in pairwise(found))
    assert all(each.due >= NOON for each in found)


@given(st.lists(st.integers(0, 86_400), min_size=1, max_size=40), st.floats(1, 1_000))
def test_in_order_each_is_due_when_its_gap_says(seconds: list[int], speed: float) -> None:
    events = [NOON - timedelta(days=2) + timedelta(seconds=each) for each in sorted(seconds)]
    pace = Pace(speed, events[0], NOON)
    due = [each.due for each in slices([at(event) for event in events], pace) for _ in each.items]
    for event, when in zip(events, due, strict=True):
        assert timedelta(0) <= pace.due(event) - when <= SLICE


def test_times_are_read_as_a_feed_writes_them() -> None:
    assert event_time(at("2026-05-01T15:00:00+03:00"), NOON) == NOON
    assert event_time(at("2026-05-01 12:00"), NOON) == NOON
    assert event_time(at(NOON.astimezone(timezone(timedelta(hours=3)))), NOON) == NOON


def test_what_has_no_time_or_an_impossible_one_has_no_say() -> None:
    rejected = Rejected(stage="connector", reason="not_json", detail="", raw=b"", origin="f:1")
    impossible = [at(None), at(""), at("soon"), at(5), at("1900-01-01"), at("2100-01-01"), rejected]
    assert [event_time(item, NOON) for item in impossible] == [None] * 7
    assert first_time(impossible, NOON) is None
    assert first_time([*impossible, at(NOON)], NOON) == NOON
    assert [len(each.items) for each in slices(impossible, Pace(1.0, NOON, NOON))] == [7]
