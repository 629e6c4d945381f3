"""A page that is not there, and one that breaks, are said in the reader's words and tell nothing else."""

from __future__ import annotations

import httpx
import pytest
from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from pipeline.views.console.failing import Failing


@pytest.fixture
async def client():
    app = FastAPI()

    @app.get("/broken")
    async def broken() -> Response:
        return HTMLResponse("KeyError: 'kargom gelmedi'", 500)

    @app.get("/whole")
    async def whole() -> Response:
        return HTMLResponse("<p>as it is")

    @app.get("/panel.csv")
    async def download() -> Response:
        return PlainTextResponse("there is no such panel", 404)

    @app.exception_handler(404)
    async def absent(_: Request, error: HTTPException) -> Response:
        return HTMLResponse(f"This page doesn't exist. {error}", 404)

    transport = httpx.ASGITransport(Failing(app, "tr"))
    async with httpx.AsyncClient(transport=transport, base_url="http://desk.example") as opened:
        yield opened


async def test_an_unknown_address_is_said_in_the_consoles_language_with_a_way_on(client: httpx.AsyncClient) -> None:
    answer = await client.get("/nerede")
    assert answer.status_code == 404
    assert "Böyle bir sayfa yok" in answer.text
    assert 'lang="tr"' in answer.text
    assert 'href="/"' in answer.text
    assert "exist" not in answer.text
    assert int(answer.headers["content-length"]) == len(answer.content)


async def test_a_page_that_breaks_tells_no_text_and_can_be_asked_for_again(client: httpx.AsyncClient) -> None:
    answer = await client.get("/broken?brand=Lodos&x=%22%3E", headers={"cookie": "nabiz_language=en"})
    assert answer.status_code == 500
    assert "This page could not be loaded" in answer.text
    assert "kargom" not in answer.text
    assert 'href="/broken?brand=Lodos&amp;x=%22%3E"' in answer.text


async def test_a_way_back_leads_to_no_other_site(client: httpx.AsyncClient) -> None:
    answer = await client.get("http://desk.example//evil.example/")
    assert "evil.example" not in answer.text


async def test_what_is_whole_and_what_is_no_page_pass_as_they_are(client: httpx.AsyncClient) -> None:
    assert (await client.get("/whole")).text == "<p>as it is"
    download = await client.get("/panel.csv")
    assert (download.status_code, download.text) == (404, "there is no such panel")


async def test_a_form_sent_to_an_unknown_address_keeps_its_answer(client: httpx.AsyncClient) -> None:
    assert "This page doesn't exist." in (await client.post("/nerede")).text
