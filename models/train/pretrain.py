"""Self-supervised pre-training: hide a fifth of the ids, guess them from the rest.

Called by `models.train`. The guess is scored against ids drawn by their frequency instead of
the whole vocabulary (sampled softmax, Jean et al. 2015), which makes the last layer cheap.
Resumes from its checkpoint. Must never see a label.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from models.compact.configuration import CompactConfig
from models.compact.network import Encoder
from models.compact.vocabulary import CLS, MASK
from models.train.corpus import Corpus, Index, batches, padded
from models.train.precision import brief
from models.train.progress import Report, silent

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PretrainPlan:
    """How long and how hard to pre-train."""

    epochs: float = 1.0
    tokens_per_batch: int = 8192
    rate: float = 2e-3
    warmup: float = 0.05
    decay: float = 0.01
    hidden: float = 0.2
    negatives: int = 2048  # 0: against the whole vocabulary, which a GPU can afford
    save_every_s: float = 120.0
    seed: int = 0


class Guesser(nn.Module):
    """The encoder and the layer that turns a vector back into an id (tied to the embedding)."""

    def __init__(self, config: CompactConfig) -> None:
        super().__init__()
        self.encoder = Encoder(config)
        self.turn = nn.Linear(config.width, config.width)
        self.norm = nn.LayerNorm(config.width)
        self.bias = nn.Parameter(torch.zeros(config.vocab_size))
        nn.init.normal_(self.encoder.embedding.weight, std=config.width**-0.5)

    def forward(self, ids: Tensor, hidden: Tensor, targets: Tensor, drawn: Tensor, log_rate: Tensor) -> Tensor:
        """The mean loss over hidden places, against the `drawn` ids."""
        vectors = self.encoder(ids, ids != 0)[hidden]
        vectors = self.norm(F.gelu(self.turn(vectors)))
        weight = self.encoder.embedding.weight
        if not len(drawn):
            return F.cross_entropy((vectors @ weight.T + self.bias).float(), targets)
        right = (vectors * weight[targets]).sum(-1) + self.bias[targets] - log_rate[targets]
        wrong = vectors @ weight[drawn].T + self.bias[drawn] - log_rate[drawn]
        wrong = wrong.masked_fill(targets[:, None] == drawn[None, :], -1e4)
        return F.cross_entropy(torch.cat((right[:, None], wrong), dim=1).float(), torch.zeros_like(targets))


def pretrain(
    corpus: Corpus,
    config: CompactConfig,
    plan: PretrainPlan,
    checkpoint: Path,
    device: torch.device,
    report: Report = silent,
) -> Encoder:
    """The encoder after `plan.epochs` passes over `corpus`, from `checkpoint` where one is."""
    torch.manual_seed(plan.seed)
    model = Guesser(config).to(device)
    optimizer = torch.optim.AdamW(
        model.parameters(), lr=plan.rate, betas=(0.9, 0.98), weight_decay=plan.decay, fused=True
    )
    progress = Progress(corpus, plan, checkpoint, report)
    progress.restore(model, optimizer, device)
    before = progress.steps
    noise = Noise(corpus, config.vocab_size, plan, device)
    model.train()
    for chosen in progress.batches():
        for group in optimizer.param_groups:
            group["lr"] = plan.rate * schedule(progress.done, plan.warmup)
        ids, hidden, targets = noise.hide(padded(corpus, chosen).to(device))
        with brief(device):
            loss = model(ids, hidden, targets, noise.draw(), noise.log_rate)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        progress.step(loss, int(ids.numel()), model, optimizer)
    if progress.steps > before:
        progress.save(model, optimizer)
    report("pretrain", 1.0, "")
    return model.encoder


def schedule(done: float, warmup: float) -> float:
    """Linear up, then linear down to a hundredth."""
    return done / warmup if done < warmup else max(0.01, (1 - done) / (1 - warmup))


class Noise:
    """Which ids are hidden, and which wrong ones are drawn against the right."""

    def __init__(self, corpus: Corpus, size: int, plan: PretrainPlan, device: torch.device) -> None:
        counts = np.bincount(corpus.ids, minlength=size).astype(np.float64) + 1.0
        rate = counts**0.75 / (counts**0.75).sum()
        self.plan = plan
        self.rate = torch.from_numpy(rate).float().to(device)
        self.log_rate = (torch.from_numpy(rate).float() * max(1, plan.negatives)).log().to(device)
        self.size = size

    def draw(self) -> Tensor:
        if not self.plan.negatives:
            return self.rate.new_empty(0, dtype=torch.long)
        return torch.multinomial(self.rate, self.plan.negatives, replacement=True)

    def hide(self, ids: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Eight of ten hidden places show [MASK], one a random id, one itself."""
        chance = torch.rand(ids.shape, device=ids.device)
        hidden = (chance < self.plan.hidden) & (ids > CLS)
        targets = ids[hidden]
        kind = torch.rand(targets.shape, device=ids.device)
        random_ids = torch.randint_like(targets, CLS + 1, self.size)
        shown = torch.where(kind < 0.8, torch.full_like(targets, MASK), torch.where(kind < 0.9, random_ids, targets))
        ids = ids.masked_scatter(hidden, shown)
        return ids, hidden, targets


