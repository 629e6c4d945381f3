"""What a reader sees where there is no page, or one could not be built: their language, our look, what to do.

ASGI middleware inside the gate. The framework's own error pages are English and name the exception, which may hold
anything; they go no further than here. What it was stands in the log. Downloads and forms keep their own answers.
"""

from __future__ import annotations

from markupsafe import Markup
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pipeline.views.console import wording
from pipeline.views.console.frame import PULSE
from pipeline.views.console.signin import language_of
from pipeline.views.panel import Language, Words

PAGE = Markup(
    '<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{title} · Nabız</title>'
    '<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="/look/nabiz.css">'
    '<link rel="icon" href="/look/icon.svg"></head><body class="door"><script src="/look/theme.js"></script>'
    '<main><div class="mark">{mark}<span>Nabız</span></div><h1>{title}</h1><p>{lead}</p>'
    '<p><a class="button" href="{address}">{way}</a></p></main></body></html>'
)


class Failing:
    def __init__(self, app: ASGIApp, usual: Language) -> None:
        self._app, self._usual = app, usual

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            return await self._app(scope, receive, send)
        replaced = False

        async def send_ours(message: Message) -> None:
            nonlocal replaced
            if message["type"] == "http.response.start" and _is_error_page(message):
                replaced = True
                await self._page(scope, message["status"])(scope, receive, send)
            elif not replaced:
                await send(message)

        await self._app(scope, receive, send_ours)

    def _page(self, scope: Scope, status: int) -> HTMLResponse:
        request = Request(scope)
        language = language_of(request, self._usual)
        title, lead, way = _ABSENT if status == 404 else _BROKEN
        address = "/" if status == 404 else _asked(request)
        content = PAGE.format(
            lang=language,
            title=title.in_(language),
            lead=lead.in_(language),
            way=way.in_(language),
            address=address,
            mark=PULSE,
        )
        return HTMLResponse(content, status)


_ABSENT: tuple[Words, Words, Words] = (wording.NO_PAGE, wording.NO_PAGE_LEAD, wording.TO_OVERVIEW)
_BROKEN: tuple[Words, Words, Words] = (wording.NOT_LOADED, wording.NOT_LOADED_LEAD, wording.RETRY)


def _is_error_page(message: Message) -> bool:
    return message["status"] in (404, 500) and Headers(raw=message["headers"]).get("content-type", "").startswith(
        "text/html"
    )


def _asked(request: Request) -> str:
    """The page once more, with its filters; never an address of another site."""
    return "/" + request.url.path.lstrip("/") + (f"?{request.url.query}" if request.url.query else "")
