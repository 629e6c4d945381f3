"""Who is told of what: rules by brand, topic, severity, kind, step, and hour of Istanbul. Pure values and one question.

Read from a file by `reading`, or made of plain addresses by `opening`; asked by the teller, once a step.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import Literal, TypeAlias

import msgspec

from pipeline.alert import AlertKind, AlertState, AlertStep
from pipeline.spike.evidence import evidence_of
from pipeline.spike.istanbul import ISTANBUL
from pipeline.spike.lifecycle import DETECTOR, Alert

Day: TypeAlias = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Drills: TypeAlias = Literal["too", "never", "only"]
DAYS: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CRISES: tuple[AlertKind, ...] = ("spike", "slow_burn", "sentiment_fall")
RISES: tuple[AlertState, ...] = ("opened", "escalated", "resolved")


class Hours(msgspec.Struct, frozen=True):
    """From one time of day to another, in Istanbul; over midnight where the end comes first."""

    begin: time
    end: time

    def holds(self, at: time) -> bool:
        if self.begin <= self.end:
            return self.begin <= at < self.end
        return at >= self.begin or at < self.end


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """Empty: whatever it is. A topic matches the one an alert is named after, and each that rose with it.

    Notices (more is said than usual, a source is silent) are no crises: they are told where a route names them.
    """

    to: tuple[str, ...]
    brands: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    kinds: tuple[AlertKind, ...] = CRISES
    severity: int = 1  # and worse
    steps: tuple[AlertState, ...] = RISES
    hours: Hours | None = None
    days: tuple[Day, ...] = ()
    drills: Drills = "too"


class Pace(msgspec.Struct, frozen=True, kw_only=True):
    """What keeps people from being flooded: minutes between two messages of one incident; a digest from a number on."""

    cool_down: int = 15
    most: int = 5  # messages to one channel ...
    within: int = 10  # ... in so many minutes; what comes above that is told together
    urgent: int = 8  # severity from which nothing waits; neither does what a person escalates


class Routes(msgspec.Struct, frozen=True):
    routes: tuple[Route, ...] = ()
    pace: Pace = Pace()

    def channels(self, alert: Alert, step: AlertStep, now: datetime, told: Sequence[str] = ()) -> list[str]:
        """Whom to tell of this step. `told`: who was told of this alert before: they hear of its end, at any hour."""
        found = [name for route in self.routes if _fits(route, alert, step, now) for name in route.to]
        if step.state == "resolved" and step.by == DETECTOR:
            ends = {name for route in self.routes if "resolved" in route.steps for name in route.to}
            return [name for name in dict.fromkeys(told) if name in ends]
        return list(dict.fromkeys(found))


def _fits(route: Route, alert: Alert, step: AlertStep, now: datetime) -> bool:
    here = now.astimezone(ISTANBUL)
    return (
        step.state in route.steps
        and step.severity >= route.severity
        and (not route.brands or step.brand in route.brands)
        and (not route.topics or bool(topics_of(alert) & set(route.topics)))
        and step.kind in route.kinds
        and (route.hours is None or route.hours.holds(here.time()))
        and (not route.days or DAYS[here.weekday()] in route.days)
        and (route.drills == "too" or step.drill == (route.drills == "only"))
    )


def topics_of(alert: Alert) -> set[str]:
    """The topic an alert is named after and those that rose with it."""
    parts = {part.topic for step in alert.steps for part in evidence_of(step).parts}
    return (parts | {step.topic for step in alert.steps}) - {""}
