"""Fits the language identifier on snippets of the training texts.

Called by `models.train` and by `python -m models.train.language DATA`. Half of the snippets
lose their diacritics and a tenth is upper case, because that is how people type. Needs
scikit-learn; must never see `dev/`.
"""

from __future__ import annotations

import random
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import scipy.sparse as sparse
from sklearn.linear_model import SGDClassifier

from models.language import BUCKETS, LANGUAGES, PATH, clean, gram_runs
from models.train.rows import read_part, read_raw

SNIPPETS_A_LANGUAGE = 40_000
# Sets named after a language but written in several.
MIXED_SETS = frozenset({"multi_amazon_phone"})


def train_language(data_dir: Path, out: Path = PATH, *, seed: int = 0) -> Path:
    """Writes the identifier's weights (under a megabyte) to `out`."""
    texts, labels = _snippets(data_dir, random.Random(seed))
    cleaned = [clean(text) for text in texts]
    model = SGDClassifier(loss="log_loss", alpha=3e-6, max_iter=8, tol=None, random_state=seed)
    model.fit(_features(cleaned), labels)
    weights = model.coef_.T.astype(np.float32)
    weights[0] = 0.0
    np.savez_compressed(out, weights=weights.astype(np.float16), bias=model.intercept_.astype(np.float32))
    return out


def _features(cleaned: Sequence[str], block: int = 5000) -> sparse.csr_matrix:
    parts = []
    for at in range(0, len(cleaned), block):
        buckets, starts, counts = gram_runs(cleaned[at : at + block])
        owner = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(buckets))))
        values = np.where(buckets > 0, 1 / np.sqrt(counts)[owner], 0.0).astype(np.float32)
        shape = (len(starts), BUCKETS)
        part = sparse.coo_matrix((values, (owner, buckets)), shape=shape).tocsr()
        part.eliminate_zeros()
        parts.append(part)
    return sparse.vstack(parts).tocsr()


def _snippets(data_dir: Path, rng: random.Random) -> tuple[list[str], list[int]]:
    by_language: dict[str, list[str]] = defaultdict(list)
    for row in read_part(data_dir, "train"):
        if row.set not in MIXED_SETS:
            by_language[row.lang].append(row.text)
    for language, text in read_raw(data_dir):
        by_language[language].append(text)
    texts, labels = [], []
    for place, language in enumerate(LANGUAGES):
        for text in rng.choices(by_language[language], k=SNIPPETS_A_LANGUAGE):
            texts.append(typed(_window(text, rng), rng))
            labels.append(place)
    return texts, labels


def _window(text: str, rng: random.Random) -> str:
    words = text[:2000].split()
    count = rng.choice((2, 3, 4, 5, 6, 8, 12, 20))
    begin = rng.randrange(max(1, len(words) - count + 1))
    return " ".join(words[begin : begin + count])


def typed(text: str, rng: random.Random) -> str:
    """As people type it: half without diacritics, a tenth in upper case."""
    if rng.random() < 0.5:
        text = without_diacritics(text)
    return text.upper() if rng.random() < 0.1 else text


def without_diacritics(text: str) -> str:
    """Latin letters alone lose their marks: in Arabic and Cyrillic they are letters."""
    decomposed = unicodedata.normalize("NFD", text.replace("ı", "i"))
    kept = "".join(c for at, c in enumerate(decomposed) if not (unicodedata.combining(c) and _latin(decomposed, at)))
    return unicodedata.normalize("NFC", kept)


def _latin(text: str, at: int) -> bool:
    while at > 0 and unicodedata.combining(text[at]):
        at -= 1
    return text[at] < "ɏ"


if __name__ == "__main__":
    sys.stdout.write(f"{train_language(Path(sys.argv[1]))}\n")
