"""Items counted by point in time, brand, topic, channel, source, language and sentiment: what most panels sum up.

`counted` gives a subquery in brackets with the columns of COLUMNS. Used by the dashboards, pure text.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from pipeline import metrics
from pipeline.views.scope import HERE, HISTORY, THEN, point

Period: TypeAlias = Literal["now", "before", "history"]

DEADLINE_HOURS = 24  # for a first answer to a complaint
ANSWERED = "(replied_at IS NOT NULL OR reply IS NOT NULL)"
SOLVED = f"(ifNull(resolved, false) OR ifNull(satisfaction, 0) >= {metrics.SOLVED})"
WAITED = "replied_at >= occurred_at"
CONFIDENCE = "greatest(negative, neutral, positive)"

# What a group sums, by name. Sums of the rows only, so that groups can be summed again.
SUMS = {
    "items": "count()",
    "reached": "sum(greatest(ifNull(reach, 0), 0))",
    "stars": "sum(ifNull(rating, 0))",
    "rated": "countIf(rating IS NOT NULL)",
    "promoters": f"countIf(nps >= {metrics.PROMOTER})",
    "passives": f"countIf(nps >= {metrics.PASSIVE} AND nps < {metrics.PROMOTER})",
    "detractors": f"countIf(nps < {metrics.PASSIVE})",
    "satisfied": f"countIf(csat >= {metrics.SATISFIED})",
    "csat_answers": "countIf(csat IS NOT NULL)",
    "effort": "sum(ifNull(ces, 0))",
    "effort_answers": "countIf(ces IS NOT NULL)",
    "answered": f"countIf({ANSWERED})",
    "waited": f"sumIf(dateDiff('second', occurred_at, assumeNotNull(replied_at)), {WAITED})",
    "waits": f"countIf({WAITED})",
    "late": f"countIf(replied_at > occurred_at + toIntervalHour({DEADLINE_HOURS}))",
    "solved": f"countIf({SOLVED})",
    "contacted": "countIf(contacts IS NOT NULL)",
    "repeated": "countIf(contacts > 1)",
    "solved_at_once": f"countIf(contacts = 1 AND {SOLVED})",
    "handling": "sum(ifNull(handle_seconds, 0))",
    "handled": "countIf(handle_seconds IS NOT NULL)",
    "confidence": f"sum({CONFIDENCE})",
    "unsure": f"countIf({CONFIDENCE} < 0.5)",
    "sure": f"countIf({CONFIDENCE} >= 0.8)",
    "judged": "countIf(startsWith(model, 'person:'))",
}
COLUMNS = ("at", "brand", "topic", "channel", "source", "language", "sentiment", *SUMS)


PERIODS: dict[Period, str] = {"now": HERE, "before": THEN, "history": HISTORY}


def counted(period: Period = "now", *, topics: bool = False, hourly: bool = False) -> str:
    """With `topics` one row a topic, and an item counts in each of its topics; else topic is ''. `hourly`: points are
    hours, whatever the step is."""
    topic = "arrayJoin(arrayDistinct(topics))" if topics else "''"
    at = "toStartOfHour(occurred_at)" if hourly else point("occurred_at")
    sums = ", ".join(f"{sql} AS {name}" for name, sql in SUMS.items())
    return (
        f"(SELECT {at} AS at, brand, {topic} AS topic, channel, source, language, sentiment, {sums} "
        f"FROM items WHERE {PERIODS[period]} "
        "GROUP BY at, brand, topic, channel, source, language, sentiment)"
    )
