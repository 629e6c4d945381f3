"""The simulator as a connector: history, then the present, the same story whoever reads it."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from connectors.base import Connector, Page, Record
from connectors.fake import KEY, FakeStop
from connectors.simulator import Moment, Options, Simulator, connect, moment_of, surges_of
from pipeline.errors import SettingsError
from pipeline.intake import feedback_of

NOON = datetime(2026, 5, 6, 12, tzinfo=UTC)


def opened(stop: FakeStop, **options: object) -> Simulator:
    return connect(Options(**{"days": 0.03, "rate": 1.0, **options}), stop.clock)


def drain(connector: Connector, cursor: str = "") -> tuple[list[Record], str]:
    found: list[Record] = []
    while True:
        page = connector.fetch(cursor)
        found += [item for item in page.items if isinstance(item, Record)]
        cursor = page.cursor
        if not page.more:
            return found, cursor


def ids(records: list[Record]) -> list[object]:
    return [record.fields["external_id"] for record in records]


def test_history_comes_first_then_what_has_happened_since() -> None:
    stop = FakeStop(NOON)
    feed = opened(stop)
    history, cursor = drain(feed)
    assert len(history) > 1_000
    assert feed.fetch(cursor).items == ()
    stop.now += timedelta(minutes=10)
    fresh, _ = drain(feed, cursor)
    assert fresh
    assert all(NOON <= record.fields["updated_at"] < stop.now for record in fresh if "updated_at" in record.fields)
    assert not set(ids(fresh)) & set(ids(history))


def test_in_small_steps_the_same_is_read_as_at_once() -> None:
    stop = FakeStop(NOON)
    steps, cursor = drain(feed := opened(stop))
    for _ in range(60):
        stop.now += timedelta(seconds=7)
        more, cursor = drain(feed, cursor)
        steps += more
    first = NOON - timedelta(days=0.03)
    at_once, _ = drain(opened(stop, days=1.0), msgspec.json.encode(Moment(NOON, first)).decode())
    assert ids(steps) == ids([record for record in at_once if record.fields["occurred_at"] >= first])


def test_nothing_is_told_that_was_written_before_the_feed_begins() -> None:
    history, _ = drain(opened(FakeStop(NOON), live=False, days=0.1))
    assert min(record.fields["occurred_at"] for record in history) >= NOON - timedelta(days=0.1)


def test_a_new_process_goes_on_from_the_cursor_with_the_same_story() -> None:
    stop = FakeStop(NOON)
    _, cursor = drain(opened(stop))
    stop.now += timedelta(minutes=20)
    assert ids(drain(opened(stop), cursor)[0]) == ids(drain(opened(stop), cursor)[0])
    assert moment_of(drain(opened(stop), cursor)[1]).origin == NOON


def test_read_again_from_the_beginning_it_tells_the_same() -> None:
    stop = FakeStop(NOON)
    feed = opened(stop)
    first, cursor = drain(feed)
    stop.now += timedelta(minutes=5)
    later, _ = drain(feed, cursor)
    again, _ = drain(feed)
    assert ids(again) == ids(first) + ids(later)


def test_bounded_it_ends_where_it_would_go_live() -> None:
    stop = FakeStop(NOON)
    feed = opened(stop, live=False)
    pages: list[Page] = []
    cursor = ""
    while not (pages and pages[-1].done):
        pages.append(feed.fetch(cursor))
        cursor = pages[-1].cursor
    assert all(record.fields["occurred_at"] < NOON for page in pages for record in page.items)
    assert feed.fetch(cursor).items == ()


def test_the_outage_comes_minutes_after_going_live_and_can_be_seen() -> None:
    stop = FakeStop(NOON.replace(hour=1))  # four in the morning in Istanbul
    feed = opened(stop, rate=0.5, labelled=True)
    _, cursor = drain(feed)
    stop.now += timedelta(minutes=30)
    live, _ = drain(feed, cursor)
    topics = Counter(record.fields["simulated"] for record in live if record.fields["brand"] == "Lodos Mobil")
    assert topics["network/negative"] > 150
    assert topics["network/negative"] > 0.7 * sum(topics.values())


def test_history_has_the_same_crises_whenever_it_is_started() -> None:
    options = Options()
    late = NOON + timedelta(hours=5)
    day = (NOON.replace(hour=0) - timedelta(days=2), NOON.replace(hour=0) - timedelta(days=1))
    assert surges_of(NOON, *day, options) == surges_of(late, *day, options)
    assert [surge.kind for surge in surges_of(NOON, *day, options)].count("crisis") >= 1


def test_after_a_long_pause_only_the_usual_history_is_told() -> None:
    stop = FakeStop(NOON)
    _, cursor = drain(opened(stop))
    stop.now += timedelta(days=30)
    told, _ = drain(opened(stop), cursor)
    assert min(
        record.fields.get("updated_at", record.fields["occurred_at"]) for record in told
    ) >= stop.now - timedelta(days=0.1)


def test_everything_it_says_can_be_taken() -> None:
    stop = FakeStop(NOON)
    for record in drain(opened(stop, seed=3))[0]:
        feedback = feedback_of(record.fields, now=stop.now, key=KEY)
        assert feedback.external_id == record.fields["external_id"]  # a redacted id would no longer be one


def test_a_broken_cursor_says_what_to_do() -> None:
    with pytest.raises(SettingsError, match="begins anew"):
        opened(FakeStop(NOON)).fetch("{}")
