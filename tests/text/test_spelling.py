"""Which language and keyboard a text was written with, and what its capital I means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.spelling import is_ascii_turkish, looks_turkish, lower_mixed


@pytest.mark.parametrize(
    "text",
    [
        "IADE ISTIYORUM",
        "cok kotu bir urun",
        "KARGOM HALA GELMEDI",
        "ürün güzel",
        "İnternetim yok",
        "telefonum acilmiyor",
        "bu ne ya",
    ],
)
def test_turkish_is_recognised_in_capitals_and_without_its_letters(text: str) -> None:
    assert looks_turkish(text)


@pytest.mark.parametrize(
    "text",
    ["THIS IS IT", "I will never fly with them again", "worst service ever", "My bag is lost and nobody cares", ""],
)
def test_english_is_not_taken_for_turkish(text: str) -> None:
    assert not looks_turkish(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cok kotu", True),
        ("musteri hizmetlerine ulasamiyorum", True),
        ("çok kötü", False),
        ("very bad", False),
        ("iade", False),
    ],
)
def test_ascii_turkish_is_where_words_lack_their_letters(text: str, expected: bool) -> None:
    assert is_ascii_turkish(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SIKINTI VE İADE", "sıkıntı ve iade"),
        ("KARGOM HALA GELMEDI", "kargom hala gelmedi"),
        ("SIKINTI BUYUK", "sıkıntı buyuk"),
        ("THIS IS IT", "this is it"),
        ("Iphone siparişim gelmedi", "iphone siparişim gelmedi"),
    ],
)
def test_each_capital_i_is_read_as_its_writer_meant_it(text: str, expected: str) -> None:
    assert lower_mixed(text) == expected


@given(st.text(st.characters()))
def test_no_function_raises_on_any_text(text: str) -> None:
    looks_turkish(text)
    is_ascii_turkish(text)
    lower_mixed(text)
