"""The facts behind an alert, read from the store and explained: drivers, terms, samples, who speaks, what to do.

Called by `pipeline.watching` for every step that opens or escalates a crisis. Texts in the store are redacted, and so
is what is said here. Must never stop an alert: a step whose facts cannot be read goes out with what the detector knows.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import cast

import msgspec

from pipeline.alert import AlertStep
from pipeline.spike.evidence import Evidence, evidence_of
from pipeline.spike.explain import Item, Now, Usual, explain
from pipeline.spike.incidents import CRISES
from pipeline.storage.base import Store, Table, Value
from pipeline.text.places import one_spelling
from pipeline.text.terms import terms

log = logging.getLogger(__name__)

RULE_REVISION = "1"
USUAL_DAYS = 7
USUAL_HOURS = 6  # before the rise, where there was no day before
MOST_ITEMS = 2_000
MOST_MINUTES = 24 * 60
RECENT = timedelta(days=28)  # alerts of the same topic within it make it a recurring one

_SCOPE = "brand = {brand:String} AND ({channel:String} = '' OR channel = {channel:String})"
_THEN = "drill = {drill:Bool}"  # a drill is explained by its own items; what is usual is never made of one
_WINDOW = "occurred_at >= {since:DateTime64(3, 'UTC')} AND occurred_at < {until:DateTime64(3, 'UTC')}"
# The same hours of the days before: the distance to the window's begin, without whole days, is shorter than it.
_USUAL = """occurred_at >= {before:DateTime64(3, 'UTC')} AND occurred_at < {since:DateTime64(3, 'UTC')}
  AND modulo(toUnixTimestamp(occurred_at) - toUnixTimestamp({since:DateTime64(3, 'UTC')}) + {days:UInt32} * 86400,
      {every:UInt32}) < {seconds:UInt32}"""

# Where it was said, if the record told: the first of these among the fields that the product does not know.
PLACES = ("il", "city", "region", "country")
_PLACE = "coalesce(" + ", ".join(f"nullIf(JSONExtractString(extra, '{name}'), '')" for name in PLACES) + ", '')"

ITEMS = f"""
SELECT toString(id), text, source, url, author, copy_key, ifNull(reach, 0), negative, language, topics, {_PLACE}
FROM items WHERE {_SCOPE} AND {_THEN} AND {_WINDOW} AND sentiment = 'negative'
ORDER BY occurred_at DESC, id LIMIT {{most:UInt32}}
"""  # noqa: S608 - all values are bound
SIZE = f"""
SELECT count(), groupUniqArray(model) FROM items WHERE {_SCOPE} AND {_THEN} AND {_WINDOW}
"""  # noqa: S608
BEFORE = f"""
SELECT sentiment = 'negative', topics, if(sentiment = 'negative', text, ''), toDate(occurred_at)
FROM items WHERE {_SCOPE} AND NOT drill AND {_USUAL} ORDER BY occurred_at DESC, id LIMIT {{most:UInt32}}
"""  # noqa: S608


class Explained:
    """Explains steps; `past` are the steps of earlier alerts."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def step(self, step: AlertStep, past: Sequence[AlertStep]) -> AlertStep:
        """The step with its evidence, or as it is where it needs none or none can be had."""
        if step.kind not in CRISES or step.state not in ("opened", "escalated"):
            return step
        try:
            evidence = self._evidence(step, past)
        except Exception as error:
            log.warning("an alert goes out unexplained: %s", type(error).__name__)
            return step
        return msgspec.structs.replace(
            step,
            evidence=msgspec.json.encode(evidence).decode(),
            severity=evidence.severity,
            measured=step.severity,
        )

    def _evidence(self, step: AlertStep, past: Sequence[AlertStep]) -> Evidence:
        scope = _scope(step)
        now, models = _now(self._store.query(ITEMS, scope), self._store.query(SIZE, scope), self._store.watermark())
        return explain(
            now,
            self._usual(scope),
            severity=step.severity,
            opened=step.first_seen,
            kind=step.kind,
            rule=f"{step.kind} {RULE_REVISION}",
            models=models,
            past_alerts_of_topic=_recurred(step, past),
            parts=evidence_of(step).parts,
        )

    def _usual(self, scope: dict[str, Value]) -> Usual:
        """The same hours of the days before; where there was no day before, the last hours before the rise."""
        found = self._store.query(BEFORE, scope)
        if found.rows:
            days = len({row[3] for row in found.rows})
            return _usual(found, 1.0 / days)
        seconds = USUAL_HOURS * 3600
        since = cast(datetime, scope["since"])
        lately = scope | {"before": since - timedelta(seconds=seconds), "every": seconds, "seconds": seconds}
        return _usual(self._store.query(BEFORE, lately), int(str(scope["seconds"])) / seconds)


def _scope(step: AlertStep) -> dict[str, Value]:
    minutes = min(MOST_MINUTES, max(1, step.window_minutes, int((step.at - step.first_seen).total_seconds() // 60)))
    since = step.at - timedelta(minutes=minutes)
    return {
        "brand": step.brand,
        "channel": step.channel,
        "drill": step.drill,
        "since": since,
        "until": step.at,
        "before": since - timedelta(days=USUAL_DAYS),
        "days": USUAL_DAYS,
        "every": 86_400,
        "seconds": minutes * 60,
        "most": MOST_ITEMS,
    }


def _now(items: Table, size: Table, newest: datetime | None) -> tuple[Now, list[str]]:
    places = one_spelling([str(row[10]) for row in items.rows])
    found = [_item(row, place) for row, place in zip(items.rows, places, strict=True)]
    topics = Counter(topic for row in items.rows for topic in cast(Sequence[str], row[9]))
    count, models = size.rows[0] if size.rows else (len(found), [])
    now = Now(items=found, topics=topics, all_items=int(str(count)), newest=newest)
    return now, [str(model) for model in cast(Sequence[str], models)]


def _item(row: Sequence[Value], place: str) -> Item:
    ident, text, source, url, author, copy_key, reach, negative, language, *_ = row
    return Item(
        id=str(ident),
        text=str(text),
        source=str(source),
        url=str(url) if url else None,
        author=str(author) if author else None,
        copy_key=str(copy_key or ""),
        reach=int(str(reach or 0)),
        certainty=float(str(negative)),
        language=str(language),
        terms=tuple(terms(str(text))),
        region=place,
    )


def _usual(found: Table, share: float) -> Usual:
    """`share`: of all rows, those that one window of the alert's length holds."""
    negative = [row for row in found.rows if row[0]]
    topics = Counter(topic for row in negative for topic in cast(Sequence[str], row[1]))
    return Usual(
        topics={topic: count * share for topic, count in topics.items()},
        terms=Counter(term for row in negative for term in terms(str(row[2]))),
        negative_share=len(negative) / max(1, len(found.rows)),
    )


def _recurred(step: AlertStep, past: Sequence[AlertStep]) -> int:
    return sum(
        each.state == "opened"
        and each.id != step.id
        and (each.brand, each.topic) == (step.brand, step.topic)
        and step.at - RECENT <= each.at < step.at
        for each in past
    )
