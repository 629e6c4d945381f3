"""Names of places as sources write them, one spelling for each. Called by `pipeline.evidence`. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pipeline.text.turkish import fold

LONGEST = 40  # letters: what is longer is an address, not a region


def one_spelling(names: Sequence[str]) -> list[str]:
    """The same names, in the same order, each as it is mostly spelt: "ISTANBUL" and "istanbul" are "İstanbul".

    What is no name of a place (too long, no letters) becomes "".
    """
    keys = [_key(name) for name in names]
    spelt: dict[str, Counter[str]] = {}
    for key, name in zip(keys, names, strict=True):
        spelt.setdefault(key, Counter())[" ".join(name.split())] += 1
    best = {key: min(counts, key=lambda name: (-counts[name], name)) for key, counts in spelt.items()}
    return [best[key] if key else "" for key in keys]


def _key(name: str) -> str:
    return fold(name) if len(name) <= LONGEST and any(letter.isalpha() for letter in name) else ""
