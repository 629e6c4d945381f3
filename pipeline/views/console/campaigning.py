"""Campaigns on a page of their own: those noted, and for agents a form to note one or take one away.

The page is found by `app` through PAGES, which also adds the routes that the forms go to; the gate lets through only
what comes from a page of this console. The role is asked again at the moment of writing.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from urllib.parse import urlencode
from uuid import UUID, uuid4

from fastapi import FastAPI
from fastapi.responses import RedirectResponse
from markupsafe import Markup
from msgspec.structs import replace
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from pipeline.errors import NabizError, SettingsError
from pipeline.storage.base import Campaign, Store
from pipeline.views.console import wording
from pipeline.views.console.figures import moment as shown
from pipeline.views.console.frame import head, joined
from pipeline.views.console.page import Context, Page
from pipeline.views.console.saying import empty, html, trouble
from pipeline.views.console.signin import form_of
from pipeline.views.noting import LONGEST, campaign, known

PATH = "/campaigns"
MOMENT = timedelta(seconds=1)  # a day is shown to its last minute, not as the next
FORM = Markup(
    '<form class="card wide-12 noting" method="post" action="/campaigns"><h2>{add}</h2>{wrong}<div class="fields">'
    '<label>{name}<input class="field" name="name" maxlength="{longest}" value="{said}" required></label>'
    '<label>{brand}<select class="field" name="brand"><option value="">{all}</option>{brands}</select></label>'
    '<label>{since}<input class="field" type="date" name="since" required></label>'
    '<label>{until}<input class="field" type="date" name="until" required></label>'
    '<button class="main">{save}</button></div></form>'
)
TABLE = Markup(
    '<div class="card wide-12"><div class="rows" tabindex="0" role="region" aria-label="{}"><table><thead><tr>'
    "{}<th></th></tr></thead><tbody>{}</tbody></table></div></div>"
)


async def build(context: Context) -> None:
    html(head(context, wording.CAMPAIGNS, wording.CAMPAIGNS_ABOUT))
    try:
        noted = await context.ask(known)
    except NabizError as error:
        return trouble(context, wording.NO_STORE, error)
    if context.may("agent"):
        html(_form(context))
    if noted:
        html(_table(context, noted[::-1]))
    else:
        html(empty(context, context.say(wording.NO_CAMPAIGN), filtered=False))


def add_campaigning(app: FastAPI, context_of: Callable[[Request], Awaitable[Context]]) -> None:
    @app.post(PATH)
    async def note(request: Request) -> Response:
        said = await form_of(request)

        def write(store: Store, context: Context) -> None:
            name, brand, since, until = (said.get(field, "") for field in ("name", "brand", "since", "until"))
            new = campaign(uuid4(), name, brand, since, until, context.person.name, context.now())
            store.write_campaigns([new])

        return await _written(await context_of(request), write, said)

    @app.post(PATH + "/{id}/remove")
    async def remove(request: Request, id: UUID) -> Response:
        def write(store: Store, context: Context) -> None:
            found = [each for each in known(store) if each.id == id]
            store.write_campaigns([replace(each, removed=True, at=context.now()) for each in found])

        return await _written(await context_of(request), write, {})


async def _written(context: Context, write: Callable[[Store, Context], None], said: dict[str, str]) -> Response:
    if not context.may("agent"):
        return PlainTextResponse(context.say(wording.AGENTS_ONLY), 403)
    try:
        await context.ask(write, context)
    except SettingsError:
        return RedirectResponse(f"{PATH}?{urlencode({'wrong': 'dates', 'name': said.get('name', '')[:LONGEST]})}", 303)
    except NabizError as error:
        return PlainTextResponse(str(error), 503)
    return RedirectResponse(PATH, 303)


def _form(context: Context) -> Markup:
    wrong = Markup('<p class="wrong" role="alert">{}</p>').format(context.say(wording.CAMPAIGN_WRONG))
    return FORM.format(
        add=context.say(wording.ADD_CAMPAIGN),
        wrong=wrong if context.first("wrong") else Markup(""),
        name=context.say(wording.CAMPAIGN_NAME),
        said=context.first("name"),
        longest=LONGEST,
        brand=context.say(wording.BRAND),
        all=context.say(wording.ALL),
        brands=joined(
            Markup('<option value="{}">{}</option>').format(brand, brand) for brand in context.options.brands
        ),
        since=context.say(wording.SINCE),
        until=context.say(wording.UNTIL),
        save=context.say(wording.SAVE),
    )


def _table(context: Context, noted: list[Campaign]) -> Markup:
    headings = (wording.CAMPAIGN_NAME, wording.BRAND, wording.SINCE, wording.UNTIL, wording.NOTED_BY)
    return TABLE.format(
        context.say(wording.CAMPAIGNS),
        joined(Markup('<th scope="col">{}</th>').format(context.say(heading)) for heading in headings),
        joined(_row(context, each) for each in noted),
    )


def _row(context: Context, each: Campaign) -> Markup:
    away = Markup(
        '<form method="post" action="/campaigns/{}/remove"><button class="quiet" aria-label="{}: {}">{}</button></form>'
    ).format(each.id, context.say(wording.REMOVE), each.name, context.say(wording.REMOVE))
    return Markup(
        '<tr><td>{}</td><td>{}</td><td class="time">{}</td><td class="time">{}</td><td>{}</td><td>{}</td></tr>'
    ).format(
        each.name,
        each.brand or context.say(wording.ALL),
        shown(each.since, context.language),
        shown(each.until - MOMENT, context.language),
        each.by,
        away if context.person.may("agent") else Markup(""),
    )


PAGES = (Page(path=PATH, title=wording.CAMPAIGNS, build=build, order=60, icon="flag"),)
