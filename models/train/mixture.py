"""Which rows an epoch holds: balanced over sets and languages, so that no large set drowns the rest.

Called by `models.train`. Two hundred thousand film and product reviews of two classes would
teach the model that nobody is ever neutral; caps and repeats by set prevent it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.train.corpus import Index
from models.train.hints import Hints
from models.train.rows import Row
from models.train.targets import Targets
from models.train.turns import MADE

# Turkish sets whose sentiment people labelled or gave as stars, of every kind of text that customers write: the model
# is judged by their mean. Others are a machine's word (hotels), have a bad class (shops) or hold one kind of text.
JUDGED = (
    "tr_eticaret",
    "tr_fsmtsad",
    "tr_mabsa",
    "tr_movie_boun",
    "tr_product_betul",
    "tr_restaurant_product_typology",
    "tr_telecom_tweets_21k",
    "tr_trendyol_23k",
    "tr_tweets_kulcu",
)


def is_judged(name: str) -> bool:
    """Whether the sentiment is judged by that set: JUDGED, the tweets of seven other languages, and the made turns."""
    return name in JUDGED or name == MADE or name.endswith("_xlmt")


@dataclass(frozen=True, slots=True)
class Mixture:
    """Rows a set may give to one epoch, by what it is."""

    three_class_turkish: int = 20_000
    two_class_turkish: int = 7_000
    other_language: int = 4_000
    topics_only: int = 7_000
    weak_topics: int = 12_000
    repeat_tweets: int = 2
    unlabelled: int = 0
    judged: int = 0  # of a set in JUDGED, where that is more than its kind gives
    hinted: int = 0  # of a set, beside the others: rows without sentiment of which its labels say something else


def epoch(
    rows: Sequence[Row], targets: Targets, mixture: Mixture, generator: np.random.Generator, hints: Hints | None = None
) -> Index:
    """Indices of one epoch's rows, unshuffled; other seeds give other rows of the large sets."""
    names = np.array([row.set for row in rows])
    labelled: npt.NDArray[np.bool_] = np.asarray(targets.labelled.any(axis=1))
    taken: list[Index] = []
    for name in np.unique(names):
        places = np.flatnonzero(names == name)
        useful = places[(targets.sentiment[places] >= 0) | labelled[places]]
        if len(useful):
            least = mixture.judged if name in JUDGED else 0
            most = max(least, _cap(str(name), targets.sentiment[useful], mixture))
            taken.append(_some(useful, most, generator))
            if name.endswith("_xlmt"):
                taken.extend([useful] * (mixture.repeat_tweets - 1))
    rest = (targets.sentiment < 0) & ~labelled
    seeded = np.flatnonzero(rest & targets.topics.any(axis=1))
    asked, none = targets.weights.any(axis=1), ~targets.topics.any(axis=1)
    unseeded = np.flatnonzero(rest & asked & none)
    taken.append(_some(seeded, mixture.weak_topics, generator))
    taken.append(_some(unseeded, mixture.weak_topics // 4, generator))
    taken.append(_some(np.flatnonzero(rest), mixture.unlabelled, generator))
    if hints is not None and mixture.hinted:
        only = hints.known & (targets.sentiment < 0)
        for name in np.unique(names[only]):
            taken.append(_some(np.flatnonzero(only & (names == name)), mixture.hinted, generator))
    return np.concatenate(taken)


def _cap(name: str, sentiment: npt.NDArray[np.int64], mixture: Mixture) -> int:
    if not name.startswith("tr_"):
        return mixture.other_language
    if (sentiment < 0).all():
        return mixture.topics_only
    neutral = float(np.mean(sentiment == 1))
    return mixture.three_class_turkish if neutral > 0.02 else mixture.two_class_turkish


def _some(places: Index, most: int, generator: np.random.Generator) -> Index:
    return places if len(places) <= most else generator.choice(places, most, replace=False)
