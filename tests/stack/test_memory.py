"""A worker's memory does not grow with what has passed through it."""

from __future__ import annotations

from datetime import timedelta

import psutil

from tests.stack.process import until
from tests.stack.rig import FULL, Rig
from tests.stack.words import BEGIN, statements

ITEMS = 1_000_000 if FULL else 80_000
CHUNK = ITEMS // 40
EARLY = 0.2 if FULL else 0.5  # share of the items after which caches, pools and the engine have their size
WINDOW = 8  # chunks: merges come and go within it
GROWTH = 60.0  # MB from the highest of the window that begins there to the highest of the last


def test_a_workers_memory_is_flat_over_many_items(rig: Rig) -> None:
    worker = rig.worker(model="fake:free")
    worker.start()
    measured = []
    for number, first in enumerate(range(0, ITEMS, CHUNK)):
        begin = BEGIN + number * timedelta(hours=12)  # its time goes on as a stream's does
        rig.say(statements(CHUNK, seed=first, first=first, begin=begin))
        until(f"{first + CHUNK} landed", lambda wanted=first + CHUNK: worker.landed() >= wanted, seconds=300)
        measured.append(psutil.Process(worker.pid).memory_info().rss / 1e6)
    early = round(EARLY * len(measured))
    before, after = max(measured[early : early + WINDOW]), max(measured[-WINDOW:])
    print(f"MB after each {CHUNK:,} items: {[round(rss) for rss in measured]}; {before:.0f}, then {after:.0f}")
    assert after - before < GROWTH
    assert worker.stop() == 0
