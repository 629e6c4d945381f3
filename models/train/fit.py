"""The multi-task fit: encoder and heads learn sentiment and topics together.

Called by `models.train` after pre-training, by `teachers` for each of them and by `finish`. Resumes in the middle of
an epoch, from its last checkpoint. Must never see `dev/`.
"""

from __future__ import annotations

import logging
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from models.compact.configuration import CompactConfig
from models.compact.network import Encoder, Heads
from models.train.corpus import Corpus, Index, batches, padded
from models.train.hints import HintHeads
from models.train.lesson import Lesson, LessonPlan, prepare
from models.train.material import Answers, Material
from models.train.precision import brief
from models.train.pretrain import schedule
from models.train.progress import Report, silent

log = logging.getLogger(__name__)
Floats = npt.NDArray[np.float32]
# What a teacher's word on a topic weighs where no label stands.
_SAID_TOPIC = 0.3


@dataclass(frozen=True, slots=True)
class FitPlan:
    """How long and how hard to fit."""

    epochs: int = 3
    tokens_per_batch: int = 8192
    rate: float = 1e-3
    embedding_rate: float = 4e-4
    warmup: float = 0.06
    decay: float = 0.02
    smoothing: float = 0.05
    topic_share: float = 1.5
    heeded: float = 0.6
    hinted: float = 0.0  # what hints weigh; 0 leaves them out
    save_every_s: float = 180.0
    lesson: LessonPlan = field(default_factory=LessonPlan)
    seed: int = 0


class Deep(nn.Module):
    """Encoder and heads: the part of the compact model that this module trains."""

    def __init__(self, config: CompactConfig, encoder: Encoder) -> None:
        super().__init__()
        self.encoder = encoder
        self.heads = Heads(config)

    def forward(self, ids: Tensor) -> tuple[Tensor, Tensor]:
        return self.judge(*self.look(ids))

    def look(self, ids: Tensor) -> tuple[Tensor, Tensor]:
        """What sentiment and topics are read from: (batch, 3 * width) and (batch, topics, width)."""
        present = ids > 0
        pooled, looked = self.heads.look(self.encoder(ids, present), present)
        return pooled, looked

    def judge(self, pooled: Tensor, looked: Tensor) -> tuple[Tensor, Tensor]:
        """Logits of sentiment (batch, 3) and of topics (batch, topics)."""
        sentiment, topics = self.heads.judge(pooled, looked)
        return sentiment.float(), topics.float()


def fit(material: Material, encoder: Encoder, plan: FitPlan, report: Report = silent) -> Deep:
    """A pre-trained encoder and fresh heads after `plan.epochs` epochs, from `fit.pt` where one is."""
    torch.manual_seed(plan.seed)
    return learn(material, Deep(material.config, encoder), plan, "fit", report)


def learn(material: Material, model: Deep, plan: FitPlan, stage: str, report: Report = silent) -> Deep:
    """`model` after `plan.epochs` epochs, from the checkpoint of `stage` in the work folder where one is."""
    torch.manual_seed(plan.seed)
    run = Run(material, model.to(material.device), plan, stage, report)
    run.restore()
    with ThreadPoolExecutor(1) as ahead:  # the next lesson is written while this one is learnt

        def coming(epoch: int) -> Future[Lesson]:
            return ahead.submit(prepare, material, plan.lesson, plan.seed * 1000 + epoch)

        lessons = [coming(run.epoch)] if run.epoch < plan.epochs else []
        while lessons:
            lesson = lessons.pop().result()
            if run.epoch + 1 < plan.epochs:
                lessons.append(coming(run.epoch + 1))
            run.learn(lesson)
            run.epoch, run.step = run.epoch + 1, 0
            run.save()
    report(stage, 1.0, "")
    return run.model


