"""Where the seed phrases of many topics stand in a text.

Called by `scoring` for every text. All phrases lie in one table by the first letters of their
first word, so that the cost of a text grows with its words, not with the number of topics. The
words of a phrase may stand up to two words apart, in their order: "kart gelme" finds "kartım
hâlâ gelmedi". Pure.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from models.folding import fold
from models.taxonomy import Topic
from models.topics.stems import comes_from, stems_of

GAP = 2  # words that may stand between two words of a phrase
WORDS_READ = 3_000  # of a text of any length: the first two thirds of them from its beginning
_CHARACTERS_A_WORD = 12
_KEY = 2
_WORD = re.compile(r"\w+")
_APOSTROPHE = re.compile(r"(?<=\w)['’]\w+")


@dataclass(frozen=True, slots=True)
class Phrase:
    """One seed phrase: a stem or several for each of its words; `topic` is its place among the topics."""

    topic: int
    language: str
    words: tuple[tuple[tuple[str, bool], ...], ...]

    def has(self, word: str, at: int) -> bool:
        return any(comes_from(word, stem, self.language, verb=verb) for stem, verb in self.words[at])


def words_of(text: str) -> list[str]:
    """The folded words of a text; what follows an apostrophe is a suffix and goes."""
    room = WORDS_READ * _CHARACTERS_A_WORD
    if len(text) > room:
        text = f"{text[: room * 2 // 3]} {text[-room // 3 :]}"
    words = _WORD.findall(_APOSTROPHE.sub("", fold(text)))
    return words if len(words) <= WORDS_READ else words[: WORDS_READ * 2 // 3] + words[-WORDS_READ // 3 :]


class PhraseTable:
    """Finds for every topic how close its best seed phrase stands together in a text."""

    def __init__(self, topics: Sequence[Topic]) -> None:
        self._count = len(topics)
        self._table: dict[str, list[Phrase]] = defaultdict(list)
        for phrase in _phrases(topics):
            self._table[phrase.words[0][0][0][:_KEY]].append(phrase)

    def gaps(self, text: str) -> dict[int, int]:
        """Topic -> words between the words of its best phrase there; 0 where they follow one another."""
        found: dict[int, int] = {}
        words = words_of(text)
        for at, word in enumerate(words):
            for phrase in self._table.get(word[:_KEY], ()):
                best = found.get(phrase.topic, GAP * len(phrase.words) + 1)
                if best and phrase.has(word, 0):
                    gap = _gap(words, at, phrase)
                    if gap is not None and gap < best:
                        found[phrase.topic] = gap
        return found


def _phrases(topics: Sequence[Topic]) -> Iterator[Phrase]:
    for at, topic in enumerate(topics):
        for language, seeds in topic.seeds.items():
            for seed in seeds:
                words = words_of(seed)
                if words:
                    yield Phrase(at, language, _stems(words, language))


def _stems(words: Sequence[str], language: str) -> tuple[tuple[tuple[str, bool], ...], ...]:
    plain = tuple(((word, False),) for word in words)
    return plain if language != "tr" or len(words) == 1 else (*plain[:-1], stems_of(words[-1]))


def _gap(words: Sequence[str], at: int, phrase: Phrase) -> int | None:
    """How many words stand between those of the phrase that begins at `at`; None where it does not stand there."""
    total, place = 0, at
    for wanted in range(1, len(phrase.words)):
        for skipped, word in enumerate(words[place + 1 : place + 2 + GAP]):
            if phrase.has(word, wanted):
                total, place = total + skipped, place + 1 + skipped
                break
        else:
            return None
    return total
