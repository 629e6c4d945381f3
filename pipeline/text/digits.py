"""Personal numbers: TCKN, VKN, payment card, phone. Proven by checksum, by the shape of the groups or by the word
before.

Called by `redaction` on text whose e-mails, handles, names and plates are already placeholders. A row of digits is
cut into its groups ("0532 123 45 67" has four) and every run of neighbouring groups that has a legal length is
judged, so that order numbers, prices, dates and amounts survive. Checksums come from python-stdnum, phone plans from
phonenumbers; neither may be re-implemented here. Linear in the length of the text: a judged window has at most eight
groups and nineteen digits.
"""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Literal, NamedTuple, TypeAlias

import phonenumbers
from phonenumbers import PhoneNumberType
from stdnum import luhn
from stdnum.tr import tckimlik, vkn

from pipeline.text.turkish import fold

NumberKind: TypeAlias = Literal["TCKN", "VKN", "CARD", "PHONE"]

# White space, line breaks, dots, dashes, slashes, brackets, control and zero-width characters, the frame of keycap
# emoji.
_SEPARATOR = r"[\s.\-\u2010-\u2015\u2212/()_\x00-\x08\xad\u200b-\u200f\u2060\ufeff\ufe0f\u20e3]"
_RUN = re.compile(rf"\d(?:{_SEPARATOR}{{0,3}}\d){{9,}}")
_GROUP = re.compile(r"\d+")
_MAX_GROUPS, _MIN_DIGITS, _MAX_DIGITS = 8, 10, 19
_CONTEXT = 40

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
_BARE_PHONE_SHAPES = {(3, 3, 2, 2), (3, 3, 4), (3, 7), (3, 4, 3), (3, 2, 2, 3), (10,)}
_PERSONAL_LINES = {
    PhoneNumberType.MOBILE,
    PhoneNumberType.FIXED_LINE,
    PhoneNumberType.FIXED_LINE_OR_MOBILE,
    PhoneNumberType.PERSONAL_NUMBER,
    PhoneNumberType.PAGER,
}

# Read on the folded text right before a number.
_A_REFERENCE = re.compile(
    r"\b(?:siparis|order|takip|tracking|kargo|gonderi|barkod|barcode|referans|ref|reference|fatura|invoice|dosya|talep|ticket"
    r"|basvuru|sozlesme|pnr|kampanya|urun|seri|serial|imei|abone|abonelik|tesisat|rezervasyon|booking|confirmation|police"
    r"|islem|dekont|evrak|kayit|sikayet|musteri|hesap|case|claim|sube|model|stok|kupon|sayac)\w*\W*"
    r"(?:(?:no|nu|num|numara\w*|kod\w*|number|code|id|su|olan)\b\W*){0,3}$"
)
_A_PHONE = re.compile(
    r"\b(?:tel|telefon|cep|gsm|hat|hatt|arayin|ara|arama|phone|mobile|cell|call|text|whatsapp|wp|wa|iletisim|ulas|msisdn|sms)"
    r"\w{0,8}\W*(?:\w+\W+){0,2}$"
)
_A_CARD = re.compile(r"\b(?:kart|card|bankamatik|bankomat|debit|pan\b|maestro|unionpay)\w*\W*(?:\w+\W+){0,3}$")
_A_TAX_NUMBER = re.compile(r"(?:\bvergi|\bvkn|\bv\.?d\b|\bvergino|\bmukellef|\btax)\w*\W*(?:\w+\W+){0,3}$")
_AN_IDENTITY = re.compile(r"(?:\btc|\bt\.c|tckn|kimlik|\bnational id)\w*\W*(?:\w+\W+){0,3}$")
_A_TAX_NUMBER_AFTER = re.compile(r"^[^\w\[]{0,3}(?:vergi|vkn)")
_GLUED_CODE = re.compile(r"[A-ZÇĞİÖŞÜ]+$")
_LABELS = frozenset({"TC", "TCKN", "TCNO", "NO", "VKN", "TEL", "TLF", "CEP", "GSM", "KIMLIK", "KART", "TELEFON"})


