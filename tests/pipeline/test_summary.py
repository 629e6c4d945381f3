"""The summary of an embedded run."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import cast

from connectors.progress import Progress
from pipeline.embedded.summary import Landed, summarise
from pipeline.feedback import Rejected
from pipeline.parts import Parts
from pipeline.storage.fake import InMemoryStore
from pipeline.telemetry import Telemetry


class _Counted(InMemoryStore):
    def query(self, sql, parameters=None):
        return SimpleNamespace(rows=[(0,)])


def test_it_tells_why_messages_were_rejected_and_how_many_for_each_reason() -> None:
    telemetry = Telemetry(lambda: 0.0)
    before = Landed(rejected=1, reasons={"not_json": 1})  # of a broker that died
    letters = [
        Rejected(stage="decode", reason=reason, detail="", raw=b"", origin="")
        for reason in ("not_json", "not_json", "model_failed")
    ]
    telemetry.landed([], letters, datetime(2026, 3, 2, tzinfo=UTC))
    feed = Progress(name="files", received=9, accepted=4, rejected=5, reasons={"no_text": 4, "no_brand": 1})
    parts = cast(Parts, SimpleNamespace(telemetry=telemetry, store=_Counted()))
    found = summarise(parts, feed, 0, before, 1.0)
    assert found.rejected == 7
    assert next(iter(found.reasons.items())) == ("no_text", 4)
    assert dict(found.reasons) == {"no_text": 4, "no_brand": 1, "not_json": 1, "model_failed": 1}
