"""A worker that is killed while it tells: no transition is lost, and what is told again bears the key it had."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import Random

import pytest

from pipeline.alert import AlertState, AlertStep
from pipeline.channels.webhook import signature
from pipeline.storage import open_store
from tests.pipeline.telling import SECRET
from tests.storage.insights import a_step

ROOT = Path(__file__).parents[2]
NOW = datetime.now(UTC).replace(microsecond=0)
ALERTS, STATES = 4, ("opened", "escalated", "resolved")


class Hook(BaseHTTPRequestHandler):
    server: Taking

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        stamp, told = self.headers["X-Nabiz-Timestamp"], self.headers["X-Nabiz-Signature"]
        assert told == signature(SECRET, stamp, body)
        self.server.take(self.headers["X-Nabiz-Delivery"], body)
        self.send_response(200)
        self.end_headers()
        self.server.answered.set()

    def log_message(self, format: str, *args: object) -> None:
        pass


class Taking(ThreadingHTTPServer):
    """Keeps what comes in, and kills who sends it: at the n-th message, before its answer or just after."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Hook)
        self.keys: list[str] = []
        self.bodies: dict[str, set[bytes]] = {}
        self.answered = threading.Event()
        self.sender: subprocess.Popen[bytes] | None = None
        self.left, self.after = 0, False  # messages until the kill; None is left: no kill

    def take(self, key: str, body: bytes) -> None:
        self.keys.append(key)
        self.bodies.setdefault(key, set()).add(body)
        self.left -= 1
        if self.left == 0 and self.sender is not None:
            self.answered.clear()
            killing = threading.Thread(target=self._kill)
            killing.start()
            if not self.after:
                killing.join()

    def _kill(self) -> None:
        assert self.sender is not None
        if self.after:
            self.answered.wait(10)
        self.sender.kill()


@pytest.fixture
def hook() -> Iterator[Taking]:
    server = Taking()
    serving = threading.Thread(target=server.serve_forever, args=(0.05,))
    serving.start()
    yield server
    server.shutdown()
    serving.join()
    server.server_close()


def steps() -> list[AlertStep]:
    return [_step(f"alert-{number}", place, state) for number in range(ALERTS) for place, state in enumerate(STATES)]


def _step(name: str, place: int, state: AlertState) -> AlertStep:
    return a_step(place, id=name, state=state, at=NOW + timedelta(minutes=place), first_seen=NOW)


def test_killed_between_sending_and_recording_it_loses_nothing_and_repeats_under_the_same_key(
    hook: Taking, tmp_path: Path
) -> None:
    url = f"chdb://{tmp_path / 'store'}"
    store = open_store(url)
    store.migrate()
    store.write_alerts(steps())
    store.close()
    rng = Random(7)
    for after in (False, True, False, None):
        hook.left, hook.after = (0, False) if after is None else (rng.randrange(1, 4), after)
        command = [sys.executable, "-m", "tests.pipeline.telling", url, f"http://127.0.0.1:{hook.server_port}/hook"]
        hook.sender = subprocess.Popen(command, cwd=ROOT)
        assert hook.sender.wait(60) == (0 if after is None else -9)

    expected = [f"{step.id}/{step.sequence}" for step in steps()]
    told = Counter(hook.keys)
    assert sorted(told) == sorted(expected), "each transition was told"
    assert sum(told.values()) - len(told) <= 3, "again is only the one that was under way when it was killed"
    for name in {step.id for step in steps()}:
        came = [key for key in dict.fromkeys(hook.keys) if key.startswith(f"{name}/")]
        assert came == [key for key in expected if key.startswith(f"{name}/")], "in the order in which it happened"
    assert all(len(bodies) == 1 for bodies in hook.bodies.values()), "the same key bears the same alert"
    store = open_store(url)
    left = {each.state for each in store.tellings(NOW - timedelta(days=1))}
    store.close()
    assert left == {"told"}
