"""The console's icons: strokes on a 24 by 24 grid, drawn in the colour of the text around them. Pure."""

from __future__ import annotations

from markupsafe import Markup

ICONS = {
    "grid": "M4 4h7v7H4zM13 4h7v4h-7zM13 11h7v9h-7zM4 14h7v6H4z",
    "trend": "M4 17l5-6 4 4 7-9M15 6h5v5",
    "bell": "M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15zM10 20.5a2 2 0 0 0 4 0",
    "inbox": "M4 13l2.5-8h11L20 13v6H4zM4 13h5a3 3 0 0 0 6 0h5",
    "pulse": "M3 12h4l2.5-6 4 12 2.5-6h5",
    "search": "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.5 15.5L20.5 20.5",
    "scale": "M12 4v16M7 20h10M5 8l-2 5a3 3 0 0 0 5 0L6 8h12l-2 5a3 3 0 0 0 5 0l-2-5",
    "brain": "M5 18V9M10 18V5M15 18v-7M20 18V8",
    "down": "M7 10l5 5 5-5",
    "out": "M14 5h5v14h-5M10 8l-4 4 4 4M6 12h9",
    "link": "M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1",
    "save": "M12 4v11M8 11l4 4 4-4M5 20h14",
    "flag": "M6 21V4M6 5h11l-2 4 2 4H6",
    "list": "M5 7h14M5 12h14M5 17h9",
}
BY_NAME = {
    "overview": "grid",
    "marketing": "trend",
    "complaints": "inbox",
    "operations": "pulse",
    "quality": "brain",
    "model-quality": "brain",
    "benchmark": "scale",
}


def icon(name: str) -> Markup:
    return Markup(
        '<svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.7" '
        'stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="{}"/></svg>'
    ).format(ICONS.get(name, ICONS["grid"]))
