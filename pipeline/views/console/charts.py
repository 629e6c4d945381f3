"""A panel's answer as options of ECharts. Called by `card`. Pure.

Colours are CSS variables (the charts are SVG), so that light and dark need no second drawing. Times are shifted to
Istanbul's clock and shown as UTC: a reader elsewhere sees the same hours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from math import ceil
from typing import TypeAlias, cast

from msgspec.structs import replace

from pipeline.spike.istanbul import ISTANBUL
from pipeline.storage.base import Table, Value
from pipeline.views.answers import Mark
from pipeline.views.campaigns import NOTICE
from pipeline.views.console.palette import SERIES
from pipeline.views.panel import Language, Panel, Unit, Words

Options: TypeAlias = dict[str, object]  # what ECharts takes, as it goes into JSON

FEELINGS = {"negative": "var(--negative)", "neutral": "var(--neutral)", "positive": "var(--positive)"}
FEELING_ORDER = ("negative", "neutral", "positive")
FONT = "system-ui, -apple-system, Segoe UI, Roboto, Noto Sans, Helvetica Neue, Arial, sans-serif"
INK = {"color": "var(--soft)", "fontFamily": FONT, "fontSize": 12}
TIP: Options = {
    "backgroundColor": "var(--card)",
    "borderColor": "var(--line)",
    "textStyle": {"color": "var(--ink)", "fontFamily": FONT, "fontSize": 13},
    "extraCssText": "border-radius:10px;box-shadow:0 6px 24px rgba(15,25,35,.14);padding:10px 14px;",
    "confine": True,
}
BRUSH = {"color": "rgba(11,110,112,.15)"}
FEW = 3
ROW = 30  # pixels of a bar
BAND = {"value": Words("Ölçülen", "Measured"), "usual": Words("Olağan aralık", "Usual range")}
# Of durations: what a second is in the unit; ticks in seconds, and how many at most.
LASTING: Mapping[Unit, float] = {"seconds": 1.0, "hours": 1 / 3600}
TICKS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400)
MOST_TICKS = 5
UNITS: Mapping[Unit, str] = {"share": "percent", "seconds": "lasting", "hours": "hours", "bytes": "bytes"}


def chart(panel: Panel, table: Table, language: Language, marks: Sequence[Mark] = ()) -> Options:
    """`marks`: campaigns, which stand behind a chart over time."""
    draw = {"line": _line, "band": _band, "bars": _bars, "stacked": _stacked}[panel.kind]
    drawn = draw(panel, table, language)
    series = cast("list[Options]", drawn["series"])
    if marks and panel.kind in ("line", "band") and series:
        series[-1]["markArea"] = _marked(marks, language)
    return {"useUTC": True, "animation": False, "textStyle": {"fontFamily": FONT}, **drawn}


def _marked(marks: Sequence[Mark], language: Language) -> Options:
    return {
        "silent": True,
        "itemStyle": {"color": "var(--neutral)", "opacity": 0.14},
        "label": {**INK, "position": "insideTop", "overflow": "truncate", "width": 120},
        "data": [
            [{"name": each.name if each.kind == "campaign" else NOTICE.in_(language), "xAxis": clock(each.since)},
             {"xAxis": clock(each.until)}]
            for each in _merged(marks)
        ],
    }  # fmt: skip


def _merged(marks: Sequence[Mark]) -> list[Mark]:
    """Notices that overlap as one, for their names would stand on each other; campaigns as they are."""
    merged = [each for each in marks if each.kind == "campaign"]
    notices: list[Mark] = []
    for each in sorted((mark for mark in marks if mark.kind != "campaign"), key=lambda mark: mark.since):
        if notices and each.since <= notices[-1].until:
            notices[-1] = replace(notices[-1], until=max(notices[-1].until, each.until))
        else:
            notices.append(each)
    return merged + notices


def height(panel: Panel, table: Table) -> int:
    """In pixels: charts over time have one height, bars as many rows as they have labels."""
    if panel.kind in ("line", "band"):
        return 280
    labels = len({row[0] for row in table.rows})
    return max(140, min(labels, 20) * ROW + (64 if panel.kind == "stacked" else 34))


def columns(table: Table) -> list[dict[str, Value]]:
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]


def named(panel: Panel, value: Value, language: Language) -> str:
    """What a label or series is called."""
    told = panel.names.get(str(value))
    return told.in_(language) if told else str(value)


def clock(at: Value) -> int:
    """Milliseconds of Istanbul's clock, as if it were UTC."""
    moment = cast(datetime, at)
    offset = moment.astimezone(ISTANBUL).utcoffset() or timedelta()
    return round((moment.timestamp() + offset.total_seconds()) * 1000)


