"""`nabiz backtest` without its command line: the detector of the watch over what has been, or what is simulated.

Called by `cli`. Reads files and the store; all judging is `pipeline.spike`'s. Never writes and never alerts anybody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

import msgspec
import numpy as np

from pipeline.alert import AlertKind
from pipeline.errors import SettingsError
from pipeline.feedback import Insight
from pipeline.spike.countstable import SparseCounts, parse_counts, sparse
from pipeline.spike.detector import SpikeDetector
from pipeline.spike.incidents import CRISES, Incidents
from pipeline.spike.istanbul import minute_of, when
from pipeline.spike.policy import SpikePolicy
from pipeline.spike.replay import Verdict, replay, verdict
from pipeline.spike.series import Series
from pipeline.spike.simulate import Scenario, simulate
from pipeline.spike.transition import Transition
from pipeline.storage.base import Store, Table
from pipeline.storage.statements import COUNTS

DAY = 1440  # minutes
MINUTES_A_WEEK = 7 * DAY
NEWEST = "SELECT intDiv(toUnixTimestamp(max(occurred_at)), 60) FROM insights WHERE NOT drill"


class Line(msgspec.Struct, frozen=True, omit_defaults=True):
    """One transition as it is printed; `channel` and `kind` only where they say something."""

    brand: str
    topic: str
    state: str
    at: str  # the watermark, UTC
    observed: float
    expected: float
    ratio: float
    score: float
    severity: int
    window_minutes: int
    low_confidence: bool
    channel: str = ""
    kind: AlertKind = "spike"


@dataclass(frozen=True, slots=True)
class Summary:
    """What a backtest found. `alerts` count series; `incidents` join what rises together in a brand."""

    series: int
    weeks: float
    alerts: int
    incidents: int
    alerts_a_week: float
    alerts_a_series_week: float
    notices: int
    coverage: float


@dataclass(frozen=True, slots=True)
class Backtest:
    transitions: tuple[Transition, ...]
    summary: Summary
    verdict: Verdict | None = None  # where the truth is known

    def lines(self, *, notices: bool = False) -> Iterator[str]:
        """JSON Lines of the alerts' transitions; with `notices` also volume notices and silent sources."""
        for each in self.transitions:
            if notices or each.kind in CRISES:
                yield msgspec.json.encode(line_of(each)).decode()

    def told(self) -> str:
        """The summary, and the verdict where there is one, as one JSON line."""
        known = asdict(self.summary)
        if self.verdict is not None:
            known["truth"] = asdict(self.verdict)
        return msgspec.json.encode(known).decode()


def line_of(each: Transition) -> Line:
    return Line(
        brand=each.series.brand,
        topic=each.series.topic,
        state=each.state,
        at=when(each.minute).isoformat(),
        observed=round(each.observed, 3),
        expected=round(each.expected, 3),
        ratio=round(each.ratio, 3),
        score=round(each.score, 3),
        severity=each.severity,
        window_minutes=each.window_minutes,
        low_confidence=each.low_confidence,
        channel=each.series.channel,
        kind=each.kind,
    )


def backtest_counts(path: Path, *, bucket: int = 1, policy: SpikePolicy | None = None) -> Backtest:
    """A CSV file of counts (see `spike.countstable`), in buckets of so many minutes."""
    coarse = (policy or SpikePolicy()).coarser(bucket)
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            counts = parse_counts(lines, bucket)
    except OSError as error:
        raise SettingsError(f"cannot read {path}: {error.strerror}", hint="name a CSV file of counts") from None
    except UnicodeDecodeError:
        raise SettingsError(f"{path} is not UTF-8", hint="save the table as UTF-8 CSV") from None
    return backtest_table(counts, coarse)


def backtest_table(counts: SparseCounts, policy: SpikePolicy | None = None) -> Backtest:
    """Counts in ticks of the policy's bucket. All series are taken to be listened to from the first tick on."""
    detector = SpikeDetector(policy)
    detector.enrol(counts.series, counts.first)
    found = tuple(transition for block in counts.blocks() for transition in detector.run(block))
    weeks = counts.ticks * detector.policy.bucket / MINUTES_A_WEEK
    return Backtest(found, _summary(found, len(counts.series), weeks, counts.coverage, detector.policy))


