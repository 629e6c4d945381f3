"""What the READMEs tell people to type and to look at is there."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from pipeline.cli import app

ROOT = Path(__file__).parents[2]
READMES = ("README.md", "deploy/README.md", "docker-compose.yml", "models/compact/README.md")
COMMAND = re.compile(r"(?<![\w./-])(?:\.venv/bin/)?nabiz ((?:[a-z][a-z-]*)[^`\n#|;()]*)")
PATH = re.compile(r"(?<![\w/.-])((?:tests|pipeline|connectors|models|deploy)/[\w./-]*\w)")

every_readme = pytest.mark.parametrize("name", READMES)


@every_readme
def test_every_path_named_is_there(name: str) -> None:
    named = set(PATH.findall((ROOT / name).read_text(encoding="utf-8")))
    made = {"deploy/k8s/app/secrets.env"}  # by whoever follows it
    missing = [path for path in named - made if not (ROOT / path).exists() and "NAME" not in path]
    assert missing == []


@every_readme
def test_every_command_can_be_typed_as_it_stands(name: str) -> None:
    wrong = [line for line in _typed((ROOT / name).read_text(encoding="utf-8")) if not _known(line)]
    assert wrong == []


def test_every_example_of_a_help_can_be_typed_as_it_stands() -> None:
    examples = {name: _examples(command) for name, command in _commands(typer.main.get_command(app))}
    assert [name for name, lines in examples.items() if not lines] == []
    assert [line for lines in examples.values() for line in lines if not _known(line)] == []


def _commands(command: Any, name: str = "nabiz") -> Iterator[tuple[str, Any]]:
    yield name, command
    for word, below in getattr(command, "commands", {}).items():
        yield from _commands(below, f"{name} {word}")


def _examples(command: Any) -> list[str]:
    _, _, example = (command.help or "").partition("Example:")
    return [found[1].strip() for found in COMMAND.finditer(example)]


def _typed(text: str) -> Iterator[str]:
    """What follows `nabiz` in blocks of code and in quotes."""
    quoted = re.findall(r"`(nabiz [^`\n]+)`", text)
    blocks = [line for block in re.findall(r"```\w*\n(.*?)```", text, re.S) for line in block.splitlines()]
    for line in [*quoted, *blocks, *re.findall(r"^    (.+)$", text, re.M)]:
        yield from (found[1].strip() for found in COMMAND.finditer(line))


def _known(line: str) -> bool:
    """A command of ours, with options that it has."""
    words = shlex.split(line.replace("'", "").replace('"', ""))
    command: Any = typer.main.get_command(app)
    while words and words[0] in getattr(command, "commands", {}):
        command, words = command.commands[words[0]], words[1:]
    if command.name == "nabiz":
        return False
    options = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}
    return all(word.partition("=")[0] in options for word in words if word.startswith("--"))
