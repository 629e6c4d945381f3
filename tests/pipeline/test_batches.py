"""Batches fit the load, land in order and together, and nothing is acknowledged that did not land."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace

import msgspec
import pytest

from models.base import Reading
from models.fake import LexiconModel
from pipeline.batches import IN_FLIGHT, Batches
from pipeline.feedback import Insight, Landing
from pipeline.storage.fake import InMemoryStore
from pipeline.wire import FEEDBACK, Encoded
from tests.pipeline.test_agents import parts_over
from tests.stack.words import statements

SAID = statements(40, seed=23)


@dataclass
class Event:
    """What Faust hands over, as far as batches look at it."""

    offset: int
    acknowledged: bool = False
    message: SimpleNamespace = field(init=False)

    def __post_init__(self) -> None:
        encoded = SAID[self.offset].encoded()
        self.message = SimpleNamespace(
            topic=FEEDBACK, partition=0, offset=self.offset, timestamp=1_773_500_000.0, value=encoded.value,
            headers=encoded.headers,
        )  # fmt: skip

    def ack(self) -> None:
        self.acknowledged = True


class SlowStore(InMemoryStore):
    """Each write waits until it may."""

    def __init__(self) -> None:
        super().__init__()
        self.may, self.writes = threading.Event(), []
        self.failure: Exception | None = None

    def write(self, insights: Sequence[Insight], landings: Sequence[Landing]) -> None:
        self.writes.append(len(landings))
        self.may.wait(20)
        if self.failure:
            raise self.failure
        super().write(insights, landings)


class Failing:
    revision = "failing@1"

    def predict(self, texts: Sequence[str]) -> list[Reading]:
        raise RuntimeError("broken")


class Held(LexiconModel):
    """Reads nothing until it may."""

    def __init__(self) -> None:
        super().__init__()
        self.may, self.sizes = threading.Event(), []

    def predict(self, texts: Sequence[str]) -> list[Reading]:
        self.sizes.append(len(texts))
        self.may.wait(20)
        return super().predict(texts)


class Overtaken(Held):
    """Its first batch takes long, and may fail in the end; others do not."""

    def __init__(self, failure: Exception | None = None) -> None:
        super().__init__()
        self.failure = failure

    def predict(self, texts: Sequence[str]) -> list[Reading]:
        if self.sizes and not self.may.is_set():
            return LexiconModel().predict(texts)
        readings = super().predict(texts)
        if self.failure:
            raise self.failure
        return readings


async def nothing(topic: str, messages: Sequence[Encoded]) -> None:
    """Nothing is sent."""


def opened(
    store: InMemoryStore,
    model: object = None,
    *,
    batch_items: int = 100,
    insert_seconds: float = 0.0,
    threads: int = 0,
) -> tuple[Batches, list[BaseException]]:
    deaths: list[BaseException] = []
    parts = parts_over(store)
    changes = {"insert_seconds": insert_seconds, "batch_items": batch_items, "threads": threads}
    settings = parts.settings.model_copy(update=changes)
    changed = msgspec.structs.replace(parts, settings=settings, model=model or LexiconModel(), fatal=deaths.append)
    return Batches(changed, nothing), deaths


def events(first: int, count: int) -> list[Event]:
    return [Event(offset) for offset in range(first, first + count)]


async def until(holds: object) -> None:
    async with asyncio.timeout(20):
        while not holds():  # type: ignore[operator]
            await asyncio.sleep(0.005)


async def test_what_is_read_while_an_insert_runs_is_written_together_and_then_acknowledged() -> None:
    store = SlowStore()
    batches, deaths = opened(store)
    fed = [events(at, 2) for at in range(0, 10, 2)]
    await batches.take(fed[0])
    await until(lambda: store.writes)
    for each in fed[1:]:
        await batches.take(each)
    await until(lambda: sum(len(thought.events) for thought in batches._read) == 8)
    assert not any(event.acknowledged for each in fed for event in each)
    store.may.set()
    await until(lambda: all(event.acknowledged for each in fed for event in each))
    assert store.writes == [2, 8]
    assert len(store.landings) == 10
    await batches.finish()
    assert deaths == []


async def test_what_comes_in_the_moment_in_which_reading_ends_is_read_without_waiting_for_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store = InMemoryStore()
    batches, deaths = opened(store, threads=1)
    first, second = events(0, 2), events(2, 3)
    late: list[asyncio.Task[None]] = []

    def thought(*_: object) -> None:
        if not late:  # its first step comes right after this batch's last
            late.append(asyncio.create_task(batches.take(second)))

    monkeypatch.setattr(batches._parts.telemetry, "thought", thought)
    await batches.take(first)
    await until(lambda: all(event.acknowledged for event in first + second))
    await batches.finish()
    assert deaths == []


async def test_what_comes_while_two_batches_are_at_the_model_goes_there_together() -> None:
    store, model = InMemoryStore(), Held()
    batches, deaths = opened(store, model, batch_items=10)
    for at in range(2):
        await batches.take(events(at, 1))
        await until(lambda reading=at + 1: model.sizes == [1] * reading)
    for at in range(2, 16, 7):
        await batches.take(events(at, 7))
    model.may.set()
    await until(lambda: len(store.landings) == 16)
    assert sorted(model.sizes) == [1, 1, 4, 10]
    await batches.finish()
    assert deaths == []


async def test_a_batch_that_the_model_reads_sooner_waits_for_the_one_before_it() -> None:
    store, model = InMemoryStore(), Overtaken()
    batches, deaths = opened(store, model)
    first, second = events(0, 3), events(3, 2)
    await batches.take(first)
    await until(lambda: model.sizes == [3])
    await batches.take(second)
    await until(lambda: batches._early)
    assert not store.landings
    assert not any(event.acknowledged for event in first + second)
    model.may.set()
    await until(lambda: all(event.acknowledged for event in first + second))
    await batches.finish()
    assert deaths == []


async def test_nothing_lands_after_a_batch_that_broke_the_model() -> None:
    store, model = InMemoryStore(), Overtaken(RuntimeError("broken"))
    batches, deaths = opened(store, model)
    await batches.take(events(0, 3))
    await until(lambda: model.sizes == [3])
    await batches.take(events(3, 2))
    await until(lambda: batches._early)
    model.may.set()
    await until(lambda: deaths)
    await batches.finish()
    assert not store.landings


async def test_an_insert_that_is_full_does_not_wait_for_its_second() -> None:
    store = SlowStore()
    store.may.set()
    batches, _ = opened(store, batch_items=4, insert_seconds=60.0)
    await batches.take(events(0, 1))
    await until(lambda: store.writes == [1])
    for at in range(1, 9, 4):
        await batches.take(events(at, 4))
    await until(lambda: store.writes == [1, 8])
    await batches.take(events(9, 1))
    await until(lambda: batches._read)
    assert store.writes == [1, 8]
    await batches.finish()


@pytest.mark.parametrize("size", [1, 2, 4])
async def test_while_the_store_does_not_write_only_so_many_items_are_taken(size: int) -> None:
    store, most = SlowStore(), IN_FLIGHT * 4
    batches, _ = opened(store, batch_items=4)
    await batches.take(events(0, size))
    await until(lambda: store.writes)
    taking = asyncio.create_task(_take_all(batches, [events(at, size) for at in range(size, most + 8, size)]))
    await until(lambda: sum(len(thought.events) for thought in batches._read) == most - size)
    assert not taking.done()
    store.may.set()
    await taking
    await batches.finish()
    assert len(store.landings) == most + 8


async def test_a_batch_that_cannot_be_written_ends_the_worker_and_nothing_after_it_lands() -> None:
    store = SlowStore()
    batches, deaths = opened(store)
    first, second = events(0, 2), events(2, 2)
    await batches.take(first)
    await until(lambda: store.writes)
    await batches.take(second)
    await until(lambda: batches._read)
    store.failure = ValueError("a bug")
    store.may.set()
    await until(lambda: deaths)
    await batches.finish()
    assert [str(each) for each in deaths] == ["a bug"]
    assert store.writes == [2]
    assert not any(event.acknowledged for event in first + second)


async def test_a_batch_that_breaks_the_model_ends_the_worker_and_is_not_acknowledged() -> None:
    batches, deaths = opened(InMemoryStore(), Failing())
    fed = events(0, 3)
    await batches.take(fed)
    await until(lambda: deaths)
    await batches.finish()
    assert "RuntimeError" in str(deaths[0])
    assert not any(event.acknowledged for event in fed)


async def _take_all(batches: Batches, fed: Sequence[Sequence[Event]]) -> None:
    for each in fed:
        await batches.take(each)
