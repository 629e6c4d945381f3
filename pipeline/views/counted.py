"""Items counted by point in time, brand, topic, channel, source, language and sentiment: what most panels sum up.

`counted` gives a subquery in brackets with the columns of COLUMNS. Used by the dashboards, pure text.

Whole days come from their sums, whole hours of other days from theirs; what is at the edge, what changed since it was
summed up, points narrower than an hour, and what sums cannot tell (several topics chosen) come from the rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal, TypeAlias

import msgspec

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
    ZONE,
    point,
)

Period: TypeAlias = Literal["now", "before", "history"]
Points: TypeAlias = Literal[
    "step",  # as wide as the reader's step
    "none",  # whoever asks sums the whole period up
    "age",  # hours for the last four days, days for what is older
]

__all__ = ["BOUNDS", "CHANGED", "COLUMNS", "DEADLINE_HOURS", "WEEKS", "counted", "days_of"]

# The types of the table `hours`.
COUNTED = {name: f"{'toFloat64' if name in FLOATS else 'toInt64'}({sql}) AS {name}" for name, sql in SUMS.items()}
COLUMNS = ("at", "brand", "topic", "channel", "source", "language", "sentiment", *SUMS)


# What changed since it was summed up: hours (brand, hour) and days (brand, day). The console binds what it asked the
# store a moment ago (`answers.changed`); elsewhere the subqueries of CHANGED stand in their place.
STALE_HOURS = "{stale_hours:Array(Tuple(String, DateTime('UTC')))}"
STALE_DAYS = "{stale_days:Array(Tuple(String, Date))}"
CHANGED = {
    "stale_hours": "(SELECT brand, hour FROM hour_states WHERE stale)",
    "stale_days": "(SELECT brand, day FROM day_states WHERE stale)",
}
PLACES = "channel, source, language, sentiment"
PICKED = "{topics:Array(String)}"
AGEING_DAYS = 4
WEEKS = 4  # of history
# period: its bounds. Of the history four weeks back only the same hours count: see `within`.
BOUNDS: dict[Period, tuple[str, str]] = {
    "now": (SINCE, UNTIL),
    "before": (BEFORE_SINCE, BEFORE_UNTIL),
    "history": (f"subtractDays({SINCE}, {7 * WEEKS})", UNTIL),
}


class Days(msgspec.Struct, frozen=True):
    """The days wholly within a period that are read from their sums, as conditions."""

    first: str  # a day
    end: str  # the day after the last
    usable: str  # whether points are such that days will do

    @property
    def rows(self) -> str:
        """On `days` and `heard`."""
        span = f"day >= {self.first} AND day < {self.end}"
        rolls = f"(SELECT roll FROM day_rolls WHERE {span})"
        return f"{self.usable} AND {span} AND (brand, day) NOT IN {STALE_DAYS} AND roll IN {rolls}"

    def others(self, time: str) -> str:
        """The times of all other days."""
        began, ended = (f"toDateTime({day}, {ZONE})" for day in (self.first, self.end))
        changed = f"(brand, toDate({time}, {ZONE})) IN {STALE_DAYS}"
        return f"(NOT {self.usable} OR {time} < {began} OR {time} >= {ended} OR {changed})"


def days_of(period: Period = "now", points: Points = "none") -> Days:
    since, until = BOUNDS[period]
    last = f"subtractDays({until}, {AGEING_DAYS})" if points == "age" else until
    usable = f"({STEP} % 1440 = 0)" if points == "step" else "true"
    return Days(f"addDays(toDate(subtractMilliseconds({since}, 1), {ZONE}), 1)", f"toDate({last}, {ZONE})", usable)


def within(time: str, period: Period) -> str:
    """Of the history: the same clock in each week, so that little is read for a short period."""
    if period != "history":
        return "true"
    back = (
        f"{time} >= subtractWeeks(toTimeZone({SINCE}, {ZONE}), {week}) AND "
        f"{time} < subtractWeeks(toTimeZone({UNTIL}, {ZONE}), {week})"
        for week in range(WEEKS + 1)
    )
    return "(" + " OR ".join(back) + ")"


def counted(
    period: Period = "now", *, topics: bool = False, points: Points = "step", used: str = " ".join(SUMS)
) -> str:
    """With `topics` one row a topic, and an item counts in each of its topics; else topic is ''.

    `points`: what `at` is. Where nobody asks for it (none) it is the start of the day, or of the hour. `used`: the SQL
    over it; only sums that are named there are made.
    """
    named = [name for name in SUMS if re.search(rf"\b{name}\b", f"items {used}")]
    summed = ", ".join(named)
    days, topic = days_of(period, points), "topic" if topics else "''"
    coarse = f"{STEP} % 60 = 0" if points == "step" else "true"
    sums = f"({coarse} AND {f'empty({PICKED})' if topics else f'length({PICKED}) < 2'})"
    place = "sums.topic != ''" if topics else f"sums.topic = if(empty({PICKED}), '', {PICKED}[1])"
    known = f"{place} AND {sums} AND {BRANDS} AND {CHANNELS} AND {LANGUAGES} AND sums.items > 0"
    first, end = _whole_hours(period)
    rest = f"(NOT {sums} OR {_other_hours(first, end)}) AND {within('occurred_at', period)}"
    return f"""(
    SELECT {_at(points, f"toDateTime(day, {ZONE})")} AS at, brand, {topic} AS topic, {PLACES}, {summed}
    FROM days AS sums WHERE {known} AND {days.rows}
    UNION ALL
    SELECT {_at(points, "hour")} AS at, brand, {topic} AS topic, {PLACES}, {summed}
    FROM hourly AS sums
    WHERE {known} AND hour >= {first} AND hour < {end} AND {within("addMinutes(hour, 59)", period)}
      AND {days.others("hour")} AND (brand, hour) NOT IN {STALE_HOURS}
    UNION ALL
    {_rows(period, topics, points, named, rest)}
)"""


def _rows(period: Period, topics: bool, points: Points, named: Iterable[str], where: str) -> str:
    """The same columns, counted from the rows."""
    since, until = BOUNDS[period]
    at = point("occurred_at") if points == "step" else "toStartOfHour(occurred_at, 'UTC')"
    return f"""SELECT {at} AS at, brand,
        {"arrayJoin(arrayDistinct(topics))" if topics else "''"} AS topic, {PLACES},
        {", ".join(COUNTED[name] for name in named)}
    FROM items
    WHERE occurred_at >= {since} AND occurred_at < {until} AND {CHOSEN} AND {where}
    GROUP BY at, brand, topic, {PLACES}"""


def _whole_hours(period: Period) -> tuple[str, str]:
    """The first hour wholly within, and the first one no more."""
    since, until = BOUNDS[period]
    first = f"addHours(toStartOfHour(subtractMilliseconds({since}, 1), 'UTC'), 1)"
    return first, f"toStartOfHour({until}, 'UTC')"


def _other_hours(first: str, end: str) -> str:
    """Times at the edge of the period, and in hours that changed."""
    changed = f"(brand, toStartOfHour(occurred_at, 'UTC')) IN {STALE_HOURS}"
    return f"occurred_at < {first} OR occurred_at >= {end} OR {changed}"


def _at(points: Points, time: str) -> str:
    return point(time) if points == "step" else f"toTimeZone({time}, 'UTC')"
