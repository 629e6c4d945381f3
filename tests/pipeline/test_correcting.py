"""`nabiz corrections export` gives what people corrected, as JSON Lines for training."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipeline.cli.correcting import EXPORT, lines
from pipeline.storage import open_store
from tests.storage.insights import START, an_insight, landed

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def test_the_newest_correction_of_each_item_is_exported_while_it_holds(tmp_path: Path) -> None:
    store = open_store(f"chdb://{tmp_path / 'store'}")
    store.migrate()
    first, second, third = (an_insight(n, text=f"metin {n} “çok” \n iyi") for n in range(3))
    store.write([first, second, third], landed([first, second, third]))
    store.correct(first.feedback.id, "neutral", (), "Can", NOW)
    store.correct(first.feedback.id, "positive", ("app_website",), "Ayşe", NOW + timedelta(minutes=1))
    store.correct(second.feedback.id, "positive", (), "Can", NOW)
    later = an_insight(1, text="başka sözler", revision=int(START.timestamp() * 1000) + 60_000)
    store.write([later], landed([later]))
    found = [json.loads(line) for line in lines(store.query(EXPORT))]
    store.close()
    assert found == [
        {
            "id": str(first.feedback.id),
            "title": None,
            "text": "metin 0 “çok” \n iyi",
            "language": "tr",
            "sentiment": "positive",
            "topics": ["app_website"],
            "before_sentiment": "neutral",
            "before_topics": [],
            "before_model": "person:Can",
            "by": "Ayşe",
            "at": "2026-11-23T00:01:00+00:00",
        }
    ]
