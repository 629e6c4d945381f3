"""Searching items, and the items behind a number: one page for both. Found by `app` through PAGES.

What customers wrote is shown as stored, redacted, and only through `Markup.format`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import cast
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from markupsafe import Markup

from pipeline.errors import NabizError
from pipeline.storage.base import Value
from pipeline.views.catalogue import dashboard, panel
from pipeline.views.console import wording
from pipeline.views.console.choosing import KEPT
from pipeline.views.console.correcting import allow_correcting
from pipeline.views.console.figures import decimal, figure, moment
from pipeline.views.console.finding import LONGEST, SHOWN, key_of, label_of, search, wanted
from pipeline.views.console.frame import bar, choices, head, joined
from pipeline.views.console.icons import icon
from pipeline.views.console.page import Context, Page
from pipeline.views.console.saying import empty, html, trouble
from pipeline.views.labels import CHANNEL_NAMES, LANGUAGE_NAMES, SENTIMENT_NAMES, TOPIC_NAMES
from pipeline.views.panel import Words

Row = Mapping[str, Value]
OWN = ("q", "sentiment", "source", "author", "panel", "part")
SCORES = {"nps": "NPS", "csat": "CSAT", "ces": "CES", "enps": "eNPS"}
HIDDEN = ("panel", "part", "author")


async def build(context: Context) -> None:
    html(head(context, wording.ITEMS, wording.ITEMS_ABOUT))
    html(bar(context, _fields(context)))
    if note := _note(context):
        html(note)
    try:
        table = await context.ask(search, wanted(context.asked, context.choice.filters))
    except NabizError as error:
        return trouble(context, wording.NO_STORE, error)
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    if not rows:
        html(empty(context, context.say(wording.NOTHING_FOUND)))
        return
    html(joined(item(context, row) for row in rows), classes="found")
    if context.may("agent"):
        allow_correcting(context)
    html(_pager(context, rows), classes="pager")


def item(context: Context, row: Row) -> Markup:
    """One item as a reader may see it."""
    return Markup('<article class="item"><div class="facts">{}</div>{}{}<div class="ends">{}</div></article>').format(
        joined(_facts(context, row)),
        Markup("<h3>{}</h3>").format(row["title"]) if row["title"] else Markup(""),
        _said(context, row),
        joined(_ends(context, row)),
    )


def _said(context: Context, row: Row) -> Markup:
    if row["text"]:
        return Markup('<p class="said">{}</p>').format(row["text"])
    return Markup('<p class="said none">{}</p>').format(context.say(wording.NO_WORDS))


def _facts(context: Context, row: Row) -> list[Markup]:
    plain = [
        moment(cast(datetime, row["occurred_at"]), context.language),
        _called(context, CHANNEL_NAMES, row["channel"]),
        str(row["source"]),
        _called(context, LANGUAGE_NAMES, row["language"]),
    ]
    if row["rating"] is not None:
        plain.append(f"★ {figure(cast(float, row['rating']), 'plain', context.language)}")
    plain += [
        f"{called} {figure(cast(float, row[name]), 'plain', context.language)}"
        for name, called in SCORES.items()
        if row[name] is not None
    ]
    if row["reach"]:
        plain.append(context.say(wording.REACH).format(decimal(float(cast(int, row["reach"])), 0, context.language)))
    return [
        *([_feeling(context, str(row["sentiment"]))] if row["text"] else []),
        Markup("<b>{}</b>").format(row["brand"]),
        *(Markup("<span>{}</span>").format(each) for each in plain if each),
    ]


def _feeling(context: Context, sentiment: str) -> Markup:
    return Markup('<span class="feeling {}">{}</span>').format(
        sentiment if sentiment in SENTIMENT_NAMES else "neutral", _called(context, SENTIMENT_NAMES, sentiment)
    )


def _ends(context: Context, row: Row) -> list[Markup]:
    topics = cast(list[str], row["topics"])
    ends = [Markup('<span class="chip">{}</span>').format(_called(context, TOPIC_NAMES, topic)) for topic in topics]
    if row["reply"]:
        ends.append(Markup('<span class="chip">{}</span>').format(context.say(wording.REPLIED)))
    url = str(row["url"] or "")
    if urlsplit(url).scheme in ("http", "https"):
        ends.append(
            Markup('<a href="{}" rel="noopener noreferrer nofollow" target="_blank">{}</a>').format(
                url, context.say(wording.ORIGINAL)
            )
        )
    if row["author"]:
        path = urlencode({"author": label_of(str(row["author"])), "period": LONGEST})
        ends.append(Markup('<a href="/items?{}">{}</a>').format(path, context.say(wording.SAME_PERSON)))
    if str(row["model"]).startswith("person:"):
        by = str(row["model"]).removeprefix("person:")
        ends.append(Markup('<span class="chip">{} · {}</span>').format(context.say(wording.CORRECTED), by))
    if context.person.may("agent") and row["text"]:
        ends.append(
            Markup('<button type="button" class="quiet" data-correct="{}">{}</button>').format(
                row["id"], context.say(wording.CORRECT)
            )
        )
    return ends


def _called(context: Context, names: Mapping[str, Words], value: Value) -> str:
    words = names.get(str(value))
    return context.say(words) if words else str(value)


def _fields(context: Context) -> Markup:
    """Search field, sentiment, source; what panel was clicked stays in the form."""
    hidden = joined(
        Markup('<input type="hidden" name="{}" value="{}">').format(name, context.first(name))
        for name in HIDDEN
        if context.first(name)
    )
    sentiments = [(name, context.say(words)) for name, words in SENTIMENT_NAMES.items()]
    return Markup(
        '<div class="search"><input type="search" name="q" value="{}" placeholder="{}" aria-label="{}">'
        '<button class="main">{}</button></div>{}{}{}'
    ).format(
        context.first("q"),
        context.say(wording.SEARCH_HINT),
        context.say(wording.SEARCH),
        context.say(wording.FIND),
        hidden,
        choices(context, "sentiment", wording.SENTIMENT, sentiments),
        choices(context, "source", wording.SOURCE, [(name, name) for name in context.options.sources]),
    )


def _note(context: Context) -> Markup:
    """Which panel these items stand behind, and the way back."""
    board_name, _, name = context.first("panel").partition("/")
    board = dashboard(board_name)
    found = panel(board, name) if board else None
    if board is None or found is None:
        return _of_one(context)
    part = found.names.get(context.first("part"))
    of = [context.say(found.title), context.say(part) if part else "", context.first("author")]
    back = f"/boards/{board.name}?{context.choice.query}"
    return _narrowed(context.say(wording.BEHIND), " · ".join(filter(None, of)), back, context.say(board.title))


def _of_one(context: Context) -> Markup:
    """Whose items these are, where one person's way across the channels is looked at."""
    if not (author := context.first("author")):
        return Markup("")
    back = f"/items?{context.choice.query}"
    return _narrowed(context.say(wording.BY_PERSON), author, back, context.say(wording.ALL_ITEMS))


