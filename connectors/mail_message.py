"""One mail: bytes as received -> who wrote what, when, to whom. Pure; never raises for what a mail says.

Called by `connectors.imap_mailbox`. Prefers plain text, reads HTML otherwise, mends encodings that are wrong or not
declared (Turkish mail often is), and tells answering machines from people. Attachments are counted, never read.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import Header, decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

import msgspec

from connectors.mail_quotes import own_words
from connectors.markup import text_of

MAX_PARTS = 200
TURKISH = "cp1254"  # Windows' superset of ISO 8859-9: what undeclared Turkish mail is written in
SUPERSETS = {"iso-8859-9": TURKISH, "latin5": TURKISH, "iso-8859-1": "cp1252", "latin1": "cp1252", "us-ascii": "utf-8"}
RECIPIENTS = ("to", "cc", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to")
_AUTOMATIC_SUBJECT = re.compile(
    r"(automatic reply|auto(matic)?[- ]?reply|out of (the )?office|otomatik (yanıt|cevap)|ofis dışında|undeliverable"
    r"|delivery status notification|mail delivery (failed|subsystem)|teslim edilemedi|returned mail)\b",
    re.IGNORECASE,
)
_ANSWER_MARKS = re.compile(r"^\s*((re|fwd?|ynt|ilt|yan|cvp|aw)\s*(\[\d+\])?\s*:\s*)+", re.IGNORECASE)
_MACHINES = re.compile(r"(mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?)([+-].*)?@", re.IGNORECASE)


class Mail(msgspec.Struct, frozen=True):
    message_id: str
    sender: str  # address, lower case
    recipients: tuple[str, ...]  # addresses, lower case, of every header that names one
    subject: str  # without "Re:", "Ynt:" and the like
    text: str  # the writer's own words
    written_at: datetime | None
    attachments: int
    automatic: bool  # an answering machine, a bounce, a newsletter


def read(raw: bytes) -> Mail:
    message = message_from_bytes(raw)
    parts = list(_leaves(message))
    words = [part for part in parts if _is_words(part)]
    return Mail(
        message_id=header(message, "message-id").strip("<> "),
        sender=next(iter(_addresses(message, "from")), ""),
        recipients=tuple(dict.fromkeys(a for name in RECIPIENTS for a in _addresses(message, name))),
        subject=_ANSWER_MARKS.sub("", header(message, "subject"), count=1),
        text=_words(words),
        written_at=_written_at(message),
        attachments=len(parts) - len(words),
        automatic=is_automatic(message),
    )


def happened_at(written: datetime | None, received: datetime | None) -> datetime | None:
    """When the customer wrote: their clock, unless it names no time or one after the mail was received."""
    if written is None or received is None:
        return written or received
    return received if written > received + timedelta(days=1) else written


def header(message: Message, name: str) -> str:
    """A header as readable text on one line, whether it is encoded well, badly or not at all."""
    value = message.get(name)
    if value is None:
        return ""
    text = value if isinstance(value, str) else _raw_header(value)
    try:
        parts = decode_header(text)
    except (HeaderParseError, ValueError):
        return " ".join(text.split())
    return " ".join("".join(_header_part(part, charset) for part, charset in parts).split())


def _header_part(part: str | bytes, charset: str | None) -> str:
    if isinstance(part, str):
        return part
    return decoded(part, charset) if charset else part.decode("raw-unicode-escape", "replace")


def _raw_header(value: Header) -> str:
    """Bytes that no charset was told for: the parser hides them as half characters."""
    hidden = "".join(str(text) for text, _ in value._chunks)  # type: ignore[attr-defined]
    return decoded(hidden.encode("utf-8", "surrogateescape"), None)


def decoded(raw: bytes, charset: str | None, *, cut: bool = False) -> str:
    """Text of a declared charset; where that is unknown or plainly wrong, of UTF-8, and else of Windows-1254.

    `cut` allows the last character to be incomplete.
    """
    told = (charset or "utf-8").strip().lower().replace("_", "-")
    told = SUPERSETS.get(told, told)
    try:
        if told not in ("utf-8", "utf8"):
            return raw.decode(told)
        return codecs.getincrementaldecoder("utf-8")().decode(raw, final=not cut)
    except (LookupError, UnicodeError, ValueError):
        return _guessed(raw)


def _guessed(raw: bytes) -> str:
    text = raw.decode("utf-8", "replace")
    broken, foreign = text.count("\ufffd"), sum(not char.isascii() for char in text)
    return text if broken * 5 <= foreign else raw.decode(TURKISH, "replace")


def is_automatic(message: Message) -> bool:
    """RFC 3834 marks what machines answer; older ones are known by their headers, senders and subjects."""
    told = header(message, "auto-submitted").partition(";")[0].strip().lower()
    if told not in ("", "no") or header(message, "precedence").lower() in ("auto_reply", "bulk", "junk"):
        return True
    if any(message.get(name) is not None for name in ("x-autoreply", "x-autorespond", "x-failed-recipients")):
        return True
    if message.get_content_type() == "multipart/report" or header(message, "return-path") == "<>":
        return True
    sender = next(iter(_addresses(message, "from")), "")
    return bool(_MACHINES.match(sender)) or bool(_AUTOMATIC_SUBJECT.match(header(message, "subject")))


def _addresses(message: Message, name: str) -> list[str]:
    values = [str(value) for value in message.get_all(name, [])]
    return [address.strip().lower() for _, address in getaddresses(values) if "@" in address]


def _written_at(message: Message) -> datetime | None:
    try:
        when = parsedate_to_datetime(header(message, "date"))
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _leaves(message: Message) -> Iterator[Message]:
    """The parts that hold something, in order; a forwarded mail is one part and is not looked into."""
    waiting, found = [message], 0
    while waiting and found < MAX_PARTS:
        part = waiting.pop(0)
        payload = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(payload, list):
            waiting[:0] = [inner for inner in payload if isinstance(inner, Message)]
            continue
        found += 1
        yield part


def _is_words(part: Message) -> bool:
    attached = part.get_content_disposition() == "attachment" or part.get_filename()
    return part.get_content_type() in ("text/plain", "text/html") and not attached


def _words(parts: list[Message]) -> str:
    plain = "\n".join(_payload(part) for part in parts if part.get_content_type() == "text/plain")
    if plain.strip():
        return own_words(plain)
    markup = "\n".join(_payload(part) for part in parts if part.get_content_type() == "text/html")
    return own_words(text_of(markup, skip_quotes=True)) or own_words(text_of(markup))


def _payload(part: Message) -> str:
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes):
        return ""
    text = decoded(raw, part.get_content_charset(), cut=True)
    return _reflowed(text) if str(part.get_param("format", "")).lower() == "flowed" else text


def _reflowed(text: str) -> str:
    """RFC 3676: a line that ends with a space goes on in the next; "-- " does not."""
    return re.sub(r"(?m)(?<!^--) \r?\n(?!>)", " ", text)
