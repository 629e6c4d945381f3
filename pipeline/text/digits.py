"""Personal numbers: TCKN, VKN, payment card, phone. Proven by checksum, by shape or by the word before.

Called by `redaction` on text whose e-mails, handles, names and plates are already placeholders. Order numbers,
prices, dates and amounts survive. Checksums come from python-stdnum and may not be re-implemented here.
"""

import re
from collections.abc import Callable

from stdnum import luhn
from stdnum.tr import tckimlik, vkn

from pipeline.text.phones import is_phone
from pipeline.text.turkish import fold
from pipeline.text.windows import NumberKind, Window, contains_numbers, findings, is_reference, said_before

# Visa, Mastercard, American Express, Troy, Discover, Diners, JCB; then UnionPay and Maestro, whose ranges are wide.
_CARD_PREFIX = re.compile(
    r"4(?:\d{12}|\d{15})$|5[1-5]\d{14}$|2(?:2[2-9]|[3-6]\d|7[01])\d{13}$|2720\d{12}$|3[47]\d{13}$|9792\d{12}$"
    r"|6(?:011|4[4-9]\d|5\d\d)\d{12}$|3(?:0[0-5]|[68]\d)\d{11}$|35(?:2[89]|[3-8]\d)\d{12}$"
)
_WIDE_CARD_PREFIX = re.compile(r"62\d{14,17}$|5[0678]\d{11,17}$|6\d{15}$|4\d{18}$")
_CARD_SHAPES = {(4, 4, 4, 4), (4, 4, 4, 4, 3), (4, 6, 5), (4, 6, 4), (4, 12), (6, 6, 4)}
_TCKN_SHAPES = {
    (3, 3, 3, 2),
    (3, 3, 2, 3),
    (2, 3, 3, 3),
    (3, 4, 4),
    (4, 4, 3),
    (6, 5),
    (5, 6),
    (9, 2),
    (2, 2, 2, 2, 2, 1),
}

# Read on the folded words right before a number.
_A_CARD = re.compile(r"\b(?:kart|card|bankamatik|bankomat|debit|pan\b|maestro|unionpay)\w*\W*(?:\w+\W+){0,3}$")
_A_TAX_NUMBER = re.compile(r"(?:\bvergi|\bvkn|\bv\.?d\b|\bvergino|\bmukellef|\btax)\w*\W*(?:\w+\W+){0,3}$")
_AN_IDENTITY = re.compile(r"(?:\btc|\bt\.c|tckn|kimlik|\bnational id)\w*\W*(?:\w+\W+){0,3}$")
_A_TAX_NUMBER_AFTER = re.compile(r"^[^\w\[]{0,3}(?:vergi|vkn)")
_GLUED_CODE = re.compile(r"[A-ZÇĞİÖŞÜ]+$")
_LABELS = frozenset({"TC", "TCKN", "TCNO", "NO", "VKN", "TEL", "TLF", "CEP", "GSM", "KIMLIK", "KART", "TELEFON"})


def replace_numbers(text: str, replace: Callable[[NumberKind], str]) -> str:
    """The text with every personal number replaced by what `replace` answers for its kind."""
    if not contains_numbers(text):
        return text
    pieces: list[str] = []
    done = 0
    for start, end, kind in findings(text, _kind):
        pieces += (text[done:start], replace(kind))
        done = end
    pieces.append(text[done:])
    return "".join(pieces)


def _kind(window: Window) -> NumberKind | None:
    kind = _kind_of_digits(window)
    return None if kind is None or _is_glued(window) else kind


def _kind_of_digits(window: Window) -> NumberKind | None:
    size = len(window.digits)
    if size >= 13 and _is_card(window):
        return "CARD"
    if size == 10 and _is_vkn(window):
        return "VKN"
    if size <= 15 and is_phone(window):
        return "PHONE"
    if size == 11 and _is_tckn(window):
        return "TCKN"
    return None


def _is_glued(window: Window) -> bool:
    """Whether capitals stand right before the digits and are no label: part of a code such as a tracking number."""
    code = _GLUED_CODE.search(window.before)
    return code is not None and fold(code.group()).upper() not in _LABELS


def _is_card(window: Window) -> bool:
    shaped = len(window.shape) == 1 or window.spread or window.shape in _CARD_SHAPES
    if not shaped or len(set(window.digits)) == 1 or not luhn.is_valid(window.digits):
        return False
    if _CARD_PREFIX.match(window.digits):
        return not is_reference(window)
    return bool(_WIDE_CARD_PREFIX.match(window.digits) and _A_CARD.search(said_before(window)))


def _is_tckn(window: Window) -> bool:
    if not tckimlik.is_valid(window.digits):
        return False
    if len(window.shape) == 1 or window.spread or window.shape in _TCKN_SHAPES:
        return not is_reference(window)
    return bool(_AN_IDENTITY.search(said_before(window)))


def _is_vkn(window: Window) -> bool:
    """One in ten numbers passes this checksum, so the word must stand there too."""
    if len(window.shape) > 1 and not (window.spread or window.shape in {(3, 3, 4), (3, 3, 2, 2), (5, 5)}):
        return False
    if not vkn.is_valid(window.digits):
        return False
    named = _A_TAX_NUMBER.search(said_before(window)) or _A_TAX_NUMBER_AFTER.search(fold(window.after))
    return named is not None
