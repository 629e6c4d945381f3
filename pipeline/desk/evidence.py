"""What an alert says of itself, out of the JSON its steps carry. Called by the desk's pages, drafts and reports.

Read leniently: alerts of older versions, and those whose evidence was not gathered, hold less. Never raises.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec

from pipeline.alert import AlertStep
from pipeline.spike.drivers import Share, Term
from pipeline.spike.explain import Sample
from pipeline.spike.lifecycle import Alert
from pipeline.spike.playbook import Playbook, PlaybookClass, playbook_for
from pipeline.spike.voices import Concentration


class Part(msgspec.Struct, frozen=True):
    """One series of an incident."""

    topic: str = ""
    channel: str = ""
    kind: str = ""
    observed: float = 0.0
    expected: float = 0.0
    window_minutes: int = 0


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """The evidence, or as much of it as there is."""

    negative_share: float | None = None
    usual_share: float | None = None
    reach: int = 0
    topics: list[Share] = []
    terms: list[Term] = []
    sources: Mapping[str, int] = {}
    languages: Mapping[str, int] = {}
    concentration: Concentration | None = None
    flood: bool = False
    samples: list[Sample] = []
    newest: datetime | None = None
    playbook: Playbook | None = None
    rule: str = ""
    models: list[str] = []
    parts: list[Part] = []


def known(alert: Alert) -> Known:
    """Of the newest step of the detector that tells something; parts of the opening where later steps name none."""
    told = [_read(step) for step in alert.steps if step.evidence]
    full = [each for each in told if each.topics or each.samples or each.terms]
    best = (full or told or [Known()])[-1]
    parts = best.parts or next((each.parts for each in reversed(told) if each.parts), [])
    return msgspec.structs.replace(best, parts=parts)


def proposed(alert: Alert, evidence: Known) -> Playbook:
    """The playbook of the class that people chose, else the proposal."""
    plan = evidence.playbook or playbook_for(alert.opened.kind, alert.opened.topic, 0)
    return of_class(alert.chosen) if alert.chosen and alert.chosen != plan.kind else plan


def of_class(kind: PlaybookClass) -> Playbook:
    """The steps of a class: kinds and topics that the proposal maps to it."""
    return {
        "A": playbook_for("spike", "", 0),
        "B": playbook_for("sentiment_fall", "", 0),
        "C": playbook_for("spike", "", 1_000),
    }[kind]


def _read(step: AlertStep) -> Known:
    try:
        return msgspec.json.decode(step.evidence, type=Known)
    except msgspec.DecodeError:
        return Known()