def series_of(rows: Sequence[Mapping[str, Value]]) -> list[str]:
    """In order of what they count; feelings in their own order."""
    totals: dict[str, float] = {}
    for row in rows:
        totals[str(row["series"])] = totals.get(str(row["series"]), 0.0) + number(row["value"])
    if set(totals) <= set(FEELING_ORDER):
        return [name for name in FEELING_ORDER if name in totals]
    return sorted(totals, key=lambda name: (-totals[name], name))


def number(value: Value) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _line(panel: Panel, table: Table, language: Language) -> Options:
    rows = columns(table)
    names, points = series_of(rows), len({row["at"] for row in rows})
    drawn = [
        {
            **_stroke(_colour(name, place), points),
            "type": "line",
            "name": named(panel, name, language),
            "id": name,
            "data": [[clock(row["at"]), row["value"]] for row in rows if str(row["series"]) == name],
        }
        for place, name in enumerate(names)
    ]
    return {**_over_time(panel, language, rows, legend=len(names) > 1 or set(names) <= {*panel.names}), "series": drawn}


def _band(panel: Panel, table: Table, language: Language) -> Options:
    """A line over what is usual; where nothing is known of that, the line alone."""
    rows = [row | {"at": clock(row["at"])} for row in columns(table)]
    measured, usual = (panel.names.get(name, words).in_(language) for name, words in BAND.items())
    line = {
        **_stroke("var(--accent)", len(rows)),
        "type": "line",
        "name": measured,
        "id": "value",
        "data": [[row["at"], row["value"]] for row in rows],
    }
    known = any(row["low"] is not None and row["high"] is not None for row in rows)
    shade = _shade(rows, usual) if known else []
    return {
        **_over_time(panel, language, rows, legend=known),
        "legend": {**_legend(), "width": BESIDE_TOOLS, "data": [measured, usual]} if known else {"show": False},
        "series": [*shade, line],
    }


def _shade(rows: Sequence[Mapping[str, Value]], name: str) -> list[Options]:
    """The width of the band stacked on its floor, which may lie under zero."""
    quiet: Options = {
        "type": "line", "stack": "band", "stackStrategy": "all", "showSymbol": False, "silent": True,
        "lineStyle": {"opacity": 0}, "tooltip": {"show": False}, "emphasis": {"disabled": True},
    }  # fmt: skip
    known = [row["low"] is not None and row["high"] is not None for row in rows]
    wide = [number(row["high"]) - number(row["low"]) for row in rows]
    return [
        {
            **quiet,
            "name": "",
            "data": [[row["at"], row["low"] if is_ else None] for row, is_ in zip(rows, known, strict=True)],
        },
        {
            **quiet,
            "name": name,
            "areaStyle": {"color": "var(--accent)", "opacity": 0.16},
            "itemStyle": {"color": "var(--accent)", "opacity": 0.3},
            "data": [[row["at"], width if is_ else None] for row, width, is_ in zip(rows, wide, known, strict=True)],
        },
    ]


