"""Thresholds and nearness written into a company's topic file, every other letter of which stays as it is.

Called by `nabiz topics try --save`. Works on the text itself: comments, anchors, quotes, line ends and a byte order
mark stay. What it wrote is read again before the file is replaced, and unless that says what was meant the file is left
alone. Must never write anything but those two keys.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import yaml
from msgspec.structs import replace

from models.errors import TaxonomyBroken
from models.topics.company import Nearness, composed, topics_in

_BY_HAND = "write threshold and nearness there by hand, or in the plain form of models/taxonomy.yaml"
_ALIAS = re.compile(r"\s*:\s*(\*[^\s,\[\]{}]+)")
_PROPERTIES = re.compile(r"(?:[&!]\S*\s+)*")
_LINE_END = re.compile(r"\r\n|\n|\r")


def save_thresholds(path: Path, found: Mapping[str, tuple[float, Nearness]]) -> None:
    """Write threshold and nearness of the topics named; TaxonomyBroken where that would change anything else."""
    file = path.resolve()  # a link stays one
    try:
        text = file.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise TaxonomyBroken(f"cannot read topics from {path}: {type(error).__name__}", _BY_HAND) from error
    node, topics = composed(path, text), topics_in(path, text)
    meant = {topic.id: topic for topic in topics}
    changed = text
    for topic, item in reversed(list(zip(topics, node.value, strict=True))):  # from the end: places before stay right
        if topic.id in found:
            threshold, near = found[topic.id]
            near = replace(near, mean=round(near.mean, 4), spread=round(near.spread, 4))
            meant[topic.id] = replace(topic, threshold=round(threshold, 3), nearness=near)
            changed = _with_facts(changed, item, f"{threshold:.3f}", near)
    try:
        kept = topics_in(path, changed) == tuple(meant.values())
    except TaxonomyBroken:
        kept = False
    if not kept:
        raise TaxonomyBroken(f"cannot write into {path} and keep all else that stands there", _BY_HAND)
    _replace(path, file, changed)


def _replace(path: Path, file: Path, text: str) -> None:
    fresh = file.with_name(file.name + ".new")
    try:
        fresh.write_bytes(text.encode("utf-8"))
        shutil.copymode(file, fresh)
        os.replace(fresh, file)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise TaxonomyBroken(f"cannot write {path}: {error.strerror}", "make file and folder writable") from error


def _with_facts(text: str, item: yaml.MappingNode, threshold: str, near: Nearness) -> str:
    leaves = {"mean": f"{near.mean:.4f}", "spread": f"{near.spread:.4f}", "space": f"'{near.space}'"}
    flow = "{" + ", ".join(f"{name}: {value}" for name, value in leaves.items()) + "}"
    edits = _edits(text, item, {"threshold": threshold, "nearness": flow})
    inside = _own(item).get("nearness")
    if inside is not None and isinstance(inside[1], yaml.MappingNode) and inside[1].value and _stands(*inside):
        edits = _edits(text, item, {"threshold": threshold}) + _edits(text, inside[1], leaves)
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _edits(text: str, node: yaml.MappingNode, values: Mapping[str, str]) -> list[tuple[int, int, str]]:
    """(start, end, new) for keys changed where they stand and, in one place, for those that are new."""
    known = _own(node)
    edits = [_changed(text, *known[name], value) for name, value in values.items() if name in known]
    new = [f"{name}: {value}" for name, value in values.items() if name not in known]
    return [*edits, _added(text, node, new)] if new else edits


def _own(node: yaml.MappingNode) -> dict[str, tuple[yaml.Node, yaml.Node]]:
    return {key.value: (key, value) for key, value in node.value if isinstance(key, yaml.ScalarNode)}


def _stands(key: yaml.Node, value: yaml.Node) -> bool:
    """Whether the value stands behind its key, and not elsewhere under an anchor."""
    return bool(value.start_mark.index >= key.end_mark.index)


def _changed(text: str, key: yaml.Node, value: yaml.Node, new: str) -> tuple[int, int, str]:
    if alias := _ALIAS.match(text, key.end_mark.index):
        return (*alias.span(1), new)
    start, end = value.start_mark.index, value.end_mark.index
    behind = _PROPERTIES.match(text, start, end)  # an anchor stays
    return (behind.end() if behind else start, end, new)


def _added(text: str, node: yaml.MappingNode, new: list[str]) -> tuple[int, int, str]:
    """Behind the first key where that ends on its line, as an id does; else before it."""
    key, value = node.value[0]
    behind = isinstance(value, yaml.ScalarNode) and _stands(key, value) and not _ALIAS.match(text, key.end_mark.index)
    if node.flow_style:
        at = value.end_mark.index if behind else key.start_mark.index
        return at, at, "".join(f", {each}" for each in new) if behind else "".join(f"{each}, " for each in new)
    found = _LINE_END.search(text)
    indent = (found[0] if found else "\n") + " " * key.start_mark.column
    if behind and value.style not in ("|", ">"):
        line_end = _LINE_END.search(text, value.end_mark.index)
        at = line_end.start() if line_end else len(text)
        return at, at, "".join(f"{indent}{each}" for each in new)
    at = key.start_mark.index
    return at, at, "".join(f"{each}{indent}" for each in new)
