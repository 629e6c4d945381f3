"""voc.insights.v1, the copy for other consumers: off unless it is asked for, sent before a batch is acknowledged."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import msgspec
import pytest

from models.fake import LexiconModel
from pipeline.batches import Batches
from pipeline.storage.fake import InMemoryStore
from pipeline.wire import INSIGHTS, Encoded
from tests.pipeline.test_agents import parts_over
from tests.pipeline.test_batches import Event, events


async def published(asked: bool) -> tuple[list[tuple[str, Encoded]], list[Event]]:
    """What is sent while four messages land."""
    sent: list[tuple[str, Encoded]] = []
    batch = events(0, 4)

    async def send(topic: str, messages: Sequence[Encoded]) -> None:
        assert not any(event.acknowledged for event in batch)
        sent.extend((topic, each) for each in messages)

    parts = parts_over(InMemoryStore())
    settings = parts.settings.model_copy(update={"publish_insights": asked, "insert_seconds": 0.0})
    batches = Batches(msgspec.structs.replace(parts, settings=settings, model=LexiconModel()), send)
    await batches.take(batch)
    async with asyncio.timeout(20):
        await batches.finish()
    return sent, batch


@pytest.mark.parametrize("asked", [False, True])
async def test_every_insight_is_published_where_that_is_asked_for(asked: bool) -> None:
    sent, batch = await published(asked)
    assert all(event.acknowledged for event in batch)
    assert len(sent) == (4 if asked else 0)
    for topic, message in sent:
        assert topic == INSIGHTS
        told = msgspec.json.decode(message.value)
        assert told["sentiment"] in ("negative", "neutral", "positive")
        assert dict(message.headers)["ce_specversion"] == b"1.0"
