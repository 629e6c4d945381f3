"""What every Store promises: the fake, the engine in this process, and a server over HTTP keep the same contract."""

from __future__ import annotations

import random
import threading
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from pipeline.alert import Telling
from pipeline.feedback import Rejected, Survey
from pipeline.storage.base import Store
from pipeline.storage.fake import InMemoryStore
from tests.contracts.counted import as_dict, counted, total, write
from tests.storage.insights import END, LONG_AGO, START, a_step, an_insight, many

MINUTE = timedelta(minutes=1)
NOW = datetime(2026, 11, 23, tzinfo=UTC)
HOSTILE = (
    "'; DROP TABLE insights; --",
    'x" OR 1=1 /*',
    "<script>alert(1)</script>",
    "{brand:String} %s %(x)s \\' \\N \\",
    "sekme\there\nsatır\r\x01\x1b[31m\x7f",
    "👩‍👩‍👧 İıĞğ ﷽ \u202etersine",
    "NULL",
    "`",
)


def test_a_store_is_a_store(store: Store) -> None:
    assert isinstance(store, Store)


def test_an_empty_store_answers_every_question(store: Store) -> None:
    store.write([], [])
    store.write_alerts([])
    store.write_rejected([], NOW)
    assert counted(store) == {}
    assert store.watermark() is None
    assert store.reconcile() == []
    assert store.alerts() == []


def test_migrating_again_applies_nothing(store: Store) -> None:
    assert store.migrate() == []


def test_what_is_not_in_the_words_of_a_customer_raises_no_count(store: Store) -> None:
    """A wave of scores without words would make a campaign of a crisis, and an employee is no customer."""
    scores = [an_insight(n, text="", sentiment="neutral", survey=Survey(nps=9)) for n in range(3)]
    write(store, [*scores, an_insight(4, survey=Survey(enps=2)), an_insight(5, survey=Survey(nps=2))])
    assert total(store) == 1


def test_an_item_counts_in_its_brand_its_channel_and_each_topic_once(store: Store) -> None:
    write(store, [an_insight(topics=("delivery", "price_billing", "delivery"), channel="social")])
    minute = int(START.timestamp()) // 60
    assert counted(store) == {
        ("Ada Kargo", "", "", minute): (1, 0),
        ("Ada Kargo", "", "social", minute): (1, 0),
        ("Ada Kargo", "delivery", "", minute): (1, 0),
        ("Ada Kargo", "price_billing", "", minute): (1, 0),
    }


def test_negatives_and_others_are_counted_apart_and_minutes_are_sorted(store: Store) -> None:
    write(store, many(60))
    counts = store.counts(LONG_AGO, END)
    assert (counts.minute[1:] >= counts.minute[:-1]).all()
    whole = [
        at
        for at, (topic, channel) in enumerate(zip(counts.topic, counts.channel, strict=True))
        if topic == channel == ""
    ]
    assert (counts.negative[whole].sum(), counts.other[whole].sum()) == (20, 40)


def test_the_interval_counted_is_half_open(store: Store) -> None:
    write(store, [an_insight(n, occurred_at=START + n * MINUTE, topics=()) for n in range(4)])
    found = as_dict(store.counts(START + MINUTE, START + 3 * MINUTE))
    first = int(START.timestamp()) // 60
    assert {minute for _, _, _, minute in found} == {first + 1, first + 2}


def test_rehearsals_can_be_left_out(store: Store) -> None:
    write(store, [an_insight(0), an_insight(1, drill=True)])
    assert total(store) == 2
    assert sum(sum(both) for key, both in counted(store, drills=False).items() if key[1] == key[2] == "") == 1


def test_the_brands_of_a_rehearsal_are_known(store: Store) -> None:
    write(store, [an_insight(9), an_insight(1, drill=True), an_insight(2, drill=True), an_insight(3, brand="Öteki")])
    assert store.drilled(START) == {"Ada Kargo"}
    assert store.drilled(START + timedelta(seconds=41)) == frozenset()


def test_replaying_a_batch_changes_no_count(store: Store) -> None:
    batch = many(100)
    write(store, batch)
    once, accounts = counted(store), store.reconcile()
    write(store, batch)
    write(store, batch[30:60] + batch[:40])
    assert counted(store) == once
    assert store.reconcile() == accounts


