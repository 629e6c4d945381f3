"""What cannot be taken is refused with its reason and origin, one by one, and disturbs nothing around it."""

from __future__ import annotations

import json
import threading
from collections import Counter
from pathlib import Path

import msgspec

from connectors.broker import KafkaOutbox
from connectors.cursors import MemoryCursors
from connectors.files import Options, connect
from connectors.publisher import Publisher
from connectors.runner import Runner
from pipeline.wire import FEEDBACK
from tests.stack.poison import HTML, LETTERS, LINES, SQL
from tests.stack.rig import Rig, Stored, chdb_of
from tests.stack.words import KEY, expected, statements

GOOD = statements(3_000, seed=17)
REFUSED = [reason for _, reason in LINES if reason]
TAKEN = len(LINES) - len(REFUSED)


def test_a_poisoned_file_lands_but_for_its_poison_and_the_summary_adds_up(rig: Rig) -> None:
    run = rig.up("up", "--feed", _poisoned_file(rig.folder), "--until-drained")
    run.start()
    assert run.wait() == 0, run.said
    summary = json.loads(run.answer.read_text())
    assert summary["received"] == len(GOOD) + len(LINES)
    assert summary["rejected"] == len(REFUSED)
    assert summary["stored"] == len(GOOD) + TAKEN
    assert summary["duplicates"] == 0
    stored = Stored([chdb_of(run)])
    wanted = expected(GOOD)
    assert {key: stored.items[key] for key in wanted} == {key: {cell} for key, cell in wanted.items()}
    brands = {brand for cells in stored.items.values() for brand, _, _ in cells}
    assert {SQL, HTML} <= brands, "a brand is a brand, whatever it is called"
    assert stored.reasons == Counter(REFUSED), "what the connector refused is counted in the store too"


def test_what_a_file_holds_that_cannot_be_taken_is_found_in_the_dead_letters(rig: Rig) -> None:
    file = _poisoned_file(rig.folder)
    publisher = Publisher(KafkaOutbox(rig.broker.address), KEY)
    Runner(connect(Options(paths=(str(file),))), publisher, MemoryCursors()).run(threading.Event())
    publisher.close()
    letters = {letter.origin: letter.reason for letter in rig.dead_letters(len(REFUSED))}
    numbers = [number for number, line in enumerate(file.read_bytes().split(b"\n"), 1) if line in dict(LINES)]
    wanted = {f"{file}:{number}": reason for number, (_, reason) in zip(numbers, LINES, strict=True) if reason}
    assert letters == wanted


def test_poison_in_the_topic_is_refused_one_by_one_by_a_worker_that_lives_on(rig: Rig) -> None:
    rig.say(GOOD[:1000])
    for letter in LETTERS:
        rig.produce([letter.encoded], timestamp_ms=letter.timestamp_ms)
    rig.say(GOOD[1000:])
    worker = rig.worker()
    worker.start()
    rig.wait_until_acknowledged(rig.ends())
    assert worker.starts == 1
    assert worker.stop() == 0
    stored = Stored([chdb_of(worker)])
    wanted = expected(GOOD)
    assert {key: stored.items[key] for key in wanted} == {key: {cell} for key, cell in wanted.items()}
    assert len(stored.items) - len(wanted) == sum(not letter.reason for letter in LETTERS)
    stored.check_offsets(rig.ends())
    stored.check_reconciled(rig.ends())
    reasons = Counter(letter.reason for letter in LETTERS if letter.reason)
    assert stored.reasons == reasons
    dead = rig.dead_letters(reasons.total())
    assert Counter(letter.reason for letter in dead) == reasons
    assert all(letter.origin.startswith(f"{FEEDBACK}/") for letter in dead)
    refused = {at for at, outcomes in stored.landings.items() if outcomes == {"rejected"}}
    assert {tuple(map(int, letter.origin.split("/")[1:])) for letter in dead} == refused


def _poisoned_file(folder: Path) -> Path:
    """Good lines, with one of poison after each fifty of them."""
    file = folder / "feed.jsonl"
    lines: list[bytes] = []
    for at in range(0, len(GOOD), 50):
        lines += [msgspec.json.encode(each.fields) for each in GOOD[at : at + 50]]
        lines += [line for line, _ in LINES[at // 50 : at // 50 + 1]]
    assert len(lines) == len(GOOD) + len(LINES)
    file.write_bytes(b"\n".join(lines) + b"\n")
    return file