class Window(NamedTuple):
    """Neighbouring groups of digits that may be one number, with the text on both sides."""

    digits: str  # ASCII
    shape: tuple[int, ...]  # digits a group
    separators: str
    plus: bool  # a "+" stands before it
    spread: bool  # one digit a group, and nothing else in the run: "5 3 2 1 ..."
    before: str  # to the last digit or placeholder
    after: str


def replace_numbers(text: str, replace: Callable[[NumberKind], str]) -> str:
    """The text with every personal number replaced by what `replace` answers for its kind."""
    if not _RUN.search(text):
        return text
    pieces: list[str] = []
    done = 0
    for start, end, kind in _findings(text):
        pieces += (text[done:start], replace(kind))
        done = end
    pieces.append(text[done:])
    return "".join(pieces)


def _findings(text: str) -> Iterator[tuple[int, int, NumberKind]]:
    for run in _RUN.finditer(text):
        spans = [match.span() for match in _GROUP.finditer(text, *run.span())]
        yield from _findings_in_run(text, spans)


def _findings_in_run(text: str, spans: list[tuple[int, int]]) -> Iterator[tuple[int, int, NumberKind]]:
    """Left to right; what lies between two findings is a run of its own and is judged once more as a whole."""
    first = begin = 0
    while begin < len(spans):
        found = _longest_at(text, spans, begin)
        if found is None:
            begin += 1
            continue
        end, kind = found
        yield from _whole(text, spans[first:begin])
        yield _begin(text, spans[begin][0], spans[end - 1][1]), spans[end - 1][1], kind
        first = begin = end
    yield from _whole(text, spans[first:])


def _longest_at(text: str, spans: list[tuple[int, int]], begin: int) -> tuple[int, NumberKind] | None:
    total, ends = 0, []
    for end in range(begin + 1, min(begin + _MAX_GROUPS, len(spans)) + 1):
        total += spans[end - 1][1] - spans[end - 1][0]
        if total > _MAX_DIGITS:
            break
        if total >= _MIN_DIGITS:
            ends.append(end)
    for end in reversed(ends):
        kind = _kind(_window(text, spans[begin:end], spread=False))
        if kind:
            return end, kind
    return None


def _whole(text: str, spans: list[tuple[int, int]]) -> Iterator[tuple[int, int, NumberKind]]:
    """A number whose digits are spread one by one ("5 3 2 1 ..."): only when nothing else stands in the run."""
    if not _MIN_DIGITS <= len(spans) <= _MAX_DIGITS or any(end - start > 1 for start, end in spans):
        return
    kind = _kind(_window(text, spans, spread=True))
    if kind:
        yield _begin(text, spans[0][0], spans[-1][1]), spans[-1][1], kind


def _begin(text: str, start: int, end: int) -> int:
    """Where a number begins when its plus sign and the opening bracket of its area code count."""
    begin = start
    if begin and text[begin - 1] == "(" and ")" in text[start:end]:
        begin -= 1
    if begin and text[begin - 1] in "+＋":
        begin -= 1
    return begin


def _window(text: str, spans: list[tuple[int, int]], spread: bool) -> Window:
    start, end = spans[0][0], spans[-1][1]
    separators = "".join(text[left[1] : right[0]] for left, right in pairwise(spans))
    return Window(
        digits="".join(_ascii(text[left:right]) for left, right in spans),
        shape=tuple(right - left for left, right in spans),
        separators=separators,
        plus="+" in text[max(0, start - 2) : start] or "＋" in text[max(0, start - 2) : start],
        spread=spread,
        before=_before(text, start),
        after=text[end : end + 12],
    )


def _ascii(digits: str) -> str:
    return digits if digits.isascii() else "".join(str(int(digit)) for digit in digits)


def _before(text: str, start: int) -> str:
    """The words before a number, to the last digit or bracket: redacting what is there changes nothing here."""
    return re.split(r"[\d\[\]]", text[max(0, start - _CONTEXT) : start])[-1]


def _kind(window: Window) -> NumberKind | None:
    size = len(window.digits)
    if _is_glued(window) or not _MIN_DIGITS <= size <= _MAX_DIGITS:
        return None
    if size >= 13 and _is_card(window):
        return "CARD"
    if size <= 15 and _is_phone(window):
        return "PHONE"
    if size == 11 and _is_tckn(window):
        return "TCKN"
    if size == 10 and _is_vkn(window):
        return "VKN"
    return None


