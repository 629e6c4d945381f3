"""What `nabiz up` shows in a terminal while it runs: rates and lag, sentiment and topics, the last items.

Drawn by rich, four times a second, from a Frame; silent where the output is no terminal. Customers' words appear
here redacted, as stored; they go to the screen only, never to a log.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from pipeline.telemetry import Pulse

COLOURS = {"negative": "red", "neutral": "yellow", "positive": "green"}
BAR = 28
WORDS = 240  # of an item that are shown


class Recent(msgspec.Struct, frozen=True):
    """One of the last items, as it is stored."""

    brand: str
    sentiment: str
    topics: tuple[str, ...]
    text: str


class Frame(msgspec.Struct, frozen=True):
    """What is drawn. Rates are items a second; `received` counts what the feed read."""

    received: int
    rejected_at_source: int
    pulse: Pulse
    in_rate: float
    out_rate: float
    alerts: Sequence[str]
    recent: Sequence[Recent]
    where: Sequence[tuple[str, str]]
    note: str = ""  # what there is to say of the feed


def draw(frame: Frame) -> Group:
    parts: list[RenderableType] = [_head(frame), _totals(frame.pulse)]
    if frame.alerts:
        parts.append(Panel(Text("\n".join(frame.alerts[-4:])), title="alerts", border_style="red", title_align="left"))
    parts.append(_recent(frame.recent))
    return Group(*parts)


def _head(frame: Frame) -> Panel:
    pulse, grid = frame.pulse, Table.grid(padding=(0, 3))
    grid.add_row(
        f"[b]{frame.received:,}[/] received",
        f"[b]{pulse.stored:,}[/] stored",
        f"[b]{pulse.rejected + frame.rejected_at_source:,}[/] rejected",
        f"in [b]{frame.in_rate:,.0f}[/]/s",
        f"out [b]{frame.out_rate:,.0f}[/]/s",
        f"lag [b]{pulse.lag:,}[/] ({pulse.lag_seconds:.1f} s)",
    )
    addresses = Text("   ".join(f"{name} {address}" for name, address in frame.where), style="dim")
    said = [Text(text, style=style) for text, style in ((pulse.problem, "bold red"), (frame.note, "yellow")) if text]
    return Panel(Group(grid, addresses, *said), title="Nabız", title_align="left", border_style="cyan")


def _totals(pulse: Pulse) -> Table:
    side = Table.grid(padding=(0, 4))
    topics = sorted(pulse.topics.items(), key=lambda pair: -pair[1])[:8]
    sentiments = [(name, pulse.sentiments.get(name, 0)) for name in COLOURS]
    side.add_row(
        Panel(_bars(sentiments, COLOURS), title="sentiment", title_align="left"),
        Panel(_bars(topics, {}), title="topics", title_align="left"),
    )
    return side


def _bars(counts: Sequence[tuple[str, int]], colours: dict[str, str]) -> Table:
    grid, most = Table.grid(padding=(0, 1)), max((count for _, count in counts), default=0)
    for name, count in counts:
        grid.add_row(
            name, Text("█" * max(1, round(BAR * count / max(1, most))), style=colours.get(name, "cyan")), f"{count:,}"
        )
    return grid


def _recent(recent: Sequence[Recent]) -> Table:
    grid = Table(box=None, expand=True, show_header=False, pad_edge=False)
    for width, style in ((18, "dim"), (8, ""), (22, "cyan")):
        grid.add_column(width=width, min_width=width, no_wrap=True, overflow="ellipsis", style=style)
    grid.add_column(ratio=1, no_wrap=True, overflow="ellipsis")
    for item in recent:
        words = "".join(letter if letter.isprintable() else " " for letter in item.text[:WORDS])
        sentiment = Text(item.sentiment, style=COLOURS.get(item.sentiment, ""))
        grid.add_row(Text(item.brand), sentiment, Text(", ".join(item.topics)), Text(words))
    return grid
