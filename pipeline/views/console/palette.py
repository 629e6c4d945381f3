"""The console's colours, for light and dark, as CSS variables. Called by `look`; a test computes every contrast. Pure.

One accent (a deep teal), three feelings, and eight tones for series that tell each other apart also where reds and
greens do not. Charts are drawn as SVG with these variables, so that a change of theme needs no drawing.
"""

from __future__ import annotations

from collections.abc import Mapping

LIGHT: Mapping[str, str] = {
    "page": "#f5f6f8",
    "card": "#ffffff",
    "raised": "#eef1f4",
    "line": "#e3e7ec",
    "edge": "#858f9c",
    "ink": "#15202b",
    "soft": "#4a5766",
    "faint": "#5f6b7a",
    "accent": "#0b6e70",
    "on-accent": "#ffffff",
    "tint": "#e2f1f0",
    "negative": "#c0392f",
    "neutral": "#76808d",
    "positive": "#1a7f50",
    "warning": "#9a6200",
    "series-1": "#0b7a7c",
    "series-2": "#d0662a",
    "series-3": "#4a5fc1",
    "series-4": "#a3478f",
    "series-5": "#5c8a1e",
    "series-6": "#b08400",
    "series-7": "#2b87bd",
    "series-8": "#8a6d5b",
}
DARK: Mapping[str, str] = {
    "page": "#0e1318",
    "card": "#161d24",
    "raised": "#202932",
    "line": "#27313b",
    "edge": "#6c7885",
    "ink": "#e8edf2",
    "soft": "#b3bfcb",
    "faint": "#93a0ae",
    "accent": "#4fc4c0",
    "on-accent": "#06201f",
    "tint": "#15343a",
    "negative": "#f0837a",
    "neutral": "#94a0ad",
    "positive": "#58c48d",
    "warning": "#e6b45a",
    "series-1": "#4fc4c0",
    "series-2": "#f0935c",
    "series-3": "#8c9df0",
    "series-4": "#d98cc8",
    "series-5": "#a3cc5e",
    "series-6": "#e0bb4d",
    "series-7": "#6fbbe8",
    "series-8": "#bfa28f",
}
SERIES = tuple(f"var(--series-{number})" for number in range(1, 9))


def stylesheet() -> str:
    """Paper is white, whatever the screen is."""
    return (
        f":root{{{_variables(LIGHT)}}}\nbody.body--dark{{{_variables(DARK)}}}\n"
        f"@media print{{body.body--dark{{{_variables(LIGHT)}}}}}\n"
    )


def _variables(colours: Mapping[str, str]) -> str:
    return "".join(f"--{name}:{value};" for name, value in colours.items())


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
