"""Texts as flat arrays of token ids, and batches of near-equal length from them.

Called by `pretrain`, `fit` and `calibrate`. Holds ids only, never texts; every shuffle takes a
seeded generator.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from tokenizers import Tokenizer

Ids = npt.NDArray[np.uint16]
Index = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Corpus:
    """Token ids of many texts end to end; text i is ids[starts[i]:starts[i + 1]]."""

    ids: Ids
    starts: Index

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def lengths(self) -> Index:
        return np.diff(self.starts)

    def text(self, index: int) -> Ids:
        return self.ids[self.starts[index] : self.starts[index + 1]]

    def take(self, chosen: Index) -> Corpus:
        """Some of the texts, in the order of `chosen`."""
        pieces = [self.text(int(index)) for index in chosen]
        starts = np.concatenate(([0], np.cumsum([len(piece) for piece in pieces], dtype=np.int64)))
        return Corpus(np.concatenate(pieces), starts)


def encode(tokenizer: Tokenizer, texts: Sequence[str], *, head: int, tail: int, block: int = 20_000) -> Corpus:
    """Every text cut to at most `head` tokens from its beginning and `tail` from its end."""
    pieces: list[Ids] = []
    for at in range(0, len(texts), block):
        for encoding in tokenizer.encode_batch_fast(list(texts[at : at + block])):
            pieces.append(_head_and_tail(np.asarray(encoding.ids, dtype=np.uint16), head, tail))
    starts = np.concatenate(([0], np.cumsum([len(piece) for piece in pieces], dtype=np.int64)))
    return Corpus(np.concatenate(pieces), starts)


def _head_and_tail(ids: Ids, head: int, tail: int) -> Ids:
    if len(ids) <= head + tail:
        return ids
    return np.concatenate((ids[:head], ids[len(ids) - tail :]))


def chunks(corpus: Corpus, longest: int) -> Corpus:
    """Long texts cut into runs of at most `longest` ids, runs under four ids dropped."""
    edges: list[npt.NDArray[np.int64]] = []
    for start, end in zip(corpus.starts[:-1], corpus.starts[1:], strict=True):
        parts = max(1, -(-int(end - start) // longest))
        edges.append(np.linspace(start, end, parts + 1).astype(np.int64)[:-1])
    starts = np.concatenate([*edges, corpus.starts[-1:]])
    return Corpus(corpus.ids, starts)


def batches(
    lengths: Index, chosen: Index, tokens: int, generator: np.random.Generator, *, longest_batch: int = 2048
) -> Iterator[Index]:
    """Indices grouped to about `tokens` ids a batch, alike in length, in random order."""
    shuffled = generator.permutation(chosen)
    window = 50 * max(1, tokens // max(1, int(lengths[chosen].mean())))
    groups: list[Index] = []
    for at in range(0, len(shuffled), window):
        part = shuffled[at : at + window]
        part = part[np.argsort(lengths[part], kind="stable")]
        groups.extend(_cut(part, lengths[part], tokens, longest_batch))
    for place in generator.permutation(len(groups)):
        yield groups[place]


def _cut(part: Index, lengths: Index, tokens: int, longest_batch: int) -> Iterator[Index]:
    """`part`, sorted by length, cut where its ids fill a batch or its texts are too many."""
    begin = 0
    while begin < len(part):
        seen = np.arange(1, min(longest_batch, len(part) - begin) + 1) * lengths[begin : begin + longest_batch]
        end = begin + max(1, int(np.searchsorted(seen, tokens, side="right")))
        yield part[begin:end]
        begin = end


def padded(corpus: Corpus, chosen: Index) -> torch.Tensor:
    """(batch, longest) ids, 0 where there is none."""
    starts, lengths = corpus.starts[chosen], corpus.starts[chosen + 1] - corpus.starts[chosen]
    places = np.arange(int(lengths.max()))
    ids = corpus.ids[np.minimum(starts[:, None] + places, len(corpus.ids) - 1)].astype(np.int64)
    ids[places >= lengths[:, None]] = 0
    return torch.from_numpy(ids)
