"""The operations dashboard says what the workers measured: known samples, known answers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pipeline.measuring import Measuring
from pipeline.storage.base import Measurement, Store, Value
from pipeline.storage.fake import InMemoryStore
from pipeline.telemetry import Telemetry
from pipeline.views.answers import answer
from pipeline.views.catalogue import dashboard, panel
from tests.storage.insights import START, landed, many
from tests.views.conftest import filters

NOW = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
PERIOD = filters(since=NOW - timedelta(hours=1), until=NOW + timedelta(hours=1), step_minutes=1)
BATCH = many(30)


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def rows(store: Store, name: str) -> list[tuple[Value, ...]]:
    board = dashboard("operations")
    assert board is not None
    found = panel(board, name)
    assert found is not None
    return answer(store, found, PERIOD).rows


@pytest.fixture
def measured(store: Store) -> Store:
    """Five batches of 30 items, one every 15 s, each 1.5 s old when it landed; lag grows by 6 messages a time."""
    clock = Clock()
    telemetry = Telemetry(clock)
    measuring = Measuring(store, telemetry.registry, clock)
    store.write(BATCH, landed(BATCH))
    for number in range(5):
        at = NOW + timedelta(seconds=15 * number)
        for insight in BATCH:
            telemetry.landed([insight], [], insight.ingested_at + timedelta(seconds=1.5))
        telemetry.behind([("voc.feedback.v1", 0, 6 * number)])
        telemetry.insert_seconds.observe(0.2)
        telemetry.rebalances.inc()
        telemetry.told("team", "", 1)
        telemetry.told("night", "night does not answer" if number else "", 1)
        measuring.measure(at, leads=number == 0)
    return store


def test_lag_and_rates_follow_the_samples(measured: Store) -> None:
    assert rows(measured, "lag") == [(NOW, "0", 18.0), (NOW + timedelta(minutes=1), "0", 24.0)]
    rates = {(at, series): value for at, series, value in rows(measured, "rates")}
    assert rates[NOW, "stored"] == pytest.approx(90 / 60)
    assert rates[NOW, "in"] == pytest.approx((90 + 18) / 60)
    assert rates[NOW + timedelta(minutes=1), "stored"] == pytest.approx(30 / 60)


def test_latency_lies_in_the_bucket_of_what_was_observed(measured: Store) -> None:
    found = {series: value for _, series, value in rows(measured, "latency")}
    assert all(1 <= float(str(found[name])) <= 2 for name in ("p50", "p95", "p99"))


def test_counters_that_begin_again_are_not_taken_for_a_fall(store: Store) -> None:
    for second, value in ((0, 5.0), (15, 9.0), (30, 2.0)):
        at = NOW + timedelta(seconds=second)
        store.write_measurements([Measurement("w", at, "nabiz_rebalances_total", {}, value)])
    assert rows(store, "rebalances") == [(6.0,)]


def test_a_channel_that_fails_is_seen(measured: Store) -> None:
    found = [row[:4] for row in rows(measured, "channels")]
    assert found == [("night", "fails", 1.0, 4.0), ("team", "works", 5.0, 0.0)]


def test_the_leaders_stocktaking_is_shown(measured: Store) -> None:
    assert rows(measured, "unaccounted") == [(0.0,)]
    stock = rows(measured, "reconcile")
    assert [(row[2], row[3], row[7], row[8]) for row in stock] == [(n, 10.0, 0.0, 0.0) for n in range(3)]


def test_nothing_measured_is_no_answer_and_not_zero(store: Store) -> None:
    assert rows(store, "unaccounted") == [(None,)]


def test_batches_inserts_and_memory_are_there(measured: Store) -> None:
    assert {row[2] for row in rows(measured, "batch-size")} == {1.0}
    assert rows(measured, "inserts")[0][2] == pytest.approx(1 / 15)
    assert all(float(str(row[2])) > 1_000_000 for row in rows(measured, "memory"))
    assert "insights" in {row[0] for row in rows(measured, "parts")}


def test_a_store_that_is_away_loses_samples_and_nothing_else() -> None:
    telemetry = Telemetry(Clock())
    store = InMemoryStore(away=True)
    measuring = Measuring(store, telemetry.registry, Clock())
    measuring.measure(START, leads=True)
    store.away = False
    measuring.measure(START, leads=True)
    assert {one.metric for one in store.measurements} >= {"nabiz_lag_seconds", "process_resident_memory_bytes"}


def test_stock_is_taken_by_the_leader_alone_and_less_often_the_longer_it_takes() -> None:
    clock, store = Clock(), InMemoryStore()
    store.write(BATCH, landed(BATCH))
    measuring = Measuring(store, Telemetry(clock).registry, clock)
    taken = []
    for leads, wait in ((False, 0.0), (True, 10.0), (True, 200.0), (True, 400.0)):
        clock.now += wait
        before = sum(one.metric == "nabiz_reconcile_lost" for one in store.measurements)
        measuring.measure(START, leads=leads)
        taken.append(sum(one.metric == "nabiz_reconcile_lost" for one in store.measurements) - before)
    assert taken == [0, 3, 0, 3]


@pytest.mark.parametrize(
    ("metrics", "minutes", "state"),
    [
        ({}, 0, "runs"),
        ({"nabiz_connector_away": 1.0}, 0, "away"),
        ({"nabiz_connector_ended": 1.0}, 0, "ended"),
        ({}, 3, "silent"),
        ({"nabiz_connector_away": 1.0}, 3, "silent"),
    ],
)
def test_a_connector_runs_only_as_long_as_it_is_heard_of(store: Store, metrics, minutes: int, state: str) -> None:
    told = {"nabiz_connector_away": 0.0, "nabiz_connector_ended": 0.0} | metrics
    at = NOW - timedelta(minutes=minutes)
    store.write_measurements([Measurement("w1", at, name, {"connector": "mail"}, told[name]) for name in told])
    board = dashboard("operations")
    assert board is not None
    found = panel(board, "connectors")
    assert found is not None
    [row] = answer(store, found, filters(since=NOW - timedelta(hours=1), until=NOW + timedelta(seconds=15))).rows
    assert row[:2] == ("mail", state)
