"""Dead letters of the connectors become rows, so that the views can count them. Called by the `setting_aside` agent.

A worker stores what it refuses itself together with its batch; a connector reaches no store, it only publishes. A
letter that comes twice is one row. Must never hold up the feedback, and never log what a letter says.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial

import msgspec
from faust.types import EventT

from pipeline.feedback import Rejected
from pipeline.parts import Parts
from pipeline.retry import persist
from pipeline.wire import REJECTED, decode_rejected


async def set_aside(parts: Parts, events: Sequence[EventT[bytes]]) -> None:
    """Store a batch of letters, waiting for the store where it is away, and only then acknowledge it."""
    letters = letters_of([event.message.value for event in events])
    if letters:
        write = partial(parts.store.write_rejected, letters, datetime.now(UTC))
        await persist(write, executor=None, patience=parts.patience, waiting=partial(parts.telemetry.waiting, "store"))
        parts.telemetry.waiting("store", None)
    for event in events:
        event.ack()
        parts.telemetry.done(REJECTED, event.message.partition, event.message.offset)


def letters_of(values: Sequence[bytes | None]) -> list[Rejected]:
    """The letters of connectors among these messages; what cannot be read is no letter."""
    found = []
    for value in values:
        try:
            letter = decode_rejected(value or b"")
        except msgspec.DecodeError:
            continue
        if letter.stage == "connector":
            found.append(letter)
    return found
