"""Bank account numbers (IBAN) in running text: any country, written together, in groups of four or with dashes.

Called by `redaction`. Lengths and checksum come from python-stdnum (the IBAN registry; ISO 7064 mod 97-10); what
fails the checksum stays, because it is some other code. Linear: no candidate is longer than a hundred characters.
"""

import re
from collections.abc import Callable
from functools import lru_cache

from stdnum import iban, numdb

_GAP = r"[\s.\-\u2010-\u2015_]{0,2}"
_HEAD = re.compile(rf"(?<![^\W\d_])([A-Za-zİı]){_GAP}([A-Za-z]){_GAP}\d{_GAP}\d(?={_GAP}[0-9A-Za-z\d])")
_BODY = re.compile(rf"(?:{_GAP}[0-9A-Za-z\d]){{11,30}}")
_CHARACTER = re.compile(r"[0-9A-Za-zİı\d]")


# A Turkish one without its TR, right after the word; ISO 7064 lets one number in a hundred pass.
_BARE = re.compile(rf"(iban\w{{0,6}}[\s:;=.-]{{1,4}})(\d(?:{_GAP}\d){{23}})(?![\d\[])", re.IGNORECASE)


def replace_ibans(text: str, replace: Callable[[], str]) -> str:
    """The text with every valid IBAN replaced by what `replace` answers."""
    return _replace_bare(_replace_whole(text, replace), replace)


def _replace_bare(text: str, replace: Callable[[], str]) -> str:
    if "ban" not in text and "BAN" not in text:
        return text
    return _BARE.sub(lambda match: match[1] + replace() if _is_turkish(match[2]) else match[0], text)


def _is_turkish(digits: str) -> bool:
    return bool(iban.is_valid("TR" + "".join(_ascii(each) for each in digits if each.isdecimal())))


def _replace_whole(text: str, replace: Callable[[], str]) -> str:
    pieces: list[str] = []
    done = 0
    for head in _HEAD.finditer(text):
        end = _end(text, head) if head.start() >= done else None
        if end is not None:
            pieces += (text[done : head.start()], replace())
            done = end
    pieces.append(text[done:])
    return "".join(pieces)


def _end(text: str, head: re.Match[str]) -> int | None:
    """Where the IBAN that begins at `head` ends, if it is one: the country says how many characters it has."""
    size = _length(head.group(1).upper() + head.group(2).upper())
    body = _BODY.match(text, head.end()) if size else None
    if size is None or body is None:
        return None
    found = list(_CHARACTER.finditer(text, head.start(), body.end()))[:size]
    compact = "".join(_ascii(match.group()) for match in found)
    if len(compact) < size or text[found[-1].end() : found[-1].end() + 1].isdigit():
        return None
    return found[-1].end() if iban.is_valid(compact) else None


def _ascii(character: str) -> str:
    return str(int(character)) if character.isdecimal() else character.upper()


@lru_cache(maxsize=1024)
def _length(country: str) -> int | None:
    parts = numdb.get("iban").info(country)
    bban = parts[0][1].get("bban", "") if parts else ""
    sizes = [int(size) for size in re.findall(r"(\d+)!?[nace]", bban)]
    return 4 + sum(sizes) if sizes else None
