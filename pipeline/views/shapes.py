"""SQL in the columns that each kind of panel wants, over `counted`. Used by the dashboards; pure text."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.views.counted import WEEKS, counted
from pipeline.views.scope import BRANDS, STEP, UNTIL, ZONE, point


class Number(str):
    """SQL of a number now and in the comparison period. It knows its measure, so that several are asked at once."""

    __slots__ = ("measure", "where")
    measure: str
    where: str


def number(measure: str, where: str = "1") -> Number:
    """What the measure is now, and what it was in the comparison period."""
    sql = Number(numbers([measure], where))
    sql.measure, sql.where = measure, where
    return sql


def numbers(measures: Sequence[str], where: str = "1") -> str:
    """One row, for each measure two columns: `value` and `before`, of the second `value1` and `before1`."""
    places = ["", *map(str, range(1, len(measures)))]
    told = ", ".join(f"anyIf(told{n}, now) AS value{n}, anyIf(told{n}, NOT now) AS before{n}" for n in places)
    made = ", ".join(f"{measure} AS told{n}" for n, measure in zip(places, measures, strict=True))
    return f"""
SELECT {told} FROM
(
    SELECT now, {made} FROM {counted("both", points="none", used=" ".join(measures))} WHERE {where} GROUP BY now
)
"""


def over_time(series: str, measure: str = "sum(items)", where: str = "1", *, topics: bool = False) -> str:
    return f"""
SELECT at, {series} AS series, {measure} AS value
FROM {counted(topics=topics, used=measure)} WHERE {where}
GROUP BY at, series HAVING value IS NOT NULL ORDER BY at, series
"""


def band(estimate: tuple[str, str, str], where: str = "1") -> str:
    """A measure over time with its interval."""
    value, low, high = estimate
    return f"""
SELECT at, {value} AS value, {low} AS low, {high} AS high
FROM {counted(used=" ".join(estimate))} WHERE {where}
GROUP BY at HAVING value IS NOT NULL ORDER BY at
"""


class Bars(str):
    """SQL of bars over all items. It knows what it is made of, so that several are asked at once."""

    __slots__ = ("label", "measure", "most", "where")
    label: str
    measure: str
    where: str
    most: int


def bars(label: str, measure: str = "sum(items)", where: str = "1", *, most: int = 20) -> Bars:
    """The greatest first."""
    sql = Bars(f"""
SELECT label, value FROM
(
    SELECT {label} AS label, {measure} AS value FROM {counted(points="none", used=measure)}
    WHERE {where} GROUP BY label
)
WHERE value IS NOT NULL ORDER BY value DESC, label LIMIT {most}
""")
    sql.label, sql.measure, sql.where, sql.most = label, measure, where, most
    return sql


def many_bars(several: Sequence[Bars], where: str = "1") -> str:
    """Rows of kind, label and one value for each: `kind` is the number of the first that has such labels.

    Neither sorted nor cut: whoever takes them apart does that.
    """
    kinds = kinds_of(several)
    pairs = ", ".join(f"({kind}, toString({label}))" for label, kind in kinds.items())
    values = ", ".join(
        f"{each.measure.replace('OVER ()', 'OVER (PARTITION BY kind)')} AS value{n}" for n, each in enumerate(several)
    )
    used = " ".join(each.measure for each in several)
    return f"""
SELECT part.1 AS kind, part.2 AS label, {values} FROM
(
    SELECT *, arrayJoin([{pairs}]) AS part FROM {counted(points="none", used=used)} WHERE {where}
)
GROUP BY kind, label
"""


def kinds_of(several: Sequence[Bars]) -> dict[str, int]:
    """What labels there are, by their SQL: the number of the first that has them."""
    labels = [each.label for each in several]
    return {label: labels.index(label) for label in labels}


def compared(label: str, measure: str = "items", where: str = "1", *, topics: bool = False, most: int = 20) -> str:
    """A sum beside that of the comparison period: what rose, most first."""
    return f"""
SELECT label, value, before FROM
(
    SELECT {label} AS label, sumIf({measure}, now) AS value, toFloat64(sumIf({measure}, NOT now)) AS before
    FROM {counted("both", topics=topics, points="none", used=measure)} WHERE {where} GROUP BY label
)
WHERE value > before
ORDER BY value - before DESC, label LIMIT {most}
"""


class Stacked(str):
    """SQL of stacked bars. It knows what it is made of, so that several are asked at once."""

    __slots__ = ("label", "most", "series", "topics", "where")
    label: str
    series: str
    where: str
    topics: bool
    most: int


def stacked(label: str, series: str, where: str = "1", *, topics: bool = False, most: int = 20) -> Stacked:
    """The label with most items first."""
    sql = Stacked(f"""
SELECT label, series, value FROM
(
    SELECT {label} AS label, {series} AS series, sum(items) AS value, sum(value) OVER (PARTITION BY label) AS whole
    FROM {counted(topics=topics, points="none", used="items")} WHERE {where}
    GROUP BY label, series
)
ORDER BY whole DESC, label, series LIMIT {most * 4}
""")
    sql.label, sql.series, sql.where, sql.topics, sql.most = label, series, where, topics, most
    return sql


def many_stacked(several: Sequence[Stacked], where: str, *, topics: bool) -> str:
    """Rows of a number, a label, a series and a value, the number being the place of the one that has them.

    Neither sorted nor cut: whoever takes them apart does that.
    """
    made = ", ".join(f"{each.label} AS label{n}, {each.series} AS series{n}" for n, each in enumerate(several))
    keys = ", ".join(f"label{n}, series{n}" for n in range(len(several)))
    parts = ", ".join(f"({n}, toString(label{n}), toString(series{n}))" for n in range(len(several)))
    return f"""
SELECT part.1 AS place, part.2 AS label, part.3 AS series, sum(said) AS value FROM
(
    SELECT {made}, sum(items) AS said FROM {counted(topics=topics, points="none", used="items")}
    WHERE {where} GROUP BY {keys}
)
ARRAY JOIN [{parts}] AS part
GROUP BY place, label, series
"""


def usual(measure: str, where: str = "1") -> str:
    """A count at each point of the period, zeros too, and what is usual there: the mean of the same point in the four
    weeks before, give or take two standard deviations (at least those of a Poisson count of that mean). A week before
    anything was ever counted says nothing. The line ends at the newest item: what comes after may only be silent.

    In one pass: what was counted at a time stands at that time and, as history, at the same clock of four later weeks.
    """
    grid = f"arrayDistinct(arrayMap(i -> {point('addMinutes(since, i * step)')}, range(steps)))"
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
                FROM {counted("history", used=measure)} WHERE {where} GROUP BY counted_at
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
