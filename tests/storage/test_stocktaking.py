"""Stock is taken a part at a time and says what the view says of the whole."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.feedback import Landing, Position
from pipeline.storage import stocktaking
from pipeline.storage.base import Reconciliation
from pipeline.storage.stocktaking import Log, parts_of
from tests.storage.insights import an_insight, landed, refused
from tests.storage.test_retention import migrated

NAMES = Reconciliation.__struct_fields__
LOGS = st.builds(
    lambda topic, name, first, span, landed: Log(topic, name, first, first + span, landed),
    st.sampled_from(["a", "b"]),
    st.text("xyz", min_size=1, max_size=3),
    st.integers(0, 50),
    st.integers(0, 400),
    st.integers(1, 2_000),
)


@given(st.lists(LOGS, max_size=8, unique_by=lambda log: log[:2]), st.integers(1, 500))
def test_every_offset_of_every_log_is_in_one_part(logs: list[Log], at_once: int) -> None:
    parts = list(parts_of(sorted(logs, key=lambda log: log.landed), at_once))
    for log in logs:
        mine = [part for part in parts if log[:2] in part.logs]
        for offset in {log.first, (log.first + log.last) // 2, log.last}:
            assert sum(part.first <= offset <= part.last for part in mine) == 1


@pytest.mark.parametrize("at_once", [1, 7, 1_000])
def test_the_parts_together_say_what_the_view_says(ready: str, at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stocktaking, "AT_ONCE", at_once)
    batch = [an_insight(number, author=f"author-{number % 10}") for number in range(60)]
    with migrated(ready, 0) as store:
        for _ in range(2):  # as after a crash: read again, and landed once all the same
            store.write(batch, landed(batch))
        store.write([], [Landing(Position("voc.feedback.v1", 0, 25, "log-1"), "stored", uuid4())])
        store.write([], [refused(1, 30), Landing(Position("voc.feedback.v1", 0, 7, "log-2"), "rejected")])
        store.forget("author-3", "me", datetime.now(UTC))
        found = [msgspec.structs.astuple(each) for each in store.reconcile()]
        assert found == store.query(f"SELECT {', '.join(NAMES)} FROM reconcile").rows
    first, second, third, other = (dict(zip(NAMES, row, strict=True)) for row in found)
    assert (first["landed"], first["missing"], first["lost"], first["erased"]) == (21, 5, 1, 2)
    assert (second["landed"], second["missing"], second["rejected"]) == (21, 10, 1)
    assert (third["stored"], third["erased"], third["lost"]) == (18, 2, 0)
    assert (other["log"], other["first"], other["last"], other["rejected"]) == ("log-2", 7, 7, 1)
