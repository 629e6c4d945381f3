"""A drill beside the watch: found and marked, and nothing of it stays with the real detector."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec

from pipeline.feedback import Landing
from pipeline.storage.fake import InMemoryStore
from pipeline.watching import Watcher
from tests.storage.insights import an_insight

START = datetime(2026, 3, 2, 6, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LATE = timedelta(seconds=60)


def fill(store: InMemoryStore, since: int, until: int, every: int, *, negative: bool, drill: bool = False) -> None:
    """One item each `every` seconds, from minute to minute of the stream."""
    found = [
        msgspec.structs.replace(
            an_insight(
                second + 1_000_000 * drill + 10_000_000 * negative,
                brand="Lodos",
                occurred_at=START + timedelta(seconds=second),
                sentiment="negative" if negative else "neutral",
                topics=("network",),
                drill=drill,
            )
        )
        for second in range(since * 60, until * 60, every)
    ]
    store.write(found, [Landing(each.position, "stored", each.feedback.id) for each in found])


def quiet(until: int) -> InMemoryStore:
    store = InMemoryStore()
    fill(store, 0, until, 120, negative=False)
    fill(store, 0, until, 900, negative=True)
    return store


def test_a_drill_is_found_marked_and_told_once() -> None:
    store = quiet(400)
    fill(store, 360, 400, 6, negative=True, drill=True)
    watcher = Watcher(store, lateness=LATE)
    steps = watcher.look()
    assert {(step.drill, step.brand) for step in steps} == {(True, "Lodos")}
    assert steps[0].state == "opened"
    watcher.keep(steps)
    assert watcher.look() == []
    assert Watcher(store, lateness=LATE).look() == [], "a new leader knows it"


def test_the_real_watch_neither_alerts_nor_learns_from_a_drill() -> None:
    drilled, plain = quiet(700), quiet(700)
    fill(drilled, 360, 400, 6, negative=True, drill=True)
    for store in (drilled, plain):
        fill(store, 650, 700, 6, negative=True)
    found = {name: Watcher(store, lateness=LATE).look() for name, store in (("drill", drilled), ("plain", plain))}
    real = [step for step in found["drill"] if not step.drill]
    assert [(step.id, step.at, step.score) for step in real] == [
        (step.id, step.at, step.score) for step in found["plain"]
    ]


def test_a_real_crisis_of_the_brand_is_told_by_the_real_watch_alone() -> None:
    store = quiet(400)
    fill(store, 360, 400, 6, negative=True)
    fill(store, 360, 400, 7, negative=True, drill=True)
    assert {step.drill for step in Watcher(store, lateness=LATE).look()} == {False}
