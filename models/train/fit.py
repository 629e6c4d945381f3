"""The multi-task fit: encoder and heads learn sentiment and topics together.

Called by `models.train` after pre-training. Each epoch draws its rows anew, misspells some and
cuts them with dropped merges (BPE-dropout, Provilkov et al. 2020). Resumes at the last finished
epoch.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional as F

from models.compact.configuration import CompactConfig
from models.compact.network import Encoder, Heads
from models.taxonomy import Topic
from models.train.augment import noisy
from models.train.corpus import Corpus, batches, encode, padded
from models.train.mixture import Mixture, epoch
from models.train.pretrain import schedule
from models.train.progress import Report, silent
from models.train.rows import Row
from models.train.targets import Targets, class_weights, targets_of
from models.train.turns import turns

log = logging.getLogger(__name__)
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class FitPlan:
    """How long and how hard to fit."""

    epochs: int = 3
    tokens_per_batch: int = 8192
    rate: float = 1e-3
    embedding_rate: float = 4e-4
    warmup: float = 0.06
    smoothing: float = 0.05
    topic_share: float = 3.0
    misspelt: float = 0.25
    merge_dropout: float = 0.1
    made_turns: int = 3000
    head_tokens: int = 72
    tail_tokens: int = 56
    mixture: Mixture = field(default_factory=Mixture)
    seed: int = 0


class Deep(nn.Module):
    """Encoder and heads: the part of the compact model that this module trains."""

    def __init__(self, config: CompactConfig, encoder: Encoder) -> None:
        super().__init__()
        self.encoder = encoder
        self.heads = Heads(config)

    def forward(self, ids: Tensor) -> tuple[Tensor, Tensor]:
        present = ids > 0
        sentiment, topics = self.heads(self.encoder(ids, present), present)
        return sentiment.float(), topics.float()


@dataclass(frozen=True, slots=True)
class Lesson:
    """One epoch, ready to be learnt: ids and what they teach."""

    corpus: Corpus
    targets: Targets
    weights: Floats


def fit(
    rows: Sequence[Row],
    targets: Targets,
    taxonomy: tuple[Topic, ...],
    tokenizer: Tokenizer,
    encoder: Encoder,
    config: CompactConfig,
    plan: FitPlan,
    checkpoint: Path,
    device: torch.device,
    report: Report = silent,
) -> Deep:
    """Encoder and heads after `plan.epochs` epochs; `checkpoint` holds the last finished one."""
    torch.manual_seed(plan.seed)
    model = Deep(config, encoder).to(device)
    optimizer = _optimizer(model, plan)
    begun = _restore(checkpoint, model, optimizer, device)
    weights = class_weights(rows, targets.sentiment)
    for number in range(begun, plan.epochs):
        lesson = prepare(rows, targets, weights, taxonomy, tokenizer, plan, number)
        _learn(model, optimizer, lesson, plan, number, device, report)
        torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict(), "epochs": number + 1}, checkpoint)
    return model


def prepare(
    rows: Sequence[Row],
    targets: Targets,
    weights: Floats,
    taxonomy: tuple[Topic, ...],
    tokenizer: Tokenizer,
    plan: FitPlan,
    number: int,
) -> Lesson:
    """The rows of epoch `number`, misspelt and cut, with the made turns behind them."""
    rng = random.Random(plan.seed * 1000 + number)
    chosen = epoch(rows, targets, plan.mixture, np.random.default_rng(plan.seed * 1000 + number))
    made = turns(plan.made_turns, rng)
    made_targets = targets_of(made, taxonomy, weak=False)
    texts = [_maybe_noisy(rows[int(at)].text[:6000], plan, rng) for at in chosen]
    tokenizer.model.dropout = plan.merge_dropout
    corpus = encode(tokenizer, texts + [row.text for row in made], head=plan.head_tokens, tail=plan.tail_tokens)
    tokenizer.model.dropout = None
    joined = Targets(
        np.concatenate((targets.sentiment[chosen], made_targets.sentiment)),
        np.concatenate((targets.topics[chosen], made_targets.topics)),
        np.concatenate((targets.weights[chosen], made_targets.weights)),
    )
    ones = np.full(len(made), 0.7, dtype=np.float32)
    return Lesson(corpus, joined, np.concatenate((weights[chosen], ones)))


def _maybe_noisy(text: str, plan: FitPlan, rng: random.Random) -> str:
    return noisy(text, rng) if rng.random() < plan.misspelt else text


def _learn(
    model: Deep,
    optimizer: torch.optim.Optimizer,
    lesson: Lesson,
    plan: FitPlan,
    number: int,
    device: torch.device,
    report: Report,
) -> None:
    model.train()
    order = np.random.default_rng(plan.seed * 1000 + number)
    groups = list(batches(lesson.corpus.lengths, np.arange(len(lesson.corpus)), plan.tokens_per_batch, order))
    rates = [group["initial_rate"] for group in optimizer.param_groups]
    losses: list[float] = []
    began = time.monotonic()
    for at, chosen in enumerate(groups):
        done = (number + at / len(groups)) / plan.epochs
        for group, rate in zip(optimizer.param_groups, rates, strict=True):
            group["lr"] = rate * schedule(done, plan.warmup)
        with torch.autocast(device.type, torch.bfloat16):
            sentiment, topics = model(padded(lesson.corpus, chosen).to(device))
        loss = _loss(sentiment, topics, lesson, chosen, plan)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        losses.append(float(loss.detach()))
        if at % 100 == 99:
            log.info(
                "fit %d %d/%d loss %.4f %.0fs",
                number,
                at,
                len(groups),
                np.mean(losses[-100:]),
                time.monotonic() - began,
            )


def _loss(sentiment: Tensor, topics: Tensor, lesson: Lesson, chosen: npt.NDArray[np.int64], plan: FitPlan) -> Tensor:
    device = sentiment.device
    labels = torch.from_numpy(lesson.targets.sentiment[chosen]).to(device)
    weights = torch.from_numpy(lesson.weights[chosen]).to(device) * (labels >= 0)
    losses = F.cross_entropy(sentiment, labels.clamp(min=0), reduction="none", label_smoothing=plan.smoothing)
    known = torch.from_numpy(lesson.targets.weights[chosen]).to(device)
    yes = torch.from_numpy(lesson.targets.topics[chosen]).to(device)
    topic = F.binary_cross_entropy_with_logits(topics, yes, reduction="none")
    return (losses * weights).sum() / len(chosen) + plan.topic_share * (topic * known).mean()


def _optimizer(model: Deep, plan: FitPlan) -> torch.optim.Optimizer:
    table = [model.encoder.embedding.weight]
    rest = [p for p in model.parameters() if p is not table[0]]
    groups = [
        {"params": table, "initial_rate": plan.embedding_rate, "weight_decay": 0.0},
        {"params": rest, "initial_rate": plan.rate, "weight_decay": 0.02},
    ]
    return torch.optim.AdamW(groups, lr=plan.rate, fused=True)


def _restore(checkpoint: Path, model: Deep, optimizer: torch.optim.Optimizer, device: torch.device) -> int:
    if not checkpoint.exists():
        return 0
    state = torch.load(checkpoint, map_location=device, weights_only=True)
    model.load_state_dict(state["model"])
    optimizer.load_state_dict(state["optimizer"])
    return int(state["epochs"])


@torch.inference_mode()
def logits(model: Deep, corpus: Corpus, device: torch.device) -> tuple[Floats, Floats]:
    """Sentiment and topic logits of every text of `corpus`, in its order."""
    model.eval()
    sentiment = np.zeros((len(corpus), 3), np.float32)
    topics = np.zeros((len(corpus), model.heads.topic_bias.numel()), np.float32)
    for chosen in batches(corpus.lengths, np.arange(len(corpus)), 16384, np.random.default_rng(0)):
        with torch.autocast(device.type, torch.bfloat16):
            one, other = model(padded(corpus, chosen).to(device))
        sentiment[chosen], topics[chosen] = one.cpu().numpy(), other.cpu().numpy()
    return sentiment, topics
