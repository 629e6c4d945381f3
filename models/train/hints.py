"""What labels say beside sentiment and topics: stars, praise and blame by topic, emotions, insults.

Called by `fit` in the last passes. A review that praises the room and blames the food has no sentiment in its set, and
four stars teach what five do. Heads of their own learn these beside the others, so that the encoder tells the loud from
the lukewarm and what a word is about (multi-task learning, Caruana 1997). They stay behind in the checkpoint: the model
that ships has none. Must never see `dev/`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from models.base import SENTIMENTS
from models.compact.configuration import CompactConfig
from models.train.rows import Row

# How emotions and insults are written in the sets' own labels; the last emotion is any other.
_EMOTION = "emotion:"
_EMOTIONS = ("üzgün", "kızgın", "mutlu", "korku")
_INSULTS = {"OFF": 1.0, "NOT": 0.0}
# An aspect speaks of a topic that goes with it nearly always, once it was seen often enough.
_GOES_WITH, _SEEN = 0.97, 15
_SHARES = {"valence": 0.5, "polarity": 0.3, "emotion": 0.3, "insult": 0.3}


@dataclass(frozen=True, slots=True)
class Hints:
    """Arrays beside the rows.

    `valence` runs from 0 (one star, blame alone) to 1 (five stars, praise alone), nan where unknown; `polarity` (rows,
    topics) is a place in SENTIMENTS, -1 unknown; `emotion` -1 unknown; `insult` 0 or 1, nan unknown.
    """

    valence: npt.NDArray[np.float32]
    polarity: npt.NDArray[np.int64]
    emotion: npt.NDArray[np.int64]
    insult: npt.NDArray[np.float32]

    @property
    def known(self) -> npt.NDArray[np.bool_]:
        """Rows with any hint."""
        said = ~np.isnan(self.valence) | ~np.isnan(self.insult) | (self.emotion >= 0)
        return np.asarray(said | (self.polarity >= 0).any(axis=1))

    def take(self, chosen: npt.NDArray[np.int64]) -> Hints:
        """The hints of some rows; row -1 has none."""
        here = chosen >= 0
        parts = {}
        for field in fields(self):
            whole = getattr(self, field.name)
            none = -1 if whole.dtype == np.int64 else np.float32(np.nan)
            parts[field.name] = np.where(here.reshape(-1, *[1] * (whole.ndim - 1)), whole[chosen], none)
        return Hints(**parts)


def hints_of(rows: Sequence[Row], topics: Sequence[str]) -> Hints:
    """The hints of `rows`; `topics` are the ids of the taxonomy in its order."""
    hints = Hints(
        np.full(len(rows), np.nan, np.float32),
        np.full((len(rows), len(topics)), -1, np.int64),
        np.full(len(rows), -1, np.int64),
        np.full(len(rows), np.nan, np.float32),
    )
    place = {topic: at for at, topic in enumerate(topics)}
    meant = _meanings(rows)
    for at, row in enumerate(rows):
        if row.stars is not None:
            hints.valence[at] = (row.stars - 1) / 4
        if not isinstance(row.topic, str):
            continue
        if row.topic.startswith(_EMOTION):
            name = row.topic.removeprefix(_EMOTION)
            hints.emotion[at] = _EMOTIONS.index(name) if name in _EMOTIONS else len(_EMOTIONS)
        elif row.topic in _INSULTS:
            hints.insult[at] = _INSULTS[row.topic]
        elif aspects := list(_aspects(row.topic)):
            hints.valence[at] = np.mean([polarity for _, polarity in aspects]) / 2
            for topic, polarity in _agreed((meant.get((_family(row), aspect)), said) for aspect, said in aspects):
                if topic in place:
                    hints.polarity[at, place[topic]] = polarity
    return hints


def _aspects(label: str) -> Iterator[tuple[str, int]]:
    """(aspect, place of its polarity in SENTIMENTS) for each part that has a polarity."""
    for part in label.split("|"):
        aspect, _, polarity = part.rpartition(":")
        if aspect and polarity in SENTIMENTS:
            yield aspect, SENTIMENTS.index(polarity)


def _agreed(said: Iterator[tuple[str | None, int]]) -> Iterator[tuple[str, int]]:
    """Topics all of whose aspects have one polarity, with it."""
    polarities: dict[str, set[int]] = defaultdict(set)
    for topic, polarity in said:
        if topic is not None:
            polarities[topic].add(polarity)
    yield from ((topic, found.pop()) for topic, found in polarities.items() if len(found) == 1)


def _family(row: Row) -> str:
    """The set's name without its language: translations of one set share their aspects."""
    return row.set.removeprefix(f"{row.lang}_")


def _meanings(rows: Sequence[Row]) -> dict[tuple[str, str], str]:
    """The topic that each aspect of each family of sets goes with, read from rows that have both."""
    together: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    seen: Counter[tuple[str, str]] = Counter()
    for row in rows:
        if row.topics and isinstance(row.topic, str):
            for aspect in {aspect for aspect, _ in _aspects(row.topic)}:
                seen[_family(row), aspect] += 1
                together[_family(row), aspect].update(row.topics)
    most = {key: counts.most_common(1)[0] for key, counts in together.items() if seen[key] >= _SEEN}
    return {key: topic for key, (topic, count) in most.items() if count >= _GOES_WITH * seen[key]}


class HintHeads(nn.Module):
    """One head for each kind of hint, on what sentiment and topics are read from."""

    def __init__(self, config: CompactConfig) -> None:
        super().__init__()
        width = config.width
        self.valence = nn.Linear(3 * width, 1)
        self.emotion = nn.Linear(3 * width, len(_EMOTIONS) + 1)
        self.insult = nn.Linear(3 * width, 1)
        self.polarity = nn.Linear(width, len(config.sentiments))
        self.polarity_bias = nn.Parameter(torch.zeros(len(config.topics), len(config.sentiments)))

    def loss(self, pooled: Tensor, looked: Tensor, hints: Hints) -> Tensor:
        """What the heads get wrong, over all rows of the batch: (batch, 3 * width) and (batch, topics, width)."""
        device = pooled.device
        valence, insult = torch.from_numpy(hints.valence).to(device), torch.from_numpy(hints.insult).to(device)
        emotion, polarity = torch.from_numpy(hints.emotion).to(device), torch.from_numpy(hints.polarity).to(device)
        by_topic = (self.polarity(looked) + self.polarity_bias).float().flatten(0, 1)
        losses = {
            "valence": _binary(self.valence(pooled).float().squeeze(1), valence),
            "insult": _binary(self.insult(pooled).float().squeeze(1), insult),
            "emotion": F.cross_entropy(self.emotion(pooled).float(), emotion, ignore_index=-1, reduction="sum"),
            # A row's topics share its weight.
            "polarity": (
                F.cross_entropy(by_topic, polarity.flatten(), ignore_index=-1, reduction="none").view_as(polarity)
                / (polarity >= 0).sum(dim=1, keepdim=True).clamp(min=1)
            ).sum(),
        }
        return sum((_SHARES[name] * loss for name, loss in losses.items()), torch.zeros((), device=device)) / len(
            pooled
        )


def _binary(logits: Tensor, targets: Tensor) -> Tensor:
    """Cross-entropy summed over the targets that are known (not nan); they may lie between 0 and 1."""
    losses = F.binary_cross_entropy_with_logits(logits, targets.nan_to_num(), reduction="none")
    return losses[~targets.isnan()].sum()
