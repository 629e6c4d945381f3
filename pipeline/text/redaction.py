"""The order in which personal data is taken out of a text, so that taking it out twice changes nothing.

Called through `pii`. Each stage replaces what it finds by a placeholder in square brackets. A stage decides by the
characters it replaces and by words that no bracket parts from them; a bracket never joins what was apart. So a later
stage cannot create a finding for an earlier one, and `redact(redact(x)) == redact(x)`. Must stay linear in the length
of the text.
"""

import re
from collections import Counter
from collections.abc import Collection
from typing import Literal, NamedTuple, TypeAlias

from pipeline.text.contacts import replace_contacts
from pipeline.text.digits import replace_numbers
from pipeline.text.iban import replace_ibans
from pipeline.text.names import replace_names
from pipeline.text.plates import replace_plates

Kind: TypeAlias = Literal[
    "TCKN", "VKN", "IBAN", "CARD", "PHONE", "EMAIL", "HANDLE", "SECRET", "IP", "PLATE", "ID", "NAME"
]

_HIDDEN = re.compile("[\x00\xad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]+")
_PLAIN = frozenset("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ@＠.+-_")
_TWO_DIGITS = re.compile(r"\d.{0,3}\d", re.DOTALL)


class Redaction(NamedTuple):
    """A redacted text and how many findings of each kind it had."""

    text: str
    counts: dict[Kind, int]


class _Tally:
    """Answers the placeholder of a kind and counts it."""

    __slots__ = ("counts",)

    def __init__(self) -> None:
        self.counts: Counter[Kind] = Counter()

    def __call__(self, kind: Kind) -> str:
        self.counts[kind] += 1
        return f"[{kind}]"


def redaction(text: str, keep: Collection[str] = ()) -> Redaction:
    """The text without personal data, and how much it had of which kind. `keep`: handles that stay (a brand's)."""
    tally = _Tally()
    if not text.isascii() or "\x00" in text:
        text = _HIDDEN.sub(_without_hidden, text)
    text = replace_contacts(text, tally, keep)
    numeric = _TWO_DIGITS.search(text) is not None
    if numeric:
        text = replace_ibans(text, lambda: tally("IBAN"))
    text = replace_names(text, lambda: tally("NAME"))
    if numeric:
        text = replace_plates(text, tally)
        text = replace_numbers(text, tally)
    return Redaction(text, dict(tally.counts))


def redact(text: str, keep: Collection[str] = ()) -> str:
    """The text with placeholders such as [TCKN], [PHONE], [NAME] for personal data. Idempotent, never raises."""
    return redaction(text, keep).text


def _without_hidden(match: re.Match[str]) -> str:
    """Zero-width characters beside the letters and digits of an address or number go; those of emoji stay."""
    neighbours = match.string[max(0, match.start() - 1) : match.start()], match.string[match.end() : match.end() + 1]
    return "" if any(side in _PLAIN or side.isdigit() for side in neighbours) else match.group()
