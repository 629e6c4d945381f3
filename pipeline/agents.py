"""The Faust app: two agents and a few timers, thin. Decisions are in the pure functions they call.

enriching  reads voc.feedback.v1 in batches; decode, language, sentiment, topics; write; only then acknowledge.
setting_aside  reads voc.rejected.v1: dead letters of connectors become rows, for the views.
watching   a timer on the leader: counts from the store through the crisis detector; steps to voc.alerts.v1.
notifying  a timer on the leader: tells the channels what the store says has not been told.

Called by `pipeline.app` (a worker process) and `pipeline.embedded`. An error that is no absence ends the process
(`parts.fatal`), for Faust would restart the agent without its batch.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import partial

import faust
from faust.types import StreamT, TopicT

from pipeline.alert import AlertStep
from pipeline.batches import Batches
from pipeline.dead_letters import set_aside
from pipeline.errors import NabizError, StoreAway, place_of
from pipeline.faust_settings import PromptConsumer, Unmeasured, faust_settings
from pipeline.measuring import MEASURE_SECONDS, Measuring
from pipeline.parts import Parts
from pipeline.telemetry import Telemetry
from pipeline.wire import ALERTS, FEEDBACK, REJECTED, TOPICS, Encoded, encode_alert

log = logging.getLogger(__name__)


def build_app(parts: Parts) -> faust.App:
    """The Faust app over these parts; nothing is connected until it starts."""
    app = faust.App(parts.settings.group, monitor=Unmeasured(), **faust_settings(parts.settings))
    app.transport.Consumer = PromptConsumer
    topics = {name: _topic(app, name) for name in TOPICS}
    send = partial(_send, topics)

    @app.agent(topics[FEEDBACK], name="enriching")
    async def enriching(stream: StreamT[bytes]) -> None:
        batches = Batches(parts, send)
        try:
            async for events in stream.noack_take(parts.settings.batch_items, within=parts.settings.batch_seconds):
                await batches.take(events)
        except Exception as error:
            await _end_holding(parts, error)
        finally:
            await batches.finish()

    @app.agent(topics[REJECTED], name="setting_aside")
    async def setting_aside(stream: StreamT[bytes]) -> None:
        """What the connectors could not take; what this worker could not take is stored with its batch."""
        async for events in stream.noack_take(parts.settings.batch_items, within=1.0):
            try:
                await set_aside(parts, events)
            except Exception as error:
                await _end_holding(parts, error)

    @app.timer(interval=parts.settings.watch_seconds, on_leader=True, name="watching")
    async def watching() -> None:
        await watch(app, parts)

    @app.timer(interval=parts.settings.watch_seconds, on_leader=True, name="notifying")
    async def notifying() -> None:
        await notify(parts)

    @app.on_partitions_assigned.connect
    async def rebalanced(*_: object, **__: object) -> None:
        parts.telemetry.rebalances.inc()

    @app.timer(interval=1.0, name="lag")
    async def measure_lag() -> None:
        parts.telemetry.behind(_lags(app, parts.telemetry))

    measuring = Measuring(parts.store, parts.telemetry.registry)

    @app.timer(interval=MEASURE_SECONDS, name="measuring")
    async def measure() -> None:
        await asyncio.to_thread(measuring.measure, datetime.now(UTC), leads=app.is_leader())

    return app


async def watch(app: faust.App, parts: Parts, *, final: bool = False) -> None:
    """Look, publish, keep: one after the other, so that nothing is published twice by the timer and the end of a feed.

    The channels are told of what is kept, at once.
    """
    async with parts.telling:
        steps = await asyncio.to_thread(partial(look, parts, final=final))
        await tell(app, parts, steps)
    if steps or final:
        await notify(parts, final=final)


def look(parts: Parts, *, final: bool = False) -> list[AlertStep]:
    """One look of the crisis detector. What goes wrong is on the health page and stops no one else's work."""
    try:
        steps = parts.watcher.look(final=final)
    except StoreAway as error:
        parts.telemetry.waiting("watching", error)
        return []
    except Exception as error:
        failed = NabizError(f"the crisis detector failed: {place_of(error)}")
        log.error("%s", failed)
        parts.telemetry.waiting("watching", failed)
        return []
    parts.telemetry.waiting("watching", None)
    return steps


async def tell(app: faust.App, parts: Parts, steps: Sequence[AlertStep]) -> None:
    """Publish steps of alerts, then keep them: a crash in between publishes again, never forgets."""
    if steps:
        await _send({ALERTS: _topic(app, ALERTS)}, ALERTS, [encode_alert(step) for step in steps])
        parts.telemetry.alerted(steps)
        try:
            await asyncio.to_thread(parts.watcher.keep, steps)
        except StoreAway as error:  # the next look stores them
            parts.telemetry.waiting("watching", error)


async def notify(parts: Parts, *, final: bool = False) -> None:
    """Tell the channels. What goes wrong is on the health page and stops no one else's work."""
    try:
        while await asyncio.to_thread(partial(parts.teller.round, datetime.now(UTC), final=final)) and final:
            pass  # a machine is told one step of an alert a round
    except StoreAway as error:
        parts.telemetry.waiting("notifying", error)
    except Exception as error:
        failed = NabizError(f"telling the channels failed: {place_of(error)}")
        log.error("%s", failed)
        parts.telemetry.waiting("notifying", failed)
    else:
        parts.telemetry.waiting("notifying", None)


async def _end_holding(parts: Parts, error: Exception) -> None:
    """End the process, and hold the batch until it does: an agent that returned would be restarted without."""
    parts.fatal(error)
    await asyncio.get_running_loop().create_future()


def _topic(app: faust.App, name: str) -> TopicT[bytes]:
    """Raw bytes both ways: a decode error of Faust's would be logged and committed, ours is answered."""
    return app.topic(name, value_type=bytes, value_serializer="raw", key_type=bytes, key_serializer="raw")


async def _send(topics: Mapping[str, TopicT[bytes]], topic: str, messages: Sequence[Encoded]) -> None:
    """Send all and wait until the broker has them."""
    waits = [await topics[topic].send(key=each.key, value=each.value, headers=each.headers) for each in messages]
    await asyncio.gather(*waits)


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
