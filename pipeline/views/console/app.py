"""The console as one ASGI application: gate, sign-in, look, pages and downloads. Called by `serving`, once a process.

NiceGUI keeps one application a process, so there is one console a process. Pages are those that modules of this
package name in `PAGES`; each is built inside the frame, with a Context of its own.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import msgspec
from fastapi import FastAPI
from fastapi.responses import RedirectResponse
from msgspec.structs import replace
from nicegui import ui
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp

import pipeline.views.console as package
from pipeline.errors import NabizError, SettingsError
from pipeline.settings import Settings
from pipeline.storage.base import Store
from pipeline.views import answers
from pipeline.views.answers import Options, Remembered
from pipeline.views.catalogue import dashboard
from pipeline.views.console import wording
from pipeline.views.console.accounts import Accounts
from pipeline.views.console.campaigning import add_campaigning
from pipeline.views.console.choosing import chosen
from pipeline.views.console.export import add_exports
from pipeline.views.console.failing import Failing
from pipeline.views.console.frame import side
from pipeline.views.console.gate import Gate, person_of, proxied
from pipeline.views.console.look import add_look
from pipeline.views.console.page import Choice, Context, Page, Person
from pipeline.views.console.saying import html, trouble
from pipeline.views.console.sessions import COOKIE, Sessions
from pipeline.views.console.signin import add_sign_in, inside, language_of
from pipeline.views.labels import name_own

log = logging.getLogger(__name__)

FRESH = 30.0  # seconds that a menu of the filters holds
PATIENCE = 30.0
ICON = Path(__file__).parent / "look" / "icon.svg"


class Shared(msgspec.Struct):
    """What all pages share."""

    store: Store
    settings: Settings
    accounts: Accounts
    find: Callable[[HTTPConnection], Person | None]
    now: Callable[[], datetime]
    look: Remembered
    options: Options = Options()
    read_at: datetime | None = None

    async def fresh_options(self) -> Options:
        now = self.now()
        if self.read_at is None or (now - self.read_at).total_seconds() > FRESH or self.options.last is None:
            self.options = await asyncio.to_thread(answers.options, self.store)
            self.read_at = now
        return self.options


def build_console(store: Store, settings: Settings, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> ASGIApp:
    """The application. The store must be migrated; the data directory keeps accounts and the key of the sessions."""
    name_own(settings.taxonomy)
    accounts = Accounts(settings.data_dir)
    sessions = Sessions(settings.data_dir, accounts)
    find = _finder(settings, accounts, sessions)
    shared = Shared(store, settings, accounts, find, now, Remembered())
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    add_sign_in(app, accounts, sessions, settings.language)
    add_look(app)
    app.add_api_route("/language/{code}", _choose_language)
    app.add_api_route("/healthz", _alive, methods=["GET", "HEAD"])

    async def context_of(request: Request) -> Context:
        return await _context(shared, request, await shared.fresh_options())

    add_exports(app, context_of)
    add_campaigning(app, context_of)
    for page in (found := pages()):
        _serve(page, found, shared)
    ui.run_with(app, title="Nabız", dark=None, favicon=ICON, tailwind=False, show_welcome_message=False)
    return Gate(Failing(app, settings.language), find)


def pages() -> tuple[Page, ...]:
    """Every page that a module of this package names. Raises SettingsError where two have one address."""
    modules = [import_module(each.name) for each in walk_packages(package.__path__, package.__name__ + ".")]
    found = [page for module in modules for page in getattr(module, "PAGES", ()) if isinstance(page, Page)]
    paths = [page.path for page in found]
    for path in paths:
        if paths.count(path) > 1:
            raise SettingsError(f"two pages have the address {path}", hint="give one of them another")
    return tuple(found)


def _finder(settings: Settings, accounts: Accounts, sessions: Sessions) -> Callable[[HTTPConnection], Person | None]:
    if settings.console_proxy_header:
        return proxied(settings.console_proxy_header, settings.console_proxies, accounts.person)
    return lambda asked: sessions.person(asked.cookies.get(COOKIE, ""))


async def _alive() -> Response:
    """Whether pages can be served: while the store is away they say so, and no restart would bring it back."""
    return PlainTextResponse("ok")


async def _choose_language(code: str, next: str = "/") -> Response:
    answer = RedirectResponse(inside(next), 303)
    if code in ("tr", "en"):
        answer.set_cookie("nabiz_language", code, max_age=365 * 86_400, samesite="lax", path="/")
    return answer


def _serve(page: Page, all_pages: tuple[Page, ...], shared: Shared) -> None:
    async def show(request: Request) -> None:
        problem: NabizError | None = None
        try:
            options = await shared.fresh_options()
        except NabizError as error:
            options, problem = Options(), error
        context = await _context(shared, request, options)
        _dress(context, page, request.cookies.get("nabiz_theme", "auto"))
        if (around := ui.context.client.content.parent_slot) is not None:
            around.parent.props("role=presentation")  # a landmark by default: a page has one, its content
        with ui.element("div").classes("shell"):
            html(side(context, all_pages), "aside", classes="side")
            with ui.element("main").classes("content").props('id="content" tabindex="-1"'):
                if problem is not None:
                    return trouble(context, wording.NO_STORE, problem)
                await page.build(context)

    ui.page(page.path, response_timeout=PATIENCE)(show)


def _dress(context: Context, page: Page, theme: str) -> None:
    ui.page_title(f"{context.say(page.title)} · Nabız")
    ui.add_head_html(f'<script>document.documentElement.lang="{context.language}"</script>')
    ui.add_head_html('<link rel="stylesheet" href="/look/nabiz.css"><script defer src="/look/nabiz.js"></script>')
    ui.add_head_html(f"<script>{_lost(context)}</script>")
    if theme in ("light", "dark"):
        ui.dark_mode(theme == "dark")


def _lost(context: Context) -> str:
    """What stands over the page while its socket is away, in the reader's language: NiceGUI knows no Turkish."""
    said = msgspec.json.encode([context.say(wording.LOST), context.say(wording.LOST_LEAD)]).decode()
    each = f'document.querySelectorAll("#popup span").forEach((span, place) => span.textContent = {said}[place])'
    return f'addEventListener("DOMContentLoaded", () => {each})'


def _live(request: Request) -> bool:
    """Whether the dashboard asked for goes by the machines' clock."""
    board = dashboard(str(request.path_params.get("board") or request.url.path.removeprefix("/boards/")))
    return board is not None and board.live


async def _context(shared: Shared, request: Request, options: Options) -> Context:
    asked = {name: tuple(request.query_params.getlist(name)) for name in request.query_params}
    live = _live(request)

    def choose(known: Options) -> Choice:
        choice = chosen(asked, shared.now(), None if live else known.last, shared.settings.own_brands)
        return replace(choice, last=known.last)

    async def renew() -> Choice:
        return choose(await shared.fresh_options())

    return Context(
        store=shared.store,
        settings=shared.settings,
        person=person_of(request),
        language=language_of(request, shared.settings.language),
        path=request.url.path,
        asked=asked,
        parts={name: str(value) for name, value in request.path_params.items()},
        choice=choose(options),
        options=options,
        now=shared.now,
        look=shared.look,
        renew=renew,
        still=lambda: shared.find(request),
        people=shared.accounts.people,
    )
