"""Numbers and times as Turkish and English readers write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pipeline.views.console.figures import ago, change, day, decimal, figure, lasting, moment, short, spanning
from pipeline.views.panel import Language, Unit

AT = datetime(2026, 5, 24, 21, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "unit", "tr", "en"),
    [
        (1234567, "items", "1.234.567", "1,234,567"),
        (0.1234, "share", "%12,3", "12.3%"),
        (-0.05, "share", "−%5,0", "−5.0%"),
        (-0.0001, "share", "%0,0", "0.0%"),
        (12.34, "score", "12,3", "12.3"),
        (4.5, "stars", "4,5", "4.5"),
        (90, "seconds", "1 dk 30 sn", "1 min 30 s"),
        (3599.7, "seconds", "1 sa", "1 h"),
        (93_790, "seconds", "1 gün 2 sa", "1 d 2 h"),
        (2.5, "hours", "2 sa 30 dk", "2 h 30 min"),
        (1536, "bytes", "1,5 KB", "1.5 KB"),
        (12.5, "rate", "12,5/sn", "12.5/s"),
        (98_765_432, "people", "98.765.432", "98,765,432"),
        (123_456_789, "people", "123 Mn", "123M"),
        (None, "items", "–", "–"),
        (float("nan"), "items", "–", "–"),
    ],
)
def test_a_value_is_written_with_its_unit_in_both_languages(value: float, unit: Unit, tr: str, en: str) -> None:
    assert (figure(value, unit, "tr"), figure(value, unit, "en")) == (tr, en)


def test_a_number_that_rounds_to_nothing_has_no_sign() -> None:
    assert decimal(-0.04, 1, "tr") == "0,0"


@pytest.mark.parametrize(
    ("language", "told"), [("tr", ["9.999", "12,4 B", "1,5 Mn"]), ("en", ["9,999", "12.4K", "1.5M"])]
)
def test_axes_shorten_what_is_long(language: Language, told: list[str]) -> None:
    assert [short(value, language) for value in (9999, 12_400, 1_500_000)] == told


def test_shares_change_in_points_and_counts_in_percent() -> None:
    assert change(0.30, 0.25, "share", "tr") == "+5,0 puan"
    assert change(80, 100, "items", "tr") == "−%20"
    assert change(103, 100, "items", "en") == "+3.0%"


def test_nothing_is_said_of_a_change_from_nothing() -> None:
    assert [change(5, 0, "items", "tr"), change(5, None, "items", "tr"), change(None, 5, "items", "tr")] == ["", "", ""]


def test_dates_are_those_of_istanbul() -> None:
    assert (day(AT, "tr"), moment(AT, "tr")) == ("25.05.2026", "25.05.2026 00:30")
    assert moment(AT, "en") == "25 May 2026 00:30"


def test_durations_are_told_in_their_two_largest_units() -> None:
    assert [lasting(each, "tr") for each in (5, 59, 3600, 90_061, -7200)] == [
        "5,0 sn",
        "59 sn",
        "1 sa",
        "1 gün 1 sa",
        "−2 sa",
    ]


def test_what_is_long_ago_is_told_by_its_date() -> None:
    assert ago(AT, AT + timedelta(seconds=5), "tr") == "az önce"
    assert ago(AT, AT + timedelta(hours=3, minutes=5), "en") == "3 h ago"
    assert ago(AT, AT + timedelta(days=30), "tr") == "25.05.2026 00:30"


def test_a_period_names_the_days_it_holds_and_of_a_part_of_one_the_hours() -> None:
    midnight = datetime(2026, 5, 23, 21, tzinfo=UTC)
    assert spanning(midnight, midnight + timedelta(days=1), "tr") == "24.05.2026"
    assert spanning(midnight, midnight + timedelta(days=2), "en") == "24 May 2026 – 25 May 2026"
    assert spanning(midnight + timedelta(hours=5), midnight + timedelta(hours=11), "tr") == "24.05.2026 05:00–11:00"
