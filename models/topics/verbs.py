"""Turkish verbs of two or three letters: which they are, and the forms they are written in.

Called by `stems`. So short a stem begins many other words ("et" etek, "ver" veri, "yap" yaprak),
so each form must be complete here: voice, negation or ability, then an ending that a verb needs.
All is folded. Pure; must never decide that a word of a text is a verb, only a seed's own word.
"""

from __future__ import annotations

import re

_ALSO_NOUNS = frozenset({"ac", "ara", "at", "bit", "don", "et", "in", "kir", "kur", "tut", "yaz"})
_ONLY_VERBS = frozenset({"al", "bak", "bil", "boz", "bul", "cal", "cek", "cik", "coz", "dus", "gec", "gel", "gir",
                         "git", "gor", "kal", "kes", "kop", "koy", "ode", "ol", "sat", "sil", "sor", "ver",
                         "yap"})  # fmt: skip
_VOWELS = ("a", "e", "i", "u")  # with which a folded ending begins
_SOFT = {"et": "ed", "git": "gid"}
_HARD = {soft: hard for hard, soft in _SOFT.items()}
# Forms of these verbs that mostly are words of their own: "quite", "last (week)", "area", "surely", "thick".
_OTHER_WORDS = frozenset({"oldukca", "gecen", "gecenlerde", "alan", "alani", "alanda", "alaninda", "kesin", "kalin"})

DECLINED = (  # plural, possession, case, "ki", copula
    r"(?:l[ae]r)?"
    r"(?:(?:[iu]?m[iu]z|[iu]?n[iu]z|l[ae]r[iu]|[iu]m|[iu]n|s[iu]|m|n|[iu]))?"
    r"(?:n?(?:[iu]n|[yn]?[iu]|[yn]?[ae]|[dt][ae]n?|[dt][ae]k[iu]|y?l[ae]|c[ae]))?"
    r"(?:k[iu](?:l[ae]r)?(?:n[iu]n?|n[ae]|n?d[ae]n?)?)?"
    r"(?:[dt][iu]r|y?[dt][iu]|y?m[iu]s|y?s[ae]|y?[iu]m|s[iu]n)?"
)
_VOICE = r"(?:[dt][iu]r|[iu]r|[ae]rt?|(?:[iu]|(?<=[aeiou]))t)?(?:(?:[iu]|(?<=[aeiou]))[ln])?(?:[iu]l)?"
_MOOD = r"(?:m[ae]|y?[ae]m[ae]|y?[ae]b[iu]l|y?[iu]v[ae]r)?"
_PAST_PERSON = r"(?:m|n|k|n[iu]z|l[ae]r)?"
_PERSON = (
    r"(?:[iu]?m|[iu]z|s[iu]n(?:[iu]z)?|n)?(?:l[ae]r)?(?:[dt][iu]r|(?:y?[dt][iu]|y?m[iu]s|y?s[ae])" + _PAST_PERSON + ")?"
)
_AORIST = r"(?:[iu]r|(?<![^s][iu]l)[ae]r|(?<=[aeiou])r|(?<=m[ae])[zm])"
_PAST = r"(?:d|(?<=[cfhkpst])t)[iu]"  # "aldi", never "alti"
_ENDING = (
    rf"(?:(?:m|y?[ae]m)?(?:[iu]|(?<=[iu]))yor?{_PERSON}|{_PAST}{_PAST_PERSON}|{_AORIST}(?:k[ae]n|{_PERSON})"
    rf"|m[ae]l[iu](?:y[iu]m|y[iu]z|{_PERSON})|s[ae](?:yd[iu])?{_PAST_PERSON}|s[iu]n(?:l[ae]r)?|y?[iu]n(?:[iu]z)?"
    rf"|y?[ae](?:y[iu]m|l[iu]m)|(?:y?[aei])?c[ae]m|y?[ae]c[ae][kg](?:{_PERSON}|{DECLINED})"
    rf"|m[iu]s(?:{_PERSON}|{DECLINED})|(?:m[ae][kg]?|y?[ae]n|{_PAST}[kg]|(?<![aeiou])[iu]m){DECLINED}"
    rf"|y?[iu]p|y?[ae]r[ae]k|y?[iu]nc[ae]|m[ae]d[ae]n|{_PAST}kc[ae])"
)
_FORM = re.compile(_VOICE + _MOOD + _ENDING)


def known(stem: str) -> tuple[tuple[str, bool], ...]:
    """How a seed's last word of up to three letters is read: verb, noun and verb, or () for no verb."""
    stem = _HARD.get(stem, stem)
    if stem in _ALSO_NOUNS:
        return (stem, False), (stem, True)
    return ((stem, True),) if stem in _ONLY_VERBS else ()


def conjugated(word: str, stem: str) -> bool:
    """Whether `word` is a form of the verb `stem`; harmony is the caller's."""
    if word in _OTHER_WORDS:
        return False
    if stem[-1] in "ae" and word.startswith(stem[:-1]) and re.match(r"[iu]yo", word[len(stem) - 1 :]):
        return _ends(word, len(stem) - 1)  # ode -> oduyor
    if word.startswith(stem):
        vowel_next = word[len(stem) : len(stem) + 1] in _VOWELS
        return not (stem in _SOFT and vowel_next) and _ends(word, len(stem))
    soft = _SOFT.get(stem, "")
    return bool(soft) and word.startswith(soft) and word[len(soft) :][:1] in _VOWELS and _ends(word, len(soft))


def _ends(word: str, at: int) -> bool:
    buffer = word[at - 1] not in "aeiou" and word[at : at + 1] == "y"  # y parts vowels, nothing else
    return not buffer and _FORM.fullmatch(word, at) is not None
