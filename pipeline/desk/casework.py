"""What the team has before it: alerts folded, sorted by what needs a person first, each with what is due next.

Called by the desk's pages and by `nabiz drill --score`. Pure but for `read`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Literal, TypeAlias

from pipeline.alert import AlertStep
from pipeline.spike.explain import ANSWER, CLASSIFY, CONFIRM, first_hour
from pipeline.spike.incidents import CRISES
from pipeline.spike.judgement import JUDGED, Rule, rules
from pipeline.spike.lifecycle import Alert, fold
from pipeline.spike.policy import SpikePolicy
from pipeline.storage.base import Store

Stage: TypeAlias = Literal["confirm", "classify", "answer"]
STAGES: tuple[Stage, ...] = ("confirm", "classify", "answer")
WITHIN: Mapping[str, timedelta] = {"confirm": CONFIRM, "classify": CLASSIFY, "answer": ANSWER}


@dataclass(frozen=True, slots=True)
class Due:
    """One step of the first hour: until when, and when it was done."""

    stage: Stage
    until: datetime
    done: datetime | None

    def late(self, now: datetime) -> bool:
        return (self.done or now) > self.until


@dataclass(frozen=True, slots=True)
class Casework:
    """`open` and `closed` are crises; `notices` are volume and silent sources, which wake nobody."""

    open: tuple[Alert, ...]
    closed: tuple[Alert, ...]
    notices: tuple[Alert, ...]
    rules: tuple[Rule, ...]

    @property
    def all(self) -> tuple[Alert, ...]:
        return self.open + self.closed + self.notices

    def one(self, name: str) -> Alert | None:
        return next((alert for alert in self.all if alert.opened.id == name), None)


def read(store: Store, margin: float = 0.0) -> Casework:
    """`margin`: what the settings add to the rules' thresholds."""
    return casework(store.alerts(), SpikePolicy().stricter(margin))


def casework(steps: Iterable[AlertStep], policy: SpikePolicy | None = None) -> Casework:
    """Open ones: rising before calm, real before rehearsed, by severity, the oldest first; the rest newest first."""
    steps = list(steps)
    alerts = folded(steps)
    crises = [alert for alert in alerts if alert.opened.kind in CRISES]
    waiting = sorted((alert for alert in crises if not alert.closed), key=_urgency)
    return Casework(
        tuple(waiting),
        tuple(_newest_first(alert for alert in crises if alert.closed)),
        tuple(_newest_first(alert for alert in alerts if alert.opened.kind not in CRISES)),
        rules(policy or SpikePolicy(), [step for step in steps if step.state in JUDGED]),
    )


def _urgency(alert: Alert) -> tuple[bool, bool, int, datetime, str]:
    opened = alert.opened
    return not alert.rising, opened.drill, -alert.newest.severity, opened.at, opened.id


def folded(steps: Iterable[AlertStep]) -> list[Alert]:
    """Every alert in these steps."""
    ordered = sorted(steps, key=lambda step: step.id)
    found = (fold(list(each)) for _, each in groupby(ordered, key=lambda step: step.id))
    return [alert for alert in found if alert is not None]


def dues(alert: Alert) -> tuple[Due, ...]:
    """The first hour of the present rise in three steps; a notice has none."""
    if alert.opened.kind not in CRISES:
        return ()
    begun = first_hour(alert.opened.kind, alert.risen_at, alert.rise.at)
    done = {"confirm": alert.acknowledged_at, "classify": alert.classified_at, "answer": alert.answered_at}
    return tuple(Due(stage, begun + WITHIN[stage], done[stage]) for stage in STAGES)


def next_due(alert: Alert) -> Due | None:
    """The earliest step that nobody took; None for a closed alert, or when all are taken."""
    return None if alert.closed else next((due for due in dues(alert) if due.done is None), None)


def _newest_first(alerts: Iterable[Alert]) -> list[Alert]:
    return sorted(alerts, key=lambda alert: (alert.opened.at, alert.opened.id), reverse=True)
