"""How a text is spelt: whether it is Turkish, whether it was typed without Turkish letters, and what its capital I
means.

Called by `terms` (readable lower case), by language identification as a hint and by the model's input as a feature.
Decides from a few hundred frequent words and endings; must never be taken for the language identification itself.
"""

import re

from pipeline.text.turkish import TURKISH_LETTERS, fold, nfc

_WORD = re.compile(r"[^\W\d_]+")
_ONLY_TURKISH = re.compile("[ğĞşŞıİ]")
_ANY_TURKISH = re.compile(f"[{TURKISH_LETTERS}]")

# Folded words that are frequent in Turkish and are no words of English.
_TURKISH_WORDS_TEXT = """
bir bu ve da icin cok degil ama daha gibi kadar ne var yok mi mu ben sen biz siz hic her sey olarak sonra simdi hala
niye neden nasil lutfen artik bana bize size beni ile ki ya ise cunku urun siparis kargo musteri hizmet hizmetleri
para iade fatura hat paket kampanya numara kart banka hesap sikayet magdur magduriyet tesekkur tesekkurler guzel kotu
berbat iyi rezalet harika super yeni gun ay yil saat once bugun dun yarin oldu olmus olan olmadi geldi gelmedi yapti
yapmadi istiyorum ediyorum bekliyorum aldim verdim kaldim aradim gonderdim diyor diyorlar yapin edin kimse hicbir tum
butun fiyat ucret hizli yavas internet telefon abone uye uygulama sorun cozum destek sube calisan kargom siparisim
param hesabim kartim tam bile zaman neyse yani kesinlikle allah insan turkiye istanbul ankara izmir
"""
_TURKISH_WORDS = frozenset(_TURKISH_WORDS_TEXT.split())
_ENGLISH_WORDS_TEXT = """
the and to of is in it you that for on with this was are have not my me your they be at but so we from no all just what
can do if an or will would there their our been has had did who when how why get got never ever very good bad service
please thanks thank flight phone app order customer delivery product bought great worst best time day still after
before because
"""
_ENGLISH_WORDS = frozenset(_ENGLISH_WORDS_TEXT.split())
_TURKISH_ENDING = re.compile(
    r"(?:[iu]yor(?:um|sun|lar|uz)?|m[iu]yor\w*|m[ae]d[iu]\w*|d[iu]k?l[ae]r\w*|m[iu]st?[iu]r|[ae]c[ae][kg]\w*|lar[iu]\w*|leri\w*"
    r"|(?:in|un)[iu]z\w*|s[iu]n[iu]z|d[iu]r|ma[km]|me[km]|l[iu]k|m[iu]z|n[ie]n|nd[ae]n?|yl[ae]|c[ai]k)$"
)
# Folded frequent words whose right spelling has a Turkish letter, and which are no words in this spelling.
_ASCII_TYPED_TEXT = """
cok degil icin guzel kotu degisim sikayet sikayetim sikayetci musteri musterisi musteriyim musterinin urun urunu
urunler urunun siparis siparisim siparisi hala simdi sey seyi seyler cunku nasil artik hic hicbir lutfen tesekkur
tesekkurler magdur magduriyet magduriyetim calisan calismiyor calisiyor degistirdim hizli yavas alisveris satici aldim
aldigim verdim aradim aradigimda kullaniyorum kullandim gonderdim gonderdiler gonderildi gelmis olmus yapmis almis
vermis ucret ucreti ucretsiz ucuz dun gun gunu gunler once oncelikle goruntu gorusme gorusmek soyle boyle soyledi
soylediler cozum cozulmedi basari basarili basarisiz kargosu magaza magazasi pisman pismanim fiyati kalitesi kirik
kirildi calmiyor acilmiyor girmiyor cikmiyor cikti cikan acik acildi acilis kapali kapatildi donus donusu donmediler
ulasamiyorum ulasmadi ulasti ulasilamiyor odeme odedim odemesi odemek yukleme yukledim yuklendi guncelleme guncellendi
surekli suresi turkce turkiye ogrenci universite sirket sirketi sirketiniz kisi kisisel bilgilendirme hatti hattim
hattimi dusuk buyuk kucuk yuksek ozel ozellikle aksam goturdu getirdi ihtiyac begendim begenmedim harikaydi kullanisli
degilim degiliz yardimci yardim tuketici haklari kandirildim dolandirici dolandiriciligi uyelik uyeligim uye
dusunuyorum dusunmeyin yanlis yanit dogru sacma sacmalik saygisiz ilgisiz iliskin vurus sifre sifremi giris cagri
baglanti baglanmiyor
"""
_ASCII_TYPED = frozenset(_ASCII_TYPED_TEXT.split())


def words(text: str) -> list[str]:
    """The folded words of a text."""
    return _WORD.findall(fold(text))


def looks_turkish(text: str) -> bool:
    """Whether a text reads as Turkish rather than English, capitals and ASCII spelling included ("IADE ISTIYORUM")."""
    if _ONLY_TURKISH.search(nfc(text)):
        return True
    found = words(text)
    turkish = sum(
        word in _TURKISH_WORDS or word in _ASCII_TYPED or bool(_TURKISH_ENDING.search(word)) for word in found
    )
    return turkish > 1.5 * sum(word in _ENGLISH_WORDS for word in found)


def _is_turkish(word: str) -> bool:
    return word in _TURKISH_WORDS or word in _ASCII_TYPED or _TURKISH_ENDING.search(word) is not None


def is_ascii_turkish(text: str) -> bool:
    """Whether a Turkish text was typed without its letters ("cok kotu"): none there, where the words need some."""
    if _ANY_TURKISH.search(nfc(text)):
        return False
    found = words(text)
    typed = sum(word in _ASCII_TYPED for word in found)
    return typed > 0 and typed > sum(word in _ENGLISH_WORDS for word in found)


def lower_mixed(text: str) -> str:
    """Lower case for a text in Turkish or another language, each capital I read as its writer meant it.

    A Turkish writer who dots İ means ı by I. One who never does types without Turkish capitals: there the vowel
    before the I, else the next one, decides by vowel harmony ("GELMEDI" -> "gelmedi", "SIKINTI" stays "sıkıntı").
    """
    text = nfc(text)
    if "I" not in text or not looks_turkish(text):
        return text.replace("İ", "i").lower()
    if "İ" in text:
        return text.replace("İ", "i").replace("I", "ı").lower()
    return _WORD.sub(_lower_by_harmony, text)


_FRONT, _BACK = frozenset("eiöüEİÖÜ"), frozenset("aıouAOU")
_FOREIGN_I = frozenset(["instagram", "iphone", "ipad", "iban", "ios", "imei", "id", "ip", "iptv", "it", "ikea", "ing"])


def _lower_by_harmony(match: re.Match[str]) -> str:
    word = match.group()
    if "I" not in word:
        return word.lower()
    if word.lower() in _FOREIGN_I:
        return word.lower()
    vowel = next((letter for letter in word if letter in _FRONT or letter in _BACK), "ı")
    lowered = []
    for letter in word:
        if letter in _FRONT or letter in _BACK:
            vowel = letter
        lowered.append(("i" if vowel in _FRONT else "ı") if letter == "I" else letter.lower())
    return "".join(lowered)
