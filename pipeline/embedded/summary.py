"""What one embedded run came to, printed as one line of JSON at its end."""

from __future__ import annotations

import msgspec

from connectors.progress import Progress
from pipeline.agents import Parts


class Summary(msgspec.Struct, frozen=True):
    """received = stored + rejected + duplicates, once everything is drained.

    `stored` counts ids that the store did not have before, `duplicates` statements it had; `alerts` those opened.
    """

    received: int
    stored: int
    rejected: int
    duplicates: int
    alerts: int
    seconds: float


def summarise(parts: Parts, feed: Progress, before: int, seconds: float) -> Summary:
    pulse = parts.telemetry.pulse()
    after = int(str(parts.store.query("SELECT uniqExact(id) FROM insights").rows[0][0]))
    return Summary(
        received=feed.received,
        stored=after - before,
        rejected=feed.rejected + pulse.rejected,
        duplicates=pulse.stored - (after - before),
        alerts=parts.telemetry.opened(),
        seconds=round(seconds, 3),
    )
