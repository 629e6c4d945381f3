"""What labels say beside sentiment and topics is read as it is meant, and can be learnt."""

import numpy as np
import torch

from models.compact.configuration import CompactConfig
from models.taxonomy import load_taxonomy
from models.train.hints import HintHeads, hints_of
from models.train.mixture import Mixture, epoch
from models.train.rows import Row
from models.train.targets import targets_of

TOPICS = [topic.id for topic in load_taxonomy()]
FOOD, ROOM, STAFF = (TOPICS.index(name) for name in ("food_drink", "facility_cleanliness", "customer_service"))


def aspects(label: str, *topics: str, name: str = "tr_inn", lang: str = "tr") -> Row:
    return Row("x", lang, name, topics=topics, topic=label)


def many() -> list[Row]:
    """Enough rows to learn which topic an aspect speaks of."""
    return [aspects("soup:positive", "food_drink"), aspects("bed:negative", "facility_cleanliness")] * 20


def test_stars_and_shares_of_praise_are_one_scale() -> None:
    rows = [Row("x", "tr", "s", stars=stars) for stars in (1.0, 4.0, 5.0)]
    rows += [aspects("hotel|soup:positive|bed:negative"), aspects("soup:positive"), Row("x", "tr", "s")]
    np.testing.assert_allclose(hints_of(rows, TOPICS).valence, [0.0, 0.75, 1.0, 0.5, 1.0, np.nan])


def test_an_aspect_speaks_of_the_topic_it_always_goes_with() -> None:
    both = aspects("soup:negative|bed:positive", "food_drink", "facility_cleanliness")
    polarity = hints_of([*many(), both], TOPICS).polarity[-1]
    assert {at: said for at, said in enumerate(polarity.tolist()) if said >= 0} == {FOOD: 0, ROOM: 2}


def test_aspects_of_one_topic_that_disagree_say_nothing_of_it() -> None:
    rows = [aspects("soup:positive|wine:positive", "food_drink")] * 20
    rows.append(aspects("soup:positive|wine:negative", "food_drink"))
    hints = hints_of(rows, TOPICS)
    assert hints.polarity[-1].max() == -1
    assert hints.valence[-1] == 0.5


def test_a_rare_aspect_and_one_with_many_topics_say_nothing_of_a_topic() -> None:
    rows = [aspects("view:positive", topic) for topic in ("food_drink", "facility_cleanliness") for _ in range(20)]
    rows.append(aspects("bed:positive", "facility_cleanliness"))
    assert hints_of(rows, TOPICS).polarity.max() == -1


def test_translations_of_a_set_share_their_aspects_and_other_sets_do_not() -> None:
    rows = [aspects("soup:positive", "food_drink", name="tr_inn") for _ in range(20)]
    rows += [aspects("soup:negative", name="de_inn", lang="de"), aspects("soup:negative", name="de_shop", lang="de")]
    polarity = hints_of(rows, TOPICS).polarity
    assert polarity[-2, FOOD] == 0
    assert polarity[-1].max() == -1


def test_emotions_and_insults_are_read_and_other_labels_are_not() -> None:
    labels = ("emotion:mutlu", "emotion:şaşkın", "OFF", "NOT", "spor", 7, None, "17:30", ":positive")
    hints = hints_of([Row("x", "tr", "s", topic=label) for label in labels], TOPICS)
    assert hints.emotion.tolist() == [2, 4, *[-1] * 7]
    np.testing.assert_array_equal(hints.insult, [np.nan, np.nan, 1.0, 0.0, *[np.nan] * 5])
    assert hints.known.tolist() == [True] * 4 + [False] * 5


def test_a_made_row_has_no_hint() -> None:
    hints = hints_of([Row("x", "tr", "s", stars=5.0)], TOPICS).take(np.array([0, -1]))
    assert hints.known.tolist() == [True, False]
    assert hints.polarity.shape == (2, len(TOPICS))


def test_an_epoch_takes_rows_without_sentiment_for_their_hints() -> None:
    rows = [Row("x", "tr", "tr_moods", topic="emotion:mutlu")] * 30 + [Row("x", "tr", "tr_news", topic="spor")] * 30
    targets = targets_of(rows, load_taxonomy(), weak=False)
    mixture = Mixture(weak_topics=0, hinted=10)
    taken = epoch(rows, targets, mixture, np.random.default_rng(0), hints_of(rows, TOPICS))
    assert len(taken) == 10
    assert taken.max() < 30


def test_the_heads_learn_what_is_known_and_nothing_else() -> None:
    torch.manual_seed(0)
    config = CompactConfig(width=8, heads=2, topics=TOPICS)
    rows = [
        Row("x", "tr", "s", stars=5.0), Row("x", "tr", "s", stars=1.0), Row("x", "tr", "s", topic="OFF"),
        Row("x", "tr", "s", topic="emotion:korku"), aspects("soup:negative", "food_drink"), Row("x", "tr", "s"),
    ]  # fmt: skip
    hints = hints_of([*rows, *many()], TOPICS).take(np.arange(len(rows)))
    heads, pooled, looked = HintHeads(config), torch.randn(6, 24), torch.randn(6, len(TOPICS), 8, requires_grad=True)
    optimizer = torch.optim.Adam(heads.parameters(), lr=0.1)
    first = heads.loss(pooled, looked, hints)
    first.backward()
    assert looked.grad is not None
    assert torch.nonzero(looked.grad.abs().sum(-1)).tolist() == [[4, FOOD]]
    for _ in range(60):
        optimizer.zero_grad()
        heads.loss(pooled, looked, hints).backward()
        optimizer.step()
    assert heads.loss(pooled, looked, hints) < first / 10
    nothing = hints.take(np.full(6, -1))
    assert heads.loss(pooled, looked, nothing) == 0.0
