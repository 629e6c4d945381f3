"""A stem is seen through Turkish suffixes, softening and harmony, in any spelling; what only begins alike is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.folding import fold
from models.topics.stems import bases, comes_from
from tests.models.topics.inflecting import CASES, NOUNS, POSSESSED, inflected


def comes(word: str, stem: str, language: str = "tr") -> bool:
    return comes_from(fold(word), fold(stem), language)


@given(st.sampled_from(sorted(NOUNS)), st.booleans(), st.sampled_from(POSSESSED), st.sampled_from(CASES))
def test_every_inflected_noun_comes_from_its_stem_however_it_is_typed(
    noun: str, plural: bool, possessed: str, case: str
) -> None:
    word = inflected(noun, plural=plural, possessed=possessed, case=case)
    ascii_turkish = word.translate(str.maketrans("çğıöşü", "cgiosu"))
    for typed in (word, word.replace("i", "İ").upper(), ascii_turkish, ascii_turkish.upper()):
        assert comes(typed, noun), (typed, noun)


@pytest.mark.parametrize(
    ("stem", "word"),
    [
        ("gelme", "gelmedi"),
        ("onaylan", "onaylanmadı"),
        ("kapat", "kapatamıyorum"),
        ("kapat", "kapatılmış"),
        ("çalış", "çalışmıyor"),
        ("bekle", "bekliyoruz"),
        ("bekle", "bekletiyorlar"),
        ("gönder", "gönderilmeyen"),
        ("kullan", "kullanamıyorum"),
        ("gişe", "gişedekiler"),
        ("masraf", "masrafsız"),
        ("ücret", "ücretsizmiş"),
        ("saat", "saatlerce"),
        ("seyahat", "seyahatimiz"),
        ("ağız", "ağzına"),
        ("hat", "hattımı"),
        ("hat", "hatta"),
        ("hat", "hatlarım"),
        ("hat", "hatım"),
        ("zam", "zamlı"),
        ("hak", "hakkım"),
    ],
)
def test_verbs_borrowed_words_and_dropped_vowels_are_seen_through(stem: str, word: str) -> None:
    assert comes(word, stem)


@pytest.mark.parametrize(
    ("stem", "word"),
    [
        ("zam", "zaman"),
        ("hat", "hata"),
        ("hat", "hatalı"),
        ("hat", "HATASI"),
        ("hat", "hatadan"),
        ("oda", "odak"),
        ("bal", "balık"),
        ("kart", "kartal"),
        ("kar", "kargo"),
        ("kar", "karpuz"),
        ("para", "paragraf"),
        ("ay", "ayna"),
        ("mal", "malzeme"),
        ("ev", "evet"),
        ("masa", "masaj"),
        ("kule", "kulaklık"),
        ("kredi", "kredler"),
        ("ücret", "ücretlar"),
    ],
)
def test_what_only_begins_alike_is_another_word(stem: str, word: str) -> None:
    assert not comes(word, stem)


@pytest.mark.parametrize(
    ("stem", "word", "same"),
    [
        ("deliver", "delivered", True),
        ("delivery", "deliveries", True),
        ("charge", "charging", True),
        ("branch", "branches", True),
        ("app", "apps", True),
        ("app", "apple", False),
        ("fee", "feel", False),
        ("card", "cardboard", False),
    ],
)
def test_english_endings(stem: str, word: str, same: bool) -> None:
    assert comes(word, stem, "en") == same


def test_another_language_takes_any_ending_of_a_long_stem_and_none_of_a_short_one() -> None:
    assert comes("Lieferungen", "Lieferung", "de")
    assert not comes("Hutmacher", "Hut", "de")


@given(st.text(max_size=60), st.text(min_size=1, max_size=20))
def test_any_two_strings_get_an_answer(word: str, stem: str) -> None:
    for language in ("tr", "en", "xx"):
        assert comes_from(word, stem, language) in (True, False)


@given(st.text(alphabet="abcdefgiklmnoprstuyz", min_size=1, max_size=12))
def test_a_word_comes_from_itself_and_its_bases_keep_its_beginning(word: str) -> None:
    assert comes_from(word, word)
    assert all(base[:1] == word[:1] and abs(len(base) - len(word)) <= 1 for base, _ in bases(word))


def test_a_word_of_ten_thousand_letters_is_answered_at_once() -> None:
    assert not comes_from("kart" + "larim" * 2_000, "kart")
