"""Personal numbers: what a checksum, a shape or the word before proves, and what must survive.

All numbers are made here from their checksums; they are nobody's.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.tr import tckimlik, vkn

from pipeline.text.pii import redact


def a_tckn(nine: str) -> str:
    return f"{nine}{tckimlik.calc_check_digits(nine)}"


def a_card(all_but_last: str) -> str:
    return f"{all_but_last}{luhn.calc_check_digit(all_but_last)}"


def grouped(number: str, *sizes: int, by: str = " ") -> str:
    """The number cut into groups: `grouped("12345", 2, 3)` is "12 345"."""
    starts = [sum(sizes[:index]) for index in range(len(sizes))]
    return by.join(number[start : start + size] for start, size in zip(starts, sizes, strict=True))


TCKN = a_tckn("123456789")
VKN = "123456789" + vkn.calc_check_digit("123456789")
VISA, MASTERCARD, TROY = a_card("411111111111111"), a_card("555555555555444"), a_card("979200000000000")
AMEX = a_card("37828224631000")


@pytest.mark.parametrize(
    "written",
    [
        TCKN,
        grouped(TCKN, 3, 3, 3, 2),
        grouped(TCKN, 6, 5, by="\n"),
        grouped(TCKN, *[1] * 11),
        TCKN.translate({ord(str(digit)): 0x0660 + digit for digit in range(10)}),
        TCKN.translate({ord(str(digit)): 0xFF10 + digit for digit in range(10)}),
        "\u200b".join(TCKN),
    ],
)
def test_a_tckn_is_found_however_it_is_written(written: str) -> None:
    assert redact(f"kimliğim {written} olarak kayıtlı") == "kimliğim [TCKN] olarak kayıtlı"


@given(st.integers(100_000_000, 999_999_999).map(lambda nine: a_tckn(str(nine))))
def test_every_valid_tckn_is_found(number: str) -> None:
    assert redact(f"T.C. {number}.") == "T.C. [TCKN]."


@given(st.integers(100_000_000, 999_999_999), st.integers(1, 9))
def test_eleven_digits_that_fail_the_checksum_stay(nine: int, shift: int) -> None:
    number = a_tckn(str(nine))
    wrong = number[:-1] + str((int(number[-1]) + shift) % 10)
    assert redact(f"no: {wrong}") == f"no: {wrong}"


@pytest.mark.parametrize("card", [VISA, MASTERCARD, TROY])
@pytest.mark.parametrize("by", ["", " ", "-", ".", "  "])
def test_a_card_is_found_together_or_in_fours(card: str, by: str) -> None:
    assert redact(f"kartım {grouped(card, 4, 4, 4, 4, by=by)} ile") == "kartım [CARD] ile"


def test_an_american_express_card_is_found_in_its_own_groups() -> None:
    assert redact(grouped(AMEX, 4, 6, 5)) == "[CARD]"


def test_a_card_with_a_wrong_digit_is_no_card() -> None:
    wrong = VISA[:-1] + str((int(VISA[-1]) + 1) % 10)
    assert redact(f"kod {wrong}") == f"kod {wrong}"


def test_a_tax_number_needs_its_word_because_one_number_in_ten_passes() -> None:
    assert redact(f"vergi no {VKN}") == "vergi no [VKN]"
    assert redact(f"{VKN} vergi numaralı firma") == "[VKN] vergi numaralı firma"
    assert redact(f"kayıt {VKN}") == f"kayıt {VKN}"


@pytest.mark.parametrize(
    "phone",
    [
        "0532 123 45 67",
        "0532 123 4567",
        "0(532) 123 45 67",
        "05321234567",
        "5321234567",
        "532 123 45 67",
        "532-123-45-67",
        "+90 532 123 45 67",
        "+90 (532) 123-4567",
        "905321234567",
        "0090 532 123 45 67",
        "0532.123.45.67",
        "0532/1234567",
        "0 5 3 2 1 2 3 4 5 6 7",
        "0212 345 67 89",
        "(0212) 345 67 89",
        "٠٥٣٢١٢٣٤٥٦٧",
        "+0532 123 45 67",
        "0️⃣5️⃣3️⃣2️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣",
        "+49 30 901820",
        "+44 20 7946 0958",
        "(212) 736-5000",
    ],
)
def test_a_phone_number_is_found_in_its_spellings(phone: str) -> None:
    redacted = redact(f"beni {phone} numarasından arayın")
    assert redacted.startswith("beni [PHONE]")
    assert redacted.endswith("numarasından arayın")


@pytest.mark.parametrize(
    "text",
    [
        "444 0 123 numaralı hattı aradım",
        "0850 222 0 123 açmıyor",
        "0 850 222 01 23",
        "0800 219 00 35",
        "112 ve 155",
        "0212 444 01 23",
    ],
)
def test_service_lines_stay(text: str) -> None:
    assert redact(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "Sipariş no: 5321234567 hâlâ gelmedi",
        "sipariş numaram 20245978080",
        "takip numarası 7258370158774 olan kargo",
        "Order 1312119743 arrived",
        "işlem numaram 2025014350677086",
        "12.05.2024 14:30 ile 13.05.2024 18:00 arası",
        "05.05.2023 500 TL",
        "25–26.10.2025 tarihlerinde",
        "23-27/08/2023 tarihi arası",
        "1.234.567.890,50 TL ve 5.000.000.000 ₺",
        "0015007281263 numaralı hesap",
        "dosya 2025/126943, poliçe 372256824/4",
        "TR12ABC1234567890 seri numarası",
        "kod ABC5321234567",
        "10 20 30 40 50 60",
        "%100 100 Mbps 24 ay 1200 TL",
    ],
)
def test_order_numbers_prices_dates_and_accounts_survive(text: str) -> None:
    assert redact(text) == text


def test_neighbouring_numbers_are_told_apart() -> None:
    assert redact(f"{TCKN} 0532 123 45 67") == "[TCKN] [PHONE]"
    assert redact(f"{grouped(VISA, 4, 4, 4, 4)} 12/27 123") == "[CARD] 12/27 123"


@given(st.text("0123456789 .-/()+\n", max_size=80))
def test_rows_of_digits_are_redacted_once_and_for_all(text: str) -> None:
    assert redact(redact(text)) == redact(text)
