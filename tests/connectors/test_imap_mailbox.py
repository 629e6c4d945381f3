"""The mailbox connector against a local IMAP server."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import ValidationError

from connectors.base import Connector, Page, Record
from connectors.imap_mailbox import Imap, Options, connect, parse
from pipeline.errors import SettingsError, SourceAway, SourceRefused
from tests.connectors.imap_server import ImapServer

SAMPLE = Path(__file__).parent / "samples" / "imap_mailbox.eml"


def letter(number: int, *headers: str, body: str = "Kargom gelmedi") -> bytes:
    told = [
        f"Message-ID: <m{number}@posta.example>",
        "From: Ali <ali@posta.example>",
        "To: destek@kuzey.example",
        "Date: Fri, 01 May 2026 12:00:00 +0300",
        "Content-Type: text/plain; charset=utf-8",
        *headers,
    ]
    return "\r\n".join(told).encode() + f"\r\n\r\n{body} {number}\r\n".encode()


@pytest.fixture
def server() -> Iterator[ImapServer]:
    held = ImapServer()
    stop = held.start()
    yield held
    stop()


def options(server: ImapServer, **more: object) -> Options:
    told = {
        "host": "127.0.0.1",
        "port": server.port,
        "security": "plain",
        "user": server.user,
        "password": server.password,
        "brand": "Kuzey Kargo",
        "page": 3,
    }
    return Options.model_validate({**told, **more})


def ids(page: Page) -> list[str]:
    return [str(item.fields["external_id"]).partition("@")[0] for item in page.items if isinstance(item, Record)]


def read_all(source: Imap, cursor: str = "") -> tuple[list[str], str]:
    found: list[str] = []
    while True:
        page = source.fetch(cursor)
        cursor = page.cursor
        found += ids(page)
        if not page.more:
            return found, cursor


def test_it_is_a_connector(server: ImapServer) -> None:
    assert isinstance(connect(options(server)), Connector)


def test_mails_are_read_page_by_page_in_order_and_once(server: ImapServer) -> None:
    for uid in (2, 3, 5, 8, 13, 21, 34):
        server.put(uid, letter(uid))
    found, cursor = read_all(connect(options(server)))
    assert found == ["m2", "m3", "m5", "m8", "m13", "m21", "m34"]
    assert read_all(connect(options(server)), cursor) == ([], cursor)


def test_a_restart_reads_only_what_came_since(server: ImapServer) -> None:
    server.put(5, letter(5))
    _, cursor = read_all(connect(options(server)))
    server.put(6, letter(6))
    assert read_all(connect(options(server)), cursor)[0] == ["m6"]


def test_the_mailbox_is_never_changed(server: ImapServer) -> None:
    server.put(1, letter(1))
    read_all(connect(options(server)))
    assert {said.split()[0].upper() for said in server.said} == {"CAPABILITY", "LOGIN", "EXAMINE", "UID", "LOGOUT"}
    assert all("PEEK" in said for said in server.said if "FETCH" in said)


def test_one_search_serves_all_its_pages(server: ImapServer) -> None:
    for uid in range(1, 11):
        server.put(uid, letter(uid))
    read_all(connect(options(server)))
    assert sum("SEARCH" in said for said in server.said) == 1


def test_when_uids_mean_something_else_the_folder_is_read_again(server: ImapServer) -> None:
    server.put(10, letter(10))
    _, cursor = read_all(connect(options(server)))
    server.validity, server.mails = 8, {}
    server.put(1, letter(10))
    server.put(2, letter(11))
    assert read_all(connect(options(server)), cursor)[0] == ["m10", "m11"]  # m10 counts once: its id is its Message-ID


def test_a_mail_deleted_meanwhile_is_passed_over(server: ImapServer) -> None:
    server.put(1, letter(1))
    server.put(2, letter(2))
    server.vanishing = {1}
    assert read_all(connect(options(server)))[0] == ["m2"]


def test_news_of_other_mails_in_between_is_not_taken_for_the_mail(server: ImapServer) -> None:
    server.chatty = True
    server.put(1, letter(1))
    assert read_all(connect(options(server)))[0] == ["m1"]


def test_a_line_that_goes_dead_loses_nothing(server: ImapServer) -> None:
    for uid in range(1, 8):
        server.put(uid, letter(uid))
    source = connect(options(server))
    first = source.fetch("")
    server.drop_after = 1
    with pytest.raises(SourceAway):
        source.fetch(first.cursor)
    server.drop_after = None
    rest, _ = read_all(source, first.cursor)
    assert ids(first) + rest == [f"m{uid}" for uid in range(1, 8)]


def test_of_a_large_mail_the_beginning_is_read(server: ImapServer) -> None:
    photograph = "A" * 76 + "\r\n"
    attached = (
        'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n'
        "Kutu ezilmiş, fotoğrafı ekte\r\n--b\r\nContent-Type: image/jpeg\r\nContent-Transfer-Encoding: base64\r\n"
        'Content-Disposition: attachment; filename="kutu.jpg"\r\n\r\n'
    )
    big = b"Message-ID: <big@posta.example>\r\nFrom: ali@posta.example\r\n" + attached.encode()
    server.put(1, big + photograph.encode() * 270_000)  # 20 MB
    (item,) = connect(options(server)).fetch("").items
    assert isinstance(item, Record)
    assert item.fields["text"] == "Kutu ezilmiş, fotoğrafı ekte"
    assert (item.fields["cut"], item.fields["attachments"]) == (True, 1)


def test_machines_and_our_own_answers_are_skipped(server: ImapServer) -> None:
    server.put(1, letter(1, "Auto-Submitted: auto-replied"))
    server.put(2, letter(2).replace(b"ali@posta.example", b"destek@kuzey.example"))
    server.put(3, letter(3).replace(b"ali@posta.example", b"Kurye@ic.example"))
    server.put(4, letter(4))
    source = connect(options(server, own=("destek@kuzey.example", "@IC.example")))
    assert read_all(source)[0] == ["m4"]


def test_the_brand_is_that_of_the_address_written_to(server: ImapServer) -> None:
    brands = {"Destek@kuzey.example": "Kuzey Kargo", "@ege.example": "Ege Kargo"}
    server.put(1, letter(1))
    server.put(2, letter(2, "Cc: Sikayet <sikayet@EGE.example>"))
    server.put(3, letter(3).replace(b"destek@kuzey.example", b"baska@kuzey.example"))
    page = connect(options(server, brands=brands, brand="Diğer", page=10)).fetch("")
    assert [(ids(Page((item,), ""))[0], item.fields["brand"]) for item in page.items if isinstance(item, Record)] == [
        ("m1", "Kuzey Kargo"),
        ("m2", "Kuzey Kargo"),
        ("m2", "Ege Kargo"),
        ("m3", "Diğer"),
    ]


def test_only_mails_since_a_day_are_read_when_told(server: ImapServer) -> None:
    server.put(1, letter(1), datetime(2026, 4, 30, tzinfo=UTC))
    server.put(2, letter(2), datetime(2026, 5, 1, tzinfo=UTC))
    assert read_all(connect(options(server, since="2026-05-01")))[0] == ["m2"]


def test_a_mail_without_a_date_happened_when_it_was_received(server: ImapServer) -> None:
    server.put(1, letter(1).replace(b"Date: Fri, 01 May 2026 12:00:00 +0300\r\n", b""))
    (item,) = connect(options(server)).fetch("").items
    assert isinstance(item, Record)
    assert item.fields["occurred_at"] == datetime(2026, 5, 1, 9, tzinfo=UTC)


def test_a_wrong_password_needs_a_person_and_is_not_shown(server: ImapServer) -> None:
    told = options(server, password="gizli-yanlis")
    with pytest.raises(SourceRefused) as caught:
        connect(told).fetch("")
    assert "password" in caught.value.hint
    assert "gizli" not in str(caught.value) + repr(told)


def test_a_server_that_is_only_busy_is_asked_again(server: ImapServer) -> None:
    server.put(1, letter(1))
    server.refusals = {
        "LOGIN": ["NO [UNAVAILABLE] directory is away"],
        "UID SEARCH": ["NO later", "BAD what"],
        "UID FETCH": ["NO later"],
        "EXAMINE": ["NO [INUSE] locked"],
    }
    source = connect(options(server))
    for _ in range(5):
        with pytest.raises(SourceAway):
            source.fetch("")
    assert read_all(source)[0] == ["m1"]


def test_a_folder_that_is_not_there_needs_a_person(server: ImapServer) -> None:
    with pytest.raises(SourceRefused, match="folder"):
        connect(options(server, folder="Şikâyet")).fetch("")


def test_a_password_with_turkish_letters_is_taken(server: ImapServer) -> None:
    server.password = "şifre ğ"
    server.put(1, letter(1))
    assert read_all(connect(options(server)))[0] == ["m1"]


def test_nobody_home_is_a_source_that_is_away() -> None:
    with pytest.raises(SourceAway):
        connect(options(ImapServer(port=9))).fetch("")


def test_a_server_without_tls_is_not_spoken_to_in_plain(server: ImapServer) -> None:
    for security in ("tls", "starttls"):
        with pytest.raises((SourceAway, SourceRefused)):
            connect(options(server, security=security)).fetch("")
    assert "LOGIN" not in server.said


@pytest.mark.parametrize(
    "told",
    [
        {"host": "imap.example", "security": "plain"},
        {"brand": "", "brands": {}},
        {"host": ""},
        {"channel": "mail"},
    ],
)
def test_unsafe_or_useless_options_are_refused(server: ImapServer, told: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        options(server, **told)


def test_plain_can_be_allowed(server: ImapServer) -> None:
    assert options(server, host="imap.example", allow_plain=True)


def test_a_damaged_cursor_says_what_to_do(server: ImapServer) -> None:
    with pytest.raises(SettingsError, match="cursor"):
        connect(options(server)).fetch("?")


def test_the_sample_parses_to_one_record(server: ImapServer) -> None:
    (item,) = parse(SAMPLE.read_bytes(), options(server))
    assert isinstance(item, Record)
    assert item.raw == b""  # nothing encoded travels on: what cannot be searched cannot be redacted
    assert item.fields["author"] == "ayse@posta.example"


@pytest.mark.skipif(shutil.which("openssl") is None, reason="makes a certificate with openssl")
def test_tls_is_spoken_with_a_trusted_certificate_alone(tmp_path: Path) -> None:
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
    files = {"-keyout": tmp_path / "key.pem", "-out": tmp_path / "ca.pem"}
    extra = ["-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run([*made, *extra, *(str(x) for pair in files.items() for x in pair)], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files["-out"], files["-keyout"])
    server = ImapServer(context=context)
    stop = server.start()
    server.put(1, letter(1))
    assert read_all(connect(options(server, security="tls", ca=str(files["-out"]))))[0] == ["m1"]
    with pytest.raises(SourceRefused, match="certificate"):
        connect(options(server, security="tls")).fetch("")
    stop()
