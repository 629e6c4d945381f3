"""Two consoles on one server, each with a store of its own: who acts second gets an answer, never a lost update."""

from __future__ import annotations

import threading
from uuid import uuid4

from pipeline.alert import AlertStep
from pipeline.spike.lifecycle import PEOPLE
from pipeline.storage import open_store
from tests.storage.http_server import Server
from tests.storage.insights import a_step


def test_two_consoles_that_act_at_once_agree_on_every_step(server: Server) -> None:
    url = server.url(f"t{uuid4().hex}")
    consoles = [open_store(url) for _ in range(3)]
    consoles[0].migrate()
    start = threading.Barrier(len(consoles))
    held: dict[int, list[AlertStep]] = {number: [] for number in range(10)}

    def work(console: int) -> None:
        for number in range(10):
            start.wait()
            step = a_step(PEOPLE + number, state="noted", by=f"console-{console}", note=f"{number}")
            held[number].append(consoles[console].take_step(step))

    threads = [threading.Thread(target=work, args=(console,)) for console in range(len(consoles))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [len({step.by for step in steps}) for steps in held.values()] == [1] * 10
    assert [step.by for step in consoles[1].alerts()] == [held[number][0].by for number in range(10)]
    for console in consoles:
        console.close()
