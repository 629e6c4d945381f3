"""The crisis detector: counts of all series in, transitions out. Deterministic: a function of the counts alone.

Called by `watch` (live, with checkpoints) and by `replay`. Fed one tick or many at once: the result is the same.
Ticks must come in order; what comes late is `watch`'s work. Reads no clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

import numpy as np

from pipeline.alert import AlertKind
from pipeline.spike import fast, gaps, latch, slow
from pipeline.spike.expectation import combined, weights
from pipeline.spike.learning import hourly_alpha, learn_hour, outlook
from pipeline.spike.memory import blank, inherit
from pipeline.spike.policy import SpikePolicy
from pipeline.spike.series import Block, Bools, Floats, Ints, Series, empty_block
from pipeline.spike.taking import blot, take
from pipeline.spike.telling import told_fast, told_gap, told_slow
from pipeline.spike.transition import Transition

QUARTER = 15  # minutes between looks at silence, and at what little history young series have


class SpikeDetector:
    """State for all series seen so far; new ones are enrolled as they come."""

    def __init__(self, policy: SpikePolicy | None = None) -> None:
        self.policy = policy or SpikePolicy()
        self.series: list[Series] = []
        self.next_tick: int | None = None
        self._index: dict[Series, int] = {}
        self._brands: dict[str, list[int]] = {}
        self._weights = weights(self.policy)
        self._memory = blank(0, 0, self.policy)
        self._whole = np.zeros(0, bool)
        self._sources = np.zeros(0, bool)
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
        twin._brands = {brand: list(columns) for brand, columns in self._brands.items()}
        twin.next_tick, twin._memory = self.next_tick, self._memory.copy()
        twin._whole, twin._sources = self._whole, self._sources
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
        if block.series is self._mapped[0]:
            return set()
        missing = [column for column, name in enumerate(block.series) if name not in self._index]
        if not missing:
            return set()
        heard = (block.negative[:, missing] > 0) | (block.other[:, missing] > 0)
        return set(heard.argmax(axis=0)[heard.any(axis=0)].tolist())

    def _take(self, block: Block) -> list[Transition]:
        found = self._turn(block.first)
        block, at = self._positions(block)
        dark = self._dark()
        negative, other = take(self._memory, block, at, dark, self._weights.windows)
        self.next_tick = block.first + block.ticks
        found += self._heard_again(block, dark)
        judged = fast.judge(self._memory, block.first, negative, other, self._weights, self.policy)
        return found + (self._latched(judged, block.first) if judged is not None else [])

    def _latched(self, judged: fast.Judged, first: int) -> list[Transition]:
        policy = self.policy
        up, surge, early = map(policy.ticks, (policy.open_minutes, policy.surge_minutes, policy.cold_minutes))
        quiet, rearm = policy.ticks(policy.resolve_minutes), policy.ticks(policy.rearm_minutes)
        spike, at = self._memory.spike, judged.columns
        cold = self._cold[at]  # a crisis on a first day must not wait
        found: list[Transition] = []
        for row in range(len(judged.score)):
            tick = first + row
            # The long windows still hold a crisis that is over: it comes back only where the short ones see it.
            over = ~spike.open[at] & (tick - spike.ended[at] <= rearm)
            score = np.where(over, judged.short[row], judged.score[row])
            loud = (judged.volume[row] > policy.surge_ratio) & ~cold
            changes = latch.turn(
                spike,
                at,
                tick,
                up=score >= policy.open_score,
                at_once=score >= policy.at_once_score + loud * policy.surge_at_once,
                quiet=judged.short[row] < policy.resolve_score,
                terms=latch.Terms(np.where(cold, early, np.where(loud, surge, up)), quiet, rearm),
            )
            found += told_fast(
                judged, row, tick, changes, spike, self.series, self._cold, self._weights.windows, policy
            )
        return found

    @property
    def _cold(self) -> Bools:
        return self._memory.outlook.cold

    # what changes with the clock of the counts

    def _turn(self, tick: int) -> list[Transition]:
        """The quarters and hours that end where `tick` begins."""
        per_hour, length = self.policy.ticks_per_hour, self.policy.ticks(QUARTER)
        if tick % length or not self.series:
            return []
        found = self._listen(tick, length)
        if tick % per_hour:
            self._renew(np.flatnonzero(self._cold), tick)
        else:
            found += self._slow(tick // per_hour - 1)
            learn_hour(self._memory, tick // per_hour, self._weights, self.policy)
            self._renew(np.arange(len(self.series)), tick)
        if length > 1:
            fast.foresee(self._memory, tick, length, self._weights, self.policy)
        return found

    def _renew(self, columns: Ints, tick: int) -> None:
        if not len(columns):
            return
        length = self.policy.ticks(QUARTER)
        hour = tick // self.policy.ticks_per_hour
        new = outlook(self._memory, columns, hour, tick - tick % length, self._weights, self.policy)
        for field in fields(new):
            getattr(self._memory.outlook, field.name)[..., columns] = getattr(new, field.name)

    def _slow(self, hour: int) -> list[Transition]:
        memory, policy = self._memory, self.policy
        negative, other, known, usual, usual_other = self._span(hour * policy.ticks_per_hour, policy.ticks_per_hour)
        busy = memory.spike.ended >= hour * policy.ticks_per_hour
        level = (memory.outlook.level_negative, memory.outlook.level_other)
        slow.note(memory.hours, hour, (negative, other), (usual, usual_other), level, known, busy)
        doubt, ready, rearm = memory.outlook.doubt, memory.outlook.ready & ~self._cold, policy.slow_rearm_hours
        scatter, up = hourly_alpha(memory.outlook, policy) + doubt, policy.slow_hours
        kinds: tuple[tuple[AlertKind, slow.Ruling, latch.Latch, int, int], ...] = (
            ("slow_burn", slow.burn(memory.hours, hour, doubt, ready, policy), memory.burn, up, rearm),
            (
                "sentiment_fall",
                slow.fall(memory.hours, hour, doubt, ready, policy),
                memory.fall,
                policy.slow_hours,
                rearm,
            ),
            ("volume_notice", slow.crowd(memory.hours, hour, scatter, ready & self._whole, policy), memory.crowd, 1, 4),
        )
        found: list[Transition] = []
        for kind, ruling, rule, enough, again in kinds:
            changes = slow.turned(rule, ruling, hour, enough, again)
            found += told_slow(kind, ruling, hour, changes, rule, self.series, self._cold)
        return found

    def _span(self, first: int, ticks: int) -> tuple[Floats, Floats, Floats, Floats, Floats]:
        """Of ticks in the hour of the outlook: negative, other, covered share, and what was expected of both."""
        ring, outlook_ = self._memory.ring, self._memory.outlook
        rows = (first + np.arange(ticks)) % len(ring.covered)
        offset = first % self.policy.ticks_per_hour
        known = ring.covered[rows].mean(axis=0)
        weight = self._weights.between(offset, offset + ticks)
        return (
            ring.negative[rows].sum(axis=0, dtype=np.float64),
            ring.other[rows].sum(axis=0, dtype=np.float64),
            known,
            combined(weight, outlook_.negative) * known,
            combined(weight, outlook_.other) * known,
        )

    # sources that stop

    def _listen(self, tick: int, length: int) -> list[Transition]:
        negative, other, known, usual, usual_other = self._span(tick - length, length)
        gaps_ = self._memory.gaps
        watched = self._sources & ~self._cold & (known > 0.0) | gaps_.open
        stopped = gaps.listen(gaps_, tick, length, negative + other, usual + usual_other, watched, self.policy)
        found = []
        for column in stopped:
            since = int(gaps_.since[column])
            blot(self._memory, self._members(int(column)), since, tick)
            found.append(
                told_gap(
                    "opened",
                    self.series[column],
                    tick * self.policy.bucket,
                    since * self.policy.bucket,
                    gaps_.missing[column],
                )
            )
        return found

    def _dark(self) -> list[Ints]:
        return [self._members(int(column)) for column in np.flatnonzero(self._memory.gaps.open)]

    def _heard_again(self, block: Block, dark: list[Ints]) -> list[Transition]:
        gaps_, ring, found = self._memory.gaps, self._memory.ring, []
        rows = (block.first + np.arange(block.ticks)) % len(ring.covered)
        for group in dark:
            column = int(group[0])
            known = ring.covered[rows, column]
            if known.any():
                gaps_.open[column] = False
                minute = (block.first + int(known.argmax()) + 1) * self.policy.bucket
                since = int(gaps_.since[column]) * self.policy.bucket
                found.append(told_gap("resolved", self.series[column], minute, since, gaps_.missing[column]))
                gaps_.missing[column] = 0.0
        return found

    def _members(self, column: int) -> Ints:
        """The series that fall silent with this one, itself first: all of a brand, or the channel alone."""
        source = self.series[column]
        rest = [other for other in self._brands[source.brand] if other != column]
        return np.array([column, *(rest if source.whole else [])], np.int64)

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
            self._brands.setdefault(name.brand, []).append(len(self.series))
            self.series.append(name)
        self._whole = np.array([name.whole for name in self.series])
        self._sources = np.array([not name.topic for name in self.series])
        for child in range(old, len(self.series)):
            parent = self._index.get(Series(self.series[child].brand))
            if heirs and parent is not None and parent < old:
                inherit(self._memory, child, parent)
        self._renew(np.arange(old, len(self.series)), tick)
