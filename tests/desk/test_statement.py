"""Drafts of a statement, and the report after an alert."""

from __future__ import annotations

import pytest

from pipeline.desk.acting import act
from pipeline.desk.casework import read
from pipeline.desk.curve import Size
from pipeline.desk.postmortem import post_mortem
from pipeline.desk.statement import Names, draft
from pipeline.spike.evidence import known
from pipeline.spike.lifecycle import BLANK, PEOPLE, Refused, fold
from pipeline.storage.fake import InMemoryStore
from tests.desk.conftest import AT, MINUTE, opened, told

NETWORK = Names("Şebeke", "Network")


@pytest.mark.parametrize("kind", ["A", "B", "C"])
def test_a_draft_holds_the_facts_and_leaves_the_rest_to_people(kind) -> None:
    found = draft(fold([opened()]), kind, NETWORK)
    for text in (found.tr, found.en):
        assert "Lodos Mobil" in text
        assert "13" in text  # Istanbul's hour of 10:56 UTC
        assert BLANK.search(text)
        assert "{" not in text
    assert "“Şebeke”" in found.tr
    assert "2 Mart 2026" in found.tr
    assert "2 March 2026" in found.en


def test_the_draft_of_what_rose_again_tells_of_the_present_rise() -> None:
    calm = opened(state="resolved", sequence=1, at=AT + 60 * MINUTE)
    risen = AT + 118 * MINUTE
    again = opened(state="escalated", sequence=2, at=AT + 121 * MINUTE, first_seen=risen)
    found = draft(fold([opened(), calm, again]), "C", NETWORK)
    assert "15.58" in found.tr
    assert "15:58" in found.en


def test_a_draft_cannot_be_published_as_it_stands() -> None:
    store = InMemoryStore()
    store.write_alerts([opened()])
    statement = draft(read(store).open[0], "A", Names())
    answer = act(store, "a1", "answered", by="ayşe", at=AT, seen=PEOPLE, statement=statement)
    assert isinstance(answer, Refused)
    assert answer.reason == "unfilled"


def test_the_report_measures_from_the_first_sign_and_says_what_has_not_happened() -> None:
    store = InMemoryStore()
    store.write_alerts([opened(evidence=told("şebeke"))])
    act(store, "a1", "acknowledged", by="ayşe", at=AT + 6 * MINUTE, seen=PEOPLE)
    act(store, "a1", "closed", by="ayşe", at=AT + 50 * MINUTE, seen=PEOPLE + 1, cause="kazı", corrective="yedek hat")
    alert = read(store).closed[0]
    found = post_mortem(alert, known(alert), Size(412, 390.5, 1200))
    assert (found.detect, found.acknowledge, found.close) == (4 * MINUTE, 10 * MINUTE, 54 * MINUTE)
    assert found.answer is None
    assert (found.size.reach, found.peak) == (1200, 7)


def test_the_report_of_what_rose_again_measures_its_newest_rise() -> None:
    calm = opened(state="resolved", sequence=1, at=AT + 60 * MINUTE)
    again = opened(state="escalated", sequence=2, at=AT + 121 * MINUTE, first_seen=AT + 118 * MINUTE)
    store = InMemoryStore()
    store.write_alerts([opened(), calm])
    act(store, "a1", "acknowledged", by="ayşe", at=AT + 6 * MINUTE, seen=PEOPLE)
    store.write_alerts([again])
    act(store, "a1", "acknowledged", by="ayşe", at=AT + 126 * MINUTE, seen=PEOPLE + 1)
    alert = read(store).open[0]
    found = post_mortem(alert, known(alert), Size(0, 0.0, 0))
    assert (found.detect, found.acknowledge, found.resolve) == (3 * MINUTE, 8 * MINUTE, None)
