"""What a person corrects counts at once and stays, whatever is scored again; only other words of the source end it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from msgspec.structs import replace

from pipeline.feedback import Insight, judged, revision
from pipeline.storage.base import Measurement, Store
from tests.contracts.counted import counted, total, write
from tests.storage.insights import START, an_insight

NOW = datetime(2026, 11, 23, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def scored(generation: int, version: int = 0, text: str = "kargo üç gündür gelmedi") -> Insight:
    return an_insight(sentiment="negative", text=text, revision=revision(generation, START + version * MINUTE))


def topics_and_counts(store: Store) -> tuple[set[str], set[tuple[int, int]]]:
    found = counted(store)
    return {key[1] for key in found}, set(found.values())


CORRECTED = ({"", "app_website"}, {(0, 1)})
AS_READ = ({"", "delivery"}, {(1, 0)})


def corrected(store: Store, by: str = "Ayşe '; --") -> Insight:
    first = scored(1)
    write(store, [first])
    assert store.correct(first.feedback.id, "positive", ("app_website",), by, NOW)
    return first


def test_a_correction_counts_at_once(store: Store) -> None:
    corrected(store)
    assert topics_and_counts(store) == CORRECTED
    assert total(store) == 1


def test_a_correction_stays_through_replays_and_every_rescoring(store: Store) -> None:
    first = corrected(store)
    write(store, [first])
    write(store, [scored(2**19 - 1), scored(7)])
    assert topics_and_counts(store) == CORRECTED


def test_new_facts_about_the_same_words_keep_the_correction(store: Store) -> None:
    corrected(store)
    write(store, [scored(1, version=5)])
    assert topics_and_counts(store) == CORRECTED


def test_other_words_of_the_source_end_it(store: Store) -> None:
    first = corrected(store)
    write(store, [scored(1, version=5, text="kargo hâlâ gelmedi")])
    assert topics_and_counts(store) == AS_READ
    write(store, [first, scored(9)])
    assert topics_and_counts(store) == AS_READ


def test_of_two_corrections_the_later_holds(store: Store) -> None:
    first = corrected(store)
    assert store.correct(first.feedback.id, "neutral", ("network", "app_website"), "Can", NOW + MINUTE)
    write(store, [scored(3)])
    assert topics_and_counts(store) == ({"", "network", "app_website"}, {(0, 1)})
    assert store.correct(first.feedback.id, "negative", (), "Ayşe", NOW + 2 * MINUTE)
    assert topics_and_counts(store) == ({""}, {(1, 0)})


def test_what_is_not_there_cannot_be_corrected(store: Store) -> None:
    assert not store.correct(uuid4(), "positive", (), "Ayşe", NOW)
    first = corrected(store)
    store.forget_item("file", first.feedback.external_id, "dpo", NOW)
    assert not store.correct(first.feedback.id, "positive", (), "Ayşe", NOW)


def test_a_judged_revision_is_above_every_scoring_and_newer_facts_are_above_it() -> None:
    highest = revision(2**19 - 1, datetime(2500, 1, 1, tzinfo=UTC))
    old, new = judged(revision(9, START)), judged(revision(0, START + MINUTE))
    assert highest < old < judged(old) < new < 2**64


def test_measurements_are_kept(store: Store) -> None:
    sample = Measurement("w-1", NOW, "nabiz_lag_messages", {"topic": "t", "partition": "0"}, 3.0)
    store.write_measurements([sample, replace(sample, value=4.0)])
    store.write_measurements([])