class Progress:
    """Where a run stands: batches, tokens, checkpoint."""

    def __init__(self, corpus: Corpus, plan: PretrainPlan, checkpoint: Path, report: Report) -> None:
        self.corpus, self.plan, self.checkpoint, self.report = corpus, plan, checkpoint, report
        self.total = int(len(corpus.ids) * plan.epochs)
        self.seen = 0
        self.begun_at = 0
        self.steps = 0
        self.losses: list[Tensor] = []
        self.began = self.saved = time.monotonic()

    @property
    def done(self) -> float:
        return min(1.0, self.seen / max(1, self.total))

    def batches(self) -> Iterator[Index]:
        """Batches until the plan's tokens are seen."""
        lengths = self.corpus.lengths
        chosen = np.flatnonzero(lengths >= 4)
        generator = np.random.default_rng(self.plan.seed + self.steps)
        while self.done < 1.0:
            for batch in batches(lengths, chosen, self.plan.tokens_per_batch, generator):
                if self.done >= 1.0:
                    return
                yield batch

    def step(self, loss: Tensor, tokens: int, model: nn.Module, optimizer: torch.optim.Optimizer) -> None:
        self.seen += tokens
        self.steps += 1
        self.losses.append(loss.detach())
        if self.steps % 100 == 0:
            speed = (self.seen - self.begun_at) / max(1e-9, time.monotonic() - self.began)
            loss_now, self.losses = float(torch.stack(self.losses).mean()), []
            log.debug("pretrain %.3f loss %.3f %.0f tokens/s", self.done, loss_now, speed)
            self.report("pretrain", self.done, f"loss {loss_now:.3f}, {speed:.0f} tokens/s")
        if time.monotonic() - self.saved > self.plan.save_every_s:
            self.save(model, optimizer)

    def save(self, model: nn.Module, optimizer: torch.optim.Optimizer) -> None:
        state = {
            "model": model.state_dict(),
            "optimizer": optimizer.state_dict(),
            "seen": self.seen,
            "steps": self.steps,
        }
        partial = self.checkpoint.with_suffix(".partial")
        torch.save(state, partial)
        partial.replace(self.checkpoint)
        self.saved = time.monotonic()

    def restore(self, model: nn.Module, optimizer: torch.optim.Optimizer, device: torch.device) -> None:
        if self.checkpoint.exists():
            state = torch.load(self.checkpoint, map_location=device, weights_only=True)
            model.load_state_dict(state["model"])
            optimizer.load_state_dict(state["optimizer"])
            self.seen, self.steps = int(state["seen"]), int(state["steps"])
            self.begun_at = self.seen
