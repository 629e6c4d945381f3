"""Author keys: the same person, never the name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.pii import author_key

KEY = b"0123456789abcdef"


@pytest.mark.parametrize("name", ["@Ayse_Y", " ayse_y ", "AYSE_Y", "@ayse_y\n"])
def test_spellings_of_a_name_share_a_key(name: str) -> None:
    assert author_key(name, KEY) == author_key("ayse_y", KEY)


def test_turkish_case_does_not_split_an_author() -> None:
    assert author_key("ALİ IŞIK", KEY) == author_key("ali  ışık", KEY)


def test_another_key_gives_another_hash() -> None:
    assert author_key("ayse", KEY) != author_key("ayse", KEY[::-1])
    assert author_key("ayse", KEY * 5) != author_key("ayse", KEY * 6)


def test_an_empty_author_has_no_key() -> None:
    assert author_key(" @ ", KEY) == ""


def test_a_missing_key_is_refused() -> None:
    with pytest.raises(ValueError, match="needs a key"):
        author_key("ayse", b"")


@given(st.text(st.characters(), min_size=1), st.binary(min_size=1))
def test_any_name_gives_thirty_two_hex_digits_or_none(name: str, key: bytes) -> None:
    hashed = author_key(name, key)
    assert hashed == "" or (len(hashed) == 32 and int(hashed, 16) >= 0)
