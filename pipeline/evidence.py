"""The facts behind an alert, read from the store and explained: drivers, terms, samples, who speaks, what to do.

Called by `pipeline.watching` for every step that opens or escalates a crisis, and by the alert's page for what drives
it now. Texts in the store are redacted, and so is what is said here. Must never stop an alert: a step whose facts
cannot be read goes out with what the detector knows.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

import msgspec

from pipeline.alert import AlertStep
from pipeline.spike.evidence import Evidence, evidence_of, known
from pipeline.spike.explain import Item, Now, Usual, explain, first_hour
from pipeline.spike.incidents import CRISES
from pipeline.spike.lifecycle import Alert
from pipeline.storage.base import Store, Table, Value
from pipeline.text.places import one_spelling
from pipeline.text.terms import terms
from pipeline.text.turkish import fold

log = logging.getLogger(__name__)

RULE_REVISION = "1"
USUAL_DAYS = 7
USUAL_MINUTES = 60  # of each day before, at least: in five minutes little is said
USUAL_HOURS = 6  # before the rise, where there was no day before
MOST_ITEMS = 2_000  # whose texts are read; counts are of all
MOST_NAMES = 200
MOST_MINUTES = 24 * 60
LATELY = timedelta(hours=1)  # of a crisis that goes on, what is said of it now; a rule of longer windows has its own
RECENT = timedelta(days=28)  # alerts of the same topic within it make it a recurring one

# Where it was said, if the record told: the first of these among the fields that the product does not know.
PLACES = ("il", "city", "region", "country")
_PLACE = "coalesce(" + ", ".join(f"nullIf(JSONExtractString(extra, '{name}'), '')" for name in PLACES) + ", '')"

_SCOPE = "brand = {brand:String} AND ({channel:String} = '' OR channel = {channel:String})"
_NEGATIVE = "sentiment = 'negative'"
_THEN = "drill = {drill:Bool}"  # a drill is explained by its own items; what is usual is never made of one
_WINDOW = f"""{_SCOPE} AND {_THEN} AND voice
  AND occurred_at >= {{since:DateTime64(3, 'UTC')}} AND occurred_at < {{until:DateTime64(3, 'UTC')}}"""
# The same hours of the days before: the distance to their begin today, without whole days, is shorter than they are.
_AGO = "toUnixTimestamp({begin:DateTime64(3, 'UTC')}) - toUnixTimestamp(occurred_at)"
_USUAL = f"""{_SCOPE} AND NOT drill AND voice
  AND occurred_at >= {{before:DateTime64(3, 'UTC')}} AND occurred_at < {{begin:DateTime64(3, 'UTC')}}
  AND modulo({{days:UInt32}} * 86400 - ({_AGO}), {{every:UInt32}}) < {{seconds:UInt32}}"""

ITEMS = f"""
SELECT toString(id), text, source, url, author, copy_key, ifNull(reach, 0), negative, topics
FROM items WHERE {_WINDOW} AND {_NEGATIVE} ORDER BY occurred_at DESC, id LIMIT {{most:UInt32}}
"""  # noqa: S608 - all values are bound
SIZE = f"""
SELECT count(), countIf({_NEGATIVE}), sumIf(ifNull(reach, 0), {_NEGATIVE}), groupUniqArray(model)
FROM items WHERE {_WINDOW}
"""  # noqa: S608
NAMES = f"""
SELECT named.1 AS kind, named.2 AS name, count() AS items
FROM
(
    SELECT arrayJoin(arrayConcat(
        [('source', toString(source)), ('language', toString(language)), ('region', {_PLACE})],
        arrayMap(topic -> ('topic', toString(topic)), topics))) AS named
    FROM items WHERE {_WINDOW} AND {_NEGATIVE}
)
WHERE name != '' GROUP BY kind, name ORDER BY items DESC, name LIMIT {{names:UInt32}} BY kind
"""  # noqa: S608
USUAL_SIZE = f"""
SELECT count(), countIf({_NEGATIVE}), uniqExact(intDiv({_AGO} - 1, 86400)) FROM items WHERE {_USUAL}
"""  # noqa: S608
USUAL_TOPICS = f"""
SELECT arrayJoin(topics) AS topic, count() FROM items WHERE {_USUAL} AND {_NEGATIVE} GROUP BY topic
"""  # noqa: S608
USUAL_TEXTS = f"""
SELECT text FROM items WHERE {_USUAL} AND {_NEGATIVE} ORDER BY cityHash64(id) LIMIT {{most:UInt32}}
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Lately:
    """What drives a crisis now, between these times."""

    evidence: Evidence
    since: datetime
    until: datetime
    negative: int


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

    def lately(self, alert: Alert, until: datetime) -> Lately | None:
        """Of a crisis that goes on: what is said in it by `until`. Deadlines and playbook stay as they were told.

        None where it is over, or where nothing came since its newest step. Raises StoreAway.
        """
        told = alert.newest
        if told.kind not in CRISES or not alert.rising or alert.closed or until <= told.at:
            return None
        scope = _scope(msgspec.structs.replace(told, at=until, first_seen=max(told.first_seen, until - LATELY)))
        now, models = self._now(scope)
        if not now.items:
            return None
        usual, before = self._usual(scope, told.first_seen), known(alert)
        fresh = explain(
            now, usual, severity=told.severity, begun=told.at, kind=told.kind, rule=before.rule, models=models
        )
        fresh = msgspec.structs.replace(
            fresh, severity=before.severity, deadlines=before.deadlines, playbook=before.playbook, parts=before.parts
        )
        return Lately(fresh, cast(datetime, scope["since"]), until, now.negative)

    def _evidence(self, step: AlertStep, past: Sequence[AlertStep]) -> Evidence:
        scope = _scope(step)
        now, models = self._now(scope)
        return explain(
            now,
            self._usual(scope, step.first_seen),
            severity=step.severity,
            begun=first_hour(step.kind, step.first_seen, _opened(step, past)),
            kind=step.kind,
            rule=f"{step.kind} {RULE_REVISION}",
            models=models,
            past_alerts_of_topic=_recurred(step, past),
            parts=evidence_of(step).parts,
        )

    def _now(self, scope: dict[str, Value]) -> tuple[Now, list[str]]:
        """What was said in the window, and by which models it was read."""
        found = self._store.query(ITEMS, scope).rows
        count, negative, reach, models = _only(self._store.query(SIZE, scope), (0, 0, 0, []))
        names: dict[str, dict[str, int]] = {}
        for kind, name, items in self._store.query(NAMES, scope).rows:
            names.setdefault(str(kind), {})[str(name)] = _int(items)
        now = Now(
            items=[_item(row, str(scope["brand"])) for row in found],
            all_items=_int(count),
            negative=_int(negative),
            reach=_int(reach),
            topics=names.get("topic", {}),
            sources=names.get("source", {}),
            languages=names.get("language", {}),
            regions=one_spelling(names.get("region", {})),
            newest=self._store.watermark(),
        )
        return now, [str(model) for model in cast(Sequence[str], models)]

    def _usual(self, scope: dict[str, Value], risen: datetime) -> Usual:
        """The same hours of the days before; where there was no day before, the last hours before the rise."""
        since, until = cast(datetime, scope["since"]), cast(datetime, scope["until"])
        lasted = (until - since).total_seconds()
        seconds = max(lasted, USUAL_MINUTES * 60)
        days = self._usual_of(scope, until - timedelta(seconds=seconds), timedelta(days=USUAL_DAYS), seconds, lasted)
        if days is not None:
            return days
        hours, before = timedelta(hours=USUAL_HOURS), min(since, risen)
        return self._usual_of(scope, before, hours, USUAL_DAYS * 86_400, lasted, whole=hours) or Usual()

    def _usual_of(
        self,
        scope: dict[str, Value],
        begin: datetime,
        back: timedelta,
        seconds: float,
        lasted: float,
        whole: timedelta | None = None,
    ) -> Usual | None:
        """`seconds` of each day from `begin` so far `back`; `whole`: how long that is together. None: nothing known."""
        asked = scope | {"begin": begin, "before": begin - back, "seconds": int(seconds)}
        asked |= {"every": USUAL_DAYS * 86_400 if whole else 86_400}
        count, negative, days = _only(self._store.query(USUAL_SIZE, asked), (0, 0, 0))
        if not _int(count):
            return None
        share = lasted / (whole.total_seconds() if whole else seconds * _int(days))
        texts = self._store.query(USUAL_TEXTS, asked).rows
        return Usual(
            topics={str(row[0]): _int(row[1]) * share for row in self._store.query(USUAL_TOPICS, asked).rows},
            terms=Counter(term for row in texts for term in _telling(str(row[0]), str(scope["brand"]))),
            negative_share=_int(negative) / _int(count),
        )


