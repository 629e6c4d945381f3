"""The crisis detector: counts of all series in, transitions out. Deterministic: a function of the counts alone.

Called by `watch` (live, with checkpoints) and by `replay`. Fed one tick or many at once: the result is the same.
Ticks must come in order; what comes late is `watch`'s work. Reads no clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

import numpy as np
from numpy.typing import NDArray

from pipeline.spike import fast, latch
from pipeline.spike.expectation import ring_ticks, weights
from pipeline.spike.learning import learn_hour, outlook
from pipeline.spike.memory import blank, inherit
from pipeline.spike.policy import SpikePolicy
from pipeline.spike.series import Block, Ints, Series, empty_block
from pipeline.spike.severity import severity
from pipeline.spike.transition import State, Transition

QUARTER = 15  # minutes between looks at what little history young series have
ESCALATION = 2  # steps of severity worth saying again


class SpikeDetector:
    """State for all series seen so far; new ones are enrolled as they come."""

    def __init__(self, policy: SpikePolicy | None = None) -> None:
        self.policy = policy or SpikePolicy()
        self.series: list[Series] = []
        self.next_tick: int | None = None
        self._index: dict[Series, int] = {}
        self._weights = weights(self.policy)
        self._memory = blank(0, 0, self.policy)
        self._mapped: tuple[Sequence[Series], Ints] = ((), np.zeros(0, np.int64))

    def step(self, tick: int, block: Block) -> list[Transition]:
        """One tick: the row of `block` is its counts."""
        return self.run(Block(tick, block.series, block.negative[:1], block.other[:1], block.covered))

    def run(self, block: Block) -> list[Transition]:
        """Successive ticks. Ticks between the last one taken and the block's first were empty."""
        if self.next_tick is None:
            self.next_tick = block.first
        if block.first < self.next_tick:
            raise ValueError(f"tick {block.first} was taken already")
        found: list[Transition] = []
        if block.first > self.next_tick:
            found += self._pieces(empty_block(self.next_tick, block.first - self.next_tick))
        return found + self._pieces(block)

    def enrol(self, series: Sequence[Series], tick: int) -> None:
        """Series that are listened to from `tick` on, before they say anything."""
        self.next_tick = tick if self.next_tick is None else self.next_tick
        self._add([name for name in series if name not in self._index], tick, heirs=False)

    def copy(self) -> SpikeDetector:
        """A checkpoint: the two go on independently."""
        twin = SpikeDetector(self.policy)
        twin.series, twin._index = list(self.series), dict(self._index)
        twin.next_tick, twin._memory = self.next_tick, self._memory.copy()
        return twin

    @property
    def bytes_per_series(self) -> float:
        return self._memory.bytes / max(1, len(self.series))

    def _pieces(self, block: Block) -> list[Transition]:
        """Cut at quarters of an hour, where the outlook may change, and where a new series is first heard."""
        length = self.policy.ticks(QUARTER)
        cuts = {*range(length - block.first % length, block.ticks, length), *self._first_heard(block), block.ticks}
        found: list[Transition] = []
        start = 0
        for stop in sorted(cuts - {0}):
            found += self._take(block.part(start, stop))
            start = stop
        return found

    def _first_heard(self, block: Block) -> set[int]:
        missing = [column for column, name in enumerate(block.series) if name not in self._index]
        if not missing:
            return set()
        heard = (block.negative[:, missing] > 0) | (block.other[:, missing] > 0)
        return set(heard.argmax(axis=0)[heard.any(axis=0)].tolist())

    def _take(self, block: Block) -> list[Transition]:
        self._turn(block.first)
        block, at = self._positions(block)
        negative, other = self._write(block, at)
        self.next_tick = block.first + block.ticks
        judged = fast.judge(self._memory, block.first, negative, other, self._weights, self.policy)
        return self._latched(judged, block.first) if judged is not None and len(judged.columns) else []

    # what changes with the clock of the counts

    def _turn(self, tick: int) -> None:
        per_hour, hour = self.policy.ticks_per_hour, tick // self.policy.ticks_per_hour
        if tick % per_hour == 0 and self.series:
            learn_hour(self._memory, hour, self._weights, self.policy)
            self._renew(np.arange(len(self.series)), tick)
        elif tick % self.policy.ticks(QUARTER) == 0:
            young = self._memory.facts.known < self.policy.cold_hours * per_hour
            if young.any():
                self._renew(np.flatnonzero(young), tick)

    def _renew(self, columns: Ints, tick: int) -> None:
        length = self.policy.ticks(QUARTER)
        hour = tick // self.policy.ticks_per_hour
        new = outlook(self._memory, columns, hour, tick - tick % length, self._weights, self.policy)
        for field in fields(new):
            getattr(self._memory.outlook, field.name)[..., columns] = getattr(new, field.name)

    # series

    def _columns(self, block: Block) -> Block:
        """The block with only the series that we know by now, those it is the first to name among them."""
        silent = (block.negative == 0) & (block.other == 0)
        missing = [column for column, name in enumerate(block.series) if name not in self._index]
        quiet = {column for column in missing if silent[:, column].all()}
        self._add([block.series[column] for column in missing if column not in quiet], block.first, heirs=True)
        if not quiet:
            return block
        keep = [column for column in range(len(block.series)) if column not in quiet]
        covered = None if block.covered is None else block.covered[:, keep]
        names = [block.series[column] for column in keep]
        return Block(block.first, names, block.negative[:, keep], block.other[:, keep], covered)

    def _positions(self, block: Block) -> tuple[Block, Ints]:
        if block.series is not self._mapped[0]:
            whole, block = block, self._columns(block)
            at = np.array([self._index[name] for name in block.series], np.int64)
            if block is not whole:  # more may be heard of later
                return block, at
            self._mapped = (block.series, at)
        return block, self._mapped[1]

    def _add(self, names: list[Series], tick: int, *, heirs: bool) -> None:
        if not names:
            return
        old = len(self.series)
        names = sorted(names, key=lambda name: (not name.whole, name))
        self._memory = self._memory.joined(blank(len(names), tick, self.policy))
        for name in names:
            self._index[name] = len(self.series)
            self.series.append(name)
        for child in range(old, len(self.series)):
            parent = self._index.get(Series(self.series[child].brand))
            if heirs and parent is not None and parent < old:
                inherit(self._memory, child, parent)
        self._renew(np.arange(old, len(self.series)), tick)

    # counts

    def _write(self, block: Block, at: Ints) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Put the block into the ring; the window sums at each of its ticks [ticks, windows, series]."""
        ring, facts, length = self._memory.ring, self._memory.facts, ring_ticks(self.policy)
        ticks = block.first + np.arange(block.ticks)
        rows = ticks % length
        known = self._covered(block, at)
        negative, other = (np.zeros(known.shape, np.int32) for _ in range(2))
        negative[:, at], other[:, at] = block.negative, block.other
        negative *= known
        other *= known
        sums = []
        for total, stored, new in (
            (self._memory.sums.negative, ring.negative, negative),
            (self._memory.sums.other, ring.other, other),
        ):
            sums.append(_rolled(total, stored, new, ticks, self._weights.windows))
            total[:] = sums[-1][-1]
            stored[rows] = new
        ring.covered[rows] = known
        facts.known += known.sum(axis=0)
        blind = np.where(known, latch.NEVER, ticks[:, None]).max(axis=0)
        facts.blind = np.maximum(facts.blind, blind)
        return sums[0], sums[1]

    def _covered(self, block: Block, at: Ints) -> NDArray[np.bool_]:
        known = np.ones((block.ticks, len(self.series)), bool)
        if block.covered is not None:
            known[:, at] = block.covered
        return known

    # transitions

    def _latched(self, judged: fast.Judged, first: int) -> list[Transition]:
        policy, spike, at = self.policy, self._memory.spike, judged.columns
        terms = latch.Terms(
            policy.ticks(policy.open_minutes), policy.ticks(policy.resolve_minutes), policy.ticks(policy.rearm_minutes)
        )
        found: list[Transition] = []
        for row, score in enumerate(judged.score):
            changes = latch.turn(
                spike,
                at,
                first + row,
                up=score >= policy.open_score,
                at_once=score >= policy.at_once_score,
                quiet=judged.short[row] < policy.resolve_score,
                terms=terms,
            )
            found += self._told(judged, row, first + row, changes)
        return found

    def _told(self, judged: fast.Judged, row: int, tick: int, changes: latch.Changes) -> list[Transition]:
        spike, at = self._memory.spike, judged.columns
        if not spike.open[at].any() and not len(changes.resolved):
            return []
        level = severity(judged.observed[row], judged.expected[row])
        position = {int(column): index for index, column in enumerate(at)}
        found = []
        for state, columns in (("opened", changes.opened), ("escalated", changes.returned)):
            for column in columns:
                found.append(self._transition(state, judged, row, tick, position[int(column)], level))  # type: ignore[arg-type]
                spike.told[column] = level[position[int(column)]]
        worse = np.flatnonzero(spike.open[at] & (level >= spike.told[at] + ESCALATION))
        for index in worse:
            found.append(self._transition("escalated", judged, row, tick, int(index), level))
            spike.told[at[index]] = level[index]
        for column in changes.resolved:
            found.append(self._transition("resolved", judged, row, tick, position[int(column)], level))
        return found

    def _transition(
        self, state: State, judged: fast.Judged, row: int, tick: int, index: int, level: Ints
    ) -> Transition:
        column, bucket = int(judged.columns[index]), self.policy.bucket
        cold = self.policy.cold_hours * self.policy.ticks_per_hour
        return Transition(
            series=self.series[column],
            kind="spike",
            state=state,
            minute=(tick + 1) * bucket,
            since=int(self._memory.spike.since[column]) * bucket,
            observed=float(judged.observed[row, index]),
            expected=float(judged.expected[row, index]),
            score=float(judged.score[row, index]),
            severity=int(level[index]),
            window_minutes=self._weights.windows[int(judged.window[row, index])] * bucket,
            low_confidence=bool(self._memory.facts.known[column] < cold),
        )


def _rolled(
    total: NDArray[np.int32], stored: NDArray[np.int32], new: NDArray[np.int32], ticks: Ints, windows: tuple[int, ...]
) -> NDArray[np.int32]:
    """Window sums after each new tick: what enters less what leaves."""
    sums = np.empty((len(new), len(windows), new.shape[1]), np.int32)
    for index, window in enumerate(windows):
        leaving = stored[(ticks - window) % len(stored)]
        inside = np.arange(len(new)) >= window  # longer than the window: what leaves came in this block
        if inside.any():
            leaving[inside] = new[: len(new) - window]
        sums[:, index] = total[index] + np.cumsum(new - leaving, axis=0, dtype=np.int32)
    return sums
