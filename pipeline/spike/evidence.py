"""What an alert says of itself: one shape, made by `explain`, carried by the steps as JSON, read by desk and channels.

Read leniently: steps of older versions, and those whose facts could not be read, hold less. Reading never raises.
Whatever text stands here is redacted.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec

from pipeline.alert import AlertStep
from pipeline.spike.drivers import Share, Term
from pipeline.spike.lifecycle import Alert
from pipeline.spike.playbook import Playbook
from pipeline.spike.voices import Concentration


class PartOf(msgspec.Struct, frozen=True, kw_only=True):
    """One series that is part of the incident, as the detector saw it."""

    topic: str = ""
    channel: str = ""
    kind: str = "spike"
    since: datetime | None = None
    observed: float = 0.0
    expected: float = 0.0
    score: float = 0.0
    window_minutes: int = 0


class Sample(msgspec.Struct, frozen=True):
    text: str
    source: str = ""
    url: str | None = None
    copies: int = 1  # near-duplicates folded into this one
    id: str = ""  # of the item: when its author asks to be forgotten, the sample is found by it


class Deadlines(msgspec.Struct, frozen=True):
    """The first hour in three steps."""

    confirm: datetime
    classify: datetime
    answer: datetime


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """All of it, or as much as there is; the detector alone gives the parts."""

    severity: int = 0  # the detector's, weighed by reach and by how few make the noise
    negative_share: float | None = None
    usual_share: float | None = None
    reach: int = 0
    topics: list[Share] = []
    terms: list[Term] = []
    sources: Mapping[str, int] = {}
    regions: Mapping[str, int] = {}  # of the items whose source tells where
    languages: Mapping[str, int] = {}
    concentration: Concentration | None = None
    flood: bool = False
    samples: list[Sample] = []
    newest: datetime | None = None  # how fresh the data are
    deadlines: Deadlines | None = None
    playbook: Playbook | None = None
    rule: str = ""  # name and revision of the rule that fired
    models: list[str] = []
    parts: list[PartOf] = []

    @property
    def explained(self) -> bool:
        """More is known than what the detector counted."""
        return bool(self.rule or self.topics or self.samples or self.terms)


def evidence_of(step: AlertStep) -> Evidence:
    """The evidence in one step."""
    try:
        return msgspec.json.decode(step.evidence or "{}", type=Evidence)
    except msgspec.DecodeError:
        return Evidence()


def counted(step: AlertStep) -> tuple[str, str]:
    """Topic and channel of the series whose numbers a step bears: a part may rise more than what it is named after."""
    for part in evidence_of(step).parts:
        if (part.observed, part.window_minutes) == (round(step.observed, 2), step.window_minutes):
            return part.topic, part.channel
    return step.topic, step.channel


def known(alert: Alert) -> Evidence:
    """Of the newest step that tells something; the parts of an earlier one where later steps name none."""
    told = [evidence_of(step) for step in alert.steps if step.evidence]
    best = next((each for each in reversed(told) if each.explained), told[-1] if told else Evidence())
    parts = best.parts or next((each.parts for each in reversed(told) if each.parts), [])
    return msgspec.structs.replace(best, parts=parts)
