"""App Store reviews, from Apple's public customer-reviews feed. Called by the runner; asks one page a fetch.

The feed holds the newest 500 reviews of an app in a country, 10 pages of 50, newest first. It is read until a page
is older than what is known; the newest days are always read again, because reviews appear late (moderation, caches)
and their writers change them. Quirks it has: a lone entry is an object instead of a list, `entry` is missing where
there are no reviews, the first entry may be the app itself (it has no rating), and a page may be empty for a while.
An edited review keeps its id and gets a later `updated`; when it was first written the feed does not tell, so that
is remembered: event time must not change, or a statement would count in two minutes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, cast

import httpx
import msgspec
from pydantic import BaseModel, ConfigDict, Field

from connectors.asking import Answer, Clock, ask, client, json_of, spent_by
from connectors.base import Page, Record, Spent
from connectors.rereading import mark, remember
from pipeline.errors import SettingsError
from pipeline.feedback import Rejected

PAGES = 10  # Apple serves no more
DAY = 86_400
HINTS = {
    400: "is the app id a number, and the country a two-letter code?",
    403: "Apple turns away addresses that ask too often: lengthen the interval, or ask from another address",
    404: "is the app id right, and is the app sold in this country?",
}
_PAGE = re.compile(r"/page=(\d{1,4})/")


class Options(BaseModel):
    """`app` is the number in the app's App Store address (.../id123456789); `countries` are store fronts."""

    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True)

    brand: str = Field(min_length=1, description="the brand that this app's reviews are about")
    app: str = Field(pattern=r"^\d{1,20}$", description="the number in the app's address, .../id123456789")
    countries: tuple[Annotated[str, Field(pattern=r"^[a-z]{2}$")], ...] = Field(
        ("tr",), min_length=1, description="store fronts, as two small letters"
    )
    name: str = Field("appstore", description="name of this source in cursors and metrics")
    interval: float = Field(900.0, ge=1, description="seconds between two rounds")
    reread_days: float = Field(7.0, ge=0, description="days that are read again for late and changed reviews")
    base_url: str = Field("https://itunes.apple.com", description="where the feed is")


