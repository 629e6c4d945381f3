"""The dialog in which an agent says how an item is really meant. Opened by `items`.

What is saved counts at once and is exported for training. The role is asked again at the moment of saving: a page may
have been open since before it was taken away. Of two people who judge one item at a time the second is told what the
first said, keeps what they chose, and may save it all the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TypeAlias, cast
from uuid import UUID

from markupsafe import Markup
from nicegui import ui
from nicegui.events import GenericEventArguments

from pipeline.errors import NabizError
from pipeline.feedback import SENTIMENTS, Sentiment
from pipeline.storage.base import Store, Value
from pipeline.views.console import wording
from pipeline.views.console.finding import one
from pipeline.views.console.page import Context
from pipeline.views.console.saying import button, html
from pipeline.views.labels import SENTIMENT_NAMES, TOPIC_NAMES

Row: TypeAlias = Mapping[str, Value]
JUDGED = ("sentiment", "topics", "model", "title", "text")  # what another person or other words of the source change


def allow_correcting(context: Context) -> None:
    """Listens for the buttons of the items on this page."""

    async def asked(event: GenericEventArguments) -> None:
        try:
            row = await context.ask(read, UUID(str(event.args)))
        except (NabizError, ValueError):
            return ui.notify(context.say(wording.NO_STORE), type="negative")
        if not row:
            return ui.notify(context.say(wording.ITEM_GONE), type="warning")
        _Dialog(context, row)

    ui.on("correct", asked)


class _Dialog:
    """One item in the hands of one person. `row` is the item as they have seen it."""

    def __init__(self, context: Context, row: Row) -> None:
        self._context, self._row = context, row
        with ui.dialog(value=True) as self._dialog, ui.card().classes("correction") as card:
            card.props["aria-label"] = context.say(wording.CORRECT_LEAD)
            html(Markup('<h2>{}</h2><p class="quoted">{}</p>').format(context.say(wording.CORRECT_LEAD), row["text"]))
            feelings = {name: context.say(SENTIMENT_NAMES[name]) for name in SENTIMENTS}
            self._feeling = ui.radio(feelings, value=row["sentiment"]).props("inline")
            with ui.element("div").classes("topics"):
                self._boxes = {name: ui.checkbox(title, value=held) for name, title, held in _topics(context, row)}
            self._told = ui.element("div").props("role=alert")
            with ui.element("div").classes("ends"):
                button(context.say(wording.CANCEL), self._dialog.close, classes="quiet")
                button(context.say(wording.SAVE), self._save, classes="main")

    async def _save(self) -> None:
        context = self._context
        if not context.may("agent"):
            return self._say(context.say(wording.AGENTS_ONLY))
        topics = tuple(name for name, box in self._boxes.items() if box.value)
        wanted = cast(Sentiment, self._feeling.value), topics
        try:
            newer = await context.ask(_write, self._row, *wanted, context.person.name, context.now())
        except NabizError as error:
            return self._say(f"{error.message}. {error.hint}")
        if newer is None:
            return ui.navigate.reload()
        self._say(_meanwhile(context, newer))
        self._row = newer or self._row

    def _say(self, told: str) -> None:
        self._told.clear()
        with self._told:
            html(Markup('<p class="told">{}</p>').format(told))


def _topics(context: Context, row: Row) -> list[tuple[str, str, bool]]:
    """Id, title and whether the item has it, of every topic known and of those that the item has."""
    held = cast(list[str], row["topics"])
    known = {name: context.say(words) for name, words in TOPIC_NAMES.items()}
    return [(name, title, name in held) for name, title in (known | {n: n for n in held if n not in known}).items()]


def _write(store: Store, seen: Row, sentiment: Sentiment, topics: tuple[str, ...], by: str, at: datetime) -> Row | None:
    """None: written. Else the item as somebody made it meanwhile, empty where it is no more: nothing was written."""
    item = cast(UUID, seen["id"])
    newest = read(store, item)
    if any(newest.get(name) != seen[name] for name in JUDGED):
        return newest
    return None if store.correct(item, sentiment, topics, by, at) else {}


def read(store: Store, item: UUID) -> Row:
    """The item as it is now; empty where there is none."""
    table = one(store, item)
    return dict(zip(table.columns, table.rows[0], strict=True)) if table.rows else {}


def _meanwhile(context: Context, newer: Row) -> str:
    if not newer:
        return context.say(wording.ITEM_GONE)
    topics = [
        context.say(TOPIC_NAMES[name]) if name in TOPIC_NAMES else name for name in cast(list[str], newer["topics"])
    ]
    said = [context.say(SENTIMENT_NAMES[str(newer["sentiment"])]), *topics]
    who = str(newer["model"]).removeprefix("person:")
    return context.say(wording.CORRECTED_MEANWHILE).format(who, ", ".join(said))
