"""The score sheet of a drill."""

from __future__ import annotations

import pytest

from pipeline.cli.drilling import newest, told
from pipeline.desk.acting import act
from pipeline.desk.casework import casework, read
from pipeline.desk.scoring import score
from pipeline.errors import SettingsError
from pipeline.spike.lifecycle import PEOPLE
from pipeline.storage.fake import InMemoryStore
from tests.desk.conftest import AT, MINUTE, opened


def test_a_team_that_does_nothing_scores_nothing_and_is_told_what_it_missed() -> None:
    store = InMemoryStore()
    store.write_alerts([opened(drill=True)])
    sheet = score(read(store).open[0])
    assert sheet.points == 0
    assert sheet.missed == ("confirm", "assign", "classify", "answer", "close", "judge")


def test_the_sheet_is_that_of_the_newest_drill_or_of_the_brand_that_is_named() -> None:
    drills = [
        opened("one", drill=True),
        opened("two", minutes=9, brand="Sarnıç", drill=True),
        opened("real", minutes=20),
    ]
    work = casework(drills)
    assert newest(work, "").opened.id == "two"
    assert newest(work, "Lodos Mobil").opened.id == "one"
    with pytest.raises(SettingsError, match="no drill of Kumsaray"):
        newest(work, "Kumsaray")


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
    assert lines[0].startswith("[TATBİKAT] Lodos Mobil · Şebeke ve internet · a1")
    assert any("Sınıflandırma" in line and "geç" in line and "7/15" in line for line in lines)
    assert lines[-1].endswith("42/100")
