"""Downloads: the numbers of a panel and the items behind one, as CSV that a spreadsheet may open. Called by `app`.

A cell that begins like a formula gets an apostrophe in front (OWASP: CSV injection). Texts are redacted as stored.
A Turkish spreadsheet takes a semicolon between cells and a comma in numbers: Turkish readers get those.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Awaitable, Callable
from datetime import datetime

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from pipeline.errors import NabizError
from pipeline.spike.istanbul import ISTANBUL
from pipeline.storage.base import Table, Value
from pipeline.views import answers
from pipeline.views.catalogue import dashboard, panel
from pipeline.views.console.finding import EXPORTED, search, wanted
from pipeline.views.console.page import Context
from pipeline.views.console.tables import spelled
from pipeline.views.panel import Language

RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def add_exports(app: FastAPI, context_of: Callable[[Request], Awaitable[Context]]) -> None:
    @app.get("/items.csv")
    async def items(request: Request) -> Response:
        return await _answer(request, context_of, "items", _items)

    @app.get("/panels/{board}/{name}.csv")
    async def numbers(request: Request, board: str, name: str) -> Response:
        return await _answer(request, context_of, f"{board}-{name}", _numbers)


async def _answer(
    request: Request,
    context_of: Callable[[Request], Awaitable[Context]],
    name: str,
    fetch: Callable[[Context], Awaitable[Table | None]],
) -> Response:
    try:
        context = await context_of(request)
        table = await fetch(context)
    except NabizError as error:
        return PlainTextResponse(str(error), 503)
    if table is None:
        return PlainTextResponse("there is no such panel", 404)
    safe = "".join(letter for letter in name if letter.isascii() and (letter.isalnum() or letter == "-"))
    return Response(
        # The mark in front tells Excel that this is UTF-8.
        "\ufeff" + as_csv(table, context.language),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="nabiz-{safe}.csv"'},
    )


async def _items(context: Context) -> Table | None:
    return without_reading(await context.ask(search, wanted(context.asked, context.choice.filters), EXPORTED))


def without_reading(items: Table) -> Table:
    """A score without a text says no sentiment, whatever the model made of nothing."""
    text, sentiment = items.columns.index("text"), items.columns.index("sentiment")
    rows = [row if row[text] else (*row[:sentiment], None, *row[sentiment + 1 :]) for row in items.rows]
    return Table(columns=items.columns, types=items.types, rows=rows)


async def _numbers(context: Context) -> Table | None:
    board = dashboard(context.parts["board"])
    found = panel(board, context.parts["name"]) if board else None
    if found is None:
        return None
    table = await context.ask(answers.answer, found, context.choice.filters, context.look)
    return spelled(found, table, context.language)


def as_csv(table: Table, language: Language) -> str:
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";" if language == "tr" else ",")
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
