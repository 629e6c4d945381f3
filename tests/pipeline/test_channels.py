"""Alerts are told to every channel, in the reader's language, and one that fails blocks no other."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest

from pipeline.alert import AlertStep
from pipeline.channels import MemoryChannel, headline, message, open_channels, tell_all
from pipeline.errors import ChannelError
from pipeline.spike.explain import Item, Now, Usual, explain

AT = datetime(2026, 3, 14, 11, 5, tzinfo=UTC)
STEP = AlertStep(
    id="a", brand="Lodos Mobil", topic="network", state="opened", at=AT, first_seen=AT, observed=212, expected=10.25,
    severity=9, window_minutes=15,
)  # fmt: skip


def test_turkish_readers_see_istanbul_time_and_a_decimal_comma() -> None:
    assert message(STEP, "tr") == "14.03.2026 14.05: son 15 dakikada 212 olumsuz ileti, beklenen 10,2."


def test_english_readers_see_the_same_numbers() -> None:
    assert "212 negative" in message(STEP, "en")
    assert "2026-03-14 14:05" in message(STEP, "en")


def test_a_drill_says_that_it_is_one() -> None:
    drill = AlertStep(id="a", brand="Lodos", state="opened", at=AT, first_seen=AT, drill=True)
    assert headline(drill, "tr").startswith("[TATBİKAT]")


def test_a_channel_that_fails_does_not_silence_the_others() -> None:
    broken, sound = MemoryChannel("broken"), MemoryChannel("sound")
    broken.broken = True
    assert tell_all([broken, sound], STEP, "tr") == ["broken"]
    assert len(sound.told) == 1


def test_steps_of_the_desk_are_not_shouted() -> None:
    channel = MemoryChannel()
    tell_all([channel], AlertStep(id="a", brand="Lodos", state="noted", at=AT, first_seen=AT), "tr")
    assert channel.told == []


def test_a_wrong_address_is_refused_without_showing_it() -> None:
    with pytest.raises(ChannelError) as refused:
        open_channels(["nonsense://token-that-is-secret"])
    assert "token-that-is-secret" not in str(refused.value)


def test_a_notice_is_not_called_a_crisis() -> None:
    notice = msgspec.structs.replace(STEP, kind="volume_notice")
    assert "Kriz uyarısı" not in headline(notice, "tr")
    assert "Crisis" not in headline(notice, "en")


def test_an_explained_alert_names_its_drivers_and_the_first_step_but_quotes_nobody() -> None:
    item = Item(id="1", text="Adım Deniz, hattım çekmiyor", source="social", terms=("hattım çekmiyor",))
    now = Now(items=[item] * 4, topics={"network": 3, "price_billing": 1}, all_items=4)
    evidence = explain(now, Usual(), severity=9, opened=AT, kind="spike", rule="spike 1")
    step = msgspec.structs.replace(STEP, evidence=msgspec.json.encode(evidence).decode())
    assert "Sürükleyen: Şebeke ve internet %75" in message(step, "tr")
    assert f"İlk adım: {evidence.playbook.steps[0].tr}" in message(step, "tr")
    assert "Driven by: Network and internet 75%" in message(step, "en")
    assert "Deniz" not in message(step, "tr") + headline(step, "tr")
    assert f"({evidence.severity}/10)" in headline(step, "en")
