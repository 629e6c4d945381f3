"""Cursor stores: what was saved is there after a crash at any moment, and reading can begin again some time back."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.cursors import STEP, TRAIL, CursorStore, FileCursors, Mark, MemoryCursors, Track
from pipeline.errors import SettingsError

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def track(*minutes: float) -> Track:
    marks = [Mark(NOON + timedelta(minutes=at), f"at {at:g}") for at in minutes]
    found = Track(marks[0])
    for mark in marks[1:]:
        found = found.then(mark)
    return found


@pytest.fixture(params=["file", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> CursorStore:
    return FileCursors(tmp_path / "cursors") if request.param == "file" else MemoryCursors()


def test_what_was_saved_last_is_there(store: CursorStore) -> None:
    assert isinstance(store, CursorStore)
    assert store.load("appstore") is None
    store.save("appstore", track(0, 1))
    store.save("appstore", track(0, 1, 2))
    store.save("mastodon", track(5))
    assert store.load("appstore") == track(0, 1, 2)
    assert store.load("mastodon") == track(5)


def test_names_that_are_no_file_names_keep_apart(store: CursorStore) -> None:
    names = ["../x", "a/b", "a b", "A", "a", "İş Bankası", "is-bankasi", "x" * 300, ""]
    for number, name in enumerate(names):
        store.save(name, track(number))
    assert [store.load(name) for name in names] == [track(number) for number in range(len(names))]


def test_nothing_leaves_the_folder(tmp_path: Path) -> None:
    FileCursors(tmp_path / "cursors").save("../../outside", track(0))
    assert [path.name for path in tmp_path.iterdir()] == ["cursors"]


def test_a_crash_while_writing_leaves_the_one_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = FileCursors(tmp_path)
    store.save("feed", track(0))
    for name in ("fsync", "replace"):
        with monkeypatch.context() as patched:
            patched.setattr(os, name, lambda *told: (_ for _ in ()).throw(KeyboardInterrupt))
            with pytest.raises(KeyboardInterrupt):
                store.save("feed", track(0, 1))
        assert store.load("feed") == track(0)


def test_it_is_on_the_disk_before_it_takes_the_place_of_the_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    fsync, replace = os.fsync, os.replace
    monkeypatch.setattr(os, "fsync", lambda handle: (done.append("fsync"), fsync(handle)))
    monkeypatch.setattr(os, "replace", lambda *paths: (done.append("replace"), replace(*paths)))
    FileCursors(tmp_path).save("feed", track(0))
    assert done == ["fsync", "replace", "fsync"]


@pytest.mark.parametrize("content", [b"", b"{", b"null", b'{"last": 5}', b"\xff"])
def test_a_file_that_cannot_be_read_says_what_to_do(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "feed.json").write_bytes(content)
    with pytest.raises(SettingsError, match="delete it"):
        FileCursors(tmp_path).load("feed")


def test_back_finds_the_newest_cursor_that_is_old_enough() -> None:
    found = track(0, 1, 2, 3, 4, 5)
    assert found.back(timedelta(0)) == "at 5"
    assert found.back(timedelta(minutes=2)) == "at 3"
    assert found.back(timedelta(seconds=90)) == "at 3"
    assert found.back(timedelta(hours=9)) == "at 0"


@given(st.lists(st.floats(0, 3), min_size=1, max_size=200), st.floats(0, 30))
def test_reading_never_begins_later_than_asked_while_the_trail_reaches(gaps: list[float], back: float) -> None:
    moments = [0.0]
    for gap in gaps:
        moments.append(moments[-1] + gap)
    found = track(*moments)
    window = timedelta(minutes=back)
    begun = {f"at {at:g}": at for at in moments}[found.back(window)]
    reach = found.trail[0].at if found.trail else found.last.at
    if found.last.at - window >= reach:
        assert NOON + timedelta(minutes=begun) <= found.last.at - window + timedelta(seconds=1)
    assert len(found.trail) <= TRAIL


def test_a_fast_reader_does_not_push_the_past_out_of_the_trail() -> None:
    found = Track(Mark(NOON, "first"))
    for number in range(2_000):
        found = found.then(Mark(NOON + timedelta(milliseconds=50 * number), str(number)))
    assert found.trail[0].cursor == "first"
    assert all(later.at - earlier.at >= STEP for earlier, later in pairwise(found.trail))
