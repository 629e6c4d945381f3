"""The crisis detector at work: counts out of the store, through the pure detector, new steps back.

Called by the `watching` timer of `pipeline.agents`, in a thread, on the leader only. All state can be rebuilt from
the store: a new leader reads the history once and comes to the same alerts.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from pipeline.alert import AlertStep
from pipeline.spike.policy import SpikePolicy
from pipeline.spike.watch import Watch
from pipeline.storage.base import Store

MINUTE = timedelta(minutes=1)
BUSY_SECONDS = 30


class Watcher:
    """Reads, judges and remembers what is already known. Not thread-safe: one look at a time."""

    def __init__(self, store: Store, *, lateness: timedelta, policy: SpikePolicy | None = None) -> None:
        self._store, self._lateness, self._policy = store, lateness, policy
        self._watch: Watch | None = None
        self._known: set[tuple[str, int]] = set()

    def look(self, *, final: bool = False) -> list[AlertStep]:
        """New steps up to the watermark. `final` judges the last minutes too, at the end of a bounded feed."""
        newest = self._store.watermark()
        if newest is None:
            return []
        watch = self._opened()
        mark = newest + MINUTE if final else self._settled(newest) - self._lateness
        since, until = watch.span(mark)
        if since >= until:
            return []
        steps = watch.advance(self._store.counts(since, until), until)
        return [step for step in steps if (step.id, step.sequence) not in self._known]

    def _settled(self, newest: datetime) -> datetime:
        """While a backlog is worked off, event time is what the slowest partition has come to."""
        behind = self._store.busy_until(BUSY_SECONDS)
        return min(newest, behind) if behind else newest

    def keep(self, steps: Sequence[AlertStep]) -> None:
        """Store steps after they were published: a crash in between publishes again, never forgets."""
        self._store.write_alerts(steps)
        self._known.update((step.id, step.sequence) for step in steps)

    def _opened(self) -> Watch:
        """At the first look, or on a new leader: what was announced before is not announced again."""
        if self._watch is None:
            steps = self._store.alerts()
            self._known = {(step.id, step.sequence) for step in steps}
            self._watch = Watch(self._policy, known=steps)
        return self._watch
