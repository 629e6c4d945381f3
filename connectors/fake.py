"""The fakes of the connectors' doors: a broker in memory that fails on demand, a source that follows a script.

For tests here and in whatever builds on connectors. Never used by a running installation.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from connectors.base import Page, Record
from connectors.publisher import Publisher, Sending
from pipeline.errors import BrokerError
from pipeline.feedback import Feedback, Position, Rejected
from pipeline.wire import FEEDBACK, REJECTED, Encoded, Message, decode, decode_rejected

KEY = b"a key for tests, no secret of anybody"


class MemoryOutbox:
    """Keeps what it is given. `failing` loses what is sent meanwhile and says so when it is waited for;
    `halted` neither takes nor loses: waiting ends without an answer."""

    def __init__(self) -> None:
        self.failing = False
        self.halted = False
        self.closed = False
        self._sent: list[tuple[str, Encoded]] = []
        self._lock = threading.Lock()

    def send(self, topic: str, messages: Sequence[Encoded]) -> Sending:
        lost = self.failing
        with self._lock:
            self._sent += [] if lost else [(topic, message) for message in messages]
        return _MemorySending(self, lost)

    def close(self) -> None:
        self.closed = True

    def lose_all(self) -> None:
        """What the death of an embedded broker does."""
        with self._lock:
            self._sent = []

    @property
    def feedback(self) -> list[Feedback]:
        """What arrived, read back from the bytes as a worker would."""
        found = [decode(_message(number, each)) for number, each in enumerate(self._on(FEEDBACK))]
        return [each for each in found if isinstance(each, Feedback)]

    @property
    def rejected(self) -> list[Rejected]:
        return [decode_rejected(each.value) for each in self._on(REJECTED)]

    def _on(self, topic: str) -> list[Encoded]:
        with self._lock:
            return [message for name, message in self._sent if name == topic]


class _MemorySending:
    def __init__(self, outbox: MemoryOutbox, lost: bool) -> None:
        self._outbox, self._lost = outbox, lost

    def wait(self, seconds: float) -> bool:
        if self._lost:
            raise BrokerError("the broker in memory was told to fail")
        return not self._outbox.halted


def memory_publisher(outbox: MemoryOutbox, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Publisher:
    return Publisher(outbox, KEY, clock)


class ScriptedConnector:
    """Plays pages in order; an exception in the script is raised once. The cursor counts pages.

    Whatever is fetched with cursor n is page n: a runner that saves too early is found out.
    """

    def __init__(self, script: Sequence[Sequence[Record | Rejected] | Exception], name: str = "scripted") -> None:
        self._pages = [step for step in script if not isinstance(step, Exception)]
        self._troubles = _troubles(script)
        self.name = name
        self.interval = 60.0
        self.ends = True  # the last page is the last for ever
        self.asked: list[str] = []

    def fetch(self, cursor: str) -> Page:
        self.asked.append(cursor)
        at = int(cursor or 0)
        if self._troubles.get(at):
            raise self._troubles[at].pop(0)
        if at >= len(self._pages):
            return Page((), cursor, done=self.ends)
        last = at + 1 == len(self._pages)
        return Page(tuple(self._pages[at]), str(at + 1), more=not last, done=last and self.ends)


class FakeStop:
    """A clock and a stop event in one: waiting moves the time, and nothing sleeps.

    `during` is called before each wait with the number of seconds, for a test to interfere.
    """

    def __init__(self, now: datetime, during: Callable[[float], None] = lambda seconds: None) -> None:
        self.now = now
        self.during = during
        self.stopped = False
        self.slept = 0.0

    def is_set(self) -> bool:
        return self.stopped

    def wait(self, timeout: float) -> bool:
        self.during(timeout)
        self.now += timedelta(seconds=timeout)
        self.slept += timeout
        return self.stopped

    def clock(self) -> datetime:
        return self.now


def _troubles(script: Sequence[Sequence[Record | Rejected] | Exception]) -> dict[int, list[Exception]]:
    found: dict[int, list[Exception]] = {}
    page = 0
    for step in script:
        if isinstance(step, Exception):
            found.setdefault(page, []).append(step)
        else:
            page += 1
    return found


def _message(offset: int, message: Encoded) -> Message:
    return Message(Position(FEEDBACK, 0, offset), datetime.now(UTC), message.value, dict(message.headers))
