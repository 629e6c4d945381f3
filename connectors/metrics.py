"""What Prometheus sees of the connectors. Whoever runs a runner registers this and passes `report` to it.

The figures are those of `Progress`, taken over when they are asked for. Never holds what a record says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from connectors.base import Spent
from connectors.progress import Progress

AWAY = ("away", "refused")
ENDED = ("stopped", "done")


class ConnectorMetrics(Collector):
    """`registry.register(metrics)`, then `Runner(..., report=metrics.report)` for each connector."""

    def __init__(self, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._clock = clock
        self._known: dict[str, Progress] = {}

    def report(self, progress: Progress) -> None:
        self._known[progress.name] = progress

    def collect(self) -> Iterator[Metric]:
        known, now = list(self._known.values()), self._clock()
        yield _items(known)
        yield _rejects(known)
        yield _counted("nabiz_connector_retries", "Waits for a source or the broker", known, lambda p: p.retries)
        yield _counted("nabiz_connector_rewinds", "Times a source was read again", known, lambda p: p.rewinds)
        yield _gauged("nabiz_connector_away", "1 while it waits for its source, or was refused", known, _away)
        yield _gauged(
            "nabiz_connector_ended", "1 once it was stopped, or has read its source to the end", known, _ended
        )
        yield _gauged(
            "nabiz_connector_cursor_age_seconds",
            "Since the broker last had all that was read",
            known,
            lambda progress: progress.cursor_age(now),
        )
        yield _gauged("nabiz_connector_event_time_seconds", "Newest event time seen, Unix time", known, _event)
        asked = [progress for progress in known if progress.spent]
        yield _counted("nabiz_connector_requests", "Questions asked of a source", asked, lambda p: _spent(p).requests)
        yield _counted(
            "nabiz_connector_received_bytes", "Size of its answers", asked, lambda p: _spent(p).received_bytes
        )
        yield _gauged("nabiz_connector_quota", "Requests a window that it allows", asked, lambda p: _spent(p).quota)
        yield _gauged("nabiz_connector_quota_left", "Requests left of them", asked, lambda p: _spent(p).quota_left)
        yield _gauged("nabiz_connector_quota_resets_seconds", "When they begin anew, Unix time", asked, _resets)


def _items(known: list[Progress]) -> Metric:
    family = CounterMetricFamily("nabiz_connector_items", "Records read", labels=["connector", "outcome"])
    for progress in known:
        family.add_metric([progress.name, "accepted"], progress.accepted)
        family.add_metric([progress.name, "rejected"], progress.rejected)
    return family


def _rejects(known: list[Progress]) -> Metric:
    family = CounterMetricFamily("nabiz_connector_rejects", "Records set aside", labels=["connector", "reason"])
    for progress in known:
        for reason, count in progress.reasons.items():
            family.add_metric([progress.name, reason], count)
    return family


def _counted(name: str, meaning: str, known: list[Progress], value: Callable[[Progress], int]) -> Metric:
    family = CounterMetricFamily(name, meaning, labels=["connector"])
    for progress in known:
        family.add_metric([progress.name], value(progress))
    return family


def _gauged(name: str, meaning: str, known: list[Progress], value: Callable[[Progress], float | None]) -> Metric:
    """Nothing is said where nothing is known: a missing series is no zero."""
    family = GaugeMetricFamily(name, meaning, labels=["connector"])
    for progress in known:
        if (known_value := value(progress)) is not None:
            family.add_metric([progress.name], known_value)
    return family


def _away(progress: Progress) -> float:
    return float(progress.state in AWAY)


def _ended(progress: Progress) -> float:
    return float(progress.state in ENDED)


def _event(progress: Progress) -> float | None:
    return progress.last_event.timestamp() if progress.last_event else None


def _spent(progress: Progress) -> Spent:
    return progress.spent or Spent()


def _resets(progress: Progress) -> float | None:
    resets = _spent(progress).quota_resets
    return resets.timestamp() if resets else None
