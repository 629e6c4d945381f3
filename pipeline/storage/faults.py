"""What an error of the ClickHouse driver means to us: wait (StoreAway), mend (StoreError), refuse (QueryRefused).

Called by `pipeline.storage.connection`. Must never put customer text into a message: an insert's error names only
ClickHouse's code and name; only the error of somebody's own query repeats what ClickHouse says about it.
"""

from __future__ import annotations

import re
import socket
import ssl
from http.client import BadStatusLine, RemoteDisconnected

from clickhouse_connect.driver.exceptions import ClickHouseError, DataError, OperationalError
from urllib3.exceptions import HTTPError

from pipeline.errors import QueryRefused, QueryTooLarge, StoreAway, StoreElsewhere, StoreError

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

UNKNOWN_NAME = {socket.EAI_NONAME, socket.EAI_NODATA}
NOT_ENOUGH_SPACE = 243
NO_ROOM = re.compile(r"errno: 28\b|No space left on device")  # of a file that could not be written, under several codes
# ClickHouse gives its errors a code; without one such a status is another server's, as is an answer the driver
# cannot make sense of.
FOREIGN = re.compile(r"HTTP status (400|404|405)\b|^Unexpected response to server version")

NAME = re.compile(r"\(([A-Z][A-Z0-9_]+)\)\s*(?:\(version.*\))?\s*$", re.S)


def fault(error: Exception, where: str = "ClickHouse") -> StoreError:
    """For statements of our own: nothing but the code and its name, which cannot hold anybody's words.

    `where` is named where nobody answers, or somebody else does.
    """
    code = getattr(error, "code", None)
    label = _label(error, code)
    if code is None and _unknown(error):
        return StoreElsewhere(f"{where} cannot be found: {label}", hint="correct the host in NABIZ_STORE")
    if code is None and _foreign(error):
        hint = "correct NABIZ_STORE: ClickHouse speaks HTTP on port 8123, with secure=1 on 8443; 9000 is not for us"
        return StoreElsewhere(f"{where} does not answer as ClickHouse does: {label}", hint=hint)
    if code in CREDENTIALS:
        return StoreError(f"ClickHouse refused user or password: {label}", hint="check NABIZ_STORE")
    if code in MISSING:
        return StoreError(f"ClickHouse misses a table or column: {label}", hint="run `nabiz migrate`")
    if code == NOT_ENOUGH_SPACE or NO_ROOM.search(str(error)):
        hint = "make room on its disk; nothing is acknowledged until there is"
        return StoreAway(f"{where} has no room left: {label}", hint=hint)
    if code in AWAY or (code is None and _transport(error)):
        hint = "start it, or correct NABIZ_STORE; nothing is acknowledged until it answers"
        return StoreAway(f"{where} is away: {label}", hint=hint)
    if isinstance(error, DataError):
        return StoreError(f"a value does not fit its column: {label}", hint="this is a bug of ours: report it")
    return StoreError(f"ClickHouse answered with an error: {label}")


def query_fault(error: Exception, where: str = "") -> StoreError:
    """For a query somebody wrote: what ClickHouse says about it, or that it may not run. Must not say where it is."""
    code = getattr(error, "code", None)
    if code in REFUSALS:
        return QueryRefused(f"this query may not run: {_label(error, code)}", hint="queries here only read")
    if code in LIMITS:
        return QueryTooLarge(
            f"the query asks too much: {_label(error, code)}", hint="narrow it, aggregate, or add LIMIT"
        )
    away = fault(error)
    if isinstance(away, StoreAway) or code is None or code in CREDENTIALS:
        return away
    return StoreError(f"ClickHouse: {_said(error)}", hint="SHOW TABLES and DESCRIBE items say what there is")


def _unknown(error: Exception) -> bool:
    """The name of the host means nothing; a name server that does not answer is an absence."""
    bottom = _bottom(error)
    return isinstance(bottom, socket.gaierror) and bottom.errno in UNKNOWN_NAME


def _foreign(error: Exception) -> bool:
    """Somebody answers there, who is not ClickHouse: another protocol, another web server, TLS where there is none."""
    bottom = _bottom(error)
    if isinstance(bottom, BadStatusLine):
        return not isinstance(bottom, RemoteDisconnected)
    return isinstance(bottom, ssl.SSLError) or FOREIGN.search(str(error)) is not None


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
    bottom = _bottom(error)
    if FOREIGN.search(str(error)):
        return "an answer it never gives"
    return (bottom.strerror if isinstance(bottom, OSError) else "") or type(bottom).__name__


def _bottom(error: BaseException) -> BaseException:
    while (deeper := error.__cause__ or error.__context__ or getattr(error, "reason", None)) is not None:
        if not isinstance(deeper, BaseException):
            break
        error = deeper
    return error


def _said(error: Exception) -> str:
    """One line, without version, host and stack."""
    text = re.sub(r"\s*\(version\s.*$", "", str(error), flags=re.S)
    text = re.sub(r"^.*?DB::Exception:\s*", "", text, flags=re.S)
    return " ".join(text.split())[:600]
