"""What the customer wrote in a mail, without what they answered to and without their signature. Pure.

Used by `connectors.mail_message`. Patterns are those of the common mail programs in Turkish and English. The rule
where it is not sure: keep. A signature too much is noise, a sentence too little is a customer unheard; a mail that
would become empty is kept whole.
"""

from __future__ import annotations

import re

MAX_LINES = 20_000
MAX_ATTRIBUTION = 500  # characters
LEAST_WORDS = 20  # characters before a closing: "Merhaba, iyi günler" opens a mail and closes none
SIGNATURE_LINES = 8
SIGNATURE_WIDTH = 60

_RULE = re.compile(
    r"\s*[-_*]{2,}\s*(original message|forwarded message|(orijinal|orjinal|özgün|asıl|iletilen|yönlendirilen"
    r"|yönlendirilmiş) (mesaj|ileti|e-?posta))\s*[-_*]{2,}\s*",
    re.IGNORECASE,
)
_WROTE = re.compile(
    r"(.{3,300}\b(tarihinde|tarihli|saatinde)\b.{0,200}\b(yazdı|yazmış|yazdılar)\s*:?"
    r"|.{3,300}\b(şunu|şunları)\s+yazdı\s*:?"
    r"|on\s.{5,300}\bwrote\s*:)\s*",
    re.IGNORECASE,
)
_SAID = ("yazdı", "yazmış", "yazdılar", "wrote", "YAZDI")
_ATTRIBUTION_START = re.compile(r"\s*(on\s.*\d|.*\b\d{4}\b|.*<\S+@\S+>?,?)", re.IGNORECASE)
_FROM = re.compile(r"[\s>*]*(from|kimden|gönderen)\s*:", re.IGNORECASE)
_SENT = re.compile(r"[\s>*]*(sent|date|gönderme|gönderilme|gönderildi|gönderim|tarih)[\w ]{0,12}\*?\s*:", re.IGNORECASE)
_DEVICE = re.compile(
    r"\s*(sent from my .{2,40}|sent from (yahoo|outlook|mail) .{0,40}|get outlook for .{2,20}"
    r"|.{2,30}\S(['’]?[uü]mdan|['’]?[ıi]mdan|['’][dt][ea]n) gönderildi|.{2,30} (için|ile) (outlook|posta).{0,30}"
    r"|.{2,30} uygulamasından gönderildi)\.?\s*",
    re.IGNORECASE,
)
_NOTICE = re.compile(
    r"\s*(bu (e-?posta|ileti|mesaj|elektronik posta)|this (e-?mail|message)|yasal uyarı|disclaimer)\b.*", re.IGNORECASE
)
_SECRECY = re.compile(r"gizli|kişiye özel|yasal|confidential|privileged|intended|disclaimer", re.IGNORECASE)
_CLOSING = re.compile(
    r"\s*((iyi|kolay) (çalışmalar|calismalar|günler|gunler|gelsin)|saygılar(ımla|ımızla)?|saygilar(imla|imizla)?"
    r"|(en )?iyi dileklerimle|selamlar|sevgiler(imle)?|hoşça ?kalın|(best|kind|warm) regards|regards|sincerely"
    r"|yours (sincerely|faithfully|truly)|best wishes|cheers)( dilerim| dileriz)?\s*[,.!]*\s*",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?…]\s*$")
_ABBREVIATED = re.compile(r"\b(A\.Ş|Şti|Ltd|Inc|Tic|San|No|Cad|Mah|Sok|Dr|Av)\.\s*$", re.IGNORECASE)


def own_words(body: str) -> str:
    """The text without quoted mails, signature, device line and legal notice."""
    lines = body.replace("\r\n", "\n").replace("\r", "\n").split("\n", MAX_LINES)
    unquoted = _unquoted(_joined(lines))
    return _text(_unsigned(unquoted)) or _text(unquoted) or _text(lines)


def _joined(lines: list[str]) -> list[str]:
    """The lines, an attribution that is wrapped over two or three of them put on one."""
    joined: list[str] = []
    at = 0
    while at < len(lines):
        height = _height(lines, at)
        joined.append(" ".join(part.strip() for part in lines[at : at + height]) if height > 1 else lines[at])
        at += height
    return joined


def _height(lines: list[str], at: int) -> int:
    """How many lines the attribution that begins here takes; 1 for everything else."""
    if not _ATTRIBUTION_START.match(lines[at][:MAX_ATTRIBUTION]) or _is_attribution(lines[at]):
        return 1
    for height in (2, 3):
        parts = [part.strip() for part in lines[at : at + height]]
        if len(parts) == height and all(parts) and _is_attribution(" ".join(parts)):
            return height
    return 1


def _is_attribution(line: str) -> bool:
    said = line.rstrip(" :")
    return len(line) <= MAX_ATTRIBUTION and said.endswith(_SAID) and bool(_WROTE.fullmatch(line))


def _unquoted(lines: list[str]) -> list[str]:
    kept: list[str] = []
    for at, line in enumerate(lines):
        if line.lstrip().startswith(">"):
            continue
        if _is_attribution(line):
            if _answered_below(lines, at + 1):
                continue  # the answer follows its quote
            break
        if _RULE.fullmatch(line) or _is_header_block(lines, at):
            break
        kept.append(line)
    while kept and re.fullmatch(r"\s*_{5,}\s*|\s*", kept[-1]):  # Outlook draws a line above what it quotes
        kept.pop()
    return kept


def _answered_below(lines: list[str], at: int) -> bool:
    following = next((line for line in lines[at:] if line.strip()), "")
    return following.lstrip().startswith(">")


def _is_header_block(lines: list[str], at: int) -> bool:
    return bool(_FROM.match(lines[at])) and any(_SENT.match(line) for line in lines[at + 1 : at + 5])


def _unsigned(lines: list[str]) -> list[str]:
    kept: list[str] = []
    before = 0  # characters that were kept
    for at, line in enumerate(lines):
        if line.rstrip() == "--" and before:  # RFC 3676, section 4.3
            break
        if before and (_DEVICE.fullmatch(line) or _is_notice(lines, at)):
            break
        if before >= LEAST_WORDS and _CLOSING.fullmatch(line) and _is_signature(lines, at + 1):
            break
        kept.append(line)
        before += len(line.strip())
    return kept


def _is_notice(lines: list[str], at: int) -> bool:
    return bool(_NOTICE.fullmatch(lines[at])) and bool(_SECRECY.search(" ".join(lines[at : at + 4])))


def _is_signature(lines: list[str], start: int) -> bool:
    """What may follow a closing: few, short lines that are no sentences; a notice or a device line ends it."""
    told = 0
    for at in range(start, len(lines)):
        line = lines[at]
        if line.rstrip() == "--" or _DEVICE.fullmatch(line) or _is_notice(lines, at):
            return True
        told += bool(line.strip())
        if told > SIGNATURE_LINES or not _looks_signed(line.strip()):
            return False
    return True


def _looks_signed(line: str) -> bool:
    return len(line) <= SIGNATURE_WIDTH and (not _SENTENCE_END.search(line) or bool(_ABBREVIATED.search(line)))


def _text(lines: list[str]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in lines)).strip()
