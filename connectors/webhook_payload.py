"""From the body of a posted request to records: one JSON object, an array of them, or a line each (NDJSON). Pure.

Called by `connectors.webhook`. One item that cannot be read is Rejected alone; only a body that is no JSON at all
raises BadBody. Never reads a clock; what the values mean is `pipeline.intake`'s to judge.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, cast

import msgspec

from connectors.base import Record
from connectors.webhook_keys import Key
from pipeline.errors import NabizError
from pipeline.feedback import Rejected

Form = Literal["json", "lines"]
FORMS: Mapping[str, Form] = {
    "application/json": "json",
    "application/x-ndjson": "lines",
    "application/ndjson": "lines",
    "application/jsonl": "lines",
    "application/x-jsonlines": "lines",
}


class BadBody(NabizError):
    """The body as a whole cannot be read; never leaves the receiver."""


class TooMany(BadBody):
    pass


def form_of(content_type: str) -> Form | None:
    """How a body is to be read; None for a type, or a charset, that we do not take."""
    media, *parameters = (part.strip().lower() for part in content_type.split(";"))
    for name, _, value in (parameter.partition("=") for parameter in parameters):
        if name.strip() == "charset" and value.strip(' "') not in ("utf-8", "utf8", "us-ascii"):
            return None
    return FORMS.get(media)


def records_of(body: bytes, form: Form, key: Key, origin: str, limit: int) -> tuple[Record | Rejected, ...]:
    """The items of a body in their order. `origin` names the request; an item's origin adds its index."""
    raws = _lines(body) if form == "lines" else _values(body, key.items)
    if len(raws) > limit:
        raise TooMany(f"{len(raws)} items in one request", hint=f"send at most {limit} items a request")
    return tuple(_item(raw, key, f"{origin}/{index}") for index, raw in enumerate(raws))


def _lines(body: bytes) -> list[bytes]:
    return [line for line in body.splitlines() if line.strip()]


def _values(body: bytes, items: str) -> list[bytes]:
    """The items as raw JSON, so that each is read, or refused, alone."""
    try:
        first = msgspec.json.decode(body, type=msgspec.Raw)
        if items:
            listed = value_at(msgspec.json.decode(body), items)
            if not isinstance(listed, list):
                raise BadBody(f"there is no list at '{items}'", hint="see 'items' in this key's settings")
            return [msgspec.json.encode(value) for value in listed]
        if bytes(first).lstrip()[:1] == b"[":
            return [bytes(raw) for raw in msgspec.json.decode(body, type=list[msgspec.Raw])]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        hint = "send one JSON object, an array of objects, or a line each as application/x-ndjson"
        raise BadBody("the body is not valid JSON in UTF-8", hint=hint) from None
    if bytes(first).lstrip()[:1] != b"{":
        raise BadBody("the body is neither an object nor an array", hint="send one JSON object, or an array of them")
    return [bytes(first)]


def _item(raw: bytes, key: Key, origin: str) -> Record | Rejected:
    try:
        value = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _rejected("not_json", "this item is not valid JSON in UTF-8", raw, key, origin)
    if not isinstance(value, dict):
        return _rejected("not_object", "this item is not a JSON object", raw, key, origin)
    return Record(fields_of(cast("dict[str, object]", value), key), origin)


def fields_of(value: Mapping[str, object], key: Key) -> dict[str, object]:
    """Our fields in a tool's object. The source is always the key's: who signs as one tool cannot speak as another."""
    fields = {name: value_at(value, path) for name, path in key.fields.items()} if key.fields else dict(value)
    for name, told in (("brand", key.brand), ("channel", key.channel)):
        if told and fields.get(name) in (None, ""):
            fields[name] = told
    return {**fields, "source": key.publisher}


def value_at(value: object, path: str) -> object:
    """What stands at a dotted path; a number picks from a list. None where the path leads nowhere."""
    for name in path.split("."):
        if isinstance(value, dict):
            value = cast("dict[str, object]", value).get(name)
        elif isinstance(value, list) and name.isascii() and name.isdigit() and int(name) < len(value):
            value = cast("list[object]", value)[int(name)]
        else:
            return None
    return value


def _rejected(reason: str, detail: str, raw: bytes, key: Key, origin: str) -> Rejected:
    return Rejected(stage="connector", reason=reason, detail=detail, raw=raw, origin=origin, source=key.publisher)
