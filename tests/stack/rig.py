"""The parts of a stack test: an embedded broker, workers of their own, what the broker and the stores know.

A test asks the `rig` fixture for parts; whatever it started is ended with it, also when the test fails.
"""

from __future__ import annotations

import os
import signal
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from uuid import UUID

from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer

from connectors.broker import create_topics
from pipeline.embedded.broker import Broker, start_broker
from pipeline.feedback import Rejected
from pipeline.storage import open_store
from pipeline.storage.base import Reconciliation
from pipeline.wire import FEEDBACK, REJECTED, Encoded, decode_rejected
from tests.stack.process import COMMAND, Process, until
from tests.stack.words import Cell, Said

FULL = os.environ.get("NABIZ_STACK") == "full"  # the numbers of the promise, instead of those for every change
GROUP = f"nabiz-{os.getpid()}"  # a worker whose broker has gone may find that of the tests beside these at its port
PARTITIONS = 4

Ends = dict[int, int]  # partition -> the offset after its last message


class Rig:
    """Opened by the fixture `rig`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._open = ExitStack()
        self._broker: Broker | None = None
        self._ends: defaultdict[str, Counter[int]] = defaultdict(Counter)

    def close(self) -> None:
        self._open.close()

    @property
    def broker(self) -> Broker:
        """Started at its first use, with its topics."""
        if self._broker is None:
            self._broker = start_broker(self.folder / "broker")
            self._open.callback(self._broker.stop)
            create_topics(self._broker.address, partitions=PARTITIONS)
        return self._broker

    def halt_broker(self) -> None:
        """It keeps its connections and answers nothing, until `go_on`."""
        os.kill(broker_pid(self.broker), signal.SIGSTOP)
        self._open.callback(os.kill, broker_pid(self.broker), signal.SIGCONT)

    def let_broker_go_on(self) -> None:
        os.kill(broker_pid(self.broker), signal.SIGCONT)

    def worker(
        self, name: str = "worker", *, command: Sequence[str] = (*COMMAND, "worker"), **settings: object
    ) -> Process:
        """A worker with a store of its own, unless `settings` say otherwise. Not started."""
        told = {
            "broker": self.broker.address, "log": self.broker.log, "group": GROUP, "model": "fake:lexicon",
            "data_dir": self.folder / name / "data", "port": 0, "partitions": PARTITIONS,
        }  # fmt: skip
        return self.process(name, command, **told | settings)

    def up(self, name: str, *options: object, **settings: object) -> Process:
        """A `nabiz up`. Not started."""
        told = {"model": "fake:lexicon", "data_dir": self.folder / name / "data", "port": 0, "console_port": 0}
        return self.process(name, (*COMMAND, "up", *map(str, options)), **told | settings)

    def process(self, name: str, command: Sequence[str], **settings: object) -> Process:
        process = Process(self.folder / name, command, settings)
        self._open.callback(process.kill)
        self._open.callback(process.print_last_words)
        return process

    # ---- the broker

    def produce(self, messages: Iterable[Encoded], topic: str = FEEDBACK, *, timestamp_ms: int | None = None) -> None:
        """Send all and wait until the broker has them."""
        producer = KafkaProducer(
            bootstrap_servers=self.broker.address, acks="all", linger_ms=20, compression_type="lz4",
            max_request_size=32_000_000, delivery_timeout_ms=300_000, max_block_ms=300_000, metrics_enabled=False,
        )  # fmt: skip
        with closing(producer):
            sent = [
                producer.send(topic, key=each.key, value=each.value, headers=each.headers, timestamp_ms=timestamp_ms)
                for each in messages
            ]
            producer.flush(300)
        for each in (future.get(0) for future in sent):
            self._ends[topic][each.partition] = max(self._ends[topic][each.partition], each.offset + 1)

    def say(self, said: Iterable[Said]) -> None:
        self.produce(each.encoded() for each in said)

    def ends(self, topic: str = FEEDBACK) -> Ends:
        """Where the partitions end, as the broker's receipts say: asked for it, Tansu names an earlier offset."""
        return dict(self._ends[topic])

    def dead_letters(self, count: int) -> list[Rejected]:
        """All there are, and at least so many."""
        consumer = KafkaConsumer(
            REJECTED, bootstrap_servers=self.broker.address, auto_offset_reset="earliest", metrics_enabled=False
        )
        found: list[Rejected] = []

        def look() -> bool:
            found.extend(decode_rejected(each.value) for some in consumer.poll(500).values() for each in some)
            return len(found) >= count

        with closing(consumer):
            until(f"{count} dead letters", look)
            look()
        return found

    def acknowledged(self, topic: str = FEEDBACK) -> Ends:
        """The offsets that the group has committed."""
        with closing(KafkaAdminClient(bootstrap_servers=self.broker.address)) as admin:
            offsets = admin.list_group_offsets([GROUP])[GROUP]
        return {at.partition: told.offset for at, told in offsets.items() if at.topic == topic and told.offset >= 0}

    def wait_until_acknowledged(self, ends: Ends, *, seconds: float = 180.0) -> None:
        """However long it takes, as long as it goes on: `seconds` are those in which nothing more is acknowledged."""
        wanted = {partition: end for partition, end in ends.items() if end}
        have = self.acknowledged()
        while any(have.get(partition, 0) < end for partition, end in wanted.items()):
            what = f"more acknowledged than {have} of {wanted}"
            until(what, lambda before=have: self.acknowledged() != before, seconds=seconds, every=0.3)
            have = self.acknowledged()

    def covers(self, ends: Ends) -> bool:
        have = self.acknowledged()
        return all(have.get(partition, 0) >= end for partition, end in ends.items() if end)


