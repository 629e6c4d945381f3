"""One panel on a page: skeleton, then number, chart or table; kept fresh while it is seen. Called by `board`.

The browser says when a panel comes into sight and, while it is there and the tab is looked at, every twenty seconds
again; then the store is asked in a thread. What did not change is not drawn again.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import cast

from markupsafe import Markup
from nicegui import ui
from nicegui.events import EChartPointClickEventArguments

from pipeline.errors import NabizError
from pipeline.spike.istanbul import ISTANBUL
from pipeline.storage.base import Table, Value
from pipeline.views import answers
from pipeline.views.console import wording
from pipeline.views.console.asking import Asking
from pipeline.views.console.charts import chart, columns, height, named
from pipeline.views.console.icons import icon
from pipeline.views.console.leading import leading
from pipeline.views.console.page import Choice, Context
from pipeline.views.console.saying import empty, html, told
from pipeline.views.console.tables import Lead, rows_of, tile
from pipeline.views.panel import FILTERED, Dashboard, Panel

SKELETON = Markup('<div class="skeleton {}" role="status" aria-label="{}"></div>')


class Card:
    def __init__(self, context: Context, board: Dashboard, panel: Panel, asking: Asking) -> None:
        self._context, self._board, self._panel, self._asking = context, board, panel, asking
        self._lead = self._leading(context.choice)
        self._shown: Table | None = None
        self._marks: list[answers.Mark] = []
        self._chart: ui.echart | None = None
        self._told: ui.html | None = None  # the number, or the table
        self._busy = False
        self._card = ui.element("section").classes(f"card {panel.kind} wide-{panel.width}").props("data-live")
        self._card.on("seen", self.refresh)
        with self._card:
            html(self._head(), "header")
            with ui.element("div").classes("body") as self._body:
                html(SKELETON.format(panel.kind, context.say(wording.LOADING)))

    def _leading(self, choice: Choice) -> Lead:
        return leading(self._board.name, self._panel, self._context.asked, choice)

    async def refresh(self) -> None:
        """Ask again, and draw what changed."""
        if self._busy:
            return
        self._busy = True
        try:
            asked, choice = await self._asking.now()
            table = await self._context.ask(asked, self._panel)
            marks = await self._context.ask(asked.marks) if self._panel.marked else []
        except NabizError as error:
            self._fail(error)
        else:
            if (table != self._shown or marks != self._marks) and not self._card.is_deleted:
                self._marks, self._lead = marks, self._leading(choice)
                self._draw(table)
        finally:
            self._busy = False

    def _draw(self, table: Table) -> None:
        """What stands there is filled anew: where a reader has scrolled to, zoomed in or opened the data, it stays."""
        if table.rows and self._told is not None:
            self._told.set_content(self._words(table))
            if self._chart is not None:
                self._chart.options.update(self._options(table))
                self._chart.style(f"height:{height(self._panel, table)}px")
                self._chart.update()
        else:
            self._clear()
            with self._body:
                self._build(table)
        self._shown = table

    def _build(self, table: Table) -> None:
        panel, context = self._panel, self._context
        if not table.rows:
            why = panel.nothing(context.choice.filters.own)
            html(empty(context, context.say(why), filtered=why == FILTERED))
        elif panel.kind == "number":
            self._told = html(self._words(table))
        elif panel.kind == "table":
            with self._rows():
                self._told = html(self._words(table))
        else:
            self._chart = ui.echart(self._options(table), on_point_click=self._clicked, renderer="svg")
            label = f"{context.say(panel.title)}. {context.say(panel.about)}"
            self._chart.style(f"height:{height(panel, table)}px").props["role"] = "img"
            self._chart.props["aria-label"] = label
            with ui.element("details").classes("data"):
                html(Markup("{}").format(context.say(wording.SHOW_DATA)), "summary")
                with self._rows():
                    self._told = html(self._words(table))

    def _options(self, table: Table) -> dict[str, object]:
        return dict(chart(self._panel, table, self._context.language, self._marks))

    def _words(self, table: Table) -> Markup:
        draw = tile if self._panel.kind == "number" else rows_of
        return draw(self._panel, table, self._context.language, self._lead)

    def _rows(self) -> ui.element:
        """The box of a table; it scrolls, and may be reached by keyboard for that."""
        box = ui.element("div").classes("rows").props("tabindex=0 role=region")
        box.props["aria-label"] = self._context.say(wording.DATA_OF).format(self._context.say(self._panel.title))
        return box

    def _fail(self, error: NabizError) -> None:
        if not self._card.is_deleted:
            self._clear()
            self._shown = None
            with self._body:
                html(told(self._context, wording.FAILED, error))

    def _clear(self) -> None:
        self._body.clear()
        self._chart = self._told = None

    def _head(self) -> Markup:
        context, panel = self._context, self._panel
        query = context.choice.query
        items = self._lead({})
        title = context.say(panel.title)
        link = Markup('<a href="{}" aria-label="{}: {}" title="{}">{}</a>')
        tools = [
            link.format(items, title, context.say(wording.ITEMS_OF), context.say(wording.ITEMS_OF), icon("list"))
            if items
            else Markup(""),
            link.format(
                f"/panels/{self._board.name}/{panel.name}.csv?{query}", title, "CSV", "CSV", icon("save")
            ).replace(Markup("<a "), Markup("<a download ")),
            link.format(
                f"{context.path}?{query}#{panel.name}",
                title,
                context.say(wording.COPY),
                context.say(wording.COPY),
                icon("link"),
            ).replace(Markup("<a "), Markup("<a data-copy ")),
        ]
        return Markup('<div id="{}"><h2>{}</h2><p>{}</p></div><div class="tools">{}</div>').format(
            panel.name, title, context.say(panel.about), Markup("").join(tools)
        )

    def _clicked(self, event: EChartPointClickEventArguments) -> None:
        """To the items behind the bar or the point that was clicked."""
        if address := self._lead(self._row(event)):
            ui.navigate.to(address)

    def _row(self, event: EChartPointClickEventArguments) -> Mapping[str, Value]:
        """What was clicked, as the store calls it."""
        assert self._shown is not None
        rows = columns(self._shown)
        series = {
            named(self._panel, row["series"], self._context.language): row["series"] for row in rows if "series" in row
        }
        clicked: dict[str, Value] = {"series": series.get(event.series_name or "")}
        if self._panel.kind in ("line", "band"):
            return clicked | {"at": _moment(cast(list[float], event.data)[0])}
        labels = list(dict.fromkeys(row["label"] for row in rows))
        return clicked | ({"label": labels[event.data_index]} if event.data_index < len(labels) else {})


def _moment(clock: float) -> datetime:
    """Back from Istanbul's clock."""
    shown = datetime.fromtimestamp(clock / 1000, UTC)
    return shown.replace(tzinfo=ISTANBUL).astimezone(UTC)
