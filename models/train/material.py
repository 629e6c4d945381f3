"""What all stages of a training run share: rows, what they teach, the tokenizer, where and on what to work.

Built once by `training`, read by every stage, changed by none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer

from models.compact.configuration import CompactConfig
from models.taxonomy import Topic
from models.train.rows import Row
from models.train.targets import Targets


@dataclass(frozen=True, slots=True)
class Material:
    """Rows and targets stand side by side; `work` holds the checkpoints."""

    rows: Sequence[Row]
    targets: Targets
    taxonomy: tuple[Topic, ...]
    tokenizer: Tokenizer
    config: CompactConfig
    work: Path
    device: torch.device