def broker_pid(broker: Broker) -> int:
    return int(broker.log.rpartition("-")[2])


# ---- the stores, once their workers have ended


class Stored:
    """What one or several stores hold together."""

    def __init__(self, urls: Sequence[str]) -> None:
        self.items: dict[UUID, set[Cell]] = {}
        self.landings: dict[tuple[int, int], set[str]] = {}
        self.reconciliations: list[Reconciliation] = []
        self.reasons: Counter[str] = Counter()
        for url in urls:
            self._look(url)

    def _look(self, url: str) -> None:
        store = open_store(url, query_rows=10_000_000, query_seconds=120)
        try:
            cells = "SELECT id, brand, sentiment, intDiv(toUnixTimestamp64Milli(occurred_at), 60000) FROM items"
            for key, *cell in store.query(cells).rows:
                self.items.setdefault(key, set()).add(tuple(cell))
            landings = f"SELECT partition, offset, outcome FROM landings FINAL WHERE topic = '{FEEDBACK}'"
            for partition, offset, outcome in store.query(landings).rows:
                self.landings.setdefault((partition, offset), set()).add(outcome)
            self.reconciliations += [each for each in store.reconcile() if each.topic == FEEDBACK]
            self.reasons += Counter(dict(store.query("SELECT reason, count() FROM rejected FINAL GROUP BY 1").rows))
        finally:
            store.close()

    def check_items(self, wanted: dict[UUID, Cell]) -> None:
        """Every id stored, none besides, and every count exact by brand, sentiment and minute."""
        assert not (missing := wanted.keys() - self.items.keys()), f"{len(missing)} of {len(wanted)} are lost"
        assert not (strange := self.items.keys() - wanted.keys()), f"{len(strange)} were never sent"
        torn = {key: cells for key, cells in self.items.items() if len(cells) > 1}
        assert not torn, f"{len(torn)} ids stand in different cells"
        counted = Counter(next(iter(cells)) for cells in self.items.values())
        assert counted == Counter(wanted.values())

    def check_offsets(self, ends: Ends) -> None:
        """Every offset landed, and nothing that says "stored" is lost."""
        wanted = {(partition, offset) for partition, end in ends.items() for offset in range(end)}
        assert not (missing := wanted - self.landings.keys()), f"{len(missing)} offsets never landed"
        assert not (strange := self.landings.keys() - wanted), f"{len(strange)} offsets were never sent"
        assert all(each.lost == 0 for each in self.reconciliations)

    def check_reconciled(self, ends: Ends) -> None:
        """The reconcile query itself says so; for one store that has everything."""
        assert all(each.whole for each in self.reconciliations), self.reconciliations
        said = {each.partition: (each.first, each.last + 1, each.landed) for each in self.reconciliations}
        assert said == {partition: (0, end, end) for partition, end in ends.items() if end}


def chdb_of(process: Process) -> str:
    return f"chdb://{process.settings['data_dir']}/store"
