"""`nabiz up` leaves nothing behind, however it ends; and one at a time holds a data directory."""

from __future__ import annotations

import os
import socket
from signal import SIGHUP, SIGINT, SIGTERM, Signals

import psutil
import pytest

from tests.stack.process import Process, until
from tests.stack.rig import Rig, Stored, chdb_of
from tests.stack.words import expected, statements, write_feed


@pytest.fixture
def run(rig: Rig) -> Process:
    """In the middle of a feed that lasts longer than any of these tests."""
    feed = write_feed(rig.folder / "feed.jsonl", statements(5_000, seed=13))
    running = rig.up("up", "--feed", feed, "--speed", 60)
    running.start()
    until("the first items landed", lambda: running.landed() > 0)
    return running


@pytest.mark.parametrize("told", [SIGINT, SIGTERM, SIGHUP])
def test_up_ends_when_it_is_told_to_and_leaves_nothing_behind(run: Process, told: Signals) -> None:
    family, ports = _family(run), _ports(run)
    assert len(family) == 2, "itself and the broker"
    assert len(ports) >= 2, "the broker and the health page"
    run.signal(told)
    assert run.wait() == 0
    _check_nothing_is_left(family, ports)
    assert "Traceback" not in run.said


def test_kill_9_takes_the_broker_along(run: Process) -> None:
    family, ports = _family(run), _ports(run)
    run.kill()
    _check_nothing_is_left(family, ports)


def test_a_second_up_on_the_same_data_says_who_holds_it(rig: Rig, run: Process) -> None:
    second = rig.up("second", "--feed", rig.folder / "feed.jsonl", data_dir=run.settings["data_dir"])
    landed = run.landed()
    second.start()
    assert second.wait() not in (0, None)
    assert f"PID {run.pid}" in second.said
    assert "Traceback" not in second.said
    until("the first goes on", lambda: run.landed() > landed)


def test_a_worker_leaves_though_the_broker_does_not_answer_and_what_it_had_comes_back(rig: Rig) -> None:
    said = statements(1_500, seed=21)
    worker = rig.worker(stop_seconds=2, batch_items=64)
    worker.start()
    rig.say(said)
    until("some items landed", lambda: worker.landed() > 0)
    rig.halt_broker()
    worker.signal(SIGTERM)
    assert worker.wait() == os.EX_TEMPFAIL
    assert "what it has not acknowledged comes back" in worker.said
    rig.let_broker_go_on()
    worker.start()
    rig.wait_until_acknowledged(rig.ends())
    assert worker.stop() == 0
    assert worker.answer.read_text() == "", "a worker speaks on standard error alone"
    stored = Stored([chdb_of(worker)])
    stored.check_items(expected(said))


def _family(run: Process) -> list[psutil.Process]:
    itself = psutil.Process(run.pid)
    return [itself, *itself.children(recursive=True)]


def _ports(run: Process) -> list[int]:
    return [
        each.laddr.port
        for process in _family(run)
        for each in process.net_connections("tcp")
        if each.status == psutil.CONN_LISTEN
    ]


def _runs(process: psutil.Process) -> bool:
    """A zombie waits for a parent to ask how it ended, and holds nothing."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _check_nothing_is_left(family: list[psutil.Process], ports: list[int]) -> None:
    until("the broker has ended, too", lambda: not any(map(_runs, family)))
    for port in ports:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            probe.listen()
