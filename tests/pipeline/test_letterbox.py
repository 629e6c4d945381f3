"""What commands note reaches a store that a running process holds; nothing else does, and nobody else's."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from models.errors import LabelledBroken
from pipeline.cli import app
from pipeline.embedded.letterbox import CAMPAIGNS, EVALUATIONS, Letterbox, Running
from pipeline.embedded.press import DIGEST, Press
from pipeline.embedded.window import PATH, Latch, Window, open_latch
from pipeline.errors import QueryRefused, SettingsError
from pipeline.healthz import serve
from pipeline.storage import open_store
from pipeline.storage.base import Store
from pipeline.telemetry import Telemetry

FIGURES = "SELECT set, rows, accuracy FROM evaluations ORDER BY set"
COMMAND = "from pipeline.cli import main; main()"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("running")


@pytest.fixture(scope="module")
def store(folder: Path) -> Iterator[Store]:
    opened = open_store(f"chdb://{folder / 'store'}")
    opened.migrate()
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def address(store: Store, folder: Path) -> Iterator[str]:
    """As `nabiz up` serves it."""
    window = Window(store)
    posts = {PATH: window.answer, **Letterbox(store, window.token).posts(), **Press(store, window.token).posts()}
    server, address = serve(Telemetry(time.monotonic), "127.0.0.1", 0, posts)
    latch = open_latch(folder, Latch(address, window.token))
    yield address
    latch.close()
    server.shutdown()
    server.server_close()


def nabiz(*words: str) -> subprocess.CompletedProcess[str]:
    """In a process of its own, as people run it."""
    return subprocess.run([sys.executable, "-c", COMMAND, *words], capture_output=True, text=True, timeout=120)


def test_an_evaluation_is_kept_by_the_running_process(address: str, store: Store, folder: Path) -> None:
    row = {"lang": "tr", "set": "made", "sentiment": "negative"}
    lines = [row | {"text": f"Kargo gelmedi, {word}"} for word in ("kötü", "berbat")]
    labelled = folder / "tr_made.jsonl.gz"
    labelled.write_bytes(gzip.compress("\n".join(json.dumps(line) for line in lines).encode()))
    done = nabiz("evaluate", str(labelled), "--model", "fake:lexicon", "--keep", "--data-dir", str(folder))
    assert done.returncode == 0, done.stderr
    kept = store.query(FIGURES).rows
    assert [row[1] for row in kept] == [2, 2]
    assert kept[0][0] == "", "all sets together"


def test_labelled_files_that_cannot_be_read_are_said_to_be(tmp_path: Path) -> None:
    file = tmp_path / "bad.jsonl.gz"
    for raw, hint in ((b"no gzip", "gzip"), (gzip.compress(b'{"text": "Kargo"}'), "a JSON object with text, lang")):
        file.write_bytes(raw)
        refused = CliRunner().invoke(app, ["evaluate", str(file), "--model", "fake:lexicon"]).exception
        assert isinstance(refused, LabelledBroken)
        assert f"{file}, line 1" in refused.what
        assert hint in refused.hint


def test_figures_of_topics_alone_are_told_and_not_kept_as_those_of_sentiment(tmp_path: Path) -> None:
    file = tmp_path / "topics.jsonl"
    file.write_text('{"text": "kargo", "lang": "tr", "set": "made", "topics": ["delivery"]}\n', encoding="utf-8")
    told = CliRunner().invoke(app, ["evaluate", str(file), "--model", "fake:lexicon"])
    assert "micro-F1" in told.stdout
    assert "accuracy" not in told.stdout
    words = ["evaluate", str(file), "--model", "fake:lexicon", "--keep", "--data-dir", str(tmp_path)]
    refused = CliRunner().invoke(app, words).exception
    assert isinstance(refused, SettingsError)
    assert "no figures to keep" in str(refused)


def test_campaigns_are_noted_listed_and_removed_there(address: str, store: Store, folder: Path) -> None:
    where = ("--data-dir", str(folder))
    added = nabiz("campaign", "add", "Bahar", "--since", "2026-03-01", "--until", "2026-03-07", *where)
    assert added.returncode == 0, added.stderr
    noted = added.stdout.split("\t")[0]
    assert nabiz("campaign", "list", *where).stdout == f"{noted}\t*\t2026-03-01 00:00 - 2026-03-08 00:00\tBahar\n"
    assert nabiz("campaign", "remove", noted, *where).returncode == 0
    assert store.query("SELECT count(), countIf(removed) FROM campaigns FINAL").rows == [(1, 1)]


@pytest.mark.parametrize("path", [CAMPAIGNS, EVALUATIONS])
@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}])
def test_without_the_token_nothing_is_taken(address: str, store: Store, path: str, headers: dict[str, str]) -> None:
    assert httpx.post(address + path, content="[]", headers=headers).status_code == 401


def test_what_cannot_be_read_is_refused(address: str, folder: Path) -> None:
    from pipeline.embedded.window import ask

    for body in (b"", b"{}", b'[{"name": "x"}]', b"\xff"):
        with pytest.raises(QueryRefused, match="cannot be read"):
            ask(folder, CAMPAIGNS, body)
    assert Running(folder).query("SELECT 1 AS one").rows == [(1,)]


def test_a_digest_is_drawn_by_the_process_that_holds_the_store(address: str, folder: Path, tmp_path: Path) -> None:
    page = tmp_path / "week.html"
    said = nabiz("digest", "--week", "2026-W47", "--output", str(page), "--data-dir", str(folder))
    assert said.returncode == 0, said.stderr
    assert "Haftanın özeti" in page.read_text(encoding="utf-8")


def test_a_digest_needs_the_token_and_a_week_that_is_one(address: str, folder: Path) -> None:
    refused = httpx.post(address + DIGEST, content=b"{}")
    assert refused.status_code == 401
    said = nabiz("digest", "--week", "2026-99", "--output", "x.html", "--data-dir", str(folder))
    assert said.returncode != 0
    assert "2026-W47" in said.stderr + said.stdout
