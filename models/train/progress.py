"""What a long stage tells whoever waits: a bar on a terminal, a line now and then in a log.

Called by `training`; the stages only know the `Report` they were given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn, TimeRemainingColumn

# Stage, share done (0 to 1), a note such as the loss.
Report = Callable[[str, float, str], None]


def silent(stage: str, done: float, note: str) -> None:
    """A report that nobody reads."""


@contextmanager
def bars() -> Iterator[Report]:
    """One bar a stage, drawn by rich."""
    columns = (TextColumn("{task.description:10}"), BarColumn(), TextColumn("{task.percentage:5.1f} %"))
    with Progress(*columns, TimeElapsedColumn(), TimeRemainingColumn(), TextColumn("{task.fields[note]}")) as progress:
        tasks: dict[str, TaskID] = {}

        def report(stage: str, done: float, note: str) -> None:
            if stage not in tasks:
                tasks[stage] = progress.add_task(stage, total=1.0, note="")
            progress.update(tasks[stage], completed=done, note=note)

        yield report
