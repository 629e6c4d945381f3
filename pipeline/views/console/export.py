"""Downloads: the numbers of a panel and the items behind one, as CSV that a spreadsheet may open. Called by `app`.

A cell that begins like a formula gets an apostrophe in front (OWASP: CSV injection). Texts are redacted as stored.
A Turkish spreadsheet takes a semicolon between cells and a comma in numbers: Turkish readers get those.
"""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse

from pipeline.errors import NabizError
from pipeline.spike.istanbul import ISTANBUL
from pipeline.storage.base import Table, Value
from pipeline.views import answers
from pipeline.views.catalogue import dashboard, panel
from pipeline.views.console.finding import Wanted, following, search, wanted
from pipeline.views.console.page import Context
from pipeline.views.console.tables import spelled
from pipeline.views.panel import Language

AT_ONCE = 10_000  # items held in memory
MARK = "\ufeff"  # tells Excel that this is UTF-8
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def add_exports(app: FastAPI, context_of: Callable[[Request], Awaitable[Context]]) -> None:
    @app.get("/items.csv")
    async def items(request: Request) -> Response:
        try:
            return await _items(await context_of(request))
        except NabizError as error:
            return PlainTextResponse(str(error), 503)

    @app.get("/panels/{board}/{name}.csv")
    async def numbers(request: Request, board: str, name: str) -> Response:
        try:
            return await _numbers(await context_of(request))
        except NabizError as error:
            return PlainTextResponse(str(error), 503)


async def _items(context: Context) -> Response:
    """All of them, however many: page after page, so that one page is held in memory at a time. Where the store fails
    meanwhile the connection breaks off, and the browser says that the file is not whole."""
    looked_for = wanted(context.asked, context.choice.filters)
    return _file("items", _pages(context, looked_for, await context.ask(search, looked_for, AT_ONCE)))


async def _pages(context: Context, looked_for: Wanted, table: Table) -> AsyncIterator[str]:
    yield MARK + as_csv(without_reading(table), context.language)
    while len(table.rows) == AT_ONCE:
        looked_for = following(looked_for, table)
        table = await context.ask(search, looked_for, AT_ONCE)
        yield as_csv(without_reading(table), context.language, headed=False)


async def _numbers(context: Context) -> Response:
    board = dashboard(context.parts["board"])
    found = panel(board, context.parts["name"]) if board else None
    if board is None or found is None:
        return PlainTextResponse("there is no such panel", 404)
    table = await context.ask(answers.answer, found, context.choice.filters, context.look)
    return _file(f"{board.name}-{found.name}", MARK + as_csv(spelled(found, table, context.language), context.language))


def _file(name: str, content: str | AsyncIterator[str]) -> Response:
    kind = "text/csv; charset=utf-8"
    headers = {"Content-Disposition": f'attachment; filename="nabiz-{name}.csv"'}
    if isinstance(content, str):
        return Response(content, media_type=kind, headers=headers)
    return StreamingResponse(content, media_type=kind, headers=headers)


def without_reading(items: Table) -> Table:
    """A score without a text says no sentiment, whatever the model made of nothing."""
    text, sentiment = items.columns.index("text"), items.columns.index("sentiment")
    rows = [row if row[text] else (*row[:sentiment], None, *row[sentiment + 1 :]) for row in items.rows]
    return Table(columns=items.columns, types=items.types, rows=rows)


def as_csv(table: Table, language: Language, *, headed: bool = True) -> str:
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";" if language == "tr" else ",")
    if headed:
        writer.writerow(table.columns)
    writer.writerows([cell(value, language) for value in row] for row in table.rows)
    return written.getvalue()


def cell(value: Value, language: Language = "en") -> str | int | float | None:
    """As a spreadsheet may have it: times of Istanbul, lists in one cell, no text that begins like a formula."""
    if isinstance(value, float) and language == "tr":
        return str(value).replace(".", ",")
    if value is None or isinstance(value, int | float):
        return value
    if isinstance(value, datetime):
        return value.astimezone(ISTANBUL).isoformat(sep=" ", timespec="seconds")
    text = ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    return f"'{text}" if text.startswith(RISKY) else text
