"""What all stages of a training run share: rows, what they teach, the tokenizer, where and on what to work.

Built once by `training`, read by every stage, changed by none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from tokenizers import Tokenizer

from models.compact.configuration import CompactConfig
from models.taxonomy import Topic
from models.train.hints import Hints
from models.train.rows import Row
from models.train.targets import Targets


@dataclass(frozen=True, slots=True)
class Answers:
    """What teachers say of each row: probabilities of sentiment and of topics; nan = not asked."""

    sentiment: npt.NDArray[np.float32]
    topics: npt.NDArray[np.float32]

    def take(self, chosen: npt.NDArray[np.int64]) -> Answers:
        """The answers to some rows; row -1 is one that no teacher was asked about."""
        asked = (chosen >= 0)[:, None]
        parts = (np.where(asked, part[chosen], np.float32(np.nan)) for part in (self.sentiment, self.topics))
        return Answers(*parts)


@dataclass(frozen=True, slots=True)
class Material:
    """Rows, targets, hints, the teachers' answers and what is not to be learnt stand side by side.

    `work` holds the checkpoints.
    """

    rows: Sequence[Row]
    targets: Targets
    taxonomy: tuple[Topic, ...]
    tokenizer: Tokenizer
    config: CompactConfig
    work: Path
    device: torch.device
    answers: Answers | None = None
    left_out: npt.NDArray[np.bool_] | None = None
    hints: Hints | None = None
