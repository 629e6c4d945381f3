"""The store on ClickHouse: one class for a server (HTTP) and for the engine in this process (chDB).

Opened by `pipeline.storage.open_store`. Blocking: the agents call it in a thread.
It never retries and never drops: what cannot be stored now raises StoreAway, and the caller waits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import cast
from uuid import UUID

import msgspec
import numpy as np

from pipeline.alert import AlertStep, Telling
from pipeline.errors import StoreError
from pipeline.feedback import Insight, Landing, Rejected, Sentiment
from pipeline.storage import corrections, migrations, rows, statements
from pipeline.storage.address import Address
from pipeline.storage.base import Campaign, Counts, Evaluated, Measurement, Reconciliation, Table, Value
from pipeline.storage.connection import Connection
from pipeline.storage.erasure import Erasure, drop_erased
from pipeline.storage.faults import query_fault
from pipeline.storage.guard import check_query
from pipeline.storage.retention import keep
from pipeline.storage.rolling import roll_up
from pipeline.storage.stocktaking import take_stock
from pipeline.storage.times import settle

# Rows of one id lie in one month, so FINAL need not merge months with each other. Conditions on the sort key, which all
# revisions of an item share, hold before revisions are compared (the engine moves no others there).
FINAL = {"do_not_merge_across_partitions_select_final": "1", "optimize_move_to_prewhere_if_final": "1"}


class StorePolicy(msgspec.Struct, frozen=True, kw_only=True):
    """What the composition root decides about a store. Days 0: keep for ever. Limits are for people's queries."""

    retention_days: int = 0
    query_rows: int = 100_000
    query_seconds: int = 30
    connect_seconds: int = 5
    answer_seconds: int = 60


