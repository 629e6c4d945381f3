"""The crisis detector at work: counts out of the store, through the pure detector, new steps back.

Called by the `watching` timer of `pipeline.agents`, in a thread, on the leader only. All state can be rebuilt from
the store: a new leader reads the history once and comes to the same alerts.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Protocol

from pipeline.alert import AlertStep
from pipeline.storage.base import Counts, Store


class Watch(Protocol):
    """The pure part, `pipeline.spike.watch.Watch`. Minutes are whole minutes since 1970 UTC."""

    def span(self, until_minute: int) -> tuple[int, int]:
        """The minutes [since, until) to read for judging everything up to `until_minute`."""

    def advance(self, counts: Counts, until_minute: int) -> list[AlertStep]: ...


class Watcher:
    """Reads, judges and remembers what is already known. Not thread-safe: one look at a time."""

    def __init__(self, store: Store, watch: Watch, *, lateness: timedelta) -> None:
        self._store, self._watch, self._lateness = store, watch, lateness
        self._known: set[tuple[str, int]] | None = None

    def look(self, *, final: bool = False) -> list[AlertStep]:
        """New steps up to the watermark. `final` judges the last minutes too, at the end of a bounded feed."""
        newest = self._store.watermark()
        if newest is None:
            return []
        until = _minute(newest) + 1 if final else _minute(newest - self._lateness)
        since, until = self._watch.span(until)
        if since >= until:
            return []
        steps = self._watch.advance(self._store.counts(_time(since), _time(until)), until)
        known = self._remembered()
        return [step for step in steps if (step.id, step.sequence) not in known]

    def keep(self, steps: Sequence[AlertStep]) -> None:
        """Store steps after they were published: a crash in between publishes again, never forgets."""
        self._store.write_alerts(steps)
        self._remembered().update((step.id, step.sequence) for step in steps)

    def _remembered(self) -> set[tuple[str, int]]:
        if self._known is None:
            self._known = {(step.id, step.sequence) for step in self._store.alerts()}
        return self._known


def _minute(at: datetime) -> int:
    return int(at.timestamp()) // 60


def _time(minute: int) -> datetime:
    return datetime.fromtimestamp(minute * 60, UTC)
