"""A worker that is killed again and again loses nothing and counts nothing twice."""

from __future__ import annotations

import random
import threading
import time

from tests.stack.process import Process, until
from tests.stack.rig import FULL, Rig, Stored, chdb_of
from tests.stack.words import expected, statements, with_some_twice

ITEMS, KILLS = (100_000, 20) if FULL else (24_000, 5)
SEED = 20_261_114


def test_killing_a_worker_at_random_moments_loses_and_doubles_nothing(rig: Rig) -> None:
    said = statements(ITEMS, SEED)
    sent = list(with_some_twice(said, 0.02, SEED))
    half = len(sent) // 2
    rig.say(sent[:half])
    rest = threading.Thread(target=rig.say, args=(sent[half:],))
    worker, draw = rig.worker(batch_items=512), random.Random(SEED)
    rest.start()
    reached = [_live_and_die(worker, draw, early=life % 4 == 0, share=ITEMS // KILLS) for life in range(KILLS)]
    rest.join()
    ends = rig.ends()
    assert not rig.covers(ends), "the kills came too late: everything had landed before the last of them"
    worker.start()
    rig.wait_until_acknowledged(ends)
    assert worker.stop() == 0
    print(f"{ITEMS} items, {KILLS} kills, landed before each: {reached}")

    stored = Stored([chdb_of(worker)])
    stored.check_items(expected(said))
    stored.check_offsets(ends)
    stored.check_reconciled(ends)
    assert sum(ends.values()) == len(sent)


def _live_and_die(worker: Process, draw: random.Random, *, early: bool, share: int) -> int:
    """One in four dies at any moment of its start, the others in the middle of their batches. What it landed."""
    worker.start()
    if early:
        time.sleep(draw.uniform(0, 8))  # not a wait for something: the moment of death is the point
    else:
        wanted = draw.uniform(0.01, 0.9) * share
        until(f"{wanted:.0f} items landed", lambda: worker.landed() >= wanted, every=0.01)
        time.sleep(draw.uniform(0, 0.3))
    landed = worker.landed()
    worker.kill()
    return landed
