"""Reads what lies in deploy/ for the tests beside this file: the compose file as Compose itself would understand it.

Variables are put in by Compose's rules (`${NAME:-default}`, `${NAME:?message}`); nothing here starts anything.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
VARIABLE = re.compile(r"\$(?:\$|\{(?P<name>\w+)(?::(?P<how>[-?])(?P<rest>[^}]*))?\}|(?P<bare>\w+))")


class Unset(Exception):
    """A variable that must be set is not; the message is what Compose would print."""


def compose_raw() -> dict[str, Any]:
    """The compose file with its variables as they stand."""
    return dict(yaml.safe_load((ROOT / "docker-compose.yml").read_text()))


def compose(variables: Mapping[str, str]) -> dict[str, Any]:
    """The compose file with variables put in."""
    return dict(_filled(compose_raw(), variables))


def variables_of(node: object) -> dict[str, set[str]]:
    """Every variable used, and in which ways: "-" has a default, "?" is demanded, "" is neither."""
    found: dict[str, set[str]] = {}
    for text in strings(node):
        for match in VARIABLE.finditer(text):
            name = match["name"] or match["bare"]
            if name:
                found.setdefault(name, set()).add(match["how"] or "")
    return found


def strings(node: object) -> list[str]:
    if isinstance(node, dict):
        return [text for value in node.values() for text in strings(value)]
    if isinstance(node, list):
        return [text for value in node for text in strings(value)]
    return [node] if isinstance(node, str) else []


def env_file(text: str) -> dict[str, str]:
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def documents(folder: Path) -> dict[str, dict[str, Any]]:
    """Every YAML document of a folder, by "kind/name"; kustomizations are left out."""
    found = {}
    for file in sorted(folder.glob("*.yaml")):
        for document in yaml.safe_load_all(file.read_text()):
            if document["kind"] not in ("Kustomization", "Component"):
                found[f"{document['kind']}/{document['metadata']['name']}"] = document
    return found


def _filled(node: object, variables: Mapping[str, str]) -> Any:
    if isinstance(node, dict):
        return {key: _filled(value, variables) for key, value in node.items()}
    if isinstance(node, list):
        return [_filled(value, variables) for value in node]
    if not isinstance(node, str):
        return node
    return VARIABLE.sub(lambda match: _value(match, variables), node)


def _value(match: re.Match[str], variables: Mapping[str, str]) -> str:
    name = match["name"] or match["bare"]
    if name is None:
        return "$"
    value = variables.get(name, "")
    if value or not match["how"]:
        return value
    if match["how"] == "?":
        raise Unset(match["rest"])
    return str(match["rest"])
