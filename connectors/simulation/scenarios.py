"""Crises to rehearse: what kind, about what, how fast. Called by `nabiz drill`. Pure: no clock, no I/O.

Every record is marked as part of a drill. The words are those of the invented brands, under the name of whatever
brand the drill is about.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from random import Random

import msgspec

from connectors.simulation.brands import Brand, brands
from connectors.simulation.rhythm import MINUTE, count
from connectors.simulation.stream import Arrival, World, arrival_of, subject_of
from connectors.simulation.writing import Subject, writer_of

RISE = 1  # minute until it is as bad as it gets: what a team rehearses is its own work, not the waiting
ANSWERED = ("reply", "replied_at", "resolved", "resolved_at", "satisfaction")  # nobody has answered yet
VIRAL_REACH = 20_000  # people, of a post that is passed on


class Scenario(msgspec.Struct, frozen=True, kw_only=True):
    """`rate` negative items a minute on `topic` for `minutes`; `copied`: share that passes on one post.

    `louder`: the rate is at least so many times the negatives that the brand usually has.
    """

    name: str
    about: str
    sector: str
    topic: str
    rate: float
    minutes: int
    copied: float = 0.0
    louder: float = 6.0


SCENARIOS: tuple[Scenario, ...] = (
    Scenario(
        name="network_outage",
        about="a mobile network falls over",
        sector="telecom",
        topic="network",
        rate=12.0,
        minutes=20,
    ),
    Scenario(
        name="wrong_bills",
        about="a bill run charges too much",
        sector="telecom",
        topic="price_billing",
        rate=8.0,
        minutes=30,
    ),
    Scenario(
        name="app_down",
        about="an app lets nobody in on pay day",
        sector="bank",
        topic="app_website",
        rate=10.0,
        minutes=20,
    ),
    Scenario(
        name="late_parcels",
        about="a depot stands still, parcels do not come",
        sector="shop",
        topic="delivery",
        rate=8.0,
        minutes=30,
    ),
    Scenario(
        name="viral_post",
        about="one customer's post is passed on by thousands",
        sector="shop",
        topic="product_quality",
        rate=14.0,
        minutes=20,
        copied=0.7,
    ),
    Scenario(
        name="slow_burn",
        about="refunds take longer and longer, for hours",
        sector="shop",
        topic="return_refund",
        rate=1.2,
        minutes=240,
        louder=2.0,
    ),
)


def scenario(name: str) -> Scenario | None:
    return next((each for each in SCENARIOS if each.name == name), None)


def invented(plan: Scenario) -> Brand:
    """The brand whose words the scenario speaks."""
    return next(each for each in brands() if each.sector == plan.sector)


def rehearse(plan: Scenario, brand: str, start: datetime, minutes: int, seed: str) -> Iterator[Arrival]:
    """What arrives in the drill, in order. The same for the same seed; other seeds have other ids."""
    speaking = named(invented(plan), brand)
    rng = Random(f"{seed}/{plan.name}/{brand}")
    once = Random(f"{seed}/post")
    telling = msgspec.structs.replace(_subject(speaking, plan, start, once), channel="complaint")  # a long one
    post = writer_of("tr").write(telling, once).text
    for minute in range(minutes):
        at = start + minute * MINUTE
        found = [
            _arrival(speaking, plan, at, f"drill-{seed}-{minute}-{number}", post, rng)
            for number in range(count(plan.rate * min(1.0, (minute + 1) / RISE), rng))
        ]
        yield from sorted(found, key=lambda arrival: arrival.at)


def named(brand: Brand, name: str) -> Brand:
    """The brand under another name, which is then not inflected."""
    if not name or name == brand.name:
        return brand
    plain = "".join(letter for letter in name.casefold() if letter.isalnum()) or brand.handle
    return msgspec.structs.replace(brand, name=name, handle=plain, tag=plain, forms=(name,) * 5)


def _subject(brand: Brand, plan: Scenario, at: datetime, rng: Random) -> Subject:
    return msgspec.structs.replace(subject_of(brand, rng, at), topic=plan.topic, mood="negative", language="tr")


def _arrival(brand: Brand, plan: Scenario, at: datetime, number: str, post: str, rng: Random) -> Arrival:
    subject = _subject(brand, plan, at, rng)
    viral = rng.random() < plan.copied
    subject = msgspec.structs.replace(subject, channel="social") if viral else subject
    arrival = arrival_of(subject, number, World(), rng)
    fields = {name: value for name, value in arrival.record.fields.items() if name not in ANSWERED}
    fields |= {"drill": True, "occurred_at": arrival.at}
    if viral:
        fields |= {"text": writer_of("tr").vary(post, rng), "reach": VIRAL_REACH}
    elif not str(fields.get("text", "")).strip():
        fields["text"] = post
    return msgspec.structs.replace(arrival, record=msgspec.structs.replace(arrival.record, fields=fields))
