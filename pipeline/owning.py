"""What lies in the data directory is its owner's alone: customers' words, keys, accounts, the broker's last words.

Called where the directory or the embedded store is opened, and where a key in it is asked for. Tightens what an earlier
version left open; never follows a link, never closes a folder that holds other people's things too.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
import tempfile
from pathlib import Path

from pipeline.errors import SettingsError

OTHERS = 0o077
SHORTEST = 32  # characters of a key
OURS = frozenset(
    {"store", "faust", "cursors", "accounts.json", "console.key", "author.key", "first-password", "broker.log"}
    | {"running.json", "accounts.new", "running.new"}
)


def own(directory: Path) -> Path:
    """The data directory: made, or tightened where it is open. What this process makes from now on is its user's."""
    os.umask(OTHERS)
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = [entry for entry in directory.iterdir() if entry.name in OURS]
    for entry in found:
        seal(entry)
    if len(found) == len(list(directory.iterdir())):
        _tighten(directory)
    return directory


def seal(place: Path) -> None:
    """A file, or a folder with all in it, that is ours. One that is closed already is closed with all in it."""
    os.umask(OTHERS)
    if not _is_open(place):
        return
    if place.is_dir():
        for folder, folders, files in os.walk(place):
            for name in (*folders, *files):
                _tighten(Path(folder, name))
    _tighten(place)


def kept_key(file: Path) -> str:
    """The key in a file; where there is none it is made, whole or not at all, and one for all who ask at once.

    Raises SettingsError for less than a key: what is signed or hashed with that would be anybody's.
    """
    if not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _make_key(file)
    if len(key := file.read_text().strip()) < SHORTEST:
        hint = "restore it from a backup; without one, delete it, and a new one is made"
        raise SettingsError(f"{file} holds no key of {SHORTEST} characters or more", hint=hint)
    return key


def _make_key(file: Path) -> None:
    descriptor, fresh = tempfile.mkstemp(prefix=f"{file.name}-", dir=file.parent)  # its owner's alone
    try:
        with os.fdopen(descriptor, "w") as written:
            written.write(secrets.token_hex(SHORTEST))
            written.flush()
            os.fsync(written.fileno())
        with contextlib.suppress(FileExistsError):  # somebody was faster
            _place(fresh, file)
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(fresh)


def _place(fresh: str, file: Path) -> None:
    """Under its own name, where nothing bears it yet. Raises FileExistsError."""
    try:
        os.link(fresh, file)
    except FileExistsError:
        raise
    except OSError:  # some shared folders know no second name for a file
        os.replace(fresh, file)


def _is_open(place: Path) -> bool:
    with contextlib.suppress(OSError):
        mode = place.lstat().st_mode
        return bool(mode & OTHERS) and not mode & stat.S_ISVTX and not stat.S_ISLNK(mode)
    return False


def _tighten(place: Path) -> None:
    if _is_open(place):
        with contextlib.suppress(OSError):  # another user's, or gone meanwhile
            place.chmod(stat.S_IMODE(place.lstat().st_mode) & ~OTHERS)
