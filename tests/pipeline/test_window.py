"""The window into a running store: open to whoever holds the token, for reading alone."""

from __future__ import annotations

import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from pipeline.embedded.window import PATH, Latch, Window, look_through, open_latch, running
from pipeline.errors import QueryRefused, StoreAway
from pipeline.healthz import serve
from pipeline.storage import open_store
from pipeline.storage.base import Store
from pipeline.telemetry import Telemetry


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"chdb://{tmp_path / 'store'}")
    opened.migrate()
    yield opened
    opened.close()


@pytest.fixture
def address(store: Store, tmp_path: Path) -> Iterator[str]:
    window = Window(store)
    server, address = serve(Telemetry(time.monotonic), "127.0.0.1", 0, {PATH: window.answer})
    latch = open_latch(tmp_path, Latch(address, window.token))
    yield address
    latch.close()
    server.shutdown()
    server.server_close()


def test_a_query_is_answered_through_the_running_process(address: str, tmp_path: Path) -> None:
    table = look_through(tmp_path, "SELECT 1 AS one, 'ığüş' AS letters")
    assert table.columns == ("one", "letters")
    assert table.rows == [(1, "ığüş")]


def test_writing_is_refused_with_a_hint(address: str, tmp_path: Path) -> None:
    with pytest.raises(QueryRefused, match="only read"):
        look_through(tmp_path, "DROP TABLE insights")


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Bearer"}])
def test_without_the_token_nothing_is_said(address: str, headers: dict[str, str]) -> None:
    answer = httpx.post(address + PATH, content="SELECT 42", headers=headers)
    assert answer.status_code == 401
    assert "42" not in answer.text


def test_a_get_opens_nothing(address: str) -> None:
    assert httpx.get(address + PATH).status_code == 404


def test_the_token_is_its_owners_alone(address: str, tmp_path: Path) -> None:
    assert stat.S_IMODE((tmp_path / "running.json").stat().st_mode) == 0o600


def test_nobody_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(StoreAway, match="cannot be asked: no `nabiz up` runs here") as told:
        look_through(tmp_path, "SELECT 1")
    assert "`nabiz console` alone" in told.value.hint


KILLED = """
import os, signal, sys
from pathlib import Path
from pipeline.embedded.window import Latch, open_latch, running
held = open_latch(Path(sys.argv[1]), Latch("http://127.0.0.1:1", "token", broker="127.0.0.1:4321"))
assert running(Path(sys.argv[1])).broker == "127.0.0.1:4321"
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_where_the_last_run_was_killed_none_runs_though_its_addresses_are_left(tmp_path: Path) -> None:
    """By now they may be another's, to whom nothing must be sent."""
    ended = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], capture_output=True, check=False)
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    assert (tmp_path / "running.json").exists()
    assert running(tmp_path) is None


def test_a_run_that_holds_its_latch_is_found_and_none_once_it_ended(tmp_path: Path) -> None:
    latch = open_latch(tmp_path, Latch("http://127.0.0.1:1", "token"))
    assert running(tmp_path) == Latch("http://127.0.0.1:1", "token")
    assert running(tmp_path) is not None, "looking lets nothing go"
    latch.close()
    assert running(tmp_path) is None
