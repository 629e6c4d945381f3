"""A seed that ends in a short verb finds the verb's forms; words that only begin like it are not forms of it."""

from __future__ import annotations

import pytest

from models.taxonomy import Topic
from models.topics.phrases import PhraseTable

ET = ("etti", "etmedi", "etmediler", "ediyor", "edildi", "edemedim", "etmek", "edilmemiş", "ettirmiyorlar", "EDİLMİYOR")
YAP = ("yaptı", "yapmadı", "yapamıyorum", "yapıldı", "yapıyorlar", "yapılmamış", "yapmak", "YAPMIYOR", "yapilmasini")


def finds(seed: str, text: str, language: str = "tr") -> bool:
    return bool(PhraseTable([Topic("own", "Kendi", "Own", {language: (seed,)})]).gaps(text))


@pytest.mark.parametrize("seed", ["iade et", "iptal et", "şikayet et", "iade etmek"])
@pytest.mark.parametrize("form", ET)
def test_a_seed_with_et_finds_every_form_of_the_verb(seed: str, form: str) -> None:
    assert finds(seed, f"{seed.split()[0]} {form}")


@pytest.mark.parametrize("seed", ["ödeme yap", "arıza yap", "zam yap", "zam yapmak"])
@pytest.mark.parametrize("form", YAP)
def test_a_seed_with_yap_finds_every_form_of_the_verb(seed: str, form: str) -> None:
    assert finds(seed, f"{seed.split()[0]} {form}")


@pytest.mark.parametrize(
    ("seed", "text"),
    [
        ("satın al", "satın alamadım"),
        ("cevap ver", "cevap vermiyorlar"),
        ("internet çek", "internet çekmiyor"),
        ("internet kes", "internetim kesildi"),
        ("ekran boz", "ekranı bozuldu"),
        ("hattı geç", "hattı geçirmediler"),
        ("eve gel", "eve gelmediler"),
        ("servise git", "servise gidemedim"),
        ("borç öde", "borcumu ödüyorum"),
        ("borç ödemek", "borç ödenmemiş"),
        ("hesap aç", "hesap açılmıyor"),
        ("hesap kapa", "hesabı kapandı"),
        ("uygulama yükle", "uygulama yüklenmiyor"),
        ("döviz kur", "döviz kurları"),
    ],
)
def test_other_short_verbs_and_nouns_spelt_like_verbs_are_found(seed: str, text: str) -> None:
    assert finds(seed, text)


@pytest.mark.parametrize(
    ("verb", "words"),
    [
        ("et", "etek etiket etkin etap etraf edep edebiyat"),
        ("al", "alan alt altın alo alışveriş"),
        ("ver", "veri veriler verici vergi"),
        ("kal", "kalite kalp kalem kalın"),
        ("yap", "yaprak yapı yapay yapısı yapıştırdı"),
        ("ol", "oldukça olay olgun"),
        ("geç", "geçen gece geçerli gecikme"),
        ("aç", "acaba acil açıklama"),
        ("kes", "kesin kesinlikle"),
    ],
)
def test_what_only_begins_like_a_short_verb_is_not_found(verb: str, words: str) -> None:
    assert [word for word in words.split() if finds(f"ürün {verb}", f"ürün {word}")] == []


def test_a_seed_of_one_short_word_stays_a_noun() -> None:
    assert finds("et", "etler")
    assert not finds("et", "edildi")


@pytest.mark.parametrize(
    ("seed", "word", "same"),
    [
        ("cancel", "cancelled", True),
        ("cancel", "cancelling", True),
        ("cancel", "canceled", True),
        ("ship", "shipped", True),
        ("ship", "shipping", True),
        ("let", "letter", False),
        ("bill", "billled", False),
        ("ship", "shipwreck", False),
    ],
)
def test_english_verbs_double_their_consonant(seed: str, word: str, same: bool) -> None:
    assert finds(seed, word, "en") == same
