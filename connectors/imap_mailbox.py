"""A mailbox that customers write to (support, complaints), read over IMAP. Some mails a fetch.

It never changes the mailbox: the folder is opened read-only and mails are peeked at, so nothing is marked, moved or
deleted. Mails are read in the order of their UIDs; when the server says that UIDs mean something else now (another
UIDVALIDITY), the folder is read again, and Message-IDs keep that from counting twice. Of a large mail the beginning is
read, where the text is: a customer who attaches photographs is heard too.
Source: RFC 3501 (IMAP4rev1) and RFC 9051, RFC 5530 (response codes).
"""

from __future__ import annotations

import imaplib
import ipaddress
import logging
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from typing import Literal

import msgspec
from imap_tools.errors import ImapToolsError, MailboxFolderSelectError, MailboxLoginError, UnexpectedCommandStatusError
from imap_tools.mailbox import BaseMailBox, MailBox, MailBoxUnencrypted
from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

from connectors.base import Page, Record
from connectors.mail_message import Mail, happened_at, read
from pipeline.errors import SettingsError, SourceAway, SourceRefused
from pipeline.feedback import Channel, Rejected

log = logging.getLogger(__name__)

TIMEOUT = 30.0  # seconds of silence
# RFC 5530: the server's trouble, not ours, even where it comes in answer to a login.
PASSING = re.compile(rb"\[(UNAVAILABLE|INUSE|LIMIT|SERVERBUG|CONTACTADMIN)\b", re.IGNORECASE)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_UID = re.compile(rb"\bUID (\d+)")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")
_RECEIVED = re.compile(rb'\bINTERNALDATE "([^"]{10,40})"')

Piece = bytes | tuple[bytes, bytes] | None  # of a FETCH response, as imaplib gives it


class Options(BaseModel):
    """`brands` says which brand an address stands for: {"destek@kuzey.example": "Kuzey", "@ege.example": "Ege"}."""

    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True)

    host: str = Field(min_length=1, description="the IMAP server")
    user: str = Field(min_length=1, description="login name, often the address")
    password: SecretStr = Field(description="password; where the provider has them, one for this app alone")
    port: int = Field(0, ge=0, le=65_535, description="0: 993 with tls, 143 otherwise")
    security: Literal["tls", "starttls", "plain"] = Field("tls", description="plain is for loopback")
    allow_plain: bool = Field(False, description="send the password unencrypted to a host that is not loopback")
    ca: str = Field("", description="PEM file of the authority; empty: the system's")
    folder: str = Field("INBOX", description="folder to read")
    brand: str = Field("", description="brand of mails to no address of `brands`")
    brands: dict[str, str] = Field({}, description="recipient's address or @domain -> brand")
    own: tuple[str, ...] = Field((), description="our addresses or @domains, whose mails are no customer's")
    channel: Channel = Field("complaint", description="channel of the mails")
    since: date | None = Field(None, description="first day that is read (YYYY-MM-DD); empty: the whole folder")
    page: int = Field(50, ge=1, le=500, description="mails read at once")
    max_bytes: int = Field(262_144, ge=4_096, description="how much of a mail is read")
    name: str = Field("imap", description="name of this source in cursors and metrics")
    interval: float = Field(60.0, ge=1, description="seconds between two looks")

    @model_validator(mode="after")
    def _reachable(self) -> Options:
        if not self.brand and not self.brands:
            raise ValueError("name a brand, or brands by recipient")
        if self.security == "plain" and not self.allow_plain and not _is_loopback(self.host):
            raise ValueError("security=plain would send the password unencrypted; use tls, or allow_plain=true")
        return self


class Place(msgspec.Struct, frozen=True):
    """The cursor: every mail up to `uid` was read, in the folder that had this UIDVALIDITY."""

    validity: int = 0
    uid: int = 0


class Letter(msgspec.Struct, frozen=True):
    """One mail as the server gave it."""

    uid: int
    raw: bytes
    size: int  # of the whole
    received: datetime | None


