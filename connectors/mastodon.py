"""Posts of a Mastodon instance: hashtag timelines, and the public timeline for keywords. One request a fetch.

Timelines are paged forward with `min_id` until nothing newer is there. A post of another server gets an id by the
time it was written, so it may arrive behind what was read, and posts are edited: what the last quarter of an hour
brought is read again every quarter of an hour. Streaming is not used: it needs a signed-in user on every current
instance, tells nothing of what was missed, and would have to be caught up by these same pages.
Source: docs.joinmastodon.org, methods/timelines, api/guidelines, api/rate-limits.
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

from connectors.asking import Answer, Clock, ask, client, json_of, spent_by
from connectors.base import Page, Record, Spent
from connectors.mastodon_posts import PUBLIC, Search, epoch, key, records_of
from connectors.rereading import remember
from pipeline.errors import SettingsError, SourceAway
from pipeline.feedback import Rejected
from pipeline.text.turkish import fold

LIMIT = 40  # posts a page, the most that Mastodon gives
ID_BITS = 16  # an id of Mastodon holds milliseconds since 1970 above these
SIGN_IN = "this instance shows it to signed-in apps only: make an app there with the scope read:statuses, set its token"
HINTS = {401: SIGN_IN, 403: SIGN_IN, 422: SIGN_IN, 404: "is this the address of a Mastodon instance?"}
_LOOPBACK = re.compile(r"http://(127\.\d+\.\d+\.\d+|localhost|\[::1\])(:\d+)?/?")


class Options(BaseModel):
    """`terms` says what is about whom: {"Kuzey Kargo": ["#kuzeykargo", "kuzey kargo*"]}.

    A term with # is a hashtag; others are words looked for in the public timeline, whatever their case and accents.
    A star at the end takes what begins so, for Turkish adds its endings there.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True)

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
        self._search, self._host = Search(options.terms), _host(options)

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
        found = records_of(statuses, reading.at, self._search, self._host)
        items = tuple(item for item in found if isinstance(item, Rejected) or key(item) not in reading.seen)
        now, window = int(self._clock().timestamp()), self._options.reread_seconds
        line, ended = step(line, _newest(answer, statuses), now=now, window=window)
        seen = {key(item): epoch(item) for item in items if isinstance(item, Record)}
        lines = {**reading.lines, reading.at: line}
        following = timelines[(timelines.index(reading.at) + ended) % len(timelines)]
        after = Reading(lines, following, remember(reading.seen, seen, since=horizon(lines, window)))
        resting = ended and following == timelines[0]
        return Page(items=items, cursor=msgspec.json.encode(after).decode(), more=not resting)

    def _ask(self, timeline: str, line: Line) -> Answer:
        told: dict[str, str | int] = {"limit": LIMIT}
        if line.position:
            told["min_id"] = line.position
        if self._options.local:
            told["local"] = "true"
        path = "public" if timeline == PUBLIC else f"tag/{quote(timeline, safe='')}"
        where = f"/api/v1/timelines/{path}"
        return ask(self._http, where, clock=self._clock, params=told, hints=HINTS, missing=timeline != PUBLIC)

    @property
    def spent(self) -> Spent | None:
        return spent_by(self._http)

    def close(self) -> None:
        self._http.close()


def connect(options: Options) -> Mastodon:
    token = options.token.get_secret_value()
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return Mastodon(options, client(options.base_url, headers), lambda: datetime.now(UTC))


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

    Where ids are no numbers (other software) nothing is re-read.
    """
    if newest and newest != line.position:  # a server that does not know min_id sends the same page for ever
        return Line(newest, line.reread or now), False
    if window and line.position.isdigit() and now - line.reread >= window:
        back = (line.reread - window) * 1000 << ID_BITS
        return Line(str(min(int(line.position), max(back, 0))), now), True
    return line, True


def horizon(lines: Mapping[str, Line], window: int) -> int:
    """The time (epoch seconds) from which posts may be read again: where a timeline stands, or will be turned back to.

    A minute earlier, for the id of a post and the time it tells may differ a little.
    """
    numbered = [line for line in lines.values() if line.position.isdigit()]
    stands = [(int(line.position) >> ID_BITS) // 1000 for line in numbered]
    return min([*stands, *(line.reread - window for line in numbered)], default=0) - 60


def parse(payload: bytes, options: Options) -> tuple[Record | Rejected, ...]:
    """The records in one page of the public timeline."""
    return records_of(_listed(Answer(200, {}, payload)), PUBLIC, Search(options.terms), _host(options))


def _host(options: Options) -> str:
    return httpx.URL(options.base_url).host


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
