"""A drill beside the watch: found and marked, and nothing of it stays with the real detector."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

import msgspec

from connectors.simulation.scenarios import rehearse, scenario
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


def test_a_drill_of_a_busy_brand_is_found_within_five_minutes_of_its_rise() -> None:
    """Seven hours of three negatives and five others a minute, a fifth of them on the topic; then the drill, as loud
    as the command makes it, of which a model takes three quarters for what they are."""
    plan, rng = scenario("network_outage"), Random(3)
    assert plan is not None
    loud = msgspec.structs.replace(plan, rate=max(plan.rate, plan.louder * 3))
    arrivals = rehearse(loud, "Lodos", START + 420 * MINUTE, 12, "1")
    said = [(at * 7.5, at % 8 < 3, at % 5 == 0, False) for at in range(427 * 8)]
    said += [((each.at - START).total_seconds(), rng.random() < 0.75, rng.random() < 0.75, True) for each in arrivals]
    store = InMemoryStore()
    store.write(
        [
            an_insight(
                number,
                brand="Lodos",
                occurred_at=START + timedelta(seconds=second),
                sentiment="negative" if negative else "neutral",
                topics=("network",) if topical else (),
                drill=drill,
            )
            for number, (second, negative, topical, drill) in enumerate(said)
        ],
        [],
    )
    opened = Watcher(store, lateness=LATE).look()[0]
    assert (opened.drill, opened.state, opened.topic) == (True, "opened", "network")
    assert opened.at <= START + 425 * MINUTE


def test_a_drill_ahead_of_real_streams_does_not_move_their_watermark() -> None:
    plain, drilled = quiet(300), quiet(300)
    fill(drilled, 360, 400, 6, negative=True, drill=True)
    for store in (plain, drilled):
        Watcher(store, lateness=LATE).look()
    watchers = [Watcher(store, lateness=LATE) for store in (plain, drilled)]
    for watcher in watchers:
        watcher.look()
    for store in (plain, drilled):  # what was late by an hour comes after all, and it was a crisis
        fill(store, 300, 340, 120, negative=False)
        fill(store, 310, 340, 6, negative=True)
    real = [[(step.id, step.at) for step in watcher.look() if not step.drill] for watcher in watchers]
    assert real[0] == real[1] != []


def test_after_a_restart_the_real_watch_takes_no_drill_for_its_own() -> None:
    store = quiet(400)
    fill(store, 360, 400, 6, negative=True, drill=True)
    first = Watcher(store, lateness=LATE)
    first.keep(first.look())
    watcher = Watcher(store, lateness=LATE)
    watcher.keep(watcher.look())
    fill(store, 400, 420, 120, negative=False)
    fill(store, 385, 386, 20, negative=False)  # late: the minute is judged anew
    again = watcher.look()
    assert all(step.drill for step in again)
    watcher.keep(again)
    fill(store, 420, 430, 120, negative=False)
    fill(store, 420, 430, 6, negative=True)  # a real crisis of the brand, while its drill is open
    real = [step for step in watcher.look() if not step.drill]
    assert real[0].state == "opened"
    assert not real[0].id.startswith("drill-")
