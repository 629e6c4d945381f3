"""The command line as people use it: helps with examples, answers in order, errors that say what to do."""

from __future__ import annotations

import csv
import errno
import gzip
import io
import json
import socket
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import typer
from msgspec.structs import replace
from typer.testing import CliRunner

from pipeline.cli import app, main
from pipeline.cli.diagnosis import LAST_STOCK
from pipeline.cli.feeding import at_hand
from pipeline.embedded.window import Latch, open_latch
from pipeline.errors import SettingsError
from pipeline.measuring import stock
from pipeline.settings import Settings, author_key, load_settings
from pipeline.storage import open_store
from pipeline.text.pii import author_key as hashed
from tests.storage.insights import an_insight, landed


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"NABIZ_{name.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NABIZ_MODEL", "fake:lexicon")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data directory with two items in its store."""
    settings = load_settings(data_dir=tmp_path / "data")
    store = open_store(settings.store_url)
    store.migrate()
    ali = hashed("ali", author_key(settings))
    items = [an_insight(1, text="=1+1", author=ali), an_insight(2, text="güzel", sentiment="positive")]
    store.write(items, landed(items))
    store.close()
    return tmp_path / "data"


def run(*words: str) -> str:
    result = CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def complaint(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    monkeypatch.setattr("sys.argv", ["nabiz", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0), capsys.readouterr().err


def commands(words: tuple[str, ...] = (), command: object = None) -> Iterator[tuple[str, ...]]:
    """Every command there is, and every group of them."""
    command = command or typer.main.get_command(app)
    yield words
    for name, under in getattr(command, "commands", {}).items():
        yield from commands((*words, name), under)


@pytest.mark.parametrize("words", list(commands()), ids=" ".join)
def test_every_command_and_group_explains_itself_with_an_example(words: tuple[str, ...]) -> None:
    said = " ".join(run(*words, "--help").split())
    assert f"nabiz {' '.join(words)}".strip() in said.partition("Example: ")[2]


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def classify(source: Path, tmp_path: Path) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    run("classify", str(source), "--output", str(tmp_path / "out.jsonl"), "--rejects", str(tmp_path / "bad.jsonl"))
    return lines(tmp_path / "out.jsonl"), lines(tmp_path / "bad.jsonl")


def test_every_line_comes_back_in_order_with_its_own_fields(tmp_path: Path) -> None:
    rows = [{"text": f"kargo {number} gündür gelmedi", "mine": number} for number in range(2_500)]
    source = tmp_path / "in.jsonl.gz"
    source.write_bytes(gzip.compress("\n".join(json.dumps(row) for row in rows).encode()))
    out, bad = classify(source, tmp_path)
    assert [row["mine"] for row in out] == list(range(2_500))
    assert set(out[0]) == {"text", "mine", "language", "sentiment", "sentiment_scores", "topics", "topic_scores"}
    assert sum(out[0]["sentiment_scores"].values()) == pytest.approx(1.0, abs=1e-3)  # type: ignore[attr-defined]
    assert bad == []


def test_csv_is_read_too(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("id;text\n1;Harika\n2;Berbat\n", encoding="utf-8")
    out, _ = classify(tmp_path / "in.csv", tmp_path)
    assert [(row["id"], row["text"]) for row in out] == [("1", "Harika"), ("2", "Berbat")]


def test_bad_lines_are_named_and_counted_and_the_rest_goes_on(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text(
        '{"text": "iyi"}\nno json\n{"text": 5}\n{"other": 1}\n{"text": "kötü"}\n', encoding="utf-8"
    )
    out, bad = classify(tmp_path / "in.jsonl", tmp_path)
    assert [row["text"] for row in out] == ["iyi", "kötü"]
    assert [(row["line"], row["reason"]) for row in bad] == [(2, "not_json"), (3, "wrong_type"), (4, "no_text")]


@pytest.mark.parametrize(("name", "body"), [("in.jsonl", ""), ("in.csv", "text,brand\n")])
def test_a_file_that_holds_nothing_is_said_to(tmp_path: Path, name: str, body: str) -> None:
    (tmp_path / name).write_text(body)
    result = CliRunner().invoke(app, ["classify", str(tmp_path / name), "--model", "fake:lexicon"])
    assert result.exit_code == 0
    assert "header alone" in " ".join(result.stderr.split())


def test_of_a_long_answer_a_table_shows_the_first_rows_and_says_so(data: Path) -> None:
    sql = "SELECT number FROM numbers(60000) ORDER BY number"
    result = CliRunner().invoke(app, ["query", sql, "--data-dir", str(data)])
    assert "999" in result.stdout
    assert "1000 of 60000 rows" in result.stderr
    assert len(run("query", sql, "--data-dir", str(data), "--format", "csv").split()) == 60_001


def test_a_query_is_printed_in_three_ways(data: Path) -> None:
    sql = "SELECT text, sentiment FROM items ORDER BY text"
    assert json.loads(run("query", sql, "--data-dir", str(data), "--format", "json"))[1]["text"] == "güzel"
    assert "güzel" in run("query", sql, "--data-dir", str(data), "--format", "table")
    rows = list(csv.reader(io.StringIO(run("query", sql, "--data-dir", str(data), "--format", "csv"))))
    assert rows[0] == ["text", "sentiment"]


def test_a_cell_that_looks_like_a_formula_is_harmless_in_a_spreadsheet(data: Path) -> None:
    rows = list(
        csv.reader(io.StringIO(run("query", "SELECT text FROM items", "--data-dir", str(data), "--format", "csv")))
    )
    assert ["'=1+1"] in rows


def test_a_query_that_writes_is_refused(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = complaint(monkeypatch, capsys, "query", "TRUNCATE TABLE insights", "--data-dir", str(data))
    assert code == 2
    assert "SELECT" in said


def test_an_author_is_forgotten_by_name(data: Path) -> None:
    assert "erased 1 items" in run("forget", "Ali", "--asked-by", "dpo@example.com", "--data-dir", str(data), "--yes")
    left = json.loads(run("query", "SELECT count() AS n FROM items", "--data-dir", str(data), "--format", "json"))
    assert int(left[0]["n"]) == 1
    logged = json.loads(run("query", "SELECT asked_by FROM erasures", "--data-dir", str(data), "--format", "json"))
    assert logged == [{"asked_by": "dpo@example.com"}]


@pytest.mark.parametrize("by_key", [False, True], ids=["by name", "by key"])
def test_an_author_whose_name_looks_like_a_key_is_forgotten(by_key: bool, tmp_path: Path) -> None:
    """Some systems name customers by 32 digits."""
    name, settings = "0123456789abcdef" * 2, load_settings(data_dir=tmp_path)
    key = hashed(name, author_key(settings))
    store = open_store(settings.store_url)
    store.migrate()
    items = [an_insight(author=key)]
    store.write(items, landed(items))
    store.close()
    told = key if by_key else name
    assert "erased 1 items" in run("forget", told, "--asked-by", "dpo", "--data-dir", str(tmp_path), "--yes")


@pytest.mark.parametrize("nobody", ["", " ", "@"])
def test_who_is_nobody_cannot_be_forgotten(
    nobody: str, data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("forget", nobody, "--asked-by", "dpo", "--yes", "--data-dir", str(data))
    code, said = complaint(monkeypatch, capsys, *words)
    assert code == 2
    assert "names no author" in said
    assert run("query", "SELECT count() FROM erasures", "--data-dir", str(data), "--format", "csv").split()[1] == "0"


def test_migrating_twice_changes_nothing(tmp_path: Path) -> None:
    assert "applied 0001" in run("migrate", "--data-dir", str(tmp_path / "new"))
    assert "up to date" in run("migrate", "--data-dir", str(tmp_path / "new"))


@pytest.mark.parametrize("words", [("query", "SELECT 1"), ("forget", "ali", "--asked-by", "dpo", "--yes")])
def test_where_there_is_no_store_none_is_made_by_looking(
    words: Sequence[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = complaint(monkeypatch, capsys, *words, "--data-dir", str(tmp_path / "mistyped"))
    assert code == 2
    assert "there is no store at" in said
    assert "--data-dir" in said
    assert not (tmp_path / "mistyped").exists()


def test_a_source_goes_to_the_broker_of_the_nabiz_that_runs_here_unless_another_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert at_hand(load_settings(data_dir=tmp_path)).broker == "127.0.0.1:9092"
    latch = open_latch(tmp_path, Latch("http://127.0.0.1:1", "token", broker="127.0.0.1:4321"))
    assert at_hand(load_settings(data_dir=tmp_path)).broker == "127.0.0.1:4321"
    monkeypatch.setenv("NABIZ_BROKER", "kafka:9092")
    assert at_hand(load_settings(data_dir=tmp_path)).broker == "kafka:9092"
    latch.close()


@pytest.mark.parametrize(
    "words",
    [("connect", "simulator"), ("replay-rejected",), ("drill", "--scenario", "network_outage")],
    ids=" ".join,
)
@pytest.mark.parametrize("there", [True, False], ids=["an empty directory", "no directory"])
def test_where_no_nabiz_runs_on_the_named_directory_nothing_is_sent_elsewhere_and_nothing_made(
    words: tuple[str, ...],
    there: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    named = tmp_path / "named"
    if there:
        named.mkdir()
    code, said = complaint(monkeypatch, capsys, *words, "--data-dir", str(named))
    assert code == 2
    assert f"no `nabiz up` runs on {named}" in said
    assert f"nabiz up --data-dir {named}" in said
    assert (list(named.iterdir()) if there else named.exists()) in ([], False)


@pytest.mark.parametrize("words", [("connect", "simulator"), ("replay-rejected",)], ids=" ".join)
def test_a_broker_that_is_named_beside_a_directory_is_the_one_asked(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    latch = open_latch(tmp_path, Latch("http://127.0.0.1:1", "token", broker="127.0.0.1:4321"))
    monkeypatch.setenv("NABIZ_BROKER", "127.0.0.1:1")
    code, said = complaint(monkeypatch, capsys, *words, "--data-dir", str(tmp_path))
    assert code == 3
    assert "no broker answers at 127.0.0.1:1" in said
    assert [each.name for each in tmp_path.iterdir()] == ["running.json"], "no cursor and no key is made before"
    latch.close()


def test_a_full_disk_is_said_in_a_sentence(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Writing fails with an error that names no file."""

    def full() -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("pipeline.cli.app", full)
    code, said = complaint(monkeypatch, capsys)
    assert code == 1
    assert "the disk is full" in said
    assert "make room" in said


