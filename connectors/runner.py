"""Carries one source to Kafka: fetch, take, publish, flush, and only then save the cursor.

`nabiz connect` and `nabiz up` run one in a thread for each connector. Waits, with growing pauses, while the source or
the broker is away; stops loudly when the source refuses us. A crash at any point loses nothing: what was not flushed
is before no saved cursor, and reading it again changes no count, for ids are stable.
Must never save a cursor before the broker has what is before it, and never log what a record says.
"""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Protocol

import msgspec

from connectors.base import Connector, Page, Record, Spending
from connectors.cursors import BEGINNING, CursorStore, Mark, Track
from connectors.desk import Clock
from connectors.pace import Pace, first_time, slices
from connectors.progress import Progress
from connectors.publisher import Publisher
from pipeline.errors import BrokerError, SourceAway, SourceRefused
from pipeline.feedback import Rejected

log = logging.getLogger(__name__)
BREATH = 0.25  # seconds: how soon a wait notices that it should end


class Stop(Protocol):
    """A threading.Event, or a test's clock."""

    def is_set(self) -> bool: ...

    def wait(self, timeout: float) -> bool: ...


class Policy(msgspec.Struct, frozen=True):
    """`speed` 600 replays ten minutes a second; None as fast as it goes. Times are seconds."""

    speed: float | None = None
    flush_items: int = 8_000  # published at most before the cursor is saved: what a crash makes us read again
    flush_seconds: float = 1.0
    pause_first: float = 0.5  # when something is away
    pause_most: float = 60.0


def pause_of(failures: int, policy: Policy, jitter: float, asked: float | None = None) -> float:
    """How long to wait after the n-th failure in a row: doubling, half of it by chance (`jitter` 0..1).

    A source that asked for a time gets at least that. Our own rule instead of stamina's, which sleeps where a stop
    cannot wake it.
    """
    longest = min(policy.pause_most, policy.pause_first * 2.0 ** min(failures - 1, 20))
    chosen = longest * (0.5 + jitter / 2)
    return max(chosen, asked or 0.0)


