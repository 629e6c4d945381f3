"""Tells the channels what the store says has not been told: each transition once, also across crashes.

Called by the `notifying` timer of `pipeline.agents` on the leader, in a thread. The store is the outbox: for every
step it is first decided, once, which channels are told (rows that wait), then it is told, then the rows say so. A crash
before the last of these tells again, under the same key: at least once, and once wherever nothing crashed in between.

A channel that is slow or fails holds up no other: each has a thread of its own, and is tried again, longer apart each
time, for a day. Nor does it hold up the end of the process: some services answer byte by byte, for ever. Must never log
what is told, or an address.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, wait
from datetime import datetime, timedelta
from functools import partial
from hashlib import blake2b
from itertools import groupby
from operator import attrgetter
from typing import TypeAlias

import msgspec
import stamina

from pipeline.alert import AlertStep, Telling
from pipeline.channels import trouble
from pipeline.channels.door import About, Channel, Language, Message
from pipeline.channels.gathering import Batch, Waiting, due, each_alone, reach
from pipeline.channels.opening import Outlets
from pipeline.channels.wording import body, digest, headline
from pipeline.errors import ChannelError, StoreAway, place_of
from pipeline.spike.lifecycle import Alert, fold
from pipeline.storage.base import Store

log = logging.getLogger(__name__)

DAY = 24 * 3600
GIVE_UP = timedelta(days=1)
ROUND_SECONDS = 5.0  # that a round waits for its channels; what takes longer goes on beside the next one
LAST_SECONDS = 120.0  # the same for the last round
LEAVE_SECONDS = 3.0  # that the end waits for what is being told
STUCK = timedelta(minutes=3)  # in which a channel is through with its messages, or is said not to answer
Key: TypeAlias = tuple[str, int, str]


class Trying(msgspec.Struct, frozen=True):
    """How often a message is tried at once, and the first pause between; after that it waits for a later round."""

    attempts: int = 3
    first: float = 0.5


class Teller:
    """Thread-safe. `report` hears of each channel whether it works: "" or what is wrong and what to do."""

    def __init__(
        self, store: Store, outlets: Outlets, report: Callable[[str, str, int], None], trying: Trying | None = None
    ) -> None:
        self._store, self._outlets, self._report, self._trying = store, outlets, report, trying or Trying()
        self._channels: Mapping[str, Channel] = {channel.name: channel for channel in outlets.channels}
        self._lock = threading.Lock()
        self._busy: dict[str, tuple[datetime, Future[None]]] = {}  # since when
        self._moved: set[str] = set()  # busy ones that came through with a message since the last round
        self._closed = False
        self._unwritten: dict[Key, Telling] = {}  # told, and the store does not know it yet

    def round(self, now: datetime, *, final: bool = False) -> int:
        """Decide on new steps and tell what is due; how many channels had something. `final`: nothing is held back.

        Raises StoreAway; what was told by then is written by the next round, and nobody is told twice.
        """
        with self._lock:
            self._write()
            self._decide(now)
            self._name_stuck(now)
            begun = self._begin(now, final)
        wait(begun, LAST_SECONDS if final else ROUND_SECONDS)
        return len(begun)

    def close(self) -> None:
        """Nothing is told or written from now on; what is being told has a moment, and after that comes again."""
        with self._lock:
            under_way = [work for _, work in self._busy.values()]
        wait(under_way, LEAVE_SECONDS)
        with self._lock:
            self._closed = True

    # whom to tell

    def _decide(self, now: datetime) -> None:
        fresh = self._store.undecided(DAY)
        if not fresh:
            return
        alerts = self._alerts({step.id for step in fresh})
        told: dict[str, list[str]] = {}
        for each in self._store.tellings(now, sorted(alerts)):
            if each.channel:
                told.setdefault(each.alert, []).append(each.channel)
        rows: list[Telling] = []
        for step in fresh:
            names = self._whom(alerts.get(step.id), step, now, told.get(step.id, []))
            told.setdefault(step.id, []).extend(names)
            rows += [_row(step, name, "waiting", now) for name in names] or [_row(step, "", "none", now)]
        self._store.write_tellings(rows)

    def _whom(self, alert: Alert | None, step: AlertStep, now: datetime, told: Sequence[str]) -> list[str]:
        return self._outlets.routes.channels(alert, step, now, told) if alert else []

    # telling them

    def _begin(self, now: datetime, final: bool) -> list[Future[None]]:
        rows = {_key(each): each for each in self._store.tellings(now - reach(self._outlets.routes.pace))}
        ordered = sorted((rows | self._unwritten).values(), key=attrgetter("channel"))
        alerts = self._alerts({each.alert for each in ordered if each.state == "waiting"})
        begun = []
        for name, found in groupby(ordered, key=attrgetter("channel")):
            tellings = [*found]
            if name in self._busy or all(each.state != "waiting" for each in tellings):
                continue
            batches = self._batches(name, tellings, alerts, now, final)
            if batches:
                work = self._start(self._channels[name], batches, alerts, now)
                self._busy[name] = now, work
                begun.append(work)
        return begun

    def _start(
        self, channel: Channel, batches: Sequence[Batch], alerts: Mapping[str, Alert], now: datetime
    ) -> Future[None]:
        """In the channel's own thread, which the end of the process leaves behind."""
        done: Future[None] = Future()
        work = partial(self._work, channel, batches, alerts, now, done)
        threading.Thread(target=work, name=f"telling {channel.name}", daemon=True).start()
        return done

    def _name_stuck(self, now: datetime) -> None:
        for name, (since, work) in self._busy.items():
            if name in self._moved:
                self._busy[name] = now, work
            elif now - since > STUCK:
                self._report(name, trouble.told(name, trouble.kept("slow"), "en"), 0)
        self._moved.clear()

    def _batches(
        self, name: str, tellings: Sequence[Telling], alerts: Mapping[str, Alert], now: datetime, final: bool
    ) -> list[Batch]:
        waiting = [each for each in tellings if each.state == "waiting"]
        if name not in self._channels:
            self._note([_now(each, "given_up", now, problem=trouble.kept("gone")) for each in waiting])
            return []
        steps = {(step.id, step.sequence): step for alert in alerts.values() for step in alert.steps}
        known = [
            Waiting(each, steps[each.alert, each.sequence]) for each in waiting if (each.alert, each.sequence) in steps
        ]
        if not self._channels[name].gathers:
            return each_alone(known, now)
        pace = self._outlets.routes.pace
        pace = msgspec.structs.replace(pace, cool_down=0, urgent=1) if final else pace
        return due(known, [each for each in tellings if each.state == "told"], pace, now)

    def _work(
        self,
        channel: Channel,
        batches: Sequence[Batch],
        alerts: Mapping[str, Alert],
        now: datetime,
        done: Future[None],
    ) -> None:
        """In the channel's own thread. A fault of ours is this channel's trouble, and nobody else's."""
        try:
            for batch in batches:
                if self._closed:
                    break
                self._tell(channel, batch, alerts, now)
        except Exception as error:
            log.warning("telling %s failed: %s", channel.name, place_of(error))
            self._report(channel.name, trouble.told(channel.name, trouble.kept("broken", place_of(error)), "en"), 0)
        finally:
            with self._lock:
                self._busy.pop(channel.name, None)
            done.set_result(None)

    def _tell(self, channel: Channel, batch: Batch, alerts: Mapping[str, Alert], now: datetime) -> None:
        message = message_of(batch, alerts, channel.language or self._outlets.language, self._outlets)
        problem = self._try(channel, message)
        rows = [each.telling for incident in batch for each in incident]
        noted = [
            _now(row, "told", now, key=message.key)
            if not problem
            else _now(row, "given_up" if now - row.since > GIVE_UP else "waiting", now, problem=problem)
            for row in rows
        ]
        sentence = trouble.told(channel.name, problem, "en")
        if problem:
            log.warning("channel %s is tried again later: %s", channel.name, sentence)
        self._report(channel.name, sentence, len(rows))
        with self._lock:
            self._moved.add(channel.name)
            self._note(noted)

    def _try(self, channel: Channel, message: Message) -> str:
        """Why it was not told, as the store keeps it; "" when it was."""
        try:
            for attempt in stamina.retry_context(
                on=ChannelError, attempts=self._trying.attempts, wait_initial=self._trying.first, wait_max=5.0
            ):
                with attempt:
                    channel.tell(message)
        except ChannelError as error:
            return error.problem
        except Exception as error:
            log.warning("channel %s failed in a way of its own: %s", channel.name, type(error).__name__)
            return trouble.kept("broken", type(error).__name__)
        return ""

    # what became of it

    def _note(self, rows: Sequence[Telling]) -> None:
        self._unwritten.update((_key(row), row) for row in rows)
        try:
            self._write()
        except StoreAway:
            log.warning("what was told could not be stored yet")

    def _write(self) -> None:
        if self._unwritten and not self._closed:
            self._store.write_tellings([*self._unwritten.values()])
            self._unwritten = {}

    def _alerts(self, names: set[str]) -> dict[str, Alert]:
        steps = sorted(self._store.steps_of(sorted(names)), key=attrgetter("id"))
        found = {name: fold(list(each)) for name, each in groupby(steps, key=attrgetter("id"))}
        return {name: alert for name, alert in found.items() if alert is not None}


