"""The whole alert as JSON: what the signed webhook carries. Pure.

All that an alert says of itself, and its steps up to the one that is told. Samples are masked when they are made; what
people wrote is redacted, for it may name a customer.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TypeAlias

import msgspec

from pipeline.alert import AlertStep
from pipeline.channels.door import About
from pipeline.spike.evidence import Evidence, known
from pipeline.spike.istanbul import ISTANBUL
from pipeline.spike.judgement import JUDGED
from pipeline.spike.lifecycle import Alert
from pipeline.text.pii import redact

Json: TypeAlias = dict[str, object]


def document(about: About, delivery: str, link: str) -> bytes:
    """The same bytes for the same step of the same alert."""
    step = about.newest
    told: Json = {"delivery": delivery, "event": step.state, "alert": _alert(about.alert, step, link)}
    return msgspec.json.encode(told)


def _alert(alert: Alert, step: AlertStep, link: str) -> Json:
    evidence = known(alert)
    return {
        "id": step.id,
        "drill": step.drill,
        "kind": step.kind,
        "brand": step.brand,
        "topic": step.topic,
        "channel": step.channel,
        "severity": step.severity,
        "low_confidence": step.low_confidence,
        "window": _window(step),
        "observed": step.observed,
        "expected": step.expected,
        "ratio": step.ratio,
        "score": step.score,
        "first_seen": _both(step.first_seen),
        "at": _both(step.at),
        "open": alert.rising,
        "owner": alert.owner,
        "link": link,
        **_evidence(evidence),
        "steps": [_step(each) for each in alert.steps if (each.at, each.sequence) <= (step.at, step.sequence)],
    }


def _window(step: AlertStep) -> Json:
    begin = step.at - timedelta(minutes=step.window_minutes)
    return {"minutes": step.window_minutes, "from": _both(begin), "to": _both(step.at)}


def _evidence(evidence: Evidence) -> Json:
    told: Json = msgspec.to_builtins(evidence)
    told.pop("severity")
    return told


def _step(step: AlertStep) -> Json:
    return {
        "sequence": step.sequence,
        "state": step.state,
        "at": _both(step.at),
        "by": step.by,
        "severity": step.severity,
        "note": "" if step.state in JUDGED else redact(step.note),
    }


def _both(at: datetime) -> Json:
    return {"utc": at.astimezone(UTC).isoformat(), "istanbul": at.astimezone(ISTANBUL).isoformat()}
