"""A worker's memory does not grow with what has passed through it."""

from __future__ import annotations

import numpy as np
import psutil

from tests.stack.process import until
from tests.stack.rig import FULL, Rig
from tests.stack.words import statements

ITEMS = 1_000_000 if FULL else 80_000
CHUNK = ITEMS // 40
WARM = 0.4  # share of the items until caches, pools and the engine have their size
GROWTH = 150.0  # MB from there to the end, on the straight line through what was measured


def test_a_workers_memory_is_flat_over_many_items(rig: Rig) -> None:
    worker = rig.worker(model="fake:free")
    worker.start()
    measured = []
    for first in range(0, ITEMS, CHUNK):
        rig.say(statements(CHUNK, seed=first, first=first))
        until(f"{first + CHUNK} landed", lambda wanted=first + CHUNK: worker.landed() >= wanted, seconds=300)
        measured.append((first + CHUNK, psutil.Process(worker.pid).memory_info().rss / 1e6))
    warm = np.array([each for each in measured if each[0] > ITEMS * WARM])
    slope, _ = np.polyfit(warm[:, 0], warm[:, 1], 1)
    growth = slope * ITEMS * (1 - WARM)
    print(f"items and MB: {[(items, round(rss)) for items, rss in measured]}")
    print(f"{slope * 100_000:.1f} MB for 100,000 items, {growth:.0f} MB over {ITEMS * (1 - WARM):,.0f}")
    assert growth < GROWTH
    assert worker.stop() == 0
