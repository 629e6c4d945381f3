"""The hashed side's features: single ids, neighbouring pairs and pairs over a gap.

Called by `network` and `models.train.hashed`. Plain integer arithmetic on ids, so that every
machine finds the same buckets. Bucket 0 means nothing. A pair counts only when its fingerprint
is the one its bucket was given in training: what was never learnt adds nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor

_LEFT, _RIGHT = 1_000_003, 2_654_435_761


def gram_buckets(ids: Tensor, present: Tensor, owners: Tensor, *, vocabulary: int, orders: int) -> Tensor:
    """(batch, features) bucket numbers for (batch, length) ids; 0 where there is nothing.

    `orders` 1 gives single ids, 2 adds neighbours, 3 adds pairs with one id between them.
    `owners` holds the fingerprint of each bucket behind the vocabulary's own.
    """
    ids = torch.where(present, ids, 0)
    found = [ids]
    for key in pair_keys(ids, orders):
        place = key % len(owners)
        known = (key > 0) & (owners[place] == fingerprint(key))
        found.append(torch.where(known, vocabulary + place, 0))
    return torch.cat(found, dim=1)


def pair_keys(ids: Tensor, orders: int) -> Iterator[Tensor]:
    """For each gap, a positive 40-bit key a pair; 0 where the pair touches padding."""
    for gap in range(1, orders):
        if ids.shape[1] > gap:
            left, right = ids[:, :-gap], ids[:, gap:]
            mixed = left * _LEFT + right * _RIGHT + gap * 97
            mixed = (mixed ^ (mixed >> 19)) * _LEFT
            key = (mixed ^ (mixed >> 23)) & 0xFFFFFFFFFF
            yield torch.where((left > 0) & (right > 0), key.clamp(min=1), 0)


def fingerprint(keys: Tensor) -> Tensor:
    """Sixteen bits of each key that its place in the table does not depend on; never 0."""
    return ((keys >> 24) & 0x7FFF).to(torch.int16) + 1
