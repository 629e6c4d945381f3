"""The very same detector over a stream that is at hand whole, and what it was worth where the truth is known.

Called by `pipeline.backtest` and by tests. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipeline.alert import AlertKind
from pipeline.spike.detector import SpikeDetector
from pipeline.spike.incidents import CRISES
from pipeline.spike.judgement import RULES
from pipeline.spike.policy import SpikePolicy
from pipeline.spike.simulate import Event, EventKind, Simulated
from pipeline.spike.transition import Transition

DAY = 1440
AFTER = 15  # minutes after its end in which a crisis still counts as found
HARMLESS: tuple[EventKind, ...] = ("campaign", "burst", "shift", "outage")
OUTAGE_ECHO = 120  # minutes after an outage
ECHO = 240  # minutes after its end in which an alert is not called false


def replay(simulated: Simulated, policy: SpikePolicy | None = None) -> list[Transition]:
    """All transitions, a day at a time."""
    detector = SpikeDetector(policy)
    detector.enrol(simulated.series, simulated.start)
    found: list[Transition] = []
    for begin in range(0, len(simulated.negative), DAY):
        found += detector.run(simulated.block(begin, begin + DAY))
    return found


@dataclass(frozen=True, slots=True)
class Found:
    """Crises of one strength."""

    factor: float
    crises: int
    recall: float
    median_delay: float  # minutes from the begin of the crisis to the alert; nan where none was found


@dataclass(frozen=True, slots=True)
class Form:
    """Crises of one form: `step` or `ramp`, up to an hour or longer; of any strength."""

    form: str
    crises: int
    recall: float
    median_delay: float


@dataclass(frozen=True, slots=True)
class Harmless:
    """Events of one kind that should alert nobody."""

    kind: EventKind
    events: int
    alerted: float  # share


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of its own: its alerts, and those of them that nothing explains."""

    kind: AlertKind
    alerts: int
    false_alarms: int
    false_alarms_a_week: float  # a series


@dataclass(frozen=True, slots=True)
class Verdict:
    series_weeks: float
    alerts: int
    false_alarms: int
    false_alarms_a_week: float  # a series
    campaigns: int
    campaigns_alerted: float  # share
    found: tuple[Found, ...]
    forms: tuple[Form, ...]
    harmless: tuple[Harmless, ...]
    rules: tuple[Rule, ...]
    notices: int


def verdict(simulated: Simulated, transitions: Sequence[Transition], least_extra: float = 20.0) -> Verdict:
    """Alerts against the truth. Crises with fewer than `least_extra` negatives too many do not count as missed."""
    opened = [each for each in transitions if each.state == "opened" and each.kind in CRISES]
    rises = [each for each in transitions if each.state != "resolved" and each.kind in CRISES]
    crises = _of(simulated.truth, "crisis")
    campaigns = _of(simulated.truth, "campaign")
    false = [each for each in opened if not any(_explains(event, each) for event in crises)]
    delays = {event: _delay(event, rises) for event in crises if event.extra >= least_extra}
    factors = sorted({event.factor for event in delays})
    harmless = _harmless(simulated.truth, false)
    alerted = {each.kind: each.alerted for each in harmless}
    return Verdict(
        series_weeks=simulated.series_weeks,
        alerts=len(opened),
        false_alarms=len(false),
        false_alarms_a_week=len(false) / simulated.series_weeks,
        campaigns=len(campaigns),
        campaigns_alerted=alerted.get("campaign", 0.0),
        found=tuple(
            _found(factor, [late for event, late in delays.items() if event.factor == factor]) for factor in factors
        ),
        forms=tuple(_forms(delays)),
        harmless=harmless,
        rules=tuple(_rule(kind, opened, false, simulated.series_weeks) for kind in RULES),
        notices=sum(each.state == "opened" and each.kind not in CRISES for each in transitions),
    )


def _rule(kind: AlertKind, opened: Sequence[Transition], false: Sequence[Transition], weeks: float) -> Rule:
    wrong = sum(each.kind == kind for each in false)
    return Rule(kind, sum(each.kind == kind for each in opened), wrong, wrong / weeks)


def _harmless(truth: Sequence[Event], false: Sequence[Transition]) -> tuple[Harmless, ...]:
    """A level shift lasts to the end: its first two days count, and so does the backlog after an outage."""
    found = []
    for kind in HARMLESS:
        events = [event if kind != "shift" else replace(event, end=event.start + 2 * DAY) for event in _of(truth, kind)]
        late = OUTAGE_ECHO if kind == "outage" else 0
        alerted = sum(any(_explains(event, each, echo=late) for each in false) for event in events)
        found.append(Harmless(kind, len(events), alerted / max(1, len(events))))
    return tuple(found)


def _of(truth: Sequence[Event], kind: EventKind) -> list[Event]:
    return [event for event in truth if event.kind == kind]


def _forms(delays: Mapping[Event, float]) -> Iterator[Form]:
    tests: tuple[tuple[str, Callable[[Event], bool]], ...] = (
        ("step", lambda event: event.shape == "step"),
        ("ramp", lambda event: event.shape == "ramp"),
        ("up to an hour", lambda event: event.end - event.start <= 60),
        ("longer", lambda event: event.end - event.start > 60),
    )
    for name, fits in tests:
        some = [late for event, late in delays.items() if fits(event)]
        if some:
            each = _found(0.0, some)
            yield Form(name, each.crises, each.recall, each.median_delay)


def _explains(event: Event, alert: Transition, echo: int = ECHO) -> bool:
    return event.series == alert.series and event.start < alert.minute <= event.end + echo


def _delay(event: Event, rises: Sequence[Transition]) -> float:
    """Minutes to the first alert about it; infinite where there was none in time."""
    at = [each.minute for each in rises if _explains(event, each, echo=AFTER)]
    return float(min(at) - event.start) if at else float("inf")


def _found(factor: float, delays: Sequence[float]) -> Found:
    seen = [delay for delay in delays if np.isfinite(delay)]
    return Found(factor, len(delays), len(seen) / len(delays), float(np.median(seen)) if seen else float("nan"))
