"""Bank account numbers in running text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iban

from pipeline.text.pii import redact


def an_iban(country: str, account: str) -> str:
    return f"{country}{iban.calc_check_digits(f'{country}00{account}')}{account}"


TURKISH = an_iban("TR", "0006100519786457841326")
BRITISH = an_iban("GB", "WEST12345698765432")


def in_fours(number: str, by: str) -> str:
    return by.join(number[start : start + 4] for start in range(0, len(number), 4))


@pytest.mark.parametrize("by", ["", " ", "-", "\n", "  ", "\u00a0", "\u200b"])
@pytest.mark.parametrize("number", [TURKISH, BRITISH])
def test_an_iban_is_found_together_or_in_groups(number: str, by: str) -> None:
    assert redact(f"paramı {in_fours(number, by)} hesabına") == "paramı [IBAN] hesabına"


def test_an_iban_is_found_in_small_letters_and_glued_to_its_label() -> None:
    assert redact(f"iban:{TURKISH.lower()}nolu") == "iban:[IBAN]nolu"


def test_a_wrong_check_digit_leaves_the_code_alone() -> None:
    wrong = TURKISH[:-1] + str((int(TURKISH[-1]) + 1) % 10)
    assert redact(wrong) == wrong


def test_words_and_numbers_that_only_begin_alike_stay() -> None:
    text = "de 10 tane aldım tr 20 adet daha istedim no 12 kaldı"
    assert redact(text) == text


def test_an_iban_after_a_word_that_begins_like_one_is_found() -> None:
    assert redact(f"no 12 {in_fours(TURKISH, ' ')}") == "no 12 [IBAN]"


@given(st.text("0123456789", min_size=22, max_size=22))
def test_every_valid_turkish_iban_is_found(account: str) -> None:
    number = an_iban("TR", account)
    assert "[IBAN]" in redact(f"hesap {number} .")


def test_a_turkish_iban_without_its_country_needs_the_word() -> None:
    assert redact("iban: 33 0006 1005 1978 6457 8413 26") == "iban: [IBAN]"
    assert redact("no: 330006100519786457841326") == "no: 330006100519786457841326"
    assert redact("iban: 330006100519786457841327") == "iban: 330006100519786457841327"
