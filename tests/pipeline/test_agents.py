"""What the detector finds is published once, though the timer and the end of a feed look at the same time."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta

import faust
import pytest

from models.fake import FreeModel
from pipeline import agents
from pipeline.channels.door import MemoryChannel
from pipeline.channels.opening import Outlets
from pipeline.channels.routes import Route, Routes
from pipeline.parts import Parts
from pipeline.settings import Settings
from pipeline.storage.fake import InMemoryStore
from pipeline.telemetry import Telemetry
from pipeline.teller import Teller
from pipeline.watching import Watcher
from pipeline.wire import Encoded
from tests.pipeline.test_watching import crisis


def parts_over(store: InMemoryStore, *channels: MemoryChannel) -> Parts:
    telemetry, names = Telemetry(lambda: 0.0), tuple(channel.name for channel in channels)
    outlets = Outlets(channels, Routes((Route(to=names),)))
    return Parts(
        settings=Settings(), model=FreeModel(), identify=lambda texts: ["tr"] * len(texts), store=store,
        watcher=Watcher(store, lateness=timedelta(seconds=60)),
        teller=Teller(store, outlets, telemetry.told), telemetry=telemetry, fatal=lambda error: None,
    )  # fmt: skip


def test_a_detector_that_fails_is_told_by_type_and_place_alone(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    store = crisis()

    def broken(*_: object, **__: object) -> None:
        raise ValueError("çok gizli söz")

    monkeypatch.setattr(store, "counts", broken)
    parts = parts_over(store)
    assert agents.look(parts) == []
    problem = parts.telemetry.pulse().problem
    assert "ValueError in test_agents.py" in problem
    assert "ValueError in test_agents.py" in caplog.text
    assert "gizli" not in problem + caplog.text


def test_two_watches_at_once_tell_nobody_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    store = crisis()
    published: list[bytes] = []

    async def send(topics: Mapping[str, object], topic: str, messages: Sequence[Encoded]) -> None:
        await asyncio.sleep(0.05)
        published.extend(message.value for message in messages)

    monkeypatch.setattr(agents, "_send", send)
    channel = MemoryChannel()
    parts = parts_over(store, channel)

    async def both() -> None:
        app = faust.App("watching-twice", store="memory://")
        await asyncio.gather(agents.watch(app, parts), agents.watch(app, parts, final=True))

    asyncio.run(both())
    assert len(published) == len(set(published)) == len(store.steps) > 0
    assert sum(len(about.steps) for message in channel.told for about in message.about) == len(store.steps)
    assert parts.telemetry.opened() == sum(step.state == "opened" for step in store.steps.values())
