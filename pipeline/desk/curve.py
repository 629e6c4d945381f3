"""Observed against usual around an alert: the chart of its page. Called by the desk's pages.

In steps of five minutes; of half an hour where the rule looks at hours, for there is little in five minutes of those.

What is usual is read from the same hour (an hour before to an hour after) of the seven days before the alert, so it
needs no state of the detector; where nothing is known of those days, from the day before the rise. The band is where
19 of 20 steps lie for counts that scatter more than Poisson (negative binomial by its mean and its variance).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt
from typing import NamedTuple, cast

from pipeline.alert import AlertStep
from pipeline.spike.lifecycle import Alert
from pipeline.storage.base import Store

STEP, SLOW_STEP = timedelta(minutes=5), timedelta(minutes=30)
HOUR = timedelta(hours=1)
BEFORE, AFTER = timedelta(hours=3), timedelta(minutes=45)
LONGEST = timedelta(hours=36)
DAYS = 7
Z = 1.96
DISPERSION = 0.0625  # what is added to Poisson's variance, relative to the squared mean, where little is known

SQL = """
SELECT toStartOfInterval(occurred_at, INTERVAL 5 MINUTE) AS at, count(), sum(ifNull(reach, 0))
FROM items
WHERE brand = {brand:String} AND sentiment = 'negative' AND voice
  AND occurred_at >= {since:DateTime64(3, 'UTC')} AND occurred_at < {until:DateTime64(3, 'UTC')}
  AND ({topic:String} = '' OR has(topics, {topic:String}))
  AND ({channel:String} = '' OR channel = {channel:String})
  AND (NOT drill OR {drill:Bool})
GROUP BY at
ORDER BY at
"""
NEWEST = "SELECT max(occurred_at), count() FROM insights"


class Size(NamedTuple):
    """How large a crisis was."""

    negative: int
    above: float  # of them above what is usual
    reach: int  # people who may have seen them


@dataclass(frozen=True, slots=True)
class Curve:
    """Parallel: the begin of each step, negative items in it, what is usual, between what it usually lies, reach."""

    at: tuple[datetime, ...]
    observed: tuple[int, ...]
    usual: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    reach: tuple[int, ...]

    def size(self, begin: datetime, end: datetime | None) -> Size:
        """Of the steps that begin from `begin` to before `end`; None: to the last."""
        places = [place for place, at in enumerate(self.at) if at >= begin and (end is None or at < end)]
        return Size(
            sum(self.observed[place] for place in places),
            sum(max(0.0, self.observed[place] - self.usual[place]) for place in places),
            sum(self.reach[place] for place in places),
        )


def size_of(alert: Alert, curve: Curve) -> Size:
    """From the first sign to the end in the data."""
    return curve.size(floor(alert.opened.first_seen, step_of(alert)), alert.resolved_at)


def read(store: Store, alert: Alert, now: datetime) -> Curve:
    """From three hours before the rise to the end, at most 36 hours. Drill items count only for a drill.

    While it goes on, to the newest item of anybody: what has not arrived yet must not look as if nobody complained.
    """
    step = step_of(alert)
    since, until = span(alert, min(now, newest(store) or now))
    opened: AlertStep = alert.opened
    table = store.query(
        SQL,
        {
            "brand": opened.brand,
            "topic": opened.topic,
            "channel": opened.channel,
            "since": since - timedelta(days=DAYS, hours=1),
            "until": until,
            "drill": opened.drill,
        },
    )
    counts: dict[datetime, int] = {}
    seen_by: dict[datetime, int] = {}
    for row in table.rows:
        at = floor(cast(datetime, row[0]), step)
        counts[at] = counts.get(at, 0) + int(cast(int, row[1]))
        seen_by[at] = seen_by.get(at, 0) + int(cast(int, row[2]))
    return curve(counts, since, until, opened.first_seen, step, seen_by)


def newest(store: Store) -> datetime | None:
    """When the newest item was written, in event time; None where nothing is stored."""
    [(at, items)] = store.query(NEWEST).rows
    return cast(datetime, at) if items else None


def step_of(alert: Alert) -> timedelta:
    return STEP if alert.opened.kind == "spike" else SLOW_STEP


def span(alert: Alert, now: datetime) -> tuple[datetime, datetime]:
    step = step_of(alert)
    since = floor(alert.opened.first_seen - BEFORE, step)
    end = (alert.resolved_at or max(alert.newest.at, now)) + AFTER
    until = floor(min(end, since + LONGEST, max(now, alert.newest.at)), step)  # one not over would look like a fall
    return since, max(until, floor(alert.opened.at, step) + step)


def curve(
    counts: Mapping[datetime, int],
    since: datetime,
    until: datetime,
    risen: datetime,
    step: timedelta,
    seen_by: Mapping[datetime, int],
) -> Curve:
    first = min(counts, default=since)
    moments = [since + number * step for number in range(int((until - since) / step))]
    banded = [_usual(counts, at, first, floor(risen, step), step) for at in moments]
    return Curve(
        tuple(moments),
        tuple(counts.get(at, 0) for at in moments),
        tuple(mean for mean, _, _ in banded),
        tuple(low for _, low, _ in banded),
        tuple(high for _, _, high in banded),
        tuple(seen_by.get(at, 0) for at in moments),
    )


def _usual(
    counts: Mapping[datetime, int], at: datetime, first: datetime, risen: datetime, step: timedelta
) -> tuple[float, float, float]:
    days = [at - timedelta(days=day) for day in range(1, DAYS + 1)]
    near = int(HOUR / step)  # steps to each side that tell what is usual
    around = [day + number * step for day in days for number in range(-near, near + 1)]
    seen = [counts.get(moment, 0) for moment in around if first <= moment < risen]
    if len(seen) < near:  # the day before the rise, or as much of it as there is
        recent = [risen - number * step for number in range(1, int(24 * HOUR / step) + 1)]
        seen = [counts.get(moment, 0) for moment in recent if moment >= first]
    return band(seen)


def band(seen: Sequence[int]) -> tuple[float, float, float]:
    """Mean and band; a few crises among the days before must not make a crisis usual, so the top tenth is set down."""
    if not seen:
        return 0.0, 0.0, 0.0
    cap = sorted(seen)[min(len(seen) - 1, int(0.9 * len(seen)))]
    tamed = [min(count, cap) for count in seen]
    mean = sum(tamed) / len(tamed)
    scatter = sum((count - mean) ** 2 for count in tamed) / len(tamed)
    spread = Z * sqrt(max(scatter, mean + DISPERSION * mean * mean))
    return mean, max(0.0, mean - spread), mean + spread


def floor(at: datetime, step: timedelta) -> datetime:
    return at - timedelta(seconds=at.timestamp() % step.total_seconds())
