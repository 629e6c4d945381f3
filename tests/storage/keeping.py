"""One migrated database for many tests: bringing the schema up takes ten times as long as emptying its tables.

Used by the fixtures of this folder, the contracts and the views. What a test does to the schema itself (migrations,
retention) it does to a database of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pipeline.storage import open_store
from pipeline.storage.address import parse_address
from pipeline.storage.clickhouse import StorePolicy
from pipeline.storage.connection import Connection


class Kept:
    """`url` is its address for as long as it is kept."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._connection = Connection(parse_address(url), database=parse_address(url).database, timeouts=StorePolicy())

    def empty(self) -> str:
        """The address; whatever an earlier test wrote is gone."""
        self._connection.command(f"TRUNCATE ALL TABLES FROM {self._named} NOT LIKE 'schema_migrations'")
        return self.url

    def drop(self) -> None:
        self._connection.command(f"DROP DATABASE {self._named} SYNC")
        self._connection.close()

    @property
    def _named(self) -> str:
        return parse_address(self.url).database


@contextmanager
def keeping(url: str) -> Iterator[Kept]:
    """The embedded engine stays open as long: nothing else may then be opened in this process."""
    store = open_store(url)
    store.migrate()
    kept = Kept(url)
    yield kept
    store.close()
    kept.drop()
