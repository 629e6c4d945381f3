"""The sign-in: a page of plain markup that needs no script, the check of a password, and the way out.

Routes of their own, before the gate lets anything else through. Never logs a name or a password.
"""

from __future__ import annotations

import asyncio
import time
from urllib.parse import parse_qs

from fastapi import FastAPI
from fastapi.responses import HTMLResponse, RedirectResponse
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from pipeline.views.console import wording
from pipeline.views.console.accounts import Accounts
from pipeline.views.console.attempts import Attempts
from pipeline.views.console.figures import lasting
from pipeline.views.console.frame import PULSE
from pipeline.views.console.sessions import COOKIE, LASTS, Sessions
from pipeline.views.panel import Language, Words

LONGEST = 4096
PAGE = Markup(
    '<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>'
    '<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="/look/nabiz.css">'
    '<link rel="icon" href="/look/icon.svg"></head><body class="door"><script src="/look/theme.js"></script>'
    '<main><div class="mark">{mark}<span>Nabız</span></div><h1>{title}</h1><p>{lead}</p>{said}'
    '<form method="post" action="/sign-in"><input type="hidden" name="next" value="{next}">'
    '<label>{name}<input name="name" autocomplete="username" autocapitalize="none" required autofocus></label>'
    '<label>{password}<input name="password" type="password" autocomplete="current-password" required></label>'
    '<button class="main">{title}</button></form></main></body></html>'
)


def add_sign_in(app: FastAPI, accounts: Accounts, sessions: Sessions, usual: Language) -> None:
    attempts = Attempts()

    def page(request: Request, words: str = "", wanted: str = "/", status: int = 200) -> Response:
        language = language_of(request, usual)
        if not words and not accounts.all():
            words = wording.NO_ACCOUNT.in_(language)
        return HTMLResponse(_page(language, words, wanted), status)

    @app.get("/sign-in")
    async def show(request: Request) -> Response:
        return page(request, wanted=inside(request.query_params.get("next", "/")))

    @app.post("/sign-in")
    async def enter(request: Request) -> Response:
        said = await form_of(request)
        name, wanted = said.get("name", "")[:64], inside(said.get("next", "/"))
        language, peer, now = language_of(request, usual), _peer(request), time.monotonic()
        if wait := attempts.wait(name, peer, now):
            return page(request, wording.WAIT.in_(language).format(lasting(wait, language)), wanted, 429)
        attempts.failed(name, peer, now)  # taken back on success: tries side by side count, too
        person = await asyncio.to_thread(accounts.check, name, said.get("password", "")[:256])
        if person is None:
            return page(request, wording.WRONG.in_(language), wanted, 401)
        attempts.succeeded(name, peer, now)
        answer = RedirectResponse(wanted, 303)
        secure = request.url.scheme == "https" or request.headers.get("x-forwarded-proto") == "https"
        answer.set_cookie(
            COOKIE, sessions.open(person), max_age=LASTS, httponly=True, samesite="lax", secure=secure, path="/"
        )
        return answer

    @app.post("/sign-out")
    async def leave() -> Response:
        answer = RedirectResponse("/sign-in", 303)
        answer.delete_cookie(COOKIE, path="/")
        return answer


def language_of(request: Request, usual: Language) -> Language:
    told = request.cookies.get("nabiz_language")
    return "tr" if told == "tr" else "en" if told == "en" else usual


def inside(wanted: str) -> str:
    """An address of this console, whatever was asked: a sign-in must not lead elsewhere."""
    plain = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and wanted.isprintable()
    return wanted if plain and "\\" not in wanted else "/"


async def form_of(request: Request) -> dict[str, str]:
    """The fields of a form that was sent; none where it is too long to be one of ours."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LONGEST:
            return {}
    return {name: values[0] for name, values in parse_qs(body.decode("utf-8", "replace")).items()}


def _peer(request: Request) -> str:
    return request.client.host if request.client else ""


def _page(language: Language, said: str, wanted: str) -> str:
    def say(words: Words) -> str:
        return words.in_(language)

    return PAGE.format(
        lang=language,
        title=say(wording.SIGN_IN),
        mark=PULSE,
        lead=say(wording.SIGN_IN_LEAD),
        said=Markup('<p class="wrong" role="alert">{}</p>').format(said) if said else Markup(""),
        next=wanted,
        name=say(wording.NAME),
        password=say(wording.PASSWORD),
    )
