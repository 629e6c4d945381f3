"""Waiting for what is away. The agents use it around every call of a door; bad data never comes here.

A StoreAway, BrokerError or SourceAway is worth waiting for, any other error is a bug and passes through.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import Executor
from typing import Protocol, TypeVar

import msgspec
import stamina

from pipeline.errors import BrokerError, StoreAway

T = TypeVar("T")


class Patience(msgspec.Struct, frozen=True):
    """How long to wait between tries, in seconds: exponential with jitter, from `first` up to `most`, without end."""

    first: float = 0.2
    most: float = 10.0


async def persist(
    call: Callable[[], T], *, executor: Executor | None, patience: Patience, waiting: Callable[[Exception], None]
) -> T:
    """Run `call` in the executor until it succeeds; `waiting` hears of each failure that is waited for.

    Cancellation ends the wait between two tries, so that a worker can stop while the store is away.
    """
    loop = asyncio.get_running_loop()
    async for attempt in _pauses(patience):
        with attempt:
            try:
                return await loop.run_in_executor(executor, call)
            except (StoreAway, BrokerError) as error:
                waiting(error)
                raise
    raise AssertionError("an endless retry ended")


def persist_now(call: Callable[[], T], *, patience: Patience, waiting: Callable[[Exception], None]) -> T:
    """The same where nothing else runs yet: before the event loop."""
    for attempt in _pauses(patience):
        with attempt:
            try:
                return call()
            except (StoreAway, BrokerError) as error:
                waiting(error)
                raise
    raise AssertionError("an endless retry ended")


class Pauses(Protocol):
    """stamina's attempts, with an event loop or without."""

    def __iter__(self) -> Iterator[stamina.Attempt]: ...

    def __aiter__(self) -> AsyncIterator[stamina.Attempt]: ...


def _pauses(patience: Patience) -> Pauses:
    return stamina.retry_context(
        on=(StoreAway, BrokerError),
        attempts=None,
        timeout=None,
        wait_initial=patience.first,
        wait_max=patience.most,
        wait_jitter=patience.first,
    )
