"""The dialog in which an agent says how an item is really meant. Opened by `items`.

What is saved counts at once and is exported for training. The role is asked again at the moment of saving: a page may
have been open since before it was taken away.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast
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
from pipeline.views.console.saying import html
from pipeline.views.labels import SENTIMENT_NAMES, TOPIC_NAMES


def allow_correcting(context: Context) -> None:
    """Listens for the buttons of the items on this page."""

    async def asked(event: GenericEventArguments) -> None:
        try:
            table = await context.ask(one, UUID(str(event.args)))
        except (NabizError, ValueError):
            return ui.notify(context.say(wording.NO_STORE), type="negative")
        if table.rows:
            _open(context, dict(zip(table.columns, table.rows[0], strict=True)))

    ui.on("correct", asked)


def _open(context: Context, row: Mapping[str, Value]) -> None:
    with ui.dialog(value=True) as dialog, ui.card().classes("correction"):
        html(Markup('<h2>{}</h2><p class="quoted">{}</p>').format(context.say(wording.CORRECT_LEAD), row["text"]))
        feelings = {name: context.say(SENTIMENT_NAMES[name]) for name in SENTIMENTS}
        feeling = ui.radio(feelings, value=row["sentiment"]).props("inline")
        held = cast(list[str], row["topics"])
        with ui.element("div").classes("topics"):
            known = {name: context.say(words) for name, words in TOPIC_NAMES.items()}
            boxes = {
                name: ui.checkbox(title, value=name in held)
                for name, title in (known | {name: name for name in held if name not in known}).items()
            }

        async def save() -> None:
            topics = tuple(name for name, box in boxes.items() if box.value)
            await _save(context, cast(UUID, row["id"]), cast(Sentiment, feeling.value), topics)

        with ui.element("div").classes("ends"):
            ui.button(context.say(wording.CANCEL), on_click=dialog.close).props("flat no-caps")
            ui.button(context.say(wording.SAVE), on_click=save).props("unelevated no-caps")


async def _save(context: Context, item: UUID, sentiment: Sentiment, topics: tuple[str, ...]) -> None:
    if not context.may("agent"):
        return ui.notify(context.say(wording.AGENTS_ONLY), type="warning")

    def write(store: Store) -> bool:
        return store.correct(item, sentiment, topics, context.person.name, context.now())

    try:
        await context.ask(write)
    except NabizError as error:
        return ui.notify(f"{error.message}. {error.hint}", type="negative")
    ui.navigate.reload()
