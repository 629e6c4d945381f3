"""A company's file of own topics: read, validated with line numbers, hashed, thresholds written back.

Called by `models.loading` and `nabiz topics`. The form is that of models/taxonomy.yaml; a topic
may also have a `threshold` and the `nearness` that a trial measured. Own topics stand beside the
default ones and must not take their ids. Must never write anything but those two keys.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from pathlib import Path

import msgspec
import yaml

from models.errors import TaxonomyBroken
from models.taxonomy import Topic, load_taxonomy

HINT = "the form is that of models/taxonomy.yaml: id, tr, en, seeds by language"
MOST_BYTES, MOST_TOPICS, MOST_SEEDS = 512_000, 200, 200
LONGEST_NAME, LONGEST_SEED, MOST_WORDS = 80, 100, 8
THRESHOLD = 0.5
_ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
_LANGUAGE = re.compile(r"[a-z]{2}")


class Nearness(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Cosine of the company's texts to a topic: mean and standard deviation. Spread 0: not measured.

    `space` names the vectors it was measured with; with others it does not count.
    """

    mean: float = 0.0
    spread: float = 0.0
    space: str = ""


class OwnTopic(Topic, frozen=True, forbid_unknown_fields=True):
    """A topic of a company: taken where the score reaches `threshold`."""

    threshold: float = THRESHOLD
    nearness: Nearness = Nearness()


def load_company(path: Path) -> tuple[OwnTopic, ...]:
    """The topics of `path` in its order; TaxonomyBroken names the file, the line and what is wrong there."""
    node = _composed(path)
    topics: list[OwnTopic] = []
    for item in node.value:
        topic = _topic(path, item)
        if fault := _fault(topic, topics):
            raise _broken(path, item, fault)
        topics.append(topic)
    return tuple(topics)


def fingerprint(topics: Sequence[OwnTopic], space: str | None = None) -> str:
    """Eight hex digits over all that changes what is read with the vectors of `space`.

    Nearness measured elsewhere does not count, and names only where nearness does: texts are compared with them too.
    """
    facts: list[tuple[object, ...]] = []
    for topic in topics:
        counts = topic.nearness.spread > 0 and topic.nearness.space == space
        near, names = (topic.nearness, (topic.tr, topic.en)) if counts else (Nearness(), ())
        facts.append((topic.id, sorted(topic.seeds.items()), topic.threshold, near, *names))
    return blake2b(msgspec.json.encode(facts), digest_size=4).hexdigest()


def save_thresholds(path: Path, found: Mapping[str, tuple[float, Nearness]]) -> None:
    """Write threshold and nearness of the topics named into the file; every other letter stays as it is."""
    text = path.read_text(encoding="utf-8")
    for item in reversed(_composed(path).value):  # from the end, so that places before it stay right
        topic = _topic(path, item)
        if topic.id in found:
            threshold, nearness = found[topic.id]
            near = f"{{mean: {nearness.mean:.4f}, spread: {nearness.spread:.4f}, space: '{nearness.space}'}}"
            text = _with_keys(text, item, {"threshold": f"{threshold:.3f}", "nearness": near})
    fresh = path.with_name(path.name + ".new")
    fresh.write_text(text, encoding="utf-8")
    os.replace(fresh, path)


def _composed(path: Path) -> yaml.SequenceNode:
    try:
        raw = path.read_bytes()
        if len(raw) > MOST_BYTES:
            raise TaxonomyBroken(f"the topic file {path} is larger than {MOST_BYTES} bytes", "split or shorten it")
        node = yaml.compose(raw.decode("utf-8"), Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:  # its own text would show lines of the file, whatever file that is
        mark = error.problem_mark or error.context_mark
        raise TaxonomyBroken(f"{path} line {mark.line + 1 if mark else 1}: {error.problem}", HINT) from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise TaxonomyBroken(f"cannot read topics from {path}: {type(error).__name__}", HINT) from error
    if not isinstance(node, yaml.SequenceNode) or not node.value:
        raise TaxonomyBroken(f"{path} line 1: no list of topics", HINT)
    if len(node.value) > MOST_TOPICS:
        raise _broken(path, node.value[MOST_TOPICS], f"more than {MOST_TOPICS} topics")
    return node


def _topic(path: Path, node: yaml.Node) -> OwnTopic:
    try:
        plain = yaml.load(yaml.serialize(node), Loader=yaml.SafeLoader)
        return msgspec.convert(plain, OwnTopic)
    except (msgspec.ValidationError, yaml.YAMLError) as error:
        raise _broken(path, node, str(error)) from error


def _fault(topic: OwnTopic, before: Sequence[OwnTopic]) -> str:
    """What is wrong with a topic, "" where nothing is."""
    seeds = [seed for phrases in topic.seeds.values() for seed in phrases]
    if not _ID.fullmatch(topic.id):
        return f"id {topic.id!r}: use lower-case letters, digits and _, at most 40"
    if topic.id in {one.id for one in before}:
        return f"id {topic.id!r} stands twice"
    if topic.id in {one.id for one in load_taxonomy()}:
        return f"id {topic.id!r} is one of the default topics: choose another"
    if not all(name.strip() and len(name) <= LONGEST_NAME for name in (topic.tr, topic.en)):
        return f"names must have 1 to {LONGEST_NAME} characters"
    if wrong := [language for language in topic.seeds if not _LANGUAGE.fullmatch(language)]:
        return f"seeds are listed by language, such as tr or en, not {wrong[0]!r}"
    if not 1 <= len(seeds) <= MOST_SEEDS:
        return f"{len(seeds)} seed phrases: give 1 to {MOST_SEEDS}"
    if wrong := [seed for seed in seeds if not _sound(seed)]:
        return f"seed phrase {wrong[0][:40]!r}: 1 to {MOST_WORDS} words, 2 to {LONGEST_SEED} characters"
    if not 0.0 < topic.threshold < 1.0:
        return f"threshold {topic.threshold} is not between 0 and 1"
    return "" if topic.nearness.spread >= 0 else "the spread of nearness is negative"


def _sound(seed: str) -> bool:
    words = re.findall(r"\w+", seed)
    return 1 <= len(words) <= MOST_WORDS and 2 <= len(seed.strip()) <= LONGEST_SEED


def _broken(path: Path, node: yaml.Node, what: str) -> TaxonomyBroken:
    return TaxonomyBroken(f"{path} line {node.start_mark.line + 1}: {what}", HINT)


def _with_keys(text: str, node: yaml.MappingNode, values: Mapping[str, str]) -> str:
    """Put keys behind a mapping's first one, or change them where they stand."""
    known = {key.value: value for key, value in node.value}
    new = {name: value for name, value in values.items() if name not in known}
    old = {name: value for name, value in values.items() if name in known}
    for name in sorted(old, key=lambda name: -known[name].start_mark.index):
        start, end = known[name].start_mark.index, known[name].end_mark.index
        text = text[:start] + old[name] + text[start + len(text[start:end].rstrip()) :]
    key, first = node.value[0]
    at = first.end_mark.index
    if node.flow_style:
        return text[:at] + "".join(f", {name}: {value}" for name, value in new.items()) + text[at:]
    at = text.find("\n", at - 1) if "\n" in text[at - 1 :] else len(text)
    indent = "\n" + " " * key.start_mark.column
    return text[:at] + "".join(f"{indent}{name}: {value}" for name, value in new.items()) + text[at:]
