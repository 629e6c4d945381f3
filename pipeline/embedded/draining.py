"""Whether everything is done: all that the broker holds of what the worker reads is acknowledged.

Asked by `pipeline.embedded.run` once the feed has ended. Must never take a part of the messages for all of them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

import faust
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from pipeline.telemetry import Telemetry
from pipeline.wire import FEEDBACK, REJECTED

READ = (FEEDBACK, REJECTED)
WAIT_MS = 50
ANSWER_SECONDS = 5.0


async def drained(app: faust.App, telemetry: Telemetry, broker: str) -> bool:
    """True when every message of the topics this worker reads is acknowledged; False also where nobody answers."""
    wanted = [tp for tp in app.consumer.assignment() if tp.topic in READ]
    whole = sum(app.consumer.topic_partitions(topic) or 0 for topic in READ)
    known = {tp: app.consumer.highwater(tp) for tp in wanted}
    if not wanted or len(wanted) < whole or not _reached(telemetry, known):
        return False
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            return _reached(telemetry, await ends(broker, wanted))
    except (KafkaError, OSError, TimeoutError):
        return False


def _reached(telemetry: Telemetry, ends: Mapping[TopicPartition, int | None]) -> bool:
    return all((telemetry.position(tp.topic, tp.partition) or 0) >= (end or 0) for tp, end in ends.items())


async def ends(broker: str, partitions: Sequence[TopicPartition]) -> dict[TopicPartition, int | None]:
    """The offset after the last message of each partition.

    Asked for its latest offset, Tansu 0.6.0 names the beginning of the last batch, Kafka the end. What comes back
    with the messages fetched from there is the end with both.
    """
    consumer = AIOKafkaConsumer(bootstrap_servers=broker, enable_auto_commit=False, fetch_max_wait_ms=WAIT_MS)
    try:
        await consumer.start()
        consumer.assign(list(partitions))
        for partition, latest in (await consumer.end_offsets(partitions)).items():
            consumer.seek(partition, latest)
        while any(consumer.highwater(partition) is None for partition in partitions):
            await consumer.getmany(timeout_ms=WAIT_MS)
        return {partition: consumer.highwater(partition) for partition in partitions}
    finally:
        await consumer.stop()
