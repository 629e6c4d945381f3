"""Whether a work folder belongs to this run: checkpoints of other data or another seed must not be gone on from.

Called by `training` before its first stage. Rows, teachers' answers and checkpoints stand side by side by their places
alone, so that one row more would shift every answer to its neighbour. Lengths of stages may differ: a finished stage
counts as it is.
"""

from __future__ import annotations

from hashlib import blake2b
from pathlib import Path

import msgspec

from models.errors import TrainingChanged
from models.train.rows import paths_of

MARK = "run.json"


def claim(work: Path, data_dir: Path, *, seed: int, teachers: int) -> None:
    """Writes what `work` is made from where nothing stands yet. Raises TrainingChanged where that is something else."""
    mark = work / MARK
    now = {"data": _digest(data_dir), "seed": seed, "teachers": teachers}
    if not mark.exists():
        partial = mark.with_suffix(".partial")
        partial.write_bytes(msgspec.json.encode(now))
        partial.replace(mark)
        return
    before = msgspec.json.decode(mark.read_bytes())
    if changed := [name for name, value in now.items() if before.get(name) != value]:
        raise TrainingChanged(work, changed)


def _digest(data_dir: Path) -> str:
    """Of the names and bytes of everything that is learnt from; `dev/` is read anew each time."""
    digest = blake2b(digest_size=16)
    for path in (*paths_of(data_dir, "train"), *sorted((data_dir / "raw").glob("*.txt.gz"))):
        digest.update(path.name.encode())
        with path.open("rb") as content:
            while block := content.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()
