"""The dead letters of voc.rejected.v1 as a source: what could not be taken is offered again, after a fix.

`nabiz replay-rejected` runs it once, over what was appended before it began. What still cannot be taken
becomes a dead letter anew, with its first origin. A letter that was too large to carry whole is passed over and
counted: its origin says where the original is. Reads with kafka-python, as the publisher writes.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import msgspec
from kafka import KafkaConsumer, TopicPartition
from kafka.errors import KafkaError
from pydantic import BaseModel, ConfigDict, Field

from connectors.base import Page, Record
from connectors.broker import CLIENT, HINT, Security
from connectors.desk import Clock
from pipeline.errors import BrokerError
from pipeline.feedback import Feedback, Rejected
from pipeline.wire import REJECTED, decode_rejected

PAGE = 500
POLL_SECONDS = 2.0
UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
OURS = frozenset({"id", "survey", "case", "copy_key", "undated", "author", "extra"})


class Options(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    bootstrap: str = Field(description="Kafka bootstrap servers, comma-separated host:port")
    security: Security = Field(Security(), description="how to speak to the broker")
    reasons: tuple[str, ...] = Field((), description="only these; empty: all")
    stages: tuple[str, ...] = Field((), description="only these: connector, decode, model; empty: all")
    since: datetime | None = Field(None, description="only what was rejected at or after this time")


class DeadLetters:
    name = "dead-letters"
    interval = 1.0

    def __init__(self, options: Options, clock: Clock) -> None:
        self._options = options
        self._consumer: KafkaConsumer | None = None
        self._began = int(clock().timestamp() * 1000)  # milliseconds, as Kafka's times of appending
        self._seen: set[bytes] = set()
        self.passed_over = 0  # too large to carry

    def fetch(self, cursor: str) -> Page:
        """The cursor maps partitions to the next offset. Raises BrokerError, and the runner waits."""
        places = msgspec.json.decode(cursor, type=dict[int, int]) if cursor else {}
        try:
            consumer = self._open(places)
            batch = consumer.poll(timeout_ms=int(POLL_SECONDS * 1000), max_records=PAGE)
        except KafkaError as error:
            self.close()
            raise BrokerError(f"dead letters cannot be read: {type(error).__name__}", hint=HINT) from error
        items: list[Record | Rejected] = []
        for partition, records in batch.items():
            for record in records:
                places[partition.partition] = record.offset + 1
                if record.timestamp < self._began and record.key not in self._seen:  # set aside anew it is the same
                    self._seen.add(record.key)
                    items += self._offered(record.value, record.timestamp)
        # Not by the topic's end: Tansu names the beginning of the last batch.
        done = not batch or (
            not items and all(record.timestamp >= self._began for some in batch.values() for record in some)
        )
        return Page(tuple(items), msgspec.json.encode(places).decode(), more=not done, done=done)

    def close(self) -> None:
        if self._consumer is not None:
            self._consumer.close()
            self._consumer = None

    def _open(self, places: dict[int, int]) -> KafkaConsumer:
        if self._consumer is None:
            self._consumer = KafkaConsumer(
                bootstrap_servers=[each.strip() for each in self._options.bootstrap.split(",")],
                client_id=CLIENT,
                group_id=None,
                enable_auto_commit=False,
                **self._options.security.settings(),
            )
            found = self._consumer.partitions_for_topic(REJECTED) or set()
            partitions = [TopicPartition(REJECTED, number) for number in sorted(found)]
            self._consumer.assign(partitions)
            firsts = self._consumer.beginning_offsets(partitions) if partitions else {}
            for partition in partitions:
                start = max(places.get(partition.partition, 0), firsts[partition])
                places[partition.partition] = start
                self._consumer.seek(partition, start)
        return self._consumer

    def _offered(self, value: bytes, timestamp: int) -> list[Record | Rejected]:
        """The letter's record, where it is one of those asked for. What no one can read is left where it is."""
        options = self._options
        try:
            letter = decode_rejected(value)
        except msgspec.DecodeError:
            return []
        at = datetime.fromtimestamp(timestamp / 1000, UTC)
        asked = (not options.reasons or letter.reason in options.reasons) and (
            not options.stages or letter.stage in options.stages
        )
        if not asked or (options.since and at < options.since):
            return []
        if letter.truncated:
            self.passed_over += 1
            return []
        fields = fields_of(letter)
        return [Record(fields, letter.origin, letter.raw)] if fields is not None else [letter]


def fields_of(letter: Rejected) -> Mapping[str, object] | None:
    """The fields of the record in a dead letter, by the names of the feed; None where it is no JSON object."""
    try:
        return _flat(msgspec.json.decode(letter.raw, type=Feedback))
    except UNREADABLE:
        pass
    try:
        return msgspec.json.decode(letter.raw, type=dict[str, object])
    except UNREADABLE:
        return None


def _flat(feedback: Feedback) -> dict[str, object]:
    """As a source would have told it; its author is hashed already."""
    told = {name: value for name, value in msgspec.structs.asdict(feedback).items() if name not in OURS}
    for part in (feedback.survey, feedback.case):
        told |= msgspec.structs.asdict(part) if part else {}
    extra = msgspec.json.decode(feedback.extra, type=dict[str, object]) if feedback.extra else {}
    if feedback.undated:
        told.pop("occurred_at")
    return {**extra, **told, "author_key": feedback.author}


def connect(options: Options, clock: Clock = lambda: datetime.now(UTC)) -> DeadLetters:
    return DeadLetters(options, clock)
