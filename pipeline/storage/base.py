"""The door to the store. Called by the agents, the views and the command line; opened in `pipeline.app`.

Writing twice equals writing once. Every method may raise StoreAway (worth waiting for) or StoreError (is not).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol, runtime_checkable
from uuid import UUID

import msgspec
import numpy as np
from numpy.typing import NDArray

from pipeline.alert import AlertStep
from pipeline.feedback import Insight, Landing, Rejected

Value = str | int | float | bool | None | datetime | UUID | list["Value"] | tuple["Value", ...]


class Table(msgspec.Struct, frozen=True):
    """The answer to a query: column names, ClickHouse type names, rows."""

    columns: tuple[str, ...]
    types: tuple[str, ...]
    rows: list[tuple[Value, ...]]


class Counts(msgspec.Struct, frozen=True):
    """Items per series and event minute; parallel arrays of length n, only minutes with items, sorted by minute.

    `minute` is minutes since 1970 UTC. A series is (brand, topic, channel): topic "" counts the brand as a whole,
    channel "" all channels. An item with three topics counts once in each of the three and once in the whole.
    """

    brand: list[str]
    topic: list[str]
    channel: list[str]
    minute: NDArray[np.int64]
    negative: NDArray[np.int64]
    other: NDArray[np.int64]


class Reconciliation(msgspec.Struct, frozen=True):
    """Did every Kafka offset land once? One row a log (broker incarnation, see Position), topic and partition."""

    log: str
    topic: str
    partition: int
    first: int
    last: int
    landed: int  # distinct offsets
    missing: int  # offsets between first and last that did not land
    stored: int  # offsets whose item is in `insights`
    rejected: int
    lost: int  # offsets that say "stored" whose id is not in `insights`


@runtime_checkable
class Store(Protocol):
    def migrate(self) -> list[str]:
        """Bring the schema up to date; the names of the migrations applied now."""

    def write(self, insights: Sequence[Insight], landings: Sequence[Landing]) -> None:
        """Store a batch: insights first, then what became of each offset."""

    def write_rejected(self, rejected: Sequence[Rejected], at: datetime) -> None:
        """Keep reason, stage and origin of dead letters for the views (the raw bytes stay in Kafka)."""

    def write_alerts(self, steps: Sequence[AlertStep]) -> None: ...

    def alerts(self, since: datetime | None = None) -> list[AlertStep]: ...

    def counts(self, since: datetime, until: datetime) -> Counts:
        """Distinct items with since <= occurred_at < until, per series and minute."""

    def watermark(self) -> datetime | None:
        """The newest event time stored; None for an empty store."""

    def query(self, sql: str, parameters: Mapping[str, Value] | None = None) -> Table:
        """A read-only query. Raises QueryRefused for anything that writes."""

    def reconcile(self) -> list[Reconciliation]: ...

    def forget(self, author: str, asked_by: str, at: datetime) -> int:
        """Erase everything of an author (a keyed hash) and log that it was done; the number of items erased."""

    def close(self) -> None: ...
