"""The embedded broker dies, and with it every message it held: said loudly, read again, nothing missing."""

from __future__ import annotations

import json

import psutil

from tests.stack.process import HANGS, Process, until
from tests.stack.rig import FULL, Rig, Stored, chdb_of
from tests.stack.words import expected, statements, write_feed

ITEMS = 60_000 if FULL else 12_000
PATIENCE = 900.0 if FULL else HANGS  # seconds


def test_the_death_of_the_embedded_broker_is_said_and_mended(rig: Rig) -> None:
    said = statements(ITEMS, seed=3)
    feed = write_feed(rig.folder / "feed.jsonl", said)
    run = rig.up("up", "--feed", feed, "--until-drained", batch_items=512)
    run.start()
    for share in (0.2, 0.6):
        until(f"{share:.0%} stored", lambda least=ITEMS * share: run.landed() >= least, seconds=PATIENCE, every=0.01)
        before = broker_of(run)
        before.kill()
        until("another broker", lambda old=before: (new := broker_of(run)) and new.pid != old.pid)
    assert run.wait() == 0
    assert run.said.count("the embedded broker ended") == 2
    assert "is read again" in run.said
    summary = json.loads(run.answer.read_text())
    print(summary)
    assert summary["stored"] == ITEMS
    assert summary["rejected"] == 0
    assert summary["received"] == summary["stored"] + summary["rejected"] + summary["duplicates"] == ITEMS
    stored = Stored([chdb_of(run)])
    stored.check_items(expected(said))
    assert all(each.lost == 0 for each in stored.reconciliations)
    assert len({each.log for each in stored.reconciliations}) == 3, "each life of the broker has offsets of its own"


def broker_of(run: Process) -> psutil.Process | None:
    children = psutil.Process(run.pid).children()
    return next((child for child in children if "tansu" in child.name()), None)
