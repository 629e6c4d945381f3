"""Posts of Mastodon as records: which brand they are about, what they say, who may have seen them. Pure.

Called by `connectors.mastodon` with the statuses of a timeline. Boosts are skipped (the post itself is what was
said), and what is not public; a post about two brands becomes a record for each.
Source: docs.joinmastodon.org, entities/Status.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import cast

import msgspec

from connectors.base import Record
from connectors.markup import text_of
from connectors.rereading import mark
from pipeline.feedback import Rejected
from pipeline.text.turkish import fold

PUBLIC = ":public"  # the public timeline; others are named by their hashtag, which has no colon


class Search:
    """Which brands a post is about. Hashtags and words are compared folded: İ, I, ı and i alike, accents dropped."""

    def __init__(self, terms: Mapping[str, Sequence[str]]) -> None:
        told = [(brand, term.strip()) for brand, named in terms.items() for term in named]
        self._tags = [(brand, fold(term.strip("# "))) for brand, term in told if term.startswith("#")]
        self._words = [(brand, _pattern(term)) for brand, term in told if not term.startswith("#")]
        tags = dict.fromkeys(term.strip("# ") for _, term in told if term.startswith("#"))
        self.timelines = [*tags, *([PUBLIC] if self._words else [])]

    def brands(self, text: str, tags: Sequence[str], timeline: str) -> list[str]:
        """In the order of the settings. What a hashtag's own timeline shows has that hashtag, however it is spelt."""
        folded, named = fold(text), {fold(tag) for tag in tags}
        if timeline != PUBLIC:
            named.add(fold(timeline))
        found = [brand for brand, tag in self._tags if tag in named]
        found += [brand for brand, pattern in self._words if pattern.search(folded)]
        return list(dict.fromkeys(found))


def _pattern(term: str) -> re.Pattern[str]:
    ending = "" if term.endswith("*") else r"(?!\w)"
    return re.compile(rf"(?<!\w){re.escape(fold(term.rstrip('*')))}{ending}")


def records_of(statuses: Sequence[object], timeline: str, search: Search, host: str) -> tuple[Record | Rejected, ...]:
    """The records of one page, oldest first. `host` is the instance, for the names of its own accounts."""
    items: list[Record | Rejected] = []
    for status in reversed(statuses):  # they come newest first
        told = cast("dict[str, object]", status) if isinstance(status, dict) else {}
        if told.get("reblog") or told.get("visibility", "public") not in ("public", "unlisted"):
            continue
        items += _posts(told, timeline, search, host)
    return tuple(items)


def _posts(status: dict[str, object], timeline: str, search: Search, host: str) -> list[Record | Rejected]:
    text, title = text_of(_text(status, "content")), _text(status, "spoiler_text").strip()
    brands = search.brands(f"{title} {text}", _tags(status), timeline)
    origin = _text(status, "url") or _text(status, "uri") or f"{host}: a post of {timeline}"
    if not _text(status, "uri") or _when(status) is None:
        detail = "a post without uri or time: is this a Mastodon instance?"
        return [_rejected(detail, msgspec.json.encode(status), origin)]
    if not text and not title:  # a picture alone
        return []
    fields = {"text": text, "title": title, **_facts(status, host)}
    told = {name: value for name, value in fields.items() if value not in (None, "", False)}
    return [Record({**told, "brand": brand}, origin) for brand in brands]


def _facts(status: dict[str, object], host: str) -> dict[str, object]:
    """Everything but the words. `uri` names a post on every server alike, so two instances count it once."""
    account = cast("dict[str, object]", status["account"]) if isinstance(status.get("account"), dict) else {}
    likes, boosts = _count(status, "favourites_count"), _count(status, "reblogs_count")
    author = _text(account, "acct")
    return {
        "source": "mastodon",
        "external_id": _text(status, "uri"),
        "channel": "social",
        "occurred_at": _text(status, "created_at"),
        "updated_at": _text(status, "edited_at"),
        "author": author if "@" in author or not author else f"{author}@{host}",
        "url": _text(status, "url") or _text(status, "uri"),
        "lang": _text(status, "language"),
        "reach": _count(account, "followers_count") + likes + boosts,
        "favourites": likes,
        "boosts": boosts,
        "replies": _count(status, "replies_count"),
        "bot": account.get("bot") is True,
        "sensitive": status.get("sensitive") is True,
    }


def _tags(status: dict[str, object]) -> list[str]:
    tags = status.get("tags")
    return [_text(tag, "name") for tag in tags if isinstance(tag, dict)] if isinstance(tags, list) else []


def _text(told: Mapping[str, object], name: str) -> str:
    value = told.get(name)
    return value if isinstance(value, str) else ""


def _count(told: Mapping[str, object], name: str) -> int:
    value = told.get(name)
    return max(value, 0) if isinstance(value, int) and not isinstance(value, bool) else 0


def _when(status: Mapping[str, object]) -> datetime | None:
    try:
        when = datetime.fromisoformat(_text(status, "created_at"))
        return when if when.tzinfo else when.replace(tzinfo=UTC)
    except ValueError:
        return None


def epoch(item: Record) -> int:
    """When the post was written, seconds since 1970."""
    when = _when({"created_at": item.fields["occurred_at"]})
    return int(when.timestamp()) if when else 0


def key(item: Record) -> str:
    """Names this version of the post, for this brand."""
    return mark(*(str(item.fields.get(name, "")) for name in ("external_id", "updated_at", "brand")))


def _rejected(detail: str, raw: bytes, origin: str) -> Rejected:
    return Rejected(stage="connector", reason="unreadable", detail=detail, raw=raw, origin=origin, source="mastodon")
