"""Several panels in one query, and each one's rows taken out of the answer. Called by `together`; pure.

A query takes the engine longer to plan, and to look at the rows of half hours at a period's edges, than to add the sums
up; so panels over the same sums are asked at once. Each says then what it says alone: a test holds both together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import log
from typing import TypeAlias, cast

from pipeline.storage.base import Table, Value
from pipeline.views.counted import counted
from pipeline.views.shapes import Part

FIXED = 5  # columns before the measures: place, label, series, at, now
Row: TypeAlias = tuple[Value, ...]


def at_once(parts: Sequence[Part]) -> str:
    """One row for each part's label, series and point in time, now and before, with the measures of all parts.

    `place` says whose row it is. All parts are of the same topics and points. Neither sorted nor cut.
    """
    measures = measures_of(parts)
    said = " ".join([*measures, *(f"{part.label} {part.series} {part.where}" for part in parts)])
    points = parts[0].points
    both = any(part.compares for part in parts)
    values = ", ".join(f"{_of_place(measure)} AS value{n}" for n, measure in enumerate(measures))
    point = "at" if points == "step" else "NULL"
    places = ", ".join(_place(n, part) for n, part in enumerate(parts))
    used = said if points == "none" else f"at {said}"
    cells = counted("both" if both else "now", topics=parts[0].topics, points=points, used=used)
    return f"""
SELECT part.1 AS place, part.2 AS label, part.3 AS series, {point} AS point, now, {values}
FROM
(
    SELECT *, {"" if both else "true AS now, "}arrayJoin(arrayConcat({places})) AS part FROM {cells}
)
GROUP BY place, label, series, point, now
"""


def taken_out(table: Table, parts: Sequence[Part], place: int) -> Table:
    """What the part at that place says alone, sorted and cut as it is there."""
    part, measures = parts[place], measures_of(parts)
    values = [FIXED + measures.index(measure) for measure in part.measures]
    rows = [row for row in table.rows if row[0] == place]
    picked = [(row[1], row[2], row[3], row[4], *(row[value] for value in values)) for row in rows]
    columns, made = SHAPES[part.shape](part, picked, [table.types[value] for value in values])
    kinds = {"label": "String", "series": "String", "at": table.types[3], "before": table.types[values[0]]}
    told = dict(zip(("value", "low", "high"), (table.types[value] for value in values), strict=False))
    return Table(columns=columns, types=tuple((kinds | told).get(name, "Float64") for name in columns), rows=made)


def measures_of(parts: Sequence[Part]) -> list[str]:
    return list(dict.fromkeys(measure for part in parts for measure in part.measures))


def _of_place(measure: str) -> str:
    return measure.replace("OVER ()", "OVER (PARTITION BY place, now)")


def _place(n: int, part: Part) -> str:
    place = f"[({n}, toString({part.label}), toString({part.series}))]"
    return place if part.where == "1" else f"if({part.where}, {place}, [])"


Shaped: TypeAlias = tuple[tuple[str, ...], list[Row]]


def _number(part: Part, rows: Sequence[Row], types: Sequence[str]) -> Shaped:
    nothing: Value = None if types[0].startswith("Nullable") else 0
    told = {row[3]: row[4] for row in rows}
    value, before = told.get(True, nothing), told.get(False, nothing)
    return (("value", "before"), [(value, before)]) if part.compares else (("value",), [(value,)])


def _bars(part: Part, rows: Sequence[Row], types: Sequence[str]) -> Shaped:
    made: list[Row] = [(row[0], row[4]) for row in _now(rows)]
    made.sort(key=lambda row: (0 if part.points == "age" else -cast(float, row[1]), str(row[0])))
    return ("label", "value"), made[: part.most]


def _stacked(part: Part, rows: Sequence[Row], types: Sequence[str]) -> Shaped:
    made: list[Row] = [(row[0], row[1], row[4]) for row in _now(rows)]
    whole: dict[Value, float] = {}
    for label, _, value in made:
        whole[label] = whole.get(label, 0.0) + cast(float, value)
    made.sort(key=lambda row: (-whole[row[0]], str(row[0]), str(row[1])))
    return ("label", "series", "value"), made[: part.most]


def _risen(part: Part, rows: Sequence[Row], types: Sequence[str]) -> Shaped:
    before = {row[0]: float(cast(float, row[4])) for row in rows if not row[3]}
    made: list[Row] = [(row[0], row[4], before.get(row[0], 0.0)) for row in _now(rows)]
    rose = [row for row in made if _rise(row) > 0]
    rose.sort(key=lambda row: (-_rise(row), str(row[0])))
    return ("label", "value", "before"), rose[: part.most]


def _shifted(part: Part, rows: Sequence[Row], types: Sequence[str]) -> Shaped:
    """Items, shares of the classes now and before, and the population stability index of these."""
    before = {row[0]: row for row in rows if not row[3] and row[4]}
    made: list[Row] = []
    for row in rows:
        if row[3] and row[4] and row[0] in before:
            then = before[row[0]]
            pairs = zip(_smoothed(row), _smoothed(then), strict=True)
            drift = sum((here - there) * log(here / there) for here, there in pairs)
            made.append((row[0], row[4], *_shares(row), *_shares(then), round(drift, 4)))
    made.sort(key=lambda row: (-cast(float, row[6]), str(row[0])))
    columns = ("label", "items", "negative", "positive", "negative_before", "positive_before", "drift")
    return columns, made[: part.most]


def _shares(row: Row) -> tuple[float, float]:
    items, negative, positive = (cast(float, value) for value in row[4:7])
    return negative / items, positive / items


def _smoothed(row: Row) -> tuple[float, float, float]:
    """Of the negative, the positive and the others, one item added to each so that none is 0."""
    items, negative, positive = (cast(float, value) for value in row[4:7])
    return (negative + 1) / (items + 3), (positive + 1) / (items + 3), (items - negative - positive + 1) / (items + 3)


def _rise(row: Row) -> float:
    return cast(float, row[1]) - cast(float, row[2])


def _line(part: Part, rows: Sequence[Row], types: Sequence[str]) -> Shaped:
    made: list[Row] = [(row[2], row[1], row[4]) for row in _now(rows)]
    made.sort(key=lambda row: (str(row[0]), str(row[1])))
    return ("at", "series", "value"), made


def _band(part: Part, rows: Sequence[Row], types: Sequence[str]) -> Shaped:
    made: list[Row] = [(row[2], *row[4:]) for row in _now(rows)]
    made.sort(key=lambda row: str(row[0]))
    return ("at", "value", "low", "high"), made


def _now(rows: Sequence[Row]) -> list[Row]:
    """Of the period itself, where there is a value."""
    return [row for row in rows if row[3] and row[4] is not None]


SHAPES: Mapping[str, Callable[[Part, Sequence[Row], Sequence[str]], Shaped]] = {
    "number": _number,
    "line": _line,
    "band": _band,
    "bars": _bars,
    "stacked": _stacked,
    "risen": _risen,
    "shifted": _shifted,
}
