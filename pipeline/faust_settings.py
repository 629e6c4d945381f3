"""Settings in Faust's words. Several of its defaults are wrong for us; each that we change says why."""

from __future__ import annotations

import logging
import ssl

import faust
from aiokafka import AIOKafkaConsumer, TopicPartition
from faust.sensors import Monitor
from faust.transport.drivers.aiokafka import AIOKafkaConsumerThread, Consumer, Transport
from faust.types import TP, EventT, Message, StreamT

from pipeline.handing import HandsAtOnce
from pipeline.settings import Settings

FETCH_WAIT_MS = 100


class Unmeasured(Monitor):  # type: ignore[misc]
    """Faust's monitor without what it does for every message: `pipeline.telemetry` measures whole batches."""

    def on_message_in(self, tp: TP, offset: int, message: Message) -> None:
        pass

    def on_stream_event_in(self, tp: TP, offset: int, stream: StreamT[bytes], event: EventT[bytes]) -> None:
        pass

    def on_stream_event_out(
        self, tp: TP, offset: int, stream: StreamT[bytes], event: EventT[bytes], state: dict[str, object] | None = None
    ) -> None:
        pass

    def on_message_out(self, tp: TP, offset: int, message: Message) -> None:
        pass


class _Thread(AIOKafkaConsumerThread):  # type: ignore[misc]
    """Fetches promptly, and says of its state only what is a fault."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self._unanswered: dict[TP, float] = {}  # since when; or when it was said last

    def _create_worker_consumer(self, transport: Transport) -> AIOKafkaConsumer:
        """Faust has a fetch wait for up to 1.5 s, and lets nobody say otherwise; Tansu 0.6.0 looks for new messages
        only a few times within that wait (a median of .39 s from append to arrival; with a tenth of a second .01 s)."""
        consumer = super()._create_worker_consumer(transport)
        consumer._fetch_max_wait_ms = FETCH_WAIT_MS
        return consumer

    def verify_event_path(self, now: float, tp: TP) -> None:
        """Say that the broker does not answer for a partition; called for each of them every few seconds.

        Faust also takes a partition for stuck whose last message or commit is five minutes ago while messages wait in
        it: so is each that was quiet before, and each whose turn has not come in a backlog ("report as bug").
        Whether a worker stands still is told by what lands, in `telemetry`.
        """
        assigned = self._ensure_consumer()._fetcher._subscriptions.subscription.assignment
        state = assigned.state_value(TopicPartition(tp.topic, tp.partition)) if assigned and assigned.active else None
        if state is None or state.timestamp:
            self._unanswered.pop(tp, None)
        elif now - self._unanswered.setdefault(tp, now) >= self.tp_fetch_response_timeout_secs:
            self._unanswered[tp] = now
            patience = self.tp_fetch_response_timeout_secs
            self.log.error("the broker has not answered for %s/%d within %.0f s", tp.topic, tp.partition, patience)

    async def _keepalive2(self) -> None:
        """Faust's, without its error for an event loop that was late by two seconds: so it is on a busy machine, and
        one that stands still cannot say so. That is told by /healthz, and once it goes on by `telemetry`."""
        while not self.should_stop:
            await self.sleep(1.1)
            await self._wakeup_timer_in_thread()


class PromptConsumer(HandsAtOnce, Consumer):  # type: ignore[misc]
    """Set it as `Consumer` of an app's transport: what is appended arrives soon, and costs no task of its own."""

    def _new_consumer_thread(self) -> _Thread:
        return _Thread(self, loop=self.loop, beacon=self.beacon)


# Libraries are held to warnings. While a class is made, Faust names its logger after the module that makes it.
Unmeasured.logger = logging.getLogger("faust.sensors")
PromptConsumer.logger = _Thread.logger = logging.getLogger("faust.transport.drivers.aiokafka")


def faust_settings(settings: Settings) -> dict[str, object]:
    """Keyword arguments of faust.App."""
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
