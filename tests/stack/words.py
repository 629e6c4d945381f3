"""What the stack tests feed in, and what must come of it: counts known from how the input was made, not from our code.

Each text is one of three with a verdict that the lexicon model cannot miss; brand and minute are drawn from a seed.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from pipeline.feedback import stable_id
from pipeline.intake import feedback_of
from pipeline.wire import Encoded, encode

TEXTS = {
    "negative": "kargo {} gelmedi, berbat bir firma",
    "neutral": "{} sokağındaki mağazaya uğradım",
    "positive": "{} harika, teşekkürler, çok memnunum",
}
BRANDS = ("Anka", "Beyaz Kule", "Çınar", "Delta", "Ege Market")
BEGIN = datetime(2026, 3, 14, 9, 0, tzinfo=UTC)
KEY = b"k" * 32

Cell = tuple[str, str, int]  # brand, sentiment, minute since 1970


@dataclass(frozen=True)
class Said:
    """One statement."""

    number: int
    brand: str
    sentiment: str
    occurred_at: datetime

    @property
    def id(self) -> UUID:
        return stable_id("stack", f"s{self.number}", self.brand)

    @property
    def cell(self) -> Cell:
        return self.brand, self.sentiment, int(self.occurred_at.timestamp()) // 60

    @property
    def fields(self) -> dict[str, object]:
        return {
            "source": "stack",
            "external_id": f"s{self.number}",
            "brand": self.brand,
            "channel": "review",
            "occurred_at": self.occurred_at.isoformat(),
            "text": TEXTS[self.sentiment].format(f"n{self.number}"),
            "author": f"u{self.number % 997}",
        }

    def encoded(self) -> Encoded:
        return encode(feedback_of(self.fields, now=self.occurred_at + timedelta(days=1), key=KEY))


def statements(count: int, seed: int, *, first: int = 0, hours: int = 12, begin: datetime = BEGIN) -> list[Said]:
    """In order of their time, spread over some hours from `begin` on; numbered from `first` on."""
    draw = random.Random(seed)
    times = sorted(draw.uniform(0, hours * 3600) for _ in range(count))
    return [
        Said(number, draw.choice(BRANDS), draw.choice(tuple(TEXTS)), begin + timedelta(seconds=round(when, 3)))
        for number, when in enumerate(times, first)
    ]


def expected(said: Iterable[Said]) -> dict[UUID, Cell]:
    return {each.id: each.cell for each in said}


def tally(cells: Iterable[Cell]) -> Counter[Cell]:
    return Counter(cells)


def with_some_twice(said: Sequence[Said], share: float, seed: int) -> Iterator[Said]:
    """As a producer sends that was not sure: some of them again, a little later."""
    draw = random.Random(seed)
    for at, each in enumerate(said):
        yield each
        if draw.random() < share:
            yield said[max(0, at - draw.randrange(500))]


def write_feed(file: Path, said: Iterable[Said]) -> Path:
    with file.open("w", encoding="utf-8") as lines:
        for each in said:
            lines.write(json.dumps(each.fields, ensure_ascii=False) + "\n")
    return file
