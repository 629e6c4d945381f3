"""Turns of phrase that word counting gets wrong, made from patterns: negation above all.

Called by `lesson`, which mixes some thousands of them into every epoch, and for the hashed side. All
written for this project; the tests use turns and nouns of their own.
"""

from __future__ import annotations

import random

from models.base import SENTIMENTS, Sentiment
from models.train.rows import Row
from models.train.turns_abroad import ABROAD
from models.train.turns_agreeing import AGREEING

# The set that made turns belong to.
MADE = "turns"

_NOUNS = (
    "ürün", "kargo", "otel", "uygulama", "telefon", "yemek", "film", "hizmet", "ayakkabı", "kulaklık", "paket",
    "personel", "oda", "kumaş", "internet", "mağaza", "kahvaltı", "servis", "bilgisayar", "kitap", "menü", "havuz",
    "taksi", "koltuk", "saat", "ütü", "süpürge", "fırın", "mont", "çanta", "gömlek", "krem", "şampuan", "parfüm",
    "oyuncak", "bisiklet", "mutfak", "manzara", "kurye", "garson", "müdür", "tarife", "modem", "sinyal", "ekran",
    "batarya", "kamera", "sürücü", "eczane", "kafe", "pizza", "tatlı", "ekmek", "kahve", "halı", "döşek", "kablo",
)  # fmt: skip
_PRAISE = (
    "iyi", "güzel", "kaliteli", "başarılı", "hızlı", "temiz", "lezzetli", "kullanışlı", "sağlam", "rahat", "harika",
)  # fmt: skip
_BLAME = ("kötü", "berbat", "kalitesiz", "yavaş", "kirli", "pahalı", "bozuk", "rezalet", "sorunlu", "zor", "başarısız")
_LIKED = ("beğendim", "sevdim", "memnun kaldım", "tavsiye ederim", "memnunum", "bayıldım")

