"""Alerts made up for the tests of the desk."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec

from pipeline.alert import AlertStep
from pipeline.spike.drivers import Share, Term

AT = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


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
