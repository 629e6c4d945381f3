"""The look: style sheet, script and icon, served without a session since the sign-in wears it too. Called by `app`."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI
from starlette.responses import Response

from pipeline.views.console.palette import stylesheet

HERE = Path(__file__).parent
KINDS = {"nabiz.js": "text/javascript", "theme.js": "text/javascript", "icon.svg": "image/svg+xml"}


def add_look(app: FastAPI) -> None:
    style = stylesheet() + (HERE / "nabiz.css").read_text(encoding="utf-8")
    files = {name: (HERE / name).read_bytes() for name in KINDS}

    @app.get("/look/nabiz.css")
    async def sheet() -> Response:
        return Response(style, media_type="text/css", headers={"Cache-Control": "no-cache"})

    @app.get("/look/{name}")
    async def file(name: str) -> Response:
        if name not in files:
            return Response(status_code=404)
        return Response(files[name], media_type=KINDS[name], headers={"Cache-Control": "no-cache"})
