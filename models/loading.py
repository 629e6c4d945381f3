"""load_model: a name becomes a TextModel.

Called by the composition root and the command line. Imports torch and transformers only for
the names that need them, so that the fakes load in milliseconds.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from models.base import Precision, TextModel
from models.errors import UnknownModel, WeightsBroken
from models.fake import FreeModel, LexiconModel

if TYPE_CHECKING:
    from models.serving import Serving

NAMES = ("compact", "fake:free", "fake:lexicon", "hub:NAME@REVISION", "a directory")


def load_model(
    name: str = "compact",
    *,
    threads: int = 0,
    device: str | None = None,
    precision: Precision = "auto",
    taxonomy: Path | None = None,
) -> TextModel:
    """The model of that name, with a company's own topics where `taxonomy` names their file.

    `compact`, `fake:free`, `fake:lexicon`, `hub:NAME@REVISION` (any transformers sequence
    classification checkpoint) or the path of a directory with config.json and weights.
    `threads` 0 means all cores; `device` None means a GPU when there is one; `precision` auto means bfloat16 where the
    device has it, else int8 where the model can.
    Raises ModelError: UnknownModel, WeightsMissing, WeightsBroken, CheckpointUnusable, TaxonomyBroken.
    """
    model = _model(name, partial(_serving, threads, device, precision))
    if taxonomy is None:
        return model
    from models.topics.reader import with_company

    return with_company(model, taxonomy)


def _model(name: str, serving: Callable[[], Serving]) -> TextModel:
    if name == "fake:free":
        return FreeModel()
    if name == "fake:lexicon":
        return LexiconModel()
    if name == "compact":
        return _compact(None, serving())
    if name.startswith("hub:"):
        return _hub(name.removeprefix("hub:"), serving())
    if Path(name).is_dir():
        return _directory(Path(name), serving())
    raise UnknownModel(f"no model {name!r}", "choose " + ", ".join(NAMES))


def _quiet() -> None:
    """transformers draws a progress bar for every file it reads."""
    from transformers.utils import logging

    logging.disable_progress_bar()


def _serving(threads: int, device: str | None, precision: Precision) -> Serving:
    from models.serving import Serving

    return Serving(threads=threads, device=device, precision=precision)


def _compact(folder: Path | None, serving: Serving) -> TextModel:
    from models.compact.model import HERE, CompactReader

    _quiet()
    return CompactReader(folder or HERE, serving)


def _hub(address: str, serving: Serving) -> TextModel:
    from models.hub import load_hub

    _quiet()
    return load_hub(address, serving)


def _directory(folder: Path, serving: Serving) -> TextModel:
    config = folder / "config.json"
    if not config.is_file() or _kind(config) == "nabiz_compact":
        return _compact(folder, serving)
    return _hub(str(folder), serving)


def _kind(config: Path) -> object:
    """What `config` says of the weights beside it."""
    try:
        return json.loads(config.read_bytes())["model_type"]
    except KeyError:
        return None
    except (ValueError, TypeError) as error:
        raise WeightsBroken(config, f"it is no JSON object: {error}") from error