def _scope(step: AlertStep) -> dict[str, Value]:
    minutes = min(MOST_MINUTES, max(1, step.window_minutes, int((step.at - step.first_seen).total_seconds() // 60)))
    return {
        "brand": step.brand,
        "channel": step.channel,
        "drill": step.drill,
        "since": step.at - timedelta(minutes=minutes),
        "until": step.at,
        "days": USUAL_DAYS,
        "most": MOST_ITEMS,
        "names": MOST_NAMES,
    }


def _item(row: Sequence[Value], brand: str) -> Item:
    ident, text, source, url, author, copy_key, reach, negative, topics = row
    return Item(
        id=str(ident),
        text=str(text),
        source=str(source),
        url=str(url) if url else None,
        author=str(author) if author else None,
        copy_key=str(copy_key or ""),
        reach=_int(reach),
        certainty=float(str(negative)),
        terms=tuple(_telling(str(text), brand)),
        topics=tuple(cast(Sequence[str], topics)),
    )


def _only(found: Table, nothing: tuple[Value, ...]) -> tuple[Value, ...]:
    """The one row of a sum."""
    return found.rows[0] if found.rows else nothing


def _telling(text: str, brand: str) -> list[str]:
    """The terms of a text, without the brand's own name: that its customers name it tells nothing."""
    own = set(fold(brand).split())
    return [term for term in terms(text) if not own.issuperset(fold(term).split())]


def _int(value: Value) -> int:
    return int(str(value or 0))


def _opened(step: AlertStep, past: Sequence[AlertStep]) -> datetime:
    """When the alert of this step was opened; where it rose again since, this step."""
    opened = next((each.at for each in past if each.id == step.id and each.state == "opened"), step.at)
    return opened if opened >= step.first_seen else step.at


def _recurred(step: AlertStep, past: Sequence[AlertStep]) -> int:
    return sum(
        each.state == "opened"
        and each.id != step.id
        and (each.brand, each.topic, each.drill) == (step.brand, step.topic, step.drill)
        and step.at - RECENT <= each.at < step.at
        for each in past
    )
