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
    ],
)
def test_what_may_be_no_person_stays(text: str) -> None:
    assert redact(text) == text
