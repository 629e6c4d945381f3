"""The compact model as a TextModel: files in, Readings out.

Called by `models.loading`. Loads config.json, model.safetensors and tokenizer.json of a folder
by transformers' own from_pretrained; names the file that is missing or broken.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from tokenizers import Tokenizer
from torch import Tensor

from models.base import SENTIMENTS, Reading
from models.compact.configuration import CompactConfig
from models.compact.int8 import can_multiply, in_int8
from models.compact.network import CompactModel
from models.compact.required import check_ranges, read_required
from models.compact.revision import revision_of
from models.compact.vocabulary import PAD, load_tokenizer
from models.errors import WeightsBroken, WeightsMissing
from models.quiet import quietly
from models.serving import Cut, Serving, choose_device, choose_precision, run_batches

HERE = Path(__file__).parent
FILES = ("config.json", "model.safetensors", "tokenizer.json")


SILENCE = Reading("neutral", 0.0, 1.0, 0.0)  # no words, no mood: a survey answered without a comment


class CompactReader:
    """Reads texts with the compact network; safe to call from any one thread at a time."""

    def __init__(self, folder: Path = HERE, serving: Serving | None = None) -> None:
        self._serving = serving or Serving()
        self._network, self._tokenizer = load_network(folder)
        config = self._config = self._network.config
        self.revision: str = f"compact@{revision_of(folder)}"
        self._device = choose_device(self._serving.device)
        int8 = can_multiply() and bool(config.product_ranges)
        dtype = choose_precision(self._device, self._serving.precision, int8=int8)
        self._network = prepare(self._network, dtype).to(self._device)
        self._cut = Cut(config.head_tokens, config.max_tokens - config.head_tokens)
        self._topics = tuple(config.topics)
        self._thresholds = torch.tensor(config.topic_thresholds)

    def predict(self, texts: Sequence[str]) -> list[Reading]:
        if not texts:
            return []
        answers = run_batches(texts, self._tokenizer, self._cut, self._forward, self._serving)
        sentiment, topics = answers[:, :3], answers[:, 3:]
        passed = (topics >= self._thresholds).any(dim=1).tolist()
        readings = [
            self._reading(scores, topic_scores, some)
            for scores, topic_scores, some in zip(sentiment.tolist(), topics.tolist(), passed, strict=True)
        ]
        return [reading if text.strip() else SILENCE for text, reading in zip(texts, readings, strict=True)]

    def _forward(self, ids: Tensor, present: Tensor) -> Tensor:
        present = present & (ids != PAD)  # as in training, also where a customer writes "[PAD]"
        output = self._network(ids.to(self._device), present.to(self._device))
        return torch.cat(calibrated(output.sentiment, output.topics, self._config), dim=1).cpu()

    def _reading(self, scores: list[float], topic_scores: list[float], some: bool) -> Reading:
        named = dict(zip(self._topics, topic_scores, strict=True))
        found: tuple[str, ...] = ()
        if some:
            limits = self._config.topic_thresholds
            above = [(score, at) for at, score in enumerate(topic_scores) if score >= limits[at]]
            found = tuple(self._topics[at] for _, at in sorted(above, reverse=True))
        return Reading(SENTIMENTS[scores.index(max(scores))], scores[0], scores[1], scores[2], found, named)


def calibrated(sentiment: Tensor, topics: Tensor, config: CompactConfig) -> tuple[Tensor, Tensor]:
    """Logits to probabilities: a scale and a bias a class, a scale and a bias a topic."""
    bias = torch.tensor(config.sentiment_bias, device=sentiment.device)
    scale = torch.tensor(config.topic_scale, device=topics.device)
    shift = torch.tensor(config.topic_bias, device=topics.device)
    probabilities = (sentiment.float() * config.sentiment_scale + bias).softmax(dim=-1)
    return probabilities, torch.sigmoid(topics.float() * scale + shift)


def prepare(network: CompactModel, dtype: torch.dtype) -> CompactModel:
    """Evaluation mode; the encoder's matrix products in `dtype`, all else in float32."""
    network = network.eval().float()
    if dtype is torch.qint8:
        in_int8(network.encoder, network.config.product_ranges)
        return network
    for module in network.encoder.modules():
        if isinstance(module, torch.nn.Linear):
            module.to(dtype)
    return network


def load_network(folder: Path) -> tuple[CompactModel, Tokenizer]:
    """Network and tokenizer of `folder`; WeightsMissing or WeightsBroken name the file."""
    for name in FILES:
        if not (folder / name).is_file():
            raise WeightsMissing(folder / name)
    _check(folder)
    try:
        with quietly():
            network, loaded = CompactModel.from_pretrained(
                folder,
                dtype=torch.float16,
                local_files_only=True,
                output_loading_info=True,
                ignore_mismatched_sizes=True,
            )
    except (RuntimeError, ValueError, TypeError, OSError) as error:
        raise WeightsBroken(folder / "model.safetensors", str(error).splitlines()[0]) from error
    resized = {name for name, *_ in loaded["mismatched_keys"]}
    if strange := sorted({*loaded["missing_keys"], *loaded["unexpected_keys"], *resized}):  # else drawn at random
        raise WeightsBroken(folder / "model.safetensors", f"it does not fit config.json: {', '.join(strange[:3])}")
    multiplying = [name for name, layer in network.encoder.named_modules() if isinstance(layer, torch.nn.Linear)]
    check_ranges(folder / "config.json", network.config.product_ranges, multiplying)
    tokenizer = load_tokenizer(folder / "tokenizer.json")
    if (last := max(tokenizer.get_vocab().values(), default=0)) >= network.config.vocab_size:
        why = f"it has a token {last} and config.json says vocab_size {network.config.vocab_size}"
        raise WeightsBroken(folder / "tokenizer.json", why)
    return network, tokenizer


def _check(folder: Path) -> None:
    read_required(folder / "config.json")
    try:
        with safe_open(folder / "model.safetensors", framework="pt") as weights:
            weights.keys()
    except SafetensorError as error:
        raise WeightsBroken(folder / "model.safetensors", str(error)) from error
