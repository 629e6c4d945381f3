"""The revision of compact weights: eight digits over everything that changes an answer.

Called by `model` when weights are loaded and by `models.train` when they are packed. Computed from the files and never
written down in them: a threshold changed by hand is another model, and its rows must not pass for those of the first.
"""

from __future__ import annotations

from hashlib import blake2b
from pathlib import Path

import msgspec
from safetensors import safe_open

from models.compact.required import read_required

_SILENT = ("dropout",)  # of training alone


def revision_of(folder: Path) -> str:
    """Over weights, tokenizer and what config.json says of the answers; how the files are laid out does not count."""
    said = msgspec.structs.asdict(read_required(folder / "config.json"))
    facts = {name: value for name, value in said.items() if name not in _SILENT}
    digest = blake2b(_canonical(facts), digest_size=8)
    digest.update(_canonical(msgspec.json.decode((folder / "tokenizer.json").read_bytes())))
    with safe_open(folder / "model.safetensors", framework="np") as weights:
        for name in sorted(weights.keys()):
            tensor = weights.get_tensor(name)
            digest.update(f"{name} {tensor.dtype} {tensor.shape}".encode())
            digest.update(tensor.tobytes())
    return f"{int.from_bytes(digest.digest(), 'big') % 10**8:08d}"


def _canonical(facts: object) -> bytes:
    return msgspec.json.encode(facts, order="sorted")
