"""What was read already, for sources whose order is not strict: a window is read again and known items are left out.

Used by the connectors whose source lets items appear late or change in place. The memory travels in the cursor, not
in the process, so that it is true exactly when the broker has what it names. Pure; it must never hold content,
only hashes.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b

Seen = Mapping[str, int]  # hash of an item and its version -> when it happened, epoch seconds

LIMIT = 1_000  # entries: beyond it the oldest are forgotten and would be read twice, which changes no count


def mark(*parts: str) -> str:
    """64 bits name one version of one item: enough that two of a cursor's thousand never meet."""
    digest = blake2b(digest_size=8)
    for part in parts:
        digest.update(len(part).to_bytes(4, "big") + part.encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def remember(seen: Seen, more: Mapping[str, int], *, since: int, limit: int = LIMIT) -> dict[str, int]:
    """Both memories together, without what happened before `since`, newest first where there are too many."""
    kept = {key: when for key, when in {**seen, **more}.items() if when >= since}
    if len(kept) <= limit:
        return kept
    return dict(sorted(kept.items(), key=lambda entry: (-entry[1], entry[0]))[:limit])
