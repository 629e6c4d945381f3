"""Items counted by point in time, brand, topic, channel, source, language and sentiment: what most panels sum up.

`counted` gives a subquery in brackets with the columns of COLUMNS. Used by the dashboards, pure text.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from pipeline.views.scope import HERE, THEN, point

Period: TypeAlias = Literal["now", "before"]

# What a group sums, by name. Sums only, so that groups can be summed again.
SUMS = {
    "items": "count()",
    "reached": "sum(greatest(ifNull(reach, 0), 0))",
    "stars": "sumIf(assumeNotNull(rating), rating IS NOT NULL)",
    "rated": "countIf(rating IS NOT NULL)",
}
COLUMNS = ("at", "brand", "topic", "channel", "source", "language", "sentiment", *SUMS)


def counted(period: Period = "now", *, topics: bool = False) -> str:
    """With `topics` one row a topic, and an item counts in each of its topics; else topic is ''."""
    topic = "arrayJoin(arrayDistinct(topics))" if topics else "''"
    sums = ", ".join(f"{sql} AS {name}" for name, sql in SUMS.items())
    return (
        f"(SELECT {point('occurred_at')} AS at, brand, {topic} AS topic, channel, source, language, sentiment, {sums} "
        f"FROM items WHERE {HERE if period == 'now' else THEN} "
        "GROUP BY at, brand, topic, channel, source, language, sentiment)"
    )
