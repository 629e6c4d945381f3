"""The store: ClickHouse by HTTP or in the process (chDB), one class for both, and a fake.

`base` is the door, `open_store` opens it, `fake` stands in for it, `migrations` brings `schema/*.sql` up to date.
Importing this package does not load the driver: what only needs the types or the fake must not pay for it.
"""

from __future__ import annotations

from pipeline.errors import SettingsError
from pipeline.storage.base import Store


def open_store(
    url: str,
    *,
    retention_days: int = 0,
    query_rows: int = 100_000,
    query_seconds: int = 30,
    connect_seconds: int = 5,
    answer_seconds: int = 60,
) -> Store:
    """The store at `url` (see `address`). Nothing is connected yet: a worker may start before its database.

    Retention is in days of event time, 0 keeps everything; rows and seconds limit people's queries.

    Raises SettingsError for an address that cannot be read.
    """
    from pipeline.storage.address import parse_address
    from pipeline.storage.clickhouse import ClickHouseStore, StorePolicy

    if retention_days < 0:
        raise SettingsError("retention_days is negative", hint="0 keeps everything")
    policy = StorePolicy(
        retention_days=retention_days,
        query_rows=query_rows,
        query_seconds=query_seconds,
        connect_seconds=connect_seconds,
        answer_seconds=answer_seconds,
    )
    return ClickHouseStore(parse_address(url), policy)
