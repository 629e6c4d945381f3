"""The last passes of the student: gentle, over the texts the model is judged by, with made turns in ten languages.

Called by `training` after the student's fit. Six epochs over everything leave two things to mend. The encoder is small
and two hundred thousand film and product reviews take their share of it, so these passes hold every row of the judged
sets and only some of each other. And denied blame ("not bad at all") is rare in the sets and stays blame, so made turns
stand among them. Labels count more here than the teachers' answers, which the student gives by now. Its checkpoint is
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
    """Six passes over some 120,000 texts, at two fifths of the fit's rate."""
    mixture = Mixture(
        three_class_turkish=1_500,
        two_class_turkish=500,
        other_language=300,
        topics_only=800,
        weak_topics=500,
        repeat_tweets=1,
        judged=20_000,
        unlabelled=8_000,
        hinted=3_000,
    )
    lesson = LessonPlan(made_turns=8_000, turkish_turns=0.35, turn_weight=1.0, made_facts=1_500, mixture=mixture)
    return FitPlan(
        epochs=6,
        rate=4e-4,
        embedding_rate=2e-4,
        warmup=0.05,
        heeded=0.4,
        hinted=1.0,
        save_every_s=60.0,
        lesson=lesson,
        seed=seed + _SEED,
    )


def finish(material: Material, deep: Deep, plan: FitPlan, report: Report = silent) -> Deep:
    """`deep` after the last passes of `plan`; as it was where there are none."""
    return learn(material, deep, plan, "finish", report) if plan.epochs else deep