def test_the_doctor_finds_what_is_wrong(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = CliRunner().invoke(app, ["doctor", "--data-dir", str(data)])
    assert result.exit_code == 0
    assert "2 rows" in " ".join(result.stdout.split())
    monkeypatch.setenv("NABIZ_MODEL", "nonsense")
    assert CliRunner().invoke(app, ["doctor", "--data-dir", str(data)]).exit_code == 1


def test_the_doctor_counts_offsets_that_did_not_land(data: Path) -> None:
    """From the rows where nothing runs; from what a running nabiz measured last where one does."""
    store = open_store(load_settings(data_dir=data).store_url)
    far = replace(an_insight(3), position=replace(an_insight(1).position, offset=40))
    store.write([far], landed([far]))
    found = sum(each.missing + each.lost for each in store.reconcile())
    then = datetime.now(UTC)  # what is measured is kept for days only
    for at in (then, then + timedelta(minutes=1)):
        store.write_measurements(stock(store.reconcile(), "w1", at))
    assert store.query(LAST_STOCK).rows == [(float(found),)]
    store.close()
    result = CliRunner().invoke(app, ["doctor", "--data-dir", str(data)], env={"COLUMNS": "200"})
    assert result.exit_code == 1
    assert found > 30
    assert f"{found} offsets did not land" in result.stdout


def test_the_doctor_names_the_store_that_does_not_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NABIZ_STORE", "clickhouse://nabiz:hunter2@127.0.0.1:1/nabiz")
    monkeypatch.setenv("NABIZ_AUTHOR_KEY", "k" * 32)
    result = CliRunner().invoke(app, ["doctor", "--data-dir", str(tmp_path)], env={"COLUMNS": "200"})
    assert result.exit_code == 1
    assert "nabiz@127.0.0.1:1/nabiz is away: Connection refused" in result.stdout
    assert "correct NABIZ_STORE" in result.stdout
    assert "hunter2" not in result.stdout


def test_the_doctor_finds_what_would_only_show_when_something_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        for name, value in (("BROKERS", "kafka:9092"), ("BROKER", "127.0.0.1:1"), ("CONSOLE_PORT", port)):
            monkeypatch.setenv(f"NABIZ_{name}", str(value))
        result = CliRunner().invoke(app, ["doctor", "--data-dir", str(tmp_path / "file")], env={"COLUMNS": "600"})
    assert result.exit_code == 1
    assert "is NABIZ_BROKER meant?" in result.stdout
    assert "file is no directory" in result.stdout
    assert "127.0.0.1:1 does not answer" in result.stdout
    assert f"{port} is taken" in result.stdout
    assert "set NABIZ_CONSOLE_PORT to another" in result.stdout


@pytest.mark.parametrize(
    ("words", "code", "hint"),
    [
        (("up", "--feed", "missing.jsonl"), 5, "give a file"),
        (("classify", "missing.jsonl"), 5, "give a file"),
        (("connect", "nonsense"), 2, "there are appstore"),
        (("connect", "appstore", "--option", "brand"), 2, "key=value"),
        (("backtest", "a.jsonl", "--store", "3"), 2, "--counts"),
    ],
)
def test_a_mistake_is_answered_with_what_to_do(
    words: Sequence[str], code: int, hint: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ended, said = complaint(monkeypatch, capsys, *words)
    assert (ended, hint in said) == (code, True), said
    assert "Traceback" not in said


def test_a_feed_is_judged_without_being_stored(tmp_path: Path) -> None:
    at = datetime(2026, 3, 1, tzinfo=UTC).isoformat()
    (tmp_path / "in.jsonl").write_text(json.dumps({"text": "kötü", "brand": "Lodos", "occurred_at": at}) + "\n")
    result = CliRunner().invoke(app, ["backtest", str(tmp_path / "in.jsonl")])
    assert result.exit_code == 0, result.output
    assert json.loads(result.stderr)["alerts"] == 0
    assert not (tmp_path / "data").exists()


def test_the_simulator_is_judged_where_nothing_is_named() -> None:
    result = CliRunner().invoke(app, ["backtest", "--series", "2", "--weeks", "3", "--seed", "3"])
    assert result.exit_code == 0, result.output
    told = json.loads(result.stderr)
    assert (told["series"], told["weeks"], told["truth"]["series_weeks"]) == (2, 3.0, 6.0)


@pytest.mark.parametrize(
    "written",
    [("--output", "in.jsonl"), ("--output", "out", "--rejects", "out"), ("--output", "gone/out"), ("--output", ".")],
)
def test_classify_never_overwrites_what_it_reads(
    written: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    line = '{"text": "Hat yok"}'
    (tmp_path / "in.jsonl").write_text(line, encoding="utf-8")
    result = CliRunner().invoke(app, ["classify", "in.jsonl", "--model", "fake:lexicon", *written])
    assert isinstance(result.exception, SettingsError)
    assert (tmp_path / "in.jsonl").read_text(encoding="utf-8") == line


def test_a_console_that_is_ended_before_it_serves_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("pipeline.views.console.serving.Console", interrupted)
    assert "the console ends" in run("console", "--data-dir", str(tmp_path / "data"), "--port", "0")


def test_a_data_directory_that_is_none_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("no directory", encoding="utf-8")
    code, said = complaint(monkeypatch, capsys, "up", "--data-dir", str(tmp_path / "file"))
    assert code == 1
    assert str(tmp_path / "file") in said.replace("\n", "")
    assert "writable" in said