@pytest.mark.parametrize("seed", [1, 2])
def test_shuffled_repeated_and_late_is_the_same_as_in_order(store: Store, seed: int) -> None:
    stream, expected = many(300), InMemoryStore()
    write(expected, stream)
    rng = random.Random(seed)
    late = rng.sample(stream, 100)
    arrivals = rng.sample(stream, len(stream)) + late
    for start in range(0, len(arrivals), 64):
        write(store, arrivals[start : start + 64])
    assert counted(store) == counted(expected)
    assert all(partition.whole for partition in store.reconcile())


@pytest.mark.parametrize("order", [(1, 3, 2), (3, 2, 1), (2, 3, 1)])
def test_the_highest_revision_wins_in_whatever_order(store: Store, order: tuple[int, ...]) -> None:
    for revision in order:
        sentiment, topic = ("negative", "delivery") if revision == 3 else ("positive", "app_website")
        write(store, [an_insight(revision=revision, sentiment=sentiment, topics=(topic,))])
    assert {key[1] for key in counted(store)} == {"", "delivery"}
    assert set(counted(store).values()) == {(1, 0)}


def test_the_highest_revision_wins_within_a_batch(store: Store) -> None:
    write(store, [an_insight(revision=r, sentiment="negative" if r == 2 else "neutral") for r in (1, 2, 1)])
    assert set(counted(store).values()) == {(1, 0)}


