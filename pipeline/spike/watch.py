"""Watch: what the watching agent calls. Counts of a span of minutes and the watermark in, alert steps out.

    watch = Watch(policy, known=store.alerts())
    since, until = watch.span(watermark)                      # what to read
    steps = watch.advance(store.counts(since, until), until)  # what happened

The first span is the whole history that matters; later ones re-read the last minutes, so that late items amend the
minute they belong to: the detector goes back to its last checkpoint before that minute and judges again. Steps are
given once; a new Watch over the same counts gives the same steps, so a caller may drop those it has by id and sequence.
Pure: the watermark is an argument. One thread at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from pipeline.alert import AlertStep
from pipeline.spike.detector import SpikeDetector
from pipeline.spike.incidents import Group, Incidents, Part
from pipeline.spike.istanbul import minute_of, when
from pipeline.spike.judgement import Holding, holdings
from pipeline.spike.policy import SpikePolicy
from pipeline.spike.series import Block, Series
from pipeline.spike.transition import Transition

CHUNK = 1440  # ticks of history made dense at a time


class CountTable(Protocol):
    """Items per series and event minute: parallel columns, sorted by minute; the store's Counts fits."""

    @property
    def brand(self) -> Sequence[str]: ...
    @property
    def topic(self) -> Sequence[str]: ...
    @property
    def channel(self) -> Sequence[str]: ...
    @property
    def minute(self) -> NDArray[np.int64]: ...
    @property
    def negative(self) -> NDArray[np.int64]: ...
    @property
    def other(self) -> NDArray[np.int64]: ...


@dataclass(frozen=True, slots=True)
class Checkpoint:
    tick: int  # the next tick to take
    detector: SpikeDetector
    parts: dict[Group, dict[Part, Transition]]


class Watch:
    def __init__(
        self,
        policy: SpikePolicy | None = None,
        *,
        known: Iterable[AlertStep] = (),
        look_back: int = 120,
        history_days: int = 84,
    ) -> None:
        """`known`: steps announced before a restart. `look_back`: minutes re-read for late items on every call."""
        self.holdings: tuple[Holding, ...] = holdings(policy or SpikePolicy(), ())
        self._detector = SpikeDetector(self.policy)
        self._incidents = Incidents(self.policy.rearm_minutes, known)
        self._look_back, self._history = look_back, history_days * 1440
        self._checkpoints: list[Checkpoint] = []
        self._names: list[Series] = []
        self._places: dict[Series, int] = {}
        self._held: tuple[int, NDArray[np.int32]] = (0, np.zeros((0, 0, 2), np.int32))

    @property
    def policy(self) -> SpikePolicy:
        """The one that holds now. Set `holdings` to change it from a minute on; earlier minutes keep theirs."""
        return self.holdings[-1].policy

    @property
    def until(self) -> int | None:
        """The minute up to which everything was judged."""
        return self._detector.next_tick

    def span(self, watermark: datetime) -> tuple[datetime, datetime]:
        """What to read for `advance`: since and until, whole minutes; until is the watermark rounded down."""
        until = minute_of(watermark)
        return when(self._since(until)), when(until)

    def advance(self, counts: CountTable, until: datetime) -> list[AlertStep]:
        """Judge every minute before `until`. `counts` holds all items of the span that `span` named for it."""
        end = minute_of(until)
        since = self._since(end)
        if self._detector.next_tick is not None and end < self._detector.next_tick:
            end = self._detector.next_tick  # a watermark never goes back
        if self._detector.next_tick is None and not len(counts.minute):
            return []  # nothing was ever said
        rows = self._rows(counts)
        start = self._resume(counts, rows, since)
        rewound = self._detector.next_tick is not None and start < self._detector.next_tick
        if rewound:
            self._return_to(start)
        steps = self._judge(counts, rows, start, end)
        self._hold(counts, rows, self._since(end), end)
        return steps + self._incidents.settle(end) if rewound else steps

    def _since(self, until: int) -> int:
        judged = self._detector.next_tick
        if judged is None:
            return until - self._history
        oldest = min((checkpoint.tick for checkpoint in self._checkpoints), default=judged)
        return min(oldest, judged)

    # late items

    def _resume(self, counts: CountTable, rows: NDArray[np.int64], since: int) -> int:
        """The minute to go on from: where we stopped, or the last checkpoint before what changed."""
        judged = self._detector.next_tick
        if judged is None:
            return max(since, int(counts.minute[0]))
        first, held = self._held
        now = self._dense(counts, rows, first, first + len(held))
        same = np.zeros_like(now)
        same[:, : held.shape[1]] = held
        changed = np.flatnonzero((now != same).any(axis=(1, 2)))
        if not len(changed):
            return judged
        minute = first + int(changed[0])
        ticks = [checkpoint.tick for checkpoint in self._checkpoints if checkpoint.tick <= minute]
        return max(ticks, default=judged)

    def _return_to(self, tick: int) -> None:
        self._checkpoints = [checkpoint for checkpoint in self._checkpoints if checkpoint.tick <= tick]
        last = self._checkpoints.pop()
        self._detector = last.detector
        self._incidents.rewind(last.parts)

    def _hold(self, counts: CountTable, rows: NDArray[np.int64], since: int, until: int) -> None:
        self._held = (since, self._dense(counts, rows, since, until))

    # judging

    def _judge(self, counts: CountTable, rows: NDArray[np.int64], start: int, end: int) -> list[AlertStep]:
        steps: list[AlertStep] = []
        keep_from = end - self._look_back - 60
        while start < end:
            self._detector.policy, stop = self._held_at(start, min(end, start + CHUNK))
            if start >= keep_from and start % 60 == 0:
                self._checkpoints.append(Checkpoint(start, self._detector.copy(), self._incidents.parts()))
            if stop > keep_from:
                stop = min(stop, max(start - start % 60 + 60, keep_from - keep_from % 60))
            dense = self._dense(counts, rows, start, stop)
            block = Block(start, self._names, dense[:, :, 0], dense[:, :, 1])
            steps += self._incidents.fold(self._detector.run(block))
            start = stop
        recent = [checkpoint for checkpoint in self._checkpoints if checkpoint.tick >= keep_from]
        self._checkpoints = recent
        return steps

    def _held_at(self, start: int, stop: int) -> tuple[SpikePolicy, int]:
        """The policy that holds at `start`, and up to where it does, at most `stop`."""
        held = [each for each in self.holdings if each.since <= start]
        return held[-1].policy, min([stop, *(each.since for each in self.holdings if each.since > start)])

    # tables

    def _rows(self, counts: CountTable) -> NDArray[np.int64]:
        """The place of each row's series; new series get the next place."""
        places = self._places
        found = np.empty(len(counts.brand), np.int64)
        for row, name in enumerate(zip(counts.brand, counts.topic, counts.channel, strict=True)):
            place = places.get(name)  # type: ignore[call-overload]
            if place is None:
                place = places[Series(*name)] = len(places)
                self._names = [*self._names, Series(*name)]
            found[row] = place
        return found

    def _dense(self, counts: CountTable, rows: NDArray[np.int64], start: int, stop: int) -> NDArray[np.int32]:
        """[minutes, series, 2] of the minutes start..stop."""
        low, high = np.searchsorted(counts.minute, [start, stop])
        dense = np.zeros((max(0, stop - start), len(self._names), 2), np.int32)
        at = (np.asarray(counts.minute[low:high]) - start, rows[low:high])
        dense[(*at, np.zeros(high - low, np.int64))] = counts.negative[low:high]
        dense[(*at, np.ones(high - low, np.int64))] = counts.other[low:high]
        return dense
