"""How far each connector was read. The runner saves here, after the broker has everything before the cursor.

A cursor comes with a short trail of the ones before it, so that reading can begin again some minutes back: an
embedded broker keeps messages in memory, and what it lost must be read anew. One small JSON file a connector.
Cursors may hold ids of a source, never customers' words.
"""

from __future__ import annotations

import contextlib
import os
import re
from datetime import datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import Protocol, runtime_checkable

import msgspec

from pipeline.errors import SettingsError

BEGINNING = ""
TRAIL = 48  # entries
STEP = timedelta(seconds=20)  # between two entries of the trail: together a quarter of an hour


class Mark(msgspec.Struct, frozen=True):
    """Everything before `cursor` was with the broker at `at`."""

    at: datetime
    cursor: str


class Track(msgspec.Struct, frozen=True):
    """The last cursor of a connector and some before it, oldest first."""

    last: Mark
    trail: tuple[Mark, ...] = ()

    def then(self, mark: Mark) -> Track:
        """The track with a newer mark. The trail keeps one mark every STEP, the oldest fall out."""
        apart = not self.trail or self.last.at - self.trail[-1].at >= STEP
        trail = (*self.trail, self.last)[-TRAIL:] if apart else self.trail
        return Track(mark, trail)

    def back(self, window: timedelta) -> str:
        """The newest cursor that is at least `window` older than the last; the oldest known where none is."""
        if window <= timedelta(0):
            return self.last.cursor
        known = [*self.trail, self.last]
        older = [mark for mark in known if self.last.at - mark.at >= window]
        return (older[-1] if older else known[0]).cursor


@runtime_checkable
class CursorStore(Protocol):
    def load(self, name: str) -> Track | None: ...

    def save(self, name: str, track: Track) -> None:
        """Durable when it returns."""


class MemoryCursors:
    """The fake."""

    def __init__(self) -> None:
        self.tracks: dict[str, Track] = {}

    def load(self, name: str) -> Track | None:
        return self.tracks.get(name)

    def save(self, name: str, track: Track) -> None:
        self.tracks[name] = track


class FileCursors:
    """One file a connector in `directory`. A reader sees the old file or the new one, never half of one."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def load(self, name: str) -> Track | None:
        path = self._path(name)
        try:
            return msgspec.json.decode(path.read_bytes(), type=Track)
        except FileNotFoundError:
            return None
        except (msgspec.DecodeError, OSError) as error:
            raise SettingsError(
                f"the cursor file {path.name} cannot be read: {type(error).__name__}",
                hint="delete it: the source is read again from its beginning, and nothing counts twice",
            ) from None

    def save(self, name: str, track: Track) -> None:
        path = self._path(name)
        self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = path.with_suffix(".new")
        with fresh.open("wb") as file:
            file.write(msgspec.json.encode(track))
            file.flush()
            os.fsync(file.fileno())
        os.replace(fresh, path)
        _sync_directory(self._directory)

    def _path(self, name: str) -> Path:
        """A name that is no plain word gets a digest, so that two names never share a file."""
        if re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,60}", name):
            return self._directory / f"{name}.json"
        readable = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40]
        digest = blake2b(name.encode("utf-8", "replace"), digest_size=6).hexdigest()
        return self._directory / f"{readable}.{digest}.json"


def _sync_directory(directory: Path) -> None:
    """The rename itself survives a power cut only after this; some file systems refuse, and lose nothing by it."""
    with contextlib.suppress(OSError):
        handle = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
