"""InMemoryStore: a Store without an engine, with the semantics of the real one, for tests and demos.

Highest revision wins, ids are distinct, undated items keep their first time, what was erased stays away. `away` makes
every method raise StoreAway, as a store that does not answer. It answers no SQL: `query` gives the prepared `answers`.
The contract suite holds it to the same promises as ClickHouse.
"""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from uuid import UUID

import numpy as np
from msgspec.structs import replace

from pipeline.alert import AlertStep, Telling
from pipeline.errors import StoreAway
from pipeline.feedback import Insight, Landing, Position, Rejected, Sentiment, judged
from pipeline.storage.base import Campaign, Counts, Evaluated, Measurement, Reconciliation, Table, Value
from pipeline.storage.corrections import Correction, as_judged, corrected, words_key
from pipeline.storage.erasure import is_erased, item_subject
from pipeline.storage.guard import check_query
from pipeline.storage.times import first_arrivals, with_times

Series = tuple[str, str, str]
Place = tuple[str, str, int]  # topic, log, partition


class InMemoryStore:
    """Look at `insights`, `landings`, `rejected`, `steps` and `told` in a test; set `away` and `answers`."""

    def __init__(self, *, away: bool = False, answers: Mapping[str, Table] | None = None) -> None:
        self.away = away
        self.answers = dict(answers or {})
        self.insights: dict[UUID, Insight] = {}
        self.landings: dict[Position, tuple[str, UUID | None]] = {}
        self.rejected: dict[tuple[str, str, str], Rejected] = {}
        self.steps: dict[tuple[str, int], AlertStep] = {}
        self.told: dict[tuple[str, int, str], Telling] = {}
        self.erasures: list[tuple[datetime, str, str, str, int]] = []
        self.measurements: list[Measurement] = []
        self.campaigns: dict[UUID, Campaign] = {}
        self.evaluations: list[Evaluated] = []
        self.corrections: dict[UUID, Correction] = {}
        self._times: dict[UUID, datetime] = {}
        self._erased: set[UUID] = set()
        self._lock = threading.RLock()

    def migrate(self) -> list[str]:
        self._answer()
        return []

    def write(self, insights: Sequence[Insight], landings: Sequence[Landing]) -> None:
        self._answer()
        with self._lock:
            gone = self._erased_of(insights)
            wanted = [insight for insight in insights if insight.feedback.id not in gone]
            for at, when in first_arrivals(wanted).items():
                self._times.setdefault(at, when)
            for insight in corrected(with_times(wanted, self._times), self.corrections):
                self._keep(insight)
            for landing in landings:
                outcome = "erased" if landing.id in gone else landing.outcome
                self.landings[landing.position] = (outcome, landing.id)

    def write_rejected(self, rejected: Sequence[Rejected], at: datetime) -> None:
        self._answer()
        self.rejected.update({(one.origin, one.stage, one.reason): one for one in rejected})

    def write_measurements(self, measurements: Sequence[Measurement]) -> None:
        self._answer()
        self.measurements.extend(measurements)

    def write_campaigns(self, campaigns: Sequence[Campaign]) -> None:
        self._answer()
        for campaign in campaigns:
            held = self.campaigns.get(campaign.id)
            if held is None or held.at <= campaign.at:
                self.campaigns[campaign.id] = campaign

    def write_evaluations(self, evaluations: Sequence[Evaluated]) -> None:
        self._answer()
        self.evaluations.extend(evaluations)

    def write_alerts(self, steps: Sequence[AlertStep]) -> None:
        self._answer()
        self.steps.update({(step.id, step.sequence): step for step in steps})

    def take_step(self, step: AlertStep) -> AlertStep:
        self._answer()
        with self._lock:
            return self.steps.setdefault((step.id, step.sequence), step)

    def alerts(self, since: datetime | None = None) -> list[AlertStep]:
        self._answer()
        found = [step for step in self.steps.values() if since is None or step.at >= since]
        return sorted(found, key=lambda step: (step.at, step.id, step.sequence))

    def steps_of(self, alerts: Sequence[str]) -> list[AlertStep]:
        return [step for step in self.alerts() if step.id in alerts]

    def judgements(self, since: datetime | None = None) -> list[AlertStep]:
        return [step for step in self.alerts(since) if step.state in ("judged_true", "judged_false")]

    def undecided(self, seconds: int) -> list[AlertStep]:
        """It has no clock: every step was stored lately."""
        decided = {key[:2] for key in self.told}
        return [step for step in self.alerts() if (step.id, step.sequence) not in decided]

    def write_tellings(self, tellings: Sequence[Telling]) -> None:
        self._answer()
        self.told.update({(each.alert, each.sequence, each.channel): each for each in tellings})

    def tellings(self, since: datetime, alerts: Sequence[str] = ()) -> list[Telling]:
        self._answer()
        found = [
            each for each in self.told.values() if each.state == "waiting" or each.at >= since or each.alert in alerts
        ]
        return sorted(found, key=lambda each: (each.since, each.alert, each.sequence, each.channel))

    def counts(self, since: datetime, until: datetime, *, drills: bool = True) -> Counts:
        self._answer()
        negative: Counter[tuple[int, Series]] = Counter()
        total: Counter[tuple[int, Series]] = Counter()
        with self._lock:
            for insight in self.insights.values():
                feedback = insight.feedback
                if feedback.voice and since <= feedback.occurred_at < until and (drills or not feedback.drill):
                    minute = int(feedback.occurred_at.timestamp() // 60)
                    for series in _series(insight):
                        total[minute, series] += 1
                        negative[minute, series] += insight.sentiment == "negative"
        return _counts(total, negative)

    def watermark(self, *, drills: bool = True) -> datetime | None:
        self._answer()
        with self._lock:
            said = [insight.feedback for insight in self.insights.values()]
        return max((each.occurred_at for each in said if drills or not each.drill), default=None)

    def drilled(self, since: datetime) -> frozenset[str]:
        self._answer()
        with self._lock:
            said = [insight.feedback for insight in self.insights.values() if insight.feedback.drill]
        return frozenset(feedback.brand for feedback in said if feedback.occurred_at >= since)

    def busy_until(self, seconds: int) -> datetime | None:
        """It has no clock: what is written is there, and nothing is under way."""
        self._answer()
        return None

    def query(self, sql: str, parameters: Mapping[str, Value] | None = None) -> Table:
        self._answer()
        return self.answers.get(check_query(sql), Table(columns=(), types=(), rows=[]))

    def reconcile(self) -> list[Reconciliation]:
        self._answer()
        with self._lock:
            places: defaultdict[Place, dict[int, str]] = defaultdict(dict)
            for position, (outcome, at) in self.landings.items():
                lost = outcome == "stored" and at not in self.insights
                place = (position.topic, position.log, position.partition)
                places[place][position.offset] = "lost" if lost else outcome
        return [_reconciliation(place, outcomes) for place, outcomes in sorted(places.items())]

    def forget(self, author: str, asked_by: str, at: datetime) -> int:
        ids = {each for each, insight in self.insights.items() if insight.feedback.author == author}
        return self._erase("author", author, ids, asked_by, at)

    def forget_item(self, source: str, external_id: str, asked_by: str, at: datetime) -> int:
        subject = item_subject(source, external_id)
        ids = {
            each
            for each, insight in self.insights.items()
            if item_subject(insight.feedback.source, insight.feedback.external_id) == subject
        }
        return self._erase("item", subject, ids, asked_by, at)

    def correct(self, item: UUID, sentiment: Sentiment, topics: Sequence[str], by: str, at: datetime) -> bool:
        self._answer()
        with self._lock:
            known = self.insights.get(item)
            if known is None:
                return False
            key = words_key(known.feedback.title, known.feedback.text)
            self.corrections[item] = Correction(sentiment, tuple(topics), by, key)
            self._keep(as_judged(replace(known, revision=judged(known.revision)), self.corrections[item]))
            return True

    def roll_up(self, at: datetime | None = None) -> int:
        """It counts afresh each time."""
        self._answer()
        return 0

    def close(self) -> None:
        """Nothing to give back; what was stored can still be looked at."""

    def _answer(self) -> None:
        if self.away:
            raise StoreAway("the store is away", hint="waiting until it answers; nothing is acknowledged")

    def _keep(self, insight: Insight) -> None:
        known = self.insights.get(insight.feedback.id)
        if known is None or insight.revision >= known.revision:
            self.insights[insight.feedback.id] = insight

    def _erased_of(self, insights: Sequence[Insight]) -> set[UUID]:
        authors = {subject: at for at, kind, subject, _, _ in sorted(self.erasures) if kind == "author"}
        items = frozenset(subject for _, kind, subject, _, _ in self.erasures if kind == "item")
        feedbacks = [insight.feedback for insight in insights]
        return {f.id for f in feedbacks if is_erased(f, authors, items, frozenset(self._erased))}

    def _erase(self, kind: str, subject: str, ids: set[UUID], asked_by: str, at: datetime) -> int:
        self._answer()
        with self._lock:
            for each in ids:
                del self.insights[each]
                self.corrections.pop(each, None)
                self._times.pop(each, None)
            self._erased |= ids
            for position, (_, landed) in self.landings.items():
                if landed in ids:
                    self.landings[position] = ("erased", landed)
            for key, step in self.steps.items():
                if any(str(each) in step.evidence for each in ids):
                    self.steps[key] = replace(step, evidence="")
            self.erasures.append((at, kind, subject, asked_by, len(ids)))
        return len(ids)


def _series(insight: Insight) -> Iterator[Series]:
    brand = insight.feedback.brand
    yield (brand, "", "")
    yield (brand, "", insight.feedback.channel)
    for topic in set(insight.topics):
        yield (brand, topic, "")


def _counts(total: Mapping[tuple[int, Series], int], negative: Mapping[tuple[int, Series], int]) -> Counts:
    keys = sorted(total)
    bad = np.array([negative[key] for key in keys], dtype=np.int64)
    return Counts(
        brand=[series[0] for _, series in keys],
        topic=[series[1] for _, series in keys],
        channel=[series[2] for _, series in keys],
        minute=np.array([minute for minute, _ in keys], dtype=np.int64),
        negative=bad,
        other=np.array([total[key] for key in keys], dtype=np.int64) - bad,
    )


def _reconciliation(place: Place, outcomes: Mapping[int, str]) -> Reconciliation:
    topic, log, partition = place
    first, last = min(outcomes), max(outcomes)
    count = Counter(outcomes.values())
    return Reconciliation(
        topic=topic,
        log=log,
        partition=partition,
        first=first,
        last=last,
        landed=len(outcomes),
        missing=last - first + 1 - len(outcomes),
        stored=count["stored"],
        rejected=count["rejected"],
        erased=count["erased"],
        lost=count["lost"],
    )
