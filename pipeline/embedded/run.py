"""Brings the embedded run up, watches over it, and takes it down with nothing left behind. Called by `nabiz up`.

One process: the Faust worker on the event loop, the store in threads, the feed in a thread, the broker as a child.
When the broker dies its messages are gone: that is said loudly, a new one is started, and the feed is read again.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

import faust
import msgspec

from connectors.base import Connector
from connectors.broker import KafkaOutbox, create_topics
from connectors.cursors import MemoryCursors
from connectors.progress import Progress
from connectors.publisher import Publisher
from connectors.runner import Policy, Runner
from pipeline.agents import Parts, build_app, drained, look
from pipeline.app import build_parts
from pipeline.embedded.broker import Broker, start_broker
from pipeline.embedded.summary import Summary, summarise
from pipeline.errors import BrokerDied, NabizError
from pipeline.settings import Settings, author_key
from pipeline.telemetry import serve
from pipeline.wire import ALERTS, encode_alert

log = logging.getLogger(__name__)

TICK = 0.25  # seconds between two looks at everything
STOP_SECONDS = 10.0


class View(Protocol):
    """Who shows what happens; called four times a second."""

    def show(self, parts: Parts, feed: Progress, where: list[tuple[str, str]]) -> None: ...


class Plan(msgspec.Struct, frozen=True):
    """What is asked of one embedded run. `speed` None: as fast as it goes."""

    connect: Callable[[], Connector]
    speed: float | None = None
    until_drained: bool = False
    port: int = 0


class EmbeddedRun:
    """`run` returns when it was told to stop, or when everything is drained. Raises what ended it otherwise."""

    def __init__(self, settings: Settings, plan: Plan, view: View) -> None:
        self._settings, self._plan, self._view = settings, plan, view
        self._stop = threading.Event()
        self._failure: BaseException | None = None

    async def run(self) -> Summary:
        started = time.monotonic()
        self._listen_to_signals()
        broker = await asyncio.to_thread(start_broker, self._settings.data_dir, "127.0.0.1", self._plan.port)
        try:
            parts = await asyncio.to_thread(build_parts, self._with(broker), self._fail)
            try:
                before = parts.store.query("SELECT uniqExact(id) FROM insights").rows[0][0]
                server, address = serve(parts.telemetry, self._settings.host, self._settings.port)
                where = [
                    ("broker", broker.address),
                    ("health", f"{address}/healthz"),
                    ("data", str(self._settings.data_dir)),
                ]
                broker, progress = await self._watch_over(broker, parts, where)
                server.shutdown()
                return summarise(parts, progress, int(str(before)), time.monotonic() - started)
            finally:
                parts.store.close()
        finally:
            broker.stop()

    async def _watch_over(self, broker: Broker, parts: Parts, where: list[tuple[str, str]]) -> tuple[Broker, Progress]:
        """One round for each broker: a new round begins where the broker died."""
        outbox = KafkaOutbox(broker.address)
        publisher = Publisher(outbox, author_key(self._settings))
        runner = Runner(self._plan.connect(), publisher, MemoryCursors(), policy=Policy(speed=self._plan.speed))
        feed = threading.Thread(target=self._feed, args=(runner,), name="feed", daemon=True)
        try:
            while True:
                await asyncio.to_thread(create_topics, broker.address, partitions=self._settings.partitions)
                app = build_app(msgspec.structs.replace(parts, settings=self._with(broker)))
                app.finalize()
                await app.start()
                try:
                    if not feed.is_alive() and feed.ident is None:
                        feed.start()
                    await self._until_over(broker, app, parts, runner, feed, where)
                    return broker, runner.progress
                except BrokerDied as error:
                    log.error("%s; a new one is started and the feed is read again", error.message)
                finally:
                    await _end(app)
                broker = await asyncio.to_thread(start_broker, self._settings.data_dir, "127.0.0.1", broker.port)
                parts.telemetry.forget_positions()
                runner.rewind()
                if not feed.is_alive():
                    feed = threading.Thread(target=self._feed, args=(runner,), name="feed", daemon=True)
        finally:
            self._stop.set()
            if feed.ident is not None:
                await asyncio.to_thread(feed.join, STOP_SECONDS)
            publisher.close()

    async def _until_over(
        self, broker: Broker, app: faust.App, parts: Parts, runner: Runner, feed: threading.Thread,
        where: list[tuple[str, str]],
    ) -> None:  # fmt: skip
        while not self._stop.is_set():
            broker.check()
            if self._failure is not None:
                raise self._failure
            if app.crashed:
                broker.check()
                raise NabizError("the worker crashed", hint="its reason is in the log above")
            self._view.show(parts, runner.progress, where)
            if self._plan.until_drained and not feed.is_alive() and await drained(app, parts.telemetry):
                await self._judge_the_end(app, parts)
                return
            await asyncio.sleep(TICK)

    async def _judge_the_end(self, app: faust.App, parts: Parts) -> None:
        """A bounded feed has a last minute: judge it without waiting for late items, and let its alerts be told."""
        steps = await asyncio.to_thread(look, parts, final=True)
        for step in steps:
            message = encode_alert(step)
            await (await app.topic(ALERTS, value_serializer="raw", key_serializer="raw").send(
                key=message.key, value=message.value, headers=message.headers
            ))  # fmt: skip
        await asyncio.to_thread(parts.watcher.keep, steps)
        while not await drained(app, parts.telemetry) and not self._stop.is_set():
            await asyncio.sleep(TICK)

    def _feed(self, runner: Runner) -> None:
        try:
            runner.run(self._stop)
        except BaseException as error:
            self._fail(error)

    def _fail(self, error: BaseException) -> None:
        self._failure = self._failure or error

    def _with(self, broker: Broker) -> Settings:
        return self._settings.model_copy(update={"broker": broker.address, "log": broker.log})

    def _listen_to_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for name in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(name, self._stop.set)


async def _end(app: faust.App) -> None:
    """Faust can wait for a broker that is gone; we do not."""
    with suppress(asyncio.TimeoutError, Exception):
        await asyncio.wait_for(app.stop(), STOP_SECONDS)
