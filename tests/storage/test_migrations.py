"""Migrations are applied once, in order, by however many workers start at once; a changed one is an error."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from pipeline.errors import StoreError
from pipeline.storage import open_store
from pipeline.storage.address import parse_address
from pipeline.storage.clickhouse import StorePolicy
from pipeline.storage.connection import Connection
from pipeline.storage.migrations import Migration, apply, shipped
from tests.storage.http_server import Server

FIRST = Migration("0001_first", "-- why\nCREATE TABLE IF NOT EXISTS a (x Int8) ENGINE = Memory;\n\nSELECT ';';\n")
SECOND = Migration("0002_second", "CREATE TABLE IF NOT EXISTS b (x Int8) ENGINE = Memory;")


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    address = parse_address(f"chdb://{tmp_path / 'store'}?database=default")
    opened = Connection(address, database="default", timeouts=StorePolicy())
    yield opened
    opened.close()


def tables(connection: Connection) -> set[object]:
    return {row[0] for row in connection.rows("SHOW TABLES")}


def test_each_migration_is_applied_once_and_remembered(connection: Connection) -> None:
    assert apply(connection, [FIRST]) == ["0001_first"]
    assert apply(connection, [FIRST, SECOND]) == ["0002_second"]
    assert apply(connection, [FIRST, SECOND]) == []
    assert tables(connection) == {"a", "b", "schema_migrations"}


def test_an_applied_migration_that_changed_is_an_error_and_nothing_is_applied(connection: Connection) -> None:
    apply(connection, [FIRST])
    with pytest.raises(StoreError, match="0001_first was applied with other content") as raised:
        apply(connection, [Migration("0001_first", FIRST.sql + "\n"), SECOND])
    assert "must not change" in raised.value.hint
    assert "b" not in tables(connection)


def test_a_migration_of_a_newer_version_is_left_alone(connection: Connection) -> None:
    apply(connection, [FIRST, SECOND])
    assert apply(connection, [FIRST]) == []


def test_a_migration_that_fails_is_not_remembered(connection: Connection) -> None:
    broken = Migration("0002_second", SECOND.sql + "\nCREATE NONSENSE;")
    with pytest.raises(StoreError):
        apply(connection, [FIRST, broken])
    assert apply(connection, [FIRST, SECOND]) == ["0002_second"]


def test_statements_end_at_a_semicolon_that_ends_a_line_and_lose_their_comments() -> None:
    assert list(FIRST.statements()) == ["CREATE TABLE IF NOT EXISTS a (x Int8) ENGINE = Memory", "SELECT ';'"]


def test_every_migration_shipped_has_a_number_of_its_own_and_they_come_in_order() -> None:
    numbers = [int(migration.name[:4]) for migration in shipped()]
    assert numbers[0] == 1
    assert numbers == sorted(set(numbers))


def test_every_migration_shipped_may_be_cut_short_and_run_again(connection: Connection) -> None:
    for migration in shipped():
        for statement in (*migration.statements(), *migration.statements()):
            connection.command(statement)
    assert apply(connection, shipped()) == [migration.name for migration in shipped()]


def test_rows_and_sums_of_before_say_whose_voice_they_are(connection: Connection) -> None:
    """Hours of customers' words alone stay as they were summed up; those with a score without words are done again."""
    older = [each for each in shipped() if each.name < "0019"]
    apply(connection, older)
    connection.command(
        "INSERT INTO insights (id, brand, occurred_at, text, nps, enps) VALUES "
        "(generateUUIDv4(), 'a', '2026-03-14 09:00:00', 'kargo', 9, NULL), "
        "(generateUUIDv4(), 'b', '2026-03-14 09:00:00', '', 9, NULL), "
        "(generateUUIDv4(), 'c', '2026-03-14 09:00:00', 'kantin', NULL, 9)"
    )
    connection.command(
        "INSERT INTO hours (brand, hour, items) SELECT brand, toStartOfHour(occurred_at), 1 FROM insights"
    )
    connection.command(
        "INSERT INTO rolled SELECT DISTINCT brand, toStartOfHour(occurred_at), now64(3) + 600 FROM insights"
    )
    connection.command("TRUNCATE TABLE touched")
    apply(connection, shipped())
    assert connection.rows("SELECT brand, voice FROM items ORDER BY brand") == [("a", True), ("b", False), ("c", False)]
    assert connection.rows("SELECT items, voices FROM hourly WHERE brand = 'a'") == [(1, 1)]
    assert connection.rows("SELECT brand FROM touched ORDER BY brand") == [("b",), ("c",)]


def test_workers_that_migrate_at_once_all_succeed(server: Server) -> None:
    database = f"t{uuid4().hex}"
    stores = [open_store(server.url(database), retention_days=30) for _ in range(4)]
    together, failures = threading.Barrier(len(stores)), []

    def migrate(at: int) -> None:
        together.wait()
        try:
            stores[at].migrate()
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=migrate, args=(at,)) for at in range(len(stores))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert [store.migrate() for store in stores] == [[], [], [], []]
    for store in stores:
        store.close()