class Front(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is known of one store front: everything up to `newest` (epoch seconds) was read."""

    newest: int = 0
    first: dict[str, int] = {}  # review -> its first `updated`; the newest thousand
    seen: dict[str, int] = {}  # the reviews of the re-read window, see rereading
    etag: str = ""  # of page 1
    modified: str = ""


class Walk(msgspec.Struct, frozen=True, omit_defaults=True):
    """The cursor. Every store front is walked from page 1 back to what is known, then the next one."""

    fronts: dict[str, Front] = {}
    at: str = ""  # the front that is being walked
    page: int = 1
    high: int = 0  # newest review of this walk
    last: int = 0  # the last page, as page 1 told; 0: it did not
    etag: str = ""
    modified: str = ""


class Review(msgspec.Struct, frozen=True):
    record: Record
    ident: str
    when: int  # epoch seconds of `updated`
    key: str  # of this version


class Reading(msgspec.Struct, frozen=True):
    """What one page says."""

    reviews: tuple[Review, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    last: int = 0
    unchanged: bool = False
    etag: str = ""
    modified: str = ""


class AppStore:
    """Brings pages; leaves their reading to `read` and the question where to read on to `step`."""

    def __init__(self, options: Options, http: httpx.Client, clock: Clock) -> None:
        self._options, self._http, self._clock = options, http, clock

    @property
    def name(self) -> str:
        return self._options.name

    @property
    def interval(self) -> float:
        return self._options.interval

    def fetch(self, cursor: str) -> Page:
        fronts = [f"{country}/{self._options.app}" for country in self._options.countries]
        walk = walk_of(cursor, fronts)
        country = walk.at.partition("/")[0]
        path = f"/{country}/rss/customerreviews/page={walk.page}/id={self._options.app}/sortby=mostrecent/json"
        answer = ask(self._http, path, clock=self._clock, headers=_conditions(walk), hints=HINTS)
        reading = read(answer, self._options, country)
        now = int(self._clock().timestamp())
        fresh, walk = step(walk, reading, fronts, now=now, window=int(self._options.reread_days * DAY))
        resting = walk.page == 1 and walk.at == fronts[0]
        return Page(items=fresh, cursor=msgspec.json.encode(walk).decode(), more=not resting)

    @property
    def spent(self) -> Spent | None:
        return spent_by(self._http)

    def close(self) -> None:
        self._http.close()


def connect(options: Options) -> AppStore:
    return AppStore(options, client(options.base_url), lambda: datetime.now(UTC))


def walk_of(cursor: str, fronts: list[str]) -> Walk:
    """The walk in a cursor; it begins anew where its store front is no longer asked for."""
    try:
        walk = msgspec.json.decode(cursor, type=Walk) if cursor else Walk()
    except msgspec.DecodeError:
        hint = "delete the cursor of this source: the feed is read again from the start, and nothing counts twice"
        raise SettingsError("the App Store cursor cannot be read", hint=hint) from None
    return walk if walk.at in fronts else Walk(walk.fronts, fronts[0])


def parse(payload: bytes, options: Options, country: str = "") -> tuple[Record | Rejected, ...]:
    """The reviews in a page of the feed. Raises SourceAway where the payload is not the feed at all."""
    reading = read(Answer(200, {}, payload), options, country or options.countries[0])
    return (*reading.rejected, *(review.record for review in reading.reviews))


def read(answer: Answer, options: Options, country: str) -> Reading:
    etag, modified = answer.headers.get("etag", ""), answer.headers.get("last-modified", "")
    if answer.unchanged:
        return Reading(unchanged=True)
    feed = json_of(answer, f"the App Store feed ({country})")
    entries = _inner(feed, "feed", "entry")
    listed = entries if isinstance(entries, list) else [entries] if isinstance(entries, dict) else []
    found = [_review(entry, options, country) for entry in listed if not _is_app(entry)]
    reviews = tuple(item for item in found if isinstance(item, Review))
    rejected = tuple(item for item in found if isinstance(item, Rejected))
    return Reading(reviews, rejected, _last_page(_inner(feed, "feed", "link")), etag=etag, modified=modified)


def step(
    walk: Walk, reading: Reading, fronts: list[str], *, now: int, window: int
) -> tuple[tuple[Record | Rejected, ...], Walk]:
    """What is new in a page, and where to read on. Pure.

    A front's walk ends before the re-read window, at the last page or at an empty one. Only where that was the true
    end is what it read called known: a page that is empty for a while costs another walk, never a review.
    """
    front = walk.fronts.get(walk.at, Front())
    floor = front.newest - window
    fresh = tuple(r for r in reading.reviews if r.key not in front.seen and (r.when >= floor or not front.newest))
    items: tuple[Record | Rejected, ...] = (*reading.rejected, *(_dated(review, front.first) for review in fresh))
    # A time ahead of ours would put everything that follows before the window; intake refuses it anyway.
    high = max([walk.high, front.newest, *(r.when for r in reading.reviews if r.when <= now + DAY)])
    seen = remember(front.seen, {r.key: r.when for r in reading.reviews}, since=floor)
    first = remember({r.ident: r.when for r in reading.reviews}, front.first, since=0)
    last = reading.last if walk.page == 1 else walk.last
    etag, modified = (reading.etag, reading.modified) if walk.page == 1 else (walk.etag, walk.modified)
    empty = not (reading.reviews or reading.rejected)
    behind = bool(reading.reviews) and all(review.when < floor for review in reading.reviews)
    if not (empty or behind or walk.page >= PAGES):
        kept = Front(front.newest, first, seen, front.etag, front.modified)
        return items, Walk({**walk.fronts, walk.at: kept}, walk.at, walk.page + 1, high, last, etag, modified)
    if reading.unchanged:
        done = front
    elif empty and walk.page <= last:
        done = Front(front.newest, first, seen)
    else:
        done = Front(high, first, remember(seen, {}, since=high - window), etag, modified)
    following = fronts[(fronts.index(walk.at) + 1) % len(fronts)]
    return items, Walk({**walk.fronts, walk.at: done}, following)


def _dated(review: Review, first: Mapping[str, int]) -> Record:
    """The record with the time that its review bore when it was first seen."""
    written = first.get(review.ident, review.when)
    if written == review.when:
        return review.record
    told = datetime.fromtimestamp(written, UTC).isoformat()
    return msgspec.structs.replace(review.record, fields={**review.record.fields, "occurred_at": told})


def _review(entry: object, options: Options, country: str) -> Review | Rejected:
    ident, updated = _label(entry, "id"), _label(entry, "updated")
    when = _epoch(updated)
    origin = f"appstore:{country}/{options.app}/{ident or '?'}"
    if not ident or when is None:
        detail = "a review without id or time: has Apple changed the feed?"
        raw = msgspec.json.encode(entry)
        return Rejected(
            stage="connector", reason="unreadable", detail=detail, raw=raw, origin=origin, source=options.name
        )
    fields: dict[str, object] = {
        "source": "appstore",
        "external_id": ident,
        "brand": options.brand,
        "channel": "review",
        "occurred_at": updated,
        "updated_at": updated,
        "title": _label(entry, "title"),
        "text": _label(entry, "content"),
        "author": _label(entry, "author", "name"),
        "rating": _label(entry, "im:rating"),
        "url": _inner(entry, "link", "attributes", "href"),
        "version": _label(entry, "im:version"),
        "country": country,
        "app": options.app,
    }
    record = Record({name: value for name, value in fields.items() if value}, origin)
    return Review(record, ident, when, mark(ident, updated))


def _is_app(entry: object) -> bool:
    """The app itself bears a name, an artist and a price, and never a rating."""
    return isinstance(entry, dict) and "im:rating" not in entry and bool({"im:name", "im:artist"} & entry.keys())


def _last_page(links: object) -> int:
    for link in links if isinstance(links, list) else [links]:
        if _inner(link, "attributes", "rel") == "last":
            found = _PAGE.search(str(_inner(link, "attributes", "href")))
            return int(found.group(1)) if found else 0
    return 0


def _inner(value: object, *names: str) -> object:
    for name in names:
        value = cast("dict[str, object]", value).get(name) if isinstance(value, dict) else None
    return value


def _label(entry: object, *names: str) -> str:
    """The feed was made from XML: a value is an object with a `label`."""
    value = _inner(entry, *names, "label")
    return value if isinstance(value, str) else ""


def _epoch(moment: str) -> int | None:
    try:
        when = datetime.fromisoformat(moment)
        return int((when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError):
        return None


def _conditions(walk: Walk) -> dict[str, str]:
    """If-None-Match and If-Modified-Since as the feed offered them, for page 1 only."""
    front = walk.fronts.get(walk.at, Front())
    told = {"If-None-Match": front.etag, "If-Modified-Since": front.modified} if walk.page == 1 else {}
    return {name: value for name, value in told.items() if value}
