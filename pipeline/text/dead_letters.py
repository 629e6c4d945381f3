"""Redaction of raw bytes that may be JSON: what a source sent and the pipeline could not take.

Called where a `Rejected` is made. Works token by token on the bytes' own text, so that all that is no personal data
stays as it was, byte for byte, undecodable bytes and doubled keys included, and a repaired item can be replayed. Best
effort: a value that was cut in half or escaped outside JSON is read as plain text.
"""

import json
import re

from pipeline.text.redaction import redact

_TOKEN = re.compile(r'("(?:[^"\\]|\\.)*+")(\s*:)?|-?\d[\d.eE+-]*+', re.DOTALL)
_SURROGATE = re.compile("[\ud800-\udfff]")
_AUTHOR_KEYS_TEXT = """
author username user_name screen_name full_name first_name last_name display_name ad_soyad adsoyad musteri_adi
"""
_AUTHOR_KEYS = frozenset(_AUTHOR_KEYS_TEXT.split())
_SHORTEST = 3  # characters of a handle
_HASHED = re.compile(r"[0-9a-f]{32}")


def redact_json_bytes(raw: bytes) -> bytes:
    """The bytes with personal data replaced. Valid JSON stays valid JSON; a number that was personal becomes a string.

    The value of a key that names a person (author, full_name, ...) becomes [NAME] unless it is a keyed hash already.
    """
    text = raw.decode("utf-8", "surrogateescape")
    redacted = _redact_tokens(text) if _is_json(text) else redact(_redact_tokens(text, numbers=False))
    return redacted.encode("utf-8", "surrogateescape")


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _redact_tokens(text: str, numbers: bool = True) -> str:
    """Every string and number of a JSON text redacted; the key before a value is its context ("vkn": 1234567890)."""
    pieces: list[str] = []
    done, key = 0, ""
    for token in _TOKEN.finditer(text):
        if token.group(2):
            key = token.group(1)[1:-1]
            continue
        pieces += (text[done : token.start()], _redact_token(token, key, numbers))
        done = token.end()
        key = ""
    pieces.append(text[done:])
    return "".join(pieces)


def _redact_token(token: re.Match[str], key: str, numbers: bool) -> str:
    raw = token.group()
    if token.group(1) is None:
        return json.dumps(redacted) if numbers and (redacted := _redact_value(raw, key)) != raw else raw
    try:
        value = json.loads(raw, strict=False)
    except ValueError:
        return raw
    redacted = _redact_value(value, key)
    return raw if redacted == value else _encoded(redacted, raw)


def _redact_value(value: str, key: str) -> str:
    if key.lower() in _AUTHOR_KEYS:
        return value if _HASHED.fullmatch(value) else "[NAME]"
    if len(value) < _SHORTEST:
        return value
    prefix = f"{key}: "
    in_context = redact(prefix + value)
    return in_context[len(prefix) :] if in_context.startswith(prefix) else redact(value)


def _encoded(value: str, raw: str) -> str:
    """A JSON string that encodes back: undecodable bytes as they were, escaped lone surrogates escaped again."""
    return _SURROGATE.sub(
        lambda match: match.group() if match.group() in raw else f"\\u{ord(match.group()):04x}",
        json.dumps(value, ensure_ascii=False),
    )
