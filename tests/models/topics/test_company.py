"""A company's topic file: what is wrong is named with its line, and what changes what is read changes its hash."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from models.errors import TaxonomyBroken
from models.topics.company import MOST_TOPICS, THRESHOLD, fingerprint, load_company

GOOD = """# bizim konularımız
- id: mortgage            # ev alanlar
  tr: Konut kredisi
  en: Mortgages
  seeds:
    tr: [konut kredisi, "ev kredisi"]
    en: [mortgage]

- id: queue
  threshold: 0.4 # elle
  tr: Şube sırası
  en: Queues at branches
  seeds: {tr: [şube sıra]}
- {id: cash, tr: Para çekme, en: Cash, seeds: {tr: [para çek]}}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "own.yaml"
    path.write_text(GOOD, encoding="utf-8")
    return path


def one(**changes: object) -> str:
    facts: dict[str, object] = {"id": "own", "tr": "Bizim", "en": "Ours", "seeds": {"tr": ["bizim konu"]}}
    return "# first line\n" + yaml.safe_dump([facts | changes], allow_unicode=True)


def test_a_good_file_is_read_in_its_order(file: Path) -> None:
    topics = load_company(file)
    assert [(topic.id, topic.threshold) for topic in topics] == [("mortgage", THRESHOLD), ("queue", 0.4), ("cash", 0.5)]
    assert topics[0].seeds == {"tr": ("konut kredisi", "ev kredisi"), "en": ("mortgage",)}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (one(id="Büyük"), "line 2: id"),
        (one(id="delivery"), "default topics"),
        (one() + one().partition("\n")[2], "line 8: id 'own' stands twice"),
        (one(seeds={"tr": []}), "0 seed phrases"),
        (one(seeds={"türkçe": ["a b"]}), "by language"),
        (one(seeds={"tr": ["!!"]}), "seed phrase '!!'"),
        (one(seeds={"tr": ["a " * 9]}), "seed phrase"),
        (one(seeds={"tr": ["x" * 101]}), "seed phrase"),
        (one(seeds={"tr": [f"konu {n}" for n in range(201)]}), "201 seed phrases"),
        (one(seeds="konu"), "line 2: Expected"),
        (one(threshold=1.5), "threshold"),
        (one(threshold="high"), "Expected `float`"),
        (one(nearness={"mean": 0, "spread": -1}), "spread"),
        (one(seed="x"), "unknown field `seed`"),
        (one(tr=""), "names"),
        (one(en="x" * 81), "names"),
        ("- id: a\n  tr: A\n  en: A\n  seeds: {tr: [konu]}\n  tr: B\n", "line 5: the key 'tr' stands twice"),
        ("- id: a\n  tr: A\n  en: A\n  seeds:\n    tr: [bir]\n    tr: [iki]\n", "line 6: the key 'tr' stands twice"),
        ("- &a {id: a, tr: A, en: A, seeds: {tr: [konu]}, nearness: {mean: 0, mean: 1}}\n", "line 1: the key 'mean'"),
        ("[" * 5000, "cannot read topics"),
        ("- tr: A\n", "missing required field `id`"),
        ("a: b\n", "no list of topics"),
        ("", "no list of topics"),
        ("[", "line 1: "),
        ("geheim: [\n- x: y: z", "line 2: "),
        ("- id: a\n  tr: [\n", "line"),
        (
            "\n".join(f"- {{id: a{n}, tr: A, en: A, seeds: {{tr: [konu]}}}}" for n in range(MOST_TOPICS + 1)),
            "more than",
        ),
        ("#" * 600_000, "larger than"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(TaxonomyBroken) as refused:
        load_company(path)
    assert said in str(refused.value)
    assert "own.yaml" in str(refused.value)
    assert "geheim" not in str(refused.value)


def test_a_file_that_is_no_text_and_one_that_is_missing_are_named(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_bytes(b"\xff\xfe\x00")
    for name in ("own.yaml", "none.yaml"):
        with pytest.raises(TaxonomyBroken, match=name):
            load_company(tmp_path / name)


def test_the_fingerprint_follows_what_is_read_and_not_what_it_is_called(file: Path) -> None:
    first = fingerprint(load_company(file))
    file.write_text(GOOD.replace("Konut kredisi", "Ev alanlar"), encoding="utf-8")
    assert fingerprint(load_company(file)) == first
    file.write_text(GOOD.replace("threshold: 0.4", "threshold: 0.41"), encoding="utf-8")
    assert fingerprint(load_company(file)) != first
