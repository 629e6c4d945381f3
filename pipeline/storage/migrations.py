"""Brings the schema up to date: numbered files `schema/NNNN_*.sql`, each applied once and remembered with a checksum.

Called by `clickhouse.ClickHouseStore.migrate`, that is by every worker at its start. ClickHouse has neither
transactions over DDL nor locks, so every statement must be one that may run twice (IF NOT EXISTS, OR REPLACE): two
workers that migrate at once both do the same, and a migration cut short is done again. A file that was applied must
never change; what is to be different comes in a new file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from importlib.resources import files

import msgspec

from pipeline.errors import StoreError
from pipeline.storage.connection import Connection

NAMED = re.compile(r"\d{4}_[a-z0-9_]+\.sql")
REMEMBER = """
CREATE TABLE IF NOT EXISTS schema_migrations
(
    name       String,
    checksum   String,
    applied_at DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC')
)
ENGINE = ReplacingMergeTree
ORDER BY name
"""


class Migration(msgspec.Struct, frozen=True):
    """One file: its name without the ending, and what is in it."""

    name: str
    sql: str

    @property
    def checksum(self) -> str:
        return blake2b(self.sql.encode(), digest_size=16).hexdigest()

    def statements(self) -> Iterator[str]:
        """Split at a semicolon that ends a line; comments go."""
        plain = re.sub(r"^\s*--.*$", "", self.sql, flags=re.M)
        for statement in re.split(r";\s*$", plain, flags=re.M):
            if statement.strip():
                yield statement.strip()


def shipped() -> list[Migration]:
    """The migrations of this version, in order."""
    found = [file for file in files("pipeline.storage").joinpath("schema").iterdir() if NAMED.fullmatch(file.name)]
    return [
        Migration(file.name.removesuffix(".sql"), file.read_text("utf-8").replace("\r\n", "\n"))
        for file in sorted(found, key=lambda file: file.name)
    ]


def apply(connection: Connection, migrations: Sequence[Migration]) -> list[str]:
    """The names applied now. Raises StoreError where an applied migration is not what it was.

    A migration that the database knows and we do not is a newer version's: it is left alone, so that workers of two
    versions can run side by side during an upgrade.
    """
    connection.command(REMEMBER)
    known = {
        str(name): str(checksum)
        for name, checksum in connection.rows("SELECT name, checksum FROM schema_migrations FINAL")
    }
    for migration in migrations:
        if known.get(migration.name, migration.checksum) != migration.checksum:
            raise StoreError(
                f"the migration {migration.name} was applied with other content",
                hint="a migration that was applied must not change: restore the file, put the change into a new one",
            )
    return [_apply(connection, migration) for migration in migrations if migration.name not in known]


def _apply(connection: Connection, migration: Migration) -> str:
    for statement in migration.statements():
        connection.command(statement)
    connection.insert("schema_migrations", ("name", "checksum"), ([migration.name], [migration.checksum]))
    return migration.name
