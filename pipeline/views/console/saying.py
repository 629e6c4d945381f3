"""Markup onto a page, and what is said when something fails. Called by the pages.

`html` takes Markup only, so that a text that was not escaped cannot reach a page by mistake.
"""

from __future__ import annotations

from collections.abc import Callable

from markupsafe import Markup
from nicegui import ui

from pipeline.errors import NabizError, QueryTooLarge, StoreAway
from pipeline.views.console import wording
from pipeline.views.console.page import Context
from pipeline.views.panel import Words


def html(content: Markup, tag: str = "div", *, classes: str = "") -> ui.html:
    """Escaped already, hence not sanitised again: that would take away forms and our own attributes."""
    return ui.html(content, sanitize=False, tag=tag).classes(classes)


def button(label: str, pressed: Callable[[], object], *, classes: str = "button", key: str = "") -> ui.element:
    """`key`: the letter that presses it too."""
    made = ui.element("button").classes(classes).props("type=button")
    if key:
        made.props["data-key"] = key
    with made:
        ui.label(label)
    made.on("click", pressed)
    return made


def trouble(context: Context, title: Words, error: NabizError) -> None:
    """In place of a page: what failed, why, and what to do; errors of this tree hold neither customer text nor secrets.

    While the store is away the browser asks again by itself.
    """
    with ui.element("div").props("data-again" if isinstance(error, StoreAway) else ""):
        html(told(context, title, error))


def told(context: Context, title: Words, error: NabizError) -> Markup:
    """In the reader's words, and small, in English, what an administrator needs. Who is away is said of that alone."""
    title = wording.NOT_LOADED if title is wording.NO_STORE and not isinstance(error, StoreAway) else title
    return Markup('<div class="trouble" role="alert"><b>{}</b><p>{}</p><small lang="en">{}</small></div>').format(
        context.say(title), context.say(_cause(error)), str(error)
    )


def _cause(error: NabizError) -> Words:
    if isinstance(error, StoreAway):
        return wording.AWAY
    return wording.TOO_LARGE if isinstance(error, QueryTooLarge) else wording.OTHERWISE


def empty(context: Context, words: str, *, filtered: bool = True) -> Markup:
    """Nothing is there; what to do about it where the filters or an empty store may be why."""
    if not filtered:
        return Markup('<div class="empty"><b>{}</b></div>').format(words)
    if context.options.last is None:
        words, advice = context.say(wording.EMPTY_STORE), wording.CONNECT
    else:
        advice = wording.WIDEN
    return Markup('<div class="empty"><b>{}</b><p>{}</p></div>').format(words, context.say(advice))