class Imap:
    """Opens the mailbox for every fetch: nothing is held while the runner waits."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._ahead: tuple[Place, list[int]] = (Place(), [])  # UIDs that a search found after a place

    @property
    def name(self) -> str:
        return self._options.name

    @property
    def interval(self) -> float:
        return self._options.interval

    def fetch(self, cursor: str) -> Page:
        place = place_of(cursor)
        try:
            with _opened(self._options) as mailbox:
                return self._read(mailbox, place)
        except ImapToolsError as error:
            raise _trouble(error, self._options) from None
        except ssl.SSLCertVerificationError:
            hint = "is this the name in its certificate? for an authority of your own, set ca"
            raise SourceRefused(f"the certificate of {self._options.host} is not trusted", hint=hint) from None
        except (OSError, imaplib.IMAP4.error) as error:  # the message may quote what was said
            what = type(error).__name__
            raise SourceAway(f"{self._options.host} does not answer: {what}", hint="check host and port") from None

    def _read(self, mailbox: BaseMailBox, place: Place) -> Page:
        mailbox.folder.set(self._options.folder, readonly=True)
        validity = _validity(mailbox)
        if place.validity not in (0, validity):
            log.warning("%s: the server numbered the mails anew; the folder is read again", self.name)
        last = place.uid if place.validity == validity else 0
        known = self._ahead[1] if self._ahead[0] == Place(validity, last) else []
        uids = known or _after(mailbox, last, self._options.since)
        now = uids[: self._options.page]
        letters = [letter for uid in now if (letter := _fetched(mailbox, uid, self._options.max_bytes))]
        items = tuple(item for letter in letters for item in parse_letter(letter, self._options, validity))
        after = Place(validity, now[-1] if now else last)
        self._ahead = (after, uids[len(now) :])
        return Page(items, msgspec.json.encode(after).decode(), more=len(uids) > len(now))


def connect(options: Options) -> Imap:
    return Imap(options)


def place_of(cursor: str) -> Place:
    try:
        return msgspec.json.decode(cursor, type=Place) if cursor else Place()
    except msgspec.DecodeError:
        hint = "delete the cursor of this source: the folder is read again, and nothing counts twice"
        raise SettingsError("the IMAP cursor cannot be read", hint=hint) from None


def parse(payload: bytes, options: Options) -> tuple[Record | Rejected, ...]:
    """The records in one mail as received (RFC 5322): one for each brand that it was sent to."""
    return parse_letter(Letter(0, payload, len(payload), None), options, 0)


def parse_letter(letter: Letter, options: Options, validity: int) -> tuple[Record | Rejected, ...]:
    origin = f"imap:{options.folder};UIDVALIDITY={validity}/;UID={letter.uid}"  # as RFC 5092 writes it
    try:
        mail = read(letter.raw)
    except (ValueError, TypeError, LookupError, RecursionError, AttributeError) as error:
        detail = f"a mail that cannot be taken apart ({type(error).__name__}); it stays in the mailbox"
        rejected = Rejected(
            stage="connector", reason="unreadable", detail=detail, raw=b"", origin=origin, source=options.name
        )
        return (rejected,)
    if mail.automatic or _is_listed(mail.sender, options.own):
        return ()
    fields = _fields(mail, letter, options)
    return tuple(Record({**fields, "brand": brand}, origin) for brand in _brands(mail, options))


def _fields(mail: Mail, letter: Letter, options: Options) -> dict[str, object]:
    told: dict[str, object] = {
        "source": "mail",
        "external_id": mail.message_id[:400],
        "channel": options.channel,
        "occurred_at": happened_at(mail.written_at, letter.received),
        "title": mail.subject,
        "text": mail.text,
        "author": mail.sender,
        "attachments": mail.attachments,
        "cut": letter.size > len(letter.raw),
    }
    return {name: value for name, value in told.items() if value not in (None, "", 0)}


def _brands(mail: Mail, options: Options) -> list[str]:
    """Of the addresses it went to; without any, the default, which may be empty: then intake says so."""
    named = {address.lower(): brand for address, brand in options.brands.items()}
    found = [named.get(to) or named.get("@" + to.rpartition("@")[2]) for to in mail.recipients]
    return list(dict.fromkeys(brand for brand in found if brand)) or [options.brand]


def _is_listed(address: str, listed: tuple[str, ...]) -> bool:
    return bool({address, "@" + address.rpartition("@")[2]} & {each.lower() for each in listed})


@contextmanager
def _opened(options: Options) -> Iterator[BaseMailBox]:
    """A mailbox that is logged in, and out of in the end."""
    mailbox = _connected(options)
    try:
        if options.security == "starttls":
            mailbox.client.starttls(_trust(options))
        yield _logged_in(mailbox, options.user, options.password.get_secret_value())
    finally:
        _leave(mailbox)


def _connected(options: Options) -> BaseMailBox:
    if options.security == "tls":
        return MailBox(options.host, options.port or 993, TIMEOUT, ssl_context=_trust(options))
    return MailBoxUnencrypted(options.host, options.port or 143, TIMEOUT)


def _trust(options: Options) -> ssl.SSLContext:
    """imaplib by itself checks no certificate."""
    return ssl.create_default_context(cafile=options.ca or None)


def _leave(mailbox: BaseMailBox) -> None:
    """Whatever the server says to a farewell, or does not, our end is closed."""
    try:
        mailbox.logout()
    except (ImapToolsError, imaplib.IMAP4.error, OSError):
        with suppress(OSError):
            mailbox.client.shutdown()


def _logged_in(mailbox: BaseMailBox, user: str, password: str) -> BaseMailBox:
    login = mailbox.login if user.isascii() and password.isascii() else mailbox.login_utf8
    return login(user, password, initial_folder=None)


def _validity(mailbox: BaseMailBox) -> int:
    told = mailbox.client.response("UIDVALIDITY")[1]
    if not told or told[0] is None or not bytes(told[0]).isdigit():
        raise SourceRefused("the server gives no UIDVALIDITY", hint="is this an IMAP4rev1 server?")
    return int(told[0])


def _after(mailbox: BaseMailBox, last: int, since: date | None) -> list[int]:
    """The UIDs after `last`, ascending. `n:*` always names the newest mail, even where that is not after n."""
    criteria = f"UID {last + 1}:*"
    if since:
        criteria += f" SINCE {since.day}-{MONTHS[since.month - 1]}-{since.year}"
    return sorted(uid for told in mailbox.uids(criteria, charset=None) if (uid := int(told)) > last)


def _fetched(mailbox: BaseMailBox, uid: int, limit: int) -> Letter | None:
    """None where the mail was deleted in the meantime."""
    status, pieces = mailbox.client.uid("FETCH", str(uid), f"(UID INTERNALDATE RFC822.SIZE BODY.PEEK[]<0.{limit}>)")
    if status != "OK":
        raise SourceAway(f"a mail could not be fetched: {status}", hint="asked again later")
    raw = next((bytes(body) for head, body in _literals(pieces) if b"BODY[]" in head), None)
    told = b" ".join(piece if isinstance(piece, bytes) else piece[0] for piece in pieces if piece)
    named = {int(found) for found in _UID.findall(told)}
    if raw is None or uid not in named:
        return None
    size = _SIZE.search(told)
    received = _RECEIVED.search(told)
    return Letter(uid, raw, int(size[1]) if size else len(raw), _received_at(received[1]) if received else None)


def _literals(pieces: list[Piece]) -> Iterator[tuple[bytes, bytes]]:
    return (piece for piece in pieces if isinstance(piece, tuple))


def _received_at(told: bytes) -> datetime | None:
    """ " 1-May-2026 12:00:00 +0300", which is a mail's date but for its dashes."""
    try:
        when = parsedate_to_datetime(told.decode("ascii", "replace").strip().replace("-", " ", 2))
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return None


def _trouble(error: ImapToolsError, options: Options) -> SourceAway | SourceRefused:
    """What the server said no to. Its words are not passed on."""
    said = error.command_result[1] if isinstance(error, UnexpectedCommandStatusError) else []
    if any(isinstance(line, bytes) and PASSING.search(line) for line in said):
        return SourceAway(f"{options.host} is not available now", hint="asked again later")
    if isinstance(error, MailboxLoginError):
        hint = "check user and password; many providers want a password for apps, or IMAP switched on"
        return SourceRefused(f"{options.host} refuses the login of this mailbox", hint=hint)
    if isinstance(error, MailboxFolderSelectError):
        return SourceRefused(f"there is no folder {options.folder!r}", hint="name a folder as the server lists it")
    return SourceAway(f"{options.host} answers with an error: {type(error).__name__}", hint="asked again later")


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
