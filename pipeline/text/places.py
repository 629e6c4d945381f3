"""Names of places as sources write them, one spelling for each. Called by `pipeline.evidence`. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from pipeline.text.turkish import fold

LONGEST = 40  # letters: what is longer is an address, not a region


def one_spelling(counts: Mapping[str, int]) -> dict[str, int]:
    """The counts of each place together, under its commonest spelling: "ISTANBUL" and "istanbul" are "İstanbul".

    What is no name of a place (too long, no letters) is left out. The largest comes first.
    """
    spelt: dict[str, Counter[str]] = {}
    for name, count in counts.items():
        if len(name) <= LONGEST and any(letter.isalpha() for letter in name):
            spelt.setdefault(fold(name), Counter())[" ".join(name.split())] += count
    told = {min(each, key=lambda name: (-each[name], name)): each.total() for each in spelt.values()}
    return dict(sorted(told.items(), key=lambda pair: (-pair[1], pair[0])))
