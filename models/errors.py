"""The errors of this package; each message says what to do next.

    ModelError
    ├── UnknownModel       no model of that name
    ├── WeightsMissing     a file of the weights is not there
    ├── WeightsBroken      a file of the weights cannot be read, or does not fit its config
    ├── CheckpointUnusable a hub checkpoint could not be had, or its labels mean nothing to us
    ├── DeviceUnusable     no such device, or none here
    ├── TaxonomyBroken     the topic file does not say what it must
    ├── TrainingDataMissing  a folder without one usable set
    ├── TrainingChanged    checkpoints of other data, another seed or other teachers
    └── LabelledBroken     a labelled file cannot be read, or a line of it

Raised while loading or training, never while predicting: a bad text is no error.
"""

from __future__ import annotations

from pathlib import Path


class ModelError(Exception):
    """Base of all errors here: what happened, and a hint for the operator."""

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(f"{what} ({hint})" if hint else what)
        self.what = what
        self.hint = hint


class UnknownModel(ModelError):
    """No model goes by that name."""


class WeightsMissing(ModelError):
    """A file that the weights need is absent."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"missing weight file {path}", "restore it from the repository or train again")
        self.path = path


class WeightsBroken(ModelError):
    """A file of the weights is there but unreadable or of another shape."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"broken weight file {path}: {why}", "restore it from the repository or train again")
        self.path = path


class CheckpointUnusable(ModelError):
    """A transformers checkpoint could not be loaded or understood."""


class DeviceUnusable(ModelError):
    """A device that torch does not know, or that this machine or this torch does not have."""

    def __init__(self, name: str, why: str) -> None:
        reason = " ".join(why.split())[:150]
        super().__init__(f"no device {name!r} can be used here: {reason}", "choose cpu, or cuda where there is a GPU")


class TaxonomyBroken(ModelError):
    """The topic file lacks something or names a topic twice."""


class LabelledBroken(ModelError):
    """A labelled file, or one line of it, is not what it must be."""

    def __init__(self, path: Path, line: int, why: str, hint: str = "") -> None:
        form = "a line is a JSON object with text, lang, set, and sentiment or topics"
        super().__init__(f"{path}, line {line}: {why}", hint or form)


class TrainingDataMissing(ModelError):
    """The data folder holds no set that could be learnt from."""


class TrainingChanged(ModelError):
    """A work folder holds checkpoints that another run left."""

    def __init__(self, work: Path, changed: list[str]) -> None:
        hint = f"give another --out, or delete {work} to begin anew"
        super().__init__(f"{work} was begun with other {', '.join(changed)}", hint)
