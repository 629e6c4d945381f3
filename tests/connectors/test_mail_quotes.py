"""What is left of a mail: the customer's own words."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.mail_quotes import own_words

WORDS = "Siparişim üç gündür gelmedi, lütfen yardımcı olun."


@pytest.mark.parametrize(
    "quote",
    [
        "Destek <destek@kuzey.example>, 1 May 2026 Cum, 12:00 tarihinde şunu yazdı:\n> Merhaba\n> Nasıl yardım edelim?",
        "Destek <destek@kuzey.example>, 1 May 2026 Cum, 12:00 tarihinde\nşunu yazdı:\n\nMerhaba, nasıl yardım edelim?",
        "1 May 2026 tarihinde 12:00 saatinde, Destek <destek@kuzey.example> şunları yazdı:\n\nMerhaba",
        "1.05.2026 12:00 tarihinde Destek Ekibi yazdı:\n> Merhaba",
        "On Fri, May 1, 2026 at 12:00 PM Support <help@kuzey.example> wrote:\n> Hello",
        "On Fri, May 1, 2026 at 12:00 PM Support Team of Kuzey\n<help@kuzey.example> wrote:\n\n> Hello",
        "-----Original Message-----\nFrom: Destek\nSent: Friday\n\nMerhaba",
        "-----Orijinal İleti-----\nKimden: Destek\n\nMerhaba",
        "________________________________\nKimden: Destek <destek@kuzey.example>\nGönderildi: 1 Mayıs 2026 Cuma 12:00\n"
        "Kime: Ayşe\nKonu: Sipariş\n\nMerhaba",
        "*From:* Support <help@kuzey.example>\n*Sent:* Friday, May 1, 2026\n*To:* Ayse\n*Subject:* order\n\nHello",
        "Gönderen: Destek\nGönderilme Tarihi: 1 Mayıs 2026\n\nMerhaba",
    ],
)
def test_quoted_mails_are_left_out(quote: str) -> None:
    assert own_words(f"{WORDS}\n\n{quote}") == WORDS


@pytest.mark.parametrize(
    "signature",
    [
        "-- \nAyşe Yılmaz\nKuzey Mahallesi Güney Sokak 7 daire 12, posta kodu 34000 İstanbul, Türkiye.",
        "İyi çalışmalar,\nAyşe Yılmaz",
        "İyi çalışmalar dilerim.\n\nAyşe Yılmaz\nSatın Alma Müdürü\nÖrnek Tic. Ltd. Şti.\nTel: 0212 000 00 00",
        "Saygılarımla",
        "Best regards,\nAyse",
        "iPhone’umdan gönderildi",
        "Sent from my iPhone",
        "Get Outlook for iOS",
        "Saygılar\nAyşe\n\nBu e-posta ve ekleri gizlidir; yalnızca alıcısı içindir. Yanlışlıkla ulaştıysa siliniz.",
        "This e-mail and its attachments are confidential and intended for the addressee only.",
    ],
)
def test_signatures_are_left_out(signature: str) -> None:
    assert own_words(f"{WORDS}\n\n{signature}") == WORDS


@pytest.mark.parametrize(
    "body",
    [
        "İyi günler,\nKargom gelmedi\nTeşekkürler",
        "Merhaba\nİyi çalışmalar\nKargom hâlâ yolda görünüyor",
        f"{WORDS}\n\nİyi günler.\n\nBir de şunu sorayım: iade ne zaman olur?",
        "Bu mesaj size üçüncü kez gidiyor, kimse okumuyor.",
        "Tarih: 3 Mayıs\nKargom o gün teslim edilecekti",
        "Kurye notuna 'evde yok' yazdı:\nevdeydim",
        "From: and to: are the fields that your form rejects",
        "--",
        "> alıntı gibi başlayan tek satır",
    ],
)
def test_a_customers_sentence_is_never_taken_for_a_signature_or_a_quote(body: str) -> None:
    assert own_words(body) == body


def test_an_answer_below_or_between_the_quote_is_kept() -> None:
    quote = "Destek, 1 May 2026 tarihinde şunu yazdı:\n> Ürün geldi mi?"
    body = f"{quote}\n\nHayır, gelmedi.\n> Kurye aradı mı?\nAramadı bile."
    assert own_words(body) == "Hayır, gelmedi.\nAramadı bile."


def test_a_mail_that_only_forwards_is_kept_whole() -> None:
    body = "-------- Forwarded message --------\nFrom: Müşteri\nDate: 1 May 2026\n\nKargom gelmedi"
    assert own_words(body) == body


LINES = [WORDS, "> x", "", "İyi günler", "--", "On 1 May 2026 A wrote:", "Kimden: a", "Tarih: b", "Ayşe"]


@given(st.lists(st.sampled_from(LINES), max_size=8))
def test_something_always_remains_of_something(lines: list[str]) -> None:
    body = "\n".join(lines)
    assert bool(own_words(body)) == bool(body.strip())


@pytest.mark.parametrize(
    "line",
    ["İyi günler", "On 1 May 2026 tarihinde yazdı", "> ", "--", "From: a", "tarihinde " * 49 + "yazdı", "2026 <a@b>"],
)
def test_hostile_mails_cost_little_time(line: str) -> None:
    start = time.process_time()
    own_words(f"{WORDS}\n" + f"{line}\n" * 20_000)
    assert time.process_time() - start < 15
