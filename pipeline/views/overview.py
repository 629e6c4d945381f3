"""The overview: the few numbers one looks at first. Borrows its panels from the other dashboards."""

from __future__ import annotations

from msgspec.structs import replace

from pipeline.views.complaints import ACTIVE, BAD_VOICE, EXPECTED, FRESH, RISING, UNANSWERED
from pipeline.views.marketing import NET_SENTIMENT, TOPICS, TREND, VOLUME
from pipeline.views.measures import NEGATIVE_SHARE
from pipeline.views.panel import Dashboard, Drill, Panel, Threshold, Words
from pipeline.views.shapes import number

NEGATIVE = Panel(
    name="negative-share",
    title=Words("Olumsuz payı", "Negative share"),
    about=Words("Olumsuz kayıtların payı", "Share of negative items"),
    kind="number",
    unit="share",
    sql=number(NEGATIVE_SHARE),
    compares=True,
    thresholds=(Threshold(0.4, "warning"), Threshold(0.6, "bad")),
    drill=Drill(where=BAD_VOICE),
)

DASHBOARD = Dashboard(
    name="overview",
    title=Words("Genel bakış", "Overview"),
    about=Words("Şu an ne oluyor", "What is going on now"),
    panels=(
        *(replace(each, width=3) for each in (VOLUME, NET_SENTIMENT, NEGATIVE, UNANSWERED)),
        ACTIVE,
        EXPECTED,
        TREND,
        TOPICS,
        RISING,
        replace(FRESH, width=12),
    ),
    order=0,
)
