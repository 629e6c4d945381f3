"""Rehearsals beside the watch: a drill's crisis is found by the same detector, and the real one never learns from it.

Called by `pipeline.watching` at every look, in its thread. While items marked as a drill arrive, a second detector
judges everything with them; what it finds besides is an alert marked as a drill, under an id of its own. It is thrown
away when the drill is over. A real crisis of the brand is told by the real watch alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from pipeline.alert import AlertStep
from pipeline.spike.incidents import CRISES, DETECTOR
from pipeline.spike.policy import SpikePolicy
from pipeline.spike.watch import Watch
from pipeline.storage.base import Store

OVER = timedelta(hours=2)  # without an item of a drill
HISTORY_DAYS = 14
PREFIX = "drill-"


class Rehearsal:
    """One thread at a time."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._watch: Watch | None = None
        self._begun: datetime | None = None  # in event time
        self._ours: set[str] = set()  # ids of the drill's alerts

    def judge(self, now: datetime, mark: datetime, real: Sequence[AlertStep], policy: SpikePolicy) -> list[AlertStep]:
        """Steps of drills up to `mark`. `now` is the newest event time, `real` what the watch has just found."""
        brands = self._store.drilled(now - OVER)
        if not brands:
            self._watch = self._begun = None
            return []
        known = self._store.alerts(now - 2 * OVER)
        watch, begun = self._opened(now, known, policy)
        since, until = watch.span(mark)
        if since >= until:
            return []
        steps = watch.advance(self._store.counts(since, until), until)
        busy, theirs = _real([*known, *real])
        steps = [step for step in steps if step.at >= begun and step.brand in brands - busy and step.id not in theirs]
        self._ours.update(step.id for step in steps if step.state == "opened")
        return [_drill(step) for step in steps if step.id in self._ours and step.kind in CRISES]

    def _opened(self, now: datetime, known: list[AlertStep], policy: SpikePolicy) -> tuple[Watch, datetime]:
        if self._watch is None or self._begun is None:
            earlier = [msgspec.structs.replace(step, id=step.id.removeprefix(PREFIX)) for step in known if step.drill]
            self._ours = {step.id for step in earlier}
            self._begun = now - OVER
            self._watch = Watch(policy, known=earlier, history_days=HISTORY_DAYS)
        return self._watch, self._begun


def _real(steps: Sequence[AlertStep]) -> tuple[set[str], set[str]]:
    """The brands with a real crisis that goes on, and the ids of all real ones."""
    state: dict[str, AlertStep] = {}
    for step in steps:
        if not step.drill and step.kind in CRISES and step.by == DETECTOR:
            newest = state.setdefault(step.id, step)
            state[step.id] = step if step.sequence >= newest.sequence else newest
    return {step.brand for step in state.values() if step.state != "resolved"}, set(state)


def _drill(step: AlertStep) -> AlertStep:
    return msgspec.structs.replace(step, id=PREFIX + step.id, drill=True)
