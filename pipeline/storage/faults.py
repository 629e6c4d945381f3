"""What an error of the ClickHouse driver means to us: wait (StoreAway), mend (StoreError), refuse (QueryRefused).

Called by `pipeline.storage.connection`. Must never put customer text into a message: an insert's error names only
ClickHouse's code and name; only the error of somebody's own query repeats what ClickHouse says about it.
"""

from __future__ import annotations

import re

from clickhouse_connect.driver.exceptions import ClickHouseError, DataError, OperationalError
from urllib3.exceptions import HTTPError

from pipeline.errors import QueryRefused, StoreAway, StoreError

# What the driver and the transport under it raise.
DRIVER_ERRORS: tuple[type[Exception], ...] = (ClickHouseError, HTTPError, OSError, EOFError)

# Codes of a server that is overloaded, out of space, out of touch or restarting: the same insert works later.
AWAY = {
    3: "UNEXPECTED_END_OF_FILE",
    159: "TIMEOUT_EXCEEDED",
    202: "TOO_MANY_SIMULTANEOUS_QUERIES",
    203: "NO_FREE_CONNECTION",
    209: "SOCKET_TIMEOUT",
    210: "NETWORK_ERROR",
    225: "NO_ZOOKEEPER",
    236: "ABORTED",
    241: "MEMORY_LIMIT_EXCEEDED",
    242: "TABLE_IS_READ_ONLY",
    243: "NOT_ENOUGH_SPACE",
    252: "TOO_MANY_PARTS",
    279: "ALL_CONNECTION_TRIES_FAILED",
    285: "TOO_FEW_LIVE_REPLICAS",
    286: "UNSATISFIED_QUORUM_FOR_PREVIOUS_WRITE",
    289: "REPLICA_IS_NOT_IN_QUORUM",
    319: "UNKNOWN_STATUS_OF_INSERT",
    335: "BARRIER_TIMEOUT",
    341: "UNFINISHED",
    394: "QUERY_WAS_CANCELLED",
    425: "SYSTEM_ERROR",
    439: "CANNOT_SCHEDULE_TASK",
    473: "DEADLOCK_AVOIDED",
    745: "SERVER_OVERLOADED",
    999: "KEEPER_EXCEPTION",
}
LIMITS = {158, 159, 160, 241, 307, 396}  # rows, time, speed, memory, bytes, result rows: the query asks too much
REFUSALS = {164, 497}  # READONLY, ACCESS_DENIED
MISSING = {60, 81, 16, 47}  # no such table, database, column, identifier
CREDENTIALS = {192, 193, 194, 516}

NAME = re.compile(r"\(([A-Z][A-Z0-9_]+)\)\s*(?:\(version.*\))?\s*$", re.S)


def fault(error: Exception) -> StoreError:
    """For statements of our own: nothing but the code and its name, which cannot hold anybody's words."""
    code = getattr(error, "code", None)
    label = _label(error, code)
    if code in CREDENTIALS:
        return StoreError(f"ClickHouse refused user or password: {label}", hint="check NABIZ_STORE")
    if code in MISSING:
        return StoreError(f"ClickHouse misses a table or column: {label}", hint="run `nabiz migrate`")
    if code in AWAY or (code is None and _transport(error)):
        return StoreAway(f"ClickHouse is away: {label}", hint="waiting until it answers; nothing is acknowledged")
    if isinstance(error, DataError):
        return StoreError(f"a value does not fit its column: {label}", hint="this is a bug of ours: report it")
    return StoreError(f"ClickHouse answered with an error: {label}")


def query_fault(error: Exception) -> StoreError:
    """For a query somebody wrote: what ClickHouse says about it, or that it may not run."""
    code = getattr(error, "code", None)
    if code in REFUSALS:
        return QueryRefused(f"this query may not run: {_label(error, code)}", hint="queries here only read")
    if code in LIMITS:
        return StoreError(f"the query asks too much: {_label(error, code)}", hint="narrow it, aggregate, or add LIMIT")
    away = fault(error)
    if isinstance(away, StoreAway) or code is None or code in CREDENTIALS:
        return away
    return StoreError(f"ClickHouse: {_said(error)}", hint="SHOW TABLES and DESCRIBE items say what there is")


def _transport(error: Exception) -> bool:
    """Without a ClickHouse code: the network, a proxy, a server starting up or shutting down."""
    if not isinstance(error, ClickHouseError):
        return True
    return isinstance(error, OperationalError) or re.search(r"HTTP status (408|429|5\d\d)\b", str(error)) is not None


def _label(error: Exception, code: int | None) -> str:
    if code is None:
        return _cause(error)
    named = getattr(error, "name", None) or AWAY.get(code)
    if named is None:
        found = NAME.search(str(error))
        named = found.group(1) if found else ""
    return f"code {code} {named}".strip()


def _cause(error: BaseException) -> str:
    """What lies at the bottom of it, in words that name no address: "HTTP status 503", "Connection refused"."""
    status = re.search(r"HTTP status \d{3}", str(error))
    if status:
        return status.group()
    while (deeper := error.__cause__ or error.__context__ or getattr(error, "reason", None)) is not None:
        if not isinstance(deeper, BaseException):
            break
        error = deeper
    return (error.strerror if isinstance(error, OSError) else "") or type(error).__name__


def _said(error: Exception) -> str:
    """One line, without version, host and stack."""
    text = re.sub(r"\s*\(version\s.*$", "", str(error), flags=re.S)
    text = re.sub(r"^.*?DB::Exception:\s*", "", text, flags=re.S)
    return " ".join(text.split())[:600]
