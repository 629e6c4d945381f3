"""The material of the simulator: every slot can be filled, every brand can speak, numbers are valid and nobody's."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iban, luhn
from stdnum.tr import tckimlik

from connectors.simulation import people
from connectors.simulation.brands import Material, brands, materials
from connectors.simulation.templates import Template, compiled, slots_of, written
from connectors.simulation.writing import FORMS, Subject, made
from pipeline.feedback import SENTIMENTS

NOON = datetime(2026, 5, 5, 12, tzinfo=UTC)


def test_choices_slots_and_nesting_are_written_out() -> None:
    template = compiled("[a|b[c|d]] {x}.")
    found = {written(template, Random(seed), lambda name: name.upper()) for seed in range(50)}
    assert found == {"a X.", "bc X.", "bd X."}
    assert slots_of(template) == {"x"}


@pytest.mark.parametrize("broken", ["[a|b", "a]", "[a|[b]"])
def test_brackets_that_do_not_match_are_refused(broken: str) -> None:
    with pytest.raises(ValueError, match="bracket"):
        compiled(broken)


def every(material: Material) -> list[Template]:
    sheet = material.sheet
    texts = [*sheet.sarcasm, *sheet.demands, *sheet.contacts, *sheet.replies, *sheet.campaign]
    texts += [text for kind in sheet.openers.values() for text in kind]
    moods = [sheet.general, sheet.survey, sheet.plain_titles, *sheet.titles.values(), *sheet.topics.values()]
    moods += [by_mood for topics in sheet.sectors.values() for by_mood in topics.values()]
    texts += [text for by_mood in moods for told in by_mood.values() for text in told]
    return material.all(texts)


@pytest.mark.parametrize("language", ["tr", "en", "de", "ar", "ru"])
def test_every_slot_of_every_text_can_be_filled(language: str) -> None:
    material = materials()[language]
    for brand in brands():
        subject = Subject(brand, next(iter(brand.topics)), "negative", "social", language, NOON)
        for name in {name for template in every(material) for name in slots_of(template)}:
            assert name in FORMS or material.sheet.slots.get(name) or made(name, subject, Random(1), turkish=True)


def test_every_brand_can_say_something_of_all_its_topics_in_turkish() -> None:
    for brand in brands():
        for topic in brand.topics:
            assert materials()["tr"].knows(brand.sector, topic), (brand.name, topic)
            for mood in SENTIMENTS:
                assert materials()["tr"].sentences(brand.sector, topic, mood)


def test_every_brand_knows_a_topic_in_each_of_its_languages() -> None:
    for brand in brands():
        for language in brand.languages:
            assert any(materials()[language].knows(brand.sector, topic) for topic in brand.topics), (
                brand.name,
                language,
            )


@given(st.integers(0, 2**32))
def test_drawn_numbers_have_right_check_digits(seed: int) -> None:
    rng = Random(seed)
    assert tckimlik.is_valid(people.tckn(rng))
    assert iban.is_valid(people.iban(rng))
    assert luhn.is_valid(people.card(rng).replace(" ", ""))


@given(st.integers(0, 2**32))
def test_amounts_are_written_as_their_readers_write_them(seed: int) -> None:
    assert people.money(Random(seed), 20, 20_000, turkish=True).count(",") <= 1
    assert people.money(Random(seed), 2_000, 20_000, turkish=False)[-3:] == " TL"


def test_few_write_much_and_most_write_once() -> None:
    rng = Random(1)
    authors = [people.author(rng) for _ in range(20_000)]
    assert 8_000 < len(set(authors)) < 19_000
