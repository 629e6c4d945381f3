"""The crisis detector at work: counts out of the store, through the pure detector, new steps back.

Called by the `watching` timer of `pipeline.agents`, in a thread, on the leader only. All state can be rebuilt from
the store: a new leader reads the history once and comes to the same alerts. A step is forgotten neither between its
making and its telling (a timer may be cancelled while its thread judges) nor between its telling and its storing.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

import msgspec

from pipeline.alert import AlertStep
from pipeline.evidence import Explained
from pipeline.rehearsing import Rehearsal
from pipeline.spike.istanbul import when
from pipeline.spike.judgement import JUDGED, holdings
from pipeline.spike.lifecycle import DETECTOR
from pipeline.spike.policy import SpikePolicy
from pipeline.spike.watch import Watch
from pipeline.storage.base import Store

MINUTE = timedelta(minutes=1)
Key: TypeAlias = tuple[str, int]
BUSY_SECONDS = 30  # without a row after which a partition is idle: it says nothing of how far event time has come
BACKLOG = 1_000  # messages that wait, from which ...
BACKLOG_SECONDS = 600  # ... a partition may be without a row for so long and yet be behind: others are read first
FOUND = timedelta(hours=4)  # before the last minute judged: late items and rehearsals change nothing older
OVERLAP = timedelta(hours=1)  # judgements may be stored later than they bear as their time


class Watcher:
    """Reads, judges and remembers what is already known. Thread-safe: one look at a time, the next one waits."""

    def __init__(
        self,
        store: Store,
        *,
        lateness: timedelta,
        policy: SpikePolicy | None = None,
        waiting: Callable[[], int] = lambda: 0,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`waiting`: how many messages this worker has yet to read."""
        self._store, self._lateness, self._policy = store, lateness, policy or SpikePolicy()
        self._waiting, self._now = waiting, now
        self._lock = threading.Lock()
        self._explained = Explained(store)
        self._rehearsal = Rehearsal(store)
        self._judgements: dict[Key, AlertStep] = {}
        self._severity: dict[str, int] = {}  # of each alert, as it was last told
        self._past: list[AlertStep] = []  # openings, told or not
        self._watch: Watch | None = None
        self._known: set[Key] = set()
        self._untold: dict[Key, AlertStep] = {}  # made, and not yet given to `keep`
        self._unstored: list[AlertStep] = []  # told, and not yet in the store

    def look(self, *, final: bool = False) -> list[AlertStep]:
        """Steps that nobody was told of, up to the watermark; the same ones again until they are given to `keep`.

        `final` judges the last minutes too, at the end of a bounded feed. Where judging fails, the next look begins
        anew from the store.
        """
        with self._lock:
            self._store_told()
            try:
                fresh = self._judge(final)
            except Exception:
                self._watch = None
                raise
            self._untold.update((key_of(step), self._weighed(step)) for step in fresh)
            self._past += [step for step in fresh if step.state == "opened"]
            return list(self._untold.values())

    def keep(self, steps: Sequence[AlertStep]) -> None:
        """Store steps that were told: a crash in between tells again, never forgets.

        Raises StoreAway where the store is away: the next look stores them, and tells nobody a second time.
        """
        with self._lock:
            self._known.update(map(key_of, steps))
            for step in steps:
                self._untold.pop(key_of(step), None)
            self._unstored += steps
            self._store_told()

    def _store_told(self) -> None:
        if self._unstored:
            self._store.write_alerts(self._unstored)
            self._unstored = []

    def _weighed(self, step: AlertStep) -> AlertStep:
        """With its reasons, and the severity that people are shown; an end has that of the last rise."""
        told = self._explained.step(step, self._past)
        if told.state != "resolved":
            self._severity[told.id] = told.severity
            return told
        return msgspec.structs.replace(
            told, severity=self._severity.get(told.id, told.severity), measured=told.severity
        )

    def _judge(self, final: bool) -> list[AlertStep]:
        """Real streams up to their own watermark, but never past the clock; then a drill, which may be ahead of them.

        An item stamped ahead (a source that takes Istanbul's time for UTC) counts when its time has come. Were it the
        watermark, all that is written until then would be late.
        """
        stamped = self._store.watermark(drills=False)
        if stamped is None:
            return []
        newest = min(stamped, self._now())
        if self._led_elsewhere():
            self._watch, self._rehearsal = None, Rehearsal(self._store)
        watch = self._opened()
        self._hear_judgements(watch)
        steps: list[AlertStep] = []
        since, until = watch.span(self._mark(newest, final))
        if since < until:
            steps = watch.advance(self._store.counts(since, until, drills=False), until)
        with_drills = self._store.watermark() or stamped
        ahead = with_drills if with_drills > stamped else newest
        steps += self._rehearsal.judge(ahead, self._mark(ahead, final), steps, watch.policy)
        return [step for step in steps if key_of(step) not in self._known]

    def _mark(self, newest: datetime, final: bool) -> datetime:
        return newest + MINUTE if final else self._settled(newest) - self._lateness

    def _settled(self, newest: datetime) -> datetime:
        """While a backlog is worked off, event time is what the slowest partition has come to."""
        behind = self._store.busy_until(BACKLOG_SECONDS if self._waiting() >= BACKLOG else BUSY_SECONDS)
        return min(newest, behind) if behind else newest

    def _led_elsewhere(self) -> bool:
        """Whether somebody else found something since: whoever leads again begins anew, from what was announced."""
        if self._watch is None or self._watch.until is None:
            return False
        lately = self._store.alerts(when(self._watch.until) - FOUND)
        return any(step.by == DETECTOR and key_of(step) not in self._known for step in lately)

    def _opened(self) -> Watch:
        """At the first look, or on a new leader: what was announced before is not announced again."""
        if self._watch is None:
            steps = self._store.alerts()
            self._known.update(map(key_of, steps))
            self._past = [step for step in steps if step.state == "opened"]
            self._severity = {step.id: step.severity for step in steps if step.by == DETECTOR}
            self._judgements = {key_of(step): step for step in steps if step.state in JUDGED}
            self._watch = Watch(self._policy, known=[step for step in steps if not step.drill])
            self._watch.holdings = holdings(self._policy, self._judgements.values())
        return self._watch

    def _hear_judgements(self, watch: Watch) -> None:
        """What people judged since the last look moves the threshold, from the minute of the judgement on."""
        newest = max((step.at for step in self._judgements.values()), default=None)
        since = newest - OVERLAP if newest else None
        fresh = {key_of(step): step for step in self._store.judgements(since)}
        if not fresh.keys() <= self._judgements.keys():
            self._judgements |= fresh
            watch.holdings = holdings(self._policy, self._judgements.values())


def key_of(step: AlertStep) -> Key:
    return step.id, step.sequence
