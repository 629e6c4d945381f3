"""One worker process of the benchmark: reads voc.feedback.v1 in one of three ways and prints its rate.

ours   the product's own agents
ack    an agent that only reads and acknowledges, as fast as Faust gives
usual  what one would write first: one message at a time through the model, one row inserted for each
Started by `pipeline.bench.measure` as `python -m pipeline.bench.consumer WAY ITEMS`; settings come from NABIZ_*.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

import faust
from faust.types import StreamT

from pipeline.agents import build_app
from pipeline.app import build_parts, spare_the_collector
from pipeline.batches import message_of
from pipeline.enrich import enrich
from pipeline.faust_settings import faust_settings
from pipeline.reading import model_of
from pipeline.settings import Settings, load_settings
from pipeline.storage import open_store
from pipeline.wire import FEEDBACK

Count = Callable[[], int]


def main(way: str, items: int) -> None:
    settings = load_settings()
    app, count = {"ours": _ours, "ack": _ack, "usual": _usual}[way](settings)
    asyncio.run(_measure(app, count, items))


async def _measure(app: faust.App, count: Count, items: int) -> None:
    """Prints items a second between the first that landed and the last, and ends the process: all is thrown away."""
    app.finalize()
    await app.start()
    while not (first := count()):
        await asyncio.sleep(0.005)
    print("ready", flush=True)
    began, cpu = time.perf_counter(), time.process_time()
    while (done := count()) < items:
        await asyncio.sleep(0.005)
    seconds = time.perf_counter() - began
    figures = {"items": done - first, "rate": (done - first) / seconds, "cpu": time.process_time() - cpu}
    print(json.dumps(figures), flush=True)
    os._exit(0)


def _ours(settings: Settings) -> tuple[faust.App, Count]:
    parts = build_parts(settings, _die)
    spare_the_collector()
    return build_app(parts), lambda: parts.telemetry.pulse().stored


def _ack(settings: Settings) -> tuple[faust.App, Count]:
    app, seen = _bare_app(settings), [0]

    @app.agent(app.topic(FEEDBACK, value_type=bytes, value_serializer="raw", key_type=bytes, key_serializer="raw"))
    async def reading(stream: StreamT[bytes]) -> None:
        async for events in stream.noack_take(settings.batch_items, within=settings.batch_seconds):
            for event in events:
                await stream.ack(event)
            seen[0] += len(events)

    return app, lambda: seen[0]


def _usual(settings: Settings) -> tuple[faust.App, Count]:
    app, seen = _bare_app(settings), [0]
    model, store = (
        model_of(settings),
        open_store(settings.store_url),
    )
    store.migrate()

    @app.agent(app.topic(FEEDBACK, value_type=bytes, value_serializer="raw", key_type=bytes, key_serializer="raw"))
    async def reading(stream: StreamT[bytes]) -> None:
        async for event in stream.events():
            one = enrich([message_of(event, settings.log)], model, lambda texts: ["tr"] * len(texts))
            store.write(one.insights, one.landings)
            seen[0] += 1

    return app, lambda: seen[0]


def _bare_app(settings: Settings) -> faust.App:
    return faust.App(settings.group, **faust_settings(settings))


def _die(error: BaseException) -> None:
    print(f"{datetime.now(UTC):%H:%M:%S} {error!r}", file=sys.stderr)
    os._exit(1)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
