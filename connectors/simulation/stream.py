"""The stream of the invented brands, minute by minute. Called by `connectors.simulator`. Pure: no clock, no I/O.

`simulate(start, until, seed)` gives the same records for the same minutes, in whatever pieces they are asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TypeVar

import msgspec

from connectors.base import Record
from connectors.simulation import people
from connectors.simulation.brands import Brand, brands, materials
from connectors.simulation.rhythm import MINUTE, MOODS, Surge, count, mood, usual
from connectors.simulation.writing import Subject, Writer
from pipeline.feedback import Channel, Sentiment

SOURCES: dict[Channel, str] = {
    "social": "microblog",
    "review": "app-store",
    "complaint": "complaint-site",
    "survey": "survey",
    "call": "call-centre",
    "other": "mail",
}
REVIEWED = {"shop": "marketplace", "hotel": "travel-site", "airline": "travel-site"}
STARS: dict[Sentiment, tuple[int, ...]] = {"negative": (1, 1, 1, 2), "neutral": (3,), "positive": (5, 5, 5, 4)}
T = TypeVar("T")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Arrival(msgspec.Struct, frozen=True):
    """`at` is when it can be read; an answered complaint is read hours after it was written."""

    at: datetime
    record: Record


def simulate(
    start: datetime, until: datetime, seed: int, *, rate: float = 1.0, surges: Sequence[Surge] = ()
) -> Iterator[Arrival]:
    """What arrives from `start` (included) to `until` (excluded), in order. `rate` items a second is the mean."""
    minute = EPOCH + (start - EPOCH) // MINUTE * MINUTE
    while minute < until:
        found = [arrival for brand in brands() for arrival in _minute(brand, minute, seed, rate, surges)]
        found.sort(key=lambda arrival: (arrival.at, arrival.record.origin))
        yield from (arrival for arrival in found if start <= arrival.at < until)
        minute += MINUTE


def _minute(brand: Brand, minute: datetime, seed: int, rate: float, surges: Sequence[Surge]) -> Iterator[Arrival]:
    expected = usual(rate, brand.weight / sum(each.weight for each in brands()), minute, seed, brand.name)
    number = int(minute.timestamp()) // 60
    rng = Random(f"{seed}/{rate}/{brand.handle}/{number}")
    for index in range(count(expected, rng)):
        yield _arrival(_subject(brand, rng, minute), f"{number}-{index}", seed, rng)
    for surge in surges:
        strength = surge.strength(minute) if surge.brand == brand.name else 0.0
        if strength:
            yield from _extra(surge, strength, expected, brand, minute, seed)


def _extra(
    surge: Surge, strength: float, expected: float, brand: Brand, minute: datetime, seed: int
) -> Iterator[Arrival]:
    """Drawn apart from the ordinary, which stays the same whether there is a surge or not."""
    number = int(minute.timestamp()) // 60
    rng = Random(f"{seed}/{surge.kind}/{surge.brand}/{surge.start.isoformat()}/{number}")
    share = _negatives(brand, surge.topic) if surge.kind == "crisis" else 1.0
    more = strength * max((surge.factor - 1) * expected * share, surge.at_least)
    for index in range(count(more, rng)):
        subject = _subject(brand, rng, minute)
        if surge.kind == "crisis":
            subject = msgspec.structs.replace(subject, topic=surge.topic, mood="negative")
        yield _arrival(subject, f"{number}-{surge.kind[:2]}{index}", seed, rng, copied=surge.kind == "campaign")


def _negatives(brand: Brand, topic: str) -> float:
    """Share of what is said about a brand that is negative and on a topic."""
    channels = sum(brand.channels.values())
    negative = sum(weight * MOODS[channel][0] for channel, weight in brand.channels.items()) / channels
    return negative * brand.topics[topic] / sum(brand.topics.values())


def _subject(brand: Brand, rng: Random, minute: datetime) -> Subject:
    channel, language = _drawn(brand.channels, rng), _drawn(brand.languages, rng)
    known = materials()[language]
    topics = {topic: weight for topic, weight in brand.topics.items() if known.knows(brand.sector, topic)}
    return Subject(brand, _drawn(topics, rng), mood(channel, rng), channel, language, minute)


def _arrival(subject: Subject, number: str, seed: int, rng: Random, *, copied: bool = False) -> Arrival:
    at = subject.when + timedelta(milliseconds=rng.randrange(60_000))
    external = f"{subject.brand.handle}-{number}"
    if seed:
        external = f"{seed}-{external}"
    text, title = _words(subject, rng, copied)
    told: dict[str, object] = {
        "source": _source(subject),
        "external_id": external,
        "brand": subject.brand.name,
        "channel": subject.channel,
        "occurred_at": at,
        "text": text,
        "title": title,
        "author": people.author(rng),
        "lang": subject.language if rng.random() < 0.7 else "",
        "simulated": f"{subject.topic}/{subject.mood}",  # what was meant, for whoever wants to compare
        **_facts(subject, at, external, rng),
    }
    fields = {name: value for name, value in told.items() if value not in ("", None)}
    return Arrival(at, Record(fields, origin=f"simulator:{external}"))


def _source(subject: Subject) -> str:
    if subject.channel == "review" and subject.brand.sector in REVIEWED:
        return REVIEWED[subject.brand.sector]
    return SOURCES[subject.channel]


def _words(subject: Subject, rng: Random, copied: bool) -> tuple[str, str]:
    """Now and then people pass on a text of the day, and in a campaign the campaign's."""
    writer = _writer(subject.language)
    if subject.channel == "social" and rng.random() < (0.4 if copied else 0.02) and writer.passes_on:
        day = int(subject.when.timestamp()) // 86_400
        of_the_day = Random(f"{day}/{subject.brand.handle}/{copied}")
        if copied:
            return writer.vary(writer.campaign(subject, of_the_day), rng), ""
        viral = msgspec.structs.replace(subject, mood="negative", topic=next(iter(subject.brand.topics)))
        return writer.vary(writer.write(viral, of_the_day).text, rng), ""
    words = writer.write(subject, rng)
    return words.text, words.title


