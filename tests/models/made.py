"""A small made data folder in the form that training reads: patterns, not people's words."""

from __future__ import annotations

import gzip
import json
import random
from pathlib import Path

_GOOD = ["harika", "çok güzel", "mükemmel", "memnun kaldım", "hızlı ve temiz"]
_BAD = ["berbat", "çok kötü", "rezalet", "memnun kalmadım", "yavaş ve kirli"]
_PLAIN = ["yarın gelecek", "fiyatı ne kadar", "stokta var mı", "henüz denemedim", "kutuda duruyor"]
_ABOUT = {"delivery": ["kargo", "kurye", "teslimat"], "network": ["internet", "şebeke", "modem"]}


def made_folder(folder: Path, rows: int = 240) -> Path:
    """train/, dev/ and raw/ with one labelled set each."""
    rng = random.Random(0)
    for part, count in (("train", rows), ("dev", rows // 2)):
        (folder / part).mkdir(parents=True)
        lines = "\n".join(json.dumps(_row(rng), ensure_ascii=False) for _ in range(count))
        (folder / part / "tr_made.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    (folder / "raw").mkdir()
    raw = "\n".join(str(_row(rng)["text"]) for _ in range(rows))
    (folder / "raw" / "made.tr.txt.gz").write_bytes(gzip.compress(raw.encode()))
    return folder


def _row(rng: random.Random) -> dict[str, object]:
    sentiment, words = rng.choice([("positive", _GOOD), ("negative", _BAD), ("neutral", _PLAIN)])
    topic = rng.choice(sorted(_ABOUT))
    text = f"{rng.choice(_ABOUT[topic])} {rng.choice(words)} {rng.choice(['ya', 'bence', 'gerçekten', ''])}"
    return {
        "text": text, "lang": "tr", "sentiment": sentiment, "stars": None, "topic": f"{topic}:{sentiment}",
        "topics": [topic], "channel": "review", "set": "tr_made",
    }  # fmt: skip
