"""How a message that was fetched reaches its stream without a task of its own.

Part of the consumer in `pipeline.faust_settings`. Must never lose or reorder a message: what cannot go over at its
first step waits as Faust has it wait.
"""

from __future__ import annotations

from collections.abc import Coroutine, Generator
from typing import TypeAlias

from mode.services import Service, WaitResults
from mode.utils.locks import Event

Handing: TypeAlias = Coroutine[object, None, object]
Waited: TypeAlias = Handing | Event


class HandsAtOnce(Service):  # type: ignore[misc]
    """A service whose waiting ends at once where the first thing waited for is over at its first step."""

    async def wait_first(self, *waited: Waited, timeout: float | None = None) -> WaitResults:
        """Faust starts four tasks to hand one message to its stream, nearly half of all it does for a message.

        It waits for "the message is handed over" or "the flow is suspended", whichever is first. There is nearly
        always room, and then the first is over at its first step, and needs no task.
        """
        handing, *others = waited
        if not isinstance(handing, Coroutine):
            return await super().wait_first(*waited, timeout=timeout)
        try:
            waits_for = handing.send(None)
        except BaseException as over:
            for other in others:
                if isinstance(other, Coroutine):
                    other.close()
            if isinstance(over, StopIteration):
                return WaitResults([handing], [over.value], False)
            raise
        return await super().wait_first(_begun(handing, waits_for), *others, timeout=timeout)


async def _begun(handing: Handing, waits_for: object) -> object:
    """The rest of a coroutine that was stepped once."""
    return await _Rest(handing, waits_for)


class _Rest:
    def __init__(self, begun: Handing, waits_for: object) -> None:
        self._begun, self._waits_for = begun, waits_for

    def __await__(self) -> Generator[object, None, object]:
        waits_for = self._waits_for
        while True:
            try:
                try:
                    yield waits_for
                except BaseException as error:  # a cancellation belongs to the coroutine, which may have to clean up
                    waits_for = self._begun.throw(error)
                else:
                    waits_for = self._begun.send(None)
            except StopIteration as over:
                return over.value
