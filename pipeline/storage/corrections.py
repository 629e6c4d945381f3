"""What people correct counts at once and survives every rescoring, until the source's words themselves change.

Called by the stores: `correct` writes a row of a higher revision, and every write of an item that was judged looks the
judgement up: same words, then the person's reading stays and only the facts are new; other words, then the model reads
them anew. Both are rows of the upper half of revisions (`feedback.judged`), ordered by the source's version first.

A fact that is written by another worker in the same moment as a correction may wait until its source is read again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import blake2b
from typing import TYPE_CHECKING, cast
from uuid import UUID

import msgspec
from msgspec.structs import replace

from pipeline.feedback import SENTIMENTS, Insight, Sentiment, judged
from pipeline.storage.base import Value
from pipeline.storage.times import chunks

if TYPE_CHECKING:
    from pipeline.storage.connection import Connection

COLUMNS = ("id", "at", "by", "sentiment", "topics", "words_key", "before_sentiment", "before_topics", "before_model")
FIND = "SELECT title, text, sentiment, topics, model, revision FROM insights FINAL WHERE id = {id:UUID}"
REWRITE = """
INSERT INTO insights SELECT * REPLACE (
    {sentiment:String} AS sentiment, {topics:Array(String)} AS topics, {model:String} AS model,
    {revision:UInt64} AS revision, now64(3, 'UTC') AS stored_at,
    toFloat32({sentiment:String} = 'negative') AS negative, toFloat32({sentiment:String} = 'neutral') AS neutral,
    toFloat32({sentiment:String} = 'positive') AS positive,
    CAST(arrayMap(topic -> (topic, 1), {topics:Array(String)}), 'Map(LowCardinality(String), Float32)') AS topic_scores
) FROM insights FINAL WHERE id = {id:UUID}
"""
LATEST = """
SELECT id, (argMax((sentiment, topics, by, words_key), (at, by)) AS last).1, last.2, last.3, last.4
FROM corrections WHERE id IN {ids:Array(UUID)} GROUP BY id
"""


class Correction(msgspec.Struct, frozen=True):
    """A person's reading of an item, and of which words."""

    sentiment: Sentiment
    topics: tuple[str, ...]
    by: str
    words_key: str


def words_key(title: str | None, text: str) -> str:
    return blake2b(f"{title or ''}\n{text}".encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def correct(
    connection: Connection, at_id: UUID, sentiment: Sentiment, topics: Sequence[str], by: str, at: datetime
) -> bool:
    """The log first, the row then: cut short, the next write of the item does the rest. False: no such item."""
    found = connection.rows(FIND, {"id": at_id})
    if not found:
        return False
    title, text, before_sentiment, before_topics, model, revision = found[0]
    key = words_key(cast("str | None", title), cast(str, text))
    row = (at_id, at, by, sentiment, list(topics), key, before_sentiment, before_topics, model)
    connection.insert("corrections", COLUMNS, tuple([value] for value in row))
    new: dict[str, Value] = {"id": at_id, "sentiment": sentiment, "topics": list(topics), "model": f"person:{by}"}
    connection.command(REWRITE, {**new, "revision": judged(cast(int, revision))})
    return True


def with_corrections(connection: Connection, insights: Sequence[Insight]) -> Sequence[Insight]:
    """The same insights, those that a person judged with the judgement. Nothing is looked up while there is none."""
    if not insights or not connection.rows("SELECT id FROM corrections LIMIT 1"):
        return insights
    known: dict[UUID, Correction] = {}
    for chunk in chunks([insight.feedback.id for insight in insights]):
        for each, sentiment, topics, by, key in connection.rows(LATEST, {"ids": chunk}):
            known[cast(UUID, each)] = Correction(
                cast(Sentiment, sentiment), tuple(cast(list[str], topics)), cast(str, by), cast(str, key)
            )
    return corrected(insights, known)


def corrected(insights: Sequence[Insight], known: Mapping[UUID, Correction]) -> list[Insight]:
    """Pure: each insight whose item was judged, in the upper half of revisions."""
    return [
        insight if (found := known.get(insight.feedback.id)) is None else _judged(insight, found)
        for insight in insights
    ]


def _judged(insight: Insight, correction: Correction) -> Insight:
    lifted = replace(insight, revision=judged(insight.revision))
    if words_key(insight.feedback.title, insight.feedback.text) != correction.words_key:
        return lifted  # other words: what the model reads in them holds
    return as_judged(lifted, correction)


def as_judged(insight: Insight, correction: Correction) -> Insight:
    scores = tuple(float(name == correction.sentiment) for name in SENTIMENTS)
    return replace(
        insight,
        sentiment=correction.sentiment,
        sentiment_scores=cast("tuple[float, float, float]", scores),
        topics=correction.topics,
        topic_scores=dict.fromkeys(correction.topics, 1.0),
        model=f"person:{correction.by}",
    )
