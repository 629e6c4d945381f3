"""Finding items, on the embedded engine."""

from __future__ import annotations

from datetime import datetime
from typing import cast
from uuid import UUID

import pytest
from msgspec.structs import replace

from pipeline.feedback import Survey
from pipeline.storage.base import Store, Table
from pipeline.text.turkish import fold
from pipeline.views.console.finding import FOLDED, Wanted, label_of, search
from tests.storage.insights import an_insight, many
from tests.views.conftest import Filled, filters


def texts(table: Table) -> list[str]:
    return [str(row[table.columns.index("text")]) for row in table.rows]


def looking_for(words: str, **more: object) -> Wanted:
    return Wanted(filters=filters(), words=tuple(fold(words).split()), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("asked", ["ŞİKÂYET", "sikayet", "Şikayet ığdır", "IĞDIR", "igdir", "isil", "IŞIL"])
def test_letters_of_turkish_meet_whatever_way_they_are_typed(filled: Filled, asked: str) -> None:
    store = filled([an_insight(1, text="Iğdır'dan ŞİKÂYETİM var, Işıl"), an_insight(2, text="memnunum")])
    assert texts(search(store, looking_for(asked))) == ["Iğdır'dan ŞİKÂYETİM var, Işıl"]


@pytest.mark.parametrize("text", ["ÇAĞRI İÇİN ÜŞÜDÜM", "ılık ırmak", "Hâlâ kâğıt, sükûn, îmâ", "Crème brûlée à señor"])
def test_the_store_folds_letters_as_the_text_module_does(store: Store, text: str) -> None:
    sql = f"SELECT {FOLDED} FROM (SELECT NULL AS title, {{text:String}} AS text)"
    assert str(store.query(sql, {"text": text}).rows[0][0]).strip() == fold(text)


def test_every_word_must_be_there_in_title_or_text(filled: Filled) -> None:
    store = filled([an_insight(1, text="kargo geldi", title="Hızlı"), an_insight(2, text="kargo gelmedi")])
    assert texts(search(store, looking_for("kargo hizli"))) == ["kargo geldi"]


@pytest.mark.parametrize("words", ["%", "_", "'; DROP TABLE insights--", "\\", "{limit:UInt32}"])
def test_signs_of_sql_are_only_signs(filled: Filled, words: str) -> None:
    assert texts(search(filled([an_insight(1)]), looking_for(words))) == []


def test_pages_by_key_show_each_item_once_also_where_times_are_equal(filled: Filled) -> None:
    at = an_insight(0).feedback.occurred_at
    store = filled([an_insight(number, occurred_at=at) for number in range(25)])
    seen: list[UUID] = []
    after: tuple[datetime, UUID] | None = None
    while rows := search(store, Wanted(filters=filters(), after=after), limit=10).rows:
        seen += [cast(UUID, row[0]) for row in rows]
        after = cast(datetime, rows[-1][1]), seen[-1]
    assert len(seen) == len(set(seen)) == 25


def test_sentiment_and_source_narrow(filled: Filled) -> None:
    store = filled(many(30))
    assert len(search(store, Wanted(filters=filters(), sentiments=("positive",))).rows) == 10
    assert search(store, Wanted(filters=filters(), sources=("elsewhere",))).rows == []


def test_a_score_without_words_is_of_no_sentiment(filled: Filled) -> None:
    store = filled([an_insight(1, sentiment="neutral"), an_insight(2, text="", sentiment="neutral")])
    assert len(search(store, Wanted(filters=filters())).rows) == 2
    assert texts(search(store, Wanted(filters=filters(), sentiments=("neutral",)))) == ["kargo üç gündür gelmedi"]


def test_scores_of_surveys_come_with_the_items_that_gave_them(filled: Filled) -> None:
    store = filled([an_insight(1, survey=Survey(nps=9, csat=4.0, ces=6.5)), an_insight(2, survey=Survey(enps=3))])
    table = search(store, Wanted(filters=filters()))
    places = [table.columns.index(name) for name in ("nps", "csat", "ces", "enps")]
    assert [tuple(row[place] for place in places) for row in table.rows] == [(None, None, None, 3), (9, 4.0, 6.5, None)]


def test_a_person_is_found_by_the_label_that_people_are_shown(filled: Filled) -> None:
    store = filled([an_insight(1, author="ışıl"), an_insight(2, author="ali"), an_insight(3)])
    table = search(store, Wanted(filters=filters(), author=label_of("ışıl")))
    assert [row[0] for row in table.rows] == [an_insight(1).feedback.id]


def test_an_item_read_again_is_found_as_what_it_is_now_and_pages_stay_full(filled: Filled) -> None:
    """The newest were negative once; they are no more."""
    store = filled(before := [an_insight(number, sentiment="negative") for number in range(30)])
    store.write([replace(each, sentiment="positive", revision=2) for each in before[10:]], [])
    table = search(store, Wanted(filters=filters(), sentiments=("negative",)), 8)
    assert [row[0] for row in table.rows] == [each.feedback.id for each in before[9:1:-1]]


def test_words_are_looked_up_in_the_index(filled: Filled) -> None:
    store = filled(many(30))
    found = store.query(f"EXPLAIN indexes = 1 SELECT id FROM insights WHERE {FOLDED} LIKE '%bulunmaz%'").rows
    plan = " ".join(str(row[0]) for row in found)
    assert "by_words" in plan
    assert "Granules: 0/1" in plan
