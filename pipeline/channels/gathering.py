"""Cool-down and digest: of what waits for one channel, what goes out now, and in how many messages. Pure.

Called by the teller. Nothing is ever dropped: what is held back goes out later, together with what came meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypeAlias

import msgspec

from pipeline.alert import AlertStep, Telling
from pipeline.channels.routes import CRISES, Pace
from pipeline.spike.lifecycle import DETECTOR

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(minutes=15)


class Waiting(msgspec.Struct, frozen=True):
    telling: Telling
    step: AlertStep


Incident: TypeAlias = tuple[Waiting, ...]  # of one alert, oldest first
Batch: TypeAlias = tuple[Incident, ...]  # one message; of more than one incident it is a digest


def due(waiting: Sequence[Waiting], told: Sequence[Telling], pace: Pace, now: datetime) -> list[Batch]:
    """What people are told now. `told`: what went out to this channel in the time that `pace` speaks of."""
    free = [each for each in incidents(waiting) if not _pausing(each, now)]
    calls: list[Batch] = [(each,) for each in free if _called(each)]
    ready = [each for each in free if not _called(each)]
    ready = [each for each in ready if _urgent(each, pace) or not _cooling(each, told, pace, now)]
    lately = {each.key for each in told if each.at > now - timedelta(minutes=pace.within)}
    room = pace.most - len(lately)
    if len(ready) <= room:
        return [*calls, *((each,) for each in ready)]
    if room > 0 or any(_urgent(each, pace) for each in ready):
        return [*calls, tuple(ready)]
    return calls


def each_alone(waiting: Sequence[Waiting], now: datetime) -> list[Batch]:
    """What a machine is told now: every step by itself, in order: one that fails holds up the next of its alert."""
    return [((first,),) for first, *_ in incidents(waiting) if not _pausing((first,), now)]


def incidents(waiting: Sequence[Waiting]) -> list[Incident]:
    by_alert: dict[str, list[Waiting]] = {}
    for each in sorted(waiting, key=lambda each: (each.step.at, each.step.sequence)):
        by_alert.setdefault(each.step.id, []).append(each)
    return [tuple(each) for each in by_alert.values()]


def reach(pace: Pace) -> timedelta:
    """How far back `told` must go."""
    return timedelta(minutes=max(pace.cool_down, pace.within))


def _called(incident: Incident) -> bool:
    """A person called for help: always told at once, and in a message of its own."""
    return any(each.step.state == "escalated" and each.step.by != DETECTOR for each in incident)


def _urgent(incident: Incident, pace: Pace) -> bool:
    """A crisis that is bad and rising; a notice never is."""
    return any(
        each.step.kind in CRISES and each.step.state in ("opened", "escalated") and each.step.severity >= pace.urgent
        for each in incident
    )


def _cooling(incident: Incident, told: Sequence[Telling], pace: Pace, now: datetime) -> bool:
    since = now - timedelta(minutes=pace.cool_down)
    return any(each.alert == incident[0].step.id and each.at > since for each in told)


def _pausing(incident: Incident, now: datetime) -> bool:
    """After a try that failed: longer each time."""
    tries = max(each.telling.tries for each in incident)
    if not tries:
        return False
    last = max(each.telling.at for each in incident)
    pause: timedelta = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(tries - 1, 10))
    return last + pause > now
