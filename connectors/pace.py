"""When a record of the past is due: replay in event time, compressed. Used by the runner. Pure.

Event-time gaps are divided by the speed. A record older than one before it is due at once, never later; one without
a time, or with an impossible one, travels with the record before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import msgspec

from connectors.base import Record
from pipeline.feedback import Rejected
from pipeline.intake import AHEAD, OLDEST

SLICE = timedelta(milliseconds=100)  # what is due within it travels together


class Pace(msgspec.Struct, frozen=True):
    """`event` happens at `moment` of the clock; all else follows from `speed` (600: ten minutes a second)."""

    speed: float
    event: datetime
    moment: datetime

    def due(self, event: datetime) -> datetime:
        return self.moment + (event - self.event) / self.speed


class Slice(msgspec.Struct, frozen=True):
    due: datetime
    items: tuple[Record | Rejected, ...]


def slices(items: Sequence[Record | Rejected], pace: Pace) -> Iterator[Slice]:
    """The items in their order, cut where the next is due later than SLICE after the first of its slice."""
    begun, held, latest = pace.moment, list[Record | Rejected](), pace.moment
    for item in items:
        event = event_time(item, pace.moment)
        latest = max(latest, pace.due(event)) if event else latest
        if held and latest - begun > SLICE:
            yield Slice(begun, tuple(held))
            held = []
        if not held:
            begun = latest
        held.append(item)
    if held:
        yield Slice(begun, tuple(held))


def event_time(item: Record | Rejected, now: datetime) -> datetime | None:
    """When the record says it happened; None where it does not say, or says what intake will refuse."""
    told = item.fields.get("occurred_at") if isinstance(item, Record) else None
    try:
        when = datetime.fromisoformat(told.strip()) if isinstance(told, str) else told
    except ValueError:
        return None
    if not isinstance(when, datetime):
        return None
    aware = when if when.tzinfo else when.replace(tzinfo=UTC)
    return aware.astimezone(UTC) if OLDEST <= aware <= now + AHEAD else None


def first_time(items: Sequence[Record | Rejected], now: datetime) -> datetime | None:
    return next((when for item in items if (when := event_time(item, now))), None)