def message_of(batch: Batch, alerts: Mapping[str, Alert], language: Language, outlets: Outlets) -> Message:
    """Its key is a function of the steps in it: told again, it bears the same."""
    abouts = tuple(About(alerts[each[0].step.id], tuple(one.step for one in each)) for each in batch)
    names = outlets.names
    if len(abouts) == 1:
        newest = abouts[0].newest
        title, text = headline(newest, language, names), body(abouts[0], language, names)
        return Message(f"{newest.id}/{newest.sequence}", title, text, abouts)
    title, text = digest(abouts, language, names)
    told = ",".join(f"{step.id}/{step.sequence}" for about in abouts for step in about.steps)
    return Message(f"digest/{blake2b(told.encode(), digest_size=12).hexdigest()}", title, text, abouts)


def _row(step: AlertStep, channel: str, state: str, now: datetime) -> Telling:
    row = Telling(alert=step.id, sequence=step.sequence, channel=channel, state="none", since=now, at=now)
    return row if state == "none" else msgspec.structs.replace(row, state=state)


def _now(row: Telling, state: str, now: datetime, *, key: str = "", problem: str = "") -> Telling:
    return msgspec.structs.replace(row, state=state, at=now, key=key, problem=problem, tries=row.tries + 1)


def _key(row: Telling) -> Key:
    return row.alert, row.sequence, row.channel
