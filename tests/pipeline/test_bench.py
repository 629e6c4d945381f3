"""`nabiz bench` measures the model as the settings have it, in every section, and says so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from models import bench as alone
from models.fake import FreeModel
from pipeline.bench import measure as bench
from pipeline.cli import app
from pipeline.settings import Settings, load_settings

OWN = "- {id: loan, tr: Kredi, en: Loans, seeds: {tr: [konut kredisi]}}\n"


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Settings]:
    """The settings each section was given, none of which is measured."""
    given: list[Settings] = []

    def noted(settings: Settings, answer: object) -> object:
        given.append(settings)
        return answer

    for name in Settings.model_fields:
        monkeypatch.delenv(f"NABIZ_{name.upper()}", raising=False)
    (tmp_path / "own.yaml").write_text(OWN, encoding="utf-8")
    for name, value in (("PRECISION", "float32"), ("THREADS", "1"), ("TAXONOMY", str(tmp_path / "own.yaml"))):
        monkeypatch.setenv(f"NABIZ_{name}", value)
    monkeypatch.setattr(bench, "model_of", lambda settings: noted(settings, FreeModel()))
    monkeypatch.setattr(bench, "bare_model", lambda *_: (2.0, 1.0))
    monkeypatch.setattr(bench, "_stream", lambda way, settings, *_: noted(settings, 1.0))
    monkeypatch.setattr(bench, "latency", lambda settings, *_: noted(settings, (1.0, 2.0, 3.0)))
    monkeypatch.setattr(bench, "queried", lambda _: [])
    return given


def test_every_section_has_the_threads_and_precision_of_the_settings(seen: list[Settings]) -> None:
    told = json.loads(CliRunner().invoke(app, ["bench", "--json"], catch_exceptions=False).stdout)
    assert {(each.threads, each.precision) for each in seen} == {(1, "float32")}
    assert [each.model for each in seen].count("compact") == 4
    assert all(bool(each.taxonomy) == (each.model == "compact") for each in seen)
    assert {(each["model"], each["threads"], each["precision"]) for each in told} == {("compact", 1, "float32")}


def test_the_table_says_them(seen: list[Settings]) -> None:
    said = CliRunner().invoke(app, ["bench"], catch_exceptions=False).stdout
    assert "model compact, threads: 1, precision: float32" in said


def test_the_child_processes_are_given_them_and_nothing_else_that_is_set_here(
    seen: list[Settings], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("NABIZ_BATCH_ITEMS", "7")
    told = bench._environment("127.0.0.1:1", load_settings(), tmp_path)
    assert (told["NABIZ_THREADS"], told["NABIZ_PRECISION"]) == ("1", "float32")
    assert told["NABIZ_TAXONOMY"].endswith("own.yaml")
    assert "NABIZ_BATCH_ITEMS" not in told


def test_the_bench_of_the_model_alone_reads_no_settings_and_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[dict[str, object]] = []
    monkeypatch.setattr(alone, "load_model", lambda name, **how: asked.append({"name": name, **how}) or FreeModel())
    monkeypatch.setattr(alone, "made_texts", lambda count: ["kargo gelmedi"] * 4)
    monkeypatch.setenv("NABIZ_THREADS", "7")
    alone.main([])
    alone.main(["fake:free", "--threads", "1", "--precision", "float32"])
    plain = {"name": "compact", "threads": 0, "precision": "auto", "taxonomy": None}
    assert asked == [plain, plain | {"name": "fake:free", "threads": 1, "precision": "float32"}]
    with pytest.raises(SystemExit):
        alone.main(["--help"])
    said = " ".join(capsys.readouterr().out.split())
    assert "fake:free@1: " in said
    assert "reads no settings" in said
    assert "nabiz bench" in said
