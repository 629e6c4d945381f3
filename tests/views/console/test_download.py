"""A download of items holds all of them, read page by page; where the store fails meanwhile it does not look whole."""

from __future__ import annotations

import csv
import io
from types import SimpleNamespace
from typing import Any, cast

import httpx
import pytest
from fastapi import FastAPI

from pipeline.errors import StoreAway
from pipeline.storage.base import Store
from pipeline.views.console import export
from pipeline.views.console.page import Context
from tests.storage.insights import an_insight
from tests.views.conftest import FILTERS, Filled

ITEMS = [an_insight(number, text=f"kargo {number}") for number in range(25)]


async def download(store: Store, pages: int = 100) -> httpx.Response:
    """By whoever asks for all items; the store answers so many questions."""
    asked: list[int] = []

    async def ask(question: Any, *told: Any) -> Any:
        asked.append(told[-1])
        if len(asked) > pages:
            raise StoreAway("the store is away", hint="")
        return question(store, *told)

    async def context_of(_: object) -> Context:
        choice = SimpleNamespace(filters=FILTERS)
        return cast(Context, SimpleNamespace(ask=ask, asked={}, choice=choice, language="en"))

    app = FastAPI()
    export.add_exports(app, context_of)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://desk.example") as client:
        answer = await client.get("/items.csv")
    assert set(asked) == {10}, "no more than a page is held"
    return answer


@pytest.mark.parametrize("count", [0, 7, 20, 25])
async def test_a_download_holds_every_item_once(filled: Filled, monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    monkeypatch.setattr(export, "AT_ONCE", 10)
    answer = await download(filled(ITEMS[:count]))
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert [row["text"] for row in rows] == [f"kargo {number}" for number in reversed(range(count))]


async def test_a_store_that_is_away_is_said(filled: Filled, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "AT_ONCE", 10)
    assert (await download(filled(ITEMS), 0)).status_code == 503


async def test_a_download_that_is_not_whole_breaks_off(filled: Filled, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "AT_ONCE", 10)
    with pytest.raises(StoreAway):
        await download(filled(ITEMS), 1)
