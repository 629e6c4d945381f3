"""The Faust app: three agents and a timer, thin. Decisions are in the pure functions they call.

enriching  reads voc.feedback.v1 in batches; decode, language, sentiment, topics; write; only then acknowledge.
           While one batch is being written the next is read and inferred.
watching   a timer on the leader: counts from the store through the crisis detector; steps to voc.alerts.v1.
notifying  reads voc.alerts.v1 and tells the channels.

Called by `pipeline.app` (a worker process) and `pipeline.embedded`. A batch whose store is away waits, nothing is
acknowledged; any other error ends the process (`parts.fatal`), for Faust would restart the agent without its batch.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial

import faust
import msgspec
from faust.types import EventT, StreamT, TopicT

from models.base import TextModel
from pipeline.alert import AlertStep
from pipeline.channels import Channel, tell_all
from pipeline.enrich import Enriched, Identify, enrich
from pipeline.errors import StoreAway
from pipeline.feedback import Position
from pipeline.rejections import RejectionBudget
from pipeline.retry import Patience, persist
from pipeline.settings import Settings
from pipeline.storage.base import Store
from pipeline.telemetry import Telemetry
from pipeline.watching import Watcher
from pipeline.wire import (
    ALERTS,
    FEEDBACK,
    INSIGHTS,
    REJECTED,
    TOPICS,
    Encoded,
    Message,
    decode_alert,
    encode_alert,
    encode_insight,
    encode_rejected,
    headers_of,
)

log = logging.getLogger(__name__)

Send = Callable[[str, Sequence[Encoded]], Awaitable[None]]


class Parts(msgspec.Struct, frozen=True):
    """Everything a worker needs, built once by the composition root and passed in."""

    settings: Settings
    model: TextModel
    identify: Identify
    store: Store
    watcher: Watcher
    channels: Sequence[Channel]
    telemetry: Telemetry
    fatal: Callable[[BaseException], None]
    patience: Patience = Patience()


def build_app(parts: Parts) -> faust.App:
    """The Faust app over these parts; nothing is connected until it starts."""
    app = faust.App(parts.settings.group, **faust_settings(parts.settings))
    topics = {name: _topic(app, name) for name in TOPICS}
    send = partial(_send, topics)

    @app.agent(topics[FEEDBACK], name="enriching")
    async def enriching(stream: StreamT[bytes]) -> None:
        batches = Batches(parts, stream.ack, send)
        try:
            async for events in stream.noack_take(parts.settings.batch_items, within=parts.settings.batch_seconds):
                await batches.take(events)
        except Exception as error:
            parts.fatal(error)
            await asyncio.get_running_loop().create_future()  # hold the batch: returning, it would be restarted without
        finally:
            await batches.finish()

    @app.agent(topics[ALERTS], name="notifying")
    async def notifying(stream: StreamT[bytes]) -> None:
        async for event in stream.events():
            await _notify(parts, event.message.value)
            parts.telemetry.done(ALERTS, event.message.partition, event.message.offset)

    @app.timer(interval=parts.settings.watch_seconds, on_leader=True, name="watching")
    async def watching() -> None:
        await tell(app, parts, await asyncio.to_thread(look, parts))

    @app.timer(interval=1.0, name="lag")
    async def measure_lag() -> None:
        parts.telemetry.behind(_lags(app, parts.telemetry))

    return app


def look(parts: Parts, *, final: bool = False) -> list[AlertStep]:
    """One look of the crisis detector. What goes wrong is on the health page and stops no one else's work."""
    try:
        steps = parts.watcher.look(final=final)
    except StoreAway as error:
        parts.telemetry.waiting("watching", error)
        return []
    except Exception as error:
        log.exception("the crisis detector failed")
        parts.telemetry.waiting("watching", error)
        return []
    parts.telemetry.waiting("watching", None)
    parts.telemetry.alerted(steps)
    return steps


async def tell(app: faust.App, parts: Parts, steps: Sequence[AlertStep]) -> None:
    """Publish steps of alerts, then keep them: a crash in between publishes again, never forgets."""
    if steps:
        await _send({ALERTS: _topic(app, ALERTS)}, ALERTS, [encode_alert(step) for step in steps])
        await asyncio.to_thread(parts.watcher.keep, steps)


