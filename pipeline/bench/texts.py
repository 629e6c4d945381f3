"""Texts for the benchmark: our own words, mixed anew for each item, 34 tokens on average. Pure."""

from __future__ import annotations

import random
from collections.abc import Iterator

OPENINGS = (
    "Üç gündür kargomu bekliyorum",
    "Dün akşam uygulamaya giremedim",
    "The parcel never arrived",
    "Faturam iki kat geldi",
    "Internet her gece kopuyor",
    "cok kotu bi deneyim yasadim",
    "Ürün kutusundan kırık çıktı",
    "Great phone for the price",
    "Müşteri hizmetleri çok ilgiliydi",
    "Odamız tertemizdi",
    "İade talebim hâlâ onaylanmadı",
    "Support hung up on me twice",
)
MIDDLES = (
    "kimse telefona bakmıyor ve mesajlara cevap verilmiyor",
    "aradığımda beni başka bir birime yönlendirdiler",
    "I was told to wait another week without any reason",
    "şube müdürü de konuyla ilgilenmedi",
    "the app keeps showing the same error after the update",
    "hiçbir bilgilendirme yapılmadan paketim değiştirildi",
    "yeni modem taktılar ama hız yine aynı",
    "kurye paketi komşuya bırakıp gitmiş",
    "paramı geri almak istiyorum artık",
)
ENDINGS = (
    "bir daha asla almam",
    "yine de teşekkür ederim",
    "I will tell everyone about it",
    "gerekeni bir an önce yapın lütfen",
    "herkese tavsiye ederim",
    "çözüm bekliyorum",
    "would not recommend",
    "şikâyetçiyim 😡",
    "fena değil aslında",
)


def texts(count: int, seed: int = 1) -> Iterator[str]:
    chance = random.Random(seed)
    for number in range(count):
        middles = ", ".join(chance.sample(MIDDLES, chance.choice((1, 1, 2, 3))))
        yield f"{chance.choice(OPENINGS)}, {middles}, {chance.choice(ENDINGS)} (no {number})"
