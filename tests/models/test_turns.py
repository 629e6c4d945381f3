"""Turns of phrase that word counting gets wrong, by name, read by the compact model: Turkish, then the other nine."""

from __future__ import annotations

import pytest

from models.base import TextModel

POSITIVE = [
    "Hiç fena değilmiş", "iyi ki almışım", "İyi ki bu bankayı seçmişiz", "sorun yaşamadım", "hiçbir sorun yaşamadık",
    "şikayetim yok", "pişman değilim", "beklediğimden iyi çıktı", "daha iyisi olamazdı", "bundan iyisi yok",
    "parasının hakkını veriyor", "üstüne tanımam", "çoooook güzeeeel", "memnun kaldım", "bayıldım", "❤️❤️",
    "herkese tavsiye ederim",
]  # fmt: skip
NEGATIVE = [
    "keşke almasaydım", "Keşke hiç girmeseydim bu siteye", "hiç memnun kalmadım", "tavsiye etmem",
    "kimseye tavsiye etmiyorum", "güzel değil", "hiç güzel değil", "pek başarılı değil", "iyi değil",
    "memnun değilim", "aldığıma pişmanım", "bir daha asla", "sakın almayın", "beklediğim gibi değil",
    "paranıza yazık", "ne arayan var ne soran", "teşekkürler sayenizde mağdur oldum", "bu fiyata değmez",
    "REZALET BİR HİZMET", "çok kolay bozuldu", "sevmedim", "😡😡😡", "kargo hızlıydı ama ürün kırık çıktı",
    "ne umdum ne buldum",
]  # fmt: skip
NEUTRAL = [
    "ne iyi ne kötü", "idare eder", "eh işte", "şöyle böyle", "ortalama bir tencere", "vasat",
    "yarın şubeye geleceğim", "",
]  # fmt: skip
# Faint praise: anything but negative is a fair reading.
NOT_NEGATIVE = ["Fena değil", "beğenmedim değil", "kötü değil", "bozulmadı hâlâ kullanıyorum"]
ABROAD_POSITIVE = [
    "not bad at all", "never disappointed", "We have no complaints",
    "gar nicht schlecht", "Die Suppe war nicht schlecht", "wurde nie enttäuscht",
    "pas mal du tout", "jamais déçu",
    "nada mal", "La sopa no está mal", "no me arrepiento",
    "niente male", "mai deluso",
    "nada mau", "A sopa não é má", "não me arrependo",
    "helemaal niet slecht", "De soep was niet slecht", "nooit teleurgesteld",
    "совсем неплохо", "Суп неплохой", "не жалею",
    "ليس سيئا أبدا", "لم أندم",
]  # fmt: skip
ABROAD_NEGATIVE = [
    "The pillows were not comfortable at all", "I would not recommend this shop", "never again",
    "Die Handtücher waren nicht sauber", "nicht zu empfehlen",
    "La chambre n'était pas propre", "je ne recommande pas ce magasin",
    "La habitación no estaba limpia", "no lo recomiendo",
    "La camera non era pulita", "non lo consiglio",
    "O quarto não estava limpo", "não recomendo",
    "De handdoeken waren niet schoon", "niet aan te raden",
    "В номере не было чисто", "не рекомендую",
    "لا أنصح به",
]  # fmt: skip
# About things that no made turn of the training names.
NEW_THINGS = {
    "positive": [
        "The soup wasn't bad", "the garden is not ugly at all", "Their pancakes are never a letdown",
        "I was sceptical about these boots but they are great", "La soupe n'était pas mauvaise",
        "Les serveurs ne sont pas lents", "La zuppa non era male", "La doccia non era sporca",
        "Die Suppe war nicht schlecht", "Die Lampe ist nicht hässlich", "La sopa no estaba mala",
        "Las toallas no estaban sucias", "A cama não era ruim", "As toalhas não estavam sujas",
        "De handdoeken waren niet vies", "Het eten was niet slecht", "Кровать была неплохая", "Суп был не плохой",
        "الشوربة لم تكن سيئة", "السرير ليس سيئا", "Çorba kötü değildi", "Perde hiç de çirkin değil",
        "Tereddütle aldım ama bayıldım", "Matkabın hakkını yemeyelim, sandığım kadar kötü değilmiş",
        "Yastık boynumu hiç ağrıtmadı", "Bu lokantaya bu kadar düşük puan verilmesi haksızlık",
        "Şikayetimle aynı gün ilgilendiler, sorun kalmadı, teşekkürler", "Kokusu rahatsız etmiyor",
        "Çekinerek sipariş verdim, korktuğum gibi olmadı", "Alalı iki yıl oldu hâlâ ilk günkü gibi",
    ],
    "negative": [
        "The towels were not clean", "The lamp isn't bright", "These batteries are not very reliable",
        "The cashier was not friendly", "La salle de bain n'était pas propre", "Les pneus ne sont pas solides",
        "La doccia non era pulita", "Le scarpe non sono comode", "Die Betten waren nicht bequem",
        "Das Bad war nicht sauber", "Las camas no eran cómodas", "La piscina no estaba limpia",
        "A piscina não estava limpa", "As camas não eram confortáveis", "Het bed was niet comfortabel",
        "De douche was niet schoon", "Полотенца были не чистые", "Кровать неудобная, совсем не хорошая",
        "الغرفة ليست نظيفة", "المناشف غير نظيفة", "Çorba sıcak değildi", "Perdenin boyu doğru değil",
        "Övgülere kanıp aldım, hayal kırıklığı", "Matkabın tek bir iyi yanı yok",
        "Eskiden daha lezzetliydi bu lokanta", "Pek memnun kaldığımız söylenemez",
        "Güzel başlayan tatil kabusa döndü", "Yastık iki günde çöktü", "Garson yüzümüze bile bakmadı",
        "Sözde yeni nesil matkap, iki delikte yandı",
    ],
    "neutral": [
        "Perdeyi yarın takacağım", "Matkap kaç vat", "Çorba fena sayılmaz ama özel bir yanı da yok",
        "Lokanta pazar günleri açık mı", "The lamp arrives tomorrow", "Weder besonders noch schlecht",
    ],
}  # fmt: skip
TWINS = [
    ("cok kotu bi urun, hic memnun kalmadim", "Çok kötü bi ürün, hiç memnun kalmadım"),
    ("ISRARLA ARADIM AÇMADILAR", "ısrarla aradım açmadılar"),
    ("begenmedim", "beğenmedim"),
    ("guzeeeeel olmus", "güzel olmuş"),
]


