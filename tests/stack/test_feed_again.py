"""The same words twice, shuffled, a third of them late: counted as if they had come once and in order."""

from __future__ import annotations

import json
import random

from tests.stack.process import Process
from tests.stack.rig import FULL, Rig, Stored, chdb_of
from tests.stack.words import Said, expected, statements, write_feed

ITEMS = 60_000 if FULL else 12_000


def test_a_file_fed_twice_shuffled_and_a_third_of_it_late_counts_as_once(rig: Rig) -> None:
    said = statements(ITEMS, seed=11)
    feed = write_feed(rig.folder / "feed.jsonl", _twice_shuffled_with_a_third_late(said))
    run = rig.up("up", "--feed", feed, "--until-drained")
    first = _summary_of(run)
    assert (first["received"], first["stored"], first["duplicates"]) == (2 * ITEMS, ITEMS, ITEMS)
    _check(run, said)

    again = _summary_of(run)  # on the same data directory
    assert (again["received"], again["stored"], again["duplicates"]) == (2 * ITEMS, 0, 2 * ITEMS)
    _check(run, said)


def test_lines_without_a_time_or_an_id_are_known_again(rig: Rig) -> None:
    lines = [json.dumps({"text": f"Kargo {number} günde geldi", "brand": "Çınar"}) for number in range(500)]
    feed = rig.folder / "feed.jsonl"
    feed.write_text("\n".join(lines), encoding="utf-8")
    run = rig.up("up", "--feed", feed, "--until-drained")
    assert _summary_of(run)["stored"] == 500
    before = Stored([chdb_of(run)]).items
    again = _summary_of(run)
    assert (again["stored"], again["duplicates"]) == (0, 500)
    assert Stored([chdb_of(run)]).items == before


def _twice_shuffled_with_a_third_late(said: list[Said]) -> list[Said]:
    """A third of the statements come, both times, only after all that happened later."""
    draw = random.Random(11)
    late = [each for each in said if draw.random() < 1 / 3]
    missing = {each.number for each in late}
    timely = [each for each in said if each.number not in missing] * 2
    late = late * 2
    draw.shuffle(timely)
    draw.shuffle(late)
    return timely + late


def _summary_of(run: Process) -> dict[str, float]:
    run.start()
    assert run.wait() == 0, run.said
    return json.loads(run.answer.read_text())


def _check(run: Process, said: list[Said]) -> None:
    stored = Stored([chdb_of(run)])
    stored.check_items(expected(said))
    assert all(each.whole for each in stored.reconciliations)
