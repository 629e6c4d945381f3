"""A panel's SQL with Grafana's variables in the place of bound parameters. Pure text; called by `drawing`.

Lists are quoted by Grafana (`sqlstring`); its user reads masked views alone and can change nothing.
"""

from __future__ import annotations

import re

from pipeline.errors import SettingsError
from pipeline.views.counted import CHANGED
from pipeline.views.panel import Language, Panel

NAMED = re.compile(r"\{(\w+):((?:[^{}'()]|\([^{}]*?\)|'[^']*')+)\}")
FROM, TO = "toInt64(${__from})", "toInt64(${__to})"


def _moment(milliseconds: str) -> str:
    return f"fromUnixTimestamp64Milli({milliseconds}, 'UTC')"


def _list(name: str) -> str:
    """Empty where all are chosen: the variable's value for "all" is one empty string."""
    return f"arrayFilter(one -> one != '', [${{{name}:sqlstring}}])"


PLACES = {
    **CHANGED,
    "since": _moment(FROM),
    "until": _moment(TO),
    "before_since": _moment(f"2 * {FROM} - {TO}"),
    "before_until": _moment(FROM),
    "step": "toUInt32(${step})",
    **{name: _list(name) for name in ("brands", "own", "topics", "channels", "languages")},
}


def translated(sql: str) -> str:
    """Raises SettingsError for a parameter that Grafana has no variable for."""

    def place(found: re.Match[str]) -> str:
        if found[1] not in PLACES:
            raise SettingsError(f"Grafana has no variable for {found[1]!r}", hint="add it to pipeline/views/grafana")
        return PLACES[found[1]]

    return NAMED.sub(place, sql).strip()


def query(panel: Panel, language: Language) -> str:
    """With labels and series in words."""
    sql = translated(panel.sql)
    if not panel.names or panel.kind not in ("line", "bars", "stacked"):
        return sql
    known, words = list(panel.names), [each.in_(language) for each in panel.names.values()]
    spoken = ["series"] if panel.kind == "line" else ["label", "series"] if panel.kind == "stacked" else ["label"]
    named = ", ".join(
        f"transform(toString({name}), {_quoted(known)}, {_quoted(words)}, toString({name})) AS {name}"
        for name in spoken
    )
    return f"SELECT * REPLACE ({named}) FROM (\n{sql}\n)"


def _quoted(words: list[str]) -> str:
    escaped = (word.replace("\\", "\\\\").replace("'", "\\'") for word in words)
    return "[" + ", ".join(f"'{word}'" for word in escaped) + "]"
