"""Sums hours up: `hours` is what panels read, and always what a recount of the rows would say.

Called by `rolling`. An hour that changed (a new item, a replay, a rescoring, a correction, an erasure) is summed up
anew as a whole, from its rows; doing it twice, or in two workers at once, gives the same. Until then views read that
hour from the rows (`pipeline.views.counted`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from pipeline import metrics

if TYPE_CHECKING:
    from pipeline.storage.base import Value
    from pipeline.storage.connection import Connection

SETTLED = timedelta(minutes=5)  # the schema's view hour_states says the same
AT_ONCE = 500  # hours a statement
LIMITS = {"max_execution_time": "60"}  # far below SETTLED
KEYS = ("topic", "brand", "hour", "channel", "source", "language", "sentiment")

DEADLINE_HOURS = 24  # for a first answer to a complaint
ANSWERED = "(replied_at IS NOT NULL OR reply IS NOT NULL)"
SOLVED = f"(ifNull(resolved, false) OR ifNull(satisfaction, 0) >= {metrics.SOLVED})"
WAITED = "replied_at >= occurred_at"
LATE = f"ifNull(replied_at > occurred_at + toIntervalHour({DEADLINE_HOURS}), false)"
# Whoever answers the employees' question is one: nothing else of the answer is a customer's.
CUSTOMER = "enps IS NULL"
RATED, NPS_TOLD, CSAT_TOLD, CES_TOLD = (
    f"{CUSTOMER} AND {score} IS NOT NULL" for score in ("rating", "nps", "csat", "ces")
)
CONFIDENCE = "greatest(negative, neutral, positive)"

# What a group sums, by name. Sums of the rows only, so that groups can be summed again.
SUMS = {
    "items": "count()",
    "voices": "countIf(voice)",  # words of customers: see the schema's insights.voice
    "reached": "sumIf(greatest(ifNull(reach, 0), 0), voice)",
    "engaged": "sumIf(greatest(ifNull(engagement, 0), 0), voice)",
    "stars": f"sumIf(ifNull(rating, 0), {RATED})",
    "rated": f"countIf({RATED})",
    "promoters": f"countIf({CUSTOMER} AND nps >= {metrics.PROMOTER})",
    "passives": f"countIf({CUSTOMER} AND nps >= {metrics.PASSIVE} AND nps < {metrics.PROMOTER})",
    "detractors": f"countIf({CUSTOMER} AND nps < {metrics.PASSIVE})",
    "staff_promoters": f"countIf(enps >= {metrics.PROMOTER})",
    "staff_passives": f"countIf(enps >= {metrics.PASSIVE} AND enps < {metrics.PROMOTER})",
    "staff_detractors": f"countIf(enps < {metrics.PASSIVE})",
    "satisfied": f"countIf({CUSTOMER} AND csat >= {metrics.SATISFIED})",
    "csat_answers": f"countIf({CSAT_TOLD})",
    "effort": f"sumIf(ifNull(ces, 0), {CES_TOLD})",
    "effort_answers": f"countIf({CES_TOLD})",
    "answered": f"countIf({ANSWERED})",
    "waited": f"sumIf(dateDiff('second', occurred_at, assumeNotNull(replied_at)), {WAITED})",
    "waits": f"countIf({WAITED})",
    "late": f"countIf({LATE})",
    "solved": f"countIf({SOLVED})",
    "contacted": "countIf(contacts IS NOT NULL)",
    "repeated": "countIf(contacts > 1)",
    "solved_at_once": f"countIf(contacts = 1 AND {SOLVED})",
    "handling": "sum(ifNull(handle_seconds, 0))",
    "handled": "countIf(handle_seconds IS NOT NULL)",
    "confidence": f"sumIf({CONFIDENCE}, voice)",
    "unsure": f"countIf(voice AND {CONFIDENCE} < 0.5)",
    "sure": f"countIf(voice AND {CONFIDENCE} >= 0.8)",
    "judged": "countIf(startsWith(model, 'person:'))",
}
FLOATS = frozenset({"stars", "effort", "handling", "confidence"})  # the others are whole numbers

FIND = """
SELECT brand, hour FROM hour_states
WHERE stale AND touched_at <= {at:DateTime64(3, 'UTC')} - INTERVAL 5 MINUTE
ORDER BY hour DESC, brand LIMIT {most:UInt32}
"""
CHOSEN = "(SELECT arrayJoin(arrayZip({brands:Array(String)}, {hours:Array(DateTime('UTC'))})))"
ROWS = f"""
SELECT arrayJoin(arrayConcat([''], arrayDistinct(arrayFilter(one -> one != '', topics)))) AS topic, brand,
    toStartOfHour(occurred_at, 'UTC') AS hour, channel, source, language, sentiment,
    {", ".join(f"{sql} AS sum_{name}" for name, sql in SUMS.items())}
FROM insights FINAL
WHERE (brand, toStartOfHour(occurred_at, 'UTC')) IN {CHOSEN} AND NOT drill
GROUP BY {", ".join(KEYS)}
"""  # noqa: S608 - names of our own
NOTHING = f"""
SELECT {", ".join(KEYS)}, {", ".join(f"0 AS sum_{name}" for name in SUMS)}
FROM hours WHERE (brand, hour) IN {CHOSEN}
"""  # noqa: S608
SUM_UP = f"""
INSERT INTO hours ({", ".join(KEYS)}, {", ".join(SUMS)}, version)
SELECT {", ".join(KEYS)}, {", ".join(f"sum(sum_{name})" for name in SUMS)}, {{at:DateTime64(3, 'UTC')}}
FROM ({ROWS} UNION ALL {NOTHING})
GROUP BY {", ".join(KEYS)}
"""  # noqa: S608


def sum_hours(connection: Connection, at: datetime) -> int:
    """Sum up at most AT_ONCE hours that changed and then were left alone for five minutes; how many they were."""
    found = connection.rows(FIND, {"at": at, "most": AT_ONCE})
    if not found:
        return 0
    brands, hours = [row[0] for row in found], [row[1] for row in found]
    chosen: Mapping[str, Value] = {"brands": brands, "hours": hours, "at": at}
    connection.command(SUM_UP, chosen, settings=LIMITS)
    connection.insert("rolled", ("brand", "hour", "at"), (brands, hours, [at] * len(found)))
    return len(found)
