"""Turkish nouns inflected by the book, in Turkish letters: what the stemmer must see through."""

from __future__ import annotations

# Noun, its form before a vowel.
NOUNS = {
    "kredi": "kredi", "kitap": "kitab", "ekmek": "ekmeğ", "şube": "şube", "hesap": "hesab", "başvuru": "başvuru",
    "ücret": "ücret", "kanat": "kanad", "ağaç": "ağac", "zam": "zamm", "hak": "hakk", "renk": "reng",
    "şehir": "şehr", "burun": "burn", "müşteri": "müşteri", "gişe": "gişe", "puan": "puan", "kart": "kart",
    "bankamatik": "bankamatiğ", "çöp": "çöp", "yol": "yol", "otobüs": "otobüs", "ödeme": "ödeme", "kuyruk": "kuyruğ",
}  # fmt: skip
POSSESSED = ("", "ım", "ın", "ı", "ımız", "ınız")
CASES = ("", "ı", "a", "da", "dan", "ın")
_HARD = "çfhkpsşt"


def inflected(noun: str, *, plural: bool, possessed: str, case: str) -> str:
    """kitap, plural, "ım", "dan" -> kitaplarımdan; buffer letters and hardening as grammar wants them."""
    word, before_vowel = (noun + _fit(noun, "lar"),) * 2 if plural else (noun, NOUNS[noun])
    if possessed:
        if word[-1] in "aeıioöuü":
            word = word + _fit(word, {"ı": "sı"}.get(possessed, possessed[1:]))
        else:
            word = before_vowel + _fit(word, possessed)
        before_vowel = word
    return _with_case(word, before_vowel, case, third=possessed == "ı") if case else word


def _with_case(word: str, before_vowel: str, case: str, *, third: bool) -> str:
    if case[0] == "d":
        hard = "t" if word[-1] in _HARD else "d"
        return word + _fit(word, ("n" if third else "") + (case if third else hard + case[1:]))
    if word[-1] in "aeıioöuü":
        buffer = "n" if third or case == "ın" else "y"
        return word + _fit(word, buffer + case)
    return before_vowel + _fit(word, case)


def _fit(word: str, suffix: str) -> str:
    """The suffix in the vowels that follow the last vowel of the word."""
    fitted = ""
    for letter in suffix:
        last = next(vowel for vowel in reversed(word + fitted) if vowel in "aeıioöuü")
        if letter == "a":
            fitted += "a" if last in "aıou" else "e"
        elif letter == "ı":
            fitted += {"a": "ı", "ı": "ı", "e": "i", "i": "i", "o": "u", "u": "u", "ö": "ü", "ü": "ü"}[last]
        else:
            fitted += letter
    return fitted
