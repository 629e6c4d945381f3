"""Larger networks that learn first, and whose answers the compact one learns to give.

Called by `training` before the student's fit (distillation, Hinton et al. 2015): what the
teachers make of texts that nobody labelled is worth as much as labels. They are thrown away
afterwards; only their answers stay in the work folder. Must never see `dev/`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from models.compact.network import Encoder
from models.train.corpus import Corpus, encode
from models.train.fit import FitPlan, fit, logits
from models.train.material import Answers, Material
from models.train.pretrain import PretrainPlan
from models.train.progress import Report

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class TeacherPlan:
    """How many teachers, how large, how long they learn."""

    count: int = 2
    width: int = 384
    heads: int = 6
    inner: int = 1024
    layers: int = 4
    pretrain: PretrainPlan = field(default_factory=lambda: PretrainPlan(epochs=2.0, tokens_per_batch=32_768, rate=1e-3))
    fit: FitPlan = field(
        default_factory=lambda: FitPlan(epochs=2, tokens_per_batch=16_384, rate=3e-4, embedding_rate=2e-4)
    )

    def sizes(self) -> dict[str, int]:
        """What differs from the student's configuration."""
        return {"width": self.width, "heads": self.heads, "inner": self.inner, "layers": self.layers}


def ask_teachers(
    material: Material,
    pretrained: Callable[[], Encoder],
    plan: TeacherPlan,
    seed: int,
    report: Report,
) -> Answers:
    """The teachers' mean answer to every row, from the work folder where it stands there.

    `material` holds the teachers' configuration, `pretrained` gives a fresh encoder of it.
    """
    said = [_answers_of(material, pretrained, plan, seed + number, report) for number in range(plan.count)]
    return Answers(
        np.mean([one.sentiment for one in said], axis=0, dtype=np.float32),
        np.mean([one.topics for one in said], axis=0, dtype=np.float32),
    )


def _answers_of(
    material: Material, pretrained: Callable[[], Encoder], plan: TeacherPlan, seed: int, report: Report
) -> Answers:
    work = material.work / f"teacher-{seed}"
    work.mkdir(exist_ok=True)
    path = work / "answers.npz"
    if not path.exists():
        deep = fit(replace(material, work=work), pretrained(), replace(plan.fit, seed=seed), report)
        sentiment, topics = logits(deep, _heads_and_tails(material, plan), material.device)
        _store(path, torch.from_numpy(sentiment).softmax(-1).numpy(), torch.from_numpy(topics).sigmoid().numpy())
    with np.load(path) as stored:
        return Answers(stored["sentiment"], stored["topics"])


def _heads_and_tails(material: Material, plan: TeacherPlan) -> Corpus:
    lesson = plan.fit.lesson
    texts = [row.text[:6000] for row in material.rows]
    return encode(material.tokenizer, texts, head=lesson.head_tokens, tail=lesson.tail_tokens)


def _store(path: Path, sentiment: Floats, topics: Floats) -> None:
    partial = path.with_suffix(".partial.npz")
    np.savez(partial, sentiment=sentiment, topics=topics)
    partial.replace(path)
