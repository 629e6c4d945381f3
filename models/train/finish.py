"""The last passes of the student: short, gentle, and with many made turns of phrase in ten languages.

Called by `training` after the student's fit. Denied blame ("not bad at all") is rare in the sets, so that six epochs of
them leave it blame; a few small lessons, a quarter of them made turns, mend that and cost the sets nothing. What the
lessons hold beside the turns is the same balanced sets, in small, and the same teachers' answers. Its checkpoint is
`finish.pt`. Must never see `dev/`.
"""

from __future__ import annotations

from models.train.fit import Deep, FitPlan, learn
from models.train.lesson import LessonPlan
from models.train.material import Material
from models.train.mixture import Mixture
from models.train.progress import Report, silent

# They draw other lessons than any epoch of the fit.
_SEED = 7919


def last_passes(seed: int = 0) -> FitPlan:
    """Three passes over some 45,000 texts, at a third of the fit's rate."""
    mixture = Mixture(
        three_class_turkish=1_800,
        two_class_turkish=500,
        other_language=450,
        topics_only=500,
        weak_topics=600,
        repeat_tweets=1,
    )
    lesson = LessonPlan(made_turns=12_000, turkish_turns=0.35, turn_weight=1.0, mixture=mixture)
    return FitPlan(
        epochs=3, rate=3e-4, embedding_rate=1.5e-4, warmup=0.1, save_every_s=60.0, lesson=lesson, seed=seed + _SEED
    )


def finish(material: Material, deep: Deep, plan: FitPlan, report: Report = silent) -> Deep:
    """`deep` after the last passes of `plan`; as it was where there are none."""
    return learn(material, deep, plan, "finish", report) if plan.epochs else deep
