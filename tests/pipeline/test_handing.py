"""The consumer's shortcut: a message that finds room costs no task, and one that does not is waited for as ever."""

from __future__ import annotations

import asyncio

import pytest
from mode.utils.locks import Event

from pipeline.handing import HandsAtOnce


@pytest.fixture
def consumer() -> HandsAtOnce:
    return HandsAtOnce()


async def _never() -> None:
    await asyncio.Event().wait()


async def test_what_is_over_at_once_starts_no_task(consumer: HandsAtOnce) -> None:
    async def handing() -> str:
        return "over"

    before = len(asyncio.all_tasks())
    waiting = consumer.wait_first(handing(), _never())
    with pytest.raises(StopIteration) as ended:
        waiting.send(None)
    assert ended.value.value.results == ["over"]
    assert len(asyncio.all_tasks()) == before


async def test_what_must_wait_goes_on_where_it_was(consumer: HandsAtOnce) -> None:
    room, steps = asyncio.Event(), []

    async def handing() -> str:
        steps.append("begun")
        await room.wait()
        await asyncio.sleep(0)
        steps.append("room")
        return "over"

    asyncio.get_running_loop().call_later(0.01, room.set)
    answer = await consumer.wait_first(handing(), _never())
    assert (answer.results, answer.stopped, steps) == (["over"], False, ["begun", "room"])


async def test_a_suspended_flow_cancels_what_waits_for_room_and_lets_it_clean_up(consumer: HandsAtOnce) -> None:
    suspended, cleaned = asyncio.Event(), []

    async def handing() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            cleaned.append("up")

    async def suspension() -> str:
        await suspended.wait()
        return "suspended"

    asyncio.get_running_loop().call_later(0.01, suspended.set)
    answer = await consumer.wait_first(handing(), suspension())
    await asyncio.sleep(0)
    assert (answer.results, cleaned) == (["suspended"], ["up"])


@pytest.mark.parametrize("late", [False, True])
async def test_an_error_of_the_stream_is_raised(consumer: HandsAtOnce, late: bool) -> None:
    async def handing() -> None:
        if late:
            await asyncio.sleep(0)
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        await consumer.wait_first(handing(), _never())


async def test_waiting_for_an_event_is_as_ever(consumer: HandsAtOnce) -> None:
    event = Event()
    asyncio.get_running_loop().call_later(0.01, event.set)
    assert not (await consumer.wait(event)).stopped
