"""The staging of new readings on ClickHouse, by HTTP or in the process: the SQL of `nabiz rescore`.

Opened by the command line. Applying writes rows of a higher generation into `insights`: each item changes at once and
whole, because the highest revision wins, and no count is ever off by a half-done run. Rows that a person judged
(model "person:...", or the upper half of revisions) are never read, staged or overwritten.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import cast
from uuid import UUID

import msgspec

from models.base import Reading
from pipeline.feedback import EPOCH_BITS, JUDGED, Sentiment
from pipeline.rescoring import Change, Example, Item, Window
from pipeline.storage.address import parse_address
from pipeline.storage.base import Value
from pipeline.storage.clickhouse import FINAL, StorePolicy
from pipeline.storage.connection import Connection
from pipeline.storage.erasure import WAIT

NO_ITEM = Item(UUID(int=0), "", datetime(1970, 1, 1, tzinfo=UTC), "", "", "neutral", (), "", 0)


IN_WINDOW = "occurred_at >= {since:DateTime64(3, 'UTC')} AND occurred_at < {until:DateTime64(3, 'UTC')}"
OURS = f"NOT startsWith(model, 'person:') AND revision < {JUDGED}"
HOURS = f"""
SELECT toStartOfHour(occurred_at) AS hour, count() FROM insights WHERE {IN_WINDOW} GROUP BY hour ORDER BY hour
"""
WAITING = f"""
SELECT id, brand, occurred_at, language, if(coalesce(title, '') = '', text, concat(title, '\\n', text)) AS words,
    sentiment, topics, model, revision
FROM insights FINAL
WHERE {IN_WINDOW} AND {OURS} AND model != {{model:String}}
  AND (brand, occurred_at, id) > ({{brand:String}}, {{at:DateTime64(3, 'UTC')}}, {{id:UUID}})
  AND (id, revision) NOT IN (SELECT id, base FROM rescored WHERE model = {{model:String}} AND {IN_WINDOW})
ORDER BY brand, occurred_at, id
LIMIT {{most:UInt32}}
"""
# Staged readings of items that still stand as they were read.
STANDING = f"""
(
    SELECT * FROM rescored FINAL
    WHERE model = {{model:String}} AND {IN_WINDOW}
      AND (id, base) IN (SELECT id, revision FROM insights FINAL WHERE {IN_WINDOW} AND {OURS})
)
"""
TOPICS_DIFFER = "arraySort(topics) != arraySort(before_topics)"
CHANGES = f"""
SELECT brand, language, before_sentiment, sentiment, {TOPICS_DIFFER} AS differ, count() FROM {STANDING}
GROUP BY brand, language, before_sentiment, sentiment, differ
"""
TOPICS = f"""
SELECT topic, countIf(has(topics, topic)) AS gained, countIf(NOT has(topics, topic)) AS lost
FROM {STANDING}
ARRAY JOIN arrayFilter(one -> has(topics, one) != has(before_topics, one),
    arrayDistinct(arrayConcat(topics, before_topics))) AS topic
GROUP BY topic
"""
DRAWN = f"""
SELECT cityHash64(id) AS order, id, brand, language, before_sentiment, sentiment, before_topics, topics FROM {STANDING}
WHERE before_sentiment != sentiment OR {TOPICS_DIFFER} ORDER BY order LIMIT {{most:UInt32}}
"""
WORDS = f"""
SELECT id, if(coalesce(title, '') = '', text, concat(title, '\\n', text)) FROM insights FINAL
WHERE {IN_WINDOW} AND id IN {{ids:Array(UUID)}}
"""
HIGHEST = f"""
SELECT max(bitShiftRight(revision, {EPOCH_BITS})), count() FROM insights WHERE {OURS} AND model != {{model:String}}
"""
APPLY = f"""
INSERT INTO insights SELECT old.* REPLACE (
    new.sentiment AS sentiment, new.negative AS negative, new.neutral AS neutral, new.positive AS positive,
    new.topics AS topics, new.topic_scores AS topic_scores, new.model AS model, now64(3, 'UTC') AS stored_at,
    bitOr(bitShiftLeft({{generation:UInt64}}, {EPOCH_BITS}), bitAnd(old.revision, {(1 << EPOCH_BITS) - 1})) AS revision)
