"""Where a click on a number leads: the query of the address that lists the items behind it. Called by `card`. Pure.

A reader's filters are kept; what was clicked narrows them: a bar its brand, a point its time, a row of a table both.
A point or a row never reaches beyond the period that was asked for: its number does not either.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from pipeline.spike.istanbul import ISTANBUL
from pipeline.storage.base import Value
from pipeline.views.console.choosing import narrowed, stamp
from pipeline.views.console.page import Choice
from pipeline.views.console.tables import Lead
from pipeline.views.panel import Panel

DAY = 1440  # minutes
MOMENT = timedelta(seconds=1)


def leading(board: str, panel: Panel, asked: Mapping[str, tuple[str, ...]], choice: Choice) -> Lead:
    """The way from each row of the panel's answer; from an empty row that from the panel as a whole."""

    def lead(row: Mapping[str, Value]) -> str:
        if panel.drill is None:
            return ""
        more = {"panel": f"{board}/{panel.name}", **_part(panel, row), **_span(row, choice)}
        return f"/items?{narrowed(asked, **more)}"

    return lead


def _part(panel: Panel, row: Mapping[str, Value]) -> dict[str, str]:
    """What the names in the row narrow: a filter, or a condition of the panel's own."""
    drill = panel.drill
    assert drill is not None
    named = [(drill.by, row.get("series" if panel.kind == "line" else "label", row.get(drill.by)))]
    if panel.kind == "stacked":
        named.append((drill.across, row.get("series")))
    more: dict[str, str] = {}
    for name, value in named:
        if str(value) in drill.parts:
            more["part"] = str(value)
        elif name and value:
            more[name] = str(value)
    return more


def _span(row: Mapping[str, Value], choice: Choice) -> dict[str, str]:
    at, moment, since, until = (_time(row.get(name)) for name in ("at", "occurred_at", "since", "until"))
    if at is not None:
        since, until = at, _later(at, choice.filters.step_minutes)
    elif moment is not None:
        since, until = moment, moment + MOMENT
    if since is None or until is None:
        return {}
    return {"since": stamp(max(since, choice.filters.since)), "until": stamp(min(until, choice.filters.until))}


def _time(value: Value) -> datetime | None:
    return value if isinstance(value, datetime) else None


def _later(at: datetime, minutes: int) -> datetime:
    """Whole days end at Istanbul's midnight, whatever the clock does meanwhile."""
    step = timedelta(minutes=minutes)
    return at + step if minutes % DAY else (at.astimezone(ISTANBUL) + step).astimezone(at.tzinfo)
