"""Undated items keep the time first stored for them: event time is in the sort key and must never change.

Called by `clickhouse` for every batch; asks the store only for rows whose source gave no time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, cast
from uuid import UUID

from msgspec.structs import replace

from pipeline.feedback import Insight
from pipeline.storage.base import Value

if TYPE_CHECKING:
    from pipeline.storage.connection import Connection

LOOK_UP = "SELECT id, min(occurred_at) FROM first_times WHERE id IN {ids:Array(UUID)} GROUP BY id"
CHUNK = 3_000  # ids a look-up: a server takes 128 KiB a parameter


def settle(connection: Connection, insights: Sequence[Insight]) -> Sequence[Insight]:
    """The same insights, undated ones with the time first stored for their id."""
    arrivals = first_arrivals(insights)
    if not arrivals:
        return insights
    known = _known(connection, list(arrivals))
    new = {at: when for at, when in arrivals.items() if at not in known}
    connection.insert("first_times", ("id", "occurred_at"), (list(new), list(new.values())))
    return with_times(insights, new | known)


def first_arrivals(insights: Sequence[Insight]) -> dict[UUID, datetime]:
    """The earliest arrival of every undated id of the batch."""
    arrivals: dict[UUID, datetime] = {}
    for insight in insights:
        feedback = insight.feedback
        if feedback.undated:
            arrivals[feedback.id] = min(feedback.occurred_at, arrivals.get(feedback.id, feedback.occurred_at))
    return arrivals


def with_times(insights: Sequence[Insight], times: Mapping[UUID, datetime]) -> list[Insight]:
    return [_at(insight, times[insight.feedback.id]) if insight.feedback.undated else insight for insight in insights]


def _at(insight: Insight, when: datetime) -> Insight:
    return replace(insight, feedback=replace(insight.feedback, occurred_at=when))


def _known(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, datetime]:
    found: dict[UUID, datetime] = {}
    for chunk in chunks(ids):
        found.update((cast(UUID, at), cast(datetime, when)) for at, when in connection.rows(LOOK_UP, {"ids": chunk}))
    return found


def chunks(ids: Sequence[UUID]) -> Iterator[list[Value]]:
    for start in range(0, len(ids), CHUNK):
        yield list(ids[start : start + CHUNK])
