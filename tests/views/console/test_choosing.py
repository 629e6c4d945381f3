"""From an address to what a reader has chosen, and back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pipeline.views.console.choosing import PERIODS, chosen, kept, narrowed, stamp

NOW = datetime(2026, 5, 24, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_without_a_word_it_is_the_last_day_beside_the_day_before() -> None:
    filters = chosen({}, NOW, NOW).filters
    assert (filters.since, filters.until) == (NOW - 24 * HOUR, NOW)
    assert (filters.before_since, filters.before_until) == (NOW - 48 * HOUR, NOW - 24 * HOUR)


def test_where_nothing_came_for_days_the_period_ends_with_the_last_item() -> None:
    last = NOW - timedelta(days=4000)
    filters = chosen({"period": ("7d",)}, NOW, last).filters
    assert last < filters.until <= last + timedelta(minutes=1)
    assert filters.until - filters.since == timedelta(days=7)


def test_dates_are_whole_days_of_istanbul() -> None:
    choice = chosen({"since": ("2026-05-01",), "until": ("2026-05-02",)}, NOW, NOW)
    assert choice.filters.since == datetime(2026, 4, 30, 21, tzinfo=UTC)
    assert choice.filters.until == datetime(2026, 5, 2, 21, tzinfo=UTC)
    assert choice.period == ""


@pytest.mark.parametrize(
    "asked",
    [
        {"period": ("forever",)},
        {"since": ("2026-05-02",), "until": ("2026-04-01",)},
        {"since": ("0001-01-01",), "until": ("9999-12-31",)},
        {"since": ("yesterday",), "until": ("2026-04-01",)},
        {"since": ("2026-05-02",)},
        {"compare": ("'; DROP TABLE--",)},
    ],
)
def test_what_makes_no_sense_is_left_out(asked: dict[str, tuple[str, ...]]) -> None:
    assert chosen(asked, NOW, NOW).filters == chosen({}, NOW, NOW).filters


def test_the_comparison_is_the_week_before_when_it_is_asked_for() -> None:
    filters = chosen({"compare": ("week",)}, NOW, NOW).filters
    assert filters.before_until == NOW - timedelta(days=7)


@pytest.mark.parametrize("name", PERIODS)
def test_no_period_has_more_points_than_a_chart_can_show(name: str) -> None:
    filters = chosen({"period": (name,)}, NOW, NOW).filters
    assert 24 <= (filters.until - filters.since) / timedelta(minutes=filters.step_minutes) <= 120


def test_a_link_keeps_every_filter_and_nothing_else() -> None:
    asked = {"brand": ("Çınar & Söz", "B"), "period": ("7d",), "after": ("1_x",), "language": ("tr",)}
    assert kept(asked) == "period=7d&brand=%C3%87%C4%B1nar+%26+S%C3%B6z&brand=B&language=tr"


def test_a_click_narrows_and_keeps_the_rest() -> None:
    asked = {"brand": ("A", "B"), "period": ("7d",), "topic": ("delivery",)}
    told = narrowed(asked, brand="A", since=stamp(NOW), until=stamp(NOW + HOUR))
    assert told == "topic=delivery&brand=A&since=2026-05-24T12%3A00%3A00Z&until=2026-05-24T13%3A00%3A00Z"
    moment = chosen({"since": (stamp(NOW),), "until": (stamp(NOW + HOUR),)}, NOW, NOW).filters
    assert (moment.since, moment.until) == (NOW, NOW + HOUR)
