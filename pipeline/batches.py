"""Batches on their way from Kafka to the store: infer, write together, and only then acknowledge.

Called by the `enriching` agent. Batches fit the load by themselves: what arrives while the model works makes the next
batch, and what is inferred while one insert runs makes the next insert. So a few items go through at once, and many go
in large pieces. While the store is away nothing is acknowledged and reading pauses; any other error goes to
`parts.fatal`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import NamedTuple

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


IN_FLIGHT = 3  # full batches, or as many items in smaller ones, that were taken and have not landed
AT_THE_MODEL = 2  # batches that are read side by side; one, where the model has one thread
FULL_INSERT = 2  # full batches that are written at once, whatever `insert_seconds` says
FINISH_SECONDS = 5.0


class Thought(NamedTuple):
    """A batch that the model has read."""

    events: Sequence[EventT[bytes]]
    enriched: Enriched


class Batches:
    """Two batches at the model; one insert in the store, of all that the model has read by then.

    Two, because one alone leaves processors idle while it is decoded, cut into tokens and put together again. They are
    written in the order in which they came.
    """

    def __init__(self, parts: Parts, send: Send) -> None:
        self._parts, self._send = parts, send
        self._budget = RejectionBudget(parts.settings.rejection_budget)
        self._at_the_model = 1 if parts.settings.threads == 1 else AT_THE_MODEL
        self._thinking = ThreadPoolExecutor(self._at_the_model, "model")
        self._writing = ThreadPoolExecutor(1, "store")
        self._room = asyncio.Condition()
        self._items = 0  # taken, and not landed
        self._waiting: list[EventT[bytes]] = []  # for the model
        self._begun, self._passed_on = 0, 0  # batches
        self._early: dict[int, Thought] = {}  # read by the model before one that came before it
        self._read: list[Thought] = []  # by the model, and waiting to be written
        self._thoughts: set[asyncio.Task[None]] = set()
        self._landing: asyncio.Task[None] | None = None
        self._pause, self._may_insert_at = parts.settings.insert_seconds, 0.0
        self._full = asyncio.Event()
        self._broken = False

    async def take(self, events: Sequence[EventT[bytes]]) -> None:
        """Returns when there is room for the batch: while the store is away there is none, and reading pauses."""
        most = IN_FLIGHT * self._parts.settings.batch_items
        async with self._room:
            await self._room.wait_for(lambda: self._items + len(events) <= most)
            self._items += len(events)
        self._waiting += events
        if len(self._thoughts) < self._at_the_model:
            thought = asyncio.create_task(self._think_all())
            self._thoughts.add(thought)
            thought.add_done_callback(self._over)

    async def finish(self) -> None:
        """On the way out: let what is under way land at once, if the store is there."""
        self._pause = 0.0
        self._full.set()
        with suppress(TimeoutError):
            async with asyncio.timeout(FINISH_SECONDS):
                while under_way := self._under_way():
                    await asyncio.wait(under_way)
        for task in self._under_way():
            task.cancel()
        self._thinking.shutdown(wait=False)
        self._writing.shutdown(wait=False)

    def _under_way(self) -> list[asyncio.Task[None]]:
        tasks = [*self._thoughts, *([self._landing] if self._landing else [])]
        return [task for task in tasks if not task.done()]

    async def _think_all(self) -> None:
        """One batch after the other, each of all that waits by then, until nothing does."""
        while self._waiting and not self._broken:
            events = self._waiting[: self._parts.settings.batch_items]
            del self._waiting[: len(events)]
            number, self._begun = self._begun, self._begun + 1
            self._early[number] = await self._think(events)
            self._pass_on()
        # here, and not when the loop tells of its end: what is taken in between would wait for the batch after it
        self._thoughts.discard(asyncio.current_task())

    async def _think(self, events: Sequence[EventT[bytes]]) -> Thought:
        messages = [message_of(event, self._parts.settings.log) for event in events]
        started = time.perf_counter()
        enriched = await asyncio.get_running_loop().run_in_executor(self._thinking, self._enrich, messages)
        self._parts.telemetry.thought(enriched.insights, time.perf_counter() - started)
        self._budget.spend(enriched.landings)
        return Thought(events, enriched)

    def _pass_on(self) -> None:
        """To be written, in the order in which they came: Faust commits what is acknowledged in one piece, also where
        what came before it is not."""
        while (thought := self._early.pop(self._passed_on, None)) is not None:
            self._passed_on += 1
            self._read.append(thought)
        if sum(len(thought.events) for thought in self._read) >= FULL_INSERT * self._parts.settings.batch_items:
            self._full.set()
        if self._read and self._landing is None:
            self._landing = asyncio.create_task(self._land_all())
            self._landing.add_done_callback(self._over)

    def _enrich(self, messages: Sequence[Message]) -> Enriched:
        return enrich(messages, self._parts.model, self._parts.identify, generation=self._parts.settings.generation)

    async def _land_all(self) -> None:
        """One insert after the other, each of all that is read by then, until nothing is.

        Where one fails this is never begun again: what it could not land, those after it must not leave behind.
        """
        loop = asyncio.get_running_loop()
        while self._read and not self._broken:
            with suppress(TimeoutError):
                async with asyncio.timeout_at(self._may_insert_at):
                    await self._full.wait()
            self._may_insert_at = loop.time() + self._pause
            thoughts, self._read = self._read, []
            self._full.clear()
            events = [event for thought in thoughts for event in thought.events]
            await self._land(events, joined(thoughts))
            async with self._room:
                self._items -= len(events)
                self._room.notify_all()
        self._landing = None

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
        self._thoughts.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._broken = True
            self._parts.fatal(error)


def joined(thoughts: Sequence[Thought]) -> Enriched:
    """As if it had been one batch."""
    return Enriched(
        [insight for thought in thoughts for insight in thought.enriched.insights],
        [item for thought in thoughts for item in thought.enriched.rejected],
        [landing for thought in thoughts for landing in thought.enriched.landings],
    )


def message_of(event: EventT[bytes], log_name: str) -> Message:
    record = event.message
    return Message(
        Position(record.topic, record.partition, record.offset, log_name),
        appended_at(record.timestamp, datetime.now(UTC)),
        record.value,
        headers_of(record.headers),
    )
