"""Beside a `nabiz up`: a source and the dead letters go to its broker, found by the data directory alone."""

from __future__ import annotations

import json
from pathlib import Path

from connectors.broker import create_topics
from tests.stack.process import COMMAND, Process, until
from tests.stack.rig import PARTITIONS, Rig

GOOD = {"brand": "Lodos", "text": "kargo gelmedi, berbat", "occurred_at": "2026-03-14T09:00:00Z"}


def _write(file: Path, *fields: dict[str, object]) -> Path:
    file.write_text("".join(json.dumps(each | GOOD, ensure_ascii=False) + "\n" for each in fields), encoding="utf-8")
    return file


def _command(rig: Rig, name: str, *words: object, **settings: object) -> Process:
    """One that sends where its words say, run to its end."""
    process = rig.process(name, (*COMMAND, *map(str, words)), **settings)
    process.start()
    assert process.wait() == 0, process.said
    return process


def _connect(rig: Rig, name: str, file: Path, data_dir: Path, **settings: object) -> str:
    words = ("connect", "files", "--option", f'paths=["{file}"]', "--data-dir", data_dir)
    return _command(rig, name, *words, **settings).answer.read_text()


def test_a_source_and_dead_letters_are_carried_to_the_nabiz_of_the_directory(rig: Rig, tmp_path: Path) -> None:
    feed = _write(tmp_path / "feed.jsonl", {"external_id": "1"}, {"external_id": "2", "channel": "telepathy"})
    up = rig.up("up", "--feed", feed)
    up.start()
    data_dir = Path(str(up.settings["data_dir"]))
    until("the feed landed", lambda: up.landed() == 1)

    more = _write(tmp_path / "more.jsonl", {"external_id": "3"}, {"external_id": "4"}, {"external_id": "5"})
    assert _connect(rig, "source", more, data_dir) == "3 read: 3 taken, 0 set aside\n"
    until("what was carried landed", lambda: up.landed() == 4)
    assert (data_dir / "cursors" / "files.json").exists()
    assert _connect(rig, "source-again", more, data_dir) == "0 read: 0 taken, 0 set aside\n", "its cursor stands there"

    again = _command(rig, "replay", "replay-rejected", "--data-dir", data_dir).answer.read_text()
    assert again == "1 offered again: 0 taken, 1 set aside anew\n  unknown_channel: 1\n"
    assert up.stop() == 0


def test_a_named_broker_gets_it_though_a_nabiz_runs_on_the_directory(rig: Rig, tmp_path: Path) -> None:
    up = rig.up("up", "--feed", _write(tmp_path / "feed.jsonl", {"external_id": "1"}))
    up.start()
    until("the feed landed", lambda: up.landed() == 1)
    data_dir, other = Path(str(up.settings["data_dir"])), rig.broker.address
    assert other != json.loads((data_dir / "running.json").read_text())["broker"]
    create_topics(other, partitions=PARTITIONS)
    bad = _write(tmp_path / "bad.jsonl", {"channel": "telepathy"}, {"external_id": "7"})
    assert _connect(rig, "source", bad, data_dir, broker=other) == "2 read: 1 taken, 1 set aside\n"
    assert len(rig.dead_letters(1)) == 1, "there, and not here"
    replayed = _command(rig, "replay", "replay-rejected", "--data-dir", data_dir).answer.read_text()
    assert replayed.startswith("0 offered again"), "the one that runs here has no dead letter"
    assert up.landed() == 1
    assert up.stop() == 0
