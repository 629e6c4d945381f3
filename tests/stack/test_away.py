"""Store or broker away for a while: the worker waits, acknowledges nothing, says so, and then everything lands."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.stack.process import Process, until
from tests.stack.rig import FULL, Rig, Stored, chdb_of
from tests.stack.words import Said, expected, statements
from tests.storage.http_server import Server, serving

ITEMS = 20_000 if FULL else 6_000
AWAY_SECONDS = 60.0 if FULL else 7.0


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with serving(tmp_path / "clickhouse") as running:
        yield running


def _gone(server: Server) -> None:
    server.kill()


def _frozen(server: Server) -> None:
    server.freeze()


def _unavailable(server: Server) -> None:
    server.trouble("unavailable")


def _back(server: Server) -> None:
    server.start()


def _well(server: Server) -> None:
    server.trouble()


Change = Callable[[Server], None]


WAYS = [
    pytest.param(_gone, _back, id="refuses connections"),
    pytest.param(_unavailable, _well, id="answers 503"),
]
if FULL:  # found away only when our patience for an answer ends, after a minute
    WAYS.append(pytest.param(_frozen, Server.thaw, id="accepts and never answers"))


@pytest.mark.parametrize(("leave", "come_back"), WAYS)
def test_a_store_that_is_away_is_waited_for(rig: Rig, server: Server, leave: Change, come_back: Change) -> None:
    said = statements(ITEMS, seed=5)
    worker = rig.worker(store=server.url(), batch_items=256)
    worker.start()
    rig.say(said[: ITEMS // 3])
    until("the first of them landed", lambda: worker.landed() > 0)
    leave(server)
    try:
        rig.say(said[ITEMS // 3 :])
        until("the health page says so", lambda: "store is away" in worker.problem(), seconds=150)
        _check_that_it_waits(rig, worker)
    finally:
        come_back(server)
    rig.wait_until_acknowledged(rig.ends())
    until("health is well again", lambda: not worker.problem())
    assert worker.starts == 1
    assert worker.stop() == 0
    _check(rig, said, server.url())


def test_a_store_that_is_away_when_a_worker_starts_is_waited_for(rig: Rig, server: Server) -> None:
    said = statements(500, seed=7)
    url = server.url()
    server.kill()
    worker = rig.worker(store=url)
    worker.start()
    rig.say(said)
    until("the health page says so", lambda: "store is away" in worker.problem())
    assert f"127.0.0.1:{server.port}/nabiz is away" in worker.said
    server.start()
    rig.wait_until_acknowledged(rig.ends())
    assert worker.starts == 1
    assert worker.stop() == 0
    _check(rig, said, url)


COMMIT_SECONDS = 2.5  # Faust commits once a second


def _check_that_it_waits(rig: Rig, worker: Process) -> None:
    """For as long as the store is away: alive, unwell, and not one offset acknowledged."""
    time.sleep(COMMIT_SECONDS)  # what had landed before is committed a moment later
    acknowledged, since = rig.acknowledged(), time.monotonic()
    assert sum(acknowledged.values()) <= worker.landed()
    while time.monotonic() - since < AWAY_SECONDS:
        assert worker.alive
        pulse = worker.pulse()
        assert pulse is not None
        assert pulse["status"] == 503
        assert rig.acknowledged() == acknowledged
        time.sleep(0.5)
    assert not rig.covers(rig.ends())


def test_a_halted_broker_is_waited_for(rig: Rig) -> None:
    said = statements(ITEMS, seed=6)
    worker = rig.worker(batch_items=256)
    rig.say(said)
    worker.start()
    until("the first of them landed", lambda: worker.landed() > 0, every=0.01)
    rig.halt_broker()
    try:
        time.sleep(AWAY_SECONDS)  # this long it is away; what follows waits for conditions
    finally:
        rig.let_broker_go_on()
    rig.wait_until_acknowledged(rig.ends(), seconds=300)
    until("health is well again", lambda: not worker.problem())
    assert worker.starts == 1
    assert worker.stop() == 0
    _check(rig, said, chdb_of(worker))


def _check(rig: Rig, said: list[Said], url: str) -> None:
    stored = Stored([url])
    stored.check_items(expected(said))
    stored.check_offsets(rig.ends())
    stored.check_reconciled(rig.ends())
