"""The door to the store. Called by the agents, the views and the command line; opened in `pipeline.app`.

Writing twice equals writing once. Every method may raise StoreAway (worth waiting for) or StoreError (is not).
A store may be used by several threads at once. Nothing here imports a driver.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol, runtime_checkable
from uuid import UUID

import msgspec
import numpy as np
from numpy.typing import NDArray

from pipeline.alert import AlertStep, Telling
from pipeline.feedback import Insight, Landing, Rejected, Sentiment

Value = str | int | float | bool | None | datetime | UUID | list["Value"] | tuple["Value", ...] | dict[str, "Value"]


class Table(msgspec.Struct, frozen=True):
    """The answer to a query: column names, ClickHouse type names, rows. Times are aware."""

    columns: tuple[str, ...]
    types: tuple[str, ...]
    rows: list[tuple[Value, ...]]


class Counts(msgspec.Struct, frozen=True):
    """Items per series and event minute; parallel arrays of length n, only minutes with items, sorted by minute.

    `minute` is minutes since 1970 UTC. A series is (brand, topic, channel): topic "" counts the brand as a whole,
    channel "" all channels. There is a series for the brand ("", ""), for each topic (topic, "") and for each
    channel ("", channel). An item with three topics counts once in each of the three and once in the whole.
    """

    brand: list[str]
    topic: list[str]
    channel: list[str]
    minute: NDArray[np.int64]
    negative: NDArray[np.int64]
    other: NDArray[np.int64]


class Reconciliation(msgspec.Struct, frozen=True):
    """Did every Kafka offset land once? One row a topic, incarnation of the broker (`log`) and partition."""

    topic: str
    partition: int
    first: int
    last: int
    landed: int  # distinct offsets
    missing: int  # offsets between first and last that did not land
    stored: int  # offsets whose item is in `insights`
    rejected: int
    lost: int  # offsets that say "stored" whose id is not in `insights`, neither erased nor past retention
    erased: int = 0  # offsets whose item was erased on request
    log: str = ""

    @property
    def whole(self) -> bool:
        """Nothing is missing and nothing is lost."""
        return self.missing == 0 and self.lost == 0


class Measurement(msgspec.Struct, frozen=True):
    """One sample of a worker's metrics, named as Prometheus names it."""

    worker: str
    at: datetime
    metric: str
    labels: dict[str, str]
    value: float


class Campaign(msgspec.Struct, frozen=True):
    """What a team ran, and when. `brand` "": all brands. A row of the same id and a later `at` takes its place."""

    id: UUID
    brand: str
    name: str
    since: datetime
    until: datetime
    by: str
    at: datetime
    removed: bool = False


class Evaluated(msgspec.Struct, frozen=True):
    """How a model did on one labelled set; set "": on all of them."""

    at: datetime
    model: str
    set: str
    rows: int
    accuracy: float
    macro_f1: float
    calibration_error: float


@runtime_checkable
class Store(Protocol):
    def migrate(self) -> list[str]:
        """Bring the schema up to date; the names of the migrations applied now. Safe from two workers at once."""

    def write(self, insights: Sequence[Insight], landings: Sequence[Landing]) -> None:
        """Store a batch: insights first, then what became of each offset.

        Of several revisions of an id the highest wins, in whatever order they come. An undated insight takes the
        time first stored for its id. What was erased on request stays away; its landing then says so.
        """

    def write_rejected(self, rejected: Sequence[Rejected], at: datetime) -> None:
        """Keep reason, stage and origin of dead letters for the views (the raw bytes stay in Kafka)."""

    def write_measurements(self, measurements: Sequence[Measurement]) -> None:
        """Keep what workers measure of themselves, for the operations dashboard; they are let go after 14 days."""

    def write_campaigns(self, campaigns: Sequence[Campaign]) -> None:
        """Keep campaigns; one written again with a later `at` takes the place of the earlier."""

    def write_evaluations(self, evaluations: Sequence[Evaluated]) -> None:
        """Keep what an evaluation of the model found."""

    def write_alerts(self, steps: Sequence[AlertStep]) -> None:
        """Keep steps of alerts; a step is known by its alert and its sequence."""

    def take_step(self, step: AlertStep) -> AlertStep:
        """Store a person's step unless its number within the alert is taken; the step that has it, whoever's it is.

        Of several consoles that take one number at once, exactly one gets its own step back.
        """

    def alerts(self, since: datetime | None = None) -> list[AlertStep]:
        """The steps taken at `since` or later (event time), by time, then alert, then sequence."""

    def steps_of(self, alerts: Sequence[str]) -> list[AlertStep]:
        """All steps of the alerts of these ids, in the same order."""

    def judgements(self, since: datetime | None = None) -> list[AlertStep]:
        """People's judgements of alerts made at `since` or later, without evidence; by time."""

    def undecided(self, seconds: int) -> list[AlertStep]:
        """Steps stored in the last `seconds` for which no telling is kept, not even that nobody is told."""

    def write_tellings(self, tellings: Sequence[Telling]) -> None:
        """Keep what became of telling steps to channels; of one step and channel the newest row holds."""

    def tellings(self, since: datetime, alerts: Sequence[str] = ()) -> list[Telling]:
        """Tellings that wait, those that changed at `since` or later, and those of `alerts`; by when they began."""

    def counts(self, since: datetime, until: datetime, *, drills: bool = True) -> Counts:
        """Distinct items with since <= occurred_at < until, per series and minute."""

    def watermark(self, *, drills: bool = True) -> datetime | None:
        """The newest event time stored, of rehearsals too or of what is real alone; None where there is nothing."""

    def drilled(self, since: datetime) -> frozenset[str]:
        """The brands that have items of a rehearsal at `since` or later."""

    def busy_until(self, seconds: int) -> datetime | None:
        """How far event time has come in the partition furthest behind, of those written to in the last `seconds`.

        Partitions are read side by side: while a backlog is worked off, the newest event time of one says nothing of
        the others. None when nothing was written lately: then the watermark holds for all. Rehearsals do not count.
        """

    def query(self, sql: str, parameters: Mapping[str, Value] | None = None) -> Table:
        """A read-only query; `{name:Type}` in it is bound to the parameter of that name by the engine.

        Raises QueryRefused for anything that writes or reaches outside the store.
        """

    def reconcile(self) -> list[Reconciliation]:
        """Every offset accounted for, by topic, log and partition."""

    def forget(self, author: str, asked_by: str, at: datetime) -> int:
        """Erase everything of an author (a keyed hash) up to `at` and log that it was done; the number of items."""

    def forget_item(self, source: str, external_id: str, asked_by: str, at: datetime) -> int:
        """Erase one item of a source, for whatever brands it was stored; the number of items erased."""

    def correct(self, item: UUID, sentiment: Sentiment, topics: Sequence[str], by: str, at: datetime) -> bool:
        """A person's reading of an item; False where there is no such item.

        It counts at once, as the item's model "person:BY", and stays through every rescoring and every new fact for
        as long as title and text are those that were judged. Of several corrections the newest holds.
        """

    def roll_up(self, at: datetime | None = None) -> int:
        """Sum up some hours that changed, so that panels need not read their rows; 0 when nothing is left to do.

        Changes no answer, only how fast it comes. `at` stands for the store's own time, in tests.
        """

    def close(self) -> None: ...
