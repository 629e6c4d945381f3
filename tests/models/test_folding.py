"""Folding: case, diacritics and stretched letters make no difference."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.compact.vocabulary import folding
from models.folding import fold

TWINS = [
    ("Çok kötü bir ürün", "cok kotu bir urun"),
    ("ÇOK KÖTÜ BİR ÜRÜN", "cok kotu bir urun"),
    ("ISPARTA'DA KIŞ", "isparta'da kis"),
    ("İstanbul ılık", "istanbul ilik"),
    ("çoooook iyiiii", "cok iyi"),
    ("Straße", "straße"),
    ("ТОВАР", "товар"),
]


@pytest.mark.parametrize(("typed", "folded"), TWINS)
def test_twins_fold_alike(typed: str, folded: str) -> None:
    assert fold(typed) == folded


@pytest.mark.parametrize(("typed", "folded"), TWINS)
def test_the_tokenizer_folds_by_the_same_rules(typed: str, folded: str) -> None:
    assert folding().normalize_str(typed) == folded


@given(st.text(max_size=80))
def test_folding_never_fails(text: str) -> None:
    assert isinstance(fold(text), str)


def test_two_letters_stay_two() -> None:
    assert fold("saat dikkat") == "saat dikkat"
