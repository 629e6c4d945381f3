"""Counts of a store in a form that tests can compare, whatever order a store gives them in."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.feedback import Insight
from pipeline.storage.base import Counts, Store
from tests.storage.insights import END, LONG_AGO, landed


def write(store: Store, insights: Sequence[Insight]) -> None:
    store.write(insights, landed(insights))


def counted(store: Store, *, drills: bool = True) -> dict[tuple[str, str, str, int], tuple[int, int]]:
    return as_dict(store.counts(LONG_AGO, END, drills=drills))


def as_dict(counts: Counts) -> dict[tuple[str, str, str, int], tuple[int, int]]:
    keys = zip(counts.brand, counts.topic, counts.channel, counts.minute.tolist(), strict=True)
    return dict(zip(keys, zip(counts.negative.tolist(), counts.other.tolist(), strict=True), strict=True))


def total(store: Store) -> int:
    return sum(sum(both) for (_, topic, channel, _), both in counted(store).items() if topic == channel == "")