def test_a_batch_may_span_three_hundred_months(store: Store) -> None:
    months = [LONG_AGO + timedelta(days=30.44 * n) for n in range(300)]
    write(store, [an_insight(n, occurred_at=when) for n, when in enumerate(months)])
    assert total(store) == 300
    assert store.watermark() == months[-1].replace(microsecond=months[-1].microsecond // 1000 * 1000)


def test_hostile_names_are_only_names(store: Store) -> None:
    batch = [an_insight(n, brand=bad, text=bad, topics=(bad,), author=bad) for n, bad in enumerate(HOSTILE)]
    write(store, batch)
    assert {(brand, topic) for brand, topic, channel, _ in counted(store) if not channel} == {
        (bad, topic) for bad in HOSTILE for topic in ("", bad)
    }
    assert [store.forget(bad, bad, NOW) for bad in HOSTILE] == [1] * len(HOSTILE)
    assert total(store) == 0


def test_the_watermark_is_the_newest_event_time(store: Store) -> None:
    write(store, [an_insight(5)])
    write(store, [an_insight(1)])
    assert store.watermark() == an_insight(5).feedback.occurred_at


def test_an_undated_item_keeps_the_time_first_stored(store: Store) -> None:
    write(store, [an_insight(occurred_at=START, undated=True)])
    for later in (1, 60, 60 * 24 * 40):
        write(store, [an_insight(occurred_at=START + later * MINUTE, undated=True, revision=2), an_insight(7)])
    assert total(store) == 2
    assert store.watermark() == an_insight(7).feedback.occurred_at


def test_an_undated_item_twice_in_a_batch_is_one_item(store: Store) -> None:
    write(store, [an_insight(occurred_at=START + n * MINUTE, undated=True) for n in (2, 0, 1)])
    assert total(store) == 1
    assert store.watermark() == START


def test_more_undated_items_than_one_question_can_hold(store: Store) -> None:
    for arrival in (START, START + 90 * MINUTE):
        write(store, [an_insight(n, occurred_at=arrival, undated=True) for n in range(3_500)])
    assert total(store) == 3_500
    assert store.watermark() == START


def test_steps_of_alerts_come_back_as_they_were(store: Store) -> None:
    steps = [
        a_step(0),
        a_step(1, state="acknowledged", by="Işıl 👩‍💻", note="'; --\n<b>", low_confidence=True, drill=True),
        a_step(0, id="alert-2", topic="", channel="social", kind="no_data", at=START + timedelta(hours=1)),
    ]
    store.write_alerts([steps[2], steps[0]])
    store.write_alerts([steps[0], steps[1]])
    assert store.alerts() == steps
    assert store.alerts(START + timedelta(hours=1)) == steps[2:]


def test_rejected_messages_are_taken_twice_without_harm(store: Store) -> None:
    letters = [
        Rejected(stage="decode", reason="not_json", detail="x", raw=b"\xff\x00", origin=f"t/0/{n}") for n in range(3)
    ]
    store.write_rejected(letters, NOW)
    store.write_rejected(letters, NOW + MINUTE)


def test_one_thread_writes_while_others_ask(store: Store) -> None:
    batches = [[an_insight(100 * batch + n) for n in range(100)] for batch in range(8)]
    failures: list[BaseException] = []
    written = threading.Event()

    def ask() -> None:
        try:
            while not written.is_set():
                store.counts(LONG_AGO, END)
                store.reconcile()
                store.query("SELECT count() FROM items")
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for batch in batches:
        write(store, batch)
    written.set()
    for thread in threads:
        thread.join()
    assert failures == []
    assert total(store) == 800


def test_of_several_who_take_one_number_one_gets_it_and_all_see_whose_it_is(store: Store) -> None:
    store.write_alerts([a_step(0)])
    names = [f"agent-{n}" for n in range(8)]
    start, held = threading.Barrier(len(names)), {}

    def act(name: str) -> None:
        start.wait()
        held[name] = store.take_step(a_step(1_000_000, state="acknowledged", by=name))

    threads = [threading.Thread(target=act, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({step.by for step in held.values()}) == 1
    winner = held[names[0]]
    assert winner.by in names
    assert store.alerts() == [a_step(0), winner]


def test_a_step_taken_is_not_taken_again_and_the_detector_goes_on_beside_it(store: Store) -> None:
    first = a_step(1_000_000, state="noted", by="ayşe", note="arandı")
    assert store.take_step(first) == first
    store.write_alerts([a_step(0), a_step(1, state="escalated")])
    store.write_alerts([a_step(0)])
    assert store.take_step(a_step(1_000_000, state="closed", by="efe")) == first
    assert {step.sequence for step in store.alerts()} == {0, 1, 1_000_000}


def test_a_step_is_decided_upon_once_and_its_telling_is_kept(store: Store) -> None:
    store.write_alerts([a_step(), a_step(1, state="resolved"), a_step(id="alert-2", evidence="")])
    assert [(step.id, step.sequence) for step in store.undecided(3600)] == [
        ("alert-1", 0), ("alert-2", 0), ("alert-1", 1),
    ]  # fmt: skip
    row = Telling(alert="alert-1", sequence=0, channel="team", state="waiting", since=NOW, at=NOW)
    store.write_tellings([row, replace(row, alert="alert-2", channel="", state="none")])
    assert [(step.id, step.sequence) for step in store.undecided(3600)] == [("alert-1", 1)]
    assert store.tellings(NOW + MINUTE) == [row]
    told = replace(row, state="told", at=NOW + MINUTE, key="alert-1/0", tries=1, problem="")
    store.write_tellings([told])
    store.write_alerts([a_step()])
    assert store.tellings(NOW + 2 * MINUTE) == []
    assert store.tellings(NOW + MINUTE) == [told]
    assert store.tellings(NOW + 2 * MINUTE, ["alert-1"]) == [told]
    assert [(step.id, step.sequence) for step in store.undecided(3600)] == [("alert-1", 1)]


def test_all_steps_of_some_alerts_can_be_read(store: Store) -> None:
    steps = [a_step(), a_step(1, state="resolved"), a_step(id="alert-2")]
    store.write_alerts(steps)
    assert store.steps_of(["alert-1", "none"]) == steps[:2]
    assert store.steps_of([]) == []


def test_judgements_are_found_by_when_they_were_made(store: Store) -> None:
    judged = [a_step(1_000_000 + n, id=f"a{n}", state="judged_false", by="ayşe", at=NOW + n * MINUTE) for n in range(3)]
    store.write_alerts([a_step(), *judged, a_step(1_000_009, state="noted", by="ayşe", at=NOW)])
    assert store.judgements() == judged
    assert store.judgements(NOW + MINUTE) == judged[1:]


def test_rehearsals_do_not_move_the_watermark_of_what_is_real(store: Store) -> None:
    write(store, [an_insight(1, drill=True, occurred_at=START + 3000 * MINUTE)])
    assert (store.watermark(), store.watermark(drills=False)) == (START + 3000 * MINUTE, None)
    write(store, [an_insight(2, occurred_at=START)])
    assert store.watermark(drills=False) == START
    write(store, [an_insight(3, occurred_at=START + 2999 * MINUTE)])
    assert store.watermark(drills=False) == START + 2999 * MINUTE
