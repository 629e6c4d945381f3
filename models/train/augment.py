"""Noise as people make it: dropped vowels, elongation, slips of the finger, lost punctuation.

Called by `fit` on a share of each epoch's texts. Case and diacritics need none: the tokenizer
folds them. Must never touch a short word's only letters, nor turn a word into its opposite.
"""

from __future__ import annotations

import random
import re

_WORD = re.compile(r"\w+")
_VOWELS = frozenset("aeıioöuüAEIİOÖUÜ")
_PUNCTUATION = re.compile(r"[.,;:!?\"'()]+")
# Letters whose loss or change would turn the meaning: the negations of the ten languages.
_NEGATIONS = "değil degil yok hiç hic ne not no never kein nicht pas jamais nunca mai non niet geen нет не لا ليس"
_KEPT = frozenset(_NEGATIONS.split())


def noisy(text: str, rng: random.Random, rate: float = 0.12) -> str:
    """`text` with about `rate` of its longer words misspelt, sometimes without punctuation."""
    if rng.random() < 0.2:
        text = _PUNCTUATION.sub(" ", text)
    return _WORD.sub(lambda found: _maybe(found.group(), rng, rate), text)


def _maybe(word: str, rng: random.Random, rate: float) -> str:
    if len(word) < 4 or word.lower() in _KEPT or rng.random() >= rate:
        return word
    return rng.choice((_without_vowel, _swapped, _without_letter, _elongated))(word, rng)


def _without_vowel(word: str, rng: random.Random) -> str:
    places = [at for at in range(1, len(word) - 1) if word[at] in _VOWELS]
    return _without(word, rng.choice(places)) if places else word


def _without_letter(word: str, rng: random.Random) -> str:
    return _without(word, rng.randrange(1, len(word)))


def _swapped(word: str, rng: random.Random) -> str:
    at = rng.randrange(1, len(word) - 1)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _elongated(word: str, rng: random.Random) -> str:
    at = rng.randrange(1, len(word))
    return word[:at] + word[at] * rng.choice((1, 1, 3)) + word[at:]


def _without(word: str, at: int) -> str:
    return word[:at] + word[at + 1 :]
