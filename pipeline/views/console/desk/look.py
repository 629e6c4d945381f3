"""The desk's own style and keys, put into its pages. Called by each of them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from nicegui import ui

HERE = Path(__file__).parent


def dress() -> None:
    ui.add_head_html(f"<style>{_text('desk.css')}</style><script>{_text('desk.js')}</script>")


@cache
def _text(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")
