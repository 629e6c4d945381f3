"""A dashboard as Grafana's JSON, built with Grafana's SDK. Called by `nabiz grafana write` and `publishing`.

The same dashboard gives the same JSON: what is written can be compared, in git and with a running Grafana.
"""

from __future__ import annotations

import json
from typing import Any

from pipeline.errors import SettingsError
from pipeline.views.campaigns import MARKS, NOTICE
from pipeline.views.grafana.query import query, translated
from pipeline.views.labels import CHANNEL_NAMES, LANGUAGE_NAMES, TOPIC_NAMES
from pipeline.views.panel import Dashboard, Language, Panel, Threshold, Words

SOURCE = {"type": "grafana-clickhouse-datasource", "uid": "nabiz-clickhouse"}
FOLDER = "nabiz"
TAG = "nabiz"
HEIGHTS = {"number": 4, "table": 9}
UNITS = {"share": "percentunit", "seconds": "s", "hours": "h", "bytes": "decbytes", "rate": "cps", "items": "short"}
COLOURS = {"good": "green", "warning": "orange", "bad": "red"}
STEPS = ("5", "15", "60", "360", "1440", "10080")
CHOOSE_OWN = Words("Kendi markalarınızı yukarıdaki listeden seçin", "Choose your own brands in the list above")
BRANDS = Words("Marka", "Brand"), Words("Kendi markalarımız", "Our brands")
CAMPAIGN_MARKS = Words("Kampanyalar", "Campaigns")
BEHIND = Words("Arkasındaki kayıtlar", "The items behind it")
CONSOLE = "http://127.0.0.1:6080"
CRISES = Words("Krizler", "Crises")
MENUS = (
    ("topics", Words("Konu", "Topic"), TOPIC_NAMES),
    ("channels", Words("Kanal", "Channel"), CHANNEL_NAMES),
    ("languages", Words("Dil", "Language"), LANGUAGE_NAMES),
)


def uid_of(board: Dashboard) -> str:
    return f"nabiz-{board.name}"


def draw(board: Dashboard, language: Language) -> dict[str, Any]:
    """The dashboard as Grafana's API and provisioning take it. Raises SettingsError where the SDK is missing."""
    try:
        from grafana_foundation_sdk.builders import dashboard as sdk
        from grafana_foundation_sdk.cog.encoder import JSONEncoder
    except ImportError:
        raise SettingsError("Grafana's SDK is not installed", hint="pip install 'nabiz[grafana]'") from None
    built = (
        sdk.Dashboard(f"Nabız: {board.title.in_(language)}")
        .uid(uid_of(board))
        .description(board.about.in_(language))
        .tags([TAG])
        .timezone("Europe/Istanbul")
        .time("now-7d", "now")
        .refresh("1m")
        .build()
    )
    drawn: dict[str, Any] = json.loads(JSONEncoder(sort_keys=True).encode(built))
    drawn["templating"] = {"list": _variables(language)}
    drawn["panels"] = _placed(board, language)
    drawn["annotations"] = {"list": [_crises(language), _campaigns(language)]}
    return _checked(drawn)


def _checked(drawn: dict[str, Any]) -> dict[str, Any]:
    """Through the SDK's own model and back: what it does not know would be lost, and what is wrong is raised."""
    from grafana_foundation_sdk.models.dashboard import Dashboard as Model

    Model.from_json(json.loads(json.dumps(drawn)))
    return drawn


def _crises(language: Language) -> dict[str, Any]:
    """What the alerts' channel writes (`pipeline.channels.annotation`): a line where a crisis opens, then a region."""
    return {
        "name": CRISES.in_(language),
        "datasource": {"type": "grafana", "uid": "-- Grafana --"},
        "enable": True,
        "iconColor": "red",
        "target": {"type": "tags", "tags": [TAG], "matchAny": False, "limit": 100},
    }


def _campaigns(language: Language) -> dict[str, Any]:
    """What a team noted, and rises of volume taken for a campaign's."""
    sql = (
        f"SELECT since AS time, until AS timeEnd, if(kind = 'campaign', name, '{NOTICE.in_(language)}') AS text, "
        f"of AS tags FROM ({translated(MARKS)})"
    )
    return {
        "name": CAMPAIGN_MARKS.in_(language),
        "datasource": SOURCE,
        "enable": True,
        "iconColor": "blue",
        "target": {"refId": "A", "editorType": "sql", "format": 1, "queryType": "table", "rawSql": sql},
    }


def _placed(board: Dashboard, language: Language) -> list[dict[str, Any]]:
    """Left to right, a new row where the width is used up; Grafana has 24 columns."""
    panels, left, top, tallest = [], 0, 0, 0
    for number, panel in enumerate(board.panels, start=1):
        width, height = panel.width * 2, HEIGHTS.get(panel.kind, 8)
        if left + width > 24:
            left, top, tallest = 0, top + tallest, 0
        place = {"h": height, "w": width, "x": left, "y": top}
        panels.append({"id": number, "gridPos": place} | _panel(board, panel, language))
        left, tallest = left + width, max(tallest, height)
    return panels


