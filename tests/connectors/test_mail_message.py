"""One mail, taken apart: encodings as they are in the wild, parts, machines."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.mail_message import decoded, happened_at, read

SAMPLE = Path(__file__).parent / "samples" / "imap_mailbox.eml"
WORDS = "Şikâyetçiyim: ürün çürük çıktı, ığdır şubesi aldırmadı"
NINE = WORDS.replace("â", "a")


def mail(body: bytes = b"Kargom gelmedi", *headers: str, kind: str = "text/plain; charset=utf-8") -> bytes:
    told = ["From: Ali <ali@posta.example>", "To: destek@kuzey.example", f"Content-Type: {kind}", *headers]
    return "\r\n".join(told).encode("utf-8", "surrogateescape") + b"\r\n\r\n" + body


def test_the_sample_gives_the_customers_own_words() -> None:
    told = read(SAMPLE.read_bytes())
    assert told.text == "Siparişim üç gündür dağıtımda görünüyor, kurye aramadı."
    assert told.subject == "Kargom gelmedi – üçüncü kez"
    assert (told.sender, told.recipients) == ("ayse@posta.example", ("destek@kuzey.example",))
    assert (told.message_id, told.attachments, told.automatic) == ("sample-1@posta.example", 1, False)
    assert told.written_at == datetime(2026, 5, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("raw", "charset"),
    [
        (WORDS.encode(), "utf-8"),
        (WORDS.encode(), None),
        (WORDS.encode(), "us-ascii"),
        (WORDS.encode(), "no-such-charset"),
        (NINE.encode("cp1254"), "windows-1254"),
        (NINE.encode("iso-8859-9"), "iso-8859-9"),
        (NINE.encode("iso-8859-9"), "latin5"),
        (NINE.encode("iso-8859-9"), None),
        (NINE.encode("iso-8859-9"), "utf-8"),
        (NINE.encode("iso-8859-9"), "us-ascii"),
        ("“tırnak” – çizgi ş".encode("cp1254"), "iso-8859-9"),
        (WORDS.encode("utf-16"), "utf-16"),
    ],
)
def test_turkish_is_read_whatever_was_declared(raw: bytes, charset: str | None) -> None:
    assert decoded(raw, charset) in (WORDS, NINE, "“tırnak” – çizgi ş")


def test_a_cut_character_at_the_end_spoils_nothing() -> None:
    raw = WORDS.encode() + "ş".encode()[:1]
    assert decoded(raw, "utf-8", cut=True) == WORDS


def test_one_broken_byte_does_not_turn_utf8_into_gibberish() -> None:
    assert decoded(WORDS.encode() + b" \xff ", "utf-8").startswith(WORDS)


@pytest.mark.parametrize(
    "subject",
    [
        "=?utf-8?B?" + base64.b64encode("Kargom kayıp".encode()).decode() + "?=",
        "=?iso-8859-9?Q?Kargom_kay=FDp?=",
        "=?utf-8?Q?Kargom_kay=C4?=\r\n =?utf-8?Q?=B1p?=",
        "Ynt: RE: =?utf-8?Q?Kargom_kay=C4=B1p?=",
        "Kargom kayıp",
        "Kargom kayıp".encode("iso-8859-9").decode("utf-8", "surrogateescape"),
        "Kargom\r\n\tkayıp",
    ],
)
def test_subjects_are_read_however_they_are_encoded(subject: str) -> None:
    assert read(mail(b"x", f"Subject: {subject}")).subject == "Kargom kayıp"


def test_a_damaged_subject_is_left_as_it_is() -> None:
    assert read(mail(b"x", "Subject: =?utf-8?B?!!!?= kargo")).subject


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable", "8bit", "nonsense"])
def test_transfer_encodings(encoding: str) -> None:
    plain = "Kargom gelmedi, çok üzgünüm"
    body = {
        "base64": base64.encodebytes(plain.encode()),
        "quoted-printable": b"Kargom gelmedi, =C3=A7ok =C3=BCzg=C3=BCn=C3=BCm",
    }.get(encoding, plain.encode())
    assert read(mail(body, f"Content-Transfer-Encoding: {encoding}")).text == plain


def test_html_is_read_where_there_is_no_text() -> None:
    markup = '<p>Kargom <b>gelmedi</b></p><script>x()</script><div class="gmail_quote">Destek yazdı: eski</div>'
    assert read(mail(markup.encode(), kind="text/html; charset=utf-8")).text == "Kargom gelmedi"


def test_html_is_read_where_the_text_is_empty() -> None:
    body = b"--b\r\nContent-Type: text/plain\r\n\r\n \r\n--b\r\nContent-Type: text/html\r\n\r\n<p>gelmedi</p>\r\n--b--"
    assert read(mail(body, kind='multipart/alternative; boundary="b"')).text == "gelmedi"


def test_a_forwarded_mail_inside_is_an_attachment_and_is_not_read() -> None:
    inner = mail(b"gizli eski yazisma").decode()
    body = f"--b\r\nContent-Type: text/plain\r\n\r\nekte\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n{inner}\r\n--b--"
    told = read(mail(body.encode(), kind='multipart/mixed; boundary="b"'))
    assert (told.text, told.attachments) == ("ekte", 1)


def test_a_mail_cut_in_the_middle_of_an_attachment_keeps_its_text() -> None:
    whole = SAMPLE.read_bytes()
    cut = whole[: whole.index(b"/9j/") + 3]
    assert read(cut).text == read(whole).text


def test_flowed_lines_are_joined() -> None:
    body = b"Kargom uc gundur \r\nyolda gorunuyor.\r\nKimse aramadi."
    assert (
        read(mail(body, kind="text/plain; format=flowed")).text == "Kargom uc gundur yolda gorunuyor.\nKimse aramadi."
    )


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-generated; owner=x",
        "Precedence: auto_reply",
        "Precedence: bulk",
        "X-Autoreply: yes",
        "X-Failed-Recipients: a@b.example",
        "Return-Path: <>",
        "Subject: Otomatik yanıt: izindeyim",
        "Subject: Automatic reply: away",
        "Subject: Undeliverable: siparis",
    ],
)
def test_machines_are_told_from_people(header: str) -> None:
    assert read(mail(b"x", header)).automatic


@pytest.mark.parametrize("sender", ["MAILER-DAEMON@posta.example", "no-reply@posta.example", "bounce+7@posta.example"])
def test_machines_are_known_by_their_address(sender: str) -> None:
    assert read(mail().replace(b"ali@posta.example", sender.encode())).automatic


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: no",
        "Precedence: list",
        "Return-Path: <ali@posta.example>",
        "Subject: Kargom otomatik iptal oldu",
    ],
)
def test_people_are_not_taken_for_machines(header: str) -> None:
    assert not read(mail(b"x", header)).automatic


def test_bounces_are_known_by_their_type() -> None:
    assert read(mail(b"--b--", kind='multipart/report; report-type=delivery-status; boundary="b"')).automatic


NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "received", "happened"),
    [
        (NOON, NOON + timedelta(hours=1), NOON),
        (NOON - timedelta(days=30), NOON, NOON - timedelta(days=30)),
        (NOON + timedelta(days=400), NOON, NOON),
        (None, NOON, NOON),
        (NOON, None, NOON),
        (None, None, None),
    ],
)
def test_the_writers_clock_is_believed_unless_it_cannot_be(written, received, happened) -> None:
    assert happened_at(written, received) == happened


@pytest.mark.parametrize("date", ["", "Date: yesterday", "Date: Fri, 99 May 2026 12:00:00 +0300", "Date: 1 May 999999"])
def test_a_date_that_is_none_is_no_error(date: str) -> None:
    assert read(mail(b"x", *([date] if date else []))).written_at is None


PIECES = [
    b"From: a@b",
    b"Subject: =?x?Q?=?=",
    b"Date: x",
    b"Content-Type: multipart/mixed; boundary=b",
    b"--b",
    b"--b--",
]
PIECES += [
    b"",
    b"Content-Type: text/html",
    b"Content-Transfer-Encoding: base64",
    b"\xff\xfe",
    b"Content-Type: ;;=",
    b"x:",
]
PIECES += [b"Content-Type: message/rfc822", b"To: <<>,;", b"From: \xff <x@\xff>", b"=?utf-8?B?gg==?="]


@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_no_mail_is_too_broken(pieces: list[bytes]) -> None:
    told = read(b"\r\n".join(pieces))
    assert told.attachments >= 0


@given(st.binary(max_size=300))
def test_no_bytes_are_too_broken(raw: bytes) -> None:
    assert isinstance(read(raw).text, str)
