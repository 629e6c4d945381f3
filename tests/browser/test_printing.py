"""A page becomes a PDF by Debian's Chromium; where there is none, that is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.cli.printing import write_pdf
from pipeline.errors import SettingsError

PAGE = "<!doctype html><meta charset=utf-8><title>Hafta</title><h1>Haftanın özeti</h1>"


def test_a_page_is_printed(tmp_path: Path) -> None:
    output = tmp_path / "week.pdf"
    write_pdf(PAGE, output)
    assert output.read_bytes().startswith(b"%PDF-")


def test_without_a_browser_it_is_said_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SettingsError, match="not installed") as refused:
        write_pdf(PAGE, tmp_path / "week.pdf")
    assert "html" in refused.value.hint
