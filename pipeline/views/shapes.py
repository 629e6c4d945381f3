"""SQL in the columns that each kind of panel wants, over `counted`. Used by the dashboards; pure text."""

from __future__ import annotations

from pipeline.views.counted import counted
from pipeline.views.scope import STEP, UNTIL, point

WEEKS = 4  # of history that "usual" is taken from


def number(measure: str, where: str = "1") -> str:
    """What the measure is now, and what it was in the comparison period."""
    now, before = (f"(SELECT {measure} FROM {counted(period)} WHERE {where})" for period in ("now", "before"))
    return f"SELECT {now} AS value, {before} AS before"


def over_time(series: str, measure: str = "sum(items)", where: str = "1", *, topics: bool = False) -> str:
    return f"""
SELECT at, {series} AS series, {measure} AS value
FROM {counted(topics=topics)} WHERE {where}
GROUP BY at, series HAVING value IS NOT NULL ORDER BY at, series
"""


def band(estimate: tuple[str, str, str], where: str = "1") -> str:
    """A measure over time with its interval."""
    value, low, high = estimate
    return f"""
SELECT at, {value} AS value, {low} AS low, {high} AS high
FROM {counted()} WHERE {where}
GROUP BY at HAVING value IS NOT NULL ORDER BY at
"""


def bars(label: str, measure: str = "sum(items)", where: str = "1", *, topics: bool = False, most: int = 20) -> str:
    """The greatest first."""
    return f"""
SELECT label, value FROM
(
    SELECT {label} AS label, {measure} AS value FROM {counted(topics=topics)} WHERE {where} GROUP BY label
)
WHERE value IS NOT NULL ORDER BY value DESC, label LIMIT {most}
"""


def compared(label: str, measure: str = "sum(items)", where: str = "1", *, topics: bool = False, most: int = 20) -> str:
    """Beside the comparison period; what rose most first."""
    now, before = (
        f"(SELECT {label} AS label, {measure} AS value FROM {counted(period, topics=topics)} "
        f"WHERE {where} GROUP BY label)"
        for period in ("now", "before")
    )
    return f"""
SELECT here.label AS label, here.value AS value, toFloat64(ifNull(there.value, 0)) AS before
FROM {now} AS here LEFT JOIN {before} AS there ON here.label = there.label
ORDER BY value - before DESC, label LIMIT {most}
"""


def stacked(label: str, series: str, where: str = "1", *, topics: bool = False, most: int = 20) -> str:
    """The label with most items first."""
    return f"""
SELECT label, series, value FROM
(
    SELECT {label} AS label, {series} AS series, sum(items) AS value, sum(value) OVER (PARTITION BY label) AS whole
    FROM {counted(topics=topics)} WHERE {where}
    GROUP BY label, series
)
ORDER BY whole DESC, label, series LIMIT {most * 4}
"""


def usual(measure: str, where: str = "1") -> str:
    """A count at each point of the period, zeros too, and what is usual there: the mean of the same point in the four
    weeks before, give or take two standard deviations (at least those of a Poisson count of that mean)."""
    grid = f"arrayDistinct(arrayMap(i -> {point('addMinutes(since, i * step)')}, range(steps)))"
    return f"""
WITH
    {{since:DateTime64(3, 'UTC')}} AS since, {STEP} AS step,
    toUInt32(least(5000, greatest(1, intDiv(dateDiff('minute', since, {UNTIL}) - 1, step) + 1))) AS steps,
    points AS (SELECT arrayJoin({grid}) AS at),
    seen AS (SELECT at, {measure} AS value FROM {counted("history")} WHERE {where} GROUP BY at),
    weeks AS (SELECT at, addWeeks(at, -arrayJoin(range(1, {WEEKS + 1}))) AS earlier FROM points),
    began AS (SELECT min(at) AS first, count() AS found FROM seen),
    past AS
    (
        SELECT weeks.at AS at, toFloat64(ifNull(seen.value, 0)) AS value
        FROM weeks LEFT JOIN seen ON seen.at = weeks.earlier
        WHERE weeks.earlier >= (SELECT first FROM began)
    ),
    mean AS (SELECT at, avg(value) AS middle, greatest(varPop(value), middle) AS spread FROM past GROUP BY at)
SELECT points.at AS at, toFloat64(ifNull(seen.value, 0)) AS value,
    if(mean.at = 0, NULL, greatest(0, middle - 2 * sqrt(spread))) AS low,
    if(mean.at = 0, NULL, middle + 2 * sqrt(spread)) AS high
FROM points LEFT JOIN seen ON seen.at = points.at LEFT JOIN mean ON mean.at = points.at
WHERE (SELECT found FROM began) > 0
ORDER BY at
"""
