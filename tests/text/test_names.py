"""Names: taken where a rule is safe, left where it is not."""

import pytest

from pipeline.text.pii import redact


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Adım Ayşe Yılmaz, üç gündür bekliyorum", "Adım [NAME], üç gündür bekliyorum"),
        ("ismim ahmet", "ismim [NAME]"),
        ("Ad Soyad: Ayşenur Kılıçoğlu", "Ad Soyad: [NAME]"),
        ("ADIM MEHMET KAYA KARGOM YOK", "ADIM [NAME] KARGOM YOK"),
        ("Ben Ahmet Yılmaz, müşterinizim", "Ben [NAME], müşterinizim"),
        ("Merhaba ben Fatma'yım", "Merhaba ben [NAME]'yım"),
        ("Sayın Ayşe Yılmaz", "Sayın [NAME]"),
        ("Ahmet Bey ilgilendi", "[NAME] Bey ilgilendi"),
        ("ayşe hanıma teşekkürler", "[NAME] hanıma teşekkürler"),
        ("Mehmet Yılmaz Bey'le konuştum", "[NAME] Bey'le konuştum"),
        ("müşteri temsilcisi Zeynep Kaya ilgilenmedi", "müşteri temsilcisi [NAME] ilgilenmedi"),
        ("Elif isimli temsilci kapattı", "[NAME] isimli temsilci kapattı"),
        ("Saygılarımla, Hasan Demir", "Saygılarımla, [NAME]"),
        ("my name is John Smith", "my name is [NAME]"),
        ("Mrs. Carter never called", "Mrs. [NAME] never called"),
        ("müşteri no 12345 Ayşe Yılmaz, kargom gelmedi", "müşteri no 12345 [NAME], kargom gelmedi"),
        ("musteri no 55102 ayse yilmaz kargom gelmedi", "musteri no 55102 [NAME] kargom gelmedi"),
        ("MÜŞTERİ NO 99812 FATMA KORKMAZ ÜRÜN BOZUK", "MÜŞTERİ NO 99812 [NAME] ÜRÜN BOZUK"),
        ("Müşteri adı: Selin Akbulut, sipariş 4482190", "Müşteri adı: [NAME], sipariş 4482190"),
        ("ad soyad: okan tunç, ürün: dyson v11", "ad soyad: [NAME], ürün: dyson v11"),
        ("Ad: Zeynep Soyad: Kurt Şikayet: hat", "Ad: [NAME] Soyad: [NAME] Şikayet: hat"),
        ("Alıcı: Murat Güneş kargo teslim edilmedi", "Alıcı: [NAME] kargo teslim edilmedi"),
        ("T.C. kimlik no 12345678901 olan Mehmet Demir adına", "T.C. kimlik no 12345678901 olan [NAME] adına"),
        ("merhaba ben gizem, dun aradim", "merhaba ben [NAME], dun aradim"),
        ("Babam Recep Aslan'ın kartından çekildi", "Babam [NAME]'ın kartından çekildi"),
        ("Kaan Yücel adına kesilen fatura", "[NAME] adına kesilen fatura"),
        ("Çözüm bekliyorum.\nMehmet Öz", "Çözüm bekliyorum.\n[NAME]"),
        ("Saygılarımla\nAylin Doğruer\n0555 302 18 47", "Saygılarımla\n[NAME]\n[PHONE]"),
        ("Teşekkürler, Emre Taşkın", "Teşekkürler, [NAME]"),
        ("Customer name: Laura Bennett", "Customer name: [NAME]"),
        ("I'm John Carter, your driver never came", "I'm [NAME], your driver never came"),
    ],
)
def test_an_introduced_person_is_taken(text: str, expected: str) -> None:
    assert redact(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Sayın Yetkili, kargom gelmedi",
        "Sayın Müşterimiz",
        "adım adım anlattım",
        "İlk adım Deniz Bankası'na gitmek oldu",
        "Ben Turkcell müşterisiyim",
        "ben can sıkıntısından öldüm",
        "Ben Deniz Bank kartı kullanıyorum",
        "Zübeyde Hanım Caddesi'ndeki şube",
        "Erol adlı firma",
        "Müşteri Hanım kızdı",
        "Ali beyaz eşya aldı",
        "Mr. Muscle works",
        "Ms Office crashes",
        "700 MS. Her yolu denedim",
        "Ahmet Yılmaz aradı",
        "Müşteri no 12345 Aydın mağazası",
        "müşteri no 44120 Pınar süt aldım",
        "Ürün adı: Ayçiçek yağı",
        "Mağaza adı: Deniz Butik",
        "müşteri adı sorulmadı bile",
        "Müşteri: memnuniyetsiz",
        "Ben Ege Bölgesi'nden yazıyorum",
        "Babam Murat Muhallebicisi'nden almış",
        "annem bahar temizliği için aldı",
        "Kaya Holding adına kesilen fatura",
        "umut adına bir şey kalmadı",
        "Ben Kasım ayında başvurdum",
        "BEN ARZU ETTİĞİM İLGİYİ GÖREMEDİM",
        "Ben Nilüfer ilçesinde oturuyorum",
        "Teşekkürler, İstanbul ekibi",
        "Thanks Karen Millen for the dress",
        "bir sonraki adım Tüketici Hakem Heyeti",
    ],
)
def test_what_may_be_no_person_stays(text: str) -> None:
    assert redact(text) == text