class ClickHouseStore:
    """A Store. Three connections: one writes, one reads for us, one is locked by the engine for people's queries."""

    def __init__(self, address: Address, policy: StorePolicy) -> None:
        self.address = address
        self._policy = policy
        limits = {
            "max_execution_time": str(policy.query_seconds),
            "max_result_rows": str(policy.query_rows),
            "result_overflow_mode": "throw",
        }
        database = address.database
        self._writer = Connection(address, database=database, timeouts=policy, settings=FINAL)
        self._reader = Connection(address, database=database, timeouts=policy, settings=FINAL)
        self._guest = Connection(
            address, database=database, timeouts=policy, settings=FINAL | limits, locked=True, explain=query_fault
        )

    def migrate(self) -> list[str]:
        self._create_database()
        applied = migrations.apply(self._writer, migrations.shipped())
        keep(self._writer, self.address.database, self._policy.retention_days)
        return applied

    def write(self, insights: Sequence[Insight], landings: Sequence[Landing]) -> None:
        wanted, erased = drop_erased(self._writer, insights)
        settled = corrections.with_corrections(self._writer, settle(self._writer, wanted))
        self._insert("insights", rows.insight_columns(settled))
        times = {insight.feedback.id: insight.feedback.occurred_at for insight in settled}
        self._insert("landings", rows.landing_columns(landings, times, erased))

    def write_rejected(self, rejected: Sequence[Rejected], at: datetime) -> None:
        self._insert("rejected", rows.rejected_columns(rejected, at))

    def write_measurements(self, measurements: Sequence[Measurement]) -> None:
        self._insert("measurements", rows.measurement_columns(measurements))

    def write_campaigns(self, campaigns: Sequence[Campaign]) -> None:
        self._insert("campaigns", rows.columns_of(campaigns, Campaign))

    def write_evaluations(self, evaluations: Sequence[Evaluated]) -> None:
        self._insert("evaluations", rows.columns_of(evaluations, Evaluated))

    def write_alerts(self, steps: Sequence[AlertStep]) -> None:
        """The detector's steps: a step written again replaces itself."""
        self._insert("alert_steps", rows.alert_columns(steps), {"insert_deduplicate": "0"})

    def take_step(self, step: AlertStep) -> AlertStep:
        """The engine drops a second insert of one token, whoever sends it: that decides between consoles.

        It remembers tokens for a while only, so what is stored is looked at first; between that look and the insert
        far fewer steps are taken than tokens are remembered.
        """
        held = self._held(step)
        if held is None:
            token = {"insert_deduplicate": "1", "insert_deduplication_token": f"{step.id}/{step.sequence}"}
            self._insert("alert_steps", rows.alert_columns([step]), token)
            held = self._held(step)
        if held is None:
            raise StoreError("a step was not stored", hint="is the store at its limits? try again")
        return held

    def alerts(self, since: datetime | None = None) -> list[AlertStep]:
        found = self._reader.rows(statements.ALERTS, {"since": since or rows.NO_TIME})
        return [rows.alert_step(row) for row in found]

    def steps_of(self, alerts: Sequence[str]) -> list[AlertStep]:
        found = self._reader.rows(statements.STEPS_OF, {"alerts": [*alerts]}) if alerts else []
        return [rows.alert_step(row) for row in found]

    def judgements(self, since: datetime | None = None) -> list[AlertStep]:
        found = self._reader.rows(statements.JUDGEMENTS, {"since": since or rows.NO_TIME})
        return [rows.alert_step(row) for row in found]

    def undecided(self, seconds: int) -> list[AlertStep]:
        found = self._reader.rows(statements.UNDECIDED, {"seconds": seconds})
        return [rows.alert_step(row) for row in found]

    def write_tellings(self, tellings: Sequence[Telling]) -> None:
        self._insert("tellings", rows.telling_columns(tellings))

    def tellings(self, since: datetime, alerts: Sequence[str] = ()) -> list[Telling]:
        found = self._reader.rows(statements.TELLINGS, {"since": since, "alerts": [*alerts]})
        return [rows.telling(row) for row in found]

    def counts(self, since: datetime, until: datetime, *, drills: bool = True) -> Counts:
        found = self._reader.columns(statements.COUNTS, {"since": since, "until": until, "drills": drills})
        brand, topic, channel, minute, negative, other = found or [[], [], [], [], [], []]
        return Counts(
            brand=cast(list[str], brand),
            topic=cast(list[str], topic),
            channel=cast(list[str], channel),
            minute=np.asarray(minute, dtype=np.int64),
            negative=np.asarray(negative, dtype=np.int64),
            other=np.asarray(other, dtype=np.int64),
        )

    def watermark(self, *, drills: bool = True) -> datetime | None:
        """What is real is looked for in the newest day first: only an index knows the newest of everything."""
        for sql in (statements.WATERMARK,) if drills else (statements.NEWEST_REAL, statements.ANY_REAL):
            found = self._reader.rows(sql)
            if found[0][1]:
                return cast(datetime, found[0][0])
        return None

    def drilled(self, since: datetime) -> frozenset[str]:
        return frozenset(str(row[0]) for row in self._reader.rows(statements.DRILLED, {"since": since}))

    def busy_until(self, seconds: int) -> datetime | None:
        found = self._reader.rows(statements.BUSY, {"seconds": seconds})
        return cast(datetime, found[0][0]) if found and found[0][1] else None

    def query(self, sql: str, parameters: Mapping[str, Value] | None = None) -> Table:
        asked = check_query(sql)
        found = self._guest.table(asked, parameters)
        return found if found.columns else self._without_rows(asked, parameters)

    def reconcile(self) -> list[Reconciliation]:
        return take_stock(self._reader)

    def forget(self, author: str, asked_by: str, at: datetime) -> int:
        return Erasure(self._writer, asked_by, at).author(author)

    def forget_item(self, source: str, external_id: str, asked_by: str, at: datetime) -> int:
        return Erasure(self._writer, asked_by, at).item(source, external_id)

    def correct(self, item: UUID, sentiment: Sentiment, topics: Sequence[str], by: str, at: datetime) -> bool:
        return corrections.correct(self._writer, item, sentiment, topics, by, at)

    def roll_up(self, at: datetime | None = None) -> int:
        return roll_up(self._writer, at)

    def close(self) -> None:
        for connection in (self._guest, self._reader, self._writer):
            connection.close()

    def _insert(self, table: str, columns: rows.Columns, settings: Mapping[str, str] | None = None) -> None:
        self._writer.insert(table, tuple(columns), tuple(columns.values()), settings)

    def _held(self, step: AlertStep) -> AlertStep | None:
        found = self._writer.rows(statements.HELD, {"id": step.id, "sequence": step.sequence})
        return rows.alert_step(found[0]) if found else None

    def _without_rows(self, sql: str, parameters: Mapping[str, Value] | None) -> Table:
        """The engine names no columns where there are no rows: ask for them; only a SELECT can say."""
        try:
            described = self._guest.rows(f"DESCRIBE TABLE ({sql}\n)", parameters)
        except StoreError:
            return Table(columns=(), types=(), rows=[])
        names, types = (tuple(str(row[at]) for row in described) for at in (0, 1))
        return Table(columns=names, types=types, rows=[])

    def _create_database(self) -> None:
        """By a connection of its own: the others name the database, which may not exist yet."""
        nowhere = Connection(self.address, database="default", timeouts=self._policy)
        try:
            nowhere.command(f"CREATE DATABASE IF NOT EXISTS `{self.address.database}`")
        finally:
            nowhere.close()
