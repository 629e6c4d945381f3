"""What one embedded run came to, printed as one line of JSON at its end."""

from __future__ import annotations

import msgspec

from connectors.progress import Progress
from pipeline.parts import Parts


class Summary(msgspec.Struct, frozen=True):
    """received = stored + rejected + duplicates, once everything is drained and nothing had to be read again.

    `stored` counts statements that the store did not have before, `duplicates` those it had; `alerts` those opened.
    """

    received: int
    stored: int
    rejected: int
    duplicates: int
    alerts: int
    seconds: float


def stored_ids(parts: Parts) -> int:
    return int(str(parts.store.query("SELECT uniqExact(id) FROM insights").rows[0][0]))


def summarise(parts: Parts, feed: Progress, before: int, seconds: float) -> Summary:
    pulse = parts.telemetry.pulse()
    stored = stored_ids(parts) - before
    return Summary(
        received=feed.received,
        stored=stored,
        rejected=feed.rejected + pulse.rejected,
        duplicates=pulse.stored - stored,
        alerts=parts.telemetry.opened(),
        seconds=round(seconds, 3),
    )
