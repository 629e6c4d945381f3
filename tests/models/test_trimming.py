"""Memory that is free goes back to the system."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from models.trimming import Trimming


def test_memory_is_trimmed_each_time_so_many_tokens_were_read() -> None:
    trimmed: list[None] = []
    trimming = Trimming(lambda: trimmed.append(None), tokens=100)
    trimming.note(60)
    assert not trimmed
    trimming.note(60)
    assert len(trimmed) == 1
    trimming.note(99)
    assert len(trimmed) == 1


def test_threads_that_read_at_once_trim_as_often_as_one() -> None:
    trimmed: list[None] = []
    trimming = Trimming(lambda: trimmed.append(None), tokens=10)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(trimming.note, [1] * 1000))
    assert len(trimmed) == 100
