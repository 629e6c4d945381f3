"""Any transformers sequence classification checkpoint as a TextModel, by name and revision.

Called by `models.loading` for `hub:NAME@REVISION` and for foreign directories. Understands
three shapes by their labels: sentiment (two classes, three classes or stars), topics (labels
that are our ids or names), and natural language inference, used for zero-shot topics. The
local cache comes first; without network and without cache the error says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import cast

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from models.base import SENTIMENTS, Reading, Sentiment
from models.errors import CheckpointUnusable
from models.folding import fold
from models.quiet import quietly
from models.serving import Cut, Serving, choose_device, choose_precision, pad, run_batches
from models.taxonomy import Topic, load_taxonomy

# Labels as checkpoints spell them; "label_n" is what unnamed ones say, by their count.
_SENTIMENT_WORDS: dict[str, Sentiment] = {
    "negative": "negative", "neg": "negative", "neutral": "neutral", "neu": "neutral", "mixed": "neutral",
    "positive": "positive", "pos": "positive", "olumsuz": "negative", "notr": "neutral", "olumlu": "positive",
    "negatif": "negative", "pozitif": "positive", "very negative": "negative", "very positive": "positive",
    "1 star": "negative", "2 stars": "negative", "3 stars": "neutral", "4 stars": "positive", "5 stars": "positive",
}  # fmt: skip
_UNNAMED: dict[int, tuple[Sentiment, ...]] = {2: ("negative", "positive"), 3: SENTIMENTS}
_HYPOTHESES = {
    "negative": "The customer is unhappy.",
    "neutral": "The text is neutral.",
    "positive": "The customer is happy.",
}


def load_hub(address: str, serving: Serving) -> HubReader | ZeroShotReader:
    """NAME@REVISION, NAME or a directory; CheckpointUnusable when it cannot be had or understood."""
    name, _, revision = address.partition("@")
    network, fast, labels = _load(name, revision or None)
    address = f"hub:{Path(name).name if Path(name).is_dir() else name}@{revision or 'local'}"
    entails = _entailment(labels)
    if entails is not None:
        return ZeroShotReader(address, network, fast, entails, serving)
    return HubReader(address, network, fast, labels, serving)


def _load(name: str, revision: str | None) -> tuple[nn.Module, Tokenizer, list[str]]:
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    try:
        with quietly():
            network = AutoModelForSequenceClassification.from_pretrained(name, revision=revision)
        tokenizer = AutoTokenizer.from_pretrained(name, revision=revision)
    except (OSError, ValueError, RuntimeError, ImportError, KeyError) as error:
        first = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise CheckpointUnusable(
            f"cannot load checkpoint {name!r} at revision {revision or 'newest'}: {first}",
            "check the name and the network, or fill the cache on a connected machine and copy HF_HOME",
        ) from error
    if not getattr(tokenizer, "is_fast", False):
        raise CheckpointUnusable(f"checkpoint {name!r} has no fast tokenizer", "choose one with tokenizer.json")
    names = network.config.id2label
    return network, tokenizer.backend_tokenizer, [str(names[at]) for at in range(len(names))]


def _entailment(labels: Sequence[str]) -> int | None:
    folded = [fold(label) for label in labels]
    return folded.index("entailment") if "entailment" in folded else None


class _Checkpoint:
    """Network and tokenizer of a checkpoint, run in length buckets."""

    def __init__(self, network: nn.Module, tokenizer: Tokenizer, serving: Serving) -> None:
        self.device = choose_device(serving.device)
        dtype = choose_precision(self.device, serving.precision)
        self.network = network.eval().to(dtype).to(self.device)
        self.tokenizer, self.serving = tokenizer, serving
        tokenizer.no_padding()
        tokenizer.no_truncation()
        config = network.config
        self.padding = int(getattr(config, "pad_token_id", None) or 0)
        room = int(getattr(config, "max_position_embeddings", 512) or 512)
        # RoBERTa counts positions from the padding id upwards.
        longest = min(512, room) - self.padding - 1 if room <= 514 else min(512, room)
        self.cut = Cut(max(1, longest - longest // 3), max(0, longest // 3))

    def logits(self, texts: Sequence[str]) -> Tensor:
        return run_batches(texts, self.tokenizer, self.cut, self._forward, self.serving, self.padding)

    def _forward(self, ids: Tensor, present: Tensor) -> Tensor:
        output = self.network(input_ids=ids.to(self.device), attention_mask=present.long().to(self.device))
        return cast(Tensor, output.logits).float().cpu()


class HubReader:
    """A checkpoint whose labels are sentiments, topics or both kinds mixed."""

    def __init__(
        self, revision: str, network: nn.Module, tokenizer: Tokenizer, labels: Sequence[str], serving: Serving
    ) -> None:
        self.revision = revision
        self._sentiment = sentiment_columns(labels)
        self._topics = {} if self._sentiment else topic_columns(labels, load_taxonomy())
        if not self._sentiment and not self._topics:
            raise CheckpointUnusable(
                f"labels of {revision} mean nothing here: {', '.join(labels[:8])}",
                "choose a sentiment, topic or natural language inference checkpoint",
            )
        self._many = getattr(network.config, "problem_type", None) == "multi_label_classification"
        self._checkpoint = _Checkpoint(network, tokenizer, serving)

    def predict(self, texts: Sequence[str]) -> list[Reading]:
        if not texts:
            return []
        logits = self._checkpoint.logits(texts)
        if self._sentiment:
            return [_sentiment_reading(scores, self._sentiment) for scores in logits.softmax(dim=1).tolist()]
        chances = logits.sigmoid() if self._many else logits.softmax(dim=1)
        return [_topic_reading({topic: row[at] for at, topic in self._topics.items()}) for row in chances.tolist()]


class ZeroShotReader:
    """A natural language inference checkpoint asked one question a class and topic."""

    def __init__(self, revision: str, network: nn.Module, tokenizer: Tokenizer, entails: int, serving: Serving) -> None:
        self.revision = revision
        self._entails = entails
        self._topics = load_taxonomy()
        self._checkpoint = _Checkpoint(network, tokenizer, serving)
        self._questions = [
            *_HYPOTHESES.values(),
            *(f"This text is about {topic.en.lower()}." for topic in self._topics),
        ]

    def predict(self, texts: Sequence[str]) -> list[Reading]:
        return [self._read(text) for text in texts]

    def _read(self, text: str) -> Reading:
        checkpoint = self._checkpoint
        clean = checkpoint.cut.text(text).encode("utf-8", "replace").decode("utf-8")
        pairs = checkpoint.tokenizer.encode_batch([(clean, question) for question in self._questions])
        ids = pad([checkpoint.cut.ids(pair.ids) for pair in pairs], checkpoint.padding)
        with torch.inference_mode():
            logits = checkpoint._forward(ids, ids != checkpoint.padding)
        asked = logits[:, self._entails]
        chances = logits.softmax(dim=1)[3:, self._entails].tolist()
        sentiment = asked[:3].softmax(dim=0).tolist()
        topics = _topic_reading({topic.id: chance for topic, chance in zip(self._topics, chances, strict=True)})
        best = SENTIMENTS[sentiment.index(max(sentiment))]
        return Reading(best, sentiment[0], sentiment[1], sentiment[2], topics.topics, topics.topic_scores)


def sentiment_columns(labels: Sequence[str]) -> tuple[Sentiment, ...]:
    """What each column says, or () when the labels are no sentiments."""
    folded = [fold(label).replace("_", " ") for label in labels]
    if all(name in _SENTIMENT_WORDS for name in folded):
        return tuple(_SENTIMENT_WORDS[name] for name in folded)
    unnamed = all(name.startswith("label ") for name in folded)
    return _UNNAMED.get(len(labels), ()) if unnamed else ()


def topic_columns(labels: Sequence[str], taxonomy: Sequence[Topic]) -> dict[int, str]:
    """Column -> topic id, for labels that are our ids or our names in either language."""
    known = {fold(name): topic.id for topic in taxonomy for name in (topic.id, topic.tr, topic.en)}
    return {at: known[fold(label)] for at, label in enumerate(labels) if fold(label) in known}


def _sentiment_reading(scores: Sequence[float], columns: Sequence[Sentiment]) -> Reading:
    sums = [sum(score for score, name in zip(scores, columns, strict=True) if name == one) for one in SENTIMENTS]
    return Reading(SENTIMENTS[sums.index(max(sums))], sums[0], sums[1], sums[2])


def _topic_reading(scores: dict[str, float], threshold: float = 0.5) -> Reading:
    """A topic checkpoint knows no sentiment: neutral, and near to ignorance."""
    found = sorted((topic for topic, score in scores.items() if score >= threshold), key=lambda topic: -scores[topic])
    return Reading("neutral", 0.3, 0.4, 0.3, tuple(found), scores)
