"""Any transformers sequence classification checkpoint as a TextModel, by name and revision.

Called by `models.loading` for `hub:NAME@REVISION` and for foreign directories. Understands
three shapes by their labels: sentiment (two classes, three, or five and stars), topics (labels
that are our ids or names, sentiments among them or not), and natural language inference, used
for zero-shot topics. The local cache comes first; without network and without cache the error
says so. Weights that lack a layer are refused: it would be drawn at random; so is a tokenizer
that knows no word, and code that a checkpoint brings along is never run.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from pickle import UnpicklingError
from typing import TYPE_CHECKING, cast

import torch
from safetensors import SafetensorError
from tokenizers import Tokenizer
from torch import Tensor, nn

from models.base import SENTIMENTS, Reading, Sentiment
from models.errors import CheckpointUnusable, WeightsBroken, WeightsMissing
from models.folding import fold
from models.quiet import quietly
from models.serving import Cut, Padding, Serving, choose_device, choose_precision, pad, present, run_batches
from models.taxonomy import Topic, load_taxonomy

if TYPE_CHECKING:
    from transformers import PreTrainedConfig, PreTrainedTokenizerBase

log = logging.getLogger(__name__)

# Labels as checkpoints spell them; "label_n" is what unnamed ones say, by their count.
_SENTIMENT_WORDS: dict[str, Sentiment] = {
    "negative": "negative", "neg": "negative", "neutral": "neutral", "neu": "neutral", "mixed": "neutral",
    "positive": "positive", "pos": "positive", "olumsuz": "negative", "notr": "neutral", "olumlu": "positive",
    "negatif": "negative", "pozitif": "positive", "very negative": "negative", "very positive": "positive",
    "cok olumsuz": "negative", "cok olumlu": "positive",
    "1 star": "negative", "2 stars": "negative", "3 stars": "neutral", "4 stars": "positive", "5 stars": "positive",
}  # fmt: skip
_FIVE: tuple[Sentiment, ...] = ("negative", "negative", "neutral", "positive", "positive")
_UNNAMED: dict[int, tuple[Sentiment, ...]] = {2: ("negative", "positive"), 3: SENTIMENTS, 5: _FIVE}
_WEIGHTS = ("*.safetensors", "pytorch_model*.bin")
_VOCABULARIES = ("tokenizer.json", "vocab.*", "*.model")
_ORDINARY = ("kargo geç geldi, the room was clean", "доставка опоздала, номер чистый", "التوصيل متأخر والغرفة نظيفة")
_SUMMING = {"xlnet", "xlm", "flaubert"}  # whose classification looks at summary_type
_LONGEST = 512  # tokens of a text, where a network could read more
_REASON = 300  # characters of a library's own message
# What torch and safetensors raise at files that are no weights.
_UNREADABLE = (SafetensorError, UnpicklingError, EOFError, LookupError, RuntimeError)
_HYPOTHESES = {
    "negative": "The customer is unhappy.",
    "neutral": "The text is neutral.",
    "positive": "The customer is happy.",
}


def load_hub(address: str, serving: Serving) -> HubReader | ZeroShotReader:
    """NAME@REVISION, NAME or a directory; CheckpointUnusable when it cannot be had or understood."""
    name, _, revision = address.partition("@")
    folder = Path(name) if name and Path(name).is_dir() else None
    network, fast, labels = _load(name, revision or None, folder)
    address = f"hub:{folder.name if folder else name}@{_pinned(network, revision, folder)}"
    if not revision and folder is None:
        log.warning("the checkpoint is not pinned and may change: set NABIZ_MODEL=%s", address)
    entails = _entailment(labels)
    if entails is not None:
        return ZeroShotReader(address, network, fast, entails, serving)
    return HubReader(address, network, fast, labels, serving)


def _load(name: str, revision: str | None, folder: Path | None) -> tuple[nn.Module, Tokenizer, list[str]]:
    from transformers import AutoConfig, AutoModelForSequenceClassification, AutoTokenizer

    if not name:
        raise CheckpointUnusable("no checkpoint is named", "write hub:OWNER/NAME@REVISION")
    if folder and not _has(folder, _WEIGHTS):
        raise WeightsMissing(folder / "model.safetensors")
    with _naming("config.json", name, revision, folder):
        config = AutoConfig.from_pretrained(name, revision=revision, trust_remote_code=False)
    labels = _labels(config, name, folder)
    with _naming("weights", name, revision, folder), quietly():
        # Layers of another size are told here and refused below; transformers tells them to its log alone.
        network, found = AutoModelForSequenceClassification.from_pretrained(
            name,
            config=config,
            revision=revision,
            output_loading_info=True,
            ignore_mismatched_sizes=True,
            trust_remote_code=False,
        )
    _check_layers(found, name, folder)
    with _naming("tokenizer", name, revision, folder):
        tokenizer = AutoTokenizer.from_pretrained(name, revision=revision, trust_remote_code=False)
    _check_tokenizer(tokenizer, network, name, folder)
    return network, tokenizer.backend_tokenizer, labels


def _has(folder: Path, patterns: Sequence[str]) -> bool:
    return any(any(folder.glob(pattern)) for pattern in patterns)


@contextmanager
def _naming(part: str, name: str, revision: str | None, folder: Path | None) -> Iterator[None]:
    """Whatever transformers raises at a part of a checkpoint becomes an error that names both."""
    try:
        yield
    except Exception as error:
        if part == "weights" and isinstance(error, _UNREADABLE):
            raise _broken(name, folder, _reason(error)) from error
        where = f"in {str(folder)!r}" if folder else f"of checkpoint {name!r} at revision {revision or 'newest'}"
        raise CheckpointUnusable(
            f"cannot load the {part} {where}: {_reason(error)}",
            "save the whole checkpoint there again, tokenizer included"
            if folder
            else "check the name and the network, or fill the cache on a connected machine and copy HF_HOME",
        ) from error


def _labels(config: PreTrainedConfig, name: str, folder: Path | None) -> list[str]:
    names = config.id2label or {}
    if sorted(names) != list(range(len(names))):
        why = f"id2label numbers its labels {', '.join(map(str, names))}, and not from 0 upwards without a gap"
        if folder:
            raise WeightsBroken(folder / "config.json", why)
        raise CheckpointUnusable(f"the config.json of checkpoint {name!r} is unusable: {why}", "choose another")
    return [str(names[at]) for at in range(len(names))]


def _check_layers(found: Mapping[str, Sequence[object]], name: str, folder: Path | None) -> None:
    if lacking := sorted(map(str, found["missing_keys"])):
        raise _broken(name, folder, f"it lacks {', '.join(lacking[:3])}: is this a classification checkpoint?")
    if others := sorted(cast("Sequence[tuple[str, Sequence[int], Sequence[int]]]", found["mismatched_keys"])):
        layer, has, wanted = others[0]
        raise _broken(name, folder, f"{layer} has the shape {[*has]} and config.json wants {[*wanted]}")


def _check_tokenizer(tokenizer: PreTrainedTokenizerBase, network: nn.Module, name: str, folder: Path | None) -> None:
    """Without its files transformers makes up a tokenizer that knows no word, and every text reads alike."""
    if not getattr(tokenizer, "is_fast", False):
        raise CheckpointUnusable(f"checkpoint {name!r} has no fast tokenizer", "choose one with tokenizer.json")
    if folder and not _has(folder, _VOCABULARIES):
        raise WeightsMissing(folder / "tokenizer.json")
    special = set(tokenizer.all_special_ids)
    known = [set(tokenizer(text, add_special_tokens=False)["input_ids"]) - special for text in _ORDINARY]
    if any(known) and 10 * len(tokenizer) >= _vocabulary(network):
        return
    why = f"its tokenizer knows {len(tokenizer)} tokens of {_vocabulary(network)} and cannot read ordinary text"
    if folder:
        raise WeightsBroken(folder / "tokenizer.json", why)
    raise CheckpointUnusable(f"checkpoint {name!r} is unusable: {why}", "choose one with tokenizer.json")


def _vocabulary(network: nn.Module) -> int:
    return int(getattr(network.config, "vocab_size", 0) or 0)


def _reason(error: Exception) -> str:
    text = " ".join(str(error).split())
    # The hub's client closes itself at a failed request, and tells only that of the next one.
    if "client has been closed" in text:
        return "the hub cannot be reached"
    if "trust_remote_code" in text:
        return "it brings code of its own, which is never run here"
    if isinstance(error, UnpicklingError):  # whose message advises to run what is in the file
        return "it is no file of weights"
    if not isinstance(error, (OSError, ValueError, ImportError, RuntimeError, SafetensorError)):
        text = f"{type(error).__name__}: {text}".removesuffix(": ")
    return text if len(text) <= _REASON else text[:_REASON].rsplit(" ", 1)[0] + " ..."


def _broken(name: str, folder: Path | None, why: str) -> WeightsBroken | CheckpointUnusable:
    if folder:
        files = [path for pattern in _WEIGHTS for path in sorted(folder.glob(pattern))]
        return WeightsBroken(files[0], why)
    hint = "choose another, or delete it from the cache so that it is fetched again"
    return CheckpointUnusable(f"the weights of checkpoint {name!r} are unusable: {why}", hint)


def _pinned(network: nn.Module, revision: str, folder: Path | None) -> str:
    """What a stored row names: the commit that was loaded, or for a directory a hash over its files."""
    if folder is None:
        return str(getattr(network.config, "_commit_hash", None) or revision or "unknown")[:12]
    digest = blake2b((folder / "config.json").read_bytes(), digest_size=4)
    for path in sorted(path for pattern in _WEIGHTS for path in folder.glob(pattern)):
        with path.open("rb") as file:
            digest.update(f"{path.name} {path.stat().st_size}".encode() + file.read(1 << 16))
            file.seek(max(0, path.stat().st_size - (1 << 16)))
            digest.update(file.read())
    return digest.hexdigest()


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
        self.kinds = int(getattr(network.config, "type_vocab_size", 0) or 0)
        self.padding = _padding(network, tokenizer)
        longest = _longest(network)
        self.cut = Cut(max(1, longest - longest // 3), max(0, longest // 3))

    def logits(self, texts: Sequence[str]) -> Tensor:
        return run_batches(texts, self.tokenizer, self.cut, self._forward, self.serving, self.padding)

    def _forward(self, ids: Tensor, present: Tensor) -> Tensor:
        return self.forward(ids, present, None)

    def forward(self, ids: Tensor, present: Tensor, kinds: Tensor | None) -> Tensor:
        """`kinds` tells the two texts of a pair apart, for networks that learnt to look at it."""
        told = {} if kinds is None or self.kinds < 2 else {"token_type_ids": kinds.to(self.device)}
        output = self.network(input_ids=ids.to(self.device), attention_mask=present.long().to(self.device), **told)
        return cast(Tensor, output.logits).float().cpu()


def _longest(network: nn.Module) -> int:
    """Tokens that the network has positions for, and no more than we read of a text."""
    for name, layer in network.named_modules():
        behind = getattr(layer, "padding_idx", None)
        # RoBERTa and its kin count positions from behind the padding id.
        if behind is not None and name.endswith("position_embeddings") and isinstance(layer, nn.Embedding):
            return min(_LONGEST, int(layer.num_embeddings - behind - 1))
    room = int(getattr(network.config, "max_position_embeddings", 0) or 0)
    return min(_LONGEST, room) if room > 0 else _LONGEST  # XLNet's -1: as many as there are


def _padding(network: nn.Module, tokenizer: Tokenizer) -> Padding:
    """As the network has it. One without a padding id (GPT-2) is given its end of text, else a token that is no word.

    The id matters beside the mask: such networks answer at the last token that is none. Those that answer at the last
    place (XLNet), or from the mean of all, bear no padding.
    """
    config = cast("PreTrainedConfig", network.config)
    summed = getattr(config, "summary_type", "first") != "first" and config.model_type in _SUMMING
    own, end = (getattr(config, name, None) for name in ("pad_token_id", "eos_token_id"))
    if not isinstance(own, int) or own < 0:
        special = sorted(at for at, token in tokenizer.get_added_tokens_decoder().items() if token.special)
        own = next((at for at in (end, *special) if isinstance(at, int) and 0 <= at < _vocabulary(network)), 0)
        config.pad_token_id = own
    return Padding(own, allowed=not summed)


class HubReader:
    """A checkpoint whose labels are sentiments, topics or both."""

    def __init__(
        self, revision: str, network: nn.Module, tokenizer: Tokenizer, labels: Sequence[str], serving: Serving
    ) -> None:
        self.revision = revision
        self._sentiment = sentiment_columns(labels)
        self._topics = topic_columns(labels, load_taxonomy())
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
        chances = logits.sigmoid() if self._many else logits.softmax(dim=1)
        return [self._reading(row) for row in chances.tolist()]

    def _reading(self, row: Sequence[float]) -> Reading:
        topics = {topic: row[at] for at, topic in self._topics.items()}
        if not self._sentiment:
            return _topic_reading(topics)
        return _topic_reading(topics, _shares(row, self._sentiment))


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
        ids = [checkpoint.cut.ids(pair.ids) for pair in pairs]
        kinds = [checkpoint.cut.ids(pair.type_ids) for pair in pairs]
        size = len(pairs) if checkpoint.padding.allowed else 1
        batches = [slice(at, at + size) for at in range(0, len(pairs), size)]
        with torch.inference_mode():
            parts = [
                checkpoint.forward(pad(ids[each], checkpoint.padding.id), present(ids[each]), pad(kinds[each]))
                for each in batches
            ]
        logits = torch.cat(parts)
        asked = logits[:, self._entails]
        chances = logits.softmax(dim=1)[3:, self._entails].tolist()
        sentiment = asked[:3].softmax(dim=0).tolist()
        topics = {topic.id: chance for topic, chance in zip(self._topics, chances, strict=True)}
        return _topic_reading(topics, sentiment)


def sentiment_columns(labels: Sequence[str]) -> dict[int, Sentiment]:
    """Column -> sentiment; empty unless the labels know both negative and positive.

    Unnamed labels (LABEL_0 ...) and bare numbers are read by their number, from negative to positive.
    """
    folded = [fold(label).replace("_", " ").strip() for label in labels]
    numbers = [name.removeprefix("label ") for name in folded]
    if all(number.isdecimal() for number in numbers):
        ranks = sorted({int(number) for number in numbers})
        meaning = dict(zip(ranks, _UNNAMED.get(len(labels), ()), strict=False))
        return {at: meaning[int(number)] for at, number in enumerate(numbers)} if len(meaning) == len(labels) else {}
    found = {at: _SENTIMENT_WORDS[name] for at, name in enumerate(folded) if name in _SENTIMENT_WORDS}
    return found if {"negative", "positive"} <= set(found.values()) else {}


def topic_columns(labels: Sequence[str], taxonomy: Sequence[Topic]) -> dict[int, str]:
    """Column -> topic id, for labels that are our ids or our names in either language."""
    known = {fold(name): topic.id for topic in taxonomy for name in (topic.id, topic.tr, topic.en)}
    return {at: known[fold(label)] for at, label in enumerate(labels) if fold(label) in known}


def _shares(row: Sequence[float], columns: Mapping[int, Sentiment]) -> list[float]:
    """Negative, neutral and positive out of their columns, summing to 1."""
    sums = [sum(row[at] for at, name in columns.items() if name == one) for one in SENTIMENTS]
    total = sum(sums)
    return [share / total for share in sums] if total > 0 else list(_UNKNOWN)


_UNKNOWN = (0.3, 0.4, 0.3)  # of a checkpoint that knows no sentiment: neutral, and near to ignorance


def _topic_reading(scores: dict[str, float], sentiment: Sequence[float] = _UNKNOWN, threshold: float = 0.5) -> Reading:
    found = sorted((topic for topic, score in scores.items() if score >= threshold), key=lambda topic: -scores[topic])
    best = SENTIMENTS[sentiment.index(max(sentiment))]
    return Reading(best, sentiment[0], sentiment[1], sentiment[2], tuple(found), scores)