def _panel(board: Dashboard, panel: Panel, language: Language) -> dict[str, Any]:
    kind, options, custom, transformations = _picture(panel)
    defaults: dict[str, Any] = {"custom": custom, "unit": UNITS.get(panel.unit, "none")}
    defaults["noValue"] = (CHOOSE_OWN if panel.of_own else panel.empty).in_(language)
    if panel.thresholds:
        defaults["thresholds"] = {"mode": "absolute", "steps": _steps(panel.thresholds)}
    return {
        "type": kind,
        "title": panel.title.in_(language),
        "description": panel.about.in_(language),
        "datasource": SOURCE,
        "links": _links(board, panel, language),
        "targets": [_target(panel, language)],
        "options": options,
        "transformations": transformations,
        "fieldConfig": {"defaults": defaults, "overrides": _headings(panel, language)},
    }


def _links(board: Dashboard, panel: Panel, language: Language) -> list[dict[str, Any]]:
    """To the items behind the panel, in the console, over the same time."""
    if panel.drill is None:
        return []
    url = f"${{console}}/items?panel={board.name}/{panel.name}&since=${{__from:date:iso}}&until=${{__to:date:iso}}"
    return [{"title": BEHIND.in_(language), "url": url, "targetBlank": True}]


def _picture(panel: Panel) -> tuple[str, dict[str, Any], dict[str, Any], list[dict[str, Any]]]:
    """Panel type, options, custom field options, transformations."""
    if panel.kind == "number":
        fields = {"calcs": ["lastNotNull"], "fields": "/^value$/", "values": False}
        return "stat", {"reduceOptions": fields, "colorMode": "value", "graphMode": "none"}, {}, []
    if panel.kind == "line":
        return "timeseries", {"legend": {"showLegend": True, "displayMode": "list", "placement": "bottom"}}, {}, []
    if panel.kind == "band":
        return "timeseries", {"legend": {"showLegend": True, "displayMode": "list", "placement": "bottom"}}, {}, []
    if panel.kind == "bars":
        return "barchart", {"orientation": "horizontal", "xField": "label"}, {}, []
    if panel.kind == "stacked":
        pivot = {"columnField": "series", "rowField": "label", "valueField": "value", "emptyValue": "zero"}
        options = {"orientation": "horizontal", "stacking": "normal", "xField": "label\\series"}
        return "barchart", options, {}, [{"id": "groupingToMatrix", "options": pivot}]
    return "table", {"showHeader": True}, {"filterable": True}, []


def _target(panel: Panel, language: Language) -> dict[str, Any]:
    over_time = panel.kind in ("line", "band")
    return {
        "refId": "A",
        "datasource": SOURCE,
        "editorType": "sql",
        "format": 0 if over_time else 1,
        "queryType": "timeseries" if over_time else "table",
        "rawSql": query(panel, language),
    }


def _steps(thresholds: tuple[Threshold, ...]) -> list[dict[str, Any]]:
    """Grafana colours from a value upwards; thresholds that hold below a value are turned round."""
    if thresholds[0].below:
        ordered = sorted(thresholds, key=lambda each: each.value)
        colours = [COLOURS[each.gravity] for each in ordered] + ["green"]
        return [
            {"color": colour, "value": None if place == 0 else ordered[place - 1].value}
            for place, colour in enumerate(colours)
        ]
    ordered = sorted(thresholds, key=lambda each: each.value)
    return [{"color": "green", "value": None}] + [{"color": COLOURS[t.gravity], "value": t.value} for t in ordered]


def _headings(panel: Panel, language: Language) -> list[dict[str, Any]]:
    """A table's columns: heading, unit, and what values are called."""
    if panel.kind == "band":
        hidden: list[dict[str, Any]] = [{"id": "custom.lineWidth", "value": 0}]
        shade = [*hidden, {"id": "custom.fillBelowTo", "value": "low"}]
        return [_override("high", shade), _override("low", hidden)]
    overrides = []
    for column in panel.columns:
        properties: list[dict[str, Any]] = [{"id": "displayName", "value": column.heading.in_(language)}]
        if column.unit in UNITS:
            properties.append({"id": "unit", "value": UNITS[column.unit]})
        if column.words:
            named = {value: {"text": words.in_(language)} for value, words in column.words.items()}
            properties.append({"id": "mappings", "value": [{"type": "value", "options": named}]})
        overrides.append(_override(column.name, properties))
    return overrides


def _override(name: str, properties: list[dict[str, Any]]) -> dict[str, Any]:
    return {"matcher": {"id": "byName", "options": name}, "properties": properties}


def _variables(language: Language) -> list[dict[str, Any]]:
    everything: dict[str, Any] = {"includeAll": True, "multi": True, "allValue": "''"}
    everything["current"] = {"text": ["All"], "value": ["$__all"]}
    brands = {
        "type": "query",
        "datasource": SOURCE,
        "refresh": 1,
        "query": "SELECT DISTINCT brand FROM arrivals ORDER BY brand",
    }
    found: list[dict[str, Any]] = [
        {"name": name, "label": words.in_(language), **brands, **everything}
        for name, words in zip(("brands", "own"), BRANDS, strict=True)
    ]
    for name, words, names in MENUS:
        listed = ", ".join(
            f"{each.in_(language).replace(',', chr(92) + ',')} : {value}" for value, each in names.items()
        )
        found.append({"name": name, "label": words.in_(language), "type": "custom", "query": listed, **everything})
    console = {"name": "console", "label": Words("Konsol adresi", "Address of the console").in_(language)}
    found.append(console | {"type": "textbox", "query": CONSOLE, "current": {"text": CONSOLE, "value": CONSOLE}})
    step = {"name": "step", "label": Words("Adım (dk)", "Step (min)").in_(language), "type": "custom"}
    found.append(step | {"query": ",".join(STEPS), "current": {"text": "60", "value": "60"}})
    return found
