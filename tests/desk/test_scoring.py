"""The score sheet of a drill."""

from __future__ import annotations

from pipeline.cli.drilling import told
from pipeline.desk.acting import act
from pipeline.desk.casework import read
from pipeline.desk.scoring import score
from pipeline.spike.lifecycle import PEOPLE
from pipeline.storage.fake import InMemoryStore
from tests.desk.conftest import AT, MINUTE, opened


def test_a_team_that_does_nothing_scores_nothing_and_is_told_what_it_missed() -> None:
    store = InMemoryStore()
    store.write_alerts([opened(drill=True)])
    sheet = score(read(store).open[0])
    assert sheet.points == 0
    assert sheet.missed == ("confirm", "assign", "classify", "answer", "close", "judge")


def test_in_time_earns_all_late_half() -> None:
    store = InMemoryStore()
    store.write_alerts([opened(drill=True)])
    act(store, "a1", "assigned", by="ayşe", at=AT + 3 * MINUTE, seen=PEOPLE, owner="deniz", people=["deniz", "efe"])
    act(store, "a1", "classified", by="deniz", at=AT + 40 * MINUTE, seen=PEOPLE + 1, note="A")
    sheet = score(read(store).open[0])
    assert {line.step: line.points for line in sheet.lines if line.points} == {
        "confirm": 25, "assign": 10, "classify": 7,
    }  # fmt: skip
    assert [line.step for line in sheet.lines if line.late] == ["classify"]
    lines = told(sheet, "tr")
    assert lines[0].startswith("[TATBİKAT] Lodos Mobil")
    assert any("Sınıflandırma" in line and "geç" in line and "7/15" in line for line in lines)
    assert lines[-1].endswith("42/100")
