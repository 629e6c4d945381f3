"""Hourly sums always say what a recount of the rows says: after replays, rescoring, corrections, late items."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from pipeline.feedback import Case, Insight, Survey
from pipeline.storage import open_store
from pipeline.storage.base import Store, Value
from pipeline.storage.hours import FLOATS, SUMS
from pipeline.views.answers import bound
from pipeline.views.counted import BOUNDS, counted
from pipeline.views.panel import Filters
from tests.storage.insights import START, TOPICS, an_insight, landed

HOUR = timedelta(hours=1)
PERIOD = Filters(
    since=START - 3 * HOUR + timedelta(minutes=7),
    until=START + 40 * HOUR + timedelta(minutes=33),
    before_since=START - 50 * HOUR,
    before_until=START - 3 * HOUR,
)
CHOICES = (
    PERIOD,
    replace(PERIOD, since=START.replace(minute=0), until=START.replace(minute=0) + 24 * HOUR),
    replace(PERIOD, step_minutes=15),
    replace(PERIOD, step_minutes=1440),
    replace(PERIOD, topics=("delivery",)),
    replace(PERIOD, topics=("delivery", "app_website"), channels=("social",)),
    replace(PERIOD, brands=("Ada Kargo", "none"), languages=("tr",)),
)


@pytest.fixture
def store(ready: str) -> Iterator[Store]:
    opened = open_store(ready)
    opened.migrate()
    yield opened
    opened.close()


def stream(count: int, seed: int) -> list[Insight]:
    rng = random.Random(seed)
    return [
        an_insight(
            number,
            brand=rng.choice(("Ada Kargo", "Çınar Market")),
            channel=rng.choice(("review", "social", "complaint")),
            occurred_at=START + timedelta(seconds=rng.randrange(40 * 3600)),
            sentiment=rng.choice(("negative", "neutral", "positive")),
            topics=tuple(rng.sample(TOPICS, rng.randrange(3))),
            survey=Survey(nps=rng.randrange(11), csat=rng.randrange(1, 6), ces=4.5) if rng.random() < 0.3 else None,
            case=Case(contacts=rng.randrange(1, 3), handle_seconds=60.0, resolved=rng.random() < 0.5),
            drill=rng.random() < 0.05,
            reach=rng.randrange(1000),
        )
        for number in range(count)
    ]


def settle(store: Store) -> None:
    """Sum up all that changed, as if what changed it were ten minutes old."""
    writer = store._writer  # type: ignore[attr-defined]
    for table in ("touched", "rolled"):
        found = writer.rows(f"SELECT brand, hour, max(at) FROM {table} GROUP BY brand, hour")
        writer.command(f"TRUNCATE TABLE {table}")
        aged = [min(row[2], datetime.now(UTC)) - timedelta(minutes=10) for row in found]
        writer.insert(table, ("brand", "hour", "at"), ([row[0] for row in found], [row[1] for row in found], aged))
    while store.roll_up():
        pass


def summed(store: Store, source: str, filters: Filters) -> list[tuple[Value, ...]]:
    sums = ", ".join(f"round(toFloat64(sum({name})), 3)" for name in SUMS)
    sql = f"""
SELECT at, brand, topic, channel, source, language, sentiment, {sums} FROM {source}
GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 1, 2, 3, 4, 5, 6, 7
"""
    return store.query(sql, bound(sql, filters.parameters())).rows


def rows_alone(topics: bool) -> str:
    """The same subquery, made to read nothing but rows."""
    since, until = BOUNDS["now"]
    head, _, tail = counted(topics=topics).partition("UNION ALL")
    start = tail.index("AND (brand, toStartOfHour(occurred_at, 'UTC')) IN")
    assert "FROM hourly" in head
    assert since in tail
    assert until in tail
    return "(" + tail[:start] + tail[tail.rindex("GROUP BY") :]


def check(store: Store) -> None:
    for filters in CHOICES:
        for topics in (False, True):
            assert summed(store, counted(topics=topics), filters) == summed(store, rows_alone(topics), filters)


def stale(store: Store) -> Value:
    return store.query("SELECT countIf(stale) FROM hour_states").rows[0][0]


def rescored(insight: Insight) -> Insight:
    return replace(insight, sentiment="neutral", topics=("app_website",), revision=insight.revision + (1 << 44))


def replay(store: Store, batch: list[Insight]) -> None:
    store.write(batch, landed(batch))


def rescore(store: Store, batch: list[Insight]) -> None:
    store.write([rescored(insight) for insight in batch[::3]], [])


def late(store: Store, batch: list[Insight]) -> None:
    store.write([an_insight(90_000 + n, occurred_at=START + n * HOUR) for n in range(30)], [])


def correct(store: Store, batch: list[Insight]) -> None:
    assert store.correct(batch[5].feedback.id, "positive", ("network",), "Ayşe", datetime.now(UTC))


def erase(store: Store, batch: list[Insight]) -> None:
    assert store.forget_item("file", batch[4].feedback.external_id, "dpo", datetime.now(UTC))


CHANGES = (replay, rescore, late, correct, erase)


def test_the_sums_equal_a_recount_before_and_after_they_are_made(store: Store) -> None:
    replay(store, stream(400, seed=3))
    check(store)
    settle(store)
    assert stale(store) == 0
    check(store)


@pytest.mark.parametrize("change", CHANGES)
def test_the_sums_equal_a_recount_after(store: Store, change: Callable[[Store, list[Insight]], None]) -> None:
    batch = stream(400, seed=3)
    replay(store, batch)
    settle(store)
    assert stale(store) == 0
    change(store, batch)
    assert stale(store) != 0
    check(store)
    settle(store)
    check(store)


def test_hours_that_were_summed_up_are_read_from_their_sums(store: Store) -> None:
    """The rows taken away behind the store's back: the sums still say what they said."""
    batch = stream(200, seed=5)
    replay(store, batch)
    settle(store)
    whole = replace(PERIOD, since=START.replace(minute=0) - HOUR, until=START.replace(minute=0) + 50 * HOUR)
    before = summed(store, counted(), whole)
    store._writer.command("TRUNCATE TABLE insights")  # type: ignore[attr-defined]
    assert summed(store, counted(), whole) == before != []


def test_an_hour_just_written_is_left_alone(store: Store) -> None:
    replay(store, stream(20, seed=1))
    assert store.roll_up() == 0
    assert store.roll_up(datetime.now(UTC) + timedelta(minutes=4)) == 0


def test_summing_up_twice_changes_nothing(store: Store) -> None:
    batch = stream(100, seed=2)
    replay(store, batch)
    settle(store)
    store._writer.command("TRUNCATE TABLE rolled")  # type: ignore[attr-defined]
    settle(store)
    check(store)


def test_the_table_has_a_column_for_every_sum(store: Store) -> None:
    found = store.query("DESCRIBE TABLE hours").rows
    types = {str(row[0]): str(row[1]) for row in found}
    assert {name: types.get(name) for name in SUMS} == {n: "Float64" if n in FLOATS else "Int64" for n in SUMS}
