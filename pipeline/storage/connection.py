"""A connection to ClickHouse, by HTTP or in the process: the only user of clickhouse_connect.

Used by `clickhouse.ClickHouseStore` and `migrations`. Opens late, so that a worker may start before its database;
turns every driver error into StoreAway, StoreLocked, StoreError or QueryRefused. Safe for several threads. Must
never retry: who waits, and how long, is the caller's to say.
"""

from __future__ import annotations

import fcntl
import logging
import os
import re
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol, TypeVar, cast

import clickhouse_connect
from clickhouse_connect.driver.exceptions import ProgrammingError
from clickhouse_connect.driver.httputil import get_pool_manager

from pipeline.errors import StoreError, StoreLocked
from pipeline.owning import seal
from pipeline.storage.address import Address
from pipeline.storage.base import Table, Value
from pipeline.storage.faults import DRIVER_ERRORS, fault

T = TypeVar("T")
Column = Sequence[object]
UNNAMED = 0

# The driver logs what failed with addresses, parameters and values in it; our errors say it without them.
logging.getLogger("clickhouse_connect").setLevel(logging.CRITICAL)


class _Result(Protocol):
    column_names: tuple[str, ...]
    result_columns: list[list[Value]]
    result_rows: list[tuple[Value, ...]]

    @property
    def column_types(self) -> tuple[_Type, ...]: ...


class _Type(Protocol):
    @property
    def name(self) -> str: ...


class _Context(Protocol):
    column_names: Sequence[str]
    column_types: Sequence[object]


class _Client(Protocol):
    """What we use of clickhouse_connect's client."""

    def query(
        self, query: str, parameters: Mapping[str, Value] | None = None, *, column_oriented: bool = False
    ) -> _Result: ...

    def command(
        self, cmd: str, parameters: Mapping[str, Value] | None = None, *, settings: Mapping[str, str] | None = None
    ) -> object: ...

    def insert(
        self,
        table: str,
        data: Sequence[Column],
        *,
        column_names: Sequence[str],
        column_types: Sequence[object],
        column_oriented: bool,
        settings: Mapping[str, str],
    ) -> object: ...

    def create_insert_context(self, table: str, column_names: Sequence[str]) -> _Context: ...

    def set_client_setting(self, key: str, value: str) -> None: ...

    def close(self) -> None: ...


class _Pool(Protocol):
    def clear(self) -> None: ...


class Timeouts(Protocol):
    @property
    def connect_seconds(self) -> int: ...

    @property
    def answer_seconds(self) -> int: ...


