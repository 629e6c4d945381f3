"""What one embedded run came to, printed as one line of JSON at its end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import msgspec

from connectors.progress import Progress
from pipeline.parts import Parts


class Landed(msgspec.Struct, frozen=True):
    """Messages that landed in the store so far."""

    stored: int = 0
    rejected: int = 0
    reasons: Mapping[str, int] = {}


class Summary(msgspec.Struct, frozen=True):
    """received = stored + rejected + duplicates, once everything is drained: each side is counted by itself.

    `reasons` tells why messages were rejected, and how many for each.
    `stored` counts statements that the store did not have before, `duplicates` those it had; `alerts` those opened.
    Where a broker died the last reading of the feed counts; what landed twice because of it is no duplicate.
    """

    received: int
    stored: int
    rejected: int
    duplicates: int
    alerts: int
    seconds: float
    reasons: Mapping[str, int] = {}


def stored_ids(parts: Parts) -> int:
    return int(str(parts.store.query("SELECT uniqExact(id) FROM insights").rows[0][0]))


def summarise(parts: Parts, feed: Progress, before: int, landed: Landed, seconds: float) -> Summary:
    """`before`: ids in the store at the start; `landed`: what had landed when the feed was last begun."""
    pulse = parts.telemetry.pulse()
    stored, refused = stored_ids(parts) - before, pulse.rejected - landed.rejected
    return Summary(
        received=feed.received,
        stored=stored,
        rejected=feed.rejected + refused,
        duplicates=min(pulse.stored - landed.stored, feed.accepted - refused) - stored,
        alerts=parts.telemetry.opened(),
        seconds=round(seconds, 3),
        reasons=dict((Counter(feed.reasons) + (Counter(pulse.reasons) - Counter(landed.reasons))).most_common()),
    )
