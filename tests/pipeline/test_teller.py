"""Each transition is told once to each channel: across rounds, crashes, failures, and an absent store."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest

from pipeline.channels.door import MemoryChannel, Message
from pipeline.channels.opening import Outlets
from pipeline.channels.routes import Pace, Route, Routes
from pipeline.errors import ChannelError, StoreAway
from pipeline.spike.lifecycle import PEOPLE
from pipeline.storage.fake import InMemoryStore
from pipeline.telemetry import Telemetry
from pipeline.teller import Teller, Trying
from tests.storage.insights import START, a_step

ONCE = Trying(attempts=1, first=0.0)
MINUTE = timedelta(minutes=1)


class Desk:
    """A store with channels over it, and what a crash makes of them: a new Teller over the same store."""

    def __init__(self) -> None:
        self.store = InMemoryStore()
        self.people, self.machine = MemoryChannel("people"), MemoryChannel("machine", gathers=False)
        self.telemetry = Telemetry(lambda: 0.0)
        self.routes = Routes((Route(to=("people", "machine")),), Pace())
        self.now = START
        self.tellers: list[Teller] = []
        self.teller = self.restart()

    def restart(self) -> Teller:
        outlets = Outlets((self.people, self.machine), self.routes)
        self.teller = Teller(self.store, outlets, self.telemetry.told, ONCE)
        self.tellers.append(self.teller)
        return self.teller

    def round(self, minutes: float = 0.0, *, final: bool = False) -> None:
        self.now += minutes * MINUTE
        self.teller.round(self.now, final=final)

    def keys(self) -> list[str]:
        return [message.key for message in self.machine.told]


@pytest.fixture
def desk() -> Iterator[Desk]:
    made = Desk()
    yield made
    for teller in made.tellers:
        teller.close()


def test_a_step_is_told_once_however_often_is_looked(desk: Desk) -> None:
    desk.store.write_alerts([a_step()])
    for _ in range(3):
        desk.round(1)
    assert desk.keys() == ["alert-1/0"]
    assert len(desk.people.told) == 1


def test_a_restart_tells_nothing_anew(desk: Desk) -> None:
    desk.store.write_alerts([a_step()])
    desk.round()
    desk.restart()
    desk.store.write_alerts([a_step()])  # a detector that crashed before it knew stores the step again
    desk.round(30)
    assert desk.keys() == ["alert-1/0"]


def test_a_crash_between_telling_and_keeping_tells_again_under_the_same_key(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.store.write_alerts([a_step()])
    monkeypatch.setattr(Teller, "_write", lambda self: None)  # the process dies before it can write
    desk.round()
    monkeypatch.undo()
    desk.restart()
    desk.round(1)
    desk.round(1)
    assert desk.keys() == ["alert-1/0", "alert-1/0"]


def test_a_store_that_goes_away_after_telling_makes_nobody_be_told_twice(desk: Desk) -> None:
    desk.store.write_alerts([a_step()])
    tell = desk.machine.tell

    def tell_and_lose(message: Message) -> None:
        tell(message)
        desk.store.away = True

    desk.machine.tell = tell_and_lose  # type: ignore[method-assign]
    desk.round()
    with pytest.raises(StoreAway):
        desk.round()
    desk.store.away, desk.machine.tell = False, tell  # type: ignore[method-assign]
    desk.round(1)
    assert desk.keys() == ["alert-1/0"]
    assert {row.state for row in desk.store.told.values()} == {"told"}


def test_a_channel_that_fails_silences_no_other_is_seen_and_tried_again(desk: Desk) -> None:
    desk.people.broken = True
    desk.store.write_alerts([a_step()])
    desk.round()
    assert desk.keys() == ["alert-1/0"]
    assert "mend it" in desk.telemetry.pulse().channels["people"]
    assert desk.telemetry.pulse().problem == ""
    desk.people.broken = False
    desk.round(0.1)
    assert desk.people.told == []
    desk.round(1)
    assert len(desk.people.told) == 1
    assert desk.telemetry.pulse().channels == {"machine": "", "people": ""}


def test_a_channel_that_hangs_holds_up_no_other(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.teller.ROUND_SECONDS", 0.05)
    hanging, reached = threading.Event(), threading.Event()

    def hang(message: Message) -> None:
        reached.set()
        hanging.wait(10)

    desk.people.tell = hang  # type: ignore[method-assign]
    desk.store.write_alerts([a_step()])
    desk.round()
    assert reached.wait(5)
    desk.store.write_alerts([a_step(1, state="escalated", severity=9)])
    desk.round()
    assert desk.keys() == ["alert-1/0", "alert-1/1"]
    hanging.set()


@pytest.fixture
def endless(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """A service that answers byte by byte, for ever: no time between two bytes is too long. Set, it comes to an end."""
    monkeypatch.setattr("pipeline.teller.ROUND_SECONDS", 0.05)
    monkeypatch.setattr("pipeline.teller.LEAVE_SECONDS", 0.05)
    reached, over = threading.Event(), threading.Event()

    def drip(message: Message) -> None:
        reached.set()
        over.wait(60)

    desk.people.tell = drip  # type: ignore[method-assign]
    desk.store.write_alerts([a_step()])
    desk.round()
    assert reached.wait(5)
    yield over
    over.set()


def test_a_channel_that_never_comes_to_an_end_is_said_not_to_answer(desk: Desk, endless: threading.Event) -> None:
    desk.round(2)
    assert "people" not in desk.telemetry.pulse().channels
    desk.round(2)
    assert desk.telemetry.pulse().channels["people"] == "people does not answer in time (is it up?)"


def test_a_channel_that_comes_through_with_one_message_after_another_is_not_said_to_be_stuck(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.teller.ROUND_SECONDS", 0.05)
    second, over = threading.Event(), threading.Event()
    first = [True]

    def tell(message: Message) -> None:
        if not first:
            second.set()
            over.wait(60)
        first.clear()

    desk.machine.tell = tell  # type: ignore[method-assign]
    desk.store.write_alerts([a_step(), a_step(id="alert-2")])
    desk.round()
    assert second.wait(5)
    said = []
    for _ in range(3):
        desk.round(2)
        said.append(desk.telemetry.pulse().channels["machine"])
    over.set()
    assert said == ["", "", "machine does not answer in time (is it up?)"]


def test_the_end_waits_for_no_channel_and_what_it_was_being_told_comes_again(
    desk: Desk, endless: threading.Event
) -> None:
    (telling,) = (each for each in threading.enumerate() if each.name == "telling people")
    desk.teller.close()
    assert telling.daemon, "the end of the process would wait for any other"
    endless.set()
    telling.join(5)
    assert not telling.is_alive()
    del desk.people.tell
    desk.restart()
    desk.round()
    assert [message.key for message in desk.people.told] == ["alert-1/0"]
    assert desk.keys() == ["alert-1/0"]


def test_a_channel_with_a_fault_of_its_own_is_only_a_failing_channel(desk: Desk) -> None:
    def broken(message: Message) -> None:
        raise RuntimeError("words of a customer")

    desk.people.tell = broken  # type: ignore[method-assign]
    desk.store.write_alerts([a_step()])
    desk.round()
    assert desk.telemetry.pulse().channels["people"] == "people failed: RuntimeError (the log says where)"


def test_a_fault_of_ours_is_seen_and_names_no_words(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KeyError("words of a customer")

    monkeypatch.setattr("pipeline.teller.message_of", broken)
    desk.store.write_alerts([a_step()])
    desk.round()
    problem = desk.telemetry.pulse().channels["people"]
    assert "people failed: KeyError in" in problem
    assert "customer" not in problem
    monkeypatch.undo()
    desk.round()
    assert len(desk.people.told) == 1


def test_after_a_day_it_is_given_up(desk: Desk) -> None:
    desk.people.broken = True
    desk.store.write_alerts([a_step()])
    desk.round()
    desk.round(25 * 60)
    assert desk.store.told["alert-1", 0, "people"].state == "given_up"


def test_what_a_person_escalates_reaches_the_channels_at_once(desk: Desk) -> None:
    desk.store.write_alerts([a_step()])
    desk.round()
    desk.store.take_step(a_step(PEOPLE, state="escalated", by="deniz", note="Genel müdüre haber verin", evidence=""))
    desk.store.take_step(a_step(PEOPLE + 1, state="noted", by="deniz", note="bakıyorum", evidence=""))
    desk.round(1)
    assert [message.title.split(":")[0] for message in desk.people.told] == ["Kriz uyarısı", "Kriz yükseltildi"]
    assert "Genel müdüre haber verin" in desk.people.told[1].body
    assert desk.store.told["alert-1", PEOPLE + 1, ""].state == "none"


def test_a_storm_comes_as_one_message_and_machines_get_all_of_it(desk: Desk) -> None:
    desk.store.write_alerts([a_step(id=f"a{n}", severity=5) for n in range(9)])
    desk.round()
    assert [message.title for message in desk.people.told] == ["Nabız özeti: 9 uyarı"]
    assert len(desk.machine.told) == 9


def test_what_is_held_back_is_told_at_the_end(desk: Desk) -> None:
    desk.store.write_alerts([a_step()])
    desk.round()
    desk.store.write_alerts([a_step(1, state="resolved", evidence="")])
    desk.round(1)
    assert len(desk.people.told) == 1
    desk.round(final=True)
    assert desk.people.told[1].title.startswith("Kriz sona erdi")


def test_what_waits_for_a_channel_that_is_gone_from_the_settings_is_given_up(desk: Desk) -> None:
    desk.people.broken = True
    desk.store.write_alerts([a_step()])
    desk.round()
    desk.people = MemoryChannel("others")
    desk.routes = Routes((Route(to=("others",)),))
    desk.restart()
    desk.round(1)
    assert desk.store.told["alert-1", 0, "people"].state == "given_up"
    assert desk.people.told == []


def test_a_message_is_tried_again_at_once(desk: Desk) -> None:
    desk.store.write_alerts([a_step()])
    tries = []
    tell = desk.people.tell

    def at_last(message: Message) -> None:
        tries.append(message.key)
        if len(tries) < 3:
            raise ChannelError("busy")
        tell(message)

    desk.people.tell = at_last  # type: ignore[method-assign]
    desk.teller = Teller(
        desk.store, Outlets((desk.people,), Routes((Route(to=("people",)),))), desk.telemetry.told, Trying(3, 0.0)
    )
    desk.tellers.append(desk.teller)
    desk.round()
    assert tries == ["alert-1/0"] * 3
    assert len(desk.people.told) == 1
