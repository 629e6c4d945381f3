"""Takes stock of every Kafka offset, a part at a time: what the view `reconcile` says, in bounded memory.

Called by the store. The view holds the id of every item at once, some 80 bytes each. Here offsets are cut into ranges;
of each the ids are looked up among the items of its time, and the sums of the ranges are added.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple, cast

import msgspec

from pipeline.storage.base import Reconciliation

if TYPE_CHECKING:
    from pipeline.storage.base import Value
    from pipeline.storage.connection import Connection

AT_ONCE = 500_000  # offsets a range, about

LOGS = """
SELECT topic, log, min(offset) AS first, max(offset) AS last, count() AS landed FROM landings
GROUP BY topic, log ORDER BY landed, topic, log
"""
PART = "(topic, log) IN {logs:Array(Tuple(String, String))} AND offset >= {first:Int64} AND offset <= {last:Int64}"
STORED_THEN = f"""
SELECT id FROM insights
WHERE occurred_at >= (SELECT min(occurred_at) FROM landings WHERE {PART} AND outcome = 'stored')
    AND occurred_at <= (SELECT max(occurred_at) FROM landings WHERE {PART} AND outcome = 'stored')
    AND id IN (SELECT id FROM landings WHERE {PART})
"""  # noqa: S608 - names of our own
TAKEN = f"""
WITH
    (SELECT argMax(days, since) FROM retention) AS kept_days,
    if(kept_days > 0, now64(3, 'UTC') - toIntervalDay(kept_days), toDateTime64(0, 3, 'UTC')) AS kept_since
SELECT
    topic, partition, min(offset), max(offset), count(), 0 AS missing,
    countIf(outcome = 'stored' AND present) AS stored,
    countIf(outcome = 'rejected') AS rejected,
    countIf(outcome = 'stored' AND NOT present AND occurred_at >= kept_since) AS lost,
    countIf(outcome = 'erased') AS erased,
    log
FROM
(
    SELECT topic, log, partition, offset, outcome, occurred_at, id IN ({STORED_THEN}) AS present
    FROM landings FINAL WHERE {PART}
)
GROUP BY topic, log, partition
"""  # noqa: S608


class Log(NamedTuple):
    """What one incarnation of the broker holds of a topic."""

    topic: str
    log: str
    first: int
    last: int
    landed: int


class Part(NamedTuple):
    """These offsets of all partitions of these logs."""

    logs: Sequence[tuple[str, str]]
    first: int
    last: int


def take_stock(connection: Connection) -> list[Reconciliation]:
    """One row a topic, log and partition, in that order."""
    logs = [Log(*cast("tuple[str, str, int, int, int]", row)) for row in connection.rows(LOGS)]
    found: list[Reconciliation] = []
    for part in parts_of(logs, AT_ONCE):
        bounds: dict[str, Value] = {"logs": list(part.logs), "first": part.first, "last": part.last}
        rows = connection.rows(TAKEN, bounds)
        names = Reconciliation.__struct_fields__
        found += (msgspec.convert(dict(zip(names, row, strict=True)), Reconciliation) for row in rows)
    return together(found)


def parts_of(logs: Sequence[Log], at_once: int) -> Iterator[Part]:
    """Small logs, which come first, share a part; a large one is cut."""
    small: list[Log] = []
    for log in logs:
        if sum(other.landed for other in small) + log.landed <= at_once:
            small.append(log)
        else:
            yield from _cut(log, at_once)
    if small:
        yield Part([each[:2] for each in small], min(each.first for each in small), max(each.last for each in small))


def _cut(log: Log, at_once: int) -> Iterator[Part]:
    """Into ranges of as many offsets, as if the partitions were equally full."""
    ranges = -(-log.landed // at_once)
    width = -(-(log.last - log.first + 1) // ranges)
    for first in range(log.first, log.last + 1, width):
        yield Part([log[:2]], first, first + width - 1)


def together(found: Iterable[Reconciliation]) -> list[Reconciliation]:
    """The ranges of a partition added up; offsets between them that never landed are missing too."""

    def place(one: Reconciliation) -> tuple[str, str, int]:
        return one.topic, one.log, one.partition

    return [_added(list(ranges)) for _, ranges in groupby(sorted(found, key=place), key=place)]


def _added(ranges: Sequence[Reconciliation]) -> Reconciliation:
    first, last = min(each.first for each in ranges), max(each.last for each in ranges)
    landed = sum(each.landed for each in ranges)
    return msgspec.structs.replace(
        ranges[0],
        first=first,
        last=last,
        landed=landed,
        missing=last - first + 1 - landed,
        stored=sum(each.stored for each in ranges),
        rejected=sum(each.rejected for each in ranges),
        lost=sum(each.lost for each in ranges),
        erased=sum(each.erased for each in ranges),
    )
