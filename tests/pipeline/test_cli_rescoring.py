"""`nabiz rescore`: compares first, switches on --apply, says which generation workers need, redacts what it shows."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from typer.testing import CliRunner

from pipeline.cli import app, main
from pipeline.cli.rescoring import moment
from pipeline.errors import SettingsError
from pipeline.feedback import revision
from pipeline.settings import Settings, load_settings
from pipeline.storage import open_store
from pipeline.storage.rescoring import ClickHouseStaging
from tests.storage.insights import START, an_insight, landed

OWN = "- {id: loan, tr: Kredi, en: Loans, seeds: {tr: [konut kredisi]}}\n"


@pytest.fixture(autouse=True)
def data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"NABIZ_{name.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NABIZ_MODEL", "fake:lexicon")
    (tmp_path / "own.yaml").write_text(OWN, encoding="utf-8")
    store = open_store(load_settings(data_dir=tmp_path / "data").store_url)
    store.migrate()
    texts = ["Konut kredim çıkmadı, 0532 555 12 34", "kargo gelmedi, berbat", "harika"]
    items = [an_insight(n, text=text, topics=()) for n, text in enumerate(texts)]
    items = [msgspec.structs.replace(item, revision=revision(0, START)) for item in items]
    store.write(items, landed(items))
    store.close()
    return tmp_path / "data"


def run(*words: str) -> str:
    result = CliRunner().invoke(app, ["rescore", "--data-dir", "data", *words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def stored(data: Path, what: str) -> object:
    words = ["query", f"SELECT {what} AS found FROM items", "--data-dir", str(data), "--format", "json"]
    return json.loads(CliRunner().invoke(app, words).stdout)[0]["found"]


def test_it_explains_itself_with_an_example() -> None:
    said = CliRunner().invoke(app, ["rescore", "--help"]).stdout
    assert "Example: " in said
    assert "NABIZ_GENERATION" in said


def test_it_compares_first_and_switches_nothing(data: Path) -> None:
    said = run("--since", "2026-01-01", "--taxonomy", "own.yaml")
    assert "3 items read now, 3 compared" in said
    assert "topic      loan" in said
    assert "+loan" in said
    assert "[PHONE]" in said
    assert "0532" not in said
    assert "NABIZ_GENERATION=1" in said
    assert stored(data, "countIf(has(topics, 'loan'))") in (0, "0")


def test_applied_the_items_count_as_read_anew(data: Path) -> None:
    run("--since", "2026-01-01", "--taxonomy", "own.yaml")
    assert "3 items switched" in run("--since", "2026-01-01", "--taxonomy", "own.yaml", "--apply")
    assert stored(data, "countIf(has(topics, 'loan'))") in (1, "1")
    assert stored(data, "count()") in (3, "3")
    assert "nothing to switch" in run("--since", "2026-01-01", "--taxonomy", "own.yaml", "--apply")


def test_the_difference_as_json(data: Path) -> None:
    told = json.loads(run("--since", "2026-01-01", "--taxonomy", "own.yaml", "--json", "--examples", "1"))
    assert (told["compared"], told["generation"], len(told["examples"])) == (3, 1, 1)
    assert {"before": "negative", "after": "positive", "items": 1} in told["sentiments"]


def test_a_higher_generation_may_be_chosen(data: Path) -> None:
    run("--since", "2026-01-01", "--generation", "7", "--apply")
    assert "NABIZ_GENERATION=8" in run("--since", "2026-01-01", "--taxonomy", "own.yaml")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--since", "gestern"), "2026-03-01"),
        (("--since", "2026-03-01", "--until", "2026-02-01"), "--until"),
        (("--since", "0001-01-01"), "--since '0001-01-01': nothing is stored before 1970"),
        (("--since", "2250-01-01"), "--since '2250-01-01': nothing is stored before 1970 or after 2199"),
        (("--since", "2026-01-01", "--until", "9999-12-31T23:00-05:00"), "nothing is stored before 1970 or after 2199"),
        (("--since", "2026-01-01", "--generation", "0"), "use 1 or more"),
        (("--since", "2026-01-01", "--model", "nonsense"), "fake:free"),
        (("--since", "2026-01-01", "--taxonomy", "none.yaml"), "none.yaml"),
    ],
)
def test_a_mistake_is_answered_with_what_to_do(
    words: tuple[str, ...], said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["nabiz", "rescore", "--data-dir", "data", *words])
    with pytest.raises(SystemExit):
        main()
    assert said in capsys.readouterr().err


def test_a_generation_too_low_is_refused_before_anything_is_read(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.rescoring.read_again", lambda *_: pytest.fail("hours of reading"))
    with pytest.raises(SettingsError, match="use 1 or more"):
        CliRunner().invoke(
            app,
            ["rescore", "--data-dir", "data", "--since", "2026-01-01", "--generation", "0"],
            catch_exceptions=False,
        )


def test_a_time_without_items_is_not_called_read_already(data: Path) -> None:
    said = run("--since", "2150-01-01", "--taxonomy", "own.yaml")
    assert "no item is stored from 2150-01-01T00:00 to 2200-01-01" in said
    assert "was read by this model" not in said


def test_what_was_erased_stays_erased_when_applying_is_interrupted_and_after_one_that_was_killed(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []

    def interrupted(*_: object) -> None:
        steps.append("apply")
        raise KeyboardInterrupt

    def kept(_: ClickHouseStaging) -> None:
        steps.append("keep erased")

    monkeypatch.setattr(ClickHouseStaging, "apply", interrupted)
    monkeypatch.setattr(ClickHouseStaging, "keep_erased", kept)
    words = ["rescore", "--data-dir", "data", "--since", "2026-01-01", "--taxonomy", "own.yaml", "--apply"]
    assert CliRunner().invoke(app, words).exit_code != 0
    assert steps == ["keep erased", "apply", "keep erased"]


def test_dates_are_istanbuls_and_times_with_a_zone_their_own() -> None:
    assert moment("2026-03-01", "--since") == datetime(2026, 2, 28, 21, tzinfo=UTC)
    assert moment("2026-03-01T09:00+00:00", "--since") == datetime(2026, 3, 1, 9, tzinfo=UTC)
