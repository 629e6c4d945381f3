"""The view of `nabiz up`: a live picture in a terminal, silence elsewhere. See `display` for what is drawn."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.live import Live

from connectors.progress import Progress
from pipeline.agents import Parts
from pipeline.embedded.display import Frame, Recent, draw, plain_console
from pipeline.embedded.run import View

RATE_SECONDS = 2.0


class Quiet:
    def show(self, parts: Parts, feed: Progress, where: list[tuple[str, str]]) -> None:
        """No terminal, nothing to show."""


class LiveView:
    def __init__(self, live: Live) -> None:
        self._live = live
        self._since, self._then, self._rates = time.monotonic(), (0, 0), (0.0, 0.0)

    def show(self, parts: Parts, feed: Progress, where: list[tuple[str, str]]) -> None:
        pulse = parts.telemetry.pulse()
        self._measure(feed.received, pulse.stored + pulse.rejected)
        recent = [
            Recent(item.feedback.brand, item.sentiment, item.topics, item.feedback.words)
            for item in reversed(parts.telemetry.recent())
        ]
        frame = Frame(
            received=feed.received,
            rejected_at_source=feed.rejected,
            pulse=pulse,
            in_rate=self._rates[0],
            out_rate=self._rates[1],
            alerts=parts.telemetry.headlines(),
            recent=recent,
            where=where,
            problem=feed.problem,
        )
        self._live.update(draw(frame))

    def _measure(self, received: int, done: int) -> None:
        now = time.monotonic()
        if (passed := now - self._since) >= RATE_SECONDS:
            self._rates = ((received - self._then[0]) / passed, (done - self._then[1]) / passed)
            self._since, self._then = now, (received, done)


@contextmanager
def open_view(*, quiet: bool) -> Iterator[View]:
    if quiet:
        yield Quiet()
        return
    with Live(console=plain_console(), refresh_per_second=4, transient=False) as live:
        yield LiveView(live)
