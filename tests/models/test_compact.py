"""A folder of compact weights: what its config.json must say is checked before anything is read."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from models.compact.model import FILES, HERE, CompactReader
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


def test_weights_without_ranges_for_eight_bits_are_taken(folder: Path) -> None:
    assert CompactReader(changed(folder, product_ranges=None)).predict(["harika"])[0].sentiment == "positive"