def _facts(subject: Subject, at: datetime, external: str, rng: Random) -> dict[str, object]:
    """What a source of this channel tells besides the words."""
    mood_now = subject.mood
    if subject.channel == "review":
        return {"rating": rng.choice(STARS[mood_now]), "reach": int(rng.paretovariate(1.2))}
    if subject.channel == "social":
        url = f"https://microblog.example/{subject.brand.handle}/{external}"
        return {"reach": min(4_000_000, int(60 * rng.paretovariate(0.85))), "url": url}
    if subject.channel == "survey":
        return _scores(mood_now, rng)
    if subject.channel == "call":
        return {"handle_seconds": round(rng.lognormvariate(5.7, 0.5)), "contacts": _contacts(rng), **_solved(rng)}
    return {"reach": int(40 * rng.paretovariate(1.0)), **_case(subject, at, rng)}


def _scores(mood_now: Sentiment, rng: Random) -> dict[str, object]:
    """One of the three usual questions; now and then two."""
    low, high = {"negative": (0, 6), "neutral": (7, 8), "positive": (9, 10)}[mood_now]
    scores: dict[str, object] = {"nps": rng.randint(low, high)}
    center = {"negative": 1.7, "neutral": 3.1, "positive": 4.6}[mood_now]
    if rng.random() < 0.5:
        csat = min(5, max(1, round(rng.gauss(center, 0.6))))
        scores = {"csat": csat} if rng.random() < 0.7 else {**scores, "csat": csat}
    if rng.random() < 0.25:
        scores["ces"] = min(7, max(1, round(rng.gauss(center * 1.4, 0.9))))
    return scores


def _case(subject: Subject, at: datetime, rng: Random) -> dict[str, object]:
    """A third of the complaints is read after the answer: they were written that much earlier."""
    if rng.random() > 0.35:
        return {"resolved": False}
    waited = timedelta(hours=min(60.0, rng.lognormvariate(1.8, 0.9)))
    written = at - waited
    solved = rng.random() < 0.55
    facts: dict[str, object] = {
        "occurred_at": written,
        "reply": _writer(subject.language).reply(subject, rng),
        "replied_at": written + waited * rng.uniform(0.3, 0.9),
        "resolved": solved,
        "contacts": _contacts(rng),
        "updated_at": at,
    }
    return {**facts, "resolved_at": at, "satisfaction": rng.randint(3, 5)} if solved else {**facts, "satisfaction": 1}


def _solved(rng: Random) -> dict[str, object]:
    return {"resolved": rng.random() < 0.68}


def _contacts(rng: Random) -> int:
    return min(9, int(rng.paretovariate(1.6)))


def _writer(language: str) -> Writer:
    if language not in _writers:
        _writers[language] = Writer(materials()[language], language)
    return _writers[language]


_writers: dict[str, Writer] = {}


def _drawn(weights: Mapping[T, float], rng: Random) -> T:
    return rng.choices(list(weights), list(weights.values()))[0]
