"""Which playbook holds for an alert: what people chose, else what is proposed. Called by pages and reports. Pure."""

from __future__ import annotations

from pipeline.spike.evidence import Evidence
from pipeline.spike.lifecycle import Alert
from pipeline.spike.playbook import Playbook, PlaybookClass, playbook_for


def proposed(alert: Alert, evidence: Evidence) -> Playbook:
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
