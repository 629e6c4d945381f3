"""Turkish letters: case with İ/I/ı/i, the folded compare key, elongation and emoji.

Called by every module that compares or shows words: language identification, seed phrases, terms, near-duplicates,
names. Pure functions that accept any `str`, lone surrogates and NUL included, and never raise. Must never be used to
alter the text that is stored or classified: a fold loses the writer's spelling for good.
"""

import re
import unicodedata

TURKISH_LETTERS = "çğıöşüÇĞİÖŞÜ"

_LOWER = str.maketrans({"İ": "i", "I": "ı"})
_UPPER = str.maketrans({"i": "İ", "ı": "I"})

# Control and format characters, variation selectors, skin tones, keycap frames, tag letters and lone surrogates.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u20e3\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001f3fb-\U0001f3ff\U000e0000-\U000e0fff\ud800-\udfff]"
)
_ZERO_WIDTH = re.compile("[\xad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")
# Latin, Greek and Cyrillic accents, Arabic vowel signs and the Arabic elongation stroke. Signs of other scripts stay:
# in Devanagari or Thai they are the vowels of the word.
_MARKS = re.compile("[\u0300-\u036f\u0640\u064b-\u065f\u0670]")
_LONG_LETTER = re.compile(r"([^\W\d_])\1{2,}")
_LONG_RUN = re.compile(r"([^\d\s])\1{2,}")
_EMOJI = re.compile(
    "[\u203c\u2049\u2122\u2139\u2194-\u21aa\u231a-\u23ff\u25aa-\u25fe\u2600-\u27bf\u2934\u2935\u2b05-\u2b55\u3030\u303d\u3297"
    "\u3299\U0001f000-\U0001f3fa\U0001f400-\U0001faff]"
)
_EMOJI_GLUE = "[\ufe0e\ufe0f\u20e3\u200d\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]"
_EMOJI_SEQUENCE = re.compile(f"(?:{_EMOJI.pattern}|{_EMOJI_GLUE})+")


def nfc(text: str) -> str:
    """Canonical composition: "s" + cedilla becomes "ş", "I" + dot above becomes "İ"."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def lower(text: str) -> str:
    """Turkish lower case: İ becomes i and I becomes ı. For text that may be English see `spelling.lower_mixed`."""
    return nfc(text).translate(_LOWER).lower()


def upper(text: str) -> str:
    """Turkish upper case: i becomes İ and ı becomes I."""
    return nfc(text).translate(_UPPER).upper()


def caseless(text: str) -> str:
    """Lower case with the four I's as i, and nothing else: for the cheap question whether a word occurs at all."""
    return text.lower() if text.isascii() else text.replace("İ", "i").replace("ı", "i").replace("ſ", "s").lower()


def any_occurs(hints: tuple[str, ...], low: str) -> bool:
    """Is one of `hints` in `low`, as `caseless` gives it? Asked before a pattern that costs more is tried."""
    for hint in hints:  # noqa: SIM110 - half the time of any(), and this is what most of redaction's time is
        if hint in low:
            return True
    return False


def squeeze(text: str) -> str:
    """Undo elongation: three or more of the same letter become one ("çoooook" -> "çok"); "saat" and "1000" stay."""
    return _LONG_LETTER.sub(r"\1", text)


def visible(text: str) -> str:
    """The text without zero-width, control, variation and skin tone characters, and without lone surrogates."""
    return _INVISIBLE.sub("", text)


def fold(text: str) -> str:
    """The compare key of a text: equal for what a reader takes as the same words.

    Case, the four Turkish I's, accents (so that "çok kötü" meets "cok kotu"), compatibility forms (full-width, bold
    letters), elongation, repeated punctuation, invisible characters and runs of white space are gone; emoji stay,
    without skin tone and once for a row of them. `fold(fold(x)) == fold(x)`, and the result always encodes to UTF-8.
    """
    folded = _fold_once(text)
    # Rare scripts need a second look: lower-casing or composing can bring a letter that folds further.
    while not folded.isascii() and (again := _fold_once(folded)) != folded:
        folded = again
    return folded


def _fold_once(text: str) -> str:
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
        text = unicodedata.normalize("NFC", _MARKS.sub("", text)).replace("ı", "i")
    text = _INVISIBLE.sub("", text).lower()
    return " ".join(_LONG_RUN.sub(r"\1", text).split())


def without_emoji(text: str) -> str:
    """The text with every emoji sequence replaced by one space."""
    return text if text.isascii() else _EMOJI_SEQUENCE.sub(" ", text)


def emoji(text: str) -> list[str]:
    """The emoji of a text in order, each without variation selector, skin tone or joiner."""
    return [] if text.isascii() else _EMOJI.findall(text)


def is_shouting(text: str) -> bool:
    """Whether a text is written in capitals: at least eight letters, nine of ten upper case."""
    upper_count = sum(map(str.isupper, text))
    lower_count = sum(map(str.islower, text))
    return upper_count + lower_count >= 8 and upper_count >= 9 * lower_count
