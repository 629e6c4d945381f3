"""Sums of hours and days say what a recount of the rows says: after replays, rescoring, corrections, late items."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

import pytest
from msgspec.structs import replace

from pipeline.feedback import Case, Insight, Survey
from pipeline.storage import open_store
from pipeline.storage.base import Store, Value
from pipeline.storage.hours import FLOATS, SUMS
from pipeline.views.answers import answer_sql, bound, changed
from pipeline.views.counted import STALE_DAYS, counted
from pipeline.views.heard import heard
from pipeline.views.panel import Filters
from tests.storage.insights import START, TOPICS, an_insight, landed

HOUR = timedelta(hours=1)
PERIOD = Filters(
    since=START - 3 * HOUR + timedelta(minutes=7),
    until=START + 40 * HOUR + timedelta(minutes=33),
    before_since=START - 50 * HOUR,
    before_until=START - 3 * HOUR,
)
DAY = "toDate(at, 'Europe/Istanbul')"
SEVERAL = ("delivery", "app_website")
LONG = replace(PERIOD, step_minutes=1440, since=START - 40 * HOUR, until=START + 200 * HOUR)
CHOICES = (
    PERIOD,
    replace(PERIOD, since=START.replace(minute=0), until=START.replace(minute=0) + 24 * HOUR),
    replace(PERIOD, step_minutes=15),
    replace(PERIOD, step_minutes=1440),
    LONG,
    replace(PERIOD, topics=("delivery",)),
    replace(PERIOD, topics=SEVERAL, channels=("social",)),
    replace(LONG, topics=SEVERAL),
    replace(LONG, topics=("delivery",), languages=("tr",)),
    replace(PERIOD, brands=("Ada Kargo", "none"), languages=("tr",)),
)


@pytest.fixture
def store(ready: str) -> Iterator[Store]:
    opened = open_store(ready)
    opened.migrate()
    yield opened
    opened.close()


def answers(rng: random.Random) -> Survey:
    return Survey(nps=rng.randrange(11), enps=rng.choice((None, 4, 8, 10)), csat=rng.randrange(1, 6), ces=4.5)


def stream(count: int, seed: int) -> list[Insight]:
    rng = random.Random(seed)
    return [
        an_insight(
            number,
            brand=rng.choice(("Ada Kargo", "Çınar Market")),
            text=rng.choice(("kargo gelmedi", "kargo geldi", "")),
            channel=rng.choice(("review", "social", "complaint")),
            occurred_at=START + timedelta(seconds=rng.randrange(40 * 3600)),
            sentiment=rng.choice(("negative", "neutral", "positive")),
            topics=tuple(rng.sample(TOPICS, rng.randrange(3))),
            survey=answers(rng) if rng.random() < 0.3 else None,
            case=Case(contacts=rng.randrange(1, 3), handle_seconds=60.0, resolved=rng.random() < 0.5),
            drill=rng.random() < 0.05,
            reach=rng.randrange(1000),
            engagement=rng.randrange(50),
            rating=rng.choice((None, 1.0, 4.0)),
            author=rng.choice(("a1", "b2", None)),
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


def asked(store: Store, sql: str, filters: Filters) -> list[tuple[Value, ...]]:
    """As the console asks: without what counts nothing under these filters."""
    return answer_sql(store, sql, filters).rows


def asked_whole(store: Store, sql: str, filters: Filters) -> list[tuple[Value, ...]]:
    """As Grafana asks: with every part of it."""
    known = changed(store)
    assert known is not None
    stale: dict[str, Value] = {"stale_hours": list(known.hours), "stale_days": list(known.days)}
    return store.query(sql, bound(sql, {**filters.parameters(), **stale})).rows


Asking: TypeAlias = Callable[[Store, str, Filters], list[tuple[Value, ...]]]


def summed(store: Store, source: str, filters: Filters, at: str = "at", ask: Asking = asked) -> list[tuple[Value, ...]]:
    sums = ", ".join(f"round(toFloat64(sum({name})), 3)" for name in SUMS)
    sql = f"""