def backtest_insights(insights: Iterable[Insight], policy: SpikePolicy | None = None) -> Backtest:
    """Classified feedback, judged by event time; an id counts once, the highest revision of it."""
    newest: dict[object, Insight] = {}
    for insight in insights:
        held = newest.get(insight.feedback.id)
        if held is None or held.revision <= insight.revision:
            newest[insight.feedback.id] = insight
    if not newest:
        raise SettingsError("there is no feedback to test on", hint="name a JSON Lines file with at least one item")
    bucket = (policy or SpikePolicy()).bucket
    return backtest_table(sparse((row for each in newest.values() for row in _rows(each)), bucket), policy)


def backtest_store(store: Store, until: datetime, days: int, policy: SpikePolicy | None = None) -> Backtest:
    """The store's last days before `until`, without drills."""
    counts = store.counts(until - timedelta(days=days), until, drills=False)
    if not len(counts.minute):
        raise SettingsError(f"nothing was said in the last {days} days", hint="take more days, or feed the store")
    names = map(Series, counts.brand, counts.topic, counts.channel)
    numbers = zip(counts.minute.tolist(), counts.negative.tolist(), counts.other.tolist(), strict=True)
    rows = ((name, minute, negative, other) for name, (minute, negative, other) in zip(names, numbers, strict=True))
    return backtest_table(sparse(rows, (policy or SpikePolicy()).bucket), policy)


def backtest_asked(ask: Callable[[str], Table], days: int, policy: SpikePolicy | None = None) -> Backtest:
    """The same of a store that somebody else holds and that answers queries: a day at a time, a row a series."""
    newest = int(cast(int, ask(NEWEST).rows[0][0]))
    if not newest:
        raise SettingsError("the store is empty", hint="`nabiz up` fills it")
    rows = (row for back in range(days, 0, -1) for row in _rows_of(ask(_day(newest, back))))
    return backtest_table(sparse(rows, (policy or SpikePolicy()).bucket), policy)


def _day(newest: int, back: int) -> str:
    """Counts of the day that begins so many days before the end; times are minutes since 1970."""
    since = newest + 1 - back * DAY
    bounds = {"since": f"toDateTime({since * 60}, 'UTC')", "until": f"toDateTime({(since + DAY) * 60}, 'UTC')"}
    sql = COUNTS.replace("{drills:Bool}", "false")
    for name, at in bounds.items():
        sql = sql.replace(f"{{{name}:DateTime64(3, 'UTC')}}", at)
    arrays = "groupArray(minute), groupArray(negative), groupArray(other)"
    return f"SELECT brand, topic, channel, {arrays} FROM ({sql}) GROUP BY brand, topic, channel"  # noqa: S608 - ours


def _rows_of(day: Table) -> Iterator[tuple[Series, int, int, int]]:
    for brand, topic, channel, *told in day.rows:
        name = Series(str(brand), str(topic), str(channel))
        for minute, negative, other in zip(*cast(list[list[int]], told), strict=True):
            yield name, int(minute), int(negative), int(other)


def backtest_simulated(scenario: Scenario, seed: int, policy: SpikePolicy | None = None) -> Backtest:
    """The simulator, and how the alerts compare with the truth."""
    simulated = simulate(scenario, seed)
    found = tuple(replay(simulated, policy))
    coverage = float(np.mean(simulated.covered))
    summary = _summary(found, len(simulated.series), float(scenario.weeks), coverage, policy or SpikePolicy())
    return Backtest(found, summary, verdict(simulated, found))


def _rows(insight: Insight) -> Iterator[tuple[Series, int, int, int]]:
    """The series that an item counts in, as in the store: the brand, each topic, its channel."""
    feedback, negative = insight.feedback, int(insight.sentiment == "negative")
    minute = minute_of(feedback.occurred_at)
    for series in (
        Series(feedback.brand),
        *(Series(feedback.brand, topic) for topic in dict.fromkeys(insight.topics)),
        Series(feedback.brand, "", feedback.channel),
    ):
        yield series, minute, negative, 1 - negative


def _summary(found: Sequence[Transition], series: int, weeks: float, coverage: float, policy: SpikePolicy) -> Summary:
    alerts = [each for each in found if each.kind in CRISES]
    opened = sum(each.state == "opened" for each in alerts)
    steps = Incidents(policy.rearm_minutes).fold(alerts)
    return Summary(
        series=series,
        weeks=round(weeks, 3),
        alerts=opened,
        incidents=sum(step.state == "opened" for step in steps),
        alerts_a_week=round(opened / max(weeks, 1e-9), 4),
        alerts_a_series_week=round(opened / max(weeks * series, 1e-9), 5),
        notices=sum(each.kind not in CRISES and each.state == "opened" for each in found),
        coverage=round(coverage, 5),
    )
