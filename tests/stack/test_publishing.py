"""Runner and publisher on the real embedded broker: speed, order by key, and what a dying or halted broker costs."""

from __future__ import annotations

import gc
import logging
import os
import signal
import threading
import time
import warnings
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from kafka import KafkaConsumer, TopicPartition

from connectors.base import Record
from connectors.broker import KafkaOutbox, Security, Sends, create_topics, topics_there
from connectors.cursors import MemoryCursors
from connectors.fake import KEY, ScriptedConnector
from connectors.publisher import Publisher
from connectors.runner import Policy, Runner
from pipeline.embedded.broker import Broker, _start, start_broker
from pipeline.errors import BrokerDied, BrokerError
from pipeline.wire import FEEDBACK, REJECTED, TOPICS, Message, Position, decode, headers_of

PARTITIONS = 4
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def refused_sockets() -> Iterator[None]:
    """kafka-python leaves sockets that were refused to the garbage collector. They are collected here, and not kept
    alive by the tracebacks that it logs, so that nobody else's test is blamed for them."""
    logging.getLogger("kafka").setLevel(logging.CRITICAL + 1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        yield
        gc.collect()
    logging.getLogger("kafka").setLevel(logging.NOTSET)


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    running = start_broker(tmp_path)
    create_topics(running.address, partitions=PARTITIONS)
    yield running
    running.stop()


def records(count: int) -> list[Record]:
    words = "Kargom üç gündür dağıtımda bekliyor, arayan soran yok"
    return [
        Record({"text": f"{words} {n}", "brand": "Örnek", "external_id": str(n), "occurred_at": NOON}, f"test:{n}")
        for n in range(count)
    ]


def pages(count: int, size: int = 200) -> list[list[Record]]:
    found = records(count)
    return [found[at : at + size] for at in range(0, count, size)]


def arrived(broker: Broker, topic: str = FEEDBACK) -> list[tuple[int, str]]:
    """(partition, external id) of everything in a topic, in the order of each partition."""
    consumer = KafkaConsumer(bootstrap_servers=broker.address, auto_offset_reset="earliest", enable_auto_commit=False)
    try:
        partitions = [TopicPartition(topic, number) for number in range(PARTITIONS)]
        consumer.assign(partitions)
        consumer.seek_to_beginning(*partitions)
        found: list[tuple[int, str]] = []
        quiet = 0
        while quiet < 3:  # the end offsets of this broker name the beginning of the last batch
            polled = consumer.poll(timeout_ms=300)
            quiet = 0 if polled else quiet + 1
            for batch in polled.values():
                found += [(record.partition, external_id(record)) for record in batch]
        return found
    finally:
        consumer.close()


def external_id(record) -> str:
    at = Position(record.topic, record.partition, record.offset)
    message = Message(at, datetime.now(UTC), record.value, headers_of(record.headers))
    return decode(message).external_id


def in_thread(runner: Runner) -> tuple[threading.Thread, threading.Event]:
    stop = threading.Event()
    thread = threading.Thread(target=runner.run, args=(stop,), daemon=True)
    thread.start()
    return thread, stop


def senders() -> int:
    return sum(type(thread).__name__ == "Sender" for thread in threading.enumerate())


def until(holds) -> None:
    """However long it takes; for what never happens there is the limit that pytest sets."""
    while not holds():
        time.sleep(0.02)


def test_topics_are_created_once_with_their_partitions(broker: Broker) -> None:
    assert create_topics(broker.address, partitions=9) == ()
    assert topics_there(broker.address, Security()) == set(TOPICS)
    consumer = KafkaConsumer(bootstrap_servers=broker.address)
    try:
        assert {topic: len(consumer.partitions_for_topic(topic)) for topic in TOPICS} == dict.fromkeys(
            TOPICS, PARTITIONS
        )
    finally:
        consumer.close()


@pytest.mark.parametrize("compression", ["lz4", "gzip"])
def test_one_id_always_goes_to_one_partition(broker: Broker, compression: str) -> None:
    publisher = Publisher(KafkaOutbox(broker.address, sends=Sends(compression=compression)), KEY)
    broken = Record({"text": "x"}, "test:broken", b'{"text": "x"}')
    for _ in range(2):
        publisher.publish([*records(300), broken])
        assert publisher.flush()
    publisher.close()
    found = arrived(broker)
    assert len(found) == 600
    assert len(set(found)) == 300
    assert len({partition for partition, _ in found}) == PARTITIONS
    consumer = KafkaConsumer(REJECTED, bootstrap_servers=broker.address, auto_offset_reset="earliest")
    until(lambda: consumer.poll(timeout_ms=200))
    consumer.close()


def test_speed_from_record_to_broker(broker: Broker, record_property) -> None:
    connector = ScriptedConnector(pages(10_000, 1_000))
    publisher = Publisher(KafkaOutbox(broker.address), KEY)
    runner = Runner(connector, publisher, MemoryCursors())
    started = time.perf_counter()
    progress = runner.run(threading.Event())
    speed = progress.accepted / (time.perf_counter() - started)
    publisher.close()
    record_property("items_per_second", round(speed))
    print(f"\nintake and publish: {speed:,.0f} items/s in one thread")
    assert progress.accepted == 10_000
    assert len(arrived(broker)) == 10_000


def test_when_the_broker_is_killed_all_is_read_again_into_the_next(broker: Broker, tmp_path: Path) -> None:
    """What `nabiz up` does: kill, start anew on the same port, create the topics, rewind."""
    count = 8_000
    publisher = Publisher(KafkaOutbox(broker.address), KEY)
    runner = Runner(ScriptedConnector(pages(count)), publisher, MemoryCursors(), policy=Policy(flush_items=600))
    thread, stop = in_thread(runner)
    until(lambda: runner.progress.accepted > 2_000)
    os.kill(broker._process.pid, signal.SIGKILL)
    broker._process.wait()
    time.sleep(0.5)
    following = start_broker(tmp_path / "second", port=broker.port)
    try:
        create_topics(following.address, partitions=PARTITIONS)
        started = time.monotonic()
        runner.rewind()
        thread.join()
        print(f"\nread again in {time.monotonic() - started:.1f} s, {runner.progress.retries} retries")
        found = {ident for _, ident in arrived(following)}
        assert found == {str(number) for number in range(count)}
        assert runner.progress.rewinds == 1
        until(lambda: senders() <= 1)  # those of the dead broker have ended
    finally:
        stop.set()
        publisher.close()
        following.stop()


def test_a_broker_halted_for_a_while_loses_and_doubles_nothing(broker: Broker) -> None:
    count = 6_000
    sends = Sends(give_up_seconds=12)  # a request is sent again after half of it
    publisher = Publisher(KafkaOutbox(broker.address, sends=sends), KEY)
    runner = Runner(ScriptedConnector(pages(count)), publisher, MemoryCursors(), policy=Policy(flush_items=600))
    thread, stop = in_thread(runner)
    until(lambda: runner.progress.accepted > 1_000)
    os.kill(broker._process.pid, signal.SIGSTOP)
    time.sleep(7)  # this long it is away: longer than a request's timeout, so that it is sent again
    os.kill(broker._process.pid, signal.SIGCONT)
    thread.join()
    stop.set()
    publisher.close()
    times = Counter(ident for _, ident in arrived(broker))
    assert set(times) == {str(number) for number in range(count)}
    print(f"\n{sum(times.values()) - count} doubled")


def test_a_broker_never_takes_anothers_port_for_its_own(broker: Broker, tmp_path: Path) -> None:
    with pytest.raises(BrokerError, match=f"port {broker.port} is taken") as refused:
        start_broker(tmp_path / "second", port=broker.port)
    assert "--broker-port" in refused.value.hint
    assert broker.alive


def test_a_broker_that_finds_its_port_taken_after_all_has_died(broker: Broker, tmp_path: Path) -> None:
    """What two that start at the same moment come to: the port was free for both, and one has it."""
    with pytest.raises(BrokerDied):
        _start(tmp_path / "second", "127.0.0.1", broker.port)
    assert broker.alive


def test_with_no_broker_an_error_says_at_once_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library, which would try for seconds, is not even asked."""
    monkeypatch.setattr("connectors.broker.KafkaProducer", None)
    monkeypatch.setattr("connectors.broker.KafkaAdminClient", None)
    with pytest.raises(BrokerError, match="NABIZ_BROKER"):
        Publisher(KafkaOutbox("127.0.0.1:1"), KEY).publish(records(1))
    with pytest.raises(BrokerError, match="NABIZ_BROKER"):
        create_topics("127.0.0.1:1", partitions=1)


def test_when_a_broker_is_gone_delivering_raises_and_works_again_with_the_next(broker: Broker, tmp_path: Path) -> None:
    outbox = KafkaOutbox(broker.address, sends=Sends(give_up_seconds=3))
    publisher = Publisher(outbox, KEY)
    assert publisher.deliver(records(1)).accepted == 1
    broker.stop()
    with pytest.raises(BrokerError):
        publisher.deliver(records(2))
    following = start_broker(tmp_path / "second", port=broker.port)
    try:
        create_topics(following.address, partitions=PARTITIONS)
        assert publisher.deliver(records(3)).accepted == 3
        assert len({ident for _, ident in arrived(following)}) == 3
    finally:
        publisher.close()
        following.stop()
