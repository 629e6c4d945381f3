"""Bringing feedback in: connect, replay-rejected. Called through `pipeline.cli`."""

from __future__ import annotations

import typer


def register(app: typer.Typer) -> None:
    pass
