"""load_model: a name becomes a TextModel.

Called by the composition root and the command line. Imports torch and transformers only for
the names that need them, so that the fakes load in milliseconds.
"""

from __future__ import annotations

import json
from pathlib import Path

from models.base import TextModel
from models.errors import UnknownModel, WeightsBroken
from models.fake import FreeModel, LexiconModel

NAMES = ("compact", "fake:free", "fake:lexicon", "hub:NAME@REVISION", "a directory")


def load_model(
    name: str = "compact", *, threads: int = 0, device: str | None = None, taxonomy: Path | None = None
) -> TextModel:
    """The model of that name, with a company's own topics where `taxonomy` names their file.

    `compact`, `fake:free`, `fake:lexicon`, `hub:NAME@REVISION` (any transformers sequence
    classification checkpoint) or the path of a directory with config.json and weights.
    `threads` 0 means all cores; `device` None means a GPU when there is one.
    Raises ModelError: UnknownModel, WeightsMissing, WeightsBroken, CheckpointUnusable, TaxonomyBroken.
    """
    model = _model(name, threads, device)
    if taxonomy is None:
        return model
    from models.topics.reader import with_company

    return with_company(model, taxonomy)


def _model(name: str, threads: int, device: str | None) -> TextModel:
    if name == "fake:free":
        return FreeModel()
    if name == "fake:lexicon":
        return LexiconModel()
    if name == "compact":
        return _compact(None, threads, device)
    if name.startswith("hub:"):
        return _hub(name.removeprefix("hub:"), threads, device)
    if Path(name).is_dir():
        return _directory(Path(name), threads, device)
    raise UnknownModel(f"no model {name!r}", "choose " + ", ".join(NAMES))


def _quiet() -> None:
    """transformers draws a progress bar for every file it reads."""
    from transformers.utils import logging

    logging.disable_progress_bar()


def _compact(folder: Path | None, threads: int, device: str | None) -> TextModel:
    from models.compact.model import HERE, CompactReader
    from models.serving import Serving

    _quiet()
    return CompactReader(folder or HERE, Serving(threads=threads, device=device))


def _hub(address: str, threads: int, device: str | None) -> TextModel:
    from models.hub import load_hub
    from models.serving import Serving

    _quiet()
    return load_hub(address, Serving(threads=threads, device=device))


def _directory(folder: Path, threads: int, device: str | None) -> TextModel:
    config = folder / "config.json"
    if not config.is_file() or _kind(config) == "nabiz_compact":
        return _compact(folder, threads, device)
    return _hub(str(folder), threads, device)


def _kind(config: Path) -> object:
    """What `config` says of the weights beside it."""
    try:
        return json.loads(config.read_bytes())["model_type"]
    except KeyError:
        return None
    except (ValueError, TypeError) as error:
        raise WeightsBroken(config, f"it is no JSON object: {error}") from error
