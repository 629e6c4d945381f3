"""Takes records at the desk and hands their messages to the broker. Used by the runner, and by connectors that listen.

A runner publishes page by page and flushes before it saves its cursor; a listener (webhook) delivers, and answers
when the broker has it. Both see a BrokerError when it may not have it. The broker itself is behind `Outbox`; the one
on Kafka is in `connectors.broker`. Must never log or keep what a record says.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Protocol, runtime_checkable
from uuid import UUID

import msgspec

from connectors.base import Record
from connectors.desk import Clock, Desk
from pipeline.errors import BrokerError
from pipeline.feedback import Rejected
from pipeline.wire import FEEDBACK, REJECTED, Encoded, encode_rejected


@runtime_checkable
class Sending(Protocol):
    """Messages on their way."""

    def wait(self, seconds: float) -> bool:
        """True when the broker has them all, False when that is not known yet. Raises BrokerError where one failed."""


@runtime_checkable
class Outbox(Protocol):
    """The door to the broker. `send` may block while its buffer is full; it may be called from several threads."""

    def send(self, topic: str, messages: Sequence[Encoded]) -> Sending: ...

    def close(self) -> None: ...


class Refusal(msgspec.Struct, frozen=True):
    """Which of the records was refused (its place among them, from 0), and why; without what it says."""

    index: int
    reason: str
    detail: str


class Receipt(msgspec.Struct, frozen=True):
    """What became of some records. `ids` are those of the accepted, in order; `reasons` counts the rejected."""

    accepted: int
    rejected: int
    ids: tuple[UUID, ...]
    reasons: Mapping[str, int]
    last_event: datetime | None = None  # newest event time among the accepted
    refusals: tuple[Refusal, ...] = ()


class Publisher:
    """`key` keys the author hash. Several threads may deliver; `publish` and `flush` belong to one."""

    def __init__(self, outbox: Outbox, key: bytes, clock: Clock = lambda: datetime.now(UTC)) -> None:
        self._outbox, self._desk, self._clock = outbox, Desk(key), clock
        self._under_way: list[Sending] = []
        self._lock = threading.Lock()

    def publish(self, items: Sequence[Record | Rejected]) -> Receipt:
        """Take and send. The broker has them only when `flush` says so."""
        receipt, sendings = self._send(items)
        with self._lock:
            self._under_way += sendings
        return receipt

    def flush(self, seconds: float = 120.0) -> bool:
        """True when the broker has everything published; False when that is still open after `seconds`.

        Raises BrokerError where something failed: then nothing since the last flush may be counted on.
        """
        with self._lock:
            under_way = self._under_way
        try:
            flushed = _wait(under_way, seconds)
        except BrokerError:
            self.forget()
            raise
        if flushed:
            self.forget()
        return flushed

    def forget(self) -> None:
        """What is under way will be published again: its fate no longer matters."""
        with self._lock:
            self._under_way = []

    def deliver(self, items: Sequence[Record | Rejected], seconds: float = 30.0) -> Receipt:
        """Publish these and wait for these alone. Raises BrokerError when the broker may not have them."""
        receipt, sendings = self._send(items)
        if not _wait(sendings, seconds):
            raise BrokerError(f"the broker did not take a delivery within {seconds:.0f} s", hint="send it again")
        return receipt

    def close(self) -> None:
        self._outbox.close()

    def _send(self, items: Sequence[Record | Rejected]) -> tuple[Receipt, list[Sending]]:
        now = self._clock()
        taken = [self._desk.take(item, now) for item in items]
        accepted = [each for each in taken if not isinstance(each, Rejected)]
        rejected = [each for each in taken if isinstance(each, Rejected)]
        sendings = []
        if accepted:
            sendings.append(self._outbox.send(FEEDBACK, [each.message for each in accepted]))
        if rejected:
            sendings.append(self._outbox.send(REJECTED, [encode_rejected(each, now) for each in rejected]))
        receipt = Receipt(
            accepted=len(accepted),
            rejected=len(rejected),
            ids=tuple(each.feedback.id for each in accepted),
            reasons=Counter(each.reason for each in rejected),
            last_event=max((each.feedback.occurred_at for each in accepted), default=None),
            refusals=tuple(
                Refusal(index, each.reason, each.detail)
                for index, each in enumerate(taken)
                if isinstance(each, Rejected)
            ),
        )
        return receipt, sendings


def _wait(sendings: Sequence[Sending], seconds: float, clock: Callable[[], float] = time.monotonic) -> bool:
    end = clock() + seconds
    return all(sending.wait(max(0.0, end - clock())) for sending in sendings)
