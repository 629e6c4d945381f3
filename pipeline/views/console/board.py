"""The dashboards as pages: one page each, its panels on a grid of twelve. Found by `app` through PAGES."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from nicegui import ui

from pipeline.views.catalogue import dashboards
from pipeline.views.console.asking import Asking
from pipeline.views.console.card import Card
from pipeline.views.console.frame import bar, head
from pipeline.views.console.icons import BY_NAME
from pipeline.views.console.page import Choice, Context, Page
from pipeline.views.console.saying import html
from pipeline.views.panel import Dashboard


def _builder(board: Dashboard) -> Callable[[Context], Awaitable[None]]:
    async def build(context: Context) -> None:
        heading = html(head(context, board.title, board.about))
        html(bar(context))

        def renewed(choice: Choice) -> None:
            if not heading.is_deleted:
                heading.set_content(head(context, board.title, board.about, choice.last))

        with ui.element("div").classes("grid"):
            asking = Asking(context, board.panels, renewed=renewed)
            for panel in board.panels:
                Card(context, board, panel, asking)

    return build


def _page(board: Dashboard, path: str, order: int | None) -> Page:
    icon = BY_NAME.get(board.name, "grid")
    return Page(path=path, title=board.title, build=_builder(board), order=order, icon=icon, filtered=True)


PAGES = (
    _page(dashboards()[0], "/", None),
    *(_page(board, f"/boards/{board.name}", board.order) for board in dashboards()),
)
