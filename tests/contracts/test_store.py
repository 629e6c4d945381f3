"""What every Store promises: the fake, the engine in this process, and a server over HTTP keep the same contract."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from pipeline.errors import QueryRefused
from pipeline.feedback import Insight, Landing, Position, Rejected
from pipeline.storage import open_store
from pipeline.storage.base import Counts, Reconciliation, Store
from pipeline.storage.fake import InMemoryStore
from tests.storage.http_server import Server, serving
from tests.storage.insights import END, LONG_AGO, START, a_step, an_insight, landed, many, refused

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

FORBIDDEN = (
    "INSERT INTO insights (brand) VALUES ('x')",
    "DROP TABLE insights",
    "ALTER TABLE insights DELETE WHERE 1",
    "TRUNCATE TABLE insights",
    "OPTIMIZE TABLE insights FINAL",
    "CREATE TABLE x (a Int8) ENGINE = Memory",
    "SELECT 1; DROP TABLE insights",
    "SELECT 1; SELECT 2",
    "SELECT 1 INTO OUTFILE 'x.csv'",
    "SELECT * FROM file('/etc/passwd', 'LineAsString')",
    "SELECT file('/etc/passwd')",
    "SELECT `file`('/etc/passwd')",
    "WITH 1 AS x SELECT * FROM url('http://127.0.0.1/', 'LineAsString')",
    "SELECT * FROM remote('127.0.0.1', 'system.one')",
    "SELECT * FROM s3('http://127.0.0.1/bucket/x')",
    "SET readonly = 0",
    "USE default",
    "KILL QUERY WHERE 1",
    "",
    "-- nothing",
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture(params=["fake", "chdb", "http"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    opened = _open(request, tmp_path)
    opened.migrate()
    yield opened
    opened.close()


def _open(request: pytest.FixtureRequest, path: Path) -> Store:
    if request.param == "fake":
        return InMemoryStore()
    if request.param == "chdb":
        return open_store(f"chdb://{path / 'store'}")
    server: Server = request.getfixturevalue("server")
    return open_store(server.url(f"t{uuid4().hex}"))


def write(store: Store, insights: list[Insight]) -> None:
    store.write(insights, landed(insights))


def counted(store: Store, *, drills: bool = True) -> dict[tuple[str, str, str, int], tuple[int, int]]:
    return as_dict(store.counts(LONG_AGO, END, drills=drills))


def as_dict(counts: Counts) -> dict[tuple[str, str, str, int], tuple[int, int]]:
    keys = zip(counts.brand, counts.topic, counts.channel, counts.minute.tolist(), strict=True)
    return dict(zip(keys, zip(counts.negative.tolist(), counts.other.tolist(), strict=True), strict=True))


def total(store: Store) -> int:
    return sum(sum(both) for (_, topic, channel, _), both in counted(store).items() if topic == channel == "")


def only(found: list[Reconciliation]) -> Reconciliation:
    assert len(found) == 1
    return found[0]


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
        write(store, [an_insight(n, occurred_at=arrival, undated=True) for n in range(2_500)])
    assert total(store) == 2_500
    assert store.watermark() == START


def test_reconcile_accounts_for_every_offset(store: Store) -> None:
    batch = [an_insight(n) for n in range(30)]
    write(store, batch)
    store.write([], [refused(0, 10), refused(1, 10)])
    assert [
        (r.topic, r.log, r.partition, r.first, r.last, r.landed, r.stored, r.rejected) for r in store.reconcile()
    ] == [
        ("voc.feedback.v1", "log-1", 0, 0, 10, 11, 10, 1),
        ("voc.feedback.v1", "log-1", 1, 0, 10, 11, 10, 1),
        ("voc.feedback.v1", "log-1", 2, 0, 9, 10, 10, 0),
    ]
    assert all(r.whole for r in store.reconcile())


def test_reconcile_finds_a_hole(store: Store) -> None:
    batch = [an_insight(3 * n) for n in range(10) if n not in (4, 7)]
    write(store, batch)
    found = only(store.reconcile())
    assert (found.first, found.last, found.landed, found.missing, found.lost) == (0, 9, 8, 2, 0)
    assert not found.whole


def test_reconcile_finds_what_is_said_to_be_stored_and_is_not(store: Store) -> None:
    batch = [an_insight(3 * n) for n in range(10)]
    store.write([insight for insight in batch if insight is not batch[5]], landed(batch))
    found = only(store.reconcile())
    assert (found.stored, found.lost, found.missing) == (9, 1, 0)


def test_two_messages_of_one_item_are_two_landings_and_one_item(store: Store) -> None:
    item = an_insight(0)
    again = Landing(Position("voc.feedback.v1", 0, 1, "log-1"), "stored", item.feedback.id)
    store.write([item, item], [*landed([item]), again])
    found = only(store.reconcile())
    assert (found.landed, found.stored, total(store)) == (2, 2, 1)


def test_offsets_of_a_new_broker_are_not_those_of_the_old(store: Store) -> None:
    item = an_insight(0)
    store.write(
        [item], [Landing(Position("t", 0, n, log), "stored", item.feedback.id) for n, log in ((5, "a"), (0, "b"))]
    )
    assert [(r.log, r.first, r.last, r.missing) for r in store.reconcile()] == [("a", 5, 5, 0), ("b", 0, 0, 0)]


def test_a_rejected_message_taken_after_a_fix_is_stored(store: Store) -> None:
    store.write([], [refused(0, 0)])
    write(store, [an_insight(0)])
    found = only(store.reconcile())
    assert (found.landed, found.rejected, found.stored) == (1, 0, 1)


def test_forgetting_an_author_erases_all_of_theirs_and_nothing_else(store: Store) -> None:
    write(store, [an_insight(n, author=("ayşe", "can", None)[n % 3]) for n in range(9)])
    assert store.forget("ayşe", "dpo@example.com", NOW) == 3
    assert total(store) == 6
    assert [(r.stored, r.erased, r.lost) for r in store.reconcile()] == [(0, 3, 0), (3, 0, 0), (3, 0, 0)]


def test_forgetting_somebody_unknown_erases_nothing(store: Store) -> None:
    write(store, [an_insight(0, author="ayşe")])
    assert store.forget("kimse", "dpo@example.com", NOW) == 0
    assert total(store) == 1


def test_what_was_forgotten_stays_away_when_its_source_is_read_again(store: Store) -> None:
    dated, undated = an_insight(0, author="ayşe"), an_insight(3, author="ayşe", undated=True)
    write(store, [dated, undated])
    store.forget("ayşe", "dpo@example.com", NOW)
    never_seen = an_insight(6, author="ayşe", occurred_at=NOW - timedelta(days=900))
    undated_again = an_insight(3, author="ayşe", undated=True, occurred_at=NOW + timedelta(days=1))
    write(store, [dated, undated_again, never_seen, an_insight(9, author="can")])
    assert total(store) == 1
    assert (only(store.reconcile()).erased, only(store.reconcile()).lost) == (3, 0)


def test_a_forgotten_author_may_write_anew(store: Store) -> None:
    write(store, [an_insight(0, author="ayşe")])
    store.forget("ayşe", "dpo@example.com", NOW)
    write(store, [an_insight(3, author="ayşe", occurred_at=NOW + timedelta(days=1))])
    assert total(store) == 1


def test_forgetting_one_item_erases_it_for_every_brand_and_keeps_it_away(store: Store) -> None:
    batch = [an_insight(0), an_insight(0, brand="Çınar Market"), an_insight(3)]
    write(store, batch)
    assert store.forget_item("file", "item-0", "dpo@example.com", NOW) == 2
    write(store, batch)
    assert total(store) == 1


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


def test_queries_that_write_or_reach_outside_are_refused(store: Store) -> None:
    write(store, [an_insight()])
    for sql in FORBIDDEN:
        with pytest.raises(QueryRefused):
            store.query(sql)
    assert total(store) == 1


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