_TURNS: tuple[tuple[Sentiment, tuple[str, ...]], ...] = (
    ("positive", (
        "fena değil", "{n} fena değil", "hiç fena değil", "{n} hiç de {b} değil", "{b} değil", "{n} {b} değil",
        "beğenmedim değil", "sevmedim değil", "memnun kalmadım değil", "iyi ki almışım", "iyi ki gelmişiz",
        "iyi ki tercih etmişim", "keşke daha önce alsaydım", "pişman değilim", "hiç pişman olmadım", "pişman etmez",
        "{b} diyemem", "sorun yaşamadım", "hiçbir sorun yok", "{n} beklediğimden {p}", "{n} sandığımdan {p} çıktı",
        "daha {p} olamazdı", "kusursuz", "eksiği yok fazlası var", "söylenecek kötü bir şey yok", "bundan iyisi yok",
        "üstüne yok", "{b} bulmadım", "şikayetim yok", "{n} için {b} diyenlere katılmıyorum", "{l}", "{n} {p}",
        "bu fiyata daha iyisi yok", "kötü yorumlara bakmayın {n} gayet {p}",
        "{n} {b} değildi", "{n} hiç {b} değildi", "{n} o kadar da {b} değilmiş", "{n} {b} sayılmaz", "{n} {b} denemez",
        "{n} {b} değilmiş", "{n} sandığım kadar {b} değil", "{n} dedikleri kadar {b} değildi",
        "alırken tereddüt ettim ama {n} {p} çıktı", "{b} diye korkmuştum ama {p} çıktı", "şüphem vardı ama {l}",
        "önce emin olamadım sonra {l}", "{n} bu kadar düşük puanı hak etmiyor", "{n} beni hiç yormadı",
        "neyse ki bu sefer {n} {p}", "şikayetim çözüldü teşekkürler", "sorunum aynı gün çözüldü",
        "{b} diyenleri anlamıyorum {n} {p}", "önceki {n} {b} idi bu {p}", "{n} hiç rahatsızlık vermedi",
        "çocuklar elinden bırakmıyor", "{n} yüzünden kimse üzülmedi", "acaba {b} mı dedim ama {l}",
    )),
    ("negative", (
        "{p} değil", "{n} {p} değil", "{n} hiç {p} değil", "{n} pek {p} değil", "{n} hiç de {p} değil",
        "beğenmedim", "sevmedim", "memnun kalmadım", "memnun değilim", "tavsiye etmem", "tavsiye etmiyorum",
        "keşke almasaydım", "keşke gelmeseydik", "almaz olaydım", "aldığıma pişmanım", "bir daha asla", "sakın almayın",
        "{n} beklediğim gibi değil", "{n} anlatıldığı gibi değil", "{n} {p} diyemem", "{p} diyenlere inanmayın",
        "{p} olduğunu söyleyemem", "paranıza yazık", "bu fiyata değmez", "daha {b} olamazdı", "{n} {b}",
        "{n} sözde {p}", "{n} güya {p}", "{p} sanmıştım yanılmışım", "yok böyle bir rezillik", "ne {p} ne kullanışlı",
        "ne arayan var ne soran", "ne iyi ne hızlı", "teşekkürler sayenizde mağdur oldum",
        "{n} iyi olabilirdi ama değil",
        "ne umduk ne çıktı", "ne hayal ettim ne buldum", "ne bekledik ne bulduk", "{n} ne umdum ne geldi",
        "{n} {p} değildi", "{n} hiç {p} değildi", "{n} çok da {p} değilmiş", "{n} {p} sayılmaz", "{n} {p} denemez",
        "{n} {p} değilmiş", "{n} sandığım kadar {p} değil", "{n} anlattıkları kadar {p} değildi",
        "hiçbir artısı yok", "{n} için övgüleri anlamadım", "herkes övüyor ama bence {b}",
        "pek {l} diyemem", "{p} başladı {b} bitti", "{p} görünüyor ama {b}", "önceki {n} daha {p} idi",
        "eskiden {n} daha {p} idi", "{n} {p} ama bir haftada bozuldu", "hiçbir işe yaramadı", "ne {n} var ne özür",
        "beklediğimize değmedi", "{p} demek için bin şahit ister", "{n} {p} dediler meğer {b} imiş",
        "{n} hâlâ gelmedi", "aferin size yine bozuk {n} gönderdiniz", "bravo üç haftadır {n} bekliyorum",
    )),
    ("neutral", (
        "ne iyi ne kötü", "{n} ne iyi ne kötü", "ne {p} ne {b}", "idare eder", "{n} idare eder", "eh işte",
        "şöyle böyle",
        "ortalama bir {n}", "vasat", "iyi de değil kötü de değil", "{n} ne çok {p} ne çok {b}", "kararsız kaldım",
        "ortalama", "{n} henüz denemedim", "{n} yarın gelecek", "{n} fiyatı ne kadar", "{n} stokta var mı",
        "{p} yanları da var {b} yanları da", "orta karar", "fiyatına göre idare eder",
    )),
)  # fmt: skip
_AGREEING = 0.4  # of the turns abroad speak of several things, or of one of another gender
_EMPTY = (
    "",
    "!",
    "...",
    "https://ornek.com/sayfa",
    "@biri",
    "12345",
    "?",
    "url",
    "-",
    "a",
    "#etiket",
    "merhaba",
    "test",
)


def turns(count: int, rng: random.Random, turkish: float = 0.5) -> list[Row]:
    """`count` short texts, `turkish` of them Turkish, and what says nothing as neutral."""
    made = [_turn(rng) if rng.random() < turkish else _turn_abroad(rng) for _ in range(count)]
    return made + [Row(rng.choice(_EMPTY), "tr", MADE, "neutral") for _ in range(count // 10)]


def _turn(rng: random.Random) -> Row:
    sentiment, patterns = rng.choice(_TURNS)
    text = rng.choice(patterns).format(
        n=rng.choice(_NOUNS), p=rng.choice(_PRAISE), b=rng.choice(_BLAME), l=rng.choice(_LIKED)
    )
    if rng.random() < 0.3:
        text += rng.choice((".", "!", "!!", " ya", " bence", " gerçekten", " :)" if sentiment == "positive" else ""))
    return Row(text, "tr", MADE, sentiment, channel="review")


def _turn_abroad(rng: random.Random) -> Row:
    lang = rng.choice(sorted(ABROAD))
    phrases = rng.choice(AGREEING[lang]) if rng.random() < _AGREEING else ABROAD[lang]
    sentiment = rng.choice(SENTIMENTS)
    text = rng.choice(getattr(phrases, sentiment)).format(
        n=rng.choice(phrases.nouns), p=rng.choice(phrases.praise), b=rng.choice(phrases.blame)
    )
    if rng.random() < 0.5:
        text = text[0].upper() + text[1:]
    return Row(text + rng.choice(("", "", ".", "!")), lang, MADE, sentiment, channel="review")
