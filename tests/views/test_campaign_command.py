"""Campaigns at the command line; a module of its own, for one process holds one embedded store."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner

from pipeline.cli import app


def test_campaigns_are_noted_listed_and_removed_at_the_command_line(tmp_path: Path) -> None:
    def say(*words: str) -> tuple[int, str]:
        found = CliRunner().invoke(app, ["campaign", *words, "--data-dir", str(tmp_path)])
        return found.exit_code, found.output

    code, told = say("add", "Bahar", "--since", "2026-03-01", "--until", "2026-03-07", "--brand", "Ada Kargo")
    assert code == 0
    noted = told.split("\t")[0]
    assert say("list")[1] == f"{noted}\tAda Kargo\t2026-03-01 00:00 - 2026-03-08 00:00\tBahar\n"
    assert say("remove", noted)[0] == 0
    assert say("list") == (0, "")
    assert say("add", "x", "--since", "2026-03-09", "--until", "2026-03-07")[0] != 0
    assert say("add", "x", "--since", "dün", "--until", "2026-03-07")[0] != 0