@pytest.mark.parametrize("text", POSITIVE)
def test_it_reads_as_praise(compact: TextModel, text: str) -> None:
    assert compact.predict([text])[0].sentiment == "positive"


@pytest.mark.parametrize("text", NEGATIVE)
def test_it_reads_as_blame(compact: TextModel, text: str) -> None:
    assert compact.predict([text])[0].sentiment == "negative"


@pytest.mark.parametrize("text", NEUTRAL)
def test_it_reads_as_neither(compact: TextModel, text: str) -> None:
    assert compact.predict([text])[0].sentiment == "neutral"


@pytest.mark.parametrize("text", ABROAD_POSITIVE)
def test_denied_blame_is_praise_in_other_languages_too(compact: TextModel, text: str) -> None:
    assert compact.predict([text])[0].sentiment == "positive"


@pytest.mark.parametrize("text", ABROAD_NEGATIVE)
def test_denied_praise_is_blame_in_other_languages_too(compact: TextModel, text: str) -> None:
    assert compact.predict([text])[0].sentiment == "negative"


@pytest.mark.parametrize("text", NOT_NEGATIVE)
def test_faint_praise_is_no_blame(compact: TextModel, text: str) -> None:
    assert compact.predict([text])[0].sentiment != "negative"


@pytest.mark.parametrize(("one", "other"), TWINS)
def test_spelling_twins_read_the_same(compact: TextModel, one: str, other: str) -> None:
    first, second = compact.predict([one, other])
    assert first.sentiment == second.sentiment
    assert abs(first.negative - second.negative) < 1e-3


def test_most_turns_are_read_as_meant_about_things_they_were_not_learnt_with(compact: TextModel) -> None:
    meant = [(mood, text) for mood, texts in NEW_THINGS.items() for text in texts]
    readings = compact.predict([text for _, text in meant])
    right = sum(reading.sentiment == mood for reading, (mood, _) in zip(readings, meant, strict=True))
    assert right > len(meant) / 2, f"{right} of {len(meant)}"
