"""Stable ids and the order of revisions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.feedback import content_id, revision, stable_id

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@given(st.text(), st.text(), st.text())
def test_the_same_statement_always_has_the_same_id(source: str, external: str, brand: str) -> None:
    assert stable_id(source, external, brand) == stable_id(source, external, brand)


def test_parts_of_an_id_do_not_run_into_each_other() -> None:
    assert stable_id("a", "bc", "d") != stable_id("ab", "c", "d")


def test_one_post_about_two_brands_is_two_statements() -> None:
    assert stable_id("x", "1", "Lodos") != stable_id("x", "1", "Poyraz")


def test_a_statement_and_a_content_hash_never_meet() -> None:
    assert stable_id("a", "b", "c").hex != content_id("a", "b", "c")


@pytest.mark.parametrize(("older", "newer"), [((0, NOW), (0, NOW + timedelta(milliseconds=1))), ((0, NOW), (1, NOW))])
def test_a_later_version_and_a_newer_scoring_win(older: tuple[int, datetime], newer: tuple[int, datetime]) -> None:
    assert revision(*older) < revision(*newer)


def test_a_newer_scoring_of_an_older_version_wins() -> None:
    assert revision(2, NOW - timedelta(days=3650)) > revision(1, NOW)


def test_times_before_1970_do_not_break_the_order() -> None:
    assert revision(0, datetime(1900, 1, 1, tzinfo=UTC)) == 0
