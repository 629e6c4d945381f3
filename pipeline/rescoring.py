"""Stored items read again by a new model or topic file, beside what stands there; and what would change.

Called by `nabiz rescore`. Works window by window of event time and page by page, so that memory does not grow with
the store; what is staged stays staged, so that a run cut short goes on where it was. Counts change only when the
staging is applied, and a person's correction never does. Pure: the model and the staging are arguments.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

import msgspec

from models.base import Reading, TextModel
from pipeline.feedback import Sentiment

PAGE = 1024  # items read and scored at a time
WINDOW = 100_000  # items of a window of event time, unless a single hour has more
HOUR = timedelta(hours=1)


class Window(msgspec.Struct, frozen=True):
    """Event times since <= t < until."""

    since: datetime
    until: datetime


class Item(msgspec.Struct, frozen=True):
    """A stored row as a model needs it to read it again; `words` is title and text."""

    id: UUID
    brand: str
    occurred_at: datetime
    language: str
    words: str
    sentiment: Sentiment
    topics: tuple[str, ...]
    model: str
    revision: int


class Example(msgspec.Struct, frozen=True):
    """One item that would change. `order` is a hash of its id: examples are drawn, not chosen."""

    order: int
    brand: str
    language: str
    before: Sentiment
    after: Sentiment
    before_topics: tuple[str, ...]
    after_topics: tuple[str, ...]
    words: str


class Change(msgspec.Struct, frozen=True):
    """How many items of a brand and language changed in this way; equal sentiments and `topics` False: not at all."""

    brand: str
    language: str
    before: Sentiment
    after: Sentiment
    topics: bool
    items: int


class Difference(msgspec.Struct):
    """What would change, added up over windows."""

    compared: int = 0
    changed: int = 0
    sentiment_changed: int = 0
    topics_changed: int = 0
    sentiments: Counter[tuple[str, str]] = msgspec.field(default_factory=Counter)  # before, after
    brands: Counter[str] = msgspec.field(default_factory=Counter)
    languages: Counter[str] = msgspec.field(default_factory=Counter)
    gained: Counter[str] = msgspec.field(default_factory=Counter)  # items a topic
    lost: Counter[str] = msgspec.field(default_factory=Counter)
    examples: list[Example] = []

    def add(self, change: Change) -> None:
        self.compared += change.items
        if change.before != change.after:
            self.sentiment_changed += change.items
            self.sentiments[change.before, change.after] += change.items
        if change.topics:
            self.topics_changed += change.items
        if change.topics or change.before != change.after:
            self.changed += change.items
            self.brands[change.brand] += change.items
            self.languages[change.language] += change.items


class Staging(Protocol):
    """Where new readings lie beside the old ones; one new scoring, named by its model's revision, at a time."""

    def hours(self, since: datetime, until: datetime) -> list[tuple[datetime, int]]:
        """Items an hour of event time, by time; hours without items are left out."""

    def waiting(self, model: str, window: Window, after: Item | None, most: int) -> list[Item]:
        """Items not yet staged as they stand now, behind `after`; none that a person judged or this model read."""

    def stage(self, model: str, items: Sequence[Item], readings: Sequence[Reading]) -> None: ...

    def changes(self, model: str, window: Window) -> Iterable[Change]: ...

    def topics(self, model: str, window: Window) -> Iterable[tuple[str, int, int]]:
        """Topic, items that gain it, items that lose it."""

    def examples(self, model: str, window: Window, most: int) -> list[Example]:
        """The changed items with the lowest `order`."""

    def next_generation(self, model: str) -> int:
        """One above the highest generation of what other models read."""

    def apply(self, model: str, window: Window, generation: int) -> None:
        """Write the staged readings of items that are still as they were when they were read again."""


def windows(hours: Sequence[tuple[datetime, int]], most: int = WINDOW) -> Iterator[Window]:
    """Runs of hours with at most `most` items together; a single hour may have more."""
    start, total = None, 0
    for hour, items in hours:
        if start is not None and total + items > most:
            yield Window(start, hour)
            start, total = None, 0
        start, total = start or hour, total + items
    if start is not None:
        yield Window(start, hours[-1][0] + HOUR)


def read_again(staging: Staging, model: TextModel, window: Window, progress: Callable[[int], None]) -> int:
    """Stage what waits in a window; the number of items read."""
    done, after = 0, None
    while page := staging.waiting(model.revision, window, after, PAGE):
        staging.stage(model.revision, page, model.predict([item.words for item in page]))
        done, after = done + len(page), page[-1]
        progress(len(page))
    return done


def difference(staging: Staging, model: str, parts: Iterable[Window], examples: int) -> Difference:
    """What applying would change, and some examples of it."""
    found = Difference()
    for window in parts:
        for change in staging.changes(model, window):
            found.add(change)
        for topic, gained, lost in staging.topics(model, window):
            found.gained[topic] += gained
            found.lost[topic] += lost
        drawn = [*found.examples, *staging.examples(model, window, examples)]
        found.examples = sorted(drawn, key=lambda example: example.order)[:examples]
    return found
