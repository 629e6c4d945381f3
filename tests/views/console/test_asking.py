"""A page that stays open goes on with the time; one of given dates shows what it showed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import cast

from msgspec.structs import replace

from pipeline.views.console.asking import ROUND, Asking
from pipeline.views.console.page import Choice, Context
from tests.views.conftest import FILTERS


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def opened(period: str, clock: Clock, renewed: Callable[[Choice], None] = lambda _: None) -> Asking:
    choice = Choice(filters=FILTERS, period=period, query="")

    async def renew() -> Choice:
        await asyncio.sleep(0)
        return replace(choice, filters=replace(FILTERS, until=FILTERS.until + timedelta(seconds=clock())))

    context = cast(Context, SimpleNamespace(choice=choice, renew=renew, look=lambda _: None))
    return Asking(context, (), clock, renewed)


async def test_a_period_that_ends_now_moves_on_and_is_one_for_all_panels_of_a_round() -> None:
    clock = Clock()
    asking = opened("24h", clock)
    assert (await asking.now())[1].filters == FILTERS
    clock.now = 2 * ROUND
    first, second = await asyncio.gather(asking.now(), asking.now())
    assert first == second
    assert first[1].filters.until == FILTERS.until + timedelta(seconds=2 * ROUND)


async def test_a_period_of_given_dates_stays() -> None:
    clock = Clock()
    asking = opened("", clock)
    before = await asking.now()
    clock.now = 2 * ROUND
    assert await asking.now() == before


async def test_whoever_shows_how_fresh_the_data_are_is_told_once_a_round() -> None:
    clock, told = Clock(), []
    asking = opened("24h", clock, told.append)
    await asyncio.gather(asking.now(), asking.now())
    assert told == []
    clock.now = 2 * ROUND
    await asyncio.gather(asking.now(), asking.now())
    assert told == [(await asking.now())[1]]
