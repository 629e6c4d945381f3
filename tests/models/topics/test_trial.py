"""A trial proposes thresholds inside bounds, shows what lies at the border, and measures nearness on enough texts."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.topics.company import THRESHOLD, Nearness, OwnTopic
from models.topics.scoring import TopicScorer
from models.topics.trial import HIGHEST, LEAST_TEXTS, LOWEST, proposed, telling, try_topics
from models.topics.vectors import load_vectors

LOAN = OwnTopic("loan", "Konut kredisi", "Loans", {"tr": ("konut kredisi", "ipotek")})
QUEUE = OwnTopic("queue", "Kuyruk", "Queues", {"tr": ("numaratör",)}, threshold=0.9)
PLAIN = TopicScorer([LOAN, QUEUE], None)
TEXTS = [
    *(f"Konut kredim için {n} gündür bekliyorum" for n in range(20)),
    *(f"{n}. kez aradım, müşteri hizmetleri açmıyor" for n in range(60)),
    "",
]


def test_what_has_a_phrase_is_taken_and_what_lies_at_the_border_is_shown() -> None:
    loan, queue = try_topics([LOAN, QUEUE], TEXTS, load_vectors(), shown=3)
    assert (loan.taken, loan.with_phrase) == (20, 20)
    assert all("kredi" in TEXTS[one.at] for one in (*loan.surest, *loan.just_taken))
    assert all("kredi" not in TEXTS[one.at] for one in loan.just_missed)
    assert min(one.score for one in loan.just_taken) >= loan.topic.threshold > loan.just_missed[0].score
    assert len(loan.surest) == len(loan.just_taken) == len(loan.just_missed) == 3
    assert (queue.taken, queue.topic.threshold) == (0, THRESHOLD)


def test_the_proposal_takes_exactly_what_the_trial_says_once_it_is_used() -> None:
    vectors = load_vectors()
    trials = try_topics([LOAN, QUEUE], TEXTS, vectors)
    scores = TopicScorer([trial.topic for trial in trials], vectors).score(TEXTS)
    for at, trial in enumerate(trials):
        assert int((scores[:, at] >= trial.topic.threshold).sum()) == trial.taken


def test_a_few_texts_do_not_measure_nearness() -> None:
    (few,) = try_topics([LOAN], TEXTS[: LEAST_TEXTS - 1], load_vectors())
    (many,) = try_topics([LOAN], TEXTS, load_vectors())
    assert few.topic.nearness == Nearness()
    assert many.topic.nearness.spread > 0
    assert try_topics([LOAN], TEXTS, None)[0].taken == 20


@given(st.text(max_size=400), st.integers(1, 60))
def test_a_stretch_of_any_text_stays_within_its_width(text: str, width: int) -> None:
    assert len(telling(PLAIN, 0, text, width)) <= width


def test_of_a_long_text_the_stretch_that_speaks_of_the_topic_is_shown() -> None:
    text = "Dün aradım. " * 60 + "Konut kredim hâlâ çıkmadı. " + "Bekliyorum. " * 60
    assert "Konut kredim" in telling(PLAIN, 0, text, 80)
    assert telling(PLAIN, 0, "kısa", 80) == "kısa"


def test_a_topic_that_few_texts_name_does_not_take_what_merely_lies_near() -> None:
    scores = np.array([0.8] * 5 + [0.35] * 40 + [0.1] * 955, dtype=np.float32)
    assert proposed(scores, scores > 0.5) > 0.35


def test_a_topic_that_many_texts_name_takes_also_what_lies_nearest() -> None:
    scores = np.array([0.8] * 30 + [0.6] * 20 + [0.1] * 950, dtype=np.float32)
    assert proposed(scores, scores > 0.7) < 0.6


@given(st.lists(st.tuples(st.floats(0, 1, width=32), st.booleans()), min_size=1, max_size=80))
def test_a_proposal_stays_within_bounds_for_any_scores(rows: list[tuple[float, bool]]) -> None:
    scores = np.array([score for score, _ in rows], dtype=np.float32).clip(0.01, 0.99)
    threshold = proposed(scores, np.array([found for _, found in rows]))
    assert threshold == THRESHOLD or LOWEST <= threshold <= HIGHEST
