"""An author's name becomes a keyed hash: the same person is recognised, nobody can read who it is.

Called by the connectors' runner for every item and by `nabiz forget` to find what to erase. Without the key a name
cannot be tried against the hash, so the key must never be stored beside the data.
"""

import unicodedata
from hashlib import blake2b

_HEX_DIGITS = 32
_MAX_KEY = 64


def author_key(author: str, key: bytes) -> str:
    """32 hex digits, the same for "@Ayse_Y", " ayse_y " and "AYSE_Y"; empty for an empty author.

    Keyed BLAKE2b (RFC 7693). A key longer than its 64 bytes is hashed first. Raises ValueError without a key: a plain
    hash of a name is found by trying names.
    """
    if not key:
        raise ValueError("author_key needs a key: set a secret of at least 16 bytes")
    name = _normalised(author)
    if not name:
        return ""
    short = key if len(key) <= _MAX_KEY else blake2b(key).digest()
    return blake2b(name.encode("utf-8", "surrogatepass"), digest_size=_HEX_DIGITS // 2, key=short).hexdigest()


def _normalised(author: str) -> str:
    name = unicodedata.normalize("NFKC", author.replace("İ", "i").replace("I", "i").replace("ı", "i")).casefold()
    return " ".join(name.split()).lstrip("@").strip()
