"""The door to every source: `Connector.fetch(cursor) -> Page`.

Implemented by one module a source, called by `connectors.runner`. Parsing a payload is a pure function of that
module; `fetch` only brings payloads. A connector never retries: it raises SourceAway (the runner waits, with
jitter), SourceRefused (a person is needed), or puts a Rejected into the page for a record that it cannot read.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol, runtime_checkable

import msgspec

from pipeline.feedback import Rejected


class Record(msgspec.Struct, frozen=True):
    """What a source says, not yet redacted; it lives in memory only.

    `fields` bears the names of the feed (text, brand, source, external_id, channel, occurred_at, title, author,
    rating, reach, url, lang, nps, csat, ces, reply, resolved, satisfaction, ...); others are kept aside.
    """

    fields: Mapping[str, object]
    origin: str  # where it can be found again: "file:line", an URL, a mailbox and UID
    raw: bytes = b""  # as received, for the dead letter if it cannot be taken


class Page(msgspec.Struct, frozen=True):
    """Some records and the cursor to go on from. The cursor is saved only after the broker has the records."""

    items: tuple[Record | Rejected, ...]
    cursor: str  # opaque to everyone else; "" is the beginning
    more: bool = False  # there is more at once; otherwise the runner waits the connector's interval
    done: bool = False  # there will never be more (a file read to its end)
    pace_until: datetime | None = None  # event time of the newest record, for replay in event time


class Spent(msgspec.Struct, frozen=True):
    """What asking a source took since the process began, and what it said that it still allows; None: it said nothing.

    None of today's sources names a price, so what one costs is counted in requests and bytes.
    """

    requests: int = 0
    received_bytes: int = 0
    quota: int | None = None  # requests allowed in the source's present window
    quota_left: int | None = None
    quota_resets: datetime | None = None


@runtime_checkable
class Connector(Protocol):
    """A source that is asked. `name` is its id in settings, cursors and metrics; `interval` is in seconds."""

    @property
    def name(self) -> str: ...

    @property
    def interval(self) -> float: ...

    def fetch(self, cursor: str) -> Page: ...


@runtime_checkable
class Spending(Protocol):
    """A connector that knows what asking its source takes and what the source still allows."""

    @property
    def spent(self) -> Spent | None: ...
