"""The list of alerts: open ones by what needs a person first, then the closed, then notices. A page, found by PAGES."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup
from nicegui import ui

from pipeline.desk.casework import Casework, read
from pipeline.errors import NabizError
from pipeline.spike.lifecycle import Alert
from pipeline.views.console import wording
from pipeline.views.console.desk import words
from pipeline.views.console.desk.look import dress
from pipeline.views.console.desk.telling import row
from pipeline.views.console.figures import figure
from pipeline.views.console.frame import head, joined
from pipeline.views.console.page import Context, Page
from pipeline.views.console.saying import html, told
from pipeline.views.panel import Words

EVERY = 10.0  # seconds between two looks at the store
SHOWN = 50  # of those that are over


async def build(context: Context) -> None:
    dress()
    html(head(context, words.ALERTS, words.ALERTS_ABOUT, filtered=False))
    board = html(await _board(context))

    async def refresh() -> None:
        fresh = await _board(context)
        if fresh != board.content:
            board.set_content(fresh)

    ui.timer(EVERY, refresh)


async def _board(context: Context) -> Markup:
    try:
        work = await context.ask(read)
    except NabizError as error:
        return told(context, wording.NO_STORE, error)
    parts = [
        _section(context, words.OPEN, work.open, Markup('<p class="calm">{}</p>').format(context.say(words.NONE_OPEN))),
        _section(context, words.CLOSED, work.closed[:SHOWN]),
        _section(context, words.NOTICES, work.notices[:SHOWN]),
        _precision(context, work),
    ]
    return joined(parts)


def _section(context: Context, name: Words, alerts: Iterable[Alert], empty: Markup | None = None) -> Markup:
    rows = joined(row(context, alert, context.now()) for alert in alerts)
    if not rows and empty is None:
        return Markup("")
    return Markup('<section class="alerts"><h2>{}</h2>{}</section>').format(context.say(name), rows or empty)


def _precision(context: Context, work: Casework) -> Markup:
    known = work.precision
    judged = known.judged_true + known.judged_false
    keys = Markup('<p class="keys">{}</p>').format(context.say(words.KEYS))
    if not judged:
        return keys
    share = figure(known.share, "share", context.language)
    line = context.say(words.PRECISION).format(judged, known.judged_true, share)
    return Markup('<p class="precision">{}</p>{}').format(line, keys)


PAGES = (Page(path="/alerts", title=words.ALERTS, build=build, order=5, icon="bell"),)
