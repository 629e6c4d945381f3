"""What only an engine can show: rows read back by SQL, the read-only mode, limits, the log of erasures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.errors import QueryRefused, QueryTooLarge, StoreError
from pipeline.feedback import Case, Feedback, Insight, Rejected, Survey
from pipeline.storage import open_store
from pipeline.storage.base import Store, Value
from pipeline.storage.rows import insight_columns, landing_columns
from tests.storage.insights import START, a_step, an_insight, landed

NOW = datetime(2026, 11, 23, 12, 30, 15, 250_000, tzinfo=UTC)
HOSTILE = "'; DROP TABLE insights; --\n<script>\t\\N \x01 👩‍👩‍👧 İıĞğ {brand:String} \u202e"
EVERYTHING = an_insight(
    1,
    text=HOSTILE,
    title=HOSTILE,
    author="a1b2",
    rating=4.5,
    reach=2**53,
    url="https://example.com/?q='",
    lang="tr",
    extra='{"şube": "Kadıköy"}',
    copy_key="k1",
    topics=("delivery", "app_website"),
    survey=Survey(nps=9, enps=0, csat=4.5, ces=7.0),
    case=Case(
        reply=HOSTILE,
        replied_at=NOW,
        resolved=False,
        resolved_at=NOW,
        satisfaction=1.0,
        contacts=3,
        handle_seconds=61.5,
    ),
)


@pytest.fixture
def store(ready: str) -> Iterator[Store]:
    opened = open_store(ready, query_rows=5_000, query_seconds=1)
    opened.migrate()
    yield opened
    opened.close()


def write(store: Store, insights: Sequence[Insight]) -> None:
    store.write(insights, landed(insights))


def one(store: Store, sql: str, **parameters: Value) -> tuple[Value, ...]:
    [row] = store.query(sql, parameters).rows
    return row


def test_every_fact_comes_back_as_it_was(store: Store) -> None:
    write(store, [EVERYTHING])
    names = [name for name in insight_columns([EVERYTHING]) if name != "topic_scores"]
    expected = [column[0] for name, column in insight_columns([EVERYTHING]).items() if name in names]
    found = one(store, f"SELECT {', '.join(names)} FROM insights")
    rounded = [pytest.approx(value, rel=1e-6) if isinstance(value, float) else value for value in expected]
    assert list(found) == [list(value) if isinstance(value, tuple) else value for value in rounded]
    assert one(store, "SELECT topic_scores FROM items") == ({"delivery": 0.75, "app_website": 0.75},)


def test_absent_facts_are_null_and_not_zero(store: Store) -> None:
    write(store, [an_insight()])
    names = "title, author, rating, reach, url, nps, enps, csat, ces, reply, replied_at, resolved, resolved_at"
    names += ", satisfaction, contacts, handle_seconds"
    assert set(one(store, f"SELECT {names} FROM items")) == {None}


def test_the_columns_written_are_the_columns_of_the_tables(store: Store) -> None:
    for table, written, own in (
        ("insights", insight_columns([EVERYTHING]), {"stored_at", "voice"}),
        ("landings", landing_columns(landed([EVERYTHING]), {}), {"landed_at"}),
    ):
        assert {row[0] for row in store.query(f"DESCRIBE {table}").rows} == set(written) | own


def test_a_row_knows_when_it_was_stored(store: Store) -> None:
    before = datetime.now(UTC) - timedelta(seconds=1)
    write(store, [an_insight()])
    stored_at = one(store, "SELECT stored_at FROM items")[0]
    assert isinstance(stored_at, datetime)
    assert before <= stored_at <= datetime.now(UTC) + timedelta(seconds=1)


def test_numbers_no_column_can_hold_do_not_stop_a_batch(store: Store) -> None:
    strange = an_insight(1, reach=2**70, survey=Survey(nps=-(2**40), csat=1e300), case=Case(contacts=2**31))
    write(store, [strange, an_insight(2)])
    assert one(store, "SELECT count(), countIf(reach IS NULL AND nps IS NULL AND contacts IS NULL) FROM items") == (
        2,
        2,
    )


def test_items_is_one_row_an_item_whatever_was_written(store: Store) -> None:
    for revision in (1, 2, 2):
        write(store, [an_insight(n, text=f"söz {revision}", revision=revision) for n in range(3)])
    assert store.query("SELECT text, count() FROM items GROUP BY text").rows == [("söz 2", 3)]


def test_parameters_are_bound_by_the_engine(store: Store) -> None:
    write(store, [an_insight(1, brand=HOSTILE), an_insight(2)])
    sql = "SELECT brand FROM items WHERE brand = {brand:String} AND occurred_at < {until:DateTime64(3, 'UTC')}"
    assert store.query(sql, {"brand": HOSTILE, "until": START + timedelta(days=1)}).rows == [(HOSTILE,)]
    assert one(store, "SELECT {list:Array(String)} AS list", list=["a'", 'b"', "c\\"]) == (["a'", 'b"', "c\\"],)
    assert one(store, "SELECT {none:Nullable(String)} AS nothing, {yes:Bool} AS yes", none=None, yes=True) == (
        None,
        True,
    )


def test_an_answer_names_columns_and_types_and_its_times_are_aware(store: Store) -> None:
    write(store, [an_insight()])
    table = store.query("SELECT brand, occurred_at FROM items")
    assert (table.columns, table.types) == (
        ("brand", "occurred_at"),
        ("LowCardinality(String)", "DateTime64(3, 'UTC')"),
    )
    assert table.rows == [("Ada Kargo", START)]


def test_an_answer_without_rows_still_names_its_columns(store: Store) -> None:
    table = store.query("SELECT brand, rating FROM items")
    assert (table.columns, table.rows) == (("brand", "rating"), [])


def test_the_engine_itself_refuses_to_write_and_to_change_settings(store: Store) -> None:
    """Behind the guard, should it ever be fooled."""
    guest = store._guest  # type: ignore[attr-defined]
    for sql in (
        "DROP TABLE insights",
        "INSERT INTO retention (days) SELECT 1",
        "ALTER TABLE insights DELETE WHERE 1",
        "SET readonly = 0",
        "SELECT * FROM url('http://127.0.0.1:9/', 'LineAsString', 'x String')",
    ):
        with pytest.raises(QueryRefused):
            guest.command(sql)
    with pytest.raises(QueryRefused):
        store.query("SELECT 1 SETTINGS readonly = 0")
    with pytest.raises(QueryRefused):
        store.query("SELECT 1 SETTINGS max_result_rows = 0")


def test_a_query_has_a_limit_of_rows_and_of_time(store: Store) -> None:
    assert len(store.query("SELECT number FROM numbers(5000)").rows) == 5_000
    with pytest.raises(QueryTooLarge, match="asks too much"):
        store.query("SELECT number FROM numbers(200000)")
    with pytest.raises(QueryTooLarge, match="asks too much"):
        store.query("SELECT count() FROM numbers(1000000000000) WHERE cityHash64(number) = 1")


def test_a_mistake_in_a_query_is_explained(store: Store) -> None:
    with pytest.raises(StoreError, match="itms") as raised:
        store.query("SELECT * FROM itms")
    assert "SHOW TABLES" in raised.value.hint
    with pytest.raises(StoreError, match="Syntax error"):
        store.query("SELECT FROM WHERE")


def test_erasing_leaves_a_log_and_no_word(store: Store) -> None:
    evidence = f'{{"samples": [{{"id": "{EVERYTHING.feedback.id}", "text": "gelmedi"}}]}}'
    write(store, [EVERYTHING, an_insight(2, undated=True, author="a1b2"), an_insight(3)])
    store.write_alerts([a_step(0, evidence=evidence), a_step(1)])
    assert store.forget("a1b2", "dpo@example.com", NOW) == 2
    assert store.query("SELECT kind, subject, asked_by, items, at FROM erasures").rows == [
        ("author", "a1b2", "dpo@example.com", 2, NOW)
    ]
    assert one(store, "SELECT count() FROM insights WHERE author = 'a1b2' OR external_id = 'item-1'") == (0,)
    assert one(store, "SELECT count() FROM first_times") == (0,)
    assert [step.evidence for step in store.alerts()] == ["", a_step(1).evidence]


def test_every_revision_of_a_forgotten_author_goes(store: Store) -> None:
    write(store, [an_insight(1, author="a1b2", revision=1)])
    write(store, [an_insight(1, author=None, revision=2)])
    assert store.forget("a1b2", "dpo@example.com", NOW) == 1
    assert one(store, "SELECT count() FROM insights") == (0,)


def test_a_dead_letter_is_kept_once_without_its_bytes(store: Store) -> None:
    letter = Rejected(stage="decode", reason="not_json", detail="no JSON", raw=b"\xff{", origin="t/0/7", source="crm")
    for at in (NOW, NOW + timedelta(hours=1)):
        store.write_rejected([letter], at)
    found = store.query("SELECT stage, reason, origin, source, detail, size, truncated FROM rejected FINAL").rows
    assert found == [("decode", "not_json", "t/0/7", "crm", "no JSON", 2, False)]


def test_the_reconcile_view_can_be_asked_by_anybody(store: Store) -> None:
    write(store, [an_insight(0), an_insight(6)])
    assert store.query("SELECT topic, partition, landed, missing, lost FROM reconcile").rows == [
        ("voc.feedback.v1", 0, 2, 1, 0)
    ]


def test_a_batch_of_lone_months_makes_one_part_a_month(store: Store) -> None:
    months = [datetime(2026, month, 15, tzinfo=UTC) for month in range(1, 13)]
    write(store, [an_insight(n, occurred_at=when) for n, when in enumerate(months * 3)])
    sql = "SELECT count() FROM system.parts WHERE database = currentDatabase() AND table = 'insights' AND active"
    assert one(store, sql) == (12,)


def test_a_feedback_has_a_column_for_each_of_its_facts() -> None:
    renamed = {"lang": "lang_hint", "survey": "nps", "case": "resolved"}
    assert "updated_at" in Feedback.__struct_fields__  # part of the revision
    facts = set(Feedback.__struct_fields__) - {"updated_at"}
    assert {renamed.get(fact, fact) for fact in facts} <= set(insight_columns([EVERYTHING]))
