"""kill -9 in the middle of writing: what was written is there, and nothing is said to be stored that is not."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from pipeline.storage import open_store
from tests.storage.insights import END, LONG_AGO

WRITE = """
import itertools, sys
from pipeline.storage import open_store
from tests.storage.insights import an_insight, landed
store = open_store(sys.argv[1])
store.migrate()
for batch in itertools.count():
    items = [an_insight(n) for n in range(300 * batch, 300 * batch + 300)]
    store.write(items, landed(items))
    print(300 * (batch + 1), flush=True)
"""


def test_what_was_written_survives_the_death_of_the_process(tmp_path: Path) -> None:
    url = f"chdb://{tmp_path / 'store'}"
    for round_ in range(2):
        said = _write_and_die(url, lines=4, seconds=0.05 * round_)
        store = open_store(url)
        counts = store.counts(LONG_AGO, END)
        whole = [
            at
            for at, (topic, channel) in enumerate(zip(counts.topic, counts.channel, strict=True))
            if topic == channel == ""
        ]
        stored = int(counts.negative[whole].sum())
        accounts = store.reconcile()
        store.close()
        assert stored >= said >= 1_200
        assert stored % 300 == 0
        assert sum(account.stored for account in accounts) >= said
        assert all(account.whole for account in accounts)


def _write_and_die(url: str, lines: int, seconds: float) -> int:
    """The number of items that the writer said were stored before it was killed."""
    writer = subprocess.Popen([sys.executable, "-c", WRITE, url], stdout=subprocess.PIPE, text=True)
    with writer:
        assert writer.stdout is not None
        for _ in range(lines):
            writer.stdout.readline()
        time.sleep(seconds)
        writer.kill()
        return max([300 * lines, *(int(line) for line in writer.stdout if line.endswith("\n"))])
