"""Templates of sentences: "[a|b]" is a choice, also nested, and "{slot}" is filled. Pure; randomness is an argument."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random
from typing import NamedTuple, TypeAlias

Fill: TypeAlias = Callable[[str], str]

_TOKEN = re.compile(r"[\[\]|]|\{(\w+)\}")


class Slot(NamedTuple):
    name: str


class Choice(NamedTuple):
    options: tuple[Template, ...]


Template: TypeAlias = "tuple[str | Slot | Choice, ...]"


def compiled(text: str) -> Template:
    """Raises ValueError for brackets that do not match."""
    options, rest = _parse(text, 0, nested=False)
    if rest != len(text):
        raise ValueError(f"a bracket is not opened in {text!r}")
    return options[0]


def written(template: Template, rng: Random, fill: Fill) -> str:
    return "".join(_written(part, rng, fill) for part in template)


def slots_of(template: Template) -> set[str]:
    """All slots that may have to be filled."""
    found: set[str] = set()
    for part in template:
        if isinstance(part, Slot):
            found.add(part.name)
        elif isinstance(part, Choice):
            found |= {name for option in part.options for name in slots_of(option)}
    return found


def pick(items: Sequence[Template], rng: Random) -> Template:
    return items[int(rng.random() * len(items))]


def _written(part: str | Slot | Choice, rng: Random, fill: Fill) -> str:
    if isinstance(part, str):
        return part
    if isinstance(part, Slot):
        return fill(part.name)
    return written(pick(part.options, rng), rng, fill)


def _parse(text: str, at: int, *, nested: bool) -> tuple[tuple[Template, ...], int]:
    """Options up to the closing bracket (or the end) and where reading stopped."""
    options: list[Template] = []
    parts: list[str | Slot | Choice] = []
    while (token := _TOKEN.search(text, at)) is not None:
        parts += [text[at : token.start()]] if token.start() > at else []
        at = token.end()
        if token.group(1):
            parts.append(Slot(token.group(1)))
        elif token.group() == "[":
            inner, at = _parse(text, at, nested=True)
            parts.append(Choice(inner))
        elif not nested:
            return (tuple(parts),), at - 1
        else:
            options.append(tuple(parts))
            parts = []
            if token.group() == "]":
                return tuple(options), at
    if nested:
        raise ValueError(f"a bracket is not closed in {text!r}")
    return ((*parts, text[at:]),), len(text)
