"""What the fake can do beyond the contract: be away, and answer prepared queries."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime

import pytest

from pipeline.errors import StoreAway
from pipeline.storage.base import Table
from pipeline.storage.fake import InMemoryStore
from tests.storage.insights import END, LONG_AGO, an_insight, landed

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def test_a_store_that_is_away_takes_nothing_and_answers_nothing() -> None:
    store = InMemoryStore(away=True)
    batch = [an_insight()]
    for ask in (
        store.migrate,
        store.watermark,
        store.reconcile,
        store.alerts,
        lambda: store.write(batch, landed(batch)),
        lambda: store.write_alerts([]),
        lambda: store.write_rejected([], NOW),
        lambda: store.counts(LONG_AGO, END),
        lambda: store.query("SELECT 1"),
        lambda: store.forget("a", "b", NOW),
        lambda: store.forget_item("a", "b", "c", NOW),
    ):
        with pytest.raises(StoreAway):
            ask()
    store.away = False
    assert store.watermark() is None


def test_a_prepared_answer_is_given() -> None:
    answer = Table(columns=("n",), types=("UInt64",), rows=[(3,)])
    store = InMemoryStore(answers={"SELECT count() AS n FROM items": answer})
    assert store.query("SELECT count() AS n FROM items;") == answer
    assert store.query("SELECT 2").rows == []


def test_the_fake_and_the_types_load_no_driver() -> None:
    code = "import sys, pipeline.storage.fake; print({'clickhouse_connect', 'chdb'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