def _bars(panel: Panel, table: Table, language: Language) -> Options:
    rows = columns(table)[:20]
    labels = [named(panel, row["label"], language) for row in rows]
    feelings = set(map(str, (row["label"] for row in rows))) <= set(FEELING_ORDER)
    data = [
        {
            "value": row["value"],
            "name": label,
            "itemStyle": {"color": FEELINGS[str(row["label"])] if feelings else "var(--series-1)"},
        }
        for label, row in zip(labels, rows, strict=True)
    ]
    bar: Options = {
        "type": "bar", "name": panel.title.in_(language), "data": data, "barMaxWidth": 16,
        "itemStyle": {"borderRadius": [0, 5, 5, 0]}, "emphasis": {"itemStyle": {"color": "inherit", "opacity": 0.8}},
        "label": {"show": True, "position": "right", **INK,
                  ":formatter": f"p => {_script(panel.unit, language)}(p.value)"},
    }  # fmt: skip
    drawn = [bar]
    told = [[row["before"], place] for place, row in enumerate(rows) if isinstance(row.get("before"), int | float)]
    if told:
        drawn.append(
            {
                "type": "scatter",
                "name": "Önceki dönem" if language == "tr" else "Period before",
                "symbol": "rect",
                "symbolSize": [3, 16],
                "itemStyle": {"color": "var(--ink)"},
                "data": told,
            }
        )
    return {**_by_label(panel, labels, language), "grid": _grid(right=56), "series": drawn}


def _stacked(panel: Panel, table: Table, language: Language) -> Options:
    rows = columns(table)
    labels = list(dict.fromkeys(str(row["label"]) for row in rows))[:20]
    values = {(str(row["label"]), str(row["series"])): row["value"] for row in rows}
    drawn = [
        {
            "type": "bar", "stack": "all", "id": name, "name": named(panel, name, language), "barMaxWidth": 16,
            "itemStyle": {"color": _colour(name, place)},
            "emphasis": {"itemStyle": {"color": "inherit", "opacity": 0.8}},
            "data": [values.get((label, name), 0) for label in labels],
        }
        for place, name in enumerate(series_of(rows))
    ]  # fmt: skip
    told = [named(panel, label, language) for label in labels]
    return {
        **_by_label(panel, told, language),
        "grid": _grid(top=40, right=24),
        "legend": _legend(),
        "series": drawn,
    }


def _over_time(panel: Panel, language: Language, rows: Sequence[Mapping[str, Value]], *, legend: bool) -> Options:
    axis = _values_axis(panel, language)
    most = max((number(row["value"]) for row in rows), default=0.0)
    if panel.unit in LASTING:
        axis |= _durations(LASTING[panel.unit], most)
    if panel.unit == "bytes":
        axis |= _bytes(most)
    axis |= {"min": 0, "max": 1, "interval": 0.25} if panel.unit == "share" else {}
    return {
        "grid": _grid(top=44 if legend else 30, right=26, bottom=34),
        "legend": {**_legend(), "width": BESIDE_TOOLS} if legend else {"show": False},
        "tooltip": {**TIP, "trigger": "axis", ":valueFormatter": _script(panel.unit, language)},
        "xAxis": {
            "type": "time", "axisLine": {"lineStyle": {"color": "var(--line)"}}, "axisTick": {"show": False},
            "axisLabel": {**INK, "hideOverlap": True, "formatter": _dates(language)}, "splitLine": {"show": False},
            "axisPointer": {"label": {":formatter": f"point => window.nabizMoment(point.value, '{language}')"}},
        },
        "yAxis": axis,
        "dataZoom": [{"type": "inside", "filterMode": "none", "zoomOnMouseWheel": "ctrl", "moveOnMouseMove": "ctrl"}],
        "toolbox": _tools(language),
    }  # fmt: skip


