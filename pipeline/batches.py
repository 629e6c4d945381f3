"""Batches on their way from Kafka to the store: infer, write, and only then acknowledge.

Called by the `enriching` agent. While one batch is being written the next is inferred and the one after it is read. A
batch whose store is away waits, and nothing is acknowledged meanwhile; any other error goes to `parts.fatal`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial

from faust.types import EventT

from pipeline.enrich import Enriched, enrich
from pipeline.feedback import Position
from pipeline.parts import Parts
from pipeline.rejections import RejectionBudget
from pipeline.retry import persist
from pipeline.wire import (
    FEEDBACK,
    INSIGHTS,
    REJECTED,
    Encoded,
    Message,
    appended_at,
    encode_insight,
    encode_rejected,
    headers_of,
)

Send = Callable[[str, Sequence[Encoded]], Awaitable[None]]


IN_FLIGHT = 3  # batches: one in the model, one being written, one waiting


class Batches:
    """Batches on their way, in order: each is inferred, waits for the one before it to land, and lands."""

    def __init__(self, parts: Parts, send: Send) -> None:
        self._parts, self._send = parts, send
        self._budget = RejectionBudget(parts.settings.rejection_budget)
        self._thinking = ThreadPoolExecutor(1, "model")
        self._writing = ThreadPoolExecutor(1, "store")
        self._slots = asyncio.Semaphore(IN_FLIGHT)
        self._last: asyncio.Task[None] | None = None

    async def take(self, events: Sequence[EventT[bytes]]) -> None:
        """Returns when there is room for the batch: while the store is away there is none, and reading pauses."""
        await self._slots.acquire()
        self._last = asyncio.create_task(self._carry(events, self._last))
        self._last.add_done_callback(self._over)

    async def finish(self) -> None:
        """On the way out: let what is under way land, if the store is there."""
        if self._last is not None and not self._last.done():
            await asyncio.wait([self._last], timeout=5.0)
            self._last.cancel()
        self._thinking.shutdown(wait=False)
        self._writing.shutdown(wait=False)

    async def _carry(self, events: Sequence[EventT[bytes]], before: asyncio.Task[None] | None) -> None:
        try:
            messages = [message_of(event, self._parts.settings.log) for event in events]
            started = time.perf_counter()
            enriched = await asyncio.get_running_loop().run_in_executor(self._thinking, self._enrich, messages)
            self._parts.telemetry.model_seconds.observe(time.perf_counter() - started)
            self._budget.spend(enriched.landings)
            if before is not None:
                await before  # what it could not land, this one must not leave behind
            await self._land(events, enriched)
        finally:
            self._slots.release()

    def _enrich(self, messages: Sequence[Message]) -> Enriched:
        return enrich(messages, self._parts.model, self._parts.identify, generation=self._parts.settings.generation)

    async def _land(self, events: Sequence[EventT[bytes]], enriched: Enriched) -> None:
        """Dead letters, rows, copies; then, and only then, acknowledge."""
        parts = self._parts
        if enriched.rejected:
            await self._send(REJECTED, [encode_rejected(item, datetime.now(UTC)) for item in enriched.rejected])
        started = time.perf_counter()
        await persist(
            partial(self._write, enriched),
            executor=self._writing,
            patience=parts.patience,
            waiting=partial(parts.telemetry.waiting, "store"),
        )
        parts.telemetry.waiting("store", None)
        parts.telemetry.insert_seconds.observe(time.perf_counter() - started)
        if parts.settings.publish_insights:
            await self._send(INSIGHTS, [encode_insight(insight) for insight in enriched.insights])
        parts.telemetry.landed(enriched.insights, enriched.rejected, datetime.now(UTC))
        newest: dict[int, int] = {}
        for event in events:
            event.ack()
            record = event.message
            newest[record.partition] = max(newest.get(record.partition, 0), record.offset)
        for partition, offset in newest.items():
            parts.telemetry.done(FEEDBACK, partition, offset)

    def _write(self, enriched: Enriched) -> None:
        if enriched.rejected:
            self._parts.store.write_rejected(enriched.rejected, datetime.now(UTC))
        self._parts.store.write(enriched.insights, enriched.landings)

    def _over(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()) is not None:
            self._parts.fatal(error)


def message_of(event: EventT[bytes], log_name: str) -> Message:
    record = event.message
    return Message(
        Position(record.topic, record.partition, record.offset, log_name),
        appended_at(record.timestamp, datetime.now(UTC)),
        record.value,
        headers_of(record.headers),
    )
