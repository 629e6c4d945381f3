"""A panel's answer as numbers and tables of markup: number panels, table panels, and the data behind each chart.

Called by `card`. Pure. Whatever the store holds is escaped by `Markup.format`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TypeAlias
from urllib.parse import quote

from markupsafe import Markup

from pipeline.storage.base import Table, Value
from pipeline.views.console import wording
from pipeline.views.console.charts import columns, named
from pipeline.views.console.figures import NOTHING, change, figure, moment
from pipeline.views.panel import Column, Language, Panel, Threshold, Unit, Words

Lead: TypeAlias = Callable[[Mapping[str, Value]], str]  # from a row to the address of its items; "": there is none

HEADINGS = {
    "at": wording.TIME, "series": wording.SERIES, "value": wording.VALUE, "low": wording.LOW, "high": wording.HIGH,
    "label": wording.LABEL, "before": wording.BEFORE,
}  # fmt: skip
MOST = 200  # rows shown


def nowhere(_: Mapping[str, Value]) -> str:
    """For paper."""
    return ""


def tile(panel: Panel, table: Table, language: Language, lead: Lead = nowhere) -> Markup:
    """A number, how it compares, how grave it is; a link where there are items behind it."""
    row = columns(table)[0] if table.rows else {}
    value, before = _number(row.get("value")), _number(row.get("before"))
    told = change(value, before, panel.unit, language)
    compared = Markup('<p class="compared">{} <span>{}</span></p>').format(
        Markup('<b class="{}">{}</b>').format("step", told) if told else Markup(""),
        wording.SINCE_BEFORE.in_(language).format(figure(before, panel.unit, language)) if before is not None else "",
    )
    return Markup('<p class="value {}">{}</p>{}').format(
        gravity(value, panel.thresholds),
        _linked(figure(value, panel.unit, language), lead({}) if value is not None else "", panel.title.in_(language)),
        compared if panel.compares else Markup(""),
    )


def gravity(value: float | None, thresholds: Sequence[Threshold]) -> str:
    """The last of the thresholds that the value meets; they stand from mild to grave."""
    if value is None:
        return ""
    met = [each.gravity for each in thresholds if (value < each.value if each.below else value >= each.value)]
    return met[-1] if met else ""


def grid(panel: Panel, table: Table, language: Language, lead: Lead = nowhere) -> Markup:
    """A table panel, or the data behind a chart, in a box that scrolls."""
    return Markup('<div class="rows" tabindex="0" role="region" aria-label="{}">{}</div>').format(
        wording.DATA_OF.in_(language).format(panel.title.in_(language)), rows_of(panel, table, language, lead)
    )


def rows_of(panel: Panel, table: Table, language: Language, lead: Lead = nowhere) -> Markup:
    """The table alone. Each row leads to the items behind it."""
    known = {column.name: column for column in panel.columns}
    shown = [known.get(name) or _column(panel, name) for name in table.columns]
    head = Markup("").join(
        Markup('<th scope="col"{}>{}</th>').format(
            _side(column.unit, _first(table, place)), column.heading.in_(language)
        )
        for place, column in enumerate(shown)
    )
    body = Markup("").join(_row(panel, shown, row, language, lead) for row in table.rows[:MOST])
    return Markup("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>").format(head, body)


def spelled(panel: Panel, table: Table, language: Language) -> Table:
    """With headings and names in words, and values as they are: for a spreadsheet."""
    known = {column.name: column for column in panel.columns}
    shown = [known.get(name) or _column(panel, name) for name in table.columns]
    rows: list[tuple[Value, ...]] = [
        tuple(
            told(panel, column, value, language) if isinstance(value, str) and value else value
            for column, value in zip(shown, row, strict=True)
        )
        for row in table.rows
    ]
    return Table(columns=tuple(each.heading.in_(language) for each in shown), types=table.types, rows=rows)


def _column(panel: Panel, name: str) -> Column:
    heading = HEADINGS.get(name, Words(name, name))
    unit: Unit = panel.unit if name in ("value", "before", "low", "high") else "plain"
    return Column(name=name, heading=heading, unit=unit, words=panel.names if name in ("label", "series") else {})


def _row(panel: Panel, shown: Sequence[Column], row: Sequence[Value], language: Language, lead: Lead) -> Markup:
    address = lead({column.name: value for column, value in zip(shown, row, strict=True)})
    linked = _linking(panel, shown) if address else ""
    cells = (
        Markup("<td{}>{}</td>").format(
            _side(column.unit, value, column.name),
            _cell(panel, column, value, language, address if column.name == linked else ""),
        )
        for column, value in zip(shown, row, strict=True)
    )
    return Markup("<tr>{}</tr>").format(Markup("").join(cells))


def _cell(panel: Panel, column: Column, value: Value, language: Language, address: str) -> Markup | str:
    said = told(panel, column, value, language)
    if column.leads and value:
        address = column.leads.format(quote(str(value), safe=""))
        said = column.called.in_(language) if column.called else said
    return _linked(said, address)


def _linked(said: str, address: str, of: str = "") -> Markup | str:
    """`of` says to whoever hears the link alone what the number is of."""
    if not address or said == NOTHING:
        return said
    label = Markup(' aria-label="{}: {}"').format(of, said) if of else Markup("")
    return Markup('<a href="{}"{}>{}</a>').format(address, label, said)


def _linking(panel: Panel, shown: Sequence[Column]) -> str:
    """The column whose values lead to the items: the number of a chart, of a table what its rows are of."""
    names = [column.name for column in shown]
    by = panel.drill.by if panel.drill else ""
    return next((name for name in ("value", by, "label") if name in names), names[0])


def told(panel: Panel, column: Column, value: Value, language: Language) -> str:
    """One value in words: a name for what has one, a time, a number with its unit, else as it is."""
    if value is None or (value == "" and "" not in column.words):
        return NOTHING
    if isinstance(value, datetime):
        return moment(value, language)
    if isinstance(value, bool):
        return {("tr", True): "evet", ("tr", False): "hayır", ("en", True): "yes"}.get((language, value), "no")
    if isinstance(value, int | float):
        return figure(value, column.unit, language)
    if isinstance(value, list | tuple):
        return ", ".join(told(panel, column, each, language) for each in value)
    return _name(column.words, str(value), language) or named(panel, value, language)


def _name(words: Mapping[str, Words], value: str, language: Language) -> str:
    return words[value].in_(language) if value in words else ""


def _number(value: Value) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _first(table: Table, place: int) -> Value:
    """A value of the column, that its heading may stand as they do."""
    return next((row[place] for row in table.rows if row[place] is not None), None)


def _side(unit: Unit, value: Value, name: str = "") -> Markup:
    if isinstance(value, datetime) or name == "text":
        return Markup(' class="words"') if name == "text" else Markup(' class="time"')
    number = unit != "plain" or (isinstance(value, int | float) and not isinstance(value, bool))
    return Markup(' class="number"') if number else Markup("")
