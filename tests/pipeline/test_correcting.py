"""`nabiz corrections export` gives what people corrected, as JSON Lines for training."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from models.train.rows import read_rows
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
    told = lines(store.query(EXPORT))
    store.close()
    found = [json.loads(line) for line in told]
    assert found == [
        {
            "id": str(first.feedback.id),
            "text": "metin 0 “çok” \n iyi",
            "lang": "tr",
            "set": "corrections",
            "channel": "review",
            "sentiment": "positive",
            "topics": ["app_website"],
            "before_sentiment": "negative",
            "before_topics": ["delivery"],
            "before_model": first.model,
            "by": "Ayşe",
            "at": "2026-11-23T00:01:00+00:00",
        }
    ]
    (tmp_path / "corrections.jsonl").write_text("\n".join(told), "utf-8")
    [row] = read_rows(tmp_path / "corrections.jsonl")
    assert (row.text, row.label, row.topics) == ("metin 0 “çok” \n iyi", 2, ("app_website",))
