"""What config.json must say for the compact model to answer: each number there, of the right length and within reason.

Called by `model` before a network is built of it, and by `revision`. transformers takes whatever stands in the file,
and a threshold too few would fail at the first text, a scale of 0 read every text alike. Must never mend what is wrong:
it says what it is.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Annotated, NoReturn

import msgspec
from msgspec import Meta

from models.base import SENTIMENTS
from models.errors import WeightsBroken

_MOST = 1e4  # of a scale or bias: above it, and at infinity, every answer is certain

Count = Annotated[int, Meta(ge=1)]
Scale = Annotated[float, Meta(gt=0, le=_MOST)]
Bias = Annotated[float, Meta(ge=-_MOST, le=_MOST)]
Threshold = Annotated[float, Meta(gt=0, lt=1)]
Name = Annotated[str, Meta(min_length=1)]


class Required(msgspec.Struct, frozen=True):
    """Sizes, labels and calibration; whatever else is in the file is transformers' own."""

    vocab_size: Count
    width: Count
    heads: Count
    inner: Count
    layers: Count
    dropout: Annotated[float, Meta(ge=0, lt=1)]
    sentiment_share: Annotated[float, Meta(ge=0, le=_MOST)]
    sentiment_buckets: Count
    gram_orders: Count
    max_tokens: Count
    head_tokens: Count
    topics: tuple[Name, ...]
    sentiments: tuple[str, ...]
    sentiment_scale: Scale
    sentiment_bias: tuple[Bias, ...]
    topic_scale: tuple[Scale, ...]
    topic_bias: tuple[Bias, ...]
    topic_thresholds: tuple[Threshold, ...]
    product_ranges: dict[str, tuple[Bias, Bias]] | None


def read_required(path: Path) -> Required:
    """Raises WeightsBroken that names the file and what is wrong in it."""
    try:
        plain = json.loads(path.read_bytes(), parse_constant=_no_number)
        said = msgspec.convert(plain, Required)
    except (OSError, ValueError, RecursionError) as error:  # of json, of UTF-8 and of msgspec
        raise WeightsBroken(path, str(error)) from error
    if fault := _fault(said):
        raise WeightsBroken(path, fault)
    return said


def check_ranges(path: Path, ranges: Mapping[str, object] | None, layers: Collection[str]) -> None:
    """Raises WeightsBroken unless every layer that multiplies has a range, or none has."""
    if ranges and (strange := sorted(set(ranges) ^ set(layers))):
        why = "is no layer of this network" if strange[0] in ranges else "has none"
        raise WeightsBroken(path, f"product_ranges do not fit: {strange[0]} {why}")


def _no_number(told: str) -> NoReturn:
    raise ValueError(f"{told} is no number")


def _fault(said: Required) -> str:
    """What does not fit together, "" where all does."""
    if said.width % said.heads or said.width // said.heads % 2:
        return f"width {said.width} does not part into {said.heads} heads of even width"
    if said.head_tokens > said.max_tokens:
        return f"head_tokens {said.head_tokens} are more than max_tokens {said.max_tokens}"
    if said.sentiment_buckets <= said.vocab_size:
        return f"sentiment_buckets {said.sentiment_buckets} are not more than vocab_size {said.vocab_size}"
    if said.sentiments != SENTIMENTS:
        return f"sentiments are {', '.join(said.sentiments)}, and not {', '.join(SENTIMENTS)}"
    if twice := [topic for topic in said.topics if said.topics.count(topic) > 1]:
        return f"topic {twice[0]} stands twice"
    if len(said.sentiment_bias) != len(SENTIMENTS):
        return f"sentiment_bias has {len(said.sentiment_bias)} numbers for {len(SENTIMENTS)} sentiments"
    for name in ("topic_scale", "topic_bias", "topic_thresholds"):
        if (count := len(getattr(said, name))) != len(said.topics):
            return f"{name} has {count} numbers for {len(said.topics)} topics"
    for layer, (lowest, highest) in (said.product_ranges or {}).items():
        if not lowest <= 0 <= highest or lowest == highest:
            return f"product_ranges of {layer}: {lowest} to {highest} is no range around 0"
    return ""
