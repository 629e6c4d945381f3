"""Copy keys: one key for a copied text, none for a commonplace."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.duplicates import copy_key

CAMPAIGN = (
    "Bu marka haftalardır hiçbir siparişi zamanında göndermiyor, arayan kimseye cevap vermiyor, parayı da ödemiyor. "
    "Hepimiz aynı durumdayız, artık bu firmadan tek bir ürün bile almıyoruz ve herkesi uyarıyoruz."
)


@pytest.mark.parametrize(
    "copy",
    [
        CAMPAIGN.upper(),
        CAMPAIGN + " 😡😡😡",
        "@biri: " + CAMPAIGN + " https://ornek.com/a1b2 #boykot",
        CAMPAIGN.replace(",", "").replace(".", "!!!"),
        CAMPAIGN.replace("ı", "i").replace("ş", "s").replace("ö", "o"),
        CAMPAIGN.replace("haftalardır", "haftalardır 12345") + " [PHONE]",
    ],
)
def test_a_copy_in_other_dress_has_the_same_key(copy: str) -> None:
    assert copy_key(copy) == copy_key(CAMPAIGN) != ""


def test_most_copies_with_a_word_added_at_an_end_keep_the_key() -> None:
    added = ["lütfen", "paylaşın", "duyurun", "bakın", "rezalet", "arkadaşlar", "yeter", "artık", "please", "share"]
    kept = sum(copy_key(f"{CAMPAIGN} {word}") == copy_key(CAMPAIGN) for word in added)
    assert kept >= len(added) // 2


def test_different_texts_have_different_keys() -> None:
    other = "Kargom üç gündür aynı şubede bekliyor, kuryeye ulaşamıyorum ve şube telefonlara bakmıyor"
    assert copy_key(other) not in ("", copy_key(CAMPAIGN))


@pytest.mark.parametrize(
    "text", ["", "çok kötü", "Çok kötü bir ürün, kimseye tavsiye etmiyorum", "👍👍👍", "@a @b http://c.d"]
)
def test_a_short_text_has_no_key(text: str) -> None:
    assert copy_key(text) == ""


def test_the_key_is_the_same_in_every_process() -> None:
    assert copy_key("bir iki üç dört beş altı yedi sekiz") == "8b7f482ffcccad8c"


@given(st.text(st.characters()))
def test_any_text_has_a_key_of_sixteen_hex_digits_or_none(text: str) -> None:
    key = copy_key(text)
    assert key == "" or (len(key) == 16 and int(key, 16) >= 0)
