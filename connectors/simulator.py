"""The feed that `nabiz up` shows when nobody brings data: five invented brands, some days of history, then live.

Every day has a crisis and every other day a campaign, at times that only the seed decides; besides, a network outage
begins three minutes after the feed goes live. With `live` off it ends where it would go live, with the outage in its
last hours: a file that nobody has to store. The words come from `connectors.simulation`; this module turns time into
pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import chain, islice
from random import Random
from typing import NamedTuple

import msgspec
from pydantic import BaseModel, ConfigDict, Field

from connectors.base import Page, Record
from connectors.desk import Clock
from connectors.simulation.rhythm import Surge
from connectors.simulation.stream import Arrival, World, simulate
from pipeline.errors import SettingsError

PAGE = 1_000
DAY = timedelta(days=1)
OUTAGE = ("Lodos Mobil", "network")
DAILY = (
    ("Sarnıç Bank", "app_website"),
    ("Sepetköy", "delivery"),
    ("Kerkenez Hava Yolları", "booking_schedule"),
    OUTAGE,
    ("Kumsaray Otelleri", "food_drink"),
)
CRISIS_MINUTES = 40
CAMPAIGN_MINUTES = 180
CAMPAIGN = "Sepetköy"


class Options(BaseModel):
    """`nabiz connect simulator --option rate=5 --option days=0.5`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rate: float = Field(1.0, gt=0, le=1_000, description="items a second, mean of a week; evenings bring twice as many")
    days: float = Field(2.0, ge=0, le=90, description="how much of the past comes first, at full speed")
    live: bool = Field(True, description="go on in real time; without it the feed ends after the history")
    crisis_minutes: float = Field(3.0, ge=0, description="from going live to the first crisis")
    seed: int = Field(0, ge=0, description="another number is another world")
    labelled: bool = Field(False, description="tell with each item what its writer meant, as topic/sentiment")
    name: str = Field("simulator", description="name of this source in cursors and metrics")
    interval: float = Field(0.5, gt=0, description="seconds between two looks at what has arrived")


class Moment(msgspec.Struct, frozen=True):
    """The cursor: everything before `at` has been read of the feed that went live at `origin`."""

    origin: datetime
    at: datetime


class Reading(NamedTuple):
    """A stretch of the stream that takes more than one page, and the cursor it stands at."""

    cursor: str
    until: datetime
    stream: Iterator[Arrival]


class Simulator:
    """Remembers when it went live: read again from the beginning, it tells the same story."""

    def __init__(self, options: Options, clock: Clock) -> None:
        self._options, self._clock = options, clock
        self._origin: datetime | None = None
        self._reading: Reading | None = None

    @property
    def name(self) -> str:
        return self._options.name

    @property
    def interval(self) -> float:
        return self._options.interval

    def fetch(self, cursor: str) -> Page:
        now = self._clock()
        moment = self._moment(cursor, now)
        reading = self._reading
        if reading is None or reading.cursor != cursor:
            until = now if self._options.live else moment.origin
            reading = Reading(cursor, until, simulate(moment.at, until, self._world(moment, until)))
        taken, rest = _page(reading.stream)
        more = bool(rest)
        at = rest[0].at if rest else max(moment.at, reading.until)
        after = msgspec.json.encode(Moment(moment.origin, at)).decode()
        self._reading = Reading(after, reading.until, chain(rest, reading.stream)) if more else None
        told = tuple(each.record for each in taken if _since(each.record) >= moment.origin - self._history)
        return Page(told, after, more=more, done=not more and not self._options.live)

    @property
    def _history(self) -> timedelta:
        return timedelta(days=self._options.days)

    def _world(self, moment: Moment, until: datetime) -> World:
        told = self._options
        surges = surges_of(moment.origin, moment.at, until, told)
        return World(told.seed, told.rate, tuple(surges), told.labelled)

    def _moment(self, cursor: str, now: datetime) -> Moment:
        moment = moment_of(cursor) if cursor else None
        self._origin = moment.origin if moment else self._origin or now
        history = self._history
        if moment is None:
            return Moment(self._origin, self._origin - history)
        # After a long pause only as much is told as a new feed would tell.
        return Moment(moment.origin, max(moment.at, now - history) if self._options.live else moment.at)


def connect(options: Options, clock: Clock = lambda: datetime.now(UTC)) -> Simulator:
    return Simulator(options, clock)


def _since(record: Record) -> datetime:
    """Answered complaints were written before they are read: those from before the feed's beginning are not its own,
    for a few of them alone would look like a quiet past."""
    when = record.fields["occurred_at"]
    assert isinstance(when, datetime)
    return when


def _page(stream: Iterator[Arrival]) -> tuple[list[Arrival], list[Arrival]]:
    """A page, and what was read beyond it. Those of one millisecond stay together: a cursor cannot part them."""
    arrivals = list(islice(stream, PAGE + 1))
    if len(arrivals) <= PAGE:
        return arrivals, []
    edge = arrivals[-1].at
    return [each for each in arrivals if each.at < edge], [each for each in arrivals if each.at == edge]


def moment_of(cursor: str) -> Moment:
    try:
        return msgspec.json.decode(cursor, type=Moment)
    except msgspec.DecodeError:
        hint = "delete the cursor of this source: the feed begins anew"
        raise SettingsError("the simulator's cursor cannot be read", hint=hint) from None


def surges_of(origin: datetime, start: datetime, until: datetime, options: Options) -> list[Surge]:
    """The planted crises and campaigns that touch the time from `start` to `until`."""
    outage = origin + timedelta(minutes=options.crisis_minutes) if options.live else origin - timedelta(hours=2)
    planted = [_crisis(outage, *OUTAGE)]
    day = start.replace(hour=0, minute=0, second=0, microsecond=0)
    while day < until:
        planted += _of_the_day(day, options.seed)
        day += DAY
    return [surge for surge in planted if surge.start < until and surge.end > start]


def _of_the_day(day: datetime, seed: int) -> list[Surge]:
    """Not of the moment when the feed began: whoever starts it again reads the same history."""
    number = day.toordinal() + seed
    chance = Random(f"{seed}/day/{number}")
    crisis = _crisis(day + timedelta(minutes=chance.randrange(5 * 60, 18 * 60)), *DAILY[number % len(DAILY)])
    start = day + timedelta(minutes=chance.randrange(6 * 60, 15 * 60))
    return [crisis, *([Surge("campaign", CAMPAIGN, start, CAMPAIGN_MINUTES, 3.0)] if number % 2 else [])]


def _crisis(start: datetime, brand: str, topic: str) -> Surge:
    """Ten times the negatives on the topic, at least ten a minute, so that it is seen at night too."""
    return Surge("crisis", brand, start, CRISIS_MINUTES, 10.0, topic, at_least=10.0)
