"""What a worker measures of itself: Prometheus metrics, and a pulse that watches progress.

The agents report here; the HTTP server of `healthz` and the terminal read.
"""

from __future__ import annotations

import logging
import threading
from collections import Counter as Tally
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime

import msgspec
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector

from pipeline.alert import AlertStep
from pipeline.errors import StoreAway
from pipeline.feedback import Insight, Rejected
from pipeline.spike.istanbul import ISTANBUL
from pipeline.standstill import Standstill

log = logging.getLogger(__name__)

LATENCY_BUCKETS = (0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 1800)
WORK_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
BATCH_BUCKETS = (1, 8, 32, 128, 512, 1024, 2048, 4096, 16384)
SAY_SECONDS = 30.0
RECENT = 8


class Pulse(msgspec.Struct, frozen=True):
    """A worker at one moment; counts since it started. `lag` is in messages, `lag_seconds` the age of the oldest."""

    stored: int
    rejected: int
    batches: int
    lag: int
    lag_seconds: float
    sentiments: dict[str, int]
    topics: dict[str, int]
    problem: str  # empty when all is well
    reasons: dict[str, int] = {}  # why items were rejected
    channels: dict[str, str] = {}  # those that were told something: "" or what is wrong and what to do


class Telemetry:
    """Thread-safe: the event loop, the store's thread and the HTTP threads all come here."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._standstill = Standstill(clock)
        self._behind: dict[tuple[str, int], int] = {}
        self._done: dict[tuple[str, int], int] = {}
        self._recent: deque[Insight] = deque(maxlen=RECENT)
        self._headlines: deque[str] = deque(maxlen=RECENT)
        self._newest_appended = 0.0
        self._waiting: dict[str, str] = {}
        self._said: dict[str, float] = {}  # what is waited for, and when it was last said
        self._channels: dict[str, str] = {}
        self._stored = self._rejected = self._batches = self._opened = 0
        self._sentiments: Tally[str] = Tally()
        self._topics: Tally[str] = Tally()
        self._reasons: Tally[str] = Tally()
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)  # memory, CPU and open files of this process
        self._define()

    def _define(self) -> None:
        registry = self.registry
        self.items = Counter("nabiz_items_total", "Items that landed", ["outcome"], registry=registry)
        self.rejects = Counter("nabiz_rejects_total", "Items rejected", ["stage", "reason"], registry=registry)
        self.latency = Histogram(
            "nabiz_append_to_row_seconds", "Kafka append to visible row", buckets=LATENCY_BUCKETS, registry=registry
        )
        self.batch_items = Histogram("nabiz_batch_items", "Messages a batch", buckets=BATCH_BUCKETS, registry=registry)
        self.model_seconds = Histogram(
            "nabiz_model_seconds", "Decode and inference a batch", buckets=WORK_BUCKETS, registry=registry
        )
        self.language_seconds = Counter(
            "nabiz_model_language_seconds_total",
            "Its share of a batch's time, by letters",
            ["language"],
            registry=registry,
        )
        self.language_texts = Counter("nabiz_model_texts_total", "Texts read", ["language"], registry=registry)
        self.insert_seconds = Histogram(
            "nabiz_insert_seconds", "Insert a batch", buckets=WORK_BUCKETS, registry=registry
        )
        self.lag = Gauge("nabiz_lag_messages", "Messages behind", ["topic", "partition"], registry=registry)
        self.lag_seconds = Gauge("nabiz_lag_seconds", "Age of the newest message done while behind", registry=registry)
        self.rebalances = Counter("nabiz_rebalances_total", "Rebalances of the group", registry=registry)
        self.retries = Counter("nabiz_retries_total", "Waits for something away", ["door"], registry=registry)
        self.alerts = Counter("nabiz_alert_steps_total", "Steps of alerts made", ["state"], registry=registry)
        self.notifications = Counter(
            "nabiz_notifications_total", "Transitions told", ["channel", "outcome"], registry=registry
        )
        self.failing = Gauge("nabiz_channel_failing", "1 while a channel fails", ["channel"], registry=registry)
        self.lag_seconds.set_function(self._lag_seconds)

    def thought(self, insights: Sequence[Insight], seconds: float) -> None:
        """A batch was read. Languages are read together, so each has the part of the time that its letters have."""
        self.model_seconds.observe(seconds)
        texts, letters = Tally[str](), Tally[str]()
        for insight in insights:
            texts[insight.language] += 1
            letters[insight.language] += len(insight.feedback.text) + 1
        whole = letters.total()
        for language, count in texts.items():
            self.language_texts.labels(language).inc(count)
            self.language_seconds.labels(language).inc(seconds * letters[language] / whole)

    def landed(self, insights: Sequence[Insight], rejected: Sequence[Rejected], now: datetime) -> None:
        """A batch is in the store and about to be acknowledged."""
        self.items.labels("stored").inc(len(insights))
        self.items.labels("rejected").inc(len(rejected))
        self.batch_items.observe(len(insights) + len(rejected))
        for insight in insights:
            self.latency.observe(max(0.0, (now - insight.ingested_at).total_seconds()))
        for item in rejected:
            self.rejects.labels(item.stage, item.reason).inc()
        with self._lock:
            self._standstill.landed()
            self._batches += 1
            self._stored += len(insights)
            self._rejected += len(rejected)
            self._reasons.update(item.reason for item in rejected)
            self._sentiments.update(insight.sentiment for insight in insights)
            self._topics.update(topic for insight in insights for topic in insight.topics)
            self._recent.extend(insights[-RECENT:])
            if insights:
                self._newest_appended = max(insight.ingested_at.timestamp() for insight in insights)

    def behind(self, lags: Iterable[tuple[str, int, int]]) -> None:
        """Lag of every assigned (topic, partition), in messages. Told every second while the event loop turns."""
        fresh = {(topic, partition): max(0, lag) for topic, partition, lag in lags}
        with self._lock:
            still = self._standstill.looked(sum(self._behind.values()), sum(fresh.values()))
            self._behind = fresh
            known = "store" in self._waiting  # and said already
        if still and not known:
            log.warning("%s", still)
        for (topic, partition), lag in fresh.items():
            self.lag.labels(topic, str(partition)).set(lag)

    def done(self, topic: str, partition: int, offset: int) -> None:
        """Everything up to and with `offset` is acknowledged."""
        with self._lock:
            key = (topic, partition)
            self._done[key] = max(self._done.get(key, 0), offset + 1)

    def position(self, topic: str, partition: int) -> int | None:
        """The next offset to be acknowledged; None where this worker has acknowledged nothing yet."""
        return self._done.get((topic, partition))

    def forget_positions(self) -> None:
        """A new broker counts from 0 again."""
        with self._lock:
            self._done, self._behind = {}, {}
            self._standstill.forget()

    def alerted(self, steps: Sequence[AlertStep]) -> None:
        """Steps of alerts that were made."""
        for step in steps:
            self.alerts.labels(step.state).inc()
        with self._lock:
            self._opened += sum(step.state == "opened" for step in steps)
            self._headlines.extend(
                f"{step.at.astimezone(ISTANBUL):%d.%m %H:%M}  {step.state:<9} {step.brand} {step.topic}  "
                f"{step.observed:.0f} negative, {step.expected:.1f} expected  severity {step.severity}/10"
                for step in steps
            )

    def told(self, channel: str, problem: str, steps: int) -> None:
        """A channel was told of so many transitions, or could not be: a sentence that says what to do.

        It is no problem of the worker, which stays healthy: a restart mends no channel.
        """
        self.notifications.labels(channel, "failed" if problem else "sent").inc(steps)
        self.failing.labels(channel).set(bool(problem))
        with self._lock:
            self._channels[channel] = problem

    def headlines(self) -> list[str]:
        """The last steps of alerts, oldest first; times in Europe/Istanbul."""
        with self._lock:
            return list(self._headlines)

    def opened(self) -> int:
        """Alerts opened since the start."""
        return self._opened

    def recent(self) -> list[Insight]:
        """The last items that landed, oldest first."""
        with self._lock:
            return list(self._recent)

    def waiting(self, door: str, error: Exception | None) -> None:
        """A door is away (an error) or back (None). What is waited for is said in the log now and then."""
        if error is not None:
            self.retries.labels(door).inc()
        with self._lock:
            if error is None:
                back, due = self._waiting.pop(door, None) is not None, False
                if not self._waiting:
                    self._said.clear()
            else:
                self._waiting[door] = f"{door} is away: {error}"
                back, due = False, self._is_due(str(error))
        if due and isinstance(error, StoreAway):
            log.warning("waiting: %s", error)
        if back and door == "store":
            log.warning("the store answers again")

    def _is_due(self, said: str) -> bool:
        """Whether this was not said for a while; two doors may wait for the same."""
        due = self._clock() - self._said.get(said, -SAY_SECONDS) >= SAY_SECONDS
        if due:
            self._said[said] = self._clock()
        return due

    def pulse(self) -> Pulse:
        with self._lock:
            return Pulse(
                stored=self._stored,
                rejected=self._rejected,
                batches=self._batches,
                lag=sum(self._behind.values()),
                lag_seconds=self._lag_seconds(),
                sentiments=dict(self._sentiments),
                topics=dict(self._topics),
                problem=self._problem(),
                reasons=dict(self._reasons),
                channels=dict(self._channels),
            )

    def _lag_seconds(self) -> float:
        if not sum(self._behind.values()) or not self._newest_appended:
            return 0.0
        return max(0.0, datetime.now(UTC).timestamp() - self._newest_appended)

    def _problem(self) -> str:
        if self._waiting:
            return "; ".join(self._waiting.values())
        return self._standstill.problem(sum(self._behind.values()))
