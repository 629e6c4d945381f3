"""Which of the ten languages a text is in: a small linear model over hashed letter runs.

Called by `pipeline.enrich` for every batch, so it must cost microseconds a text; must never
import torch. Knows ASCII Turkish ("cok kotu bir urun aldim") as well as proper Turkish, because
it learnt both (`models.train.language`). "und" when nothing is sure: no letters, another
script, too close a call.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from models.errors import WeightsBroken, WeightsMissing

LANGUAGES = ("ar", "de", "en", "es", "fr", "it", "nl", "pt", "ru", "tr")
UNDETERMINED = "und"
BUCKETS = 1 << 15
ORDERS = (1, 2, 3, 4)
PATH = Path(__file__).with_name("language.npz")

_CHARACTERS = 200
_SURE = 0.5
_FEWEST_LETTERS = 3
_NOISE = re.compile(r"(?:https?://|www\.)\S*|[@#]\w+|[\W\d_]+")
# Letters that occur in none of the ten languages, though in their scripts: Persian, Urdu, Ukrainian, Polish, ...
_STRANGE = re.compile("[پچژگکیٹڈڑےіїєґўћђџљњłżźśćąęůřěőűățșāēīūķļņģõ]")
_KNOWN_SCRIPT = re.compile("[a-zß-ÿœğışıА-яёء-ي]+")

Codes = npt.NDArray[np.uint32]


def identify(texts: Sequence[str]) -> list[str]:
    """One ISO 639-1 code or "und" a text, in the order of the texts."""
    if not texts:
        return []
    cleaned = [clean(text) for text in texts]
    scores = _scores(cleaned)
    best, sure = scores.argmax(axis=1).tolist(), scores.max(axis=1).tolist()
    return [
        LANGUAGES[at] if chance >= _SURE and _readable(text) else UNDETERMINED
        for text, at, chance in zip(cleaned, best, sure, strict=True)
    ]


def clean(text: str) -> str:
    """Lower-case words between single spaces; links, names, digits and signs gone."""
    lowered = text[:_CHARACTERS].lower().replace("i̇", "i")
    return " " + _NOISE.sub(" ", lowered).strip() + " "


def _readable(cleaned: str) -> bool:
    letters = len(cleaned) - cleaned.count(" ")
    if letters < _FEWEST_LETTERS or cleaned.isascii():
        return letters >= _FEWEST_LETTERS
    strange, known = len(_STRANGE.findall(cleaned)), sum(map(len, _KNOWN_SCRIPT.findall(cleaned)))
    return strange * 20 <= letters and 2 * known > letters


def _scores(cleaned: Sequence[str]) -> npt.NDArray[np.float32]:
    """(texts, languages) probabilities."""
    weights, bias = _weights()
    buckets, starts, counts = gram_runs(cleaned)
    # A language at a time: numbers that lie side by side are gathered and added four times as fast as rows of ten.
    sums = np.stack([np.add.reduceat(of_one[buckets], starts) for of_one in weights], axis=1)
    logits = sums / np.sqrt(counts)[:, None] + bias
    odds = np.exp(logits - logits.max(axis=1, keepdims=True))
    probabilities: npt.NDArray[np.float32] = odds / odds.sum(axis=1, keepdims=True)
    return probabilities


def gram_runs(cleaned: Sequence[str]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Buckets of all letter runs end to end, where each text's begin, and how many it has.

    Every text, which begins and ends with a space, is followed by as many zeros as the longest
    run is long, so that no run reaches into the next; runs that touch a zero fall in bucket 0.
    """
    gap = "\0" * max(ORDERS)
    joined = gap.join(cleaned) + gap
    codes = np.frombuffer(joined.encode("utf-32-le", "replace"), dtype=np.uint32)
    lengths = np.array([len(text) for text in cleaned], dtype=np.int64) + len(gap)
    buckets = np.stack([_hashed(codes, order) for order in ORDERS], axis=1).reshape(-1)
    ends = np.cumsum(lengths) * len(ORDERS)
    starts = np.concatenate(([0], ends[:-1]))
    counts = np.add.reduceat((buckets > 0).astype(np.int64), starts)
    return buckets, starts, np.maximum(counts, 1)


def _hashed(codes: Codes, order: int) -> npt.NDArray[np.int64]:
    """The bucket of the run of `order` letters that begins at each place."""
    mixed = np.full(len(codes), order, dtype=np.uint32)
    whole = np.ones(len(codes), dtype=bool)
    for step in range(order):
        shifted = np.zeros_like(codes)
        shifted[: len(codes) - step] = codes[step:]
        mixed = (mixed ^ shifted) * np.uint32(0x9E3779B1)
        mixed ^= mixed >> np.uint32(15)
        whole &= shifted != 0
    return np.where(whole, 1 + (mixed % np.uint32(BUCKETS - 1)).astype(np.int64), 0)


@cache
def _weights() -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """(languages, buckets) and (languages,)."""
    if not PATH.is_file():
        raise WeightsMissing(PATH)
    try:
        with np.load(PATH) as stored:
            weights = np.ascontiguousarray(stored["weights"].T, dtype=np.float32)
            return weights, stored["bias"].astype(np.float32)
    except (ValueError, KeyError, OSError) as error:
        raise WeightsBroken(PATH, str(error)) from error
