"""What operators see: counts, lag, a health page that watches progress, and logs without customers' words."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from msgspec.structs import replace

from pipeline.errors import SettingsError, StoreAway
from pipeline.feedback import Rejected
from pipeline.healthz import serve
from pipeline.loglines import _JsonLines
from pipeline.telemetry import Telemetry
from tests.storage.insights import an_insight

NOW = datetime(2026, 3, 1, tzinfo=UTC)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def telemetry(clock: Clock) -> Telemetry:
    return Telemetry(clock)


@pytest.fixture
def address(telemetry: Telemetry) -> Iterator[str]:
    server, address = serve(telemetry, "127.0.0.1", 0)
    yield address
    server.shutdown()
    server.server_close()


def test_what_landed_is_counted(telemetry: Telemetry, address: str) -> None:
    bad = Rejected(stage="decode", reason="not_json", detail="", raw=b"", origin="t/0/1")
    telemetry.landed([an_insight(1), an_insight(2)], [bad], NOW)
    pulse = telemetry.pulse()
    assert (pulse.stored, pulse.rejected, pulse.batches) == (2, 1, 1)
    metrics = httpx.get(f"{address}/metrics").text
    assert 'nabiz_items_total{outcome="stored"} 2.0' in metrics
    assert 'nabiz_rejects_total{reason="not_json",stage="decode"} 1.0' in metrics


def test_a_batchs_time_is_shared_out_among_its_languages_by_their_letters(telemetry: Telemetry) -> None:
    english = replace(an_insight(1, text="a" * 29), language="en")
    telemetry.thought([english, an_insight(2, text="b" * 9)], 2.0)
    telemetry.thought([], 0.1)
    value = telemetry.registry.get_sample_value
    assert value("nabiz_model_language_seconds_total", {"language": "en"}) == pytest.approx(1.5)
    assert value("nabiz_model_language_seconds_total", {"language": "tr"}) == pytest.approx(0.5)
    assert value("nabiz_model_texts_total", {"language": "tr"}) == 1
    assert value("nabiz_model_seconds_sum") == pytest.approx(2.1)


def test_an_idle_worker_is_healthy(telemetry: Telemetry, clock: Clock, address: str) -> None:
    clock.now = 86_400.0
    assert httpx.get(f"{address}/healthz").status_code == 200


def test_lag_without_progress_is_unhealthy(telemetry: Telemetry, clock: Clock, address: str) -> None:
    telemetry.behind([("voc.feedback.v1", 0, 10)])
    clock.now += 59
    assert httpx.get(f"{address}/healthz").status_code == 200
    clock.now += 2
    answer = httpx.get(f"{address}/healthz")
    assert answer.status_code == 503
    assert "nothing landed" in answer.json()["problem"]


def test_lag_that_begins_after_a_quiet_night_is_given_time(telemetry: Telemetry, clock: Clock) -> None:
    clock.now = 30_000.0
    telemetry.behind([("voc.feedback.v1", 0, 10)])
    assert telemetry.pulse().problem == ""


def test_a_worker_that_stands_still_is_unhealthy_though_nothing_waited_when_it_last_looked(
    telemetry: Telemetry, clock: Clock
) -> None:
    telemetry.behind([("voc.feedback.v1", 0, 0)])
    clock.now += 59
    assert telemetry.pulse().problem == ""
    clock.now += 2
    assert "stands still" in telemetry.pulse().problem
    telemetry.behind([("voc.feedback.v1", 0, 0)])
    assert telemetry.pulse().problem == ""
    clock.now += 120
    telemetry.forget_positions()  # a new broker: its worker begins anew
    assert telemetry.pulse().problem == ""


def test_the_log_says_once_a_minute_that_nothing_lands(
    telemetry: Telemetry, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    for second in range(200):
        clock.now = float(second)
        telemetry.behind([("voc.feedback.v1", 0, 10)])
    said = [record.getMessage() for record in caplog.records]
    assert said == [f"messages are waiting and nothing landed for {seconds} s" for seconds in (61, 121, 181)]


def test_the_log_says_nothing_of_a_backlog_that_is_worked_off_nor_of_one_behind_a_store_that_is_away(
    telemetry: Telemetry, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    for second in range(600):
        clock.now = float(second)
        telemetry.behind([("voc.feedback.v1", 0, 900 - second)])
        if second % 50 == 0:
            telemetry.landed([an_insight(1)], [], NOW)
    assert not caplog.records
    for second in range(600, 700):
        clock.now = float(second)
        telemetry.waiting("store", StoreAway("nobody at db:8123"))
        telemetry.behind([("voc.feedback.v1", 0, 900)])
    assert {record.getMessage() for record in caplog.records} == {"waiting: nobody at db:8123"}


def test_the_log_says_that_the_loop_stood_still_once_it_turns_again(
    telemetry: Telemetry, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    telemetry.behind([("voc.feedback.v1", 0, 0)])
    clock.now += 59
    telemetry.behind([("voc.feedback.v1", 0, 0)])
    assert not caplog.records
    clock.now += 75
    telemetry.behind([("voc.feedback.v1", 0, 0)])
    clock.now += 1
    telemetry.behind([("voc.feedback.v1", 0, 0)])
    [record] = caplog.records
    assert "stood still for 75 s" in record.getMessage()


def test_every_metric_that_operators_are_promised_is_there_and_says_what_it_is(telemetry: Telemetry) -> None:
    told = {family.name: family.documentation for family in telemetry.registry.collect()}
    promised = "items batch_items append_to_row_seconds lag_messages lag_seconds rejects model_seconds insert_seconds"
    assert {f"nabiz_{name}" for name in f"{promised} rebalances".split()} <= set(told)
    assert all(told.values())


def test_a_store_that_is_away_is_said_and_forgotten_when_it_is_back(telemetry: Telemetry, address: str) -> None:
    telemetry.waiting("store", StoreAway("connection refused"))
    assert httpx.get(f"{address}/healthz").status_code == 503
    telemetry.waiting("store", None)
    assert httpx.get(f"{address}/healthz").status_code == 200


def test_what_is_waited_for_is_said_now_and_then_and_that_it_is_back(
    telemetry: Telemetry, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(70):
        telemetry.waiting("store", StoreAway("nobody at db:8123"))
        telemetry.waiting("watching", StoreAway("nobody at db:8123"))
        clock.now += 1
    assert [record.getMessage() for record in caplog.records] == ["waiting: nobody at db:8123"] * 3
    telemetry.waiting("store", None)
    assert caplog.records[-1].getMessage() == "the store answers again"


def test_other_paths_tell_where_to_look(address: str) -> None:
    assert httpx.get(f"{address}/secret").status_code == 404


def test_a_port_that_is_taken_is_said_with_what_to_do(telemetry: Telemetry, address: str) -> None:
    with pytest.raises(SettingsError, match="NABIZ_PORT"):
        serve(telemetry, "127.0.0.1", int(address.rpartition(":")[2]))


def test_latency_is_measured_from_append_to_row(telemetry: Telemetry) -> None:
    one = an_insight(1)
    telemetry.landed([one], [], one.ingested_at + timedelta(seconds=3))
    assert telemetry.registry.get_sample_value("nabiz_append_to_row_seconds_sum") == pytest.approx(3.0)


def test_log_lines_are_json_when_asked() -> None:
    record = logging.LogRecord("pipeline", logging.INFO, __file__, 1, "batch of %d", (3,), None)
    assert json.loads(_JsonLines().format(record))["message"] == "batch of 3"


def test_a_host_that_is_none_of_this_machine_is_named_as_what_is_wrong() -> None:
    with pytest.raises(SettingsError) as refused:
        serve(Telemetry(lambda: 0.0), "no.such.host.invalid", 0)
    assert refused.value.hint == "correct NABIZ_HOST"
