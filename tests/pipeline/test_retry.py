"""What is away is waited for; what is a bug is not."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from pipeline.errors import BrokerError, StoreAway, StoreError
from pipeline.retry import Patience, persist

QUICK = Patience(first=0.001, most=0.002)


async def attempt(failures: list[Exception]) -> tuple[str, list[Exception]]:
    heard: list[Exception] = []

    def call() -> str:
        if failures:
            raise failures.pop(0)
        return "written"

    with ThreadPoolExecutor(1) as executor:
        return await persist(call, executor=executor, patience=QUICK, waiting=heard.append), heard


async def test_a_store_that_comes_back_gets_the_batch() -> None:
    answer, heard = await attempt([StoreAway("down"), StoreAway("down"), BrokerError("gone")])
    assert answer == "written"
    assert len(heard) == 3


async def test_an_error_that_is_no_absence_passes_through() -> None:
    with pytest.raises(StoreError, match="no such column"):
        await attempt([StoreAway("down"), StoreError("no such column")])


async def test_a_worker_can_stop_while_the_store_is_away() -> None:
    def call() -> None:
        raise StoreAway("down")

    with ThreadPoolExecutor(1) as executor:
        task = asyncio.create_task(
            persist(call, executor=executor, patience=Patience(first=30.0, most=30.0), waiting=lambda error: None)
        )
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
