"""Larger networks that learn first, and whose answers the compact one learns to give.

Called by `training` before the student's fit (distillation, Hinton et al. 2015). The rows are
dealt into folds and every teacher learns without one of them: a labelled row is answered by the
teacher that never saw it, so that its answer is an opinion and no echo of the label. Unlabelled
texts are answered by all. Teachers are thrown away afterwards; only their answers stay in the
work folder. Must never see `dev/`.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from models.compact.network import Encoder
from models.folding import fold
from models.train.corpus import Corpus, encode
from models.train.fit import FitPlan, fit, logits
from models.train.lesson import LessonPlan
from models.train.material import Answers, Material
from models.train.mixture import Mixture
from models.train.pretrain import PretrainPlan
from models.train.progress import Report
from models.train.rows import Row

Floats = npt.NDArray[np.float32]


def _teacher_fit() -> FitPlan:
    mixture = Mixture(two_class_turkish=12_000, other_language=9_000, topics_only=12_000)
    return FitPlan(
        epochs=2, tokens_per_batch=16_384, rate=3e-4, embedding_rate=1e-4, lesson=LessonPlan(mixture=mixture)
    )


@dataclass(frozen=True, slots=True)
class TeacherPlan:
    """How many teachers (none: the student learns from labels alone), how large, how long they learn."""

    count: int = 3
    width: int = 512
    heads: int = 8
    inner: int = 1536
    layers: int = 6
    pretrain: PretrainPlan = field(
        default_factory=lambda: PretrainPlan(
            epochs=5.0, tokens_per_batch=65_536, rate=1e-3, decay=0.05, negatives=0, hidden=0.25
        )
    )
    fit: FitPlan = field(default_factory=_teacher_fit)

    def __post_init__(self) -> None:
        if self.count == 1:
            raise ValueError("one teacher cannot answer what it learnt: give none, or at least two")

    def sizes(self) -> dict[str, int]:
        """What differs from the student's configuration."""
        return {"width": self.width, "heads": self.heads, "inner": self.inner, "layers": self.layers}


def folds_of(rows: Sequence[Row], count: int) -> npt.NDArray[np.int64]:
    """The fold of each row, by its folded text: copies of one text lie in one fold."""
    return np.array([zlib.crc32(fold(row.text).encode()) % count for row in rows], dtype=np.int64)


def ask_teachers(
    material: Material,
    pretrained: Callable[[], Encoder],
    plan: TeacherPlan,
    seed: int,
    report: Report,
) -> Answers:
    """An answer to every row: of the teacher that did not learn it, else the mean of all.

    `material` holds the teachers' configuration, `pretrained` gives a fresh encoder of it.
    """
    folds = folds_of(material.rows, plan.count)
    asked = heads_and_tails(material, plan)
    said = [answers_of(material, folds, asked, number, pretrained, plan, seed, report) for number in range(plan.count)]
    taught = (material.targets.sentiment >= 0) | material.targets.labelled.any(axis=1)
    return Answers(
        _unbiased(np.stack([one.sentiment for one in said]), folds, taught),
        _unbiased(np.stack([one.topics for one in said]), folds, taught),
    )


def _unbiased(said: Floats, folds: npt.NDArray[np.int64], taught: npt.NDArray[np.bool_]) -> Floats:
    own = said[folds, np.arange(len(folds))]
    return np.where(taught[:, None], own, said.mean(axis=0)).astype(np.float32)


def answers_of(
    material: Material,
    folds: npt.NDArray[np.int64],
    asked: Corpus,
    number: int,
    pretrained: Callable[[], Encoder],
    plan: TeacherPlan,
    seed: int,
    report: Report,
) -> Answers:
    """What teacher `number` says of every row, from the work folder where it stands there."""
    work = material.work / f"teacher-{number}"
    work.mkdir(exist_ok=True)
    path = work / "answers.npz"
    if not path.exists():
        own = replace(material, work=work, left_out=folds == number)
        deep = fit(own, pretrained(), replace(plan.fit, seed=seed + number), report)
        sentiment, topics = logits(deep, asked, material.device)
        _store(path, torch.from_numpy(sentiment).softmax(-1).numpy(), torch.from_numpy(topics).sigmoid().numpy())
    with np.load(path) as stored:
        return Answers(stored["sentiment"], stored["topics"])


def heads_and_tails(material: Material, plan: TeacherPlan) -> Corpus:
    """The ids of every row, as the teachers are shown them."""
    lesson = plan.fit.lesson
    texts = [row.text[:6000] for row in material.rows]
    return encode(material.tokenizer, texts, head=lesson.head_tokens, tail=lesson.tail_tokens)


def _store(path: Path, sentiment: Floats, topics: Floats) -> None:
    partial = path.with_suffix(".partial.npz")
    np.savez(partial, sentiment=sentiment, topics=topics)
    partial.replace(path)
