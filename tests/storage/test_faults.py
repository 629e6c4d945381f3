"""Which errors of the driver mean waiting, which mean mending, and what they say."""

from __future__ import annotations

import pytest
from clickhouse_connect.driver.exceptions import DatabaseError, DataError, OperationalError
from urllib3.exceptions import ProtocolError

from pipeline.errors import QueryRefused, StoreAway, StoreError
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