FROM (
    SELECT * FROM insights FINAL WHERE {IN_WINDOW} AND {OURS} AND id NOT IN (SELECT id FROM erased)
) AS old
INNER JOIN (SELECT * FROM rescored FINAL WHERE model = {{model:String}} AND {IN_WINDOW}) AS new
ON old.id = new.id AND old.revision = new.base
"""
# An item erased while its row was copied must not come back.
CAME_BACK = "SELECT count() FROM insights WHERE id IN (SELECT id FROM erased)"
ERASE_AGAIN = "ALTER TABLE insights DELETE WHERE id IN (SELECT id FROM erased)"
COLUMNS = (
    "model", "id", "brand", "occurred_at", "language", "base", "before_model", "before_sentiment", "before_topics",
    "sentiment", "negative", "neutral", "positive", "topics", "topic_scores",
)  # fmt: skip


class ClickHouseStaging:
    """A Staging on one connection of its own."""

    def __init__(self, url: str, policy: StorePolicy | None = None) -> None:
        address = parse_address(url)
        self._ask = Connection(
            address, database=address.database, timeouts=policy or StorePolicy(answer_seconds=600), settings=FINAL
        )

    def hours(self, since: datetime, until: datetime) -> list[tuple[datetime, int]]:
        found = self._ask.rows(HOURS, {"since": since, "until": until})
        return [(_aware(hour), cast(int, items)) for hour, items in found]

    def waiting(self, model: str, window: Window, after: Item | None, most: int) -> list[Item]:
        last = after or NO_ITEM
        behind: dict[str, Value] = {"brand": last.brand, "at": last.occurred_at, "id": last.id, "most": most}
        names = Item.__struct_fields__
        found = self._ask.rows(WAITING, _bound(model, window) | behind)
        return [msgspec.convert(dict(zip(names, row, strict=True)), Item) for row in found]

    def stage(self, model: str, items: Sequence[Item], readings: Sequence[Reading]) -> None:
        columns: tuple[Sequence[object], ...] = (
            [model] * len(items),
            [item.id for item in items],
            [item.brand for item in items],
            [item.occurred_at for item in items],
            [item.language for item in items],
            [item.revision for item in items],
            [item.model for item in items],
            [item.sentiment for item in items],
            [item.topics for item in items],
            [reading.sentiment for reading in readings],
            [reading.negative for reading in readings],
            [reading.neutral for reading in readings],
            [reading.positive for reading in readings],
            [reading.topics for reading in readings],
            [reading.topic_scores for reading in readings],
        )
        self._ask.insert("rescored", COLUMNS, columns)

    def changes(self, model: str, window: Window) -> Iterator[Change]:
        for row in self._ask.rows(CHANGES, _bound(model, window)):
            facts = dict(zip(Change.__struct_fields__, row, strict=True))
            yield msgspec.convert(facts | {"topics": bool(facts["topics"])}, Change)

    def topics(self, model: str, window: Window) -> list[tuple[str, int, int]]:
        found = self._ask.rows(TOPICS, _bound(model, window))
        return [(cast(str, topic), cast(int, gained), cast(int, lost)) for topic, gained, lost in found]

    def examples(self, model: str, window: Window, most: int) -> list[Example]:
        drawn = self._ask.rows(DRAWN, _bound(model, window) | {"most": most})
        ids: list[Value] = [row[1] for row in drawn]
        asked: dict[str, Value] = {"since": window.since, "until": window.until, "ids": ids}
        words = {row[0]: row[1] for row in self._ask.rows(WORDS, asked)} if ids else {}
        return [
            Example(
                order=cast(int, order),
                brand=cast(str, brand),
                language=cast(str, language),
                before=cast(Sentiment, before),
                after=cast(Sentiment, after),
                before_topics=tuple(cast(list[str], before_topics)),
                after_topics=tuple(cast(list[str], topics)),
                words=cast(str, words.get(at, "")),
            )
            for order, at, brand, language, before, after, before_topics, topics in drawn
        ]

    def next_generation(self, model: str) -> int:
        highest, others = self._ask.rows(HIGHEST, {"model": model})[0]
        return cast(int, highest) + 1 if others else 0

    def apply(self, model: str, window: Window, generation: int) -> None:
        whole_history = {"max_partitions_per_insert_block": "0"}
        self._ask.command(APPLY, _bound(model, window) | {"generation": generation}, settings=whole_history)

    def keep_erased(self) -> None:
        """Erase again what was erased while it was being copied."""
        if self._ask.rows(CAME_BACK)[0][0]:
            self._ask.command(ERASE_AGAIN, settings=WAIT)

    def close(self) -> None:
        self._ask.close()


def _bound(model: str, window: Window) -> dict[str, Value]:
    return {"model": model, "since": window.since, "until": window.until}


def _aware(value: Value) -> datetime:
    at = cast(datetime, value)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
