"""Texts as vectors, from the compact model's own token table: nearness of meaning without a network.

Called by `scoring`. Reads one tensor and the tokenizer of a folder and nothing of the network
around them, so that it works beside every TextModel and whatever the encoder looks like. A text
is the mean of its tokens' vectors, rare tokens weighing more (smooth inverse frequency, Arora,
Liang and Ma, "A simple but tough-to-beat baseline for sentence embeddings", ICLR 2017); how
frequent a token is follows from its rank, for merges are learnt in that order.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError, safe_open
from tokenizers import Tokenizer

from models.compact.vocabulary import load_tokenizer
from models.errors import WeightsBroken, WeightsMissing

COMPACT = Path(__file__).parents[1] / "compact"
TOKENS_READ = 512
_CHARACTERS_READ = 8_000
_SMOOTH = 1e-4
_SPECIAL = 3  # padding, unknown, [CLS]

Vectors = npt.NDArray[np.float32]


class TokenVectors:
    """`embed` answers with one row of unit length a text; a text without known tokens is all zero."""

    def __init__(self, tokenizer: Tokenizer, table: Vectors) -> None:
        self._tokenizer = tokenizer
        self.revision: str = blake2b(table.tobytes(), digest_size=4).hexdigest()
        rank = np.arange(len(table)) + 1.0
        often = 1.0 / (rank * np.log(len(table) + 1.0))  # Zipf
        weight = _SMOOTH / (_SMOOTH + often)
        weight[:_SPECIAL] = 0.0
        centred = table - table[_SPECIAL:].mean(axis=0)
        self._table: Vectors = (centred * weight[:, None]).astype(np.float32)

    @property
    def width(self) -> int:
        return int(self._table.shape[1])

    def embed(self, texts: Sequence[str]) -> Vectors:
        clean = [_cut(text).encode("utf-8", "replace").decode("utf-8") for text in texts]
        rows = np.zeros((len(clean), self.width), dtype=np.float32)
        for at, encoding in enumerate(self._tokenizer.encode_batch_fast(clean)):
            if clean[at].strip():
                rows[at] = self._table[encoding.ids[:TOKENS_READ]].sum(axis=0)
        length = np.linalg.norm(rows, axis=1, keepdims=True)
        return np.asarray(rows / np.maximum(length, 1e-9), dtype=np.float32)


@lru_cache(maxsize=2)
def load_vectors(folder: Path = COMPACT) -> TokenVectors | None:
    """The token vectors of a folder; None for weights without a token table: phrases alone decide then."""
    weights, words = folder / "model.safetensors", folder / "tokenizer.json"
    for path in (weights, words):
        if not path.is_file():
            raise WeightsMissing(path)
    tokenizer = load_tokenizer(words)
    table = _table(weights, tokenizer.get_vocab_size())
    return None if table is None else TokenVectors(tokenizer, table)


def _table(path: Path, tokens: int) -> Vectors | None:
    """The tensor with a row a token, by its shape and name: encoders come and go."""
    try:
        with safe_open(path, framework="np") as weights:
            for name in sorted(weights.keys()):
                shape = weights.get_slice(name).get_shape()
                if "embed" in name and len(shape) == 2 and shape[0] == tokens and shape[1] >= 16:
                    table: Vectors = weights.get_tensor(name).astype(np.float32)
                    return table
    except (SafetensorError, OSError, TypeError) as error:
        raise WeightsBroken(path, str(error)) from error
    return None


def _cut(text: str) -> str:
    half = _CHARACTERS_READ // 2
    return text if len(text) <= _CHARACTERS_READ else f"{text[:half]} {text[-half:]}"
