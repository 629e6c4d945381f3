"""Stored items read again: staged beside what stands, resumable, applied item by item, people's judgement untouched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec
import pytest

from models.base import Reading
from pipeline.feedback import JUDGED, Insight, revision
from pipeline.rescoring import Difference, Item, Window, difference, read_again, windows
from pipeline.storage import open_store
from pipeline.storage.base import Store
from pipeline.storage.rescoring import ClickHouseStaging
from tests.contracts.counted import counted, total, write
from tests.storage.insights import END, LONG_AGO, START, an_insight, many

NOW = datetime(2026, 11, 23, tzinfo=UTC)
ALL = Window(LONG_AGO, END)


class Mirror:
    """Reads everything as positive and about one topic; breaks at the batch it is told to."""

    revision = "mirror@2"

    def __init__(self, breaks_at: int = -1) -> None:
        self.batches: list[list[str]] = []
        self._breaks_at = breaks_at

    def predict(self, texts: Sequence[str]) -> list[Reading]:
        if len(self.batches) == self._breaks_at:
            raise RuntimeError("broken on purpose")
        self.batches.append(list(texts))
        return [Reading("positive", 0.1, 0.2, 0.7, ("loan",), {"loan": 0.9}) for _ in texts]

    @property
    def read(self) -> int:
        return sum(map(len, self.batches))


@pytest.fixture
def store(ready: str) -> Iterator[Store]:
    opened = open_store(ready)
    opened.migrate()
    yield opened
    opened.close()


@pytest.fixture
def staging(ready: str, store: Store) -> Iterator[ClickHouseStaging]:
    opened = ClickHouseStaging(ready)
    yield opened
    opened.close()


def stage(staging: ClickHouseStaging, model: Mirror | None = None) -> Mirror:
    model = model or Mirror()
    read_again(staging, model, ALL, lambda _: None)
    return model


def apply(staging: ClickHouseStaging, generation: int = 1) -> None:
    staging.apply(Mirror.revision, ALL, generation)
    staging.keep_erased()


def rows(store: Store, what: str = "id, sentiment, topics, model, text") -> list[tuple[object, ...]]:
    return [tuple(row) for row in store.query(f"SELECT {what} FROM items ORDER BY id").rows]


def aged(insight: Insight, *, generation: int = 0, minutes: int = 0) -> Insight:
    """With the revision that a worker would give it."""
    when = insight.feedback.occurred_at + timedelta(minutes=minutes)
    return msgspec.structs.replace(insight, revision=revision(generation, when))


def test_staging_changes_no_count_and_applying_changes_every_item_once(
    store: Store, staging: ClickHouseStaging
) -> None:
    write(store, [aged(insight) for insight in many(300)])
    before, kept = counted(store), rows(store, "id, text, brand, occurred_at")
    assert stage(staging).read == 300
    assert counted(store) == before
    apply(staging)
    assert total(store) == 300
    assert all(row[1:4] == ("positive", ["loan"], "mirror@2") for row in rows(store))
    assert rows(store, "id, text, brand, occurred_at") == kept
    assert all(partition.whole for partition in store.reconcile())


def test_a_run_cut_short_goes_on_where_it_was(store: Store, staging: ClickHouseStaging) -> None:
    write(store, [aged(insight) for insight in many(2_500)])
    with pytest.raises(RuntimeError):
        stage(staging, Mirror(breaks_at=1))
    again = stage(staging)
    assert again.read == 2_500 - 1_024
    assert stage(staging).read == 0


def test_reading_and_applying_twice_changes_nothing(store: Store, staging: ClickHouseStaging) -> None:
    write(store, [aged(insight) for insight in many(50)])
    stage(staging)
    apply(staging)
    once = rows(store, "*")
    apply(staging, generation=5)
    assert stage(staging).read == 0
    assert rows(store, "*") == once


def test_half_of_it_applied_every_item_counts_once(store: Store, staging: ClickHouseStaging) -> None:
    write(store, [aged(insight) for insight in many(400)])
    stage(staging)
    parts = list(windows(staging.hours(LONG_AGO, END), 100))
    assert len(parts) > 1
    staging.apply(Mirror.revision, parts[0], 1)
    assert total(store) == 400
    assert len({row[3] for row in rows(store)}) == 2


def test_what_a_person_judged_is_neither_read_nor_overwritten(store: Store, staging: ClickHouseStaging) -> None:
    by_person = msgspec.structs.replace(aged(an_insight(1)), model="person:ayse")
    lifted = msgspec.structs.replace(aged(an_insight(2)), revision=JUDGED | 7)
    write(store, [by_person, lifted, aged(an_insight(3)), aged(an_insight(4))])
    assert stage(staging).read == 2
    later = msgspec.structs.replace(aged(an_insight(4)), model="person:ali", revision=JUDGED | 9)
    write(store, [later])
    apply(staging)
    models = {row[0]: row[3] for row in rows(store)}
    assert [models[an_insight(n).feedback.id] for n in (1, 2, 3, 4)] == [
        "person:ayse",
        "fake@1",
        "mirror@2",
        "person:ali",
    ]
    assert staging.next_generation("other@1") == 2


def test_a_correction_made_while_the_run_lasts_holds(store: Store, staging: ClickHouseStaging) -> None:
    write(store, [aged(an_insight(n)) for n in (1, 2)])
    stage(staging)
    assert store.correct(an_insight(1).feedback.id, "neutral", ("network",), "ayse", NOW)
    apply(staging)
    found = {row[0]: row[1:4] for row in rows(store)}
    assert found[an_insight(1).feedback.id] == ("neutral", ["network"], "person:ayse")
    assert found[an_insight(2).feedback.id] == ("positive", ["loan"], "mirror@2")
    assert stage(staging).read == 0


def test_new_facts_that_come_between_are_kept_and_read_again(store: Store, staging: ClickHouseStaging) -> None:
    write(store, [aged(an_insight(1)), aged(an_insight(2))])
    stage(staging)
    write(store, [aged(an_insight(1, text="cevap verildi"), minutes=5)])
    apply(staging)
    assert [(row[3], row[4]) for row in rows(store) if row[0] == an_insight(1).feedback.id] == [
        ("fake@1", "cevap verildi")
    ]
    assert stage(staging).read == 1
    apply(staging)
    assert {(row[3]) for row in rows(store)} == {"mirror@2"}
    assert "cevap verildi" in {row[4] for row in rows(store)}


def test_what_arrives_meanwhile_keeps_its_generation_and_what_is_read_again_does_not_fall_back(
    store: Store, staging: ClickHouseStaging
) -> None:
    write(store, [aged(an_insight(1))])
    stage(staging)
    write(store, [aged(an_insight(2))])
    apply(staging)
    write(store, [aged(an_insight(1)), aged(an_insight(2))])  # its source is read again by a worker of before
    models = {row[0]: row[3] for row in rows(store)}
    assert models == {an_insight(1).feedback.id: "mirror@2", an_insight(2).feedback.id: "fake@1"}
    write(store, [aged(an_insight(3), generation=1)])
    assert total(store) == 3


def test_what_was_erased_between_stays_away(store: Store, staging: ClickHouseStaging) -> None:
    write(store, [aged(an_insight(1, author="a" * 32)), aged(an_insight(2))])
    stage(staging)
    assert store.forget("a" * 32, "dpo", NOW) == 1
    apply(staging)
    assert [row[0] for row in rows(store)] == [an_insight(2).feedback.id]
    assert difference(staging, Mirror.revision, [ALL], 5).compared == 0


def test_only_the_interval_asked_for_is_read(store: Store, staging: ClickHouseStaging) -> None:
    write(store, [aged(an_insight(n, occurred_at=START + timedelta(hours=n))) for n in range(6)])
    model, part = Mirror(), Window(START + timedelta(hours=2), START + timedelta(hours=4))
    assert read_again(staging, model, part, lambda _: None) == 2
    assert [items for _, items in staging.hours(part.since, part.until)] == [1, 1]


def test_the_difference_says_how_many_where_and_shows_some(store: Store, staging: ClickHouseStaging) -> None:
    write(
        store,
        [
            aged(an_insight(1, sentiment="negative", topics=("delivery",))),
            aged(an_insight(2, sentiment="positive", topics=("loan",))),
            aged(an_insight(3, sentiment="positive", topics=("loan", "delivery"), brand="Çınar Market")),
            aged(an_insight(4, sentiment="neutral", topics=(), text="'; DROP TABLE rescored; --")),
        ],
    )
    stage(staging)
    parts = list(windows(staging.hours(LONG_AGO, END), 1))
    found = difference(staging, Mirror.revision, parts, 20)
    assert (found.compared, found.changed, found.sentiment_changed, found.topics_changed) == (4, 3, 2, 3)
    assert dict(found.sentiments) == {("negative", "positive"): 1, ("neutral", "positive"): 1}
    assert dict(found.brands) == {"Ada Kargo": 2, "Çınar Market": 1}
    assert dict(found.languages) == {"tr": 3}
    assert (+found.gained, +found.lost) == ({"loan": 2}, {"delivery": 2})
    assert len(found.examples) == 3
    assert "'; DROP TABLE rescored; --" in {example.words for example in found.examples}
    assert len(difference(staging, Mirror.revision, parts, 2).examples) == 2
    apply(staging)
    assert difference(staging, Mirror.revision, parts, 20) == Difference()


def test_three_hundred_months_are_one_window_and_are_switched_whole(store: Store, staging: ClickHouseStaging) -> None:
    write(store, [aged(an_insight(n, occurred_at=LONG_AGO + timedelta(days=30.44 * n))) for n in range(300)])
    (part,) = windows(staging.hours(LONG_AGO, END))
    read_again(staging, Mirror(), part, lambda _: None)
    staging.apply(Mirror.revision, part, 1)
    assert {row[3] for row in rows(store)} == {"mirror@2"}
    assert total(store) == 300


def test_the_generation_is_one_above_what_other_models_read(store: Store, staging: ClickHouseStaging) -> None:
    assert staging.next_generation(Mirror.revision) == 0
    write(store, [aged(an_insight(1), generation=4)])
    assert staging.next_generation(Mirror.revision) == 5
    stage(staging)
    apply(staging, 5)
    assert staging.next_generation("third@1") == 6


def test_title_and_text_are_read_together(store: Store, staging: ClickHouseStaging) -> None:
    titled = msgspec.structs.replace(aged(an_insight(1)), feedback=an_insight(1, title="Kargo").feedback)
    write(store, [titled])
    assert stage(staging).batches == [["Kargo\nkargo üç gündür gelmedi"]]


def test_a_page_follows_the_one_before_without_gap_or_repetition(store: Store, staging: ClickHouseStaging) -> None:
    write(store, [aged(insight) for insight in many(95)])
    seen: list[UUID] = []
    last: Item | None = None
    while page := staging.waiting("mirror@2", ALL, last, 10):
        seen, last = seen + [item.id for item in page], page[-1]
    assert len(seen) == len(set(seen)) == 95
