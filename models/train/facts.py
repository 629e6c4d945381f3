"""Plain facts about companies, made from patterns: what happened, without a word of judgement.

Called by `lesson`. "The courier did not ring" is a complaint and "where is the branch" is none, though neither says
how anybody feels. Many firms bear names that are words: a bank is called Warranty, a parcel service Speed, a shop
Shock. Here these names stand beside others in the same sentences, so that the sentence decides and not the name. Of
topics the facts know technical service alone, which a bank of that name is not. All written for this project.
"""

from __future__ import annotations

import random

from models.base import Sentiment
from models.train.rows import Row

# The set that made facts belong to.
STATED = "facts"

_SERVICE = "technical_service"
_BANKS = (
    "Garanti", "Garanti", "Garanti", "Garanti Bankası", "Garanti BBVA", "garanti bankası", "Akbank", "Yapı Kredi",
    "Ziraat", "Halkbank", "Denizbank", "Enpara", "İş Bankası", "Vakıfbank", "Papara", "Param",
)  # fmt: skip
_SHOPS = (
    "Şok", "Şok market", "Metro", "Metro market", "Mavi", "Vatan", "Getir", "Hepsiburada", "Migros", "Trendyol", "Bim",
    "Gratis", "Koton", "Teknosa", "Kolay", "Best Buy", "İyi Market", "Güzel Ev",
)  # fmt: skip
_COURIERS = ("Sürat", "Sürat Kargo", "Kolay Gelsin", "Aras", "Yurtiçi Kargo", "MNG", "PTT", "HepsiJet", "UPS")
_INSURERS = ("Güneş", "Anadolu", "Doğa", "Güven", "Garanti", "Mutlu", "Umut")
_CARRIERS = ("Turkcell", "Vodafone", "Türk Telekom", "Mutlucell", "Pegasus", "THY", "Ajet")
_THINGS = (
    "ütü", "mont", "kulaklık", "tablet", "süpürge", "buzdolabı", "kazak", "bilgisayar", "çamaşır makinesi", "lamba",
    "terlik", "defter", "telefon", "tencere", "saat", "kombi", "klima", "fırın", "televizyon", "yazıcı",
)  # fmt: skip
_MACHINES = ("buzdolabı", "kombi", "klima", "telefon", "televizyon", "yazıcı", "bulaşık makinesi", "laptop", "süpürge")
_DAYS = ("dün", "bugün", "pazartesi", "geçen hafta", "bu sabah", "salı günü", "akşam")

