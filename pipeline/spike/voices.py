"""How many people speak: authors who repeat themselves and copied texts are discounted, not dropped.

Called by `explain`. The k-th item of one author, and the k-th copy of one text, counts 1/k: ten posts by one person
count as three, not as ten and not as one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec


class Voice(NamedTuple):
    """Who said it (a keyed hash, None where unknown) and which text it copies ("" where none)."""

    author: str | None
    copy_key: str


class Concentration(msgspec.Struct, frozen=True):
    items: int
    discounted: float  # items after repeated authors and copies count less
    authors: int  # distinct, of the items whose author is known
    top_author_share: float  # of those items
    copies: int  # items that share their text with another one
    top_copy: int  # items of the most copied text


def concentration(voices: Sequence[Voice]) -> Concentration:
    """Order does not matter."""
    authors: dict[str, int] = {}
    texts: dict[str, int] = {}
    for voice in voices:
        if voice.author:
            authors[voice.author] = authors.get(voice.author, 0) + 1
        if voice.copy_key:
            texts[voice.copy_key] = texts.get(voice.copy_key, 0) + 1
    known = sum(authors.values())
    return Concentration(
        items=len(voices),
        discounted=round(_discounted(voices), 3),
        authors=len(authors),
        top_author_share=max(authors.values(), default=0) / known if known else 0.0,
        copies=sum(count for count in texts.values() if count > 1),
        top_copy=max(texts.values(), default=0),
    )


def _discounted(voices: Sequence[Voice]) -> float:
    said: dict[str, int] = {}
    copied: dict[str, int] = {}
    worth = 0.0
    for voice in sorted(voices, key=lambda voice: (voice.author or "", voice.copy_key)):
        ranks = [1]
        for name, seen in ((voice.author or "", said), (voice.copy_key, copied)):
            if name:
                seen[name] = seen.get(name, 0) + 1
                ranks.append(seen[name])
        worth += 1.0 / max(ranks)
    return worth