def _narrowed(lead: str, to: str, back: str, called: str) -> Markup:
    """What the list is narrowed to, and the way back."""
    return Markup('<div class="narrow">{}<span>{}: <b>{}</b></span><a href="{}">{}</a></div>').format(
        icon("list"), lead, to, back, called
    )


def _query(context: Context, **more: str) -> str:
    pairs = [(name, value) for name in (*OWN, *KEPT) for value in context.asked.get(name, ()) if value]
    return urlencode([*pairs, *((name, value) for name, value in more.items())])


def _pager(context: Context, rows: list[dict[str, Value]]) -> Markup:
    last, link = rows[-1], Markup('<a class="button" href="{}">{}</a>')
    key = key_of(cast(datetime, last["occurred_at"]), cast(UUID, last["id"]))
    newest = link.format(f"/items?{_query(context)}", context.say(wording.NEWEST))
    older = link.format(f"/items?{_query(context, after=key)}", context.say(wording.OLDER))
    csv = link.format(f"/items.csv?{_query(context)}", context.say(wording.CSV)).replace(
        Markup("<a "), Markup("<a download ")
    )
    return joined(
        [
            newest if context.first("after") else Markup("<span></span>"),
            csv,
            older if len(rows) == SHOWN else Markup("<span></span>"),
        ]
    )


PAGES = (Page(path="/items", title=wording.ITEMS, build=build, order=900, icon="search", filtered=True),)
