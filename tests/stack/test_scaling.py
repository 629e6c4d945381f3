"""A second worker joins the flow and leaves it, by its own will or killed: together the stores hold everything once.

Each worker has a store of its own, so what both did is seen: the union is counted.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

import pytest

from tests.stack.process import Process, until
from tests.stack.rig import FULL, Rig, Stored, chdb_of
from tests.stack.words import expected, statements

ITEMS = 60_000 if FULL else 12_000
SHARE = ITEMS // 40  # of the second worker, before it leaves


def _asked_to(worker: Process) -> None:
    assert worker.stop() == 0


Leave = Callable[[Process], None]


@pytest.mark.parametrize("leave", [_asked_to, Process.kill], ids=["asked to", "killed"])
def test_a_second_worker_joins_and_leaves_and_nothing_is_lost_or_doubled(rig: Rig, leave: Leave) -> None:
    said = statements(ITEMS, seed=8)
    rest = iter(said)
    first, second = (rig.worker(name, batch_items=128) for name in ("first", "second"))
    rig.say(islice(rest, ITEMS // 4))
    first.start()
    until("the first works", lambda: first.landed() > 0)
    second.start()
    rig.say(islice(rest, ITEMS // 4))

    def second_has_its_share() -> bool:
        rig.say(islice(rest, ITEMS // 200))
        return second.landed() >= SHARE

    until("the second works too", second_has_its_share, seconds=180, every=0.2)
    alone = first.landed()
    rig.say(rest)
    leave(second)
    rig.wait_until_acknowledged(rig.ends())
    assert first.landed() > alone
    assert first.stop() == 0
    stored = Stored([chdb_of(first), chdb_of(second)])
    stored.check_items(expected(said))
    stored.check_offsets(rig.ends())
