"""Posts of a Mastodon instance: hashtag timelines, and the public timeline for keywords. One request a fetch.

Timelines are paged forward with `min_id` until nothing newer is there. A post of another server gets an id by the
time it was written, so it may arrive behind what was read, and posts are edited: what the last quarter of an hour
brought is read again every quarter of an hour. Streaming is not used: it needs a signed-in user on every current
instance, tells nothing of what was missed, and would have to be caught up by these same pages.
Boosts are skipped (the post itself is what was said); a post about two brands becomes a record for each.
Source: docs.joinmastodon.org, methods/timelines, entities/Status, api/rate-limits.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import cast
from urllib.parse import quote

import httpx
import msgspec
from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator

from connectors.asking import Answer, Clock, ask, client, json_of
from connectors.base import Page, Record
from connectors.markup import text_of
from connectors.rereading import mark, remember
from pipeline.errors import SettingsError, SourceAway
from pipeline.feedback import Rejected
from pipeline.text.turkish import fold

LIMIT = 40  # posts a page, the most that Mastodon gives
PUBLIC = "public"
SIGN_IN = "this instance shows it to signed-in apps only: make an app there with the scope read:statuses, set its token"
HINTS = {401: SIGN_IN, 403: SIGN_IN, 422: SIGN_IN, 404: "is this the address of a Mastodon instance?"}
_LOOPBACK = re.compile(r"http://(127\.\d+\.\d+\.\d+|localhost|\[::1\])(:\d+)?/?")


class Options(BaseModel):
    """`terms` says what is about whom: {"Kuzey Kargo": ["#kuzeykargo", "kuzey kargo*"]}.

    A term with # is a hashtag; others are words looked for in the public timeline, whatever their case and accents.
    A star at the end takes what begins so, for Turkish adds its endings there.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    base_url: str = Field(description="the instance, such as https://mastodon.social")
    terms: dict[str, tuple[str, ...]] = Field(min_length=1, description="brand -> its hashtags and keywords")
    token: SecretStr = Field(SecretStr(""), description="access token, where the instance asks for one")
    local: bool = Field(False, description="only posts written on this instance")
    name: str = Field("mastodon", description="name of this source in cursors and metrics")
    interval: float = Field(60.0, ge=1, description="seconds between two rounds")
    reread_seconds: int = Field(900, ge=0, description="how far back is read again for late and edited posts")

    @field_validator("base_url")
    @classmethod
    def _encrypted(cls, value: str) -> str:
        if not value.startswith("https://") and not _LOOPBACK.fullmatch(value):
            raise ValueError("must begin with https://")
        return value.rstrip("/")

    @field_validator("terms")
    @classmethod
    def _findable(cls, value: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        for brand, terms in value.items():
            if not terms or not all(fold(term.strip("#* ")) for term in terms):
                raise ValueError(f"{brand!r} has no term, or an empty one")
        return value


class Line(msgspec.Struct, frozen=True, omit_defaults=True):
    """How far one timeline is read, and when (epoch seconds) it was last turned back to read again."""

    position: str = ""
    reread: int = 0


class Reading(msgspec.Struct, frozen=True, omit_defaults=True):
    """The cursor: every timeline in turn, each until nothing newer is there."""

    lines: dict[str, Line] = {}
    at: str = ""
    seen: dict[str, int] = {}  # see rereading


class Mastodon:
    """Brings pages of timelines; leaves their reading to `records_of` and the question where to go on to `step`."""

    def __init__(self, options: Options, http: httpx.Client, clock: Clock) -> None:
        self._options, self._http, self._clock = options, http, clock
        self._search = Search(options.terms)

    @property
    def name(self) -> str:
        return self._options.name

    @property
    def interval(self) -> float:
        return self._options.interval

    def fetch(self, cursor: str) -> Page:
        timelines = self._search.timelines
        reading = reading_of(cursor, timelines)
        line = reading.lines.get(reading.at, Line())
        answer = self._ask(reading.at, line)
        statuses = [] if answer.status == 404 else _listed(answer)
        found = records_of(statuses, reading.at, self._search, self._options)
        items = tuple(item for item in found if isinstance(item, Rejected) or _key(item) not in reading.seen)
        now, window = int(self._clock().timestamp()), self._options.reread_seconds
        line, ended = step(line, _newest(answer, statuses), now=now, window=window)
        seen = {_key(item): _epoch(item) for item in items if isinstance(item, Record)}
        seen = remember(reading.seen, seen, since=now - 3 * window)
        following = timelines[(timelines.index(reading.at) + ended) % len(timelines)]
        after = Reading({**reading.lines, reading.at: line}, following, seen)
        resting = ended and following == timelines[0]
        return Page(items=items, cursor=msgspec.json.encode(after).decode(), more=not resting)

    def _ask(self, timeline: str, line: Line) -> Answer:
        told: dict[str, str | int] = {"limit": LIMIT}
        if line.position:
            told["min_id"] = line.position
        if self._options.local:
            told["local"] = "true"
        path = PUBLIC if timeline == PUBLIC else f"tag/{quote(timeline, safe='')}"
        where = f"/api/v1/timelines/{path}"
        return ask(self._http, where, clock=self._clock, params=told, hints=HINTS, missing=timeline != PUBLIC)

    def close(self) -> None:
        self._http.close()


def connect(options: Options) -> Mastodon:
    token = options.token.get_secret_value()
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return Mastodon(options, client(options.base_url, headers), lambda: datetime.now(UTC))


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


def reading_of(cursor: str, timelines: Sequence[str]) -> Reading:
    """The reading in a cursor; it goes on with the first timeline where its own is no longer asked for."""
    try:
        reading = msgspec.json.decode(cursor, type=Reading) if cursor else Reading()
    except msgspec.DecodeError:
        hint = "delete the cursor of this source: it goes on with the newest posts, and nothing counts twice"
        raise SettingsError("the Mastodon cursor cannot be read", hint=hint) from None
    return reading if reading.at in timelines else Reading(reading.lines, timelines[0], reading.seen)


def step(line: Line, newest: str, *, now: int, window: int) -> tuple[Line, bool]:
    """Where to read on, and whether the round of this timeline has ended. Pure.

    Ids of Mastodon hold milliseconds above 16 bits; where ids are no numbers (other software) nothing is re-read.
    """
    if newest and newest != line.position:  # a server that does not know min_id sends the same page for ever
        return Line(newest, line.reread or now), False
    if window and line.position.isdigit() and now - line.reread >= window:
        back = (line.reread - window) * 1000 << 16
        return Line(str(min(int(line.position), max(back, 0))), now), True
    return line, True


def parse(payload: bytes, options: Options) -> tuple[Record | Rejected, ...]:
    """The records in one page of the public timeline."""
    return records_of(_listed(Answer(200, {}, payload)), PUBLIC, Search(options.terms), options)


def records_of(
    statuses: Sequence[object], timeline: str, search: Search, options: Options
) -> tuple[Record | Rejected, ...]:
    items: list[Record | Rejected] = []
    for status in reversed(statuses):  # they come newest first
        told = cast("dict[str, object]", status) if isinstance(status, dict) else {}
        if told.get("reblog") or told.get("visibility", "public") not in ("public", "unlisted"):
            continue
        items += _posts(told, timeline, search, options)
    return tuple(items)


def _posts(status: dict[str, object], timeline: str, search: Search, options: Options) -> list[Record | Rejected]:
    text, title = text_of(_text(status, "content")), _text(status, "spoiler_text").strip()
    brands = search.brands(f"{title} {text}", _tags(status), timeline)
    origin = _text(status, "url") or _text(status, "uri") or f"{options.base_url}: a post of {timeline}"
    if not _text(status, "uri") or _when(status) is None:
        detail = "a post without uri or time: is this a Mastodon instance?"
        return [_rejected(detail, msgspec.json.encode(status), origin, options.name)]
    if not text and not title:  # a picture alone
        return []
    fields = {"text": text, "title": title, **_facts(status, options.base_url)}
    told = {name: value for name, value in fields.items() if value not in (None, "", False)}
    return [Record({**told, "brand": brand}, origin) for brand in brands]


def _facts(status: dict[str, object], base_url: str) -> dict[str, object]:
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
        "author": author if "@" in author or not author else f"{author}@{httpx.URL(base_url).host}",
        "url": _text(status, "url") or _text(status, "uri"),
        "lang": _text(status, "language"),
        "reach": _count(account, "followers_count") + likes + boosts,
        "favourites": likes,
        "boosts": boosts,
        "replies": _count(status, "replies_count"),
        "bot": account.get("bot") is True,
        "sensitive": status.get("sensitive") is True,
    }


def _listed(answer: Answer) -> list[object]:
    statuses = json_of(answer, "the timeline")
    if not isinstance(statuses, list):
        raise SourceAway("the timeline is not a list of posts", hint="is this the address of a Mastodon instance?")
    return cast("list[object]", statuses)


def _newest(answer: Answer, statuses: Sequence[object]) -> str:
    """Where to page forward from: the Link header's rel="prev", or else the first post of the page."""
    if not statuses:
        return ""
    link = re.search(r'<[^<>]*[?&]min_id=([^&>]+)[^<>]*>\s*;\s*rel="prev"', answer.headers.get("link", ""))
    first = statuses[0]
    return link.group(1) if link else str(first.get("id") or "") if isinstance(first, dict) else ""


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


def _epoch(item: Record) -> int:
    when = _when({"created_at": item.fields["occurred_at"]})
    return int(when.timestamp()) if when else 0


def _key(item: Record) -> str:
    return mark(*(str(item.fields.get(name, "")) for name in ("external_id", "updated_at", "brand")))


def _rejected(detail: str, raw: bytes, origin: str, source: str) -> Rejected:
    return Rejected(stage="connector", reason="unreadable", detail=detail, raw=raw, origin=origin, source=source)
