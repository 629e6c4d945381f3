"""The invented brands and the material that is written about them, read from YAML once. Values only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import msgspec
import yaml

from connectors.simulation.templates import Template, compiled
from pipeline.feedback import Channel, Sentiment

MATERIAL = Path(__file__).parent / "material"
ByMood = dict[Sentiment, list[str]]


class Brand(msgspec.Struct, frozen=True):
    """`forms`: dative, ablative, locative, genitive and accusative in Turkish. All weights are relative."""

    name: str
    sector: str
    weight: float
    handle: str
    tag: str
    forms: tuple[str, str, str, str, str]
    languages: dict[str, float]
    channels: dict[Channel, float]
    topics: dict[str, float]


class Sheet(msgspec.Struct, frozen=True):
    """A language's material as it is written in YAML."""

    sectors: dict[str, dict[str, ByMood]] = {}
    topics: dict[str, ByMood] = {}
    general: ByMood = {}
    sarcasm: list[str] = []
    openers: dict[str, list[str]] = {}
    demands: list[str] = []
    contacts: list[str] = []
    joins: list[str] = []
    buts: list[str] = []
    titles: dict[str, ByMood] = {}
    plain_titles: ByMood = {}
    replies: list[str] = []
    hashtags: list[str] = []
    emoji: ByMood = {}
    campaign: list[str] = []
    survey: ByMood = {}
    slots: dict[str, list[str]] = {}


class Material:
    """A language's material, compiled. Where a sector says nothing of a topic, what all sectors share is used."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self._compiled: dict[str, Template] = {}
        self._pools: dict[tuple[str, str, Sentiment], list[Template]] = {}

    def sentences(self, sector: str, topic: str, mood: Sentiment) -> list[Template]:
        key = (sector, topic, mood)
        if key not in self._pools:
            own = self.sheet.sectors.get(sector, {}).get(topic, {}).get(mood, [])
            shared = self.sheet.topics.get(topic, {}).get(mood, [])
            self._pools[key] = self.all(own + shared or self.sheet.general.get(mood, []))
        return self._pools[key]

    def knows(self, sector: str, topic: str) -> bool:
        return topic in self.sheet.sectors.get(sector, {}) or topic in self.sheet.topics

    def titles(self, topic: str, mood: Sentiment) -> list[Template]:
        own = self.sheet.titles.get(topic, {}).get(mood, [])
        return self.all(own or self.sheet.plain_titles.get(mood, []))

    def all(self, texts: Sequence[str]) -> list[Template]:
        return [self.one(text) for text in texts]

    def one(self, text: str) -> Template:
        if text not in self._compiled:
            self._compiled[text] = compiled(text)
        return self._compiled[text]


@cache
def brands() -> tuple[Brand, ...]:
    return tuple(msgspec.convert(_yaml("brands"), list[Brand]))


@cache
def materials() -> Mapping[str, Material]:
    """By language. Turkish comes in a file a sector, the languages beside Turkish and English together in one."""
    sectors = {sector: _yaml(f"tr.{sector}") for sector in sorted({brand.sector for brand in brands()})}
    turkish = msgspec.convert({**_mapping("tr.any"), "sectors": sectors}, Sheet)
    english = msgspec.convert(_yaml("en"), Sheet)
    few = {language: msgspec.convert(_few(told), Sheet) for language, told in _mapping("others").items()}
    return {name: Material(sheet) for name, sheet in {"tr": turkish, "en": english, **few}.items()}


def _few(told: object) -> dict[str, object]:
    sectors = msgspec.convert(told, dict[str, object])
    return {"slots": sectors.pop("slots", {}), "sectors": sectors}


def _mapping(name: str) -> dict[str, object]:
    return msgspec.convert(_yaml(name), dict[str, object])


def _yaml(name: str) -> object:
    loaded: object = yaml.safe_load((MATERIAL / f"{name}.yaml").read_text("utf-8"))
    return loaded
