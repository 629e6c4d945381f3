"""The list of alerts: open ones by what needs a person first, then the closed, then notices. A page, found by PAGES."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from markupsafe import Markup
from nicegui import ui

from pipeline.alert import Telling
from pipeline.desk.casework import Casework, read
from pipeline.desk.curve import newest
from pipeline.errors import NabizError
from pipeline.spike.judgement import Rule
from pipeline.spike.lifecycle import Alert
from pipeline.storage.base import Store
from pipeline.views.console import wording
from pipeline.views.console.desk import words
from pipeline.views.console.desk.look import dress
from pipeline.views.console.desk.standing import row
from pipeline.views.console.desk.trust import failing
from pipeline.views.console.figures import ago, decimal, figure
from pipeline.views.console.frame import head, joined
from pipeline.views.console.page import Context, Page
from pipeline.views.console.saying import html, told
from pipeline.views.labels import ALERT_KINDS
from pipeline.views.panel import Language, Words

EVERY = 10.0  # seconds between two looks at the store
LATELY = timedelta(hours=1)
BEHIND = timedelta(minutes=15)  # without an item: what is calm then is not known
SHOWN = 50  # of those that are over


async def build(context: Context) -> None:
    dress()
    html(head(context, words.ALERTS, words.ALERTS_ABOUT))
    board = html(await _board(context))

    async def refresh() -> None:
        fresh = await _board(context)
        if fresh != board.content:
            board.set_content(fresh)

    ui.timer(EVERY, refresh)


def look(store: Store, now: datetime, margin: float) -> tuple[Casework, list[Telling], datetime | None]:
    """Everything, what could not be told to a channel of late, and when the newest item was written."""
    return read(store, margin), store.tellings(now - LATELY), newest(store)


async def _board(context: Context) -> Markup:
    try:
        work, untold, last = await context.ask(look, context.now(), context.settings.alert_margin)
    except NabizError as error:
        return told(context, wording.NO_STORE, error)
    parts = [
        failing(context, untold),
        _section(
            context,
            words.OPEN,
            work.open,
            Markup('<p class="calm">{}</p>').format(none_open(last, context.now(), context.language)),
        ),
        _section(context, words.CLOSED, work.closed[:SHOWN]),
        _section(context, words.NOTICES, work.notices[:SHOWN]),
        _rules(context, work),
    ]
    return joined(parts)


def none_open(last: datetime | None, now: datetime, language: Language) -> str:
    """What an empty list says. Where nothing ever came, or nothing of late, nothing is known to be calm."""
    if last is None:
        return words.NONE_YET.in_(language)
    if now - last > BEHIND:
        return words.NONE_SINCE.in_(language).format(ago(last, now, language))
    return words.NONE_OPEN.in_(language)


def _section(context: Context, name: Words, alerts: Iterable[Alert], empty: Markup | None = None) -> Markup:
    rows = joined(row(context, alert, context.now()) for alert in alerts)
    if not rows and empty is None:
        return Markup("")
    return Markup('<section class="alerts"><h2>{}</h2>{}</section>').format(context.say(name), rows or empty)


def _rules(context: Context, work: Casework) -> Markup:
    """What people judged of each rule's alerts, and where its threshold is now."""
    lines = joined(_rule(context, rule) for rule in work.rules if rule.precision.share is not None)
    keys = Markup('<p class="keys">{}</p>').format(context.say(words.KEYS))
    if not lines:
        return keys
    return Markup('<section class="rules"><h2>{}</h2><p>{}</p><ul>{}</ul></section>{}').format(
        context.say(words.RULES), context.say(words.RULES_ABOUT), lines, keys
    )


def _rule(context: Context, rule: Rule) -> Markup:
    known, language = rule.precision, context.language
    line = context.say(words.PRECISION).format(
        known.judged_true + known.judged_false, known.judged_true, figure(known.share, "share", language)
    )
    now = context.say(words.THRESHOLD).format(decimal(rule.threshold, 2, language), decimal(rule.usual, 2, language))
    return Markup('<li class="precision"><b>{}</b> {} <span>{}</span></li>').format(
        context.say(ALERT_KINDS[rule.kind]), line, now
    )


PAGES = (Page(path="/alerts", title=words.ALERTS, build=build, order=5, icon="bell"),)
