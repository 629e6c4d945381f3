"""The sections of `nabiz bench`, each a function that answers with Figures. Opens a broker and child processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from connectors.base import Record
from connectors.broker import KafkaOutbox, create_topics
from connectors.publisher import Publisher
from models.base import TextModel
from pipeline.bench.queries import measure_queries
from pipeline.bench.texts import texts
from pipeline.embedded.broker import Broker, start_broker
from pipeline.errors import BrokerError
from pipeline.reading import model_of
from pipeline.settings import Settings
from pipeline.storage import open_store

BATCHES = (1, 8, 32, 128, 512, 2048)
BARE_ITEMS = 10_000
CHILD_SECONDS = 600
KEY = b"the benchmark's authors are nobody"


class Figure(msgspec.Struct, frozen=True):
    """`ratio` is ours over `beside`; both are rates in items a second, or seconds for latencies."""

    section: str
    name: str
    ours: float
    beside: float
    against: str
    ratio: float
    goal: str = ""


def measure(settings: Settings, items: int, quick_items: int) -> list[Figure]:
    """Everything in one run. `items` for the fast sections, `quick_items` for those that are slow by nature.

    The model is everywhere as the settings have it: its threads, precision and topics, here and in the child processes.
    """
    reader = model_of(settings)
    nothing = settings.model_copy(update={"model": "fake:free", "taxonomy": None})
    before, single = bare_model(reader, min(quick_items, BARE_ITEMS))
    with tempfile.TemporaryDirectory(prefix="nabiz-bench-") as folder:
        ours = _stream("ours", settings, quick_items, Path(folder) / "ours")
        after, _ = bare_model(reader, min(quick_items, BARE_ITEMS))
        bare = (before + after) / 2  # a machine is not equally fast from one minute to the next
        free = _stream("ours", nothing, items, Path(folder) / "free")
        only = _stream("ack", nothing, items, Path(folder) / "ack")
        usual = _stream("usual", settings, max(200, quick_items // 50), Path(folder) / "usual")
        p50, p95, rate = latency(settings, ours / 2, Path(folder) / "latency")
    return [
        _figure("model", "texts/s at the best batch size", bare, single, "one text at a time", ""),
        _figure("end to end", "items/s, Kafka to row", ours, bare, "bare model in a tight loop", ">= 0.8"),
        _figure("stream", "items/s with a free model", free, only, "read and acknowledge alone", ">= 0.5"),
        _figure("usual way", "items/s", ours, usual, "a call and a row a message", ">= 15"),
        Figure("latency", f"append to row, p50 s at {rate:.0f}/s", p50, 1.0, "1 s", p50, "<= 1"),
        Figure("latency", f"append to row, p95 s at {rate:.0f}/s", p95, 2.0, "2 s", p95 / 2, "<= 1"),
    ]


def queried(rows: int) -> list[Figure]:
    """Each page's seconds over this many rows, and each search's."""
    return [
        Figure(
            "queries", f"{each.page}, {each.panel or 'all panels'}, s", each.seconds, 1.0, "1 s", each.seconds, "<= 1"
        )
        for each in measure_queries(rows)
        if not each.panel or each.page == "items"
    ]


def bare_model(model: TextModel, items: int) -> tuple[float, float]:
    """Texts a second at the best batch size, and one at a time."""
    some = list(texts(items))
    model.predict(some[:256])
    rates = [_rate(model, some, size) for size in BATCHES if size <= items]
    return max(rates), rates[0]


def _rate(model: TextModel, some: Sequence[str], size: int) -> float:
    some = some[: max(64, min(len(some), size * 40))]
    began = time.perf_counter()
    for start in range(0, len(some), size):
        model.predict(some[start : start + size])
    return len(some) / (time.perf_counter() - began)


def _stream(way: str, settings: Settings, items: int, folder: Path) -> float:
    """Items a second of a consumer that finds all of them waiting."""
    broker = start_broker(folder, port=_any_port())
    try:
        create_topics(broker.address, partitions=8)
        produce(broker, items)
        command = [sys.executable, "-m", "pipeline.bench.consumer", way, str(items)]
        done = subprocess.run(  # noqa: S603 - ourselves
            command,
            env=_environment(broker.address, settings, folder),
            capture_output=True,
            timeout=CHILD_SECONDS,
            check=True,
        )
        return float(json.loads(done.stdout.splitlines()[-1])["rate"])
    finally:
        broker.stop()


def latency(settings: Settings, rate: float, folder: Path, seconds: float = 15.0) -> tuple[float, float, float]:
    """Seconds from Kafka append to visible row: median, 95th percentile, and the rate it was taken at."""
    broker = start_broker(folder, port=_any_port())
    try:
        create_topics(broker.address, partitions=8)
        total = int(rate * seconds)
        warm = min(total, 64)
        command = [sys.executable, "-m", "pipeline.bench.consumer", "ours", str(total + warm)]
        child = subprocess.Popen(  # noqa: S603 - ourselves
            command,
            env=_environment(broker.address, settings, folder),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        produce(broker, warm, first=total)
        if child.stdout is None or child.stdout.readline() != "ready\n":
            raise BrokerError("the worker of the benchmark did not start", hint="try `nabiz doctor`")
        produce(broker, total, rate=rate)
        child.wait(CHILD_SECONDS)
    finally:
        broker.stop()
    store = open_store(f"chdb://{folder / 'store'}")
    sql = "SELECT quantile(0.5)(d), quantile(0.95)(d) FROM (SELECT (toUnixTimestamp64Milli(stored_at)"
    sql += f" - toUnixTimestamp64Milli(ingested_at)) / 1000 AS d FROM insights WHERE toInt64(external_id) < {total})"
    p50, p95 = store.query(sql).rows[0]
    store.close()
    return float(str(p50)), float(str(p95)), rate


def produce(broker: Broker, items: int, *, first: int = 0, rate: float | None = None) -> None:
    """Through the product's own publisher; `rate` spreads them evenly in time."""
    publisher = Publisher(KafkaOutbox(broker.address), KEY)
    now, began = datetime.now(UTC).isoformat(), time.perf_counter()
    step = 500 if rate is None else max(1, int(rate / 20))
    numbered = list(enumerate(texts(items), start=first))
    for start in range(0, items, step):
        records = [
            Record(_fields(number, text, now), f"bench:{number}") for number, text in numbered[start : start + step]
        ]
        publisher.publish(records)
        if rate is not None:
            time.sleep(max(0.0, began + (start + step) / rate - time.perf_counter()))
    publisher.flush()
    publisher.close()


def _fields(number: int, text: str, now: str) -> dict[str, object]:
    return {
        "text": text,
        "brand": f"Marka {number % 5}",
        "external_id": number,
        "occurred_at": now,
        "channel": "social",
    }


def _environment(address: str, settings: Settings, folder: Path) -> dict[str, str]:
    """The model as `settings` have it, and nothing else of them: the rest is the benchmark's own."""
    told = {
        "BROKER": address,
        "MODEL": settings.model,
        "THREADS": str(settings.threads),
        "PRECISION": settings.precision,
        "TAXONOMY": str(settings.taxonomy.resolve()) if settings.taxonomy else "",
        "DATA_DIR": str(folder),
        "STORE": "",
        "LOG": "bench",
    }
    clean = {name: value for name, value in os.environ.items() if not name.startswith("NABIZ_")}
    return clean | {f"NABIZ_{name}": value for name, value in told.items()}


def _any_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _figure(section: str, name: str, ours: float, beside: float, against: str, goal: str) -> Figure:
    return Figure(section, name, ours, beside, against, ours / beside, goal)
