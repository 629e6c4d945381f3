"""The words and word pairs of a text, for the log-odds that say what drives a crisis, and light stems.

Called by the detector's explanations and by the views. Works on redacted text: must never be fed the original,
because its results are shown and stored.
"""

import re

from pipeline.text.spelling import lower_mixed
from pipeline.text.stopwords import STOP_WORDS
from pipeline.text.turkish import fold, squeeze, visible

# A token, or something that ends a word pair: a link, a placeholder, a handle, a number, punctuation.
_TOKEN = re.compile(r"https?://\S+|www\.\S+|\[[^\W\d_]+\]|[@#]?\w+(?:['’]\w+)?|[^\w\s]+")
_PLAIN = re.compile(r"[^\W\d_]{3,25}(?:['’]\w+)?")
_APOSTROPHE = re.compile("['’]")
_NEGATION = frozenset({"değil", "degil", "yok", "not", "no", "never", "hiç"})
_STEM_LENGTH = 5


def stem(word: str) -> str:
    """The first five letters of the folded word.

    For Turkish retrieval this fixed prefix does as well as a lemmatiser (F. Can and others, "Information retrieval on
    Turkish texts", JASIST 59(3), 2008, there called F5).
    """
    return fold(word)[:_STEM_LENGTH]


def terms(text: str) -> list[str]:
    """The distinct content words and pairs of neighbouring content words of a redacted text, in order of appearance.

    Lower case in the writer's letters so that they can be shown; a suffix after an apostrophe is cut ("Ankara'da" ->
    "ankara"). Stop words, links, handles, numbers and placeholders are left out and part the words around them.
    """
    found: dict[str, None] = {}
    previous = ""
    for token in _TOKEN.findall(squeeze(lower_mixed(visible(text)))):
        word = _content_word(token)
        if word:
            found[word] = None
            if previous:
                found[f"{previous} {word}"] = None
        previous = word
    return [term for term in found if term not in _NEGATION]


def _content_word(token: str) -> str:
    if not _PLAIN.fullmatch(token):
        return ""
    word = _APOSTROPHE.split(token, maxsplit=1)[0]
    return "" if fold(word) in STOP_WORDS else word