SELECT {at}, brand, topic, channel, source, language, sentiment, {sums} FROM {source}
GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 1, 2, 3, 4, 5, 6, 7
"""
    return ask(store, sql, filters)


def rows_alone(whole: str) -> str:
    """The same subquery, made to read nothing but rows, and all of them."""
    assert all(f"FROM {table}" in whole for table in ("days", "hourly", "day_sets", "hour_sets"))
    tail = whole[whole.rindex("UNION ALL") + len("UNION ALL") :]
    alone, made = re.subn(r" AND \(NOT [^/]*? OR \(/\*from .*? OR/\*end\*/ false\)\)", "", tail)
    assert made
    assert "hour" not in alone.partition("WHERE")[2].lower()
    return f"({alone}"


def check(store: Store, filters: Filters = LONG) -> None:
    """The most telling comparisons: a question takes longer to plan than to answer here."""
    same(store, counted(topics=True), filters)
    same(store, counted(points="none"), replace(filters, topics=SEVERAL), DAY)
    same(store, counted("both", points="none"), filters, "now")
    check_heard(store, filters)


def check_whole(store: Store) -> None:
    for several in (SEVERAL, SEVERAL[:1]):
        filters = replace(LONG, topics=several)
        for source in (counted(), counted(topics=True), counted("both", topics=True, points="none")):
            assert summed(store, source, filters, ask=asked_whole) == summed(store, source, filters)
    for filters in CHOICES:
        for topics in (False, True):
            same(store, counted(topics=topics), filters)
        same(store, counted("both", topics=True, points="none"), filters, "now")
    for filters in (PERIOD, replace(PERIOD, topics=SEVERAL), replace(PERIOD, step_minutes=15)):
        same(store, counted("history"), filters)
    for filters in (PERIOD, LONG):
        same(store, counted(points="age"), filters, "dateDiff('hour', at, {until:DateTime64(3, 'UTC')}) >= 72")
        check_heard(store, filters)


def same(store: Store, source: str, filters: Filters, at: str = "at") -> None:
    assert summed(store, source, filters, at) == summed(store, rows_alone(source), filters, at)


def check_heard(store: Store, filters: Filters) -> None:
    told = "SELECT toString(id), channel, sentiment, reach, author FROM {} ORDER BY id"
    days, rows = heard("true")[1:-1].split("UNION ALL")
    alone, made = re.subn(rf" AND \(NOT true OR .*? IN {re.escape(STALE_DAYS)}\)", "", rows)
    assert made
    assert asked(store, told.format(f"({days} UNION ALL {rows})"), filters) == asked(
        store, told.format(f"({alone})"), filters
    )


def stale(store: Store) -> Value:
    return store.query(
        "SELECT (SELECT countIf(stale) FROM hour_states) + (SELECT countIf(stale) FROM day_states)"
    ).rows[0][0]


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


def test_the_sums_equal_a_recount_after_each_change(store: Store) -> None:
    batch = stream(300, seed=3)
    replay(store, batch)
    settle(store)
    assert stale(store) == 0
    for change in CHANGES:
        change(store, batch)
        assert stale(store) != 0
        check(store, PERIOD)
        settle(store)
        assert stale(store) == 0 or change is erase  # an erasure keeps its hours open for an hour
        check(store)
    check_whole(store)


def test_what_was_summed_up_is_read_from_the_sums(store: Store) -> None:
    """The rows taken away behind the store's back, then the hours: the sums still say what they said."""
    batch = stream(200, seed=5)
    replay(store, batch)
    settle(store)
    midnight = START.replace(hour=21, minute=0) - 24 * HOUR  # in Istanbul
    whole = replace(PERIOD, since=midnight, until=midnight + 96 * HOUR, step_minutes=1440)
    questions = [
        (source, replace(whole, topics=chosen))
        for source in (counted(), counted(topics=True), counted("both", points="none"))
        for chosen in ((), SEVERAL[:1], SEVERAL)
    ]
    questions += [
        (source, replace(whole, topics=SEVERAL, step_minutes=180)) for source in (counted(), counted("history"))
    ]
    before = [summed(store, *question) for question in questions]
    assert all(before)
    for table in ("insights", "hours"):
        store._writer.command(f"TRUNCATE TABLE {table}")  # type: ignore[attr-defined]
        assert [summed(store, *question) for question in questions] == before


