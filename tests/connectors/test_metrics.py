"""The connectors' metrics as Prometheus reads them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from prometheus_client import CollectorRegistry, generate_latest

from connectors.base import Spent
from connectors.cursors import MemoryCursors
from connectors.fake import FakeStop, MemoryOutbox, ScriptedConnector, memory_publisher
from connectors.metrics import ConnectorMetrics
from connectors.progress import Progress
from connectors.runner import Runner
from pipeline.errors import SourceAway
from tests.connectors.test_runner import pages, said

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def exposed(metrics: ConnectorMetrics) -> list[str]:
    registry = CollectorRegistry()
    registry.register(metrics)
    return generate_latest(registry).decode().splitlines()


def test_a_run_is_seen_with_its_counts_reasons_and_waits() -> None:
    stop = FakeStop(NOON)
    metrics = ConnectorMetrics(lambda: stop.now + timedelta(seconds=30))
    connector = ScriptedConnector([*pages(2), SourceAway("away"), [said(9, brand="")]])
    publisher = memory_publisher(MemoryOutbox(), stop.clock)
    Runner(connector, publisher, MemoryCursors(), clock=stop.clock, report=metrics.report).run(stop)
    lines = exposed(metrics)
    assert 'nabiz_connector_items_total{connector="scripted",outcome="accepted"} 6.0' in lines
    assert 'nabiz_connector_items_total{connector="scripted",outcome="rejected"} 1.0' in lines
    assert 'nabiz_connector_rejects_total{connector="scripted",reason="no_brand"} 1.0' in lines
    assert 'nabiz_connector_retries_total{connector="scripted"} 1.0' in lines
    assert 'nabiz_connector_cursor_age_seconds{connector="scripted"} 30.0' in lines
    assert any(line.startswith('nabiz_connector_event_time_seconds{connector="scripted"} 1.77') for line in lines)


def test_what_asking_takes_and_what_a_source_still_allows_is_seen() -> None:
    metrics = ConnectorMetrics(lambda: NOON)
    spent = Spent(requests=7, received_bytes=900, quota=300, quota_left=293, quota_resets=NOON)
    metrics.report(Progress(name="asked", spent=spent))
    metrics.report(Progress(name="silent", spent=Spent(requests=1)))
    lines = exposed(metrics)
    for name, value in (("requests_total", "7.0"), ("received_bytes_total", "900.0"), ("quota_left", "293.0")):
        assert f'nabiz_connector_{name}{{connector="asked"}} {value}' in lines
    assert 'nabiz_connector_quota_resets_seconds{connector="asked"} 1.7776368e+09' in lines
    assert not [line for line in lines if line.startswith('nabiz_connector_quota{connector="silent"}')]


def test_what_is_not_known_is_not_said_and_being_away_is() -> None:
    metrics = ConnectorMetrics(lambda: NOON)
    metrics.report(Progress(name="quiet", state="away"))
    lines = exposed(metrics)
    assert 'nabiz_connector_away{connector="quiet"} 1.0' in lines
    assert 'nabiz_connector_ended{connector="quiet"} 0.0' in lines
    metrics.report(Progress(name="quiet", state="done"))
    assert 'nabiz_connector_ended{connector="quiet"} 1.0' in exposed(metrics)
    assert not [line for line in lines if line.startswith("nabiz_connector_cursor_age_seconds{")]
