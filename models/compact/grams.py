"""The hashed side's features: single ids, neighbouring pairs and pairs over a gap.

Called by `network` and `models.train.wide`. Plain integer arithmetic on ids, so that every
machine finds the same buckets. Bucket 0 means nothing.
"""

from __future__ import annotations

import torch
from torch import Tensor

_LEFT, _RIGHT = 1_000_003, 2_654_435_761


def gram_buckets(ids: Tensor, present: Tensor, *, vocabulary: int, buckets: int, orders: int) -> Tensor:
    """(batch, features) bucket numbers for (batch, length) ids; 0 where padding is touched.

    `orders` 1 gives single ids, 2 adds neighbours, 3 adds pairs with one id between them.
    """
    ids = torch.where(present, ids, 0)
    found = [ids]
    for gap in range(1, orders):
        if ids.shape[1] > gap:
            found.append(_pairs(ids[:, :-gap], ids[:, gap:], gap, vocabulary, buckets))
    return torch.cat(found, dim=1)


def _pairs(left: Tensor, right: Tensor, gap: int, vocabulary: int, buckets: int) -> Tensor:
    mixed = left * _LEFT + right * _RIGHT + gap * 97
    mixed = (mixed ^ (mixed >> 15)) & 0x7FFFFFFF
    return torch.where((left > 0) & (right > 0), vocabulary + mixed % (buckets - vocabulary), 0)
