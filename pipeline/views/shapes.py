"""SQL in the columns that each kind of panel wants, over `counted`. Used by the dashboards; pure text."""

from __future__ import annotations

from typing import Literal

import msgspec

from pipeline.views.counted import WEEKS, Points, counted
from pipeline.views.measures import SAID, VOICES
from pipeline.views.scope import BRANDS, STEP, UNTIL, ZONE, point

QUOTED = "''"


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """What a panel sums up, and by what: enough to ask for it together with others, and to take its rows out."""

    shape: Literal["number", "line", "band", "bars", "stacked", "risen", "shifted"]
    measures: tuple[str, ...]
    label: str = QUOTED
    series: str = QUOTED
    where: str = "1"
    topics: bool = False
    points: Points = "none"
    compares: bool = False
    most: int = 20


class Summed(str):
    """SQL of one panel that knows its part, so that several are asked at once (`at_once`)."""

    __slots__ = ("part",)
    part: Part


def summed(sql: str, part: Part) -> Summed:
    made = Summed(sql)
    made.part = part
    return made


def number(measure: str, where: str = "1") -> Summed:
    """What the measure is now, and what it was in the comparison period."""
    sql = f"""
SELECT anyIf(told, now) AS value, anyIf(told, NOT now) AS before FROM
(
    SELECT now, {measure} AS told FROM {counted("both", points="none", used=f"{measure} {where}")}
    WHERE {where} GROUP BY now
)
"""
    return summed(sql, Part(shape="number", measures=(measure,), where=where, compares=True))


def by_age(measure: str, where: str = "1", label: str = "") -> Summed:
    """A number, or with a label bars in the order of their labels, where the age of the items is asked for: `at` is
    exact to the hour."""
    cells = counted(points="age", used=f"{label} {measure} {where}")
    if not label:
        sql = f"SELECT {measure} AS value FROM {cells} WHERE {where}"
        return summed(sql, Part(shape="number", measures=(measure,), where=where, points="age"))
    sql = f"""
SELECT {label} AS label, {measure} AS value FROM {cells} WHERE {where}
GROUP BY label ORDER BY label
"""
    return summed(sql, Part(shape="bars", measures=(measure,), label=label, where=where, points="age"))


def over_time(series: str, measure: str = VOICES, where: str = SAID) -> Summed:
    sql = f"""
SELECT at, {series} AS series, {measure} AS value
FROM {counted(used=f"at {series} {measure} {where}")} WHERE {where}
GROUP BY at, series HAVING value IS NOT NULL ORDER BY at, series
"""
    return summed(sql, Part(shape="line", measures=(measure,), series=series, where=where, points="step"))


def band(estimate: tuple[str, str, str], where: str = "1") -> Summed:
    """A measure over time with its interval."""
    value, low, high = estimate
    sql = f"""
SELECT at, {value} AS value, {low} AS low, {high} AS high
FROM {counted(used=" ".join(["at", *estimate, where]))} WHERE {where}
GROUP BY at HAVING value IS NOT NULL ORDER BY at
"""
    return summed(sql, Part(shape="band", measures=estimate, where=where, points="step"))


def bars(label: str, measure: str = VOICES, where: str = SAID, *, most: int = 20) -> Summed:
    """The greatest first."""
    sql = f"""
SELECT label, value FROM
(
    SELECT {label} AS label, {measure} AS value FROM {counted(points="none", used=f"{label} {measure} {where}")}
    WHERE {where} GROUP BY label
)
WHERE value IS NOT NULL ORDER BY value DESC, label LIMIT {most}
"""
    return summed(sql, Part(shape="bars", measures=(measure,), label=label, where=where, most=most))


def compared(label: str, where: str = SAID, *, topics: bool = False, most: int = 20) -> Summed:
    """Voices beside those of the comparison period: what rose, most first."""
    sql = f"""
SELECT label, value, before FROM
(
    SELECT {label} AS label, sumIf(voices, now) AS value, toFloat64(sumIf(voices, NOT now)) AS before
    FROM {counted("both", topics=topics, points="none", used=f"{label} voices {where}")} WHERE {where} GROUP BY label
)
WHERE value > before
ORDER BY value - before DESC, label LIMIT {most}
"""
    part = Part(shape="risen", measures=(VOICES,), label=label, where=where, topics=topics, compares=True, most=most)
    return summed(sql, part)


def stacked(label: str, series: str, where: str = SAID, *, topics: bool = False, most: int = 20) -> Summed:
    """The label with most voices first."""
    sql = f"""
SELECT label, series, value FROM
(
    SELECT {label} AS label, {series} AS series, {VOICES} AS value, sum(value) OVER (PARTITION BY label) AS whole
    FROM {counted(topics=topics, points="none", used=f"{label} {series} {VOICES} {where}")} WHERE {where}
    GROUP BY label, series
)
ORDER BY whole DESC, label, series LIMIT {most * 4}
"""
    part = Part(
        shape="stacked",
        measures=(VOICES,),
        label=label,
        series=series,
        where=where,
        topics=topics,
        most=most * 4,
    )
    return summed(sql, part)


def usual(measure: str, where: str = "1") -> str:
    """A count at each point of the period, zeros too, and what is usual there: the mean of the same point in the four
    weeks before, give or take two standard deviations (at least those of a Poisson count of that mean). A week before
    anything was ever counted says nothing. The line ends at the newest item: what comes after may only be silent.

    In one pass: what was counted at a time stands at that time and, as history, at the same clock of four later weeks.
    """
    reached = f"least(addMinutes(since, i * step), subtractMilliseconds({UNTIL}, 1))"  # the last point may be a part
    grid = f"arrayDistinct(arrayMap(i -> {point(reached)}, range(steps + 1)))"
    later = f"toTimeZone(addWeeks(toTimeZone(counted_at, {ZONE}), week), 'UTC')"
    earlier = f"toTimeZone(addWeeks(toTimeZone(at, {ZONE}), -week), 'UTC')"
    weeks = f"range(1, {WEEKS + 1})"
    return f"""
WITH
    {{since:DateTime64(3, 'UTC')}} AS since, {STEP} AS step,
    toUInt32(least(5000, greatest(1, intDiv(dateDiff('minute', since, {UNTIL}) - 1, step) + 1))) AS steps
SELECT at, now AS value, if(past > 0, greatest(0, middle - 2 * sqrt(spread)), NULL) AS low,
    if(past > 0, middle + 2 * sqrt(spread), NULL) AS high
FROM
(
    SELECT at, sumIf(amount, week = 0) AS now, countIf(grid) AS shown, max(began) AS first,
        length(arrayFilter(week -> {earlier} >= first, {weeks})) AS past,
        sumIf(amount, week > 0) / past AS middle,
        greatest(sumIf(amount * amount, week > 0) / past - middle * middle, middle) AS spread
    FROM
    (
        SELECT {later} AS at, week, amount, grid, began FROM
        (
            SELECT counted_at, amount, grid, min(if(grid, NULL, counted_at)) OVER () AS began FROM
            (
                SELECT at AS counted_at, toFloat64({measure}) AS amount, false AS grid
                FROM {counted("history", used=f"at {measure} {where}")} WHERE {where} GROUP BY counted_at
                UNION ALL
                SELECT arrayJoin({grid}) AS counted_at, 0. AS amount, true AS grid
            )
        )
        ARRAY JOIN if(grid, [0], range({WEEKS + 1})) AS week
        WHERE began IS NOT NULL
    )
    GROUP BY at
)
WHERE shown > 0 AND at <= (SELECT max(occurred_at) FROM arrivals WHERE {BRANDS}) ORDER BY at
"""
