"""Asks an HTTP source one question and says in our words what went wrong.

Used by the connectors that poll a web address. It never retries and never sleeps: a source that is away raises
SourceAway (with the wait it asked for), one that refuses raises SourceRefused. Messages name the host and path of
the request, never its query, headers or body, where tokens and customers' words travel.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx
import msgspec

from connectors.base import Spent
from pipeline.errors import SourceAway, SourceRefused

MAX_BODY = 8 * 1024 * 1024  # bytes of one answer; the sources here send a tenth of it at most
MAX_WAIT = 3600.0  # seconds: a source that asks for more is asked again hourly
TIMEOUT = httpx.Timeout(20.0, connect=10.0)
NOT_MODIFIED = 304

Clock = Callable[[], datetime]


class Answer(msgspec.Struct, frozen=True):
    status: int
    headers: Mapping[str, str]  # names in lower case
    body: bytes

    @property
    def unchanged(self) -> bool:
        return self.status == NOT_MODIFIED


class Metered(httpx.Client):
    """Counts what asking takes; `ask` tells it of every answer, also of one that refuses."""

    spent = Spent()

    def count(self, size: int, headers: Mapping[str, str], now: datetime) -> None:
        self.spent = Spent(
            requests=self.spent.requests + 1,
            received_bytes=self.spent.received_bytes + size,
            quota=_whole(headers.get("x-ratelimit-limit")),
            quota_left=_whole(headers.get("x-ratelimit-remaining")),
            quota_resets=_moment(headers.get("x-ratelimit-reset"), now),
        )


def spent_by(http: httpx.Client) -> Spent | None:
    return http.spent if isinstance(http, Metered) else None


def client(base_url: str, headers: Mapping[str, str] | None = None) -> httpx.Client:
    """A client that follows redirects within reason; a token never follows to another host (httpx strips it)."""
    told = {"User-Agent": "nabiz/0.1 (voice of the customer)", "Accept": "application/json", **(headers or {})}
    return Metered(base_url=base_url, headers=told, timeout=TIMEOUT, follow_redirects=True, max_redirects=3)


def ask(
    http: httpx.Client,
    path: str,
    *,
    clock: Clock,
    params: Mapping[str, str | int] | None = None,
    headers: Mapping[str, str] | None = None,
    hints: Mapping[int, str] | None = None,
    missing: bool = False,
) -> Answer:
    """GET `path`. Answers 2xx and 304, and 404 where `missing` is an answer too; raises for all else.

    `hints` says what to do about a refusal, by status.
    """
    try:
        with http.stream("GET", path, params=dict(params or {}), headers=dict(headers or {})) as response:
            where = f"{response.url.host}{response.url.path}"
            body = _bounded(response, where)
    except httpx.TooManyRedirects:
        raise SourceRefused(f"{path} redirects in a circle", hint="check the address") from None
    except (httpx.UnsupportedProtocol, httpx.InvalidURL):
        raise SourceRefused(f"{path} is not a web address", hint="give an address with https://") from None
    except (httpx.TransportError, httpx.DecodingError) as error:
        what = type(error).__name__
        raise SourceAway(f"{http.base_url.host} does not answer: {what}", hint="check the network") from None
    headers_told = {name.lower(): value for name, value in response.headers.items()}
    if isinstance(http, Metered):
        http.count(len(body), headers_told, clock())
    if not (missing and response.status_code == 404):
        judge(response.status_code, headers_told, where, clock=clock, hints=hints or {})
    return Answer(response.status_code, headers_told, body)


def judge(status: int, headers: Mapping[str, str], where: str, *, clock: Clock, hints: Mapping[int, str]) -> None:
    """Raises what an HTTP status means for a source: away (408, 425, 429, 5xx) or refused (the other 4xx)."""
    if status < 300 or status == NOT_MODIFIED:
        return
    said = f"{where} answered {status}"
    if status in (408, 425, 429) or status >= 500:
        raise SourceAway(said, hint="asked again later", retry_after=wait_of(headers, clock()))
    raise SourceRefused(said, hint=hints.get(status, "check the address and the credentials of this source"))


def wait_of(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds to stay away: Retry-After (RFC 9110: seconds or a date), else X-RateLimit-Reset (ISO 8601 or epoch)."""
    told = headers.get("retry-after")
    moment = told if told is not None else headers.get("x-ratelimit-reset")
    if moment is None:
        return None
    seconds = _seconds(moment.strip(), now, relative=told is not None)
    return None if seconds is None else min(max(seconds, 0.0), MAX_WAIT)


def _seconds(moment: str, now: datetime, *, relative: bool) -> float | None:
    if moment.isascii() and moment.isdigit():
        number = float(moment[:15])
        return number if relative or number < 1e9 else number - now.timestamp()
    for parse in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            when = parse(moment)
        except (ValueError, OverflowError):
            continue
        return ((when if when.tzinfo else when.replace(tzinfo=UTC)) - now).total_seconds()
    return None


def _whole(told: str | None) -> int | None:
    plain = (told or "").strip()
    return int(plain[:15]) if plain.isascii() and plain.isdigit() else None


def _moment(told: str | None, now: datetime) -> datetime | None:
    seconds = None if told is None else _seconds(told.strip(), now, relative=False)
    return now + timedelta(seconds=seconds) if seconds is not None and abs(seconds) < 1e9 else None


def _bounded(response: httpx.Response, where: str) -> bytes:
    body = bytearray()
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > MAX_BODY:
            raise SourceAway(f"{where} sent more than {MAX_BODY} bytes", hint="is this the right address?")
    return bytes(body)


def json_of(answer: Answer, where: str) -> object:
    """The JSON value of an answer. A page of HTML or half an answer means that the source is unwell: SourceAway."""
    if answer.body.lstrip()[:1] == b"<":
        raise SourceAway(f"{where} sent a page of HTML instead of JSON", hint="a proxy or a maintenance page answers")
    try:
        value: object = msgspec.json.decode(answer.body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise SourceAway(f"{where} sent JSON that breaks off or is damaged", hint="asked again later") from None
    return value
