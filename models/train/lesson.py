"""One epoch, ready to be learnt: rows drawn anew, some misspelt, cut with dropped merges.

Called by `fit`. Dropped merges (BPE-dropout, Provilkov et al. 2020) cut a word another way now
and then, so that a slip of the finger does not turn it into a stranger. The same seed and
number give the same lesson.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from models.train.augment import noisy
from models.train.corpus import Corpus, encode
from models.train.facts import facts
from models.train.material import Material
from models.train.mixture import Mixture, epoch
from models.train.targets import Targets, class_weights, targets_of
from models.train.turns import turns


@dataclass(frozen=True, slots=True)
class LessonPlan:
    """What an epoch holds and how its texts are spoilt."""

    misspelt: float = 0.25
    merge_dropout: float = 0.1
    made_turns: int = 3000
    turkish_turns: float = 0.5  # of the made turns; the rest is in the nine other languages
    turn_weight: float = 0.7  # few patterns many times: they weigh less than people's words
    made_facts: int = 0
    head_tokens: int = 72
    tail_tokens: int = 56
    mixture: Mixture = field(default_factory=Mixture)


@dataclass(frozen=True, slots=True)
class Lesson:
    """Ids, what they teach and which rows they are (-1: made), side by side."""

    corpus: Corpus
    targets: Targets
    weights: npt.NDArray[np.float32]
    rows: npt.NDArray[np.int64]


def prepare(material: Material, plan: LessonPlan, seed: int) -> Lesson:
    """The lesson of that seed."""
    rng = random.Random(seed)
    chosen = epoch(material.rows, material.targets, plan.mixture, np.random.default_rng(seed), material.hints)
    if material.left_out is not None:
        chosen = chosen[~material.left_out[chosen]]
    made = turns(plan.made_turns, rng, plan.turkish_turns) + facts(plan.made_facts, rng)
    texts = [_maybe_noisy(material.rows[int(at)].text[:6000], plan, rng) for at in chosen]
    texts += [row.text for row in made]
    targets = material.targets.take(chosen).beside(targets_of(made, material.taxonomy, weak=False))
    weights = class_weights(material.rows, material.targets.sentiment)[chosen]
    turn_weights = np.full(len(made), plan.turn_weight, dtype=np.float32)
    rows = np.concatenate((chosen, np.full(len(made), -1)))
    return Lesson(_spoilt(material, plan, texts), targets, np.concatenate((weights, turn_weights)), rows)


def _spoilt(material: Material, plan: LessonPlan, texts: list[str]) -> Corpus:
    model = material.tokenizer.model
    model.dropout = plan.merge_dropout
    try:
        return encode(material.tokenizer, texts, head=plan.head_tokens, tail=plan.tail_tokens)
    finally:
        model.dropout = None


def _maybe_noisy(text: str, plan: LessonPlan, rng: random.Random) -> str:
    return noisy(text, rng) if rng.random() < plan.misspelt else text
