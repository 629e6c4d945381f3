"""Language identification: short Turkish first, with and without its letters."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.language import LANGUAGES, UNDETERMINED, identify

TURKISH = [
    "cok kotu bir urun aldim",
    "çok kötü bir ürün aldım",
    "ÇOK KÖTÜ BİR ÜRÜN ALDIM",
    "kargom hala gelmedi ya",
    "bugun de internet cekmiyor",
    "garson hiç ilgilenmedi bizimle",
    "faturam neden bu kadar yüksek",
    "begenmedim iade edecegim",
    "hizmetinizden memnun kalmadik",
    "oda temizdi kahvaltı güzeldi",
    "siparisi iptal etmek istiyorum",
    "telefonun şarjı çabuk bitiyor",
]
OTHERS = [
    ("en", "the delivery was late again"),
    ("en", "great phone, bad battery"),
    ("de", "das Paket kam nie an"),
    ("fr", "le service était très lent"),
    ("es", "la comida estaba muy fría"),
    ("it", "il servizio era molto lento"),
    ("pt", "não gostei do atendimento"),
    ("nl", "het eten was niet lekker"),
    ("ru", "доставка была очень быстрой"),
    ("ar", "الخدمة كانت سيئة جدا"),
]


@pytest.mark.parametrize("text", TURKISH)
def test_five_words_of_turkish_are_turkish(text: str) -> None:
    assert identify([text]) == ["tr"]


@pytest.mark.parametrize(("language", "text"), OTHERS)
def test_the_other_nine_are_told_apart(language: str, text: str) -> None:
    assert identify([text]) == [language]


@pytest.mark.parametrize(
    "text", ["", "   ", "😡😡", "12345", "https://ornek.com", "@biri", "ok", "今日はとても良い", "πολύ κακό"]
)
def test_what_cannot_be_known_is_undetermined(text: str) -> None:
    assert identify([text]) == [UNDETERMINED]


def test_a_text_alone_is_answered_as_in_a_batch() -> None:
    texts = [*TURKISH, "", *(text for _, text in OTHERS)]
    assert identify(texts) == [identify([text])[0] for text in texts]


@given(st.lists(st.text(max_size=60), max_size=8))
def test_any_texts_get_one_answer_each(texts: list[str]) -> None:
    answers = identify(texts)
    assert len(answers) == len(texts)
    assert set(answers) <= {*LANGUAGES, UNDETERMINED}


def test_speed_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    texts = TURKISH * 200
    identify(texts)
    began = time.process_time()
    assert len(identify(texts)) == len(texts)
    seconds = time.process_time() - began
    with capsys.disabled():
        print(f"\nlanguage: {seconds / len(texts) * 1e6:.0f} microseconds a text")
