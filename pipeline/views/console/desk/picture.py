"""The chart of an alert: observed against usual with its band, and the moments it was raised. Pure."""

from __future__ import annotations

from typing import cast

from pipeline.desk.curve import Curve
from pipeline.spike.lifecycle import Alert
from pipeline.storage.base import Table
from pipeline.views.console.charts import Options, chart, clock
from pipeline.views.console.desk import words
from pipeline.views.console.figures import moment
from pipeline.views.panel import Language, Panel

ABOVE = 60  # pixels, where the names of the marks stand under the tools
PANEL = Panel(name="curve", title=words.CURVE, about=words.CURVE_ABOUT, kind="band", sql="")


def picture(curve: Curve, alert: Alert, language: Language) -> Options:
    rows = list(zip(curve.at, map(float, curve.observed), curve.low, curve.high, strict=True))
    table = Table(("at", "value", "low", "high"), ("DateTime", "Float64", "Float64", "Float64"), [*rows])
    options = dict(chart(PANEL, table, language))
    options["yAxis"] = {**cast(Options, options["yAxis"]), "minInterval": 1}  # of items there are no halves
    options["grid"] = {**cast(Options, options["grid"]), "top": ABOVE}
    lines = cast(list[Options], options["series"])
    lines[-1] = {**lines[-1], **_OBSERVED, "markLine": _mark(alert, language)}
    return options


def spoken(alert: Alert, language: Language) -> str:
    """What the chart is, and when it was raised, for whoever does not see it."""
    raised = (f"{_named(place, language)}: {moment(rise.step.at, language)}" for place, rise in enumerate(alert.rises))
    return f"{words.CURVE.in_(language)}. {', '.join(raised)}"


_OBSERVED: Options = {
    "lineStyle": {"color": "var(--negative)", "width": 2.5},
    "itemStyle": {"color": "var(--negative)"},
}


def _mark(alert: Alert, language: Language) -> Options:
    return {
        "symbol": "none",
        "silent": True,
        "lineStyle": {"color": "var(--ink)", "type": "dashed", "width": 1},
        "label": {"formatter": "{b}", "color": "var(--soft)", "position": "end"},
        "data": [
            {"xAxis": clock(rise.step.at), "name": _named(place, language)} for place, rise in enumerate(alert.rises)
        ],
    }


def _named(place: int, language: Language) -> str:
    return (words.RAISED_AGAIN if place else words.RAISED).in_(language)
