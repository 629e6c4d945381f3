"""Near-duplicate keys: copies of one campaign text get the same key, so that they can be counted as such in SQL.

Called by `enrich`, once an item. Works on redacted text. Must never be used as an identity: equal keys mean "most
likely the same text", and storage counts items by id.
"""

import re
from hashlib import blake2b
from zlib import crc32

from pipeline.text.turkish import fold

_NOISE = re.compile(r"https?://\S+|www\.\S+|\[[^\W\d_]+\]|[@#]\w+")
_WORD = re.compile(r"[^\W\d_]+")
_MIN_WORDS = 8
_SHINGLE = 3
_SAMPLES = 2


def copy_key(text: str) -> str:
    """16 hex digits, equal for a copied text; empty for a text too short to tell a copy from a commonplace."""
    words = _WORD.findall(fold(_NOISE.sub(" ", text)))
    if len(words) < _MIN_WORDS:
        return ""
    shingles = {" ".join(words[start : start + _SHINGLE]) for start in range(len(words) - _SHINGLE + 1)}
    lowest = sorted(shingles, key=lambda shingle: crc32(shingle.encode()))[:_SAMPLES]
    return blake2b("\n".join(lowest).encode(), digest_size=8).hexdigest()
