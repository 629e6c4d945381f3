"""How many people write in a minute: hours and days, good and bad quarters of an hour, crises and campaigns. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import exp
from random import Random
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from pipeline.feedback import Channel, Sentiment

ISTANBUL = ZoneInfo("Europe/Istanbul")
MINUTE = timedelta(minutes=1)
QUARTER = 15  # minutes that share their luck
LUCK = 16.0  # shape of the gamma: overdispersion of about 1/16

# Share of the mean by hour of the day: the night is quiet, the evening on the sofa is not.
NIGHT = (0.42, 0.26, 0.16, 0.11, 0.1, 0.14)
MORNING = (0.3, 0.58, 0.92, 1.18, 1.3, 1.34)
AFTERNOON = (1.32, 1.28, 1.28, 1.3, 1.3, 1.34)
EVENING = (1.42, 1.52, 1.68, 1.72, 1.38, 0.85)
NIGHT = (0.42, 0.26, 0.16, 0.11, 0.1, 0.14)
MORNING = (0.3, 0.58, 0.92, 1.18, 1.3, 1.34)
AFTERNOON = (1.32, 1.28, 1.28, 1.3, 1.3, 1.34)
EVENING = (1.42, 1.52, 1.68, 1.72, 1.38, 0.85)
HOURS = (*NIGHT, *MORNING, *AFTERNOON, *EVENING)
DAYS = (1.1, 1.05, 1.03, 1.02, 1.0, 0.92, 0.88)  # from Monday

# Negative, neutral, positive of a channel on an ordinary day.
MOODS: dict[Channel, tuple[float, float, float]] = {
    "social": (0.42, 0.33, 0.25),
    "review": (0.32, 0.16, 0.52),
    "complaint": (0.97, 0.02, 0.01),
    "survey": (0.24, 0.22, 0.54),
    "call": (0.7, 0.22, 0.08),
    "other": (0.4, 0.3, 0.3),
}


class Surge(msgspec.Struct, frozen=True):
    """More of something for a while. A crisis multiplies the negatives on a topic; a campaign multiplies all that is
    said about a brand and leaves the shares as they are."""

    kind: Literal["crisis", "campaign"]
    brand: str
    start: datetime
    minutes: int
    factor: float
    topic: str = ""
    at_least: float = 0.0  # items a minute at its height, for a night when nobody writes

    @property
    def end(self) -> datetime:
        return self.start + timedelta(minutes=self.minutes)

    def strength(self, minute: datetime) -> float:
        """0 outside; rises over the first five minutes to 1, falls over the last ten."""
        since = (minute - self.start) / MINUTE
        if not 0 <= since < self.minutes:
            return 0.0
        return min(1.0, (since + 1) / 5, (self.minutes - since) / 10)


def usual(rate: float, share: float, minute: datetime, seed: int, name: str) -> float:
    """Items expected in a minute for someone with a `share` of all, where `rate` a second is the mean of a week."""
    local = minute.astimezone(ISTANBUL)
    this, following = HOURS[local.hour], HOURS[(local.hour + 1) % 24]
    hour = this + (following - this) * local.minute / 60
    block = int(minute.timestamp()) // (QUARTER * 60)
    luck = Random(f"{seed}/luck/{name}/{block}").gammavariate(LUCK, 1 / LUCK)
    return rate * 60 * share * hour / HOURS_MEAN * DAYS[local.weekday()] / DAYS_MEAN * luck


def count(expected: float, rng: Random) -> int:
    """Poisson, by multiplication below 30 and by the normal law above."""
    if expected > 30:
        return max(0, round(rng.gauss(expected, expected**0.5)))
    limit, product, found = exp(-expected), rng.random(), 0
    while product > limit:
        product *= rng.random()
        found += 1
    return found


def mood(channel: Channel, rng: Random) -> Sentiment:
    negative, neutral, _ = MOODS[channel]
    chance = rng.random()
    return "negative" if chance < negative else "neutral" if chance < negative + neutral else "positive"


HOURS_MEAN = sum(HOURS) / len(HOURS)
DAYS_MEAN = sum(DAYS) / len(DAYS)
