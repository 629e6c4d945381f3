"""Does a word come from a stem? Turkish suffixes by class, with softening and vowel harmony.

Called by `phrases` for every word of a text that begins like a seed word. Words and stems are
folded (`models.folding.fold`), so that "Kitabı", "KİTABI" and "kitabi" are one and ASCII
Turkish needs no rules of its own; what folding makes ambiguous (ı/i, o/ö, u/ü) gets the benefit
of the doubt, a/e does not. Pure, and no dictionary: a stem is whatever a company wrote.
"""

from __future__ import annotations

import re
from functools import lru_cache

from models.topics.verbs import DECLINED, conjugated, known

MOST_SUFFIXES = 24  # letters; longer tails are no word that anybody writes

# What may follow a noun, each at most as Turkish orders them: derivation, plural, possession, case, copula.
_NOUN = re.compile(r"(?:(?:l[iu]k?|s[iu]z|c[iu]|c[ae]|l[iu]g|s[ae]l)){0,2}" + DECLINED)
# What may follow a verb: voice, negation, ability, tense or participle, person; participles decline like nouns.
_VERB = re.compile(
    r"(?:[iu]?[lnt]|[dt][iu]r|[iu]s|[iu]r|[ae]r){0,3}"
    r"(?:y?[ae]m[ae]?|m[ae]|y?[ae]b[iu]l|y?[iu]v[ae]r|m)?"
    r"(?:y?[iu]?yor|[iu]yo|y?[ae]c[ae][kg]|y?[ae]?c[ae]m|[dt][iu][kg]?|m[iu]s|m[ae]k|m[ae]kt[ae]|m[ae]l[iu]|y?[ae]n|y?[iu]p"
    r"|[iu]r|[ae]r|r|z|s[iu]n|y?[ae]|s[ae]|m[ae]z|y?[ae]r[ae]k|m[ae]d[ae]n|y?[iu]nc[ae]|y?[iu]|y?[iu][sc]|y?k[ae]n|y?[iu]c[iu])?"
    r"(?:l[ae]r)?(?:[iu]?m[iu]z|[iu]?n[iu]z|s[iu]n[iu]z|s[iu]n|l[ae]r[iu]|y?[iu]z|[iu]m|[iu]n|s[iu]|m|n|k|[iu])?"
    r"(?:n?(?:[iu]n|[yn]?[iu]|[yn]?[ae]|[dt][ae]n?|y?l[ae]))?"
    r"(?:l[ae]r)?(?:[dt][iu]r|y?[dt][iu]k?|y?m[iu]s|y?s[ae])?(?:[iu]?m|n|k|l[ae]r|n[iu]z|s[iu]n|[iu]z)?"
)
_ENGLISH = re.compile(r"(?:'?s|es|d|ed|ing|er|ers|ly|ment|ments|ings|able)?")
_DOUBLES = re.compile(r"[^aeiou][aeiou][^aeiouwxy]$")  # ship -> shipped, cancel -> cancelling; not bill, not "letter"
_SOFTENED = {"k": "g", "p": "b", "t": "d"}  # kitap -> kitabı, ekmek -> ekmeği, kanat -> kanadı; ç -> c fold alike
_HARDENED = {soft: hard for hard, soft in _SOFTENED.items()}
_VOWELS = re.compile(r"[aeiou]")
_AFTER_CONSONANT = re.compile(r"[yn][aeiou]|m$|n$|y|s[iu](?!z|n)")  # buffer letters part vowels, nothing else
# Borrowed words that take front suffixes after a back vowel: saat-ler, seyahat-i, ihtimal-ler, kalb-im, harf-ler.
_DISHARMONIC = re.compile(r"(?:at|ad|al|alp|alb|arf|ark|arb)$")
# Short borrowed words that double before a vowel: hat -> hattı, hatta. Where "a" follows them single it is another
# word (hata, hak -> hakan); "hatı" and "zamı" are written by many, and stand.
_DOUBLED = frozenset({"af", "had", "hak", "hat", "his", "ret", "zam", "zan"})
_INVARIANT = re.compile(r"(?:k[iu]|yor|ken|[iu]yo).*$")  # suffixes that never follow the vowel before them


