"""Alerts made up for the tests of the desk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from pipeline.alert import AlertStep
from pipeline.spike.drivers import Share, Term
from pipeline.storage import open_store
from pipeline.storage.base import Store

AT = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    found = open_store(f"chdb://{tmp_path / 'store'}")
    found.migrate()
    yield found
    found.close()


def opened(name: str = "a1", *, minutes: float = 0, evidence: object = None, **changes: object) -> AlertStep:
    facts: dict[str, object] = {
        "id": name,
        "brand": "Lodos Mobil",
        "topic": "network",
        "state": "opened",
        "at": AT + minutes * MINUTE,
        "first_seen": AT + (minutes - 4) * MINUTE,
        "observed": 80.0,
        "expected": 4.0,
        "ratio": 20.0,
        "severity": 7,
        "window_minutes": 15,
        "evidence": msgspec.json.encode(evidence).decode() if evidence is not None else "",
    }
    return AlertStep(**(facts | changes))  # type: ignore[arg-type]


def told(*terms: str, topic: str = "network") -> object:
    """Evidence with these terms, all of it on one topic."""
    return {
        "topics": [Share(topic, 80.0, 4.0, 1.0)],
        "terms": [Term(term, 9, 4.0) for term in terms],
        "reach": 1200,
        "samples": [],
    }