def test_a_day_summed_up_by_an_older_version_is_summed_up_again(store: Store) -> None:
    """It knew no hours by sets of topics: until then that day's hours and rows are read."""
    replay(store, stream(200, seed=8))
    settle(store)
    writer = store._writer  # type: ignore[attr-defined]
    writer.command("TRUNCATE TABLE hour_sets")
    writer.command(
        "INSERT INTO rolled_days (brand, day, at, roll, sets) SELECT brand, day, at + 1, roll, true FROM rolled_days"
    )
    several = replace(PERIOD, topics=SEVERAL)
    assert stale(store) != 0
    same(store, counted(), several)
    settle(store)
    assert stale(store) == 0
    assert store.query("SELECT count() > 0 FROM hour_sets").rows == [(1,)]
    same(store, counted(), several)


def test_what_employees_answered_before_it_was_summed_up_is_counted_after_the_upgrade(store: Store) -> None:
    replay(store, stream(200, seed=9))
    settle(store)
    writer = store._writer  # type: ignore[attr-defined]
    for table in ("hours", "days", "day_sets", "hour_sets"):
        nothing = ", ".join(f"{name} = 0" for name in SUMS if name.startswith("staff"))
        writer.command(f"ALTER TABLE {table} UPDATE {nothing} WHERE true SETTINGS mutations_sync = 2")
    writer.command("ALTER TABLE schema_migrations DELETE WHERE name = '0018_staff' SETTINGS mutations_sync = 2")
    assert store.migrate() == ["0018_staff"]
    check(store)
    settle(store)
    assert stale(store) == 0
    check(store)


def test_what_others_than_customers_were_counted_for_before_is_taken_out_after_the_upgrade(store: Store) -> None:
    replay(store, stream(200, seed=10))
    settle(store)
    writer = store._writer  # type: ignore[attr-defined]
    for table in ("hours", "days", "day_sets", "hour_sets"):
        more = ", ".join(
            f"{name} = {name} + 7" for name in ("reached", "engaged", "stars", "rated", "promoters", "effort")
        )
        writer.command(f"ALTER TABLE {table} UPDATE {more} WHERE items > voices SETTINGS mutations_sync = 2")
    writer.command(
        "INSERT INTO heard SELECT brand, day, id, occurred_at, channel, language, sentiment, topics, reach, 0, roll, "
        "now64() FROM (SELECT *, toDate(occurred_at, 'Europe/Istanbul') AS day FROM items WHERE NOT voice) AS others "
        "INNER JOIN day_rolls USING (brand, day) WHERE reach > 0 AND NOT drill"
    )
    writer.command("ALTER TABLE schema_migrations DELETE WHERE name = '0020_customers' SETTINGS mutations_sync = 2")
    assert store.migrate() == ["0020_customers"]
    check(store)
    settle(store)
    assert stale(store) == 0
    check(store)


def test_a_day_half_done_or_done_twice_is_counted_once(store: Store) -> None:
    replay(store, stream(200, seed=6))
    settle(store)
    for _ in range(2):
        store._writer.command("TRUNCATE TABLE rolled_days")  # type: ignore[attr-defined]
        settle(store)
    check(store)


def test_nothing_of_an_erased_item_stays_among_what_was_heard(store: Store) -> None:
    batch = stream(100, seed=7)
    replay(store, batch)
    settle(store)
    erase(store, batch)
    found = store.query("SELECT count() FROM heard WHERE id = {id:UUID}", {"id": batch[4].feedback.id})
    assert found.rows == [(0,)]
    assert store.query("SELECT count() > 0 FROM heard").rows == [(1,)]


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


def test_the_tables_have_a_column_for_every_sum(store: Store) -> None:
    for table in ("hours", "days", "day_sets", "hour_sets"):
        types = {str(row[0]): str(row[1]) for row in store.query(f"DESCRIBE TABLE {table}").rows}
        assert {name: types.get(name) for name in SUMS} == {n: "Float64" if n in FLOATS else "Int64" for n in SUMS}
