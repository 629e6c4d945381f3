"""Items counted by point in time, brand, topic, channel, source, language and sentiment: what most panels sum up.

`counted` gives a subquery in brackets with the columns of COLUMNS. Used by the dashboards, pure text.

Whole days come from their sums, whole hours of other days from theirs; what is at the edge, what changed since it was
summed up, and points narrower than an hour come from the rows. Where several topics are chosen, whole days and the
whole hours of days that are over come from their sums by sets of topics, and all else from the rows. What stands
between /*from 2 topics*/ and /*end*/ counts only where so many are chosen, and so with days of the period and minutes
of a point in time: `answers` leaves out what does not count.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
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

Period: TypeAlias = Literal["now", "before", "both", "history"]
Points: TypeAlias = Literal[
    "step",  # as wide as the reader's step
    "none",  # whoever asks sums the whole period up
    "age",  # hours for the last four days, days for what is older
]

__all__ = ["BOUNDS", "CHANGED", "COLUMNS", "DEADLINE_HOURS", "WEEKS", "counted", "days_of"]

# The types of the table `hours`.
COUNTED = {name: f"{'toFloat64' if name in FLOATS else 'toInt64'}({sql}) AS {name}" for name, sql in SUMS.items()}
KEYS = ("brand", "channel", "source", "language", "sentiment")
COLUMNS = ("at", "brand", "topic", "channel", "source", "language", "sentiment", *SUMS)
EVERYTHING = " ".join(COLUMNS)


# What changed since it was summed up: hours (brand, hour) and days (brand, day). The console binds what it asked the
# store a moment ago (`answers.changed`); elsewhere the subqueries of CHANGED stand in their place.
STALE_HOURS = "{stale_hours:Array(Tuple(String, DateTime('UTC')))}"
STALE_DAYS = "{stale_days:Array(Tuple(String, Date))}"
CHANGED = {
    "stale_hours": "(SELECT brand, hour FROM hour_states WHERE stale)",
    "stale_days": "(SELECT brand, day FROM day_states WHERE stale)",
}
PICKED = "{topics:Array(String)}"
QUOTED = "''"
AGEING_DAYS = 4
WEEKS = 4  # of history
# period: its bounds. Of the history four weeks back only the same hours count: see `within`. Of both, each row says
# with `now` whether it is of the period or of the one it is compared with; it comes twice where they overlap.
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
    def span(self) -> str:
        return f"(day >= {self.first} AND day < {self.end})"

    @property
    def rows(self) -> str:
        """On `days` and `heard`."""
        return f"{self.usable} AND {summed_up(self.span)}"

    def others(self, time: str) -> str:
        """The times of all other days."""
        began, ended = (f"toDateTime({day}, {ZONE})" for day in (self.first, self.end))
        changed = f"(brand, toDate({time}, {ZONE})) IN {STALE_DAYS}"
        return f"(NOT {self.usable} OR {time} < {began} OR {time} >= {ended} OR {changed})"


def summed_up(span: str) -> str:
    """Rows of the days of the span that count: of days that did not change, and of their last number."""
    return f"{span} AND (brand, day) NOT IN {STALE_DAYS} AND roll IN (SELECT roll FROM day_rolls WHERE {span})"


def days_of(period: Period = "now", points: Points = "none") -> Days:
    since, until = BOUNDS[period]
    last = f"subtractDays({until}, {AGEING_DAYS})" if points == "age" else until
    usable = f"({STEP} % 1440 = 0)" if points == "step" else "true"
    return Days(f"addDays(toDate(subtractMilliseconds({since}, 1), {ZONE}), 1)", f"toDate({last}, {ZONE})", usable)


def within(time: str, period: Period) -> str:
    """Of the history: the same clock in each week, so that little is read for a period shorter than a week."""
    if period != "history":
        return "true"
    back = (f"{time} >= {since} AND {time} < {until}" for since, until in _weeks())
    return f"true /*under 7 days*/AND ({' OR '.join(back)})/*end*/"


def _weeks() -> list[tuple[str, str]]:
    """The period, and the same clock in each week of its history."""
    since, until = (f"toTimeZone({bound}, {ZONE})" for bound in (SINCE, UNTIL))
    return [(f"subtractWeeks({since}, {week})", f"subtractWeeks({until}, {week})") for week in range(WEEKS + 1)]


def counted(period: Period = "now", *, topics: bool = False, points: Points = "step", used: str = EVERYTHING) -> str:
    """With `topics` one row a topic, and an item counts in each of its topics; else topic is ''.

    `points`: what `at` is. Where nobody asks for it (none) it is the start of the day, or of the hour. `used`: the SQL
    over it; only columns that are named there are made, and rows are as few as these need.
    """
    named = Named(used, topics)
    periods: tuple[Period, ...] = ("now", "before") if period == "both" else (period,)
    days = [days_of(each, points) for each in periods]
    coarse = f"{STEP} % 60 = 0" if points == "step" else "true"
    least = 1 if topics else 2  # topics chosen that only sums by sets can tell
    by_day, by_hour = (", from 1440 minutes", ", from 60 minutes") if points == "step" else ("", "")
    several = f"length({PICKED}) >= {least}"
    known = f"{BRANDS} AND {CHANNELS} AND {LANGUAGES} AND sums.items > 0"
    topic = "sums.topic != ''" if topics else f"sums.topic = if(empty({PICKED}), '', {PICKED}[1])"
    single = f"{topic} AND NOT {several} AND {known}"
    sets = f"{several} AND hasAny({PICKED}, sums.topics) AND {known}"
    hours = [_hours(each, whole) for each, whole in zip(periods, days, strict=True)]
    rows = [_others(each, coarse, least) for each in periods]
    spans = [whole.span for whole in days]
    day, hour = (_at(points, f"toDateTime(day, {ZONE})"), "day"), (_at(points, "hour"), "hour")
    read = f"{days[0].usable} AND {summed_up(_any(spans))}"
    around = _any([summed_up(_days_around(each)) for each in periods])
    return f"""(
    /*under {least} topics{by_day}*/{named.sums(*day, "topic", spans)}
    FROM days AS sums WHERE {single} AND {read}
    {named.group("day", spans)}
    UNION ALL/*end*/
    /*under {least} topics{by_hour}*/{named.sums(*hour, "topic", hours)}
    FROM hourly AS sums WHERE {coarse} AND {single} AND (brand, hour) NOT IN {STALE_HOURS} AND {_any(hours)}
    {named.group("hour", hours)}
    UNION ALL/*end*/
    /*from {least} topics{by_day}*/{named.sums(*day, "arrayJoin(sums.topics)", spans)}
    FROM day_sets AS sums WHERE {sets} AND {read}
    {named.group("day", spans)}
    UNION ALL/*end*/
    /*from {least} topics{by_hour}*/{named.sums(*hour, "arrayJoin(sums.topics)", hours)}
    FROM hour_sets AS sums WHERE {coarse} AND {sets} AND {around} AND {_any(hours)}
    {named.group("hour", hours)}
    UNION ALL/*end*/
    {_rows(rows, points, named)}
)"""


class Named:
    """What of COLUMNS the SQL over `counted` names, and the parts of a SELECT that make it."""

    def __init__(self, used: str, topics: bool) -> None:
        self._columns = [name for name in COLUMNS if name == "items" or re.search(rf"\b{name}\b", used)]
        self._topics = topics

    def sums(self, at: str, time: str, topic: str, spans: Sequence[str]) -> str:
        """From a table of sums."""
        made = {name: name for name in KEYS} | {"at": f"{at} AS at", "topic": f"{self._topic(topic)} AS topic"}
        made |= {name: f"sum(sums.{name}) AS {name}" for name in SUMS}
        return self._select(made, spans)

    def rows(self, at: str, spans: Sequence[str]) -> str:
        """From the rows."""
        topic = self._topic("arrayJoin(arrayDistinct(topics))")
        made = {name: name for name in KEYS} | {"at": f"{at} AS at", "topic": f"{topic} AS topic"} | COUNTED
        return self._select(made, spans)

    def group(self, time: str, spans: Sequence[str]) -> str:
        keys = [time if name == "at" else name for name in self._columns if name not in SUMS]
        keys += ["now"] if len(spans) > 1 else []
        return f"GROUP BY {', '.join(keys)}" if keys else ""

    def _select(self, made: Mapping[str, str], spans: Sequence[str]) -> str:
        return f"SELECT {', '.join(made[name] for name in self._columns)}{_told(spans)}"

    def _topic(self, topic: str) -> str:
        return topic if self._topics else QUOTED


def _rows(spans: Sequence[str], points: Points, named: Named) -> str:
    """The same columns, counted from the rows."""
    at = point("occurred_at") if points == "step" else "toStartOfHour(occurred_at, 'UTC')"
    return f"""{named.rows(at, spans)}
    FROM items
    WHERE {_any(spans)} AND {CHOSEN}
    {named.group("at", spans)}"""


def _hours(period: Period, days: Days) -> str:
    """The hours wholly within, of days that are not read as days."""
    first, end = _hours_within(*BOUNDS[period])
    return f"(hour >= {first} AND hour < {end} AND {_wholly(period)} AND {days.others('hour')})"


def _others(period: Period, coarse: str, least: int) -> str:
    """Times at the edge of the period, and in hours that changed, or all, where hours will not do. From `least`
    topics on: in days that changed, for hours by sets are summed up with their day."""
    since, until = BOUNDS[period]
    first, end = _hours_within(since, until)
    several = f"length({PICKED}) >= {least}"
    changed = (
        f"(/*from {least} topics*/{several} AND (brand, toDate(occurred_at, {ZONE})) IN {STALE_DAYS} OR/*end*/"
        f"/*under {least} topics*/ NOT {several} AND (brand, toStartOfHour(occurred_at, 'UTC')) IN {STALE_HOURS}"
        f" OR/*end*/ {_edges(period)}false)"
    )
    others = f"(NOT {coarse} OR occurred_at < {first} OR occurred_at >= {end} OR {changed})"
    return f"(occurred_at >= {since} AND occurred_at < {until} AND {others} AND {within('occurred_at', period)})"


def _days_around(period: Period) -> str:
    """All days that the period touches."""
    since, until = (f"toDate({bound}, {ZONE})" for bound in BOUNDS[period])
    return f"(day >= {since} AND day <= {until})"


def _any(conditions: Sequence[str]) -> str:
    return f"({' OR '.join(conditions)})" if len(conditions) > 1 else conditions[0]


def _told(spans: Sequence[str]) -> str:
    """Of two periods: the column that says of which."""
    if len(spans) == 1:
        return ""
    now, before = spans
    return f", arrayJoin(arrayConcat(if({now}, [true], []), if({before}, [false], []))) AS now"


def _wholly(period: Period) -> str:
    """Of the history, hours wholly within one of the weeks."""
    if period != "history":
        return "true"
    back = ("hour >= {} AND hour < {}".format(*_hours_within(*week)) for week in _weeks())
    return f"true /*under 7 days*/AND ({' OR '.join(back)})/*end*/"


def _edges(period: Period) -> str:
    """... and the times of those that are so in part."""
    if period != "history":
        return ""
    ends = (
        f"occurred_at >= {since} AND occurred_at < {first} OR occurred_at >= {end} AND occurred_at < {until}"
        for since, until in _weeks()
        for first, end in [_hours_within(since, until)]
    )
    return f"/*under 7 days*/{' OR '.join(ends)} OR/*end*/ "


def _hours_within(since: str, until: str) -> tuple[str, str]:
    """The first hour wholly within, and the first one no more."""
    first = f"addHours(toStartOfHour(subtractMilliseconds({since}, 1), 'UTC'), 1)"
    return first, f"toStartOfHour({until}, 'UTC')"


def _at(points: Points, time: str) -> str:
    return point(time) if points == "step" else f"toTimeZone({time}, 'UTC')"
