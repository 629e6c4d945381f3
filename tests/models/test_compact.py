"""A folder of compact weights: what its config.json must say is checked before anything is read."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from safetensors.torch import load_file, save_file

from models.compact.model import FILES, HERE, CompactReader
from models.compact.revision import revision_of
from models.errors import WeightsBroken

TOPICS = len(json.loads((HERE / "config.json").read_bytes())["topics"])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in FILES:
        (tmp_path / name).symlink_to(HERE / name)
    return tmp_path


def changed(folder: Path, **changes: Any) -> Path:
    """With other values in config.json; a value of ... is left out."""
    path = folder / "config.json"
    config = json.loads(path.read_bytes()) | changes
    path.unlink()
    path.write_text(json.dumps({name: value for name, value in config.items() if value is not ...}), encoding="utf-8")
    return folder


def ranges(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((HERE / "config.json").read_bytes())["product_ranges"]
    change(found)
    return found


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"topic_thresholds": ...}, "topic_thresholds"),
        ({"topic_thresholds": [0.5] * (TOPICS - 1)}, f"topic_thresholds has {TOPICS - 1} numbers for {TOPICS} topics"),
        ({"topic_thresholds": ["0.5"] * TOPICS}, r"got `str` - at `\$.topic_thresholds"),
        ({"topic_thresholds": [float("nan")] * TOPICS}, "NaN is no number"),
        ({"topic_thresholds": [1.5] * TOPICS}, "< 1"),
        ({"topic_thresholds": 0.5}, "topic_thresholds"),
        ({"topic_scale": []}, "topic_scale has 0"),
        ({"topic_scale": [0.0] * TOPICS}, "> 0"),
        ({"topic_bias": None}, "topic_bias"),
        ({"sentiment_scale": ...}, "sentiment_scale"),
        ({"sentiment_scale": 0}, "> 0"),
        ({"sentiment_scale": True}, "sentiment_scale"),
        ({"sentiment_scale": float("inf")}, "Infinity is no number"),
        ({"sentiment_bias": [0.0, 0.0]}, "2 numbers for 3 sentiments"),
        ({"sentiment_share": "1"}, "sentiment_share"),
        ({"sentiments": ["positive", "neutral", "negative"]}, "sentiments are positive"),
        ({"topics": ["delivery"] * TOPICS}, "delivery stands twice"),
        ({"head_tokens": 300}, "head_tokens 300 are more than max_tokens"),
        ({"max_tokens": -1}, "max_tokens"),
        ({"heads": 3}, "3 heads"),
        ({"layers": "2"}, "layers"),
        ({"sentiment_buckets": 5}, "sentiment_buckets"),
        ({"product_ranges": {"layers.0.up": [1]}}, "product_ranges"),
        ({"product_ranges": ranges(lambda found: found.pop("neighbours.mix"))}, r"neighbours\.mix has none"),
        (
            {"product_ranges": ranges(lambda found: found.update({"layers.7.up": [-1, 1]}))},
            r"layers\.7\.up is no layer",
        ),
        ({"product_ranges": ranges(lambda found: found.update({"layers.0.up": [1, 2]}))}, "no range around 0"),
    ],
)
def test_numbers_that_could_not_answer_are_refused_at_loading(folder: Path, changes: dict[str, Any], said: str) -> None:
    with pytest.raises(WeightsBroken, match=rf"config\.json: .*{said}"):
        CompactReader(changed(folder, **changes))


def test_a_number_too_large_to_be_one_is_refused(folder: Path) -> None:
    path = changed(folder, sentiment_scale=12345.0) / "config.json"
    path.write_text(path.read_text(encoding="utf-8").replace("12345.0", "1e999"), encoding="utf-8")
    with pytest.raises(WeightsBroken, match="sentiment_scale"):
        CompactReader(folder)


def test_a_tokenizer_with_more_tokens_than_the_network_knows_is_refused(folder: Path) -> None:
    path = folder / "tokenizer.json"
    tokenizer = json.loads(path.read_bytes())
    tokenizer["model"]["vocab"] |= {"ababab": 40_000}
    path.unlink()
    path.write_text(json.dumps(tokenizer), encoding="utf-8")
    with pytest.raises(WeightsBroken, match=r"tokenizer\.json: .*32768"):
        CompactReader(folder)


def test_the_revision_changes_with_whatever_changes_an_answer(folder: Path) -> None:
    shipped = revision_of(folder)
    seen = [shipped]
    for name in ("topic_thresholds", "topic_scale", "sentiment_bias"):
        config = json.loads((HERE / "config.json").read_bytes())
        seen.append(revision_of(changed(folder, **{name: [config[name][0] + 0.01, *config[name][1:]]})))
    seen.append(revision_of(changed(folder, product_ranges=None)))
    seen.append(revision_of(changed(folder, head_tokens=100)))
    path = folder / "tokenizer.json"
    text = path.read_text(encoding="utf-8")
    path.unlink()
    path.write_text(text.replace("[UNK]", "[UNKNOWN]"), encoding="utf-8")
    seen.append(revision_of(folder))
    path = folder / "model.safetensors"
    weights = load_file(path)
    path.unlink()
    save_file(weights | {"heads.topic_bias": weights["heads.topic_bias"].flip(0)}, path)  # the same numbers elsewhere
    seen.append(revision_of(folder))
    assert len(set(seen)) == len(seen)
    assert all(re.fullmatch(r"\d{8}", revision) for revision in seen)
    assert CompactReader(folder).revision == f"compact@{seen[-1]}"


def test_the_revision_stays_where_nothing_answers_otherwise(folder: Path) -> None:
    shipped = revision_of(folder)
    for name in ("config.json", "tokenizer.json"):
        plain = json.loads((folder / name).read_bytes())
        (folder / name).unlink()
        (folder / name).write_text(json.dumps(dict(reversed(plain.items())), indent=1), encoding="utf-8")
    weights = load_file(folder / "model.safetensors")
    (folder / "model.safetensors").unlink()
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt", "made": "another day"})
    assert revision_of(changed(folder, dropout=0.3, transformers_version="6", weights_revision="1")) == shipped


def test_weights_without_ranges_for_eight_bits_are_taken(folder: Path) -> None:
    assert CompactReader(changed(folder, product_ranges=None)).predict(["harika"])[0].sentiment == "positive"
