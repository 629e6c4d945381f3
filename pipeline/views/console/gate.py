"""The gate before every page, file and socket of the console: who asks, from where, and what a browser may load.

ASGI middleware, called for every request. Nothing but the sign-in, the look and the
health check passes without a session. Whatever
writes, and every socket, must come from a page of this console (Origin), so that no other site acts for a reader.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from urllib.parse import quote, urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pipeline.views.console.page import Person

OPEN = ("/sign-in", "/look/", "/healthz")
SAFE = ("GET", "HEAD", "OPTIONS")
PERSON = "nabiz.person"
UNANSWERED = "No response returned."  # as Starlette says it
LEAVING = 0.5  # seconds in which a server says that somebody has left
# NiceGUI compiles its templates in the browser, hence 'unsafe-eval'; nothing is loaded from, or sent, elsewhere.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)

Find = Callable[[HTTPConnection], Person | None]


class Gate:
    def __init__(self, app: ASGIApp, find: Find) -> None:
        self._app, self._find = app, find

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            return await self._app(scope, receive, send)
        asked = HTTPConnection(scope)
        if not _from_here(asked):
            return await _refuse(scope, receive, send, 403)
        person = self._find(asked)
        if person is None and not asked.url.path.startswith(OPEN):
            return await _to_sign_in(scope, receive, send)
        scope[PERSON] = person
        await _unless_gone(self._app, scope, receive, _guarded(send))


def person_of(asked: HTTPConnection) -> Person:
    """Who asks, behind the gate."""
    person: Person = asked.scope[PERSON]
    return person


def proxied(header: str, proxies: Sequence[str], person: Callable[[str], Person | None]) -> Find:
    """The name that a proxy in front vouches for; a name without an account may look, and no more."""

    def find(asked: HTTPConnection) -> Person | None:
        name = asked.headers.get(header, "").strip()[:64]
        if not name or asked.client is None or asked.client.host not in proxies:
            return None
        return person(name) or Person(name, "viewer")

    return find


async def _unless_gone(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """A browser that leaves before its answer is ready is no fault: nobody is left whom an answer would be missing.

    Starlette's middleware raises RuntimeError then, because the application began no answer.
    """
    try:
        await app(scope, receive, send)
    except RuntimeError as error:
        if str(error) != UNANSWERED or not await _has_left(receive):
            raise


async def _has_left(receive: Receive) -> bool:
    try:
        async with asyncio.timeout(LEAVING):
            while (await receive())["type"] != "http.disconnect":
                pass
    except TimeoutError:
        return False
    return True


def _from_here(asked: HTTPConnection) -> bool:
    origin = asked.headers.get("origin")
    if origin is None:
        return asked.scope["type"] == "http" and asked.scope["method"] in SAFE
    return urlsplit(origin).netloc == asked.headers.get("host")


async def _to_sign_in(scope: Scope, receive: Receive, send: Send) -> None:
    wants_page = scope["type"] == "http" and "text/html" in HTTPConnection(scope).headers.get("accept", "")
    if not wants_page or scope["method"] != "GET":
        return await _refuse(scope, receive, send, 401)
    wanted = scope["path"] + ("?" + scope["query_string"].decode("latin-1") if scope["query_string"] else "")
    await RedirectResponse(f"/sign-in?next={quote(wanted, safe='')}", 303)(scope, receive, send)


async def _refuse(scope: Scope, receive: Receive, send: Send, status: int) -> None:
    if scope["type"] == "websocket":
        await receive()
        return await send({"type": "websocket.close", "code": 1008})
    said = {401: "sign in first", 403: "this request comes from another site"}[status]
    await PlainTextResponse(said, status)(scope, receive, send)


def _guarded(send: Send) -> Send:
    async def send_guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["Content-Security-Policy"] = POLICY
            headers["X-Content-Type-Options"] = "nosniff"
            headers["Referrer-Policy"] = "same-origin"
            headers.setdefault("Cache-Control", "no-store")
        await send(message)

    return send_guarded
