"""Which errors of the driver mean waiting, which mean mending, and what they say."""

from __future__ import annotations

import socket
import threading

import pytest
from clickhouse_connect.driver.exceptions import DatabaseError, DataError, OperationalError
from urllib3.connection import HTTPConnection
from urllib3.exceptions import NameResolutionError, ProtocolError

from pipeline.errors import QueryRefused, StoreAway, StoreElsewhere, StoreError
from pipeline.storage import open_store
from pipeline.storage.faults import AWAY, fault, query_fault

SECRET = "çok gizli söz"


@pytest.mark.parametrize("code", sorted(AWAY))
def test_an_overloaded_or_unreachable_server_is_away(code: int) -> None:
    error = fault(DatabaseError(f"Code: {code}. DB::Exception: {SECRET}", code=code))
    assert isinstance(error, StoreAway)
    assert AWAY[code] in str(error)


@pytest.mark.parametrize(
    "error",
    [
        DatabaseError("Code: 243. DB::Exception: Cannot reserve 1.00 MiB, not enough space", code=243),
        DatabaseError("Code: 75. DB::ErrnoException: Cannot write: , errno: 28, strerror: No space left", code=75),
    ],
)
def test_a_full_disk_is_waited_for_and_says_to_make_room(error: Exception) -> None:
    found = fault(error, "the store")
    assert isinstance(found, StoreAway)
    assert found.message.startswith("the store has no room left: code ")
    assert "make room" in found.hint
    assert "NABIZ_STORE" not in str(found)


@pytest.mark.parametrize(
    "error",
    [
        OperationalError("Error executing HTTP request"),
        DatabaseError("HTTP driver received HTTP status 502, server response: <html>"),
        DatabaseError("HTTP driver received HTTP status 429"),
        ConnectionResetError(104, "Connection reset by peer"),
        ProtocolError("Connection broken"),
        TimeoutError("timed out"),
        EOFError(),
    ],
)
def test_a_network_in_trouble_is_away_for_writes_and_for_queries(error: Exception) -> None:
    assert isinstance(fault(error), StoreAway)
    assert isinstance(query_fault(error), StoreAway)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (DatabaseError("HTTP driver received HTTP status 403"), "HTTP status 403"),
        (DatabaseError("x", code=60), "nabiz migrate"),
        (DatabaseError("x", code=516), "user or password"),
        (DatabaseError("x", code=27, name="CANNOT_PARSE_INPUT_ASSERTION_FAILED"), "CANNOT_PARSE"),
        (DataError(f"Failed to write column 'text': {SECRET}"), "does not fit"),
    ],
)
def test_what_waiting_does_not_mend_is_no_absence(error: Exception, said: str) -> None:
    found = fault(error)
    assert not isinstance(found, StoreAway)
    assert said in str(found)


@pytest.mark.parametrize("code", [None, 6, 27, 60, 252, 999])
def test_an_error_of_our_own_statements_never_repeats_what_was_in_them(code: int | None) -> None:
    for kind in (DatabaseError, OperationalError, DataError):
        assert SECRET not in str(fault(kind(f"Code: {code}. DB::Exception: {SECRET} (SOME_NAME)", code=code)))


def test_the_cause_at_the_bottom_is_named() -> None:
    error = OperationalError("Error executing HTTP request (http://user:pw@db)")
    error.__cause__ = ProtocolError("Connection aborted")
    error.__cause__.__cause__ = ConnectionRefusedError(111, "Connection refused")
    assert fault(error).message == "ClickHouse is away: Connection refused"


def test_a_query_that_may_not_run_is_refused() -> None:
    assert isinstance(query_fault(DatabaseError("x", code=164)), QueryRefused)


def test_a_query_that_asks_too_much_is_an_error_to_its_author_and_no_absence() -> None:
    for code in (158, 159, 241, 396):
        error = query_fault(DatabaseError("x", code=code))
        assert not isinstance(error, StoreAway)
        assert "LIMIT" in error.hint


def test_the_author_of_a_query_reads_what_the_engine_says_in_one_line() -> None:
    said = "Received ClickHouse exception, code: 62, server response: Code: 62. DB::Exception: Syntax error:\nfailed"
    said += " (SYNTAX_ERROR) (version 26.9.2.1 (official build))"
    error = query_fault(DatabaseError(said, code=62))
    assert type(error) is StoreError
    assert error.message == "ClickHouse: Syntax error: failed (SYNTAX_ERROR)"


def answering(answer: bytes) -> int:
    """A port where somebody answers everything with this, until the test ends."""
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            client, _ = server.accept()
            with client:
                client.recv(65_536)
                client.sendall(answer)

    threading.Thread(target=serve, daemon=True).start()
    return int(server.getsockname()[1])


def page(status: str, body: str = "<html>hello</html>") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n{body}".encode()


@pytest.mark.parametrize(
    ("answer", "options"),
    [
        (b"-ERR unknown command\r\n", ""),
        (b"HTTP/1.0 400 Bad Request\r\n\r\nPort 9000 is for clickhouse-client program\r\n", ""),
        (page("200 OK"), ""),
        (page("404 Not Found"), ""),
        (page("400 Bad Request"), "?secure=1"),
    ],
    ids=["another protocol", "the native port", "a page", "a page that is missing", "no TLS"],
)
def test_a_port_where_another_answers_is_named_with_what_to_do(answer: bytes, options: str) -> None:
    port = answering(answer)
    store = open_store(f"clickhouse://nabiz:hunter2@127.0.0.1:{port}/nabiz{options}", connect_seconds=5)
    with pytest.raises(StoreElsewhere, match=f"127.0.0.1:{port}.*does not answer as ClickHouse") as raised:
        store.migrate()
    store.close()
    assert "8123" in raised.value.hint
    assert "hunter2" not in str(raised.value)


def test_a_host_that_nobody_knows_is_named_with_what_to_do() -> None:
    unknown = NameResolutionError("db.example", HTTPConnection("db.example"), socket.gaierror(socket.EAI_NONAME, "x"))
    unknown.__cause__ = socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    found = fault(unknown, "ClickHouse at clickhouse://nabiz@db.example:8123/nabiz")
    assert isinstance(found, StoreElsewhere)
    assert "db.example" in found.message
    assert "NABIZ_STORE" in found.hint
    silent = socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
    assert not isinstance(fault(silent), StoreElsewhere), "a name server that is away is an absence"


@pytest.mark.parametrize("status", ["502 Bad Gateway", "503 Service Unavailable"])
def test_a_proxy_whose_server_is_away_is_waited_for(status: str) -> None:
    store = open_store(f"clickhouse://nabiz@127.0.0.1:{answering(page(status))}/nabiz", connect_seconds=5)
    with pytest.raises(StoreAway) as raised:
        store.migrate()
    store.close()
    assert not isinstance(raised.value, StoreElsewhere)
