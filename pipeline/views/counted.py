"""Items counted by point in time, brand, topic, channel, source, language and sentiment: what most panels sum up.

`counted` gives a subquery in brackets with the columns of COLUMNS. Used by the dashboards, pure text.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from pipeline.storage.hours import DEADLINE_HOURS, FLOATS, SUMS
from pipeline.views.scope import (
    BEFORE_SINCE,
    BEFORE_UNTIL,
    BRANDS,
    CHANNELS,
    CHOSEN,
    LANGUAGES,
    SINCE,
    STEP,
    UNTIL,
    point,
)

Period: TypeAlias = Literal["now", "before", "history"]

__all__ = ["COLUMNS", "DEADLINE_HOURS", "counted"]

SUMMED = ", ".join(SUMS)
# The types of the table `hours`.
COUNTED = ", ".join(f"{'toFloat64' if name in FLOATS else 'toInt64'}({sql}) AS {name}" for name, sql in SUMS.items())
COLUMNS = ("at", "brand", "topic", "channel", "source", "language", "sentiment", *SUMS)


# period: its bounds. Four weeks before a period are its history.
BOUNDS: dict[Period, tuple[str, str]] = {
    "now": (SINCE, UNTIL),
    "before": (BEFORE_SINCE, BEFORE_UNTIL),
    "history": (f"subtractDays({SINCE}, 28)", UNTIL),
}
PLACES = "channel, source, language, sentiment"
PICKED = "{topics:Array(String)}"


def counted(period: Period = "now", *, topics: bool = False, hourly: bool = False) -> str:
    """With `topics` one row a topic, and an item counts in each of its topics; else topic is ''. `hourly`: points are
    hours, whatever the step is.

    Whole hours come from their sums (`hourly`); hours at the edge, hours that changed since, points narrower than an
    hour, and what the sums cannot tell (several topics chosen) come from the rows.
    """
    since, until = BOUNDS[period]
    narrow = "false" if hourly else f"{STEP} % 60 != 0"
    many = f"notEmpty({PICKED})" if topics else f"length({PICKED}) > 1"
    from_rows = f"""(
        SELECT brand, hour FROM hour_states
        WHERE hour >= toStartOfHour({since}, 'UTC') AND hour < {until}
          AND (stale OR {narrow} OR {many} OR hour < {since} OR addHours(hour, 1) > {until})
    )"""
    return f"""(
    SELECT {"hour" if hourly else point("hour")} AS at, brand, {"topic" if topics else "''"} AS topic, {PLACES},
        {SUMMED}
    FROM hourly AS sums
    WHERE sums.topic {"!= ''" if topics else f"= if(empty({PICKED}), '', {PICKED}[1])"} AND NOT ({narrow} OR {many})
      AND hour >= {since} AND addHours(hour, 1) <= {until} AND (brand, hour) NOT IN {from_rows}
      AND {BRANDS} AND {CHANNELS} AND {LANGUAGES} AND items > 0
    UNION ALL
    SELECT {"toStartOfHour(occurred_at, 'UTC')" if hourly else point("occurred_at")} AS at, brand,
        {"arrayJoin(arrayDistinct(topics))" if topics else "''"} AS topic, {PLACES}, {COUNTED}
    FROM items
    WHERE occurred_at >= {since} AND occurred_at < {until} AND {CHOSEN}
      AND (brand, toStartOfHour(occurred_at, 'UTC')) IN {from_rows}
    GROUP BY at, brand, topic, {PLACES}
)"""
