"""How fast a model reads: texts a second in batches, and one at a time for comparison.

Called by `python -m models.bench [NAME]`. Measures the model alone, no pipeline around it, and reads no settings:
threads, precision and topics are options. The texts are made up and near 34 subwords each, as customers' are.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import get_args

import msgspec

from models.base import Precision, TextModel
from models.loading import load_model

_PIECES = (
    "Siparişimi iki hafta önce verdim", "kargo firması telefonlara bakmıyor", "ürün kutusu ezilmiş geldi",
    "müşteri hizmetlerine üç kez yazdım", "fatura geçen aya göre iki katı", "uygulama sürekli kapanıyor",
    "personel çok ilgiliydi", "oda temizdi ama klima çalışmadı", "kahvaltıda çeşit boldu",
    "iade talebim hâlâ onaylanmadı", "internet akşamları çok yavaş", "fiyatına göre gayet iyi",
    "bir daha tercih etmem", "herkese gönül rahatlığıyla öneririm", "yetkili servis randevu vermiyor",
)  # fmt: skip


class Speed(msgspec.Struct, frozen=True):
    """Texts a second; `one_at_a_time` is the usual call of a pipeline on a single text."""

    revision: str
    texts: int
    in_batches: float
    one_at_a_time: float


def made_texts(count: int, seed: int = 0) -> list[str]:
    """`count` texts of three to nine made sentences, long ones rarer."""
    rng = random.Random(seed)
    return [", ".join(rng.choices(_PIECES, k=rng.choice((3, 4, 5, 6, 6, 7, 9)))) + "." for _ in range(count)]


def bench(model: TextModel, texts: Sequence[str] | None = None, *, singles: int = 100) -> Speed:
    """Speed of `model` over `texts` (8,000 made ones by default), after a warm-up."""
    texts = made_texts(8000) if texts is None else texts
    model.predict(texts[:512])
    began = time.perf_counter()
    model.predict(texts)
    batched = len(texts) / (time.perf_counter() - began)
    few = texts[:singles]
    began = time.perf_counter()
    for text in few:
        model.predict([text])
    return Speed(model.revision, len(texts), batched, len(few) / (time.perf_counter() - began))


def main(words: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m models.bench",
        description="How fast a model alone reads. It reads no settings (NABIZ_...): what it runs with is said here. "
        "`nabiz bench` measures the model as the settings have it, and the stream around it.",
    )
    parser.add_argument("name", nargs="?", default="compact", help="compact, hub:NAME@REVISION, a directory, fake:free")
    parser.add_argument("--threads", type=int, default=0, help="0: all cores")
    parser.add_argument("--precision", choices=get_args(Precision), default="auto")
    parser.add_argument("--taxonomy", type=Path, default=None, help="YAML file of a company's own topics")
    asked = parser.parse_args(words)
    model = load_model(asked.name, threads=asked.threads, precision=asked.precision, taxonomy=asked.taxonomy)
    speed = bench(model)
    sys.stdout.write(f"{speed.revision}: {speed.in_batches:.0f} texts/s, one at a time {speed.one_at_a_time:.0f}/s\n")


if __name__ == "__main__":
    main()