_Patterns = tuple[str, ...]
_FACTS: tuple[tuple[Sentiment, tuple[str, ...], _Patterns], ...] = (
    ("negative", _BANKS, (
        "{f} mobil uygulaması {d} açılmıyor", "{f} hesabıma para geçmedi", "{f} kart aidatını geri vermedi",
        "{f} şubesinde iki saat sıra bekledim", "{f} kartım yurt dışında kapandı", "{f} benden iki kez para çekmiş",
        "{f} kredi başvurumu sebep göstermeden reddetti", "{f} müşteri temsilcisine kırk dakikadır bağlanamıyorum",
        "{f} atm kartımı yuttu", "{f} havale ücreti kesmiş haberim yok", "{f} şifremi bloke etti üç gündür açmıyor",
    )),
    ("negative", _COURIERS, (
        "{f} kuryesi zili çalmadan geri götürmüş", "{f} paketimi kaybetti", "{f} {d} gelecekti hâlâ yok",
        "{f} adreste yok demiş evdeydim", "{f} kutuyu ezilmiş bıraktı", "{f} kargom altı gündür şubede bekliyor",
        "{f} benim paketi komşuya vermiş imza da atmış", "{f} telefonu kapalı şubeye de ulaşılmıyor",
    )),
    ("negative", _SHOPS, (
        "{f} siparişimi {d} iptal etmiş para iade yok", "{f} yanlış beden göndermiş",
        "{f} kasada etiketten fazla çekti",
        "{f} kapalı kutudan eksik {t} çıktı", "{f} kullanılmış {t} göndermiş", "{f} {t} iadesini kabul etmedi",
        "{f} mağazasında kasiyer yüzüme bakmadı", "{f} {t} siparişim üç haftadır hazırlanıyor görünüyor",
        "{f} aldığım {t} ikinci gün kırıldı",
    )),
    ("negative", _INSURERS, (
        "{f} Sigorta hasarı ödemedi", "{f} Sigorta dosyamı üç aydır sonuçlandırmadı",
        "{f} Emeklilik poliçemi iptal etmedi", "{f} Sigorta haber vermeden primi iki katına çıkardı",
        "{f} Sigorta çekici göndermedi yolda kaldık",
    )),
    ("negative", _CARRIERS, (
        "{f} {d} yine rötar yaptı", "{f} faturama almadığım paketi eklemiş", "{f} aboneliğimi iptal etmiyor",
        "{f} beş dakikada bir kopuyor", "{f} hattımı haberim olmadan kapatmış",
    )),
    ("neutral", _BANKS, (
        "{f} şubesi nerede", "{f} kaçta kapanıyor", "{f} yeni genel müdürünü açıkladı", "{d} {f} şubesine gittim",
        "{f} hesabı açmak için ne gerekiyor", "{f} kartımla ödedim", "{f} faiz oranı yüzde kaç",
    )),
    ("neutral", _SHOPS, (
        "{f} bugün açık mı", "{d} {f} mağazasından {t} aldım", "{f} kaçta açılıyor", "{f} şehirde yeni şube açıyor",
        "{d} {f} üzerinden {t} sipariş verdim", "{f} {t} satıyor mu", "{f} {t} kaç lira", "{f} siparişim yolda",
        "{f} sitesinde {t} arıyorum",
    )),
    ("neutral", _COURIERS, (
        "{f} şubesi nerede", "{f} cumartesi dağıtım yapıyor mu", "{d} {f} ile {t} gönderdim",
        "{f} takip numarası kaç hane",
    )),
    ("neutral", _CARRIERS, (
        "{f} paketim {d} bitti", "{f} yeni tarifesi kaç gb", "{f} bayisi nerede", "{f} hattına geçmek kaç gün sürüyor",
        "{f} genel kurulu {d} yapıldı",
    )),
    ("neutral", _INSURERS, ("{f} Sigorta acentesi nerede", "{f} Sigorta hangi hastanelerde geçiyor")),
    ("positive", _COURIERS, (
        "{f} sabah verdim akşam teslim ettiler", "{f} kuryesi beşinci kata kadar çıkardı", "{f} bir gün erken getirdi",
    )),
    ("positive", _SHOPS, (
        "{f} iademi aynı gün hesabıma yatırdı", "{f} eksik parçayı ertesi gün gönderdi",
        "{f} aldığım {t} beş yıldır çalışıyor", "{f} kırılan {t} yerine hemen yenisini yolladı",
        "üçüncü kez {f} üzerinden {t} alıyorum",
    )),
    ("positive", _BANKS, (
        "{f} kartımı iki günde adrese getirdi", "{f} itirazımı aynı gün çözdü parayı yatırdı",
        "{f} kredi onayı beş dakikada geldi",
    )),
)  # fmt: skip
_SERVICED: tuple[tuple[Sentiment, _Patterns], ...] = (
    ("negative", (
        "{t} garanti kapsamında tamir edilmedi", "{t} garanti süresi dolmadan bozuldu",
        "garantisi bitmeden {t} arızalandı",
        "{t} için servis randevusuna kimse gelmedi", "yetkili servis {t} için parça yok dedi",
        "{t} üçüncü kez serviste hâlâ çalışmıyor", "kullanıcı hatası deyip {t} garanti dışı bıraktılar",
        "montaj ekibi {t} kurulumunu yarım bıraktı",
    )),
    ("neutral", (
        "{t} garanti süresi kaç yıl", "{t} için yetkili servis nerede", "{t} montajı ücretli mi",
        "{t} garanti belgesi nereden alınıyor", "{d} {t} servise verildi",
    )),
    ("positive", (
        "servis {t} için aynı gün geldi ve onardı", "garanti kapsamında {t} yenisiyle değiştirildi",
        "{t} kurulumunu yirmi dakikada yaptılar",
    )),
)  # fmt: skip


def facts(count: int, rng: random.Random) -> list[Row]:
    """`count` short Turkish texts; a quarter is about repairs and warranties, the rest is not."""
    return [_serviced(rng) if rng.random() < 0.25 else _fact(rng) for _ in range(count)]


def _fact(rng: random.Random) -> Row:
    sentiment, firms, patterns = rng.choice(_FACTS)
    text = rng.choice(patterns).format(f=rng.choice(firms), t=rng.choice(_THINGS), d=rng.choice(_DAYS))
    return Row(_ended(text, rng), "tr", STATED, sentiment, topics=(), channel="social")


def _serviced(rng: random.Random) -> Row:
    sentiment, patterns = rng.choice(_SERVICED)
    text = rng.choice(patterns).format(t=rng.choice(_MACHINES), d=rng.choice(_DAYS))
    return Row(_ended(text, rng), "tr", STATED, sentiment, topics=(_SERVICE,), channel="social")


def _ended(text: str, rng: random.Random) -> str:
    return text + rng.choice(("", "", "", ".", "?" if " mı" in text or " mi" in text else "."))
