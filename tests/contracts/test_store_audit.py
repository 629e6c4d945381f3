"""What every Store promises an auditor: each offset accounted for, what is forgotten stays gone, queries only read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from pipeline.errors import QueryRefused
from pipeline.feedback import Insight, Landing, Position
from pipeline.spike.evidence import evidence_of
from pipeline.spike.explain import Item, Now, Usual, explain
from pipeline.storage.base import Reconciliation, Store
from tests.contracts.counted import total, write
from tests.storage.insights import a_step, an_insight, landed, refused

NOW = datetime(2026, 11, 23, tzinfo=UTC)
FORBIDDEN = (
    "INSERT INTO insights (brand) VALUES ('x')",
    "DROP TABLE insights",
    "ALTER TABLE insights DELETE WHERE 1",
    "TRUNCATE TABLE insights",
    "OPTIMIZE TABLE insights FINAL",
    "CREATE TABLE x (a Int8) ENGINE = Memory",
    "SELECT 1; DROP TABLE insights",
    "SELECT 1; SELECT 2",
    "SELECT 1 INTO OUTFILE 'x.csv'",
    "SELECT * FROM file('/etc/passwd', 'LineAsString')",
    "SELECT file('/etc/passwd')",
    "SELECT `file`('/etc/passwd')",
    "WITH 1 AS x SELECT * FROM url('http://127.0.0.1/', 'LineAsString')",
    "SELECT * FROM remote('127.0.0.1', 'system.one')",
    "SELECT * FROM s3('http://127.0.0.1/bucket/x')",
    "SET readonly = 0",
    "USE default",
    "KILL QUERY WHERE 1",
    "",
    "-- nothing",
)


def only(found: list[Reconciliation]) -> Reconciliation:
    assert len(found) == 1
    return found[0]


def test_reconcile_accounts_for_every_offset(store: Store) -> None:
    batch = [an_insight(n) for n in range(30)]
    write(store, batch)
    store.write([], [refused(0, 10), refused(1, 10)])
    assert [
        (r.topic, r.log, r.partition, r.first, r.last, r.landed, r.stored, r.rejected) for r in store.reconcile()
    ] == [
        ("voc.feedback.v1", "log-1", 0, 0, 10, 11, 10, 1),
        ("voc.feedback.v1", "log-1", 1, 0, 10, 11, 10, 1),
        ("voc.feedback.v1", "log-1", 2, 0, 9, 10, 10, 0),
    ]
    assert all(r.whole for r in store.reconcile())


def test_reconcile_finds_a_hole(store: Store) -> None:
    batch = [an_insight(3 * n) for n in range(10) if n not in (4, 7)]
    write(store, batch)
    found = only(store.reconcile())
    assert (found.first, found.last, found.landed, found.missing, found.lost) == (0, 9, 8, 2, 0)
    assert not found.whole


def test_reconcile_finds_what_is_said_to_be_stored_and_is_not(store: Store) -> None:
    batch = [an_insight(3 * n) for n in range(10)]
    store.write([insight for insight in batch if insight is not batch[5]], landed(batch))
    found = only(store.reconcile())
    assert (found.stored, found.lost, found.missing) == (9, 1, 0)


def test_two_messages_of_one_item_are_two_landings_and_one_item(store: Store) -> None:
    item = an_insight(0)
    again = Landing(Position("voc.feedback.v1", 0, 1, "log-1"), "stored", item.feedback.id)
    store.write([item, item], [*landed([item]), again])
    found = only(store.reconcile())
    assert (found.landed, found.stored, total(store)) == (2, 2, 1)


def test_offsets_of_a_new_broker_are_not_those_of_the_old(store: Store) -> None:
    item = an_insight(0)
    store.write(
        [item], [Landing(Position("t", 0, n, log), "stored", item.feedback.id) for n, log in ((5, "a"), (0, "b"))]
    )
    assert [(r.log, r.first, r.last, r.missing) for r in store.reconcile()] == [("a", 5, 5, 0), ("b", 0, 0, 0)]


def test_a_rejected_message_taken_after_a_fix_is_stored(store: Store) -> None:
    store.write([], [refused(0, 0)])
    write(store, [an_insight(0)])
    found = only(store.reconcile())
    assert (found.landed, found.rejected, found.stored) == (1, 0, 1)


def test_forgetting_an_author_erases_all_of_theirs_and_nothing_else(store: Store) -> None:
    write(store, [an_insight(n, author=("ayşe", "can", None)[n % 3]) for n in range(9)])
    assert store.forget("ayşe", "dpo@example.com", NOW) == 3
    assert total(store) == 6
    assert [(r.stored, r.erased, r.lost) for r in store.reconcile()] == [(0, 3, 0), (3, 0, 0), (3, 0, 0)]


def test_forgetting_somebody_unknown_erases_nothing(store: Store) -> None:
    write(store, [an_insight(0, author="ayşe")])
    assert store.forget("kimse", "dpo@example.com", NOW) == 0
    assert total(store) == 1


def test_what_was_forgotten_stays_away_when_its_source_is_read_again(store: Store) -> None:
    dated, undated = an_insight(0, author="ayşe"), an_insight(3, author="ayşe", undated=True)
    write(store, [dated, undated])
    store.forget("ayşe", "dpo@example.com", NOW)
    never_seen = an_insight(6, author="ayşe", occurred_at=NOW - timedelta(days=900))
    undated_again = an_insight(3, author="ayşe", undated=True, occurred_at=NOW + timedelta(days=1))
    write(store, [dated, undated_again, never_seen, an_insight(9, author="can")])
    assert total(store) == 1
    assert (only(store.reconcile()).erased, only(store.reconcile()).lost) == (3, 0)


def test_a_forgotten_author_may_write_anew(store: Store) -> None:
    write(store, [an_insight(0, author="ayşe")])
    store.forget("ayşe", "dpo@example.com", NOW)
    write(store, [an_insight(3, author="ayşe", occurred_at=NOW + timedelta(days=1))])
    assert total(store) == 1


def test_forgetting_one_item_erases_it_for_every_brand_and_keeps_it_away(store: Store) -> None:
    batch = [an_insight(0), an_insight(0, brand="Çınar Market"), an_insight(3)]
    write(store, batch)
    assert store.forget_item("file", "item-0", "dpo@example.com", NOW) == 2
    write(store, batch)
    assert total(store) == 1


def test_queries_that_write_or_reach_outside_are_refused(store: Store) -> None:
    write(store, [an_insight()])
    for sql in FORBIDDEN:
        with pytest.raises(QueryRefused):
            store.query(sql)
    assert total(store) == 1


def test_who_asks_to_be_forgotten_is_quoted_by_no_alert_any_longer(store: Store) -> None:
    theirs, others = an_insight(1, author="ayşe"), an_insight(2, author="deniz")
    write(store, [theirs, others])
    quoting = [a_step(id=name, evidence=quoted(said)) for name, said in (("a", theirs), ("b", others))]
    store.write_alerts(quoting)
    store.forget("ayşe", "dpo@example.com", NOW)
    assert [(step.id, bool(evidence_of(step).samples)) for step in store.alerts()] == [("a", False), ("b", True)]


def quoted(said: Insight) -> str:
    """As an alert quotes an item."""
    item = Item(id=str(said.feedback.id), text=said.feedback.text, author=said.feedback.author)
    told = explain(Now(items=[item]), Usual(), severity=5, begun=NOW, kind="spike", rule="spike 1")
    return msgspec.json.encode(told).decode()
