"""The detector at work on a store: what it finds is told once, also after a restart, also while a backlog runs."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from pipeline.alert import AlertStep
from pipeline.errors import StoreAway
from pipeline.feedback import Landing
from pipeline.intake import feedback_of
from pipeline.spike.lifecycle import PEOPLE
from pipeline.storage.base import Counts
from pipeline.storage.fake import InMemoryStore
from pipeline.watching import Watcher
from tests.storage.insights import a_step, an_insight

START = datetime(2026, 3, 2, 6, tzinfo=UTC)
LATE = timedelta(seconds=60)


def fill(store: InMemoryStore, since: int, until: int, every: int, sentiment: str = "neutral") -> None:
    """One item each `every` seconds, from minute to minute of the stream."""
    seconds = range(since * 60, until * 60, every)
    found = []
    for second in seconds:
        fields = {
            "text": "Hat yok",
            "brand": "Lodos",
            "external_id": f"{sentiment}{second}",
            "occurred_at": START + timedelta(seconds=second),
        }
        feedback = feedback_of(fields, now=START + timedelta(days=9), key=b"k" * 32)
        found.append(
            msgspec.structs.replace(an_insight(1), feedback=feedback, sentiment=sentiment, topics=("network",))
        )
    store.write(found, [Landing(each.position, "stored", each.feedback.id) for each in found])


def crisis() -> InMemoryStore:
    store = InMemoryStore()
    fill(store, 0, 400, 120)
    fill(store, 0, 400, 900, "negative")
    fill(store, 360, 400, 6, "negative")
    return store


def test_an_empty_store_says_nothing() -> None:
    assert Watcher(InMemoryStore(), lateness=LATE).look() == []


def test_a_crisis_is_found_and_told_once() -> None:
    watcher = Watcher(crisis(), lateness=LATE)
    steps = watcher.look()
    assert [step.state for step in steps][:1] == ["opened"]
    assert steps[0].brand == "Lodos"
    watcher.keep(steps)
    assert watcher.look() == []


def test_it_is_found_within_five_minutes_of_its_rise() -> None:
    opened = Watcher(crisis(), lateness=LATE).look()[0]
    assert START + timedelta(minutes=360) <= opened.at <= START + timedelta(minutes=365)


def test_a_restart_tells_nothing_anew() -> None:
    store = crisis()
    first = Watcher(store, lateness=LATE)
    first.keep(first.look())
    assert Watcher(store, lateness=LATE).look() == []


def test_steps_that_were_published_but_not_kept_are_told_again() -> None:
    store = crisis()
    told = Watcher(store, lateness=LATE).look()
    again = Watcher(store, lateness=LATE).look()
    assert [(step.id, step.sequence) for step in again] == [(step.id, step.sequence) for step in told]


def test_steps_of_a_look_that_nobody_took_are_given_again() -> None:
    watcher = Watcher(crisis(), lateness=LATE)
    assert watcher.look() == watcher.look() != []


def test_steps_told_while_the_store_was_away_are_stored_later_and_told_once() -> None:
    store = crisis()
    watcher = Watcher(store, lateness=LATE)
    steps = watcher.look()
    store.away = True
    with pytest.raises(StoreAway):
        watcher.keep(steps)
    with pytest.raises(StoreAway):
        watcher.look()
    store.away = False
    assert watcher.look() == []
    assert list(store.steps.values()) == steps


def test_two_looks_at_once_wait_for_each_other() -> None:
    store = crisis()
    watcher = Watcher(store, lateness=LATE)
    counts, inside, most = store.counts, threading.Semaphore(1), []

    def slowly(since: datetime, until: datetime, *, drills: bool) -> object:
        most.append(inside.acquire(blocking=False))
        found = counts(since, until, drills=drills)
        threading.Event().wait(0.05)
        inside.release()
        return found

    store.counts = slowly  # type: ignore[assignment,method-assign]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: watcher.look(), range(4)))
    assert all(most)
    assert found[0]
    assert all(each == found[0] for each in found)


def test_a_look_that_failed_begins_anew() -> None:
    store = crisis()
    watcher = Watcher(store, lateness=LATE)
    expected = Watcher(store, lateness=LATE).look()
    counts = store.counts

    def broken(since: datetime, until: datetime, *, drills: bool) -> object:
        store.counts = counts  # type: ignore[method-assign]
        raise ValueError("tick was taken already")

    store.counts = broken  # type: ignore[assignment,method-assign]
    with pytest.raises(ValueError, match="taken"):
        watcher.look()
    assert watcher.look() == expected


def told_false(number: int, minute: int) -> AlertStep:
    return a_step(
        PEOPLE, id=f"old-{number}", brand="Lodos", topic="network", state="judged_false", by="ayşe", evidence="",
        at=START + timedelta(minutes=minute),
    )  # fmt: skip


def faint(store: InMemoryStore, at: int) -> None:
    """A rise that the usual threshold just takes for one."""
    fill(store, at, at + 10, 70, "negative")


def test_a_judgement_holds_from_the_next_tick_on_and_tells_nothing_anew() -> None:
    store = InMemoryStore()
    fill(store, 0, 640, 120)
    fill(store, 0, 640, 900, "negative")
    fill(store, 480, 490, 20, "negative")
    watcher = Watcher(store, lateness=LATE)
    before = watcher.look()
    watcher.keep(before)
    assert "opened" in [step.state for step in before]
    for number in range(200):
        store.take_step(told_false(number, 642))
    for minute in range(640, 940, 60):  # the same watcher goes on
        fill(store, minute, minute + 60, 120)
        fill(store, minute, minute + 60, 900, "negative")
        if minute == 820:
            faint(store, 825)
        assert watcher.look() == []
    assert Watcher(store, lateness=LATE).look() == [], "neither does a restart tell what was not told"


def test_a_stream_of_long_ago_that_is_replayed_learns_from_a_judgement_of_today() -> None:
    store = InMemoryStore()
    fill(store, 0, 940, 120)
    fill(store, 0, 940, 900, "negative")
    faint(store, 825)
    for number in range(200):
        heard = (START + timedelta(minutes=642)).isoformat()
        store.take_step(msgspec.structs.replace(told_false(number, 10**6), note=heard))
    assert Watcher(store, lateness=LATE).look() == []


def test_without_judgements_the_same_rise_is_told() -> None:
    store = InMemoryStore()
    fill(store, 0, 940, 120)
    fill(store, 0, 940, 900, "negative")
    faint(store, 825)
    assert [step.state for step in Watcher(store, lateness=LATE).look()][:1] == ["opened"]


def test_a_restart_judges_old_minutes_by_the_threshold_of_then() -> None:
    store = InMemoryStore()
    fill(store, 0, 640, 120)
    fill(store, 0, 640, 900, "negative")
    faint(store, 480)
    expected = Watcher(store, lateness=LATE).look()
    for number in range(200):
        store.take_step(told_false(number, 642))
    assert Watcher(store, lateness=LATE).look() == expected != []


def test_an_end_is_told_with_the_severity_that_people_were_shown() -> None:
    store = InMemoryStore()
    fill(store, 0, 640, 120)
    fill(store, 0, 640, 900, "negative")
    fill(store, 480, 490, 20, "negative")
    watcher = Watcher(store, lateness=LATE)
    opened, over = watcher.look()
    assert opened.measured > 0
    assert (over.severity, over.measured) == (opened.severity, opened.measured)
    watcher.keep([opened])
    [again] = Watcher(store, lateness=LATE).look()
    assert again == over


class Backlogged(InMemoryStore):
    """A partition that was last written to `idle` seconds ago is as far as minute 300; the others are at the end."""

    def __init__(self, idle: int) -> None:
        super().__init__()
        self.idle = idle
        self.judged: list[datetime] = []
        fill(self, 0, 400, 120)
        fill(self, 0, 300, 900, "negative")
        fill(self, 0, 300, 120, "negative")  # what is missing from minute 300 on has not been read yet

    def busy_until(self, seconds: int) -> datetime | None:
        return START + timedelta(minutes=300) if seconds > self.idle else None

    def counts(self, since: datetime, until: datetime, *, drills: bool = True) -> Counts:
        self.judged.append(until)
        return super().counts(since, until, drills=drills)


def test_while_a_backlog_is_read_a_partition_that_waits_its_turn_is_not_taken_as_idle() -> None:
    store = Backlogged(idle=90)
    Watcher(store, lateness=LATE, waiting=lambda: 50_000).look()
    Watcher(store, lateness=LATE, waiting=lambda: 0).look()
    behind, settled = store.judged
    assert behind <= START + timedelta(minutes=300)
    assert settled > START + timedelta(minutes=390)


@pytest.mark.parametrize("restarted", [False, True])
@pytest.mark.parametrize("ahead", [60, 180, 23 * 60])
def test_an_item_stamped_ahead_of_the_clock_hides_no_crisis_and_makes_no_alarm(ahead: int, restarted: bool) -> None:
    """Such as Istanbul's time taken for UTC: it counts when its time has come."""
    store = InMemoryStore()
    fill(store, 0, 360, 120)
    fill(store, 0, 360, 900, "negative")
    clock = [START + timedelta(minutes=355)]
    watcher = Watcher(store, lateness=LATE, now=lambda: clock[-1])
    watcher.keep(watcher.look())
    fill(store, 355 + ahead, 356 + ahead, 60)
    told: list[AlertStep] = []
    for minute in range(355, 375):
        fill(store, minute, minute + 1, 60)
        if minute >= 360:
            fill(store, minute, minute + 1, 6, "negative")
        clock.append(START + timedelta(minutes=minute + 1))
        if restarted:
            watcher = Watcher(store, lateness=LATE, now=lambda: clock[-1])
        steps = watcher.look()
        watcher.keep(steps)
        told += steps
    assert {step.kind for step in told} == {"spike"}
    assert START + timedelta(minutes=360) <= told[0].at <= START + timedelta(minutes=366)
