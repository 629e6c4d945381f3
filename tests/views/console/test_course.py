"""The thread of an alert says in sentences who did what."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import cast, get_args

import pytest
from markupsafe import Markup

from pipeline.alert import AlertState
from pipeline.spike.lifecycle import PEOPLE, fold
from pipeline.views.console.desk import words
from pipeline.views.console.desk.course import thread
from pipeline.views.console.desk.naming import deed
from pipeline.views.console.page import Context
from pipeline.views.panel import Language
from tests.storage.insights import START, a_step

STEPS = [
    a_step(),
    a_step(PEOPLE, at=START + timedelta(minutes=2), state="acknowledged", by="Veli"),
    a_step(PEOPLE + 1, at=START + timedelta(minutes=3), state="assigned", by="Veli", note="Ayşe"),
    a_step(1, at=START + timedelta(minutes=9), state="resolved"),
]


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("tr", [
            "Dedektör verinin olağana döndüğünü gördü", "Veli uyarıyı şu kişiye atadı",
            "Veli uyarıyı gördü ve üstlendi", "Dedektör uyarıyı açtı",
        ]),
        ("en", [
            "The detector saw the data back to usual", "Veli assigned the alert to", "Veli acknowledged the alert",
            "The detector opened the alert",
        ]),
    ],
)  # fmt: skip
def test_a_step_says_who_did_what(language: Language, told: list[str]) -> None:
    context = cast(Context, SimpleNamespace(language=language, say=lambda said: said.in_(language)))
    alert = fold(STEPS)
    assert alert is not None
    said = Markup(thread(context, alert)).striptags()
    places = [said.index(each) for each in told]
    assert places == sorted(places)


def test_a_return_is_told_as_one_and_a_growth_as_one() -> None:
    calm, again = a_step(1, state="resolved"), a_step(2, state="escalated")
    alert = fold([a_step(), calm, again, a_step(3, state="escalated")])
    assert alert is not None
    assert [deed(alert, step).en for step in alert.steps] == [
        "opened the alert", "saw the data back to usual", "saw it rise again", "escalated the alert",
    ]  # fmt: skip


def test_every_step_there_is_has_its_sentence() -> None:
    assert set(words.DEEDS) == set(get_args(AlertState))
