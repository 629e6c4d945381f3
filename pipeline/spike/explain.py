"""Why an alert is raised: drivers, terms, concentration, samples, deadlines, playbook. The evidence as one value.

Called by the watching agent with facts it read for the alert's window and for the same hours before; used again by
the desk. Works on redacted texts only, and must never be fed others: its result is stored, shown and sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from pipeline.spike.drivers import shares_of_excess, telling_terms
from pipeline.spike.evidence import Deadlines, Evidence, PartOf, Sample
from pipeline.spike.playbook import playbook_for
from pipeline.spike.voices import Concentration, Voice, concentration

CONFIRM, CLASSIFY, ANSWER = timedelta(minutes=10), timedelta(minutes=30), timedelta(minutes=60)
MOST_SAMPLES = 5
SAMPLE_LENGTH = 240
WIDE_REACH = 100_000  # people who may have seen it, enough for one more step of severity
LEAST_REGION = 3  # items from one place, under which it is not named: it could tell who they are
FLOODED = 0.5  # share of items left after discounting copies, under which it is called a flood


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of one negative item in the window; `text` is redacted."""

    id: str
    text: str
    source: str = ""
    url: str | None = None
    author: str | None = None
    copy_key: str = ""
    reach: int = 0
    certainty: float = 1.0  # probability that it is negative
    terms: tuple[str, ...] = ()  # of pipeline.text.terms
    topics: tuple[str, ...] = ()


class Usual(msgspec.Struct, frozen=True, kw_only=True):
    """The same hours before: negative items by topic in the window's length, terms, share of anger."""

    topics: Mapping[str, float] = {}
    terms: Mapping[str, int] = {}
    negative_share: float = 0.0


class Now(msgspec.Struct, frozen=True, kw_only=True):
    """The alert's window: what is counted is counted over all that is negative in it, `items` may be a part of it."""

    items: Sequence[Item]
    negative: int = 0
    all_items: int = 0  # with those that are not negative
    reach: int = 0
    topics: Mapping[str, int] = {}
    sources: Mapping[str, int] = {}
    languages: Mapping[str, int] = {}
    regions: Mapping[str, int] = {}  # where the source tells
    newest: datetime | None = None  # event time of the newest item stored: how fresh the data are


def explain(
    now: Now,
    usual: Usual,
    *,
    severity: int,
    begun: datetime,
    kind: str,
    rule: str,
    models: Sequence[str] = (),
    past_alerts_of_topic: int = 0,
    parts: Sequence[PartOf] = (),
) -> Evidence:
    """All that an alert says of itself. The same for the same facts. `begun`: of the first hour."""
    voices = concentration([Voice(item.author, item.copy_key) for item in now.items])
    topics = shares_of_excess(now.topics, usual.topics)
    terms = telling_terms(_counted(now.items), usual.terms)
    return Evidence(
        severity=weighed(severity, voices, now.reach),
        negative_share=now.negative / max(1, now.all_items),
        usual_share=usual.negative_share,
        reach=now.reach,
        topics=topics,
        terms=terms,
        sources=now.sources,
        regions={name: count for name, count in now.regions.items() if count >= LEAST_REGION},
        languages=now.languages,
        concentration=voices,
        flood=voices.items > 0 and voices.discounted < FLOODED * voices.items,
        samples=samples(now.items, [term.term for term in terms], {each.topic: each.share for each in topics}),
        newest=now.newest,
        deadlines=deadlines(begun),
        playbook=playbook_for(kind, topics[0].topic if topics else "", past_alerts_of_topic),
        rule=rule,
        models=list(models),
        parts=list(parts),
    )


def weighed(severity: int, voices: Concentration, reach: int) -> int:
    """Severity after what it says of people: a step up for wide reach, up to three down where few make the noise.

    Two steps down when discounting copies and repeated authors leaves under half of the items, three under a fifth.
    """
    left = voices.discounted / max(1, voices.items)
    down = 3 if left < 0.2 else 2 if left < FLOODED else 0
    return max(1, min(10, severity + (reach >= WIDE_REACH) - down))


def first_hour(kind: str, first_seen: datetime, opened: datetime) -> datetime:
    """When it begins: at the first sign in the data.

    What rose for hours before it could be told from chance has its hour from the opening on.
    """
    return first_seen if kind == "spike" else opened


def deadlines(begun: datetime) -> Deadlines:
    return Deadlines(begun + CONFIRM, begun + CLASSIFY, begun + ANSWER)


def samples(items: Sequence[Item], terms: Sequence[str], topics: Mapping[str, float] | None = None) -> list[Sample]:
    """Up to five items that say it best: on what rose, much copied, telling, certain, far seen.

    Each author and each copied text stands for all of it, once.

    `topics`: the share of each in the excess.
    """
    rose = topics or {}
    telling = {term: 1.0 / (rank + 1) for rank, term in enumerate(terms)}
    copies = _tally(item.copy_key for item in items if item.copy_key)

    def worth(item: Item) -> tuple[float, float, int, str]:
        return (
            sum(telling.get(term, 0.0) for term in item.terms)
            + 2.0 * max((rose.get(topic, 0.0) for topic in item.topics), default=0.0)
            + 4.0 * (copies.get(item.copy_key, 1) - 1) / len(items)
            + item.certainty,
            item.certainty,
            item.reach,
            item.id,
        )

    chosen: list[Sample] = []
    met: set[str] = set()
    for item in sorted(items, key=worth, reverse=True):
        marks = {mark for mark in (f"a:{item.author}" if item.author else "", f"c:{item.copy_key}") if len(mark) > 2}
        if not item.text.strip() or marks & met:
            continue
        met |= marks
        chosen.append(Sample(cut(item.text), item.source, item.url, copies.get(item.copy_key, 1), item.id))
        if len(chosen) == MOST_SAMPLES:
            break
    return chosen


def cut(text: str) -> str:
    """On one line, and not longer than a sample may be; cut between words."""
    line = " ".join(text.split())
    if len(line) <= SAMPLE_LENGTH:
        return line
    return line[: SAMPLE_LENGTH - 1].rsplit(" ", 1)[0] + "…"


def _counted(items: Sequence[Item]) -> dict[str, int]:
    """In how many items a term occurs; a copied text speaks once."""
    spoken: set[str] = set()
    counts: dict[str, int] = {}
    for item in items:
        if item.copy_key:
            if item.copy_key in spoken:
                continue
            spoken.add(item.copy_key)
        for term in dict.fromkeys(item.terms):
            counts[term] = counts.get(term, 0) + 1
    return counts


def _tally(names: Iterable[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for name in names:
        counts[name] = counts.get(name, 0) + 1
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
