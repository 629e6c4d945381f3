"""Asking an HTTP source: what its answers mean, and how long it wants to be left alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.asking import MAX_BODY, MAX_WAIT, ask, client, spent_by, wait_of
from connectors.base import Spent
from pipeline.errors import SourceAway, SourceRefused

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "120"}, 120),
        ({"retry-after": "0"}, 0),
        ({"retry-after": format_datetime(NOW + timedelta(seconds=90), usegmt=True)}, 90),
        ({"retry-after": format_datetime(NOW - timedelta(seconds=90), usegmt=True)}, 0),
        ({"retry-after": "99999999"}, MAX_WAIT),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "1" * 400}, MAX_WAIT),
        ({"x-ratelimit-reset": "2026-05-01T12:05:00.000000Z"}, 300),
        ({"x-ratelimit-reset": "2026-05-01T12:05:00"}, 300),
        ({"x-ratelimit-reset": str(int(NOW.timestamp()) + 30)}, 30),
        ({"x-ratelimit-reset": "30"}, 30),
        ({"retry-after": "7", "x-ratelimit-reset": "2026-05-01T12:05:00Z"}, 7),
    ],
)
def test_how_long_a_source_asks_us_to_wait(headers: dict[str, str], seconds: float | None) -> None:
    assert wait_of(headers, NOW) == (None if seconds is None else pytest.approx(seconds))


@given(st.text(max_size=40))
def test_no_header_raises_and_no_wait_is_endless(told: str) -> None:
    for name in ("retry-after", "x-ratelimit-reset"):
        seconds = wait_of({name: told}, NOW)
        assert seconds is None or 0 <= seconds <= MAX_WAIT


def test_a_flood_is_cut_off(web_source) -> None:
    web_source.answer = lambda _: (200, b"x" * (MAX_BODY + 1), {})
    with client(web_source.url) as http, pytest.raises(SourceAway, match="more than"):
        ask(http, "/", clock=lambda: NOW)


def test_every_answer_is_counted_and_the_quota_is_what_the_source_said_last(web_source) -> None:
    told = {"X-RateLimit-Limit": "300", "X-RateLimit-Remaining": "12", "X-RateLimit-Reset": "2026-05-01T12:05:00Z"}
    answers = [(200, b"[]", told), (429, b"later", told | {"X-RateLimit-Remaining": "0"})]
    web_source.answer = lambda _: answers.pop(0)
    with client(web_source.url) as http:
        assert spent_by(http) == Spent()
        ask(http, "/", clock=lambda: NOW)
        with pytest.raises(SourceAway):
            ask(http, "/", clock=lambda: NOW)
        assert spent_by(http) == Spent(2, 7, 300, 0, NOW + timedelta(minutes=5))


def test_a_circle_of_redirects_needs_a_person(web_source) -> None:
    web_source.answer = lambda _: (302, b"", {"Location": "/again"})
    with client(web_source.url) as http, pytest.raises(SourceRefused, match="circle"):
        ask(http, "/", clock=lambda: NOW)


def test_an_error_names_the_place_and_no_query(web_source) -> None:
    with client(web_source.url) as http, pytest.raises(SourceRefused) as caught:
        ask(http, "/feed", clock=lambda: NOW, params={"token": "gizli"})
    assert "127.0.0.1/feed answered 404" in str(caught.value)
    assert "gizli" not in str(caught.value)


def test_where_nothing_is_an_answer_too(web_source) -> None:
    with client(web_source.url) as http:
        assert ask(http, "/feed", clock=lambda: NOW, missing=True).status == 404


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504, 522])
def test_these_mean_away(web_source, status: int) -> None:
    web_source.answer = lambda _: (status, b"", {"Retry-After": "3"})
    with client(web_source.url) as http, pytest.raises(SourceAway) as caught:
        ask(http, "/", clock=lambda: NOW)
    assert caught.value.retry_after == 3
