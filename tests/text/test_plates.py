"""Number plates and document serials."""

import pytest

from pipeline.text.pii import redact


@pytest.mark.parametrize(
    "text",
    [
        "{} plakalı araç",
        "Aracımın plakası {} olarak kayıtlı",
        "servis {} ile geldi",
    ],
)
@pytest.mark.parametrize("plate", ["34 ABC 123", "06 AB 1234", "81 BC 123", "01 ABC 12", "34-ABC-123"])
def test_a_plate_is_found_spaced_and_in_capitals(text: str, plate: str) -> None:
    assert redact(text.format(plate)) == text.format("[PLATE]")


@pytest.mark.parametrize("plate", ["34abc123", "06 ab 1234", "07AU0432", "35 M 9364"])
def test_other_spellings_need_the_word_beside_them(plate: str) -> None:
    assert redact(f"{plate} plakalı dolmuş") == "[PLATE] plakalı dolmuş"
    assert redact(f"bugün {plate} aldım") == f"bugün {plate} aldım"


@pytest.mark.parametrize(
    "text",
    [
        "82 ABC 123 diye bir il yok",
        "34 ABCD 123",
        "34 QWX 123",
        "24 AY 1200 TL taksit",
        "50 TL 1000 puan",
        "10 GB 500 dakika",
        "55NU7100 televizyon",
        "Samsung 55 CU 8000 TV",
        "25 MAR 24 tarihinde",
        "13 PRO 256 telefon",
    ],
)
def test_amounts_models_and_dates_are_no_plates(text: str) -> None:
    assert redact(text) == text


def test_a_plate_behind_an_amount_is_found() -> None:
    assert redact("12 TAN 34 BC 123 plakalı") == "12 TAN [PLATE] plakalı"


def test_document_serials_need_the_documents_name() -> None:
    assert redact("pasaport no U12345678") == "pasaport no [ID]"
    assert redact("kimlik seri no A12B34567") == "kimlik seri no [ID]"
    assert redact("ürün kodu A12B34567") == "ürün kodu A12B34567"