def comes_from(word: str, stem: str, language: str = "tr", *, verb: bool = False) -> bool:
    """Whether the folded `word` is the folded `stem`, alone or with suffixes of that language.

    A stem of up to three letters takes noun suffixes, or as a `verb` the forms of a verb and no
    others: "zam" finds "zammı" and "zamlar", not "zaman"; "et" finds "edildi", not "etek". An
    unknown language takes any ending of a stem of five letters or more.
    """
    if word == stem:
        return True
    if language == "en":
        return _english(word, stem)
    if language != "tr":
        return len(stem) >= 5 and word.startswith(stem)
    if verb and len(stem) <= 3:
        return conjugated(word, stem) and _in_harmony(stem, word[len(stem) :])
    if stem[-1] in "ae" and re.match(r"[iu]yo", word[len(stem) - 1 :]) and word.startswith(stem[:-1]):
        return len(stem) > 3  # bekle -> bekliyor
    verb = verb or len(stem) > 3
    if stem in _DOUBLED and word[len(stem) : len(stem) + 1] in ("a", "e"):
        return False
    return any(_follows(word, base, vowel_next, verb) and _in_harmony(stem, word[len(base) :])
               for base, vowel_next in bases(stem))  # fmt: skip


@lru_cache(maxsize=8192)
def stems_of(word: str) -> tuple[tuple[str, bool], ...]:
    """The stems that the last word of a Turkish phrase may stand for, and whether they are verbs.

    "konut kredisi" must find "konut kredimiz", "banka hesabı" "banka hesabım", "para çekmek"
    "para çekemedim", "iade et" "iade edilmedi": a compound's own ending and the infinitive's are no part of the stem.
    """
    if verb := known(word):
        return verb
    found = [(word, False)]
    if re.search(r"[aeiou]s[iu]$", word) and len(word) > 5:
        found.append((word[:-2], False))
    elif re.search(r"[^aeiou][iu]$", word) and len(word) > 4:
        bare = word[:-1]
        found.append((bare, False))
        if bare[-1] in _HARDENED:
            found.append((bare[:-1] + _HARDENED[bare[-1]], False))
    if re.search(r"m[ae]k$", word) and (len(word) > 5 or known(word[:-3])):  # etmek, not ekmek
        found.append((word[:-3], True))
    return tuple(found)


@lru_cache(maxsize=8192)
def bases(stem: str) -> tuple[tuple[str, bool], ...]:
    """The forms under which suffixes follow a stem, and whether a vowel must come next.

    "kitap" gives kitap and kitab-, "hak" gives hak and hakk-, "agiz" gives agiz and agz-.
    """
    found = [(stem, False)]
    if len(stem) < 3:
        return tuple(found)
    last = stem[-1]
    if last in _SOFTENED and (len(stem) > 3 or stem.endswith("nk")):
        found.append((stem[:-1] + _SOFTENED[last], True))
    if len(stem) == 3 and last not in "aeiou":
        found.append((stem + last, True))
    if len(stem) in (4, 5) and re.fullmatch(r".*[aeiou][^aeiou][iu][^aeiou]", stem):
        found.append((stem[:-2] + last, True))
    return tuple(found)


def _follows(word: str, base: str, vowel_next: bool, verb: bool) -> bool:
    tail = word[len(base) :]
    if not word.startswith(base) or not tail or len(tail) > MOST_SUFFIXES:
        return False
    if vowel_next and tail[0] not in "aeiou":
        return False
    if base[-1] not in "aeiou" and _AFTER_CONSONANT.match(tail):
        return False
    return bool(_NOUN.fullmatch(tail) or (verb and _VERB.fullmatch(tail)))


def _in_harmony(stem: str, tail: str) -> bool:
    """A word does not change between a and e in its suffixes; o and u may stand for ö and ü here."""
    sounds = _VOWELS.findall(_INVARIANT.sub("", tail))
    clear = [sound for sound in sounds if sound in "ae"]
    if len(set(clear)) > 1:
        return False
    before = _VOWELS.findall(stem)
    if not clear or not before or before[-1] not in "ae" or _DISHARMONIC.search(stem):
        return True
    return clear[0] == before[-1] or sounds[0] not in "ae"


def _english(word: str, stem: str) -> bool:
    if word.startswith(stem):
        tail = word[len(stem) :]
        doubled = tail[1:] in ("ed", "ing", "ings") and tail[0] == stem[-1] and _DOUBLES.search(stem)
        return len(stem) >= 3 and bool(doubled or _ENGLISH.fullmatch(tail))
    changed = stem[:-1]  # delivery -> deliveries, charge -> charging
    if len(stem) < 4 or not word.startswith(changed):
        return False
    tail = word[len(changed) :]
    return (stem.endswith("y") and tail in ("ies", "ied")) or (stem.endswith("e") and tail in ("ing", "ings"))
