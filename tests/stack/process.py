"""Processes under test: a worker, a whole `nabiz up`. Each writes what it says to a file and is ended by its owner."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from signal import SIGTERM, Signals
from typing import TypeVar

ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-c", "from pipeline.cli import main; main()")  # `nabiz`, of this checkout
HANGS = 300.0  # seconds; not what a thing may take, only when a test says what it waits for and gives up
LAST_WORDS = 30  # lines

T = TypeVar("T")


def until(what: str, look: Callable[[], T | None], *, seconds: float = HANGS, every: float = 0.05) -> T:
    """What `look` answers once that is true, however busy the machine is. Fails with `what` when it never is."""
    deadline = time.monotonic() + seconds
    while True:
        if found := look():
            return found
        assert time.monotonic() < deadline, f"not within {seconds:.0f} s: {what}"
        time.sleep(every)


def environment(settings: Mapping[str, object]) -> dict[str, str]:
    """Ours without any NABIZ_ of the person who runs the tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("NABIZ_")}
    told = {f"NABIZ_{name.upper()}": str(value) for name, value in settings.items()}
    return kept | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"} | told


class Process:
    """Not started until `start`; may be started again after it ended."""

    def __init__(self, folder: Path, command: Sequence[str], settings: Mapping[str, object]) -> None:
        self.folder, self.command, self.settings = folder, tuple(command), dict(settings)
        self.starts = 0
        self._popen: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        assert not self.alive
        self.folder.mkdir(parents=True, exist_ok=True)
        self.starts += 1
        with self.journal.open("wb") as said, self.answer.open("wb") as answer:
            self._popen = subprocess.Popen(
                self.command, stdin=subprocess.DEVNULL, stdout=answer, stderr=said, cwd=self.folder,
                env=environment(self.settings),
            )  # fmt: skip

    @property
    def journal(self) -> Path:
        """What the latest start said on standard error."""
        return self.folder / f"stderr-{self.starts}.txt"

    @property
    def answer(self) -> Path:
        return self.folder / f"stdout-{self.starts}.txt"

    @property
    def said(self) -> str:
        return self.journal.read_text(errors="replace")

    @property
    def pid(self) -> int:
        assert self._popen is not None
        return self._popen.pid

    @property
    def alive(self) -> bool:
        return self._popen is not None and self._popen.poll() is None

    def signal(self, number: Signals) -> None:
        assert self._popen is not None
        self._popen.send_signal(number)

    def wait(self) -> int:
        """How it ended, once it has: whatever that takes. For one that hangs there is the limit that pytest sets."""
        assert self._popen is not None
        return self._popen.wait()

    def kill(self) -> None:
        """kill -9."""
        if self._popen is not None:
            self._popen.kill()
            self._popen.wait()

    def stop(self, number: Signals = SIGTERM) -> int:
        self.signal(number)
        return self.wait()

    def print_last_words(self) -> None:
        """For the report of a test that failed: pytest shows what is printed only there."""
        if self._popen is not None:
            state = "alive" if self.alive else f"ended with {self._popen.returncode}"
            print(f"{self.folder.name}, {state}, said last:", *self.said.splitlines()[-LAST_WORDS:], sep="\n  ")

    # ---- what it tells of itself

    def pulse(self) -> dict[str, object] | None:
        """The health page, whatever it says; None where nothing answers (yet)."""
        found = re.search(r"http://[\d.]+:\d+", self.said) if self.alive else None
        if found is None:
            return None
        try:
            with urllib.request.urlopen(f"{found.group()}/healthz", timeout=5) as page:
                return {"status": page.status, **json.load(page)}
        except urllib.error.HTTPError as error:
            with error:
                return {"status": error.code, **json.load(error)}
        except OSError:
            return None

    def problem(self) -> str:
        """What the health page complains of; empty when it is well or does not answer."""
        pulse = self.pulse()
        return str(pulse["problem"]) if pulse else ""

    def landed(self) -> int:
        """Items stored or rejected since this start."""
        pulse = self.pulse()
        return int(str(pulse["stored"])) + int(str(pulse["rejected"])) if pulse else 0
