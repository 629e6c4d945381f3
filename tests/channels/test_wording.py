"""What people are told: the numbers, why, what to do first, where; nothing that a customer wrote."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from pipeline.alert import AlertStep
from pipeline.channels.door import About
from pipeline.channels.opening import open_outlets
from pipeline.channels.wording import Names, body, digest, headline
from pipeline.spike.explain import Item, Now, Usual, explain
from pipeline.spike.lifecycle import PEOPLE, fold

AT = datetime(2026, 3, 14, 11, 5, tzinfo=UTC)
STEP = AlertStep(
    id="a", brand="Lodos Mobil", topic="network", state="opened", at=AT, first_seen=AT, observed=212, expected=10.25,
    severity=9, window_minutes=15,
)  # fmt: skip
NAMES = Names(open_outlets([], None).names.topics, "https://nabiz.example.com")


def about(*steps: AlertStep) -> About:
    alert = fold([STEP, *steps])
    assert alert is not None
    return About(alert, steps or (STEP,))


def test_turkish_readers_see_istanbul_time_a_decimal_comma_and_a_link() -> None:
    assert body(about(), "tr", NAMES).splitlines() == [
        "14.03.2026 14.05: son 15 dakikada 212 olumsuz ileti, beklenen 10,2.",
        "https://nabiz.example.com/alerts/a",
    ]
    assert headline(STEP, "tr", NAMES) == "Kriz uyarısı: Lodos Mobil / Şebeke ve internet (9/10)"


def test_english_readers_see_the_same_numbers() -> None:
    assert "2026-03-14 14:05 (Istanbul): 212 negative" in body(about(), "en", NAMES)
    assert headline(STEP, "en", NAMES) == "Crisis alert: Lodos Mobil / Network and internet (9/10)"


def test_a_drill_says_that_it_is_one() -> None:
    assert headline(msgspec.structs.replace(STEP, drill=True), "tr", NAMES).startswith("[TATBİKAT]")


@pytest.mark.parametrize("kind", ["volume_notice", "no_data"])
@pytest.mark.parametrize("state", ["opened", "resolved"])
def test_a_notice_is_not_called_a_crisis(kind: str, state: str) -> None:
    notice = msgspec.structs.replace(STEP, kind=kind, state=state, sequence=int(state == "resolved"))
    assert not headline(notice, "tr", NAMES).startswith("Kriz")
    assert not headline(notice, "en", NAMES).startswith("Crisis")
    assert "olumsuz" not in body(about(notice), "tr", NAMES)


def test_an_explained_alert_names_its_drivers_and_the_first_step_but_quotes_nobody() -> None:
    item = Item(id="1", text="Adım Deniz, hattım çekmiyor", source="social", terms=("hattım çekmiyor",))
    now = Now(items=[item] * 4, topics={"network": 3, "price_billing": 1}, negative=4, all_items=4)
    evidence = explain(now, Usual(), severity=9, begun=AT, kind="spike", rule="spike 1")
    step = msgspec.structs.replace(STEP, evidence=msgspec.json.encode(evidence).decode())
    alert = fold([step])
    assert alert is not None
    turkish, english = (body(About(alert, (step,)), language, NAMES) for language in ("tr", "en"))
    assert "Sürükleyen: Şebeke ve internet %75" in turkish
    assert "Driven by: Network and internet 75%" in english
    assert evidence.playbook is not None
    assert f"İlk adım: {evidence.playbook.steps[0].tr}" in turkish
    assert "Deniz" not in turkish + english


def test_a_person_who_escalates_is_named_and_what_they_wrote_is_masked() -> None:
    note = "Ayşe Hanım arayın: 0532 123 45 67"
    step = msgspec.structs.replace(STEP, state="escalated", by="deniz", sequence=PEOPLE, note=note)
    told = body(about(step), "tr", NAMES)
    assert "Kim: deniz" in told
    assert "532 123" not in told
    assert headline(step, "tr", NAMES).startswith("Kriz yükseltildi")


def test_several_steps_of_one_incident_are_one_message_about_the_newest() -> None:
    over = msgspec.structs.replace(STEP, state="resolved", sequence=1, at=AT + timedelta(minutes=40))
    told = body(About(about(over).alert, (STEP, over)), "tr", NAMES)
    assert told.splitlines()[0].startswith("14.03.2026 14.45")
    assert "Daha önce: 14.03.2026 14.05 açıldı" in told


def test_a_digest_names_the_worst_first_and_how_many_it_leaves_out() -> None:
    many = [msgspec.structs.replace(STEP, id=f"a{n}", brand=f"Marka {n}", severity=1 + n % 9) for n in range(20)]
    title, text = digest([About(fold([step]), (step,)) for step in many], "tr", NAMES)  # type: ignore[arg-type]
    assert title == "Nabız özeti: 20 uyarı"
    assert "(9/10)" in text.splitlines()[0]
    assert "… ve 8 tane daha" in text
    assert text.endswith("https://nabiz.example.com/alerts")
