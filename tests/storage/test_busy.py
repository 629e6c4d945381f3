"""How far event time has come while partitions are read side by side."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import msgspec

from pipeline.feedback import Landing, Position
from pipeline.storage import open_store
from tests.storage.insights import START, an_insight


def test_the_partition_furthest_behind_bounds_what_can_be_judged(tmp_path: Path) -> None:
    store = open_store(f"chdb://{tmp_path / 'store'}")
    store.migrate()
    assert store.busy_until(60) is None
    quick, slow = _at(0, 1, minutes=90), _at(1, 2, minutes=3)
    store.write([quick, slow], [Landing(each.position, "stored", each.feedback.id) for each in (quick, slow)])
    assert store.busy_until(60) == START + timedelta(minutes=3)
    assert store.watermark() == START + timedelta(minutes=90)
    assert store.busy_until(0) is None
    store.close()


def _at(partition: int, number: int, minutes: int):  # type: ignore[no-untyped-def]
    one = an_insight(number)
    feedback = msgspec.structs.replace(one.feedback, occurred_at=START + timedelta(minutes=minutes))
    return msgspec.structs.replace(one, feedback=feedback, position=Position("voc.feedback.v1", partition, 0, "log"))
