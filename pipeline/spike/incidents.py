"""Transitions of many series folded into incidents: one crisis of a brand is one alert with parts.

Called by `watch`. Topics and channels of a brand that rise together, and slow and fast rules that see the same
crisis, join one incident. Ids and sequence numbers depend only on brand, kind and event minutes, so a restart makes
the same ones; what was announced before late items changed the picture keeps its id and is carried on.
Never announces a step earlier than the last one of its alert.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from itertools import groupby

import msgspec

from pipeline.alert import AlertKind, AlertState, AlertStep
from pipeline.spike.evidence import PartOf
from pipeline.spike.istanbul import minute_of, when
from pipeline.spike.series import Series
from pipeline.spike.transition import Transition

CRISES: frozenset[AlertKind] = frozenset({"spike", "slow_burn", "sentiment_fall"})
DETECTOR = "detector"
REJUDGED = "late items changed the counts"
Part = tuple[Series, AlertKind]
Group = tuple[str, str, str]  # brand, "crisis" or the kind of notice, channel of a silent source


@dataclass(frozen=True, slots=True)
class Announced:
    """An alert as people know it."""

    id: str
    kind: AlertKind
    first: int  # minute of the begin of the newest rise
    last: int  # minute of the newest step
    open: bool
    severity: int
    sequence: int  # of the newest step of the detector
    lead: Series


class Incidents:
    """Which parts are up now, and what has been announced of them."""

    def __init__(self, rearm_minutes: int, known: Iterable[AlertStep] = ()) -> None:
        self._rearm = rearm_minutes
        self._up: dict[Group, dict[Part, Transition]] = {}
        self._announced: dict[Group, Announced] = {}
        for step in sorted(known, key=lambda step: (step.at, step.sequence)):
            self._recall(step)

    def parts(self) -> dict[Group, dict[Part, Transition]]:
        """The parts that are up, for a checkpoint."""
        return {group: dict(parts) for group, parts in self._up.items()}

    def rewind(self, parts: dict[Group, dict[Part, Transition]]) -> None:
        """Back to the parts of a checkpoint; what was announced stays announced."""
        self._up = {group: dict(up) for group, up in parts.items()}

    def fold(self, transitions: Sequence[Transition]) -> list[AlertStep]:
        """The steps that these transitions make, in order of their minutes."""
        steps: list[AlertStep] = []
        ordered = sorted(transitions, key=lambda each: (each.minute, group_of(each), each.series, each.kind))
        for (_, group), together in groupby(ordered, key=lambda each: (each.minute, group_of(each))):
            step = self._turn(group, list(together))
            if step is not None:
                steps.append(step)
        return steps

    def settle(self, minute: int) -> list[AlertStep]:
        """After late items: alerts that are announced open but are not, or closed but are open.

        What was announced of later minutes than these, before a restart, is not judged yet.
        """
        steps = []
        for group, alert in sorted(self._announced.items()):
            up = self._up.get(group, {})
            if minute <= alert.last:
                continue
            if alert.open and not up:
                steps.append(self._step(group, alert, "resolved", minute, [], note=REJUDGED))
            elif up and not alert.open:
                steps.append(self._step(group, alert, "escalated", minute, list(up.values()), note=REJUDGED))
        return steps

    def _turn(self, group: Group, together: list[Transition]) -> AlertStep | None:
        up = self._up.setdefault(group, {})
        for transition in together:
            part = (transition.series, transition.kind)
            if transition.state == "resolved":
                up.pop(part, None)
            else:
                up[part] = transition
        alert, minute = self._announced.get(group), together[0].minute
        if alert is not None and minute <= alert.last:
            return None
        if not up:
            return self._step(group, alert, "resolved", minute, together) if alert and alert.open else None
        if alert is None or not (alert.open or minute - alert.last <= self._rearm):
            return self._opened(group, list(up.values()), minute)
        if not alert.open:
            return self._returned(group, alert, list(up.values()), minute)
        if max(each.severity for each in up.values()) >= alert.severity + 2:
            return self._step(group, alert, "escalated", minute, list(up.values()))
        return None

    def _opened(self, group: Group, parts: list[Transition], minute: int) -> AlertStep:
        lead = lead_of(parts)
        first = min(part.since for part in parts)
        alert = Announced(alert_id(group, first), lead.kind, first, minute - 1, False, 0, -1, lead.series)
        return self._step(group, alert, "opened", minute, parts)

    def _returned(self, group: Group, alert: Announced, parts: list[Transition], minute: int) -> AlertStep:
        """What was calm rises again: the same alert, seen first when this rise began."""
        first = max(alert.first, min(part.since for part in parts))
        return self._step(group, replace(alert, first=first), "escalated", minute, parts)

    def _step(
        self, group: Group, alert: Announced, state: AlertState, minute: int, parts: list[Transition], note: str = ""
    ) -> AlertStep:
        top = max((part.severity for part in parts), default=alert.severity)
        best = _telling(parts, alert.lead) if parts else None
        now = replace(
            alert,
            last=minute,
            open=state != "resolved",
            severity=max(alert.severity, top),
            sequence=alert.sequence + 1,
        )
        self._announced[group] = now
        return AlertStep(
            id=now.id,
            brand=now.lead.brand,
            topic=now.lead.topic,
            channel=now.lead.channel,
            kind=now.kind,
            state=state,
            at=when(minute),
            first_seen=when(now.first),
            by=DETECTOR,
            sequence=now.sequence,
            observed=best.observed if best else 0.0,
            expected=best.expected if best else 0.0,
            ratio=best.ratio if best else 0.0,
            score=best.score if best else 0.0,
            severity=max(1, now.severity),
            window_minutes=best.window_minutes if best else 0,
            low_confidence=best.low_confidence if best else False,
            evidence=_parts_evidence(parts) if state != "resolved" else "",
            note=note,
        )

    def _recall(self, step: AlertStep) -> None:
        if step.by != DETECTOR:
            return
        lead = Series(step.brand, step.topic, step.channel)
        group = _group(lead, step.kind)
        self._announced[group] = Announced(
            step.id,
            step.kind,
            minute_of(step.first_seen),
            minute_of(step.at),
            step.state != "resolved",
            step.measured or step.severity,
            step.sequence,
            lead,
        )


def group_of(transition: Transition) -> Group:
    return _group(transition.series, transition.kind)


def _group(series: Series, kind: AlertKind) -> Group:
    if kind in CRISES:
        return (series.brand, "crisis", "")
    return (series.brand, kind, series.channel)


def alert_id(group: Group, first: int) -> str:
    """The same for the same incident, whoever finds it and how often; 24 hex digits."""
    told = "\x1f".join((*group, str(first)))
    return blake2b(told.encode(), digest_size=12, person=b"nabiz.alert.v1").hexdigest()


def lead_of(parts: Sequence[Transition]) -> Transition:
    """The part to name: the most surprising topic, else the brand as a whole, else a channel."""

    def rank(part: Transition) -> tuple[int, float, Series]:
        return (2 if part.series.topic else 1 if part.series.whole else 0, part.score, part.series)

    return max(parts, key=rank)


def _telling(parts: Sequence[Transition], lead: Series) -> Transition:
    """The part whose numbers are told: of what is newest, the one the alert is named after, else the one to name."""
    newest = [part for part in parts if part.minute == max(each.minute for each in parts)]
    return lead_of([part for part in newest if part.series == lead] or newest)


def _parts_evidence(parts: Sequence[Transition]) -> str:
    told = [
        PartOf(
            topic=part.series.topic,
            channel=part.series.channel,
            kind=part.kind,
            since=when(part.since),
            observed=round(part.observed, 2),
            expected=round(part.expected, 2),
            score=round(part.score, 2),
            window_minutes=part.window_minutes,
        )
        for part in sorted(parts, key=lambda part: (-part.score, part.series))
    ]
    return msgspec.json.encode({"parts": told}).decode()