def _is_glued(window: Window) -> bool:
    """Whether capitals stand right before the digits and are no label: part of a code such as a tracking number."""
    code = _GLUED_CODE.search(window.before)
    return code is not None and fold(code.group()).upper() not in _LABELS


def _said_before(window: Window) -> str:
    """The folded words before the number and one space, as the patterns above read them."""
    return fold(window.before) + " "


def _is_reference(window: Window) -> bool:
    return bool(_A_REFERENCE.search(_said_before(window)))


def _is_card(window: Window) -> bool:
    shaped = len(window.shape) == 1 or window.spread or window.shape in _CARD_SHAPES
    if not shaped or len(set(window.digits)) == 1 or not luhn.is_valid(window.digits):
        return False
    if _CARD_PREFIX.match(window.digits):
        return not _is_reference(window)
    return bool(_WIDE_CARD_PREFIX.match(window.digits) and _A_CARD.search(_said_before(window)))


def _is_tckn(window: Window) -> bool:
    if not tckimlik.is_valid(window.digits):
        return False
    if len(window.shape) == 1 or window.spread or window.shape in _TCKN_SHAPES:
        return not _is_reference(window)
    return bool(_AN_IDENTITY.search(_said_before(window)))


def _is_vkn(window: Window) -> bool:
    """One in ten numbers passes this checksum, so the word must stand there too."""
    if len(window.shape) > 1 and not (window.spread or window.shape in {(3, 3, 4), (3, 3, 2, 2), (5, 5)}):
        return False
    named = _A_TAX_NUMBER.search(_said_before(window)) or _A_TAX_NUMBER_AFTER.search(fold(window.after))
    return bool(named) and bool(vkn.is_valid(window.digits))


def _is_phone(window: Window) -> bool:
    if window.plus:
        return _is_personal_line("+" + window.digits, None)
    if window.digits.startswith("00") and (_is_dialled_abroad(window) or window.digits.startswith("0090")):
        return _is_personal_line("+" + window.digits[2:], None)
    return _is_turkish_phone(window) or _is_american_phone(window)


def _is_dialled_abroad(window: Window) -> bool:
    """Whether leading zeros are a dialling prefix and no account's: "0049 30 901820", or the word before says so."""
    return (len(window.shape) > 2 and window.shape[0] in (4, 5)) or bool(_A_PHONE.search(_said_before(window)))


def _is_turkish_phone(window: Window) -> bool:
    prefix, national = window.digits[:-10], window.digits[-10:]
    if prefix not in ("", "0", "90") or national[0] not in "2345" or national[3:6] == "444":
        return False
    if not (_is_phone_shape(window.shape, len(prefix)) or window.spread):
        return False
    if not prefix and window.shape not in _BARE_PHONE_SHAPES and not window.spread:
        return False
    mobile = national[0] == "5"
    if (not mobile or not prefix) and _is_reference(window):
        return False
    if not mobile and not prefix and len(window.shape) == 1 and not _A_PHONE.search(_said_before(window)):
        return False
    return _is_personal_line(national, "TR")


def _is_phone_shape(shape: tuple[int, ...], prefix: int) -> bool:
    """Whether no group ends inside the area code and no single digit follows it ("05.05.2023 500" is no phone)."""
    if shape == (2, 2, 3, 2, 2):
        return True
    end = 0
    for size in shape:
        if end >= prefix + 3 and size < 2:
            return False
        end += size
        if prefix < end < prefix + 3:
            return False
    return True


def _is_american_phone(window: Window) -> bool:
    """North American lines with dashes, dots or brackets, or after "call": 214-555-0123, (214) 555-0123."""
    if window.shape not in {(3, 3, 4), (1, 3, 3, 4)} or _is_reference(window):
        return False
    marked = re.search(r"[-.\u2010-\u2015)]", window.separators) or _A_PHONE.search(_said_before(window))
    return bool(marked) and _is_personal_line("+1" + window.digits[-10:], None)


def _is_personal_line(number: str, region: str | None) -> bool:
    """Whether the number exists in its country's plan and is a person's or an office's line, not a service number."""
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.number_type(parsed) in _PERSONAL_LINES
