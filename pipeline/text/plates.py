"""Turkish number plates, and the serials of identity cards and passports.

Called by `redaction`. A plate is a province (01-81), letters without Ç Ğ İ Ö Q Ş Ü W X, and digits in the legal
combination of counts (Karayolları Trafik Yönetmeliği). Model names ("55NU7100"), amounts ("24 AY 1200 TL") and dates
look alike, so a plate without the word "plaka" or a vehicle near it must be spaced, in capitals and free of units.
"""

import re
from collections.abc import Callable
from typing import Literal, TypeAlias

from pipeline.text.turkish import any_occurs, caseless, fold

SerialKind: TypeAlias = Literal["PLATE", "ID"]
Replace: TypeAlias = Callable[[SerialKind], str]

_PLATE = re.compile(
    r"(0[1-9]|[1-7][0-9]|8[01])(?<![\w.,\]]..)([ .\-]{0,3})([A-Za-z]{1,3})([ .\-]{0,3})(\d{2,5})"
    r"(?![\w\[])(?![.,:][\d\[])"
    r"(?!\s?(?:TL|tl|Tl|₺|\$|€|USD|EUR|GB|gb|MB|lira|LİRA|LIRA|TV|tv|[Tt]elevizyon))"
)
_DIGITS_BY_LETTERS = {1: (4, 5), 2: (3, 4), 3: (2, 3)}
_NO_PLATE_LETTERS = re.compile("[QWXqwx]")
_NO_PLATE_TEXT = """
TL GB MB KB TB KG GR G CM MM MT M KM AY YIL GUN DK SN SA HZ ML LT L KW USD EUR GBP DEV DE DA VE KI BU SU O BIN BIR IKI
ICE OCA SUB MAR NIS MAY HAZ TEM AGU EYL EKI KAS ARA JAN FEB APR JUN JUL AUG SEP OCT NOV DEC PRO MAX PLU LTE MAH SOK
CAD NO KAT SMS ILA VEYA CC HP BAR AMP VOL TON DPI FPS MAH RAM SSD HDD TV LED PC PM AM TO AT IN ON OF AND THE ADT PKT TAN
KDV DAK SAN
"""
_NO_PLATE = frozenset(_NO_PLATE_TEXT.split())
_A_VEHICLE = re.compile(
    r"\b(?:plaka|arac|araba|otomobil|kamyon|otobus|minibus|taksi|motosiklet|motor|surucu|sofor|trafik|hgs|ogs|ruhsat|kasko"
    r"|otopark|vale|plate|vehicle)"
)
_A_PLATE_AFTER = re.compile(r"^[^\w\[]{0,3}plaka")
_SERIAL = re.compile(r"(?<![\w\]])(?:[A-Za-z]\d{2}[A-Za-z]\d{5}|[A-Za-z] ?\d{8}|[A-Za-z]\d{2} ?\d{6})(?![\w\[])")
_A_DOCUMENT = re.compile(r"\b(?:pasaport|passport|kimlik|nufus|ehliyet|surucu belge|identity)\w*\W*(?:\w+\W+){0,3}$")
_DOCUMENT_HINTS = ("pas", "kimlik", "nüfus", "nufus", "ehliyet", "sürücü", "surucu", "identity")
_CONTEXT = 40


def replace_plates(text: str, replace: Replace) -> str:
    """The text with plates and document serials replaced."""
    text = _replace_plates(text, replace)
    low = caseless(text)
    if not any_occurs(_DOCUMENT_HINTS, low):
        return text
    return _SERIAL.sub(lambda match: replace("ID") if _A_DOCUMENT.search(_before(match)) else match.group(), text)


def _replace_plates(text: str, replace: Replace) -> str:
    pieces: list[str] = []
    done, match = 0, _PLATE.search(text)
    while match:
        if _is_plate(match):
            pieces += (text[done : match.start()], replace("PLATE"))
            done = match.end()
        # After a refusal the search goes on inside the match: "10 TL 34 ABC 123" hides a plate behind an amount.
        match = _PLATE.search(text, max(done, match.start() + 1))
    pieces.append(text[done:])
    return "".join(pieces)


def _is_plate(match: re.Match[str]) -> bool:
    _, gap, letters, second_gap, digits = match.groups()
    if len(digits) not in _DIGITS_BY_LETTERS[len(letters)] or _NO_PLATE_LETTERS.search(letters):
        return False
    if _A_PLATE_AFTER.match(fold(match.string[match.end() : match.end() + 12])):
        return True
    if letters.upper() in _NO_PLATE:
        return False
    if _A_VEHICLE.search(_before(match)):
        return True
    return len(letters) > 1 and letters.isupper() and bool(gap and second_gap)


def _before(match: re.Match[str]) -> str:
    """The folded words before a match, to the last digit or bracket: what other rules replace cannot change them."""
    return fold(re.split(r"[\d\[\]]", match.string[max(0, match.start() - _CONTEXT) : match.start()])[-1]) + " "