class Run:
    """Where a fit stands: epoch, step within it, model and optimizer."""

    def __init__(self, material: Material, model: Deep, plan: FitPlan, stage: str, report: Report) -> None:
        self.checkpoint, self.device = material.work / f"{stage}.pt", material.device
        self.answers, self.stage = material.answers, stage
        self.hints = material.hints if plan.hinted else None
        self.model, self.plan, self.report = model, plan, report
        self.hint_heads = HintHeads(material.config).to(self.device)
        self.optimizer = _optimizer(model, self.hint_heads, plan)
        self.epoch = self.step = 0
        self.losses: list[Tensor] = []
        self.saved = time.monotonic()

    def learn(self, lesson: Lesson) -> None:
        """The rest of one epoch."""
        self.model.train()
        corpus, plan = lesson.corpus, self.plan
        order = np.random.default_rng(plan.seed * 1000 + self.epoch)
        groups = list(batches(corpus.lengths, np.arange(len(corpus)), plan.tokens_per_batch, order))
        for chosen in groups[self.step :]:
            self._take_step(lesson, chosen, (self.epoch + self.step / len(groups)) / plan.epochs)
            self.step += 1
            if time.monotonic() - self.saved > plan.save_every_s:
                self.save()

    def _take_step(self, lesson: Lesson, chosen: Index, done: float) -> None:
        for group in self.optimizer.param_groups:
            group["lr"] = group["initial_rate"] * schedule(done, self.plan.warmup)
        with brief(self.device):
            pooled, looked = self.model.look(padded(lesson.corpus, chosen).to(self.device))
            sentiment, topics = self.model.judge(pooled, looked)
        loss = _loss(sentiment, topics, lesson, chosen, self.plan, self.answers)
        if self.hints is not None:
            hints = self.hints.take(lesson.rows[chosen])
            loss = loss + self.plan.hinted * self.hint_heads.loss(pooled.float(), looked.float(), hints)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        self._tell(loss.detach(), done)

    def _tell(self, loss: Tensor, done: float) -> None:
        self.losses.append(loss)
        if self.step % 20 == 19:
            note = f"epoch {self.epoch + 1}, loss {float(torch.stack(self.losses).mean()):.4f}"
            self.losses = []
            log.debug("%s %.3f %s", self.stage, done, note)
            self.report(self.stage, done, note)

    def save(self) -> None:
        state = {
            "model": self.model.state_dict(),
            "hints": self.hint_heads.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "epoch": self.epoch,
            "step": self.step,
        }
        partial = self.checkpoint.with_suffix(".partial")
        torch.save(state, partial)
        partial.replace(self.checkpoint)
        self.saved = time.monotonic()

    def restore(self) -> None:
        if self.checkpoint.exists():
            state = torch.load(self.checkpoint, map_location=self.device, weights_only=True)
            self.model.load_state_dict(state["model"])
            self.hint_heads.load_state_dict(state["hints"])
            self.optimizer.load_state_dict(state["optimizer"])
            self.epoch, self.step = int(state["epoch"]), int(state["step"])


def _loss(
    sentiment: Tensor, topics: Tensor, lesson: Lesson, chosen: Index, plan: FitPlan, answers: Answers | None
) -> Tensor:
    device = sentiment.device
    labels = torch.from_numpy(lesson.targets.sentiment[chosen]).to(device)
    weights = torch.from_numpy(lesson.weights[chosen]).to(device) * (labels >= 0)
    losses = weights * F.cross_entropy(sentiment, labels.clamp(min=0), reduction="none", label_smoothing=plan.smoothing)
    known = torch.from_numpy(lesson.targets.weights[chosen]).to(device)
    yes = torch.from_numpy(lesson.targets.topics[chosen]).to(device)
    if answers is not None:
        said = answers.take(lesson.rows[chosen])
        losses = _mixed(losses, weights, sentiment, torch.from_numpy(said.sentiment).to(device), plan.heeded)
        yes, known = _taught(yes, known, torch.from_numpy(said.topics).to(device), plan.heeded)
    topic = F.binary_cross_entropy_with_logits(topics, yes, reduction="none")
    topic_loss = (topic * known).sum() / known.sum().clamp(min=1.0)
    return losses.sum() / len(chosen) + plan.topic_share * topic_loss


def _mixed(losses: Tensor, weights: Tensor, sentiment: Tensor, said: Tensor, heeded: float) -> Tensor:
    """Losses against the labels where there are some, against the teachers where they were asked."""
    asked = ~said.isnan().any(dim=1)
    soft = -(said.nan_to_num() * sentiment.log_softmax(-1)).sum(-1)
    weight = torch.where(weights > 0, weights, 1.0)
    hard = torch.where(weights > 0, (1 - heeded) * losses, 0.0)
    share = torch.where(weights > 0, heeded, 1.0)
    return torch.where(asked, hard + share * weight * soft, losses)


def _taught(yes: Tensor, known: Tensor, said: Tensor, heeded: float) -> tuple[Tensor, Tensor]:
    """Topic targets and weights: labels drawn towards the teachers, theirs alone where there is none."""
    asked = ~said.isnan()
    said = said.nan_to_num()
    drawn = torch.where(known > 0, (1 - heeded) * yes + heeded * said, said)
    return torch.where(asked, drawn, yes), torch.where(asked, known.clamp(min=_SAID_TOPIC), known)


def _optimizer(model: Deep, hint_heads: HintHeads, plan: FitPlan) -> torch.optim.Optimizer:
    table = [model.encoder.embedding.weight]
    rest = [p for p in model.parameters() if p is not table[0]]
    groups = [
        {"params": table, "initial_rate": plan.embedding_rate, "weight_decay": 0.0},
        {"params": rest, "initial_rate": plan.rate, "weight_decay": plan.decay},
        {"params": list(hint_heads.parameters()), "initial_rate": 2 * plan.rate, "weight_decay": plan.decay},
    ]
    return torch.optim.AdamW(groups, lr=plan.rate, fused=True)


@torch.inference_mode()
def logits(model: Deep, corpus: Corpus, device: torch.device) -> tuple[Floats, Floats]:
    """Sentiment and topic logits of every text of `corpus`, in its order."""
    model.eval()
    sentiment = np.zeros((len(corpus), 3), np.float32)
    topics = np.zeros((len(corpus), model.heads.topic_bias.numel()), np.float32)
    for chosen in batches(corpus.lengths, np.arange(len(corpus)), 16384, np.random.default_rng(0)):
        with brief(device):
            one, other = model(padded(corpus, chosen).to(device))
        sentiment[chosen], topics[chosen] = one.cpu().numpy(), other.cpu().numpy()
    return sentiment, topics
