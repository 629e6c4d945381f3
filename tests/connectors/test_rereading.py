"""The memory of what was read: it forgets what is outside the window, and nothing inside it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from connectors.rereading import mark, remember

memories = st.dictionaries(st.text(max_size=4), st.integers(0, 1000), max_size=20)


@given(memories, memories, st.integers(0, 1000))
def test_everything_in_the_window_is_remembered(seen: dict[str, int], more: dict[str, int], since: int) -> None:
    both = {**seen, **more}
    assert remember(seen, more, since=since) == {key: when for key, when in both.items() if when >= since}


@given(memories, st.integers(1, 10))
def test_the_oldest_are_forgotten_first(seen: dict[str, int], limit: int) -> None:
    kept = remember(seen, {}, since=0, limit=limit)
    assert len(kept) == min(limit, len(seen))
    gone = [when for key, when in seen.items() if key not in kept]
    assert not gone or max(gone) <= min(kept.values())


@given(st.lists(st.text(max_size=3), max_size=4), st.lists(st.text(max_size=3), max_size=4))
def test_different_parts_have_different_marks(one: list[str], two: list[str]) -> None:
    assert (mark(*one) == mark(*two)) == (one == two)
