"""How far a connector has come: what the terminal, /metrics and `nabiz up` see of a runner. Pure values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Literal

import msgspec

from connectors.base import Spent
from connectors.publisher import Receipt

State = Literal["starting", "reading", "waiting", "away", "refused", "stopped", "done"]


class Progress(msgspec.Struct, frozen=True):
    """Counts are of this run and of the last reading: what is read again counts once. `problem`: empty when well."""

    name: str
    state: State = "starting"
    received: int = 0
    accepted: int = 0
    rejected: int = 0
    reasons: Mapping[str, int] = {}
    last_event: datetime | None = None  # newest event time seen
    saved_at: datetime | None = None  # when the broker last had all that was read
    retries: int = 0
    rewinds: int = 0
    problem: str = ""
    spent: Spent | None = None  # None: a source that is not asked over the web

    def plus(self, received: int, receipt: Receipt) -> Progress:
        newest = max((when for when in (self.last_event, receipt.last_event) if when), default=None)
        return msgspec.structs.replace(
            self,
            received=self.received + received,
            accepted=self.accepted + receipt.accepted,
            rejected=self.rejected + receipt.rejected,
            reasons=Counter(self.reasons) + Counter(receipt.reasons) if receipt.rejected else self.reasons,
            last_event=newest,
        )

    def counted_as(self, earlier: Progress) -> Progress:
        """The same with the counts of `earlier`: what was read since is given up and read again."""
        return msgspec.structs.replace(
            self,
            received=earlier.received,
            accepted=earlier.accepted,
            rejected=earlier.rejected,
            reasons=earlier.reasons,
        )

    def cursor_age(self, now: datetime) -> float | None:
        """Seconds since the broker last had everything that was read; None before the first time."""
        return (now - self.saved_at).total_seconds() if self.saved_at else None
