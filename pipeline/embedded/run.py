"""Brings the embedded run up, watches over it, and takes it down with nothing left behind. Called by `nabiz up`.

One process: the Faust worker on the event loop, the store and the feed in threads, the broker as a child. When the
broker dies its messages are gone: that is said loudly, a new one is started, and the feed is read again.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import time
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Protocol

import faust
import msgspec

from connectors.base import Connector
from connectors.broker import create_topics
from connectors.metrics import ConnectorMetrics
from connectors.progress import Progress
from pipeline.agents import build_app, watch
from pipeline.app import build_parts, spare_the_collector
from pipeline.embedded.broker import start_broker
from pipeline.embedded.draining import drained
from pipeline.embedded.ending import end
from pipeline.embedded.feeds import Feed
from pipeline.embedded.letterbox import Letterbox
from pipeline.embedded.press import Press
from pipeline.embedded.summary import Landed, Summary, stored_ids, summarise
from pipeline.embedded.window import PATH, Latch, Window, open_latch
from pipeline.errors import BrokerDied, NabizError
from pipeline.healthz import serve
from pipeline.parts import Parts
from pipeline.settings import Settings, author_key
from pipeline.views.console.serving import Console, first_account

log = logging.getLogger(__name__)

TICK = 0.25  # seconds between two looks at everything

Where = Sequence[tuple[str, str]]


class View(Protocol):
    """Who shows what happens."""

    def started(self, where: Where) -> None:
        """Everything runs; `where` names each part and its address."""

    def show(self, parts: Parts, feed: Progress) -> None:
        """Called four times a second."""


class Plan(msgspec.Struct, frozen=True):
    """What is asked of one embedded run. `speed` None: as fast as it goes; `port` 0: 9092 or any free one."""

    connector: Connector
    speed: float | None = None
    until_drained: bool = False
    port: int = 0
    console: bool = True
    told: bool = False  # somebody reads what is shown: a first password may be


class EmbeddedRun:
    def __init__(self, settings: Settings, plan: Plan, view: View) -> None:
        self._settings, self._plan, self._view = settings, plan, view
        self._broker = start_broker(settings.data_dir, port=plan.port)
        self._stopped = False
        self._landed = Landed()  # before the feed was last begun
        self._failure: BaseException | None = None

    async def run(self) -> Summary:
        """Until it is told to stop, or everything is drained. Raises what ended it otherwise."""
        started = time.monotonic()
        with ExitStack() as down:
            down.callback(lambda: self._broker.stop())  # noqa: PLW0108 - by then it may be another broker
            self._listen_to_signals()
            parts = await asyncio.to_thread(build_parts, self._here(), self._fail)
            down.callback(parts.store.close)
            down.callback(parts.teller.close)
            window = Window(parts.store)
            letterbox, press = Letterbox(parts.store, window.token), Press(parts.store, window.token)
            posts = {PATH: window.answer, **letterbox.posts(), **press.posts()}
            server, address = serve(parts.telemetry, self._settings.host, self._settings.port, posts)
            down.callback(server.shutdown)
            console = await asyncio.to_thread(self._open_console, parts, down)
            latch = open_latch(self._settings.data_dir, Latch(address, window.token, console, self._broker.address))
            down.callback(latch.close)
            before = stored_ids(parts)
            key = author_key(self._settings)
            metrics = ConnectorMetrics()
            parts.telemetry.registry.register(metrics)
            feed = Feed(self._plan.connector, self._broker.address, key, self._plan.speed, self._fail, metrics.report)
            down.callback(feed.close)
            spare_the_collector()
            self._view.started(self._where(address, console))
            await self._rounds(parts, feed)
            return summarise(parts, feed.progress, before, self._landed, time.monotonic() - started)

    async def _rounds(self, parts: Parts, feed: Feed) -> None:
        """One round for each life of the broker."""
        while True:
            try:
                return await self._round(msgspec.structs.replace(parts, settings=self._here()), feed)
            except BrokerDied as error:
                log.error("%s. Its messages are gone: a new one is started and the feed is read again", error)
            self._broker.stop()
            self._broker = start_broker(self._settings.data_dir, port=self._broker.port)
            parts.telemetry.forget_positions()
            pulse = parts.telemetry.pulse()
            self._landed = Landed(pulse.stored, pulse.rejected, pulse.reasons)

    async def _round(self, parts: Parts, feed: Feed) -> None:
        await asyncio.to_thread(create_topics, self._broker.address, partitions=self._settings.partitions)
        app = build_app(parts)
        app.finalize()
        try:
            await app.start()
            feed.start()
            while not self._stopped:
                self._check(app)
                self._view.show(parts, feed.progress)
                if self._plan.until_drained and not feed.alive and await self._drained(app, parts):
                    return await self._judge_the_end(app, parts)
                await asyncio.sleep(TICK)
        finally:
            await end(app, broker_alive=self._broker.alive)

    def _check(self, app: faust.App) -> None:
        """Raises what must end this round. A dead broker comes first: all else then follows from it."""
        self._broker.check()
        if self._failure is not None:
            raise self._failure
        if app.crashed:
            raise NabizError("the worker crashed", hint="its reason is in the log above")

    async def _judge_the_end(self, app: faust.App, parts: Parts) -> None:
        """A bounded feed has a last minute: judge it without waiting for late items, and tell what is held back."""
        await watch(app, parts, final=True)

    async def _drained(self, app: faust.App, parts: Parts) -> bool:
        return await drained(app, parts.telemetry, self._broker.address)

    def _fail(self, error: BaseException) -> None:
        self._failure = self._failure or error

    def _here(self) -> Settings:
        return self._settings.model_copy(update={"broker": self._broker.address, "log": self._broker.log})

    def _open_console(self, parts: Parts, down: ExitStack) -> str:
        """Its address; "" where none is wanted."""
        if not self._plan.console:
            return ""
        console = Console(parts.store, self._settings)
        down.callback(console.close)
        return console.address

    def _where(self, health: str, console: str) -> Where:
        how = first_account(self._settings, told=self._plan.told) if console else ""
        return (
            ("broker", self._broker.address),
            ("health", f"{health}/healthz"),
            ("metrics", f"{health}/metrics"),
            ("data", str(self._settings.data_dir)),
            *((("console", console),) if console else ()),
            *((("sign in", how),) if how else ()),
        )

    def _listen_to_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for name in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(name, self._stop)
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # a terminal that is closed, unless `nohup` says no
            loop.add_signal_handler(signal.SIGHUP, self._stop)

    def _stop(self) -> None:
        self._stopped = True