class Batches:
    """Batches on their way to the store, two at a time: one in the model, the one before being written."""

    def __init__(self, parts: Parts, ack: Callable[[EventT[bytes]], Awaitable[bool]], send: Send) -> None:
        self._parts, self._ack, self._send = parts, ack, send
        self._budget = RejectionBudget(parts.settings.rejection_budget)
        self._thinking = ThreadPoolExecutor(1, "model")
        self._writing = ThreadPoolExecutor(1, "store")
        self._pending: asyncio.Task[None] | None = None

    async def take(self, events: Sequence[EventT[bytes]]) -> None:
        messages = [message_of(event, self._parts.settings.log) for event in events]
        started = time.perf_counter()
        enriched = await asyncio.get_running_loop().run_in_executor(self._thinking, self._enrich, messages)
        self._parts.telemetry.model_seconds.observe(time.perf_counter() - started)
        self._budget.spend(enriched.landings)
        if self._pending is not None:
            await self._pending
        self._pending = asyncio.create_task(self._land(events, enriched))
        self._pending.add_done_callback(self._landed)

    async def finish(self) -> None:
        """On the way out: let the write under way end, if the store is there."""
        if self._pending is not None and not self._pending.done():
            await asyncio.wait([self._pending], timeout=5.0)
            self._pending.cancel()
        self._thinking.shutdown(wait=False)
        self._writing.shutdown(wait=False)

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
            await self._ack(event)
            record = event.message
            newest[record.partition] = max(newest.get(record.partition, 0), record.offset)
        for partition, offset in newest.items():
            parts.telemetry.done(FEEDBACK, partition, offset)

    def _write(self, enriched: Enriched) -> None:
        if enriched.rejected:
            self._parts.store.write_rejected(enriched.rejected, datetime.now(UTC))
        self._parts.store.write(enriched.insights, enriched.landings)

    def _landed(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()) is not None:
            self._parts.fatal(error)


def faust_settings(settings: Settings) -> dict[str, object]:
    """Faust's settings; several of its defaults are wrong for us, each with its reason."""
    brokers = [f"kafka://{address.strip()}" for address in settings.broker.split(",")]
    return {
        "broker": brokers,
        "broker_credentials": _credentials(settings),
        "store": "memory://",  # no tables: all state is in ClickHouse
        "datadir": settings.data_dir / "faust",
        "web_enabled": False,  # telemetry has its own server
        "topic_partitions": settings.partitions,
        "topic_replication_factor": settings.replication,
        "broker_session_timeout": 6.0,  # a join takes half of it
        "broker_heartbeat_interval": 2.0,
        "broker_max_poll_records": settings.batch_items,  # unbounded by default
        "broker_max_poll_interval": 3600.0,  # waiting for the store must not cost the partitions
        "broker_commit_interval": 1.0,
        "stream_wait_empty": False,  # it can hang at rebalance
        "stream_buffer_maxsize": settings.batch_items,  # reading pauses when a batch waits
        "producer_compression_type": "lz4",
        "consumer_auto_offset_reset": "earliest",
    }


def _credentials(settings: Settings) -> object:
    context = ssl.create_default_context(cafile=settings.broker_ca) if settings.broker_tls else None
    if not settings.broker_user:
        return faust.SSLCredentials(context) if context else None
    return faust.SASLCredentials(
        username=settings.broker_user,
        password=settings.broker_password.get_secret_value(),
        mechanism=settings.broker_mechanism,
        ssl_context=context,
    )


def _topic(app: faust.App, name: str) -> TopicT[bytes]:
    """Raw bytes both ways: a decode error of Faust's would be logged and committed, ours is answered."""
    return app.topic(name, value_type=bytes, value_serializer="raw", key_type=bytes, key_serializer="raw")


async def _send(topics: Mapping[str, TopicT[bytes]], topic: str, messages: Sequence[Encoded]) -> None:
    """Send all and wait until the broker has them."""
    waits = [await topics[topic].send(key=each.key, value=each.value, headers=each.headers) for each in messages]
    await asyncio.gather(*waits)


async def _notify(parts: Parts, value: bytes) -> None:
    step = decode_alert(value)
    loop = asyncio.get_running_loop()
    failed = await loop.run_in_executor(None, tell_all, parts.channels, step, parts.settings.language)
    parts.telemetry.notifications.labels("sent").inc(len(parts.channels) - len(failed))
    parts.telemetry.notifications.labels("failed").inc(len(failed))


def message_of(event: EventT[bytes], log_name: str) -> Message:
    record = event.message
    return Message(
        Position(record.topic, record.partition, record.offset, log_name),
        datetime.fromtimestamp(record.timestamp, UTC),
        record.value,
        headers_of(record.headers),
    )


def _lags(app: faust.App, telemetry: Telemetry) -> list[tuple[str, int, int]]:
    """(topic, partition, messages not yet acknowledged) of every assigned partition of the feedback topic."""
    consumer, lags = app.consumer, []
    for tp in consumer.assignment():
        end = consumer.highwater(tp)
        if tp.topic == FEEDBACK and end:
            committed = consumer._committed_offset.get(tp)  # no public accessor gives it
            done = telemetry.position(tp.topic, tp.partition)
            lags.append((tp.topic, tp.partition, end - (done if done is not None else committed or 0)))
    return lags
