"""The topic file: complete, bilingual, and clear when it is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.errors import TaxonomyBroken
from models.taxonomy import Topic, load_taxonomy, seeded


def test_the_default_topics_are_sixteen_each_named_in_turkish_and_english() -> None:
    topics = load_taxonomy()
    assert len(topics) == 16
    assert all(topic.tr and topic.en and topic.seeds["tr"] and topic.seeds["en"] for topic in topics)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("KARGOM KAYIP", "delivery"),
        ("iade etmek istedim kabul edilmedi", "return_refund"),
        ("İADE ETMEDİLER", "return_refund"),
        ("sebeke yok", "network"),
        ("Teknik servisten kimse gelmedi", "technical_service"),
        ("the parcel never arrived", "delivery"),
        ("yanlis urun gondermisler", "packaging_stock"),
        ("faturama fazladan ücret", "price_billing"),
    ],
)
def test_a_seed_phrase_is_found_in_any_spelling(text: str, topic: str) -> None:
    assert topic in seeded(load_taxonomy(), text)


def test_a_short_seed_must_stand_alone() -> None:
    assert seeded(load_taxonomy(), "zamanında ödedim, bedava değil") <= {"payment_account"}


def test_a_topic_without_seeds_matches_nothing() -> None:
    assert seeded((Topic("own", "Bizim", "Ours"),), "own bizim") == frozenset()


@pytest.mark.parametrize(
    "text",
    [
        "- id: a\n  tr: A\n  en: A\n- id: a\n  tr: B\n  en: B\n",
        "- id: Büyük\n  tr: A\n  en: A\n",
        "- tr: A\n",
        "[",
        "5",
    ],
)
def test_a_faulty_file_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "topics.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(TaxonomyBroken, match=r"topics\.yaml"):
        load_taxonomy(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(TaxonomyBroken, match=r"none\.yaml"):
        load_taxonomy(tmp_path / "none.yaml")
