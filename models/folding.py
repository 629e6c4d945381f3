"""Text folding shared by the models: case, diacritics, Turkish I/ı, repeated letters.

Called by `taxonomy` and `language`; the compact model folds inside its tokenizer.json by the
same rules. Pure, and for comparing only: a folded text is never shown or stored.
"""

from __future__ import annotations

import re
import unicodedata

_REPEATED = re.compile(r"([^\W\d_])\1{2,}")


def fold(text: str) -> str:
    """Lower case without diacritics; "ÇOOOK KÖTÜ", "çok kötü" and "cok kotu" become one."""
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text)
        text = "".join(char for char in decomposed if not unicodedata.combining(char))
    lowered = text.lower().replace("ı", "i")
    return _REPEATED.sub(r"\1", lowered)
