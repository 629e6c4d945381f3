"""Seed phrases stand in a text in order, inflected, a few words apart; more text never hides one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.taxonomy import Topic
from models.topics.phrases import WORDS_READ, PhraseTable, words_of

TOPICS = (
    Topic("mortgage", "Konut kredisi", "Mortgage", {"tr": ("konut kredisi", "ev kredisi"), "en": ("mortgage",)}),
    Topic("card_lost", "Kart gelmedi", "Card missing", {"tr": ("kart gelme", "kartım kayıp")}),
    Topic("cash", "Para çekme", "Cash", {"tr": ("para çekmek", "banka hesabı")}),
    Topic("queue", "Şube sırası", "Queues", {"tr": ("şube sıra", "numaratör")}),
)
TABLE = PhraseTable(TOPICS)


def found(text: str) -> set[str]:
    return {TOPICS[at].id for at in TABLE.gaps(text)}


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("Konut kredimizin faizi yüksek", {"mortgage"}),
        ("KONUT KREDİSİ ONAYLANMADI", {"mortgage"}),
        ("ev kredilerinde masraf çok", {"mortgage"}),
        ("Kartım haftalardır hâlâ gelmedi", {"card_lost"}),
        ("kartim hala gelmedi", {"card_lost"}),
        ("Şubenizdeki sıralarda numaratör bozuktu", {"queue"}),
        ("Para çekemedim", {"cash"}),
        ("banka hesaplarıma baktım", {"cash"}),
        ("paraya ekmek", set()),
        ("two mortgages, one bank", {"mortgage"}),
        ("gelmedi kart", set()),
        ("kartal konuta gitti", set()),
        ("", set()),
        ("😡", set()),
    ],
)
def test_a_phrase_is_found_where_its_words_stand_together(text: str, topics: set[str]) -> None:
    assert found(text) == topics


def test_words_between_are_counted_and_more_than_two_part_a_phrase() -> None:
    assert TABLE.gaps("kart gelmedi") == {1: 0}
    assert TABLE.gaps("kart hâlâ gelmedi") == {1: 1}
    assert TABLE.gaps("kart bana bugün de gelmedi") == {}


def test_the_closest_of_several_finds_counts() -> None:
    assert TABLE.gaps("kart bana hâlâ gelmedi, kart gelmedi") == {1: 0}


@given(st.text(max_size=80), st.text(max_size=80), st.sampled_from(["konut kredisi", "numaratörünüz", "MORTGAGE"]))
def test_more_text_around_never_hides_a_phrase(before: str, after: str, phrase: str) -> None:
    assert found(phrase) <= found(f"{before}. {phrase} .{after}")


@given(st.text(max_size=300))
def test_any_text_gets_an_answer(text: str) -> None:
    assert found(text) <= {topic.id for topic in TOPICS}


def test_of_a_text_of_any_length_the_beginning_and_the_end_are_read() -> None:
    filler = "falan filan " * 200_000
    assert len(words_of(filler)) <= WORDS_READ
    assert found(f"konut kredisi {filler} kart gelmedi") == {"mortgage", "card_lost"}
