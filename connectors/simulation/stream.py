"""The stream of the invented brands, minute by minute. Called by `connectors.simulator`. Pure: no clock, no I/O.

`simulate(start, until, seed)` gives the same records for the same minutes, in whatever pieces they are asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TypeVar

import msgspec

from connectors.base import Record
from connectors.simulation import people
from connectors.simulation.brands import Brand, brands, materials
from connectors.simulation.facts import facts
from connectors.simulation.rhythm import MINUTE, MOODS, Surge, count, mood, usual
from connectors.simulation.writing import Subject, writer_of
from pipeline.feedback import Channel

SOURCES: dict[Channel, str] = {
    "social": "microblog",
    "review": "app-store",
    "complaint": "complaint-site",
    "survey": "survey",
    "call": "call-centre",
    "other": "mail",
}
REVIEWED = {"shop": "marketplace", "hotel": "travel-site", "airline": "travel-site"}
T = TypeVar("T")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Arrival(msgspec.Struct, frozen=True):
    """`at` is when it can be read; an answered complaint is read hours after it was written."""

    at: datetime
    record: Record


class World(msgspec.Struct, frozen=True):
    """`rate` items a second is the mean of a week. `labelled` adds to each item what its writer meant."""

    seed: int = 0
    rate: float = 1.0
    surges: tuple[Surge, ...] = ()
    labelled: bool = False


def simulate(start: datetime, until: datetime, world: World) -> Iterator[Arrival]:
    """What arrives from `start` (included) to `until` (excluded), in order."""
    minute = EPOCH + (start - EPOCH) // MINUTE * MINUTE
    while minute < until:
        found = [arrival for brand in brands() for arrival in _minute(brand, minute, world)]
        found.sort(key=lambda arrival: (arrival.at, arrival.record.origin))
        yield from (arrival for arrival in found if start <= arrival.at < until)
        minute += MINUTE


def _minute(brand: Brand, minute: datetime, world: World) -> Iterator[Arrival]:
    share = brand.weight / sum(each.weight for each in brands())
    expected = usual(world.rate, share, minute, world.seed, brand.name)
    number = int(minute.timestamp()) // 60
    rng = Random(f"{world.seed}/{world.rate}/{brand.handle}/{number}")
    for index in range(count(expected, rng)):
        yield arrival_of(subject_of(brand, rng, minute), f"{number}-{index}", world, rng)
    for surge in world.surges:
        strength = surge.strength(minute) if surge.brand == brand.name else 0.0
        if strength:
            yield from _extra(surge, strength * expected, strength * surge.at_least, brand, minute, world)


def _extra(
    surge: Surge, expected: float, at_least: float, brand: Brand, minute: datetime, world: World
) -> Iterator[Arrival]:
    """Drawn apart from the ordinary, which stays the same whether there is a surge or not."""
    number = f"{int(minute.timestamp()) // 60}-{surge.kind[:2]}{int(surge.start.timestamp()) % 100_000}"
    rng = Random(f"{world.seed}/{surge.brand}/{number}")
    share = _negatives(brand, surge.topic) if surge.kind == "crisis" else 1.0
    for index in range(count(max((surge.factor - 1) * expected * share, at_least), rng)):
        subject = subject_of(brand, rng, minute)
        if surge.kind == "crisis":
            subject = msgspec.structs.replace(subject, topic=surge.topic, mood="negative")
        yield arrival_of(subject, f"{number}-{index}", world, rng, copied=surge.kind == "campaign")


def _negatives(brand: Brand, topic: str) -> float:
    """Share of what is said about a brand that is negative and on a topic."""
    channels = sum(brand.channels.values())
    negative = sum(weight * MOODS[channel][0] for channel, weight in brand.channels.items()) / channels
    return negative * brand.topics[topic] / sum(brand.topics.values())


def subject_of(brand: Brand, rng: Random, minute: datetime) -> Subject:
    channel, language = _drawn(brand.channels, rng), _drawn(brand.languages, rng)
    known = materials()[language]
    topics = {topic: weight for topic, weight in brand.topics.items() if known.knows(brand.sector, topic)}
    return Subject(brand, _drawn(topics, rng), mood(channel, rng), channel, language, minute)


def arrival_of(subject: Subject, number: str, world: World, rng: Random, *, copied: bool = False) -> Arrival:
    at = subject.when + timedelta(milliseconds=rng.randrange(60_000))
    external = f"{subject.brand.handle}-{number}"
    if world.seed:
        external = f"{world.seed}-{external}"
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
        "simulated": f"{subject.topic}/{subject.mood}" if world.labelled else "",
        **facts(subject, at, external, rng),
    }
    fields = {name: value for name, value in told.items() if value not in ("", None)}
    return Arrival(at, Record(fields, origin=f"simulator:{external}"))


def _source(subject: Subject) -> str:
    if subject.channel == "review" and subject.brand.sector in REVIEWED:
        return REVIEWED[subject.brand.sector]
    return SOURCES[subject.channel]


def _words(subject: Subject, rng: Random, copied: bool) -> tuple[str, str]:
    """Now and then people pass on a text of the day, and in a campaign the campaign's."""
    writer = writer_of(subject.language)
    if subject.channel == "social" and rng.random() < (0.4 if copied else 0.02) and writer.passes_on:
        day = int(subject.when.timestamp()) // 86_400
        of_the_day = Random(f"{day}/{subject.brand.handle}/{copied}")
        if copied:
            return writer.vary(writer.campaign(subject, of_the_day), rng), ""
        viral = msgspec.structs.replace(subject, mood="negative", topic=next(iter(subject.brand.topics)))
        return writer.vary(writer.write(viral, of_the_day).text, rng), ""
    words = writer.write(subject, rng)
    return words.text, words.title


def _drawn(weights: Mapping[T, float], rng: Random) -> T:
    return rng.choices(list(weights), list(weights.values()))[0]
