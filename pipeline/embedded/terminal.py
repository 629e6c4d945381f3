"""The views of `nabiz up`: a live picture in a terminal, a few lines elsewhere. `display` says what is drawn."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.live import Live

from connectors.progress import Progress
from pipeline.embedded.display import Frame, Recent, draw
from pipeline.embedded.run import View, Where
from pipeline.parts import Parts

RATE_SECONDS = 2.0


class Quiet:
    """No terminal: says where to look, and no more."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def started(self, where: Where) -> None:
        for name, address in where:
            self._console.print(f"{name:<8} {address}", markup=False, soft_wrap=True)

    def show(self, parts: Parts, feed: Progress) -> None:
        """Nothing to draw on."""


class Picture:
    def __init__(self, live: Live) -> None:
        self._live = live
        self._where: Where = ()
        self._since, self._then, self._rates = time.monotonic(), (0, 0), (0.0, 0.0)

    def started(self, where: Where) -> None:
        self._where = where

    def show(self, parts: Parts, feed: Progress) -> None:
        telemetry = parts.telemetry
        pulse = telemetry.pulse()
        self._measure(feed.received, pulse.stored + pulse.rejected)
        frame = Frame(
            received=feed.received,
            rejected_at_source=feed.rejected,
            pulse=pulse,
            in_rate=self._rates[0],
            out_rate=self._rates[1],
            alerts=telemetry.headlines(),
            recent=[
                Recent(item.feedback.brand, item.sentiment, item.topics, item.feedback.words)
                for item in reversed(telemetry.recent())
            ],
            where=self._where,
            note=feed.problem or ("the feed is read to its end; Ctrl-C ends" if feed.state == "done" else ""),
        )
        self._live.update(draw(frame))

    def _measure(self, received: int, done: int) -> None:
        now = time.monotonic()
        if (passed := now - self._since) >= RATE_SECONDS:
            self._rates = ((received - self._then[0]) / passed, (done - self._then[1]) / passed)
            self._since, self._then = now, (received, done)


@contextmanager
def open_view() -> Iterator[View]:
    """Progress goes to standard error: standard output is for the summary."""
    console = Console(stderr=True, highlight=False)
    if not console.is_terminal:
        yield Quiet(console)
        return
    with Live(console=console, refresh_per_second=4) as live:
        yield Picture(live)
