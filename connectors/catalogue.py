"""Finds the connectors: every module of this package with `Options` and `connect` (asked) or `serve` (listening).

The command line and the contract suites go through here, so a new source is found without being named anywhere.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import get_origin

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

import connectors
from pipeline.errors import SettingsError

INSIDE = frozenset({"dead_letters"})  # started by a command of its own


def modules() -> dict[str, ModuleType]:
    """Name -> module of every connector, in the order of their names."""
    found = {}
    for each in pkgutil.iter_modules(connectors.__path__):
        if each.name in INSIDE:
            continue
        module = importlib.import_module(f"connectors.{each.name}")
        if hasattr(module, "Options") and (hasattr(module, "connect") or hasattr(module, "serve")):
            found[each.name] = module
    return found


def find(name: str) -> ModuleType:
    """Raises SettingsError with the names there are."""
    known = modules()
    if name not in known:
        raise SettingsError(f"there is no connector {name!r}", hint=f"there are {', '.join(known)}")
    return known[name]


def options_of(module: ModuleType, told: Sequence[str], file: Path | None = None) -> BaseModel:
    """Options from `key=value` words; lists and objects are written as JSON. Raises SettingsError by name."""
    values: dict[str, object] = _written(file) if file else {}
    for word in told:
        key, sign, value = word.partition("=")
        if not sign:
            raise SettingsError(f"the option {word!r} has no value", hint="write --option key=value")
        values[key.strip()] = _value(value)
    model: type[BaseModel] = module.Options
    try:
        return model.model_validate({name: _listed(model, name, value) for name, value in values.items()})
    except ValidationError as error:
        wrong = [f"{'.'.join(map(str, item['loc'])) or 'options'}: {_said(item)}" for item in error.errors()]
        raise SettingsError("; ".join(wrong), hint="`--explain` lists what there is") from None


def _listed(model: type[BaseModel], name: str, value: object) -> object:
    """One word where a list is meant is a list of one: `paths=reviews.csv`."""
    field = model.model_fields.get(name)
    return (value,) if isinstance(value, str) and field and get_origin(field.annotation) in (tuple, list) else value


def _said(item: ErrorDetails) -> str:
    return "there is no such option" if item["type"] == "extra_forbidden" else item["msg"].removeprefix("Value error, ")


def explain(module: ModuleType) -> Mapping[str, tuple[str, str]]:
    """Option -> (default, meaning)."""
    fields: Mapping[str, object] = module.Options.model_fields
    return {name: (_default(field), getattr(field, "description", "") or "") for name, field in fields.items()}


def _default(field: object) -> str:
    if getattr(field, "is_required", bool)():
        return "needed"
    return json.dumps(getattr(field, "default", None), ensure_ascii=False, default=str)


def _value(text: str) -> object:
    """Numbers and true or false stay text, which pydantic reads by the option's type: 1e5 may be a password."""
    if text[:1] not in ("[", "{"):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text


def _written(file: Path) -> dict[str, object]:
    """Options from a file: the place for secrets, for the words of a command can be seen by others."""
    try:
        values = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SettingsError(f"{file} cannot be read: {type(error).__name__}", hint="write options as YAML") from None
    if not isinstance(values, dict):
        raise SettingsError(f"{file} holds no options", hint="write them as `name: value`, a line each")
    return {str(name): value for name, value in values.items()}