class Connection:
    """One client, opened at its first use. Embedded: one handle of the engine, its calls behind one lock.

    `settings` hold for every statement; with `locked` the engine itself refuses everything that writes and every
    change of a setting, from the first statement on.
    """

    def __init__(
        self,
        address: Address,
        *,
        database: str,
        timeouts: Timeouts,
        settings: Mapping[str, str] | None = None,
        locked: bool = False,
        explain: Callable[[Exception, str], StoreError] = fault,
    ) -> None:
        self._address = address
        self._database = database
        self._timeouts = timeouts
        self._settings = dict(settings or {})
        self._locked = locked
        self._explain = explain
        self._opening = threading.Lock()
        self._client: _Client | None = None
        self._pool: _Pool | None = None
        self._types: dict[str, Sequence[object]] = {}

    def table(self, sql: str, parameters: Mapping[str, Value] | None = None) -> Table:
        found = self._ask(lambda client: client.query(sql, parameters))
        types = tuple(kind.name for kind in found.column_types)
        return Table(columns=tuple(found.column_names), types=types, rows=[tuple(row) for row in found.result_rows])

    def rows(self, sql: str, parameters: Mapping[str, Value] | None = None) -> list[tuple[Value, ...]]:
        return self._ask(lambda client: client.query(sql, parameters).result_rows)

    def columns(self, sql: str, parameters: Mapping[str, Value] | None = None) -> list[list[Value]]:
        """The answer by column; an empty list where no row was found."""
        return self._ask(lambda client: client.query(sql, parameters, column_oriented=True).result_columns)

    def command(
        self, sql: str, parameters: Mapping[str, Value] | None = None, *, settings: Mapping[str, str] | None = None
    ) -> None:
        self._ask(lambda client: client.command(sql, parameters, settings=settings))

    def insert(
        self,
        table: str,
        names: Sequence[str],
        columns: Sequence[Column],
        settings: Mapping[str, str] | None = None,
    ) -> None:
        """One INSERT in the Native format, whatever number of months it spans."""
        if columns and len(columns[0]):
            self._ask(lambda client: self._insert(client, table, names, columns, settings or {}))

    def close(self) -> None:
        with self._opening:
            client, self._client = self._client, None
            if client is not None:
                client.close()
            if self._pool is not None:  # ours, so that closing the store closes its sockets
                self._pool.clear()

    def _insert(
        self,
        client: _Client,
        table: str,
        names: Sequence[str],
        columns: Sequence[Column],
        settings: Mapping[str, str],
    ) -> None:
        if table not in self._types:  # once a table: describing it takes a round trip
            self._types[table] = client.create_insert_context(table, names).column_types
        client.insert(
            table,
            columns,
            column_names=names,
            column_types=self._types[table],
            column_oriented=True,
            settings={"max_partitions_per_insert_block": "0", **settings},
        )

    def _ask(self, question: Callable[[_Client], T]) -> T:
        try:
            return question(self._client or self._open())
        except DRIVER_ERRORS as error:
            raise self._explain(error, f"ClickHouse at {self._address}") from error

    def _open(self) -> _Client:
        with self._opening:
            if self._client is None:
                self._client = self._embedded() if self._address.embedded else self._server()
            return self._client

    def _server(self) -> _Client:
        address = self._address
        locked = {"readonly": "1"} if self._locked else {}
        self._pool = self._pool or get_pool_manager(ca_cert=address.ca_cert or None, verify=address.verify)
        return cast(
            _Client,
            clickhouse_connect.get_client(
                host=address.host,
                port=address.port,
                username=address.user,
                password=address.password,
                database=self._database,
                interface="https" if address.secure else "http",
                pool_mgr=self._pool,
                connect_timeout=self._timeouts.connect_seconds,
                send_receive_timeout=self._timeouts.answer_seconds,
                query_retries=0,
                autogenerate_session_id=False,  # one client serves several threads: a session would forbid it
                show_clickhouse_errors="scrub",
                tz_mode="aware",
                client_name="nabiz",
                settings={**self._settings, **locked},
            ),
        )

    def _embedded(self) -> _Client:
        path = Path(self._address.path).resolve()
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if _holder(path) not in (None, UNNAMED, os.getpid()):  # asked first: the engine would write to stderr
            raise _not_opened(path, "")
        seal(path)
        try:
            client = cast(
                _Client,
                clickhouse_connect.get_client(
                    interface="chdb", path=str(path), database=self._database, tz_mode="aware", settings=self._settings
                ),
            )
        except ProgrammingError as error:
            raise _not_opened(path, str(error)) from error
        if self._locked:
            client.set_client_setting("readonly", "1")
        return client


def _not_opened(path: Path, said: str) -> StoreError:
    if "different path" in said:
        return StoreLocked(
            "this process has another embedded store open", hint="one process holds one embedded store: close the other"
        )
    holder = _holder(path)
    if holder is not None:
        named = f" (PID {holder})" if holder != UNNAMED else ""
        return StoreLocked(
            f"another process{named} holds the embedded store",
            hint="ask the running Nabız, or stop it first; for several processes use a ClickHouse server",
        )
    return StoreError("the embedded store cannot be opened", hint="is the directory writable, and the disk not full?")


def _holder(path: Path) -> int | None:
    """The process that holds the store: the engine locks the file `status` for as long as it lives.

    UNNAMED where it could not write its number there, as on a full disk: that may be this very process.
    """
    try:
        with (path / "status").open("rb") as status:
            fcntl.flock(status, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return None
    except OSError:
        found = re.search(r"PID: (\d+)", (path / "status").read_text(errors="replace"))
        return int(found.group(1)) if found else UNNAMED
    return None
