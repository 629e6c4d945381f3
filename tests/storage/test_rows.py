"""Values to columns and back, without an engine."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from pipeline.feedback import Landing, Position
from pipeline.storage.rows import ALERT_FIELDS, NO_TIME, alert_columns, alert_step, insight_columns, landing_columns
from pipeline.storage.times import CHUNK, chunks, first_arrivals, with_times
from tests.storage.insights import START, a_step, an_insight, landed, many


def test_all_columns_of_a_batch_are_as_long_as_the_batch() -> None:
    for count in (0, 1, 7):
        assert {len(column) for column in insight_columns(many(count)).values()} == {count}


@given(st.one_of(st.none(), st.integers()))
def test_a_number_is_kept_or_null(reach: int | None) -> None:
    [kept] = insight_columns([an_insight(reach=reach)])["reach"]
    assert kept == (reach if reach is not None and abs(reach) < 2**63 else None)


def test_a_landing_bears_the_time_of_its_item_and_a_rejected_one_none() -> None:
    item = an_insight(1)
    landings = [*landed([item]), Landing(Position("t", 0, 5), "rejected")]
    columns = landing_columns(landings, {item.feedback.id: START})
    assert columns["occurred_at"] == [START, NO_TIME]
    assert columns["id"] == [item.feedback.id, UUID(int=0)]
    assert columns["outcome"] == ["stored", "rejected"]


def test_a_landing_of_an_erased_item_says_so() -> None:
    item = an_insight(1)
    assert landing_columns(landed([item]), {}, frozenset({item.feedback.id}))["outcome"] == ["erased"]


def test_a_step_survives_the_way_to_columns_and_back() -> None:
    step = a_step(3, state="judged_false", note="yok", drill=True)
    columns = alert_columns([step])
    assert alert_step([columns[name][0] for name in ALERT_FIELDS]) == step


def test_only_undated_items_take_another_time() -> None:
    dated, undated = an_insight(1), an_insight(2, undated=True)
    when = datetime(2020, 1, 1, tzinfo=UTC)
    moved = with_times([dated, undated], {undated.feedback.id: when, dated.feedback.id: when})
    assert [insight.feedback.occurred_at for insight in moved] == [dated.feedback.occurred_at, when]
    assert first_arrivals([dated]) == {}


def test_ids_are_asked_for_in_chunks() -> None:
    ids = [uuid4() for _ in range(2 * CHUNK + 1)]
    assert [len(chunk) for chunk in chunks(ids)] == [CHUNK, CHUNK, 1]
    assert [each for chunk in chunks(ids) for each in chunk] == ids
    assert CHUNK * len("'00000000-0000-0000-0000-000000000000',") < 2**17
