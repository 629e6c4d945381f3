"""Rows of digits cut into windows that may each be one number.

Called by `digits`, which judges a window, and by `phones`. "0532 123 45 67" is a row of four groups; every run of
neighbouring groups of a legal length is a window, the longest first, from left to right. Linear in the length of the
text: a window has at most eight groups and nineteen digits. Must not know what makes a number personal.
"""

import re
from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple, TypeAlias

from pipeline.text.turkish import fold

NumberKind: TypeAlias = Literal["TCKN", "VKN", "CARD", "PHONE"]

# White space, line breaks, dots, dashes, slashes, brackets, control and zero-width characters, the frame of keycap
# emoji.
_SEPARATOR = r"[\s.\-\u2010-\u2015\u2212/()_\x00-\x08\xad\u200b-\u200f\u2060\ufeff\ufe0f\u20e3]"
_RUN = re.compile(rf"\d(?:{_SEPARATOR}{{0,3}}\d){{9,}}")
_GROUP = re.compile(r"\d+")
_BARRIER = re.compile(r"[\d\[\]]")
_MAX_GROUPS, _MIN_DIGITS, _MAX_DIGITS = 8, 10, 19
_CONTEXT = 40

# Read on the folded words right before a number.
_A_REFERENCE = re.compile(
    r"\b(?:siparis|order|takip|tracking|kargo|gonderi|barkod|barcode|referans|ref|reference|fatura|invoice|dosya|talep|ticket"
    r"|basvuru|sozlesme|pnr|kampanya|urun|seri|serial|imei|abone|abonelik|tesisat|rezervasyon|booking|confirmation|police"
    r"|islem|dekont|evrak|kayit|sikayet|musteri|hesap|case|claim|sube|model|stok|kupon|sayac)\w*\W*"
    r"(?:(?:no|nu|num|numara\w*|kod\w*|number|code|id|su|olan)\b\W*){0,3}$"
)


class Window(NamedTuple):
    """Neighbouring groups of digits that may be one number, and where in the text they stand."""

    digits: str  # ASCII
    shape: tuple[int, ...]  # digits a group
    spread: bool  # one digit a group, and nothing else in the run: "5 3 2 1 ..."
    text: str
    start: int
    end: int

    @property
    def plus(self) -> bool:
        """Whether a plus sign stands before it."""
        sign = self.text[max(0, self.start - 2) : self.start]
        return "+" in sign or "＋" in sign

    @property
    def before(self) -> str:
        """The words before it, to the last digit or bracket: redacting what is there changes nothing here."""
        return _BARRIER.split(self.text[max(0, self.start - _CONTEXT) : self.start])[-1]

    @property
    def after(self) -> str:
        """The characters right after it."""
        return self.text[self.end : self.end + 12]

    def written(self) -> str:
        """The number with its separators, as it stands in the text."""
        return self.text[self.start : self.end]


Judge: TypeAlias = Callable[[Window], NumberKind | None]


def contains_numbers(text: str) -> bool:
    """Whether a text has a row of digits long enough to be looked at."""
    return _RUN.search(text) is not None


def findings(text: str, judge: Judge) -> Iterator[tuple[int, int, NumberKind]]:
    """Start, end and kind of every window that `judge` knows."""
    for run in _RUN.finditer(text):
        spans = [match.span() for match in _GROUP.finditer(text, *run.span())]
        yield from _findings_in_run(text, spans, judge)


def _findings_in_run(text: str, spans: list[tuple[int, int]], judge: Judge) -> Iterator[tuple[int, int, NumberKind]]:
    """Left to right; what lies between two findings is a run of its own and is judged once more as a whole."""
    first = begin = 0
    while begin < len(spans):
        found = _longest_at(text, spans, begin, judge)
        if found is None:
            begin += 1
            continue
        end, kind = found
        yield from _whole(text, spans[first:begin], judge)
        yield _begin(text, spans[begin][0], spans[end - 1][1]), spans[end - 1][1], kind
        first = begin = end
    yield from _whole(text, spans[first:], judge)


def _longest_at(text: str, spans: list[tuple[int, int]], begin: int, judge: Judge) -> tuple[int, NumberKind] | None:
    total, ends = 0, []
    for end in range(begin + 1, min(begin + _MAX_GROUPS, len(spans)) + 1):
        total += spans[end - 1][1] - spans[end - 1][0]
        if total > _MAX_DIGITS:
            break
        if total >= _MIN_DIGITS:
            ends.append(end)
    for end in reversed(ends):
        kind = judge(_window(text, spans[begin:end], spread=False))
        if kind is not None:
            return end, kind
    return None


def _whole(text: str, spans: list[tuple[int, int]], judge: Judge) -> Iterator[tuple[int, int, NumberKind]]:
    """A number whose digits are spread one by one ("5 3 2 1 ..."): only when nothing else stands in the run."""
    if not _MIN_DIGITS <= len(spans) <= _MAX_DIGITS or any(end - start > 1 for start, end in spans):
        return
    kind = judge(_window(text, spans, spread=True))
    if kind is not None:
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
    return Window(
        digits="".join([_ascii(text[left:right]) for left, right in spans]),
        shape=tuple([right - left for left, right in spans]),
        spread=spread,
        text=text,
        start=spans[0][0],
        end=spans[-1][1],
    )


def _ascii(digits: str) -> str:
    return digits if digits.isascii() else "".join(str(int(digit)) for digit in digits)


def said_before(window: Window) -> str:
    """The folded words before the number and one space, as the patterns read them."""
    return fold(window.before) + " "


def is_reference(window: Window) -> bool:
    return bool(_A_REFERENCE.search(said_before(window)))
