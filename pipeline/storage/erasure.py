"""Erasing an author or an item everywhere in the store, logging that it was done, and keeping it erased.

Called by `clickhouse.ClickHouseStore.forget`, and at every write: sources are read again, so what was erased must be
turned away when it comes back. An erased author may write anew: only what is older than the erasure is turned away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, cast
from uuid import UUID

from pipeline.feedback import Feedback, Insight
from pipeline.storage.base import Value
from pipeline.storage.times import chunks

if TYPE_CHECKING:
    from pipeline.storage.connection import Connection

# Returns when the rows are gone from every replica, not when they are marked.
WAIT = {"mutations_sync": "2"}

FIND_AUTHOR = "SELECT DISTINCT id, {at:DateTime64(3, 'UTC')} FROM insights WHERE author = {author:String}"
FIND_ITEM = """
SELECT DISTINCT id, {at:DateTime64(3, 'UTC')} FROM insights
WHERE source = {source:String} AND external_id = {external_id:String}
"""
LANDED = """
INSERT INTO landings (topic, log, partition, offset, outcome, id, occurred_at)
SELECT topic, log, partition, offset, 'erased', id, occurred_at FROM landings FINAL
WHERE outcome = 'stored' AND id IN (SELECT id FROM erased)
"""
# A deletion tells the hourly sums nothing: those hours are read from the rows until it is surely over.
TOUCHED = """
INSERT INTO touched
SELECT brand, toStartOfHour(occurred_at, 'UTC') AS hour, now64(3, 'UTC') + INTERVAL 1 HOUR
FROM insights WHERE id IN (SELECT id FROM erased) GROUP BY brand, hour
"""
# Samples of erased items may stand in the evidence of alerts, by their id.
EVIDENCE = """
ALTER TABLE alert_steps UPDATE evidence = ''
WHERE arrayExists(
    found -> toUUIDOrZero(found) IN (SELECT id FROM erased),
    extractAll(evidence, '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'))
"""
ERASED = "SELECT id FROM erased WHERE id IN {ids:Array(UUID)}"


class Erasure:
    """One request to erase. Interrupted, it is asked again and does the rest; it logs last, when all is gone."""

    def __init__(self, connection: Connection, asked_by: str, at: datetime) -> None:
        self._connection = connection
        self._asked_by = asked_by
        self._at = at

    def author(self, author: str) -> int:
        return self._erase("author", author, FIND_AUTHOR, {"author": author})

    def item(self, source: str, external_id: str) -> int:
        found: dict[str, Value] = {"source": source, "external_id": external_id}
        return self._erase("item", item_subject(source, external_id), FIND_ITEM, found)

    def _erase(self, kind: str, subject: str, find: str, parameters: Mapping[str, Value]) -> int:
        ask = self._connection
        bound = {**parameters, "at": self._at}
        items = cast(int, ask.rows(f"SELECT count() FROM ({find})", bound)[0][0])  # noqa: S608 - our own
        if items:
            ask.command(f"INSERT INTO erased (id, at) {find}", bound)
            ask.command(TOUCHED)
            ask.command("ALTER TABLE insights DELETE WHERE id IN (SELECT id FROM erased)", settings=WAIT)
            ask.command("ALTER TABLE heard DELETE WHERE id IN (SELECT id FROM erased)", settings=WAIT)
            ask.command("ALTER TABLE first_times DELETE WHERE id IN (SELECT id FROM erased)", settings=WAIT)
            ask.command("ALTER TABLE corrections DELETE WHERE id IN (SELECT id FROM erased)", settings=WAIT)
            ask.command(EVIDENCE, settings=WAIT)
            ask.command(LANDED)
        columns: tuple[Sequence[object], ...] = ([self._at], [kind], [subject], [self._asked_by], [items])
        ask.insert("erasures", ("at", "kind", "subject", "asked_by", "items"), columns)
        return items


def item_subject(source: str, external_id: str) -> str:
    return f"{source}:{external_id}"


def drop_erased(connection: Connection, insights: Sequence[Insight]) -> tuple[Sequence[Insight], frozenset[UUID]]:
    """The insights that may be stored, and the ids that must stay away. One small query a batch, mostly empty."""
    log = connection.rows("SELECT kind, subject, max(at) FROM erasures GROUP BY kind, subject")
    if not log:
        return insights, frozenset()
    authors = {cast(str, subject): cast(datetime, at) for kind, subject, at in log if kind == "author"}
    items = frozenset(cast(str, subject) for kind, subject, _ in log if kind == "item")
    feedbacks = [insight.feedback for insight in insights]
    doubtful = [f.id for f in feedbacks if f.author in authors]
    known = frozenset(_erased(connection, doubtful)) if doubtful else frozenset()
    gone = frozenset(f.id for f in feedbacks if is_erased(f, authors, items, known))
    return [insight for insight in insights if insight.feedback.id not in gone], gone


def is_erased(
    feedback: Feedback, authors: Mapping[str, datetime], items: frozenset[str], known: frozenset[UUID]
) -> bool:
    """`authors` and `items` are the log of erasures, `known` the ids erased so far. An undated item cannot be judged
    by its time, which is its arrival: only by its id."""
    if items and item_subject(feedback.source, feedback.external_id) in items:
        return True
    erased_at = authors.get(feedback.author) if feedback.author else None
    if erased_at is None:
        return False
    return feedback.id in known or (feedback.occurred_at <= erased_at and not feedback.undated)


def _erased(connection: Connection, ids: Sequence[UUID]) -> list[UUID]:
    return [cast(UUID, row[0]) for chunk in chunks(ids) for row in connection.rows(ERASED, {"ids": chunk})]
