"""The TTL of insights follows the setting, and what it removes is not called lost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from pipeline.storage import open_store
from pipeline.storage.base import Store
from tests.storage.insights import END, LONG_AGO, an_insight, landed

OLD = datetime.now(UTC) - timedelta(days=100)
NEW = datetime.now(UTC) - timedelta(days=2)


@contextmanager
def migrated(url: str, days: int) -> Iterator[Store]:
    store = open_store(url, retention_days=days)
    try:
        store.migrate()
        yield store
    finally:
        store.close()


def ttl(store: Store) -> str:
    found = store.query(
        "SELECT extract(engine_full, 'toIntervalDay\\((\\d+)\\)') FROM system.tables "
        "WHERE database = currentDatabase() AND name = 'insights'"
    )
    return str(found.rows[0][0])


def test_the_retention_follows_the_setting(url: str) -> None:
    for days, expected in ((0, ""), (30, "30"), (30, "30"), (90, "90"), (0, ""), (7, "7")):
        with migrated(url, days) as store:
            assert ttl(store) == expected


def test_items_older_than_the_retention_go_and_are_not_called_lost(url: str) -> None:
    batch = [an_insight(0, occurred_at=OLD), an_insight(3, occurred_at=NEW)]
    with migrated(url, 0) as store:
        store.write(batch, landed(batch))
    with migrated(url, 30) as store:
        store.write(batch, landed(batch))
        counts = store.counts(LONG_AGO, END)
        [account] = store.reconcile()
    assert {int(minute) for minute in counts.minute} == {int(NEW.timestamp()) // 60}
    assert (account.landed, account.stored, account.lost) == (2, 1, 0)
    with migrated(url, 0) as store:  # what is gone is gone: now it is missed
        assert store.reconcile()[0].lost == 1
