"""What a page says where there is nothing, and where something failed: in the reader's words, with what to do."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import cast

import pytest

from pipeline.cli import app
from pipeline.errors import NabizError, QueryTooLarge, StoreAway, StoreError
from pipeline.views.answers import Options
from pipeline.views.console import wording
from pipeline.views.console.page import Context
from pipeline.views.console.saying import empty, told
from pipeline.views.panel import FILTERED, Language, Words

STORED = Options(last=datetime(2026, 3, 1, tzinfo=UTC))


def reader(language: Language, options: Options = STORED) -> Context:
    def say(words: Words) -> str:
        return words.in_(language)

    return cast(Context, SimpleNamespace(say=say, options=options, language=language))


def test_an_empty_store_is_not_blamed_on_the_filters() -> None:
    said = empty(reader("tr", Options()), FILTERED.tr)
    assert "süzgeç" not in said
    assert "Henüz kayıt yok" in said
    commands = {command.name or command.callback.__name__ for command in app.registered_commands if command.callback}
    assert {"up", "connect"} == set(re.findall(r"nabiz (\w+)", said))
    assert {"up", "connect"} <= commands, "it names commands that there are"


def test_where_something_is_stored_the_filters_are_to_be_widened() -> None:
    said = empty(reader("en"), FILTERED.en)
    assert FILTERED.en in said
    assert wording.WIDEN.en in said


def test_what_has_another_reason_than_the_filters_says_no_more() -> None:
    said = empty(reader("tr", Options()), "Açık uyarı yok", filtered=False)
    assert "Açık uyarı yok" in said
    assert "nabiz" not in said


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (StoreAway("ClickHouse at db is away: refused", hint="start it"), wording.AWAY),
        (QueryTooLarge("the query asks too much: code 241", hint="narrow it"), wording.TOO_LARGE),
        (StoreError("ClickHouse answered with an error: <code 7>"), wording.OTHERWISE),
    ],
)
@pytest.mark.parametrize("language", ["tr", "en"])
def test_a_failure_names_its_cause_to_the_reader_and_to_whoever_mends_it(
    error: NabizError, words: Words, language: Language
) -> None:
    said = told(reader(language), wording.FAILED, error)
    assert words.in_(language) in said
    assert error.hint in said
    assert "<code" not in said, "escaped"


def test_only_a_store_that_is_away_is_said_to_be_away() -> None:
    away, broken = StoreAway("it does not answer", hint="start it"), StoreError("a table is missing", hint="migrate")
    assert wording.NO_STORE.en in told(reader("en"), wording.NO_STORE, away)
    assert wording.NOT_LOADED.en in told(reader("en"), wording.NO_STORE, broken)
