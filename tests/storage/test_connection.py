"""A store that is away, locked or misconfigured is said to be so, in words that hold no secret, and comes back."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.errors import StoreAway, StoreError, StoreLocked
from pipeline.storage import open_store
from pipeline.storage.base import Store
from tests.storage.http_server import PASSWORD, TROUBLES, Server
from tests.storage.insights import an_insight, landed

HOLD = """
import sys
from pipeline.storage import open_store
store = open_store(sys.argv[1])
store.migrate()
print("holding", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def store(server: Server) -> Iterator[Store]:
    opened = open_store(server.url("connection"), connect_seconds=2, answer_seconds=2)
    opened.migrate()
    yield opened
    opened.close()


def write(store: Store) -> None:
    batch = [an_insight(text="çok gizli söz", author="hashed-author")]
    store.write(batch, landed(batch))


@pytest.mark.parametrize("kind", sorted(TROUBLES))
def test_a_server_in_trouble_is_away_until_it_is_well(store: Store, server: Server, kind: str) -> None:
    server.trouble(kind)
    try:
        with pytest.raises(StoreAway):
            write(store)
    finally:
        server.trouble()
    write(store)


def test_a_frozen_server_is_away_after_the_time_to_answer(store: Store, server: Server) -> None:
    server.freeze()
    try:
        with pytest.raises(StoreAway):
            write(store)
    finally:
        server.thaw()
    write(store)


def test_a_killed_server_is_away_and_everything_is_there_when_it_returns(store: Store, server: Server) -> None:
    write(store)
    server.kill()
    try:
        with pytest.raises(StoreAway, match="Connection refused"):
            write(store)
        late = open_store(server.url("connection"))
        with pytest.raises(StoreAway):
            late.migrate()
    finally:
        server.start()
    write(store)
    assert late.migrate() == []
    assert store.query("SELECT count() FROM items").rows == [(1,)]
    late.close()


def test_the_store_never_retries_by_itself(store: Store, server: Server) -> None:
    write(store)
    before = server.requests
    server.trouble("unavailable")
    try:
        with pytest.raises(StoreAway):
            write(store)
    finally:
        server.trouble()
    assert server.requests - before == 1


def test_a_wrong_password_needs_a_person_and_is_not_repeated(server: Server) -> None:
    store = open_store(server.url("connection", password="hunter2"))
    with pytest.raises(StoreError, match="user or password") as raised:
        store.migrate()
    assert not isinstance(raised.value, StoreAway)
    assert "hunter2" not in str(raised.value)
    store.close()


def test_a_schema_never_made_says_how_to_make_it(url: str) -> None:
    store = open_store(url)
    with pytest.raises(StoreError, match="nabiz migrate"):
        write(store)
    store.close()


def test_neither_errors_nor_logs_hold_words_or_secrets(
    store: Store, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    said = []
    for kind in TROUBLES:
        server.trouble(kind)
        try:
            write(store)
        except StoreAway as error:
            said.append(str(error))
        finally:
            server.trouble()
    everything = "\n".join([*said, *(record.getMessage() for record in caplog.records if "urllib3" not in record.name)])
    assert len(said) == len(TROUBLES)
    for secret in ("gizli", "hashed-author", PASSWORD, "connection?"):
        assert secret not in everything


def test_a_store_held_by_another_process_is_locked_until_that_ends(tmp_path: Path) -> None:
    url = f"chdb://{tmp_path / 'store'}"
    command = [sys.executable, "-c", HOLD, url]
    holder = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    store = open_store(url)
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "holding\n"
        with pytest.raises(StoreLocked, match=f"PID {holder.pid}"):
            store.watermark()
        holder.kill()
    assert store.watermark() is None
    store.close()


def test_one_process_holds_one_embedded_store(tmp_path: Path) -> None:
    first, second = open_store(f"chdb://{tmp_path / 'one'}"), open_store(f"chdb://{tmp_path / 'two'}")
    first.migrate()
    with pytest.raises(StoreLocked, match="another embedded store"):
        second.migrate()
    first.close()
    assert second.migrate()
    second.close()


def test_a_store_whose_lock_names_nobody_as_on_a_full_disk_is_still_our_own(tmp_path: Path) -> None:
    url = f"chdb://{tmp_path / 'store'}"
    first, second = open_store(url), open_store(url)
    first.migrate()
    with (tmp_path / "store" / "status").open("r+") as status:
        status.truncate()
    assert second.watermark() is None
    first.close()
    second.close()


def test_two_views_of_one_embedded_store_see_the_same(tmp_path: Path) -> None:
    url = f"chdb://{tmp_path / 'store'}"
    first, second = open_store(url), open_store(url)
    first.migrate()
    write(first)
    assert second.query("SELECT count() FROM items").rows == [(1,)]
    first.close()
    assert second.query("SELECT count() FROM items").rows == [(1,)]
    second.close()


def test_closing_twice_and_before_opening_is_fine(tmp_path: Path) -> None:
    store = open_store(f"chdb://{tmp_path / 'store'}")
    store.close()
    store.close()