def _by_label(panel: Panel, labels: Sequence[str], language: Language) -> Options:
    return {
        "tooltip": {**TIP, "trigger": "axis", "axisPointer": {"type": "none"},
                    ":valueFormatter": _script(panel.unit, language)},
        "xAxis": {**_values_axis(panel, language), "axisLabel": {"show": False}, "splitLine": {"show": False}},
        "yAxis": {
            "type": "category", "inverse": True, "data": labels, "axisLine": {"show": False},
            "axisTick": {"show": False},
            "axisLabel": {**INK, "width": 170, "overflow": "truncate"}, "triggerEvent": True,
        },
    }  # fmt: skip


def _stroke(colour: str, points: int) -> Options:
    """Few points are marked: a line through one would not be seen. Of lines ECharts would paint "inherit" as it is."""
    return {
        "showSymbol": points <= FEW,
        "symbolSize": 7,
        "lineStyle": {"color": colour, "width": 2},
        "itemStyle": {"color": colour},
        "emphasis": {"lineStyle": {"color": colour, "width": 2.5}, "itemStyle": {"color": colour}},
    }


def _colour(name: str, place: int) -> str:
    return FEELINGS.get(name, SERIES[place % len(SERIES)])


BESIDE_TOOLS = "80%"  # a legend that scrolls takes no notice of a right edge


def _legend() -> Options:
    return {
        "type": "scroll", "top": 0, "left": 0, "icon": "roundRect", "itemWidth": 10, "itemHeight": 10, "itemGap": 16,
        "textStyle": INK, "inactiveColor": "var(--line)", "pageTextStyle": INK, "pageIconColor": "var(--soft)",
    }  # fmt: skip


def _tools(language: Language) -> Options:
    zoom, back = ("Yakınlaştır", "Geri al") if language == "tr" else ("Zoom in", "Undo")
    return {
        "right": 0, "top": -4, "itemSize": 13, "iconStyle": {"borderColor": "var(--faint)"},
        "emphasis": {"iconStyle": {"borderColor": "var(--accent)", "textFill": "var(--ink)"}},
        "feature": {"dataZoom": {"yAxisIndex": "none", "title": {"zoom": zoom, "back": back}, "brushStyle": BRUSH}},
    }  # fmt: skip


def _grid(top: int = 6, right: int = 16, bottom: int = 6) -> Options:
    return {"left": 4, "right": right, "top": top, "bottom": bottom, "containLabel": True}


def _values_axis(panel: Panel, language: Language) -> Options:
    return {
        "type": "value",
        "axisLabel": {**INK, ":formatter": _script(panel.unit, language, compact=True)},
        "splitLine": {"lineStyle": {"color": "var(--line)"}},
        "splitNumber": 4,
    }


def _durations(second: float, most: float) -> Options:
    """Ticks at durations that people count in, for ECharts counts in tens; under a second it may."""
    step = next((each for each in TICKS if most <= each * second * MOST_TICKS), None)
    if step is None:
        step = 86_400 * ceil(most / second / 86_400 / MOST_TICKS)
    if most <= second:
        return {}
    return {"min": 0, "max": ceil(most / (step * second)) * step * second, "interval": step * second}


def _bytes(most: float) -> Options:
    """Ticks at powers of two, for ECharts counts in tens."""
    step = 1024
    while most > step * MOST_TICKS:
        step *= 2
    return {"min": 0, "max": max(1, ceil(most / step)) * step, "interval": step}


def _script(unit: Unit, language: Language, *, compact: bool = False) -> str:
    """A function of the browser that writes a value; our own text, never a reader's."""
    return f"(v => window.nabizFigure(v, '{UNITS.get(unit, unit)}', '{language}', {str(compact).lower()}))"


def _dates(language: Language) -> Options:
    # ECharts names months in English: digits serve both.
    day = "{dd}.{MM}" if language == "tr" else "{d} {MMM}"
    return {"year": "{yyyy}", "month": "{MM}.{yyyy}" if language == "tr" else "{MMM} {yyyy}", "day": day,
            "hour": "{HH}:{mm}", "minute": "{HH}:{mm}", "second": "{HH}:{mm}:{ss}"}  # fmt: skip
