"""Models without weights: FreeModel costs nothing, LexiconModel knows a few dozen words.

Used by tests, demos and throughput measurements of the pipeline around the model. Must never
import torch, and must never be what a production default falls back to.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

from models.base import Reading

_NEUTRAL = Reading("neutral", 0.1, 0.8, 0.1)

# One ready Reading for each sentiment: handing out the same frozen value costs no allocation.
_READY: tuple[Reading, ...] = (
    Reading("negative", 0.8, 0.1, 0.1, ("delivery",), {"delivery": 0.9, "network": 0.1}),
    _NEUTRAL,
    Reading("positive", 0.1, 0.1, 0.8, ("network",), {"delivery": 0.1, "network": 0.9}),
)


class FreeModel:
    """Answers by a checksum of the text: deterministic, spread over all classes, free."""

    revision = "fake:free@1"

    def predict(self, texts: Sequence[str]) -> list[Reading]:
        return [_READY[zlib.crc32(text.encode("utf-8", "surrogatepass")) % 3] for text in texts]


_NEGATIVE_WORDS = """
kotu berbat rezalet sikayet bozuk igrenc pisman magdur kirik gelmedi calismiyor gec iade yavas ayip dolandirici
bad terrible awful broken worst late refund never
"""
_POSITIVE_WORDS = """
iyi guzel harika mukemmel super tesekkur tesekkurler memnun memnunum bayildim hizli sahane begendim
good great excellent perfect thanks love fast
"""
_NEGATIVE, _POSITIVE = frozenset(_NEGATIVE_WORDS.split()), frozenset(_POSITIVE_WORDS.split())
_TOPIC_WORDS: dict[str, frozenset[str]] = {
    "delivery": frozenset(["kargo", "teslimat", "kurye", "paket", "delivery", "shipping", "courier"]),
    "network": frozenset(["internet", "sebeke", "cekmiyor", "hat", "baglanti", "network", "signal"]),
    "price_billing": frozenset(["fiyat", "fatura", "ucret", "pahali", "zam", "price", "bill", "fee", "expensive"]),
    "customer_service": frozenset(["musteri", "hizmetleri", "personel", "temsilci", "service", "staff", "agent"]),
    "app_website": frozenset(["uygulama", "site", "app", "website", "login"]),
    "product_quality": frozenset(["urun", "kalite", "bozuk", "ariza", "product", "quality", "broken"]),
    "return_refund": frozenset(["iade", "iptal", "refund", "return", "cancel"]),
    "food_drink": frozenset(["yemek", "lezzet", "kahve", "kahvalti", "food", "taste", "coffee", "breakfast"]),
}
_FOLD = str.maketrans("çğışöüâîûÇĞİŞÖÜI", "cgisouaiucgisoui")


class LexiconModel:
    """Counts known words, Turkish and English; "değil" turns the word before it round."""

    revision = "fake:lexicon@1"

    def predict(self, texts: Sequence[str]) -> list[Reading]:
        return [_read(text[:4000]) for text in texts]


def _read(text: str) -> Reading:
    words = [word.strip(".,;:!?()\"'…") for word in text.translate(_FOLD).lower().split()]
    balance = _balance(words)
    topics = _topics(words)
    if balance == 0:
        return Reading("neutral", 0.15, 0.7, 0.15, tuple(topics), topics)
    if balance < 0:
        return Reading("negative", 0.8, 0.1, 0.1, tuple(topics), topics)
    return Reading("positive", 0.1, 0.1, 0.8, tuple(topics), topics)


def _balance(words: Sequence[str]) -> int:
    """Positive minus negative words, each turned round when "değil" or "not" touches it."""
    total = 0
    for at, word in enumerate(words):
        sign = (word in _POSITIVE) - (word in _NEGATIVE)
        after = words[at + 1] if at + 1 < len(words) else ""
        before = words[at - 1] if at else ""
        total += -sign if after == "degil" or before == "not" else sign
    return total


def _topics(words: Sequence[str]) -> dict[str, float]:
    present = set(words)
    return {topic: 0.9 for topic, known in _TOPIC_WORDS.items() if present & known}