class Runner:
    """`report` hears of every step (metrics, the terminal). `rewind` may be called from any thread."""

    def __init__(
        self,
        connector: Connector,
        publisher: Publisher,
        cursors: CursorStore,
        *,
        policy: Policy | None = None,
        clock: Clock = lambda: datetime.now(UTC),
        jitter: Callable[[], float] = random.random,
        report: Callable[[Progress], None] = lambda progress: None,
    ) -> None:
        self._connector, self._publisher, self._cursors = connector, publisher, cursors
        self._policy, self._clock, self._jitter, self._report = policy or Policy(), clock, jitter, report
        self._progress = self._saved = Progress(name=connector.name)  # `_saved`: as of the saved cursor
        self._track = Track(Mark(clock(), BEGINNING))
        self._cursor = BEGINNING  # of what was published, at or after the saved one
        self._unflushed = 0
        self._flushed_at = clock()
        self._pace: Pace | None = None
        self._failures = 0
        self._rewind: tuple[timedelta | None] | None = None
        self._running = False
        self._lock = threading.Lock()

    @property
    def progress(self) -> Progress:
        return self._progress

    def rewind(self, back: timedelta | None = None) -> bool:
        """Read again: from the beginning, or from where it stood `back` before the last saved cursor.

        Before `run` or during it. What was published but not flushed is given up: it is read again too.
        True when a run under way does so; False when the next one will.
        """
        with self._lock:
            self._rewind = (back,)
            return self._running

    def run(self, stop: Stop) -> Progress:
        """Until the source is done or `stop` is set. Raises SourceRefused, and whatever is a bug."""
        self._resume()
        done = False
        while not stop.is_set() and not (done and self._over()):
            self._take_rewind()
            done = False
            try:
                done = self._turn(stop)
                self._failures = 0
            except (SourceAway, BrokerError) as error:
                self._wait_for(error, stop)
            except SourceRefused as error:
                self._settle(stop)
                self._tell(state="refused", problem=str(error))
                log.error("%s stopped: %s", self._connector.name, error)
                raise
        self._settle(stop)
        self._tell(state="done" if done else "stopped")
        return self._progress

    def _over(self) -> bool:
        """Whether nothing more is asked of this run; from then on a rewind is for the next."""
        with self._lock:
            self._running = self._rewind is not None
            return not self._running

    def _resume(self) -> None:
        self._running = True
        self._track = self._cursors.load(self._connector.name) or Track(Mark(self._clock(), BEGINNING))
        self._cursor, self._unflushed, self._flushed_at = self._track.last.cursor, 0, self._clock()
        self._tell(state="reading")

    def _take_rewind(self) -> None:
        with self._lock:
            asked, self._rewind = self._rewind, None
        if asked is None:
            return
        back = asked[0]
        self._cursor = BEGINNING if back is None else self._track.back(back)
        # Saved at once: a crash right after the rewind must not forget that it was asked for.
        self._track = Track(Mark(self._clock(), self._cursor))
        self._cursors.save(self._connector.name, self._track)
        self._publisher.forget()
        self._unflushed = 0
        log.warning("%s is read again from %s", self._connector.name, "its beginning" if back is None else "earlier")
        if back is None:
            self._progress = self._progress.counted_as(Progress(self._connector.name))
        self._saved = self._progress
        self._tell(rewinds=self._progress.rewinds + 1)

    def _turn(self, stop: Stop) -> bool:
        """One page: True when it was the last."""
        page = self._connector.fetch(self._cursor)
        if not self._carry(page, stop):
            return False
        self._cursor = page.cursor
        resting = page.done or not page.more
        if (resting or self._due()) and not self._save(stop):
            return False
        if resting and not page.done:
            self._tell(state="waiting")
            self._wait(self._connector.interval, stop)
        return page.done

    def _carry(self, page: Page, stop: Stop) -> bool:
        """Publish a page, in event time where a speed is given. False when it was broken off."""
        if self._policy.speed is None:
            self._publish(page.items)
            return True
        self._pace = self._pace or self._start_pace(page.items, self._policy.speed)
        if self._pace is None:
            self._publish(page.items)
            return True
        for each in slices(page.items, self._pace):
            if not self._wait((each.due - self._clock()).total_seconds(), stop):
                return False
            self._publish(each.items)
        return True

    def _start_pace(self, items: Sequence[Record | Rejected], speed: float) -> Pace | None:
        now = self._clock()
        first = first_time(items, now)
        return Pace(speed, first, now) if first else None

    def _publish(self, items: Sequence[Record | Rejected]) -> None:
        receipt = self._publisher.publish(items)
        self._unflushed += len(items)
        self._progress = self._progress.plus(len(items), receipt)
        self._tell(state="reading", problem="")

    def _due(self) -> bool:
        waited = (self._clock() - self._flushed_at).total_seconds()
        return self._unflushed >= self._policy.flush_items or waited >= self._policy.flush_seconds

    def _save(self, stop: Stop) -> bool:
        """Flush, then save the cursor. False when it was broken off, and the cursor with it."""
        while not self._publisher.flush(BREATH):
            if stop.is_set() or self._rewind:
                return False
        now = self._clock()
        if self._cursor != self._track.last.cursor:
            self._track = self._track.then(Mark(now, self._cursor))
            self._cursors.save(self._connector.name, self._track)
        self._unflushed, self._flushed_at = 0, now
        self._tell(saved_at=now)
        self._saved = self._progress
        return True

    def _settle(self, stop: Stop) -> None:
        """Before a longer wait, or on the way out: what is with the broker already need not be read again."""
        try:
            if not self._rewind:
                self._save(stop)
        except BrokerError as error:
            log.warning("%s: %s; what is not saved is read again", self._connector.name, error)
            self._give_up()

    def _give_up(self) -> None:
        """Nothing since the saved cursor can be counted on: it is read again."""
        self._publisher.forget()
        self._cursor, self._unflushed = self._track.last.cursor, 0
        self._progress = self._progress.counted_as(self._saved)

    def _wait_for(self, error: SourceAway | BrokerError, stop: Stop) -> None:
        """Something is away."""
        if isinstance(error, BrokerError):
            self._give_up()
        else:
            self._settle(stop)
        asked = error.retry_after if isinstance(error, SourceAway) else None
        self._failures += 1
        seconds = pause_of(self._failures, self._policy, self._jitter(), asked)
        log.warning("%s: %s; next try in %.0f s", self._connector.name, error, seconds)
        self._tell(state="away", problem=str(error), retries=self._progress.retries + 1)
        self._wait(seconds, stop)

    def _wait(self, seconds: float, stop: Stop) -> bool:
        """False when the wait was broken off. A clock that is set back makes no wait longer than it was to be."""
        longest = timedelta(seconds=max(0.0, seconds))
        end = self._clock() + longest
        while not stop.is_set() and not self._rewind:
            now = self._clock()
            if now >= end:
                return True
            end = min(end, now + longest)
            stop.wait(min((end - now).total_seconds(), BREATH))
        return False

    def _tell(self, **changes: object) -> None:
        spent = self._connector.spent if isinstance(self._connector, Spending) else None
        self._progress = msgspec.structs.replace(self._progress, **changes, spent=spent)
        self._report(self._progress)
