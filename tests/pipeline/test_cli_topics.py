"""`nabiz topics`: lists, tries on unlabelled texts, saves thresholds; what it shows is redacted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from models.topics.company import load_company
from pipeline.cli import app, main
from pipeline.cli.topics import one_line
from pipeline.settings import Settings

OWN = """- id: loan  # krediler
  tr: Konut kredisi
  en: Housing loans
  seeds: {tr: [konut kredisi]}
- id: queue
  tr: Kuyruk
  en: Queues
  seeds: {tr: [numaratör]}
"""


@pytest.fixture(autouse=True)
def own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"NABIZ_{name.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NABIZ_MODEL", "fake:lexicon")
    (tmp_path / "own.yaml").write_text(OWN, encoding="utf-8")
    texts = [f"Konut kredim {n} gündür çıkmadı, telefonum 0532 555 12 34\nlütfen arayın" for n in range(10)]
    texts += [f"Uygulama {n}. kez kapandı" for n in range(60)]
    lines = [json.dumps({"text": text}) for text in texts]
    (tmp_path / "in.jsonl").write_text("\n".join(["no json", *lines]), encoding="utf-8")
    return tmp_path / "own.yaml"


def run(*words: str) -> str:
    result = CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.mark.parametrize("command", ["list", "try"])
def test_both_explain_themselves_with_an_example(command: str) -> None:
    assert "Example: " in run("topics", command, "--help")


def test_the_list_has_the_default_topics_and_the_companys_own() -> None:
    assert "delivery" in run("topics", "list")
    listed = run("topics", "list", "--taxonomy", "own.yaml")
    assert all(word in listed for word in ("delivery", "loan", "Kuyruk", "0.500"))


def test_a_trial_shows_what_is_taken_without_personal_data() -> None:
    said = run("topics", "try", "in.jsonl", "--taxonomy", "own.yaml")
    assert "takes 10 of 70 texts (14.3 %), 10 with a seed phrase" in said
    assert "just missed" in said
    assert "[PHONE]" in said
    assert "0532" not in said
    assert "no seed phrase stands in any text" in said


def test_a_trial_writes_nothing_unless_it_is_told_to(own: Path) -> None:
    run("topics", "try", "in.jsonl", "--taxonomy", "own.yaml")
    assert own.read_text(encoding="utf-8") == OWN
    run("topics", "try", "in.jsonl", "--taxonomy", "own.yaml", "--save")
    loan = load_company(own)[0]
    assert loan.threshold != 0.5
    assert loan.nearness.spread > 0
    assert "# krediler" in own.read_text(encoding="utf-8")


def test_classify_reads_a_companys_topics_by_option_and_by_setting(
    own: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    run("classify", "in.jsonl", "--output", "a.jsonl", "--taxonomy", "own.yaml")
    monkeypatch.setenv("NABIZ_TAXONOMY", str(own))
    run("classify", "in.jsonl", "--output", "b.jsonl")
    read = (tmp_path / "a.jsonl").read_text(encoding="utf-8")
    assert read == (tmp_path / "b.jsonl").read_text(encoding="utf-8")
    rows = [json.loads(line) for line in read.splitlines()]
    assert [row["topics"] for row in rows[:10]] == [["loan"]] * 10
    assert rows[20]["topics"] == ["app_website"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("topics", "try", "in.jsonl"), "NABIZ_TAXONOMY"),
        (("topics", "try", "none.jsonl", "--taxonomy", "own.yaml"), "none.jsonl"),
        (("topics", "list", "--taxonomy", "none.yaml"), "none.yaml"),
        (("classify", "in.jsonl", "--taxonomy", "in.jsonl"), "in.jsonl line 2"),
    ],
)
def test_a_mistake_is_answered_with_what_to_do(
    words: tuple[str, ...], said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["nabiz", *words])
    with pytest.raises(SystemExit):
        main()
    assert said in capsys.readouterr().err


def test_a_line_that_is_shown_is_one_line_of_printable_letters() -> None:
    assert one_line("bir\n iki\x1b[31m\u202e üç", 80) == "bir iki [31m üç"
    assert one_line("x" * 500, 10) == "x" * 9 + "…"
