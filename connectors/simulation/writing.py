"""A text as its writer would write it: sentences of the material, in the manner of the channel, with the slips of
people in a hurry. Pure; randomness is an argument.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from random import Random

import msgspec

from connectors.simulation import people
from connectors.simulation.brands import Brand, Material, materials
from connectors.simulation.templates import Template, pick, written
from pipeline.feedback import Channel, Sentiment

ASCII = str.maketrans("çğıöşüÇĞİÖŞÜâîû", "cgiosuCGIOSUaiu")
OPPOSITE: dict[Sentiment, Sentiment] = {"negative": "positive", "positive": "negative", "neutral": "neutral"}
FORMS = ("brand_dat", "brand_abl", "brand_loc", "brand_gen", "brand_acc")
# Liras that are a lot, and a little, in a sector.
AMOUNTS = {
    "telecom": (450, 3_900),
    "bank": (500, 90_000),
    "shop": (300, 14_000),
    "airline": (1_500, 19_000),
    "hotel": (6_000, 90_000),
}
SMALL_AMOUNTS = {
    "telecom": (19, 400),
    "bank": (15, 900),
    "shop": (29, 290),
    "airline": (350, 1_450),
    "hotel": (250, 5_500),
}
STRETCHED = "aeıioöuü"


class Subject(msgspec.Struct, frozen=True):
    """Who writes about what, where."""

    brand: Brand
    topic: str
    mood: Sentiment
    channel: Channel
    language: str
    when: datetime


class Words(msgspec.Struct, frozen=True):
    text: str
    title: str = ""


@cache
def writer_of(language: str) -> Writer:
    return Writer(materials()[language], language)


class Writer:
    """Writes in one language."""

    def __init__(self, material: Material, language: str) -> None:
        self._material, self._sheet, self._turkish = material, material.sheet, language == "tr"

    def write(self, subject: Subject, rng: Random) -> Words:
        manner: Callable[[Subject, Random], Words] = {
            "social": self._post,
            "complaint": self._complaint,
            "call": self._note,
            "survey": self._answer,
        }.get(subject.channel, self._review)
        return manner(subject, rng)

    @property
    def passes_on(self) -> bool:
        return bool(self._sheet.campaign)

    def reply(self, subject: Subject, rng: Random) -> str:
        return self._text(self._sheet.replies, subject, rng)

    def campaign(self, subject: Subject, rng: Random) -> str:
        return self._text(self._sheet.campaign, subject, rng)

    def vary(self, text: str, rng: Random) -> str:
        """A copy as people pass it on: word for word, with a bit of their own around it."""
        before, after = rng.choice(("", "", "RT ", "Paylaşalım: ", "👇 ")), rng.choice(("", "", " 🙏", " !!", " 👆"))
        return f"{before}{text}{after}"

    def _post(self, subject: Subject, rng: Random) -> Words:
        if subject.mood == "negative" and self._sheet.sarcasm and rng.random() < 0.07:
            body = self._text(self._sheet.sarcasm, subject, rng)
        else:
            opener = self._opener("social_positive" if subject.mood == "positive" else "social", subject, rng)
            said = self._sentences(subject, rng, (1, 1, 1, 2))
            runs_on = opener and not opener.endswith(":")
            body = _joined(opener, _lower_first(said, turkish=self._turkish) if runs_on else said)
        if rng.random() < 0.015:
            body = _joined(body, self._text(self._sheet.contacts, subject, rng))
        if rng.random() < 0.45:
            handle = f"@{subject.brand.handle}"
            body = f"{handle} {body}" if rng.random() < 0.6 else f"{body} {handle}"
        if rng.random() < 0.14:
            tags = [f"#{subject.brand.tag}", *(self._sheet.hashtags if subject.mood == "negative" else [])]
            body = f"{body} {rng.choice(tags)}"
        return Words(_slips(_joined(body, self._emoji(subject, rng, 0.45)), rng, 0.5, turkish=self._turkish))

    def _review(self, subject: Subject, rng: Random) -> Words:
        body = self._sentences(subject, rng, (1, 1, 2, 2, 3))
        if rng.random() < 0.3:
            body = _joined(body, self._text(self._sheet.general.get(subject.mood, []), subject, rng))
        body = _joined(body, self._emoji(subject, rng, 0.15))
        title = self._title(subject, rng) if rng.random() < 0.45 else ""
        return Words(_slips(body, rng, 0.28, turkish=self._turkish), title)

    def _complaint(self, subject: Subject, rng: Random) -> Words:
        parts = [self._opener("complaint", subject, rng), self._sentences(subject, rng, (2, 2, 3))]
        if rng.random() < 0.4:
            parts.append(self._text(self._sheet.general.get(subject.mood, []), subject, rng))
        if rng.random() < 0.1:
            parts.append(self._text(self._sheet.contacts, subject, rng))
        if subject.mood == "negative":
            parts.append(self._text(self._sheet.demands, subject, rng))
        return Words(_slips(_joined(*parts), rng, 0.08, turkish=self._turkish), self._title(subject, rng))

    def _note(self, subject: Subject, rng: Random) -> Words:
        contact = self._text(self._sheet.contacts, subject, rng) if rng.random() < 0.12 else ""
        return Words(
            _joined(self._opener("call", subject, rng), self._sentences(subject, rng, (1, 1, 2)), contact).strip()
        )

    def _answer(self, subject: Subject, rng: Random) -> Words:
        chance = rng.random()
        if chance < 0.4:
            return Words("")  # a score says enough
        if chance < 0.55:
            return Words(self._text(self._sheet.survey.get(subject.mood, []), subject, rng))
        return Words(_slips(self._sentences(subject, rng, (1, 1, 2)), rng, 0.2, turkish=self._turkish))

    def _sentences(self, subject: Subject, rng: Random, counts: tuple[int, ...]) -> str:
        pool = self._material.sentences(subject.brand.sector, subject.topic, subject.mood)
        told: list[str] = []
        for template in _some(pool, rng.choice(counts), rng):
            sentence = self._written(template, subject, rng)
            joined = told and self._sheet.joins and subject.mood != "neutral"
            join = rng.choice(self._sheet.joins) if joined else ""
            told.append(_joined(join, _lower_first(sentence, turkish=self._turkish) if join else sentence))
        if rng.random() < 0.07 and self._sheet.buts and subject.mood != "neutral":
            told.append(self._concession(subject, rng))
        return " ".join(told)

    def _concession(self, subject: Subject, rng: Random) -> str:
        """What is good about the bad, or bad about the good; the whole stays what it was."""
        others = [topic for topic in subject.brand.topics if topic != subject.topic]
        topic, mood = rng.choice(others), OPPOSITE[subject.mood]
        sentence = self._written(pick(self._material.sentences(subject.brand.sector, topic, mood), rng), subject, rng)
        return f"{rng.choice(self._sheet.buts)} {_lower_first(sentence, turkish=self._turkish)}"

    def _opener(self, kind: str, subject: Subject, rng: Random) -> str:
        return self._text(self._sheet.openers.get(kind, []), subject, rng)

    def _title(self, subject: Subject, rng: Random) -> str:
        titles = self._material.titles(subject.topic, subject.mood)
        return self._written(pick(titles, rng), subject, rng).rstrip(".") if titles else ""

    def _emoji(self, subject: Subject, rng: Random, chance: float) -> str:
        emoji = self._sheet.emoji.get(subject.mood, [])
        return rng.choice(emoji) if emoji and rng.random() < chance else ""

    def _text(self, texts: list[str], subject: Subject, rng: Random) -> str:
        return self._written(self._material.one(rng.choice(texts)), subject, rng) if texts else ""

    def _written(self, template: Template, subject: Subject, rng: Random) -> str:
        return _upper_first(written(template, rng, lambda name: self._fill(name, subject, rng)), turkish=self._turkish)

    def _fill(self, name: str, subject: Subject, rng: Random) -> str:
        if name in self._sheet.slots:
            return rng.choice(self._sheet.slots[name])
        if name in FORMS:
            return subject.brand.forms[FORMS.index(name)]
        return made(name, subject, rng, turkish=self._turkish)


def made(name: str, subject: Subject, rng: Random, *, turkish: bool) -> str:
    """Slots that are drawn instead of listed. Raises KeyError for one that nobody knows."""
    makers: dict[str, Callable[[], str]] = {
        "brand": lambda: subject.brand.name,
        "tag": lambda: subject.brand.tag,
        "tutar": lambda: people.money(rng, *AMOUNTS[subject.brand.sector], turkish=turkish),
        "tutar_az": lambda: people.money(rng, *SMALL_AMOUNTS[subject.brand.sector], turkish=turkish),
        "money": lambda: people.money(rng, *AMOUNTS[subject.brand.sector], turkish=turkish),
        "money_small": lambda: people.money(rng, *SMALL_AMOUNTS[subject.brand.sector], turkish=turkish),
        "siparis": lambda: str(rng.randint(10**8, 10**9 - 1)),
        "tarih": lambda: f"{subject.when - timedelta(days=rng.randint(1, 30)):%d.%m.%Y}",
        "tckn": lambda: people.tckn(rng),
        "tel": lambda: people.phone(rng),
        "iban": lambda: people.iban(rng),
        "kart": lambda: people.card(rng),
        "mail": lambda: people.mail(rng),
        "plaka": lambda: people.plate(rng),
    }
    return makers[name]()


def _slips(text: str, rng: Random, chance: float, *, turkish: bool) -> str:
    """What hurry and phones do to a text."""
    if rng.random() >= chance or not text:
        return text
    slips: list[Callable[[], str]] = [
        lambda: text.lower() if not turkish else text.replace("I", "ı").replace("İ", "i").lower(),
        lambda: text.replace(".", "").replace(",", ""),
        lambda: text.rstrip(".") + rng.choice(("!!!", "...", "!", "??", " yaaa" if turkish else " argh")),
        lambda: _stretched(text, rng),
        lambda: _mistyped(text, rng),
        lambda: text.replace("'", ""),
        lambda: text.upper() if not turkish else text.replace("i", "İ").replace("ı", "I").upper(),
    ]
    weights = [26, 18, 18, 14, 14, 8, 2]
    slipped = rng.choices(slips, weights)[0]()
    return slipped.translate(ASCII) if turkish and rng.random() < 0.3 else slipped


def _stretched(text: str, rng: Random) -> str:
    """One vowel, drawn out: çoook."""
    places = [at for at, letter in enumerate(text) if letter in STRETCHED]
    if not places:
        return text
    at = rng.choice(places)
    return text[:at] + text[at] * rng.randint(3, 6) + text[at + 1 :]


def _mistyped(text: str, rng: Random) -> str:
    """Two letters changed places, or one is missing."""
    if len(text) < 12:
        return text
    at = rng.randrange(2, len(text) - 3)
    if not text[at : at + 2].isalpha():
        return text
    return text[:at] + (text[at + 1] + text[at] if rng.random() < 0.5 else text[at + 1]) + text[at + 2 :]


def _some(pool: list[Template], count: int, rng: Random) -> list[Template]:
    return rng.sample(pool, min(count, len(pool)))


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def _upper_first(text: str, *, turkish: bool) -> str:
    first = "İ" if turkish and text[:1] == "i" else text[:1].upper()
    return first + text[1:]


def _lower_first(text: str, *, turkish: bool) -> str:
    """After a joining word. A name, an abbreviation, a handle and the English I keep their capital."""
    word = text.split(" ", 1)[0]
    if not word[:1].isupper() or word[1:] != word[1:].lower() or "'" in word or (not turkish and word == "I"):
        return text
    first = {"I": "ı", "İ": "i"}.get(text[0], text[0].lower()) if turkish else text[0].lower()
    return first + text[1:]
