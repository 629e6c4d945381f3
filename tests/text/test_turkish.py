"""Turkish letters: case, folding, elongation, emoji."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.turkish import caseless, emoji, fold, is_shouting, lower, nfc, squeeze, upper, visible, without_emoji

ANY_TEXT = st.text(st.characters())  # lone surrogates and NUL included


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("İADE", "iade"),
        ("SIKINTI", "sıkıntı"),
        ("ISPARTA", "ısparta"),
        ("I\u0307stanbul", "istanbul"),
        ("ÇĞÖŞÜ", "çğöşü"),
    ],
)
def test_lower_keeps_the_dot_where_the_capital_has_it(written: str, expected: str) -> None:
    assert lower(written) == expected


def test_upper_is_the_way_back_from_lower_for_turkish_words() -> None:
    assert upper("sıkıntılı iğne") == "SIKINTILI İĞNE"
    assert lower(upper("sıkıntılı iğne")) == "sıkıntılı iğne"


@pytest.mark.parametrize(
    "spelling",
    [
        "çok kötü",
        "ÇOK KÖTÜ",
        "cok kotu",
        "COK KOTU",
        "çoooook  kötüüüü",
        "c\u0327ok ko\u0308tu\u0308",
        "ço\u200bk\nkötü",
        "𝗰𝗼𝗸 𝗸𝗼𝘁𝘂",
    ],
)
def test_every_spelling_of_a_phrase_folds_to_one_key(spelling: str) -> None:
    assert fold(spelling) == "cok kotu"


def test_the_four_letters_i_fold_to_one() -> None:
    assert fold("İIıi") == fold("iiii")


def test_folding_keeps_numbers_and_double_letters() -> None:
    assert fold("1000 saat dikkat") == "1000 saat dikkat"


def test_folding_keeps_emoji_without_skin_tone_and_once() -> None:
    assert fold("Süper 👍🏽👍🏽👍🏽 ❤️") == "super 👍 ❤"


def test_folding_leaves_vowel_signs_of_other_scripts() -> None:
    assert fold("हिन्दी") == "हिन्दी"


def test_elongation_is_undone_for_letters_only() -> None:
    assert squeeze("çoooook saat 1000 !!!") == "çok saat 1000 !!!"


def test_emoji_are_found_without_their_variations() -> None:
    assert emoji("berbat 😡😡 ❤️ 👍🏿") == ["😡", "😡", "❤", "👍"]
    assert without_emoji("a👍🏿b").split() == ["a", "b"]


def test_shouting_needs_letters_and_capitals() -> None:
    assert is_shouting("KARGOM NEREDE?")
    assert not is_shouting("Kargom NEREDE kaldı")
    assert not is_shouting("TL 100")


@given(ANY_TEXT)
def test_folding_twice_changes_nothing_and_always_encodes(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    folded.encode()


@given(ANY_TEXT)
def test_no_function_raises_on_any_text(text: str) -> None:
    for function in (nfc, lower, upper, squeeze, visible, without_emoji, emoji, is_shouting, caseless):
        function(text)


@given(st.text("abcçdefgğhıijklmnoöprsştuüvyz "))
def test_case_never_separates_turkish_texts(text: str) -> None:
    assert fold(upper(text)) == fold(text)
