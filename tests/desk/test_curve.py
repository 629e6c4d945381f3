"""The chart of an alert: what came, and what is usual at that hour."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pipeline.desk.curve import band, newest, read
from pipeline.spike.lifecycle import fold
from pipeline.storage.base import Store
from tests.desk.conftest import AT, MINUTE, opened
from tests.storage.insights import an_insight, landed


def test_a_crisis_stands_above_the_band_and_other_brands_and_drills_do_not_count(store: Store) -> None:
    alert = fold([opened()])
    quiet = [(minute, False, "Lodos Mobil") for minute in range(-3 * 1440, -5, 10)]
    crisis = [(-4 + number / 10, False, "Lodos Mobil") for number in range(40)]
    others = [(-2, True, "Lodos Mobil"), (-2, False, "Başka")]
    items = [
        an_insight(number, brand=brand, topics=("network",), occurred_at=AT + minute * MINUTE, drill=drill)
        for number, (minute, drill, brand) in enumerate(quiet + crisis + others)
    ]
    store.write(items, landed(items))
    found = read(store, alert, AT + 6 * MINUTE)
    peak = max(range(len(found.at)), key=lambda place: found.observed[place])
    assert found.at[peak] == AT - 5 * MINUTE
    assert found.observed[peak] == 40
    assert found.observed[peak] > found.high[peak] > found.usual[peak] >= found.low[peak] >= 0
    assert found.usual[peak] == pytest.approx(0.5, abs=0.1)


def test_hardly_any_history_gives_a_band_all_the_same(store: Store) -> None:
    items = [an_insight(n, brand="Lodos Mobil", topics=("network",), occurred_at=AT - n * MINUTE) for n in range(30)]
    store.write(items, landed(items))
    found = read(store, fold([opened()]), AT + timedelta(minutes=1))
    assert len(found.at) == len(found.high) == len(found.low)
    assert found.observed[-2] == 5


def test_what_has_not_arrived_yet_is_not_drawn_as_silence(store: Store) -> None:
    assert newest(store) is None
    items = [an_insight(n, brand="Lodos Mobil", topics=("network",), occurred_at=AT - n * MINUTE) for n in range(30)]
    items.append(an_insight(99, brand="Başka", occurred_at=AT + 20 * MINUTE))
    store.write(items, landed(items))
    assert newest(store) == AT + 20 * MINUTE
    found = read(store, fold([opened()]), AT + timedelta(hours=9))
    assert found.at[-1] == AT + 15 * MINUTE


def test_one_crisis_of_the_days_before_does_not_make_crises_usual() -> None:
    calm = band([2] * 100)
    assert band([2] * 95 + [90] * 5) == calm
    assert band([]) == (0.0, 0.0, 0.0)
