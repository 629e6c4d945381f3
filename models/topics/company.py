"""A company's file of own topics: read, validated with line numbers, hashed.

Called by `models.loading` and `nabiz topics`. The form is that of models/taxonomy.yaml; a topic
may also have a `threshold` and the `nearness` that a trial measured. Own topics stand beside the
default ones and must not take their ids. Must never write: that is `saving`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
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
    return topics_in(path, _text(path))


def topics_in(path: Path, text: str) -> tuple[OwnTopic, ...]:
    """The topics of a text that stands in `path`, or is to."""
    topics: list[OwnTopic] = []
    for item in composed(path, text).value:
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


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
        if len(raw) > MOST_BYTES:
            raise TaxonomyBroken(f"the topic file {path} is larger than {MOST_BYTES} bytes", "split or shorten it")
        return raw.decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise TaxonomyBroken(f"cannot read topics from {path}: {type(error).__name__}", HINT) from error


def composed(path: Path, text: str) -> yaml.SequenceNode:
    """The list in a text, with its places; no key in it stands twice."""
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:  # its own text would show lines of the file, whatever file that is
        mark = error.problem_mark or error.context_mark
        raise TaxonomyBroken(f"{path} line {mark.line + 1 if mark else 1}: {error.problem}", HINT) from None
    except (yaml.YAMLError, RecursionError) as error:
        raise TaxonomyBroken(f"cannot read topics from {path}: {type(error).__name__}", HINT) from error
    if not isinstance(node, yaml.SequenceNode) or not node.value:
        raise TaxonomyBroken(f"{path} line 1: no list of topics", HINT)
    if len(node.value) > MOST_TOPICS:
        raise _broken(path, node.value[MOST_TOPICS], f"more than {MOST_TOPICS} topics")
    if twice := _twice(node, set()):
        raise _broken(path, twice, f"the key {twice.value!r} stands twice")
    return node


def _twice(node: yaml.Node, seen: set[int]) -> yaml.ScalarNode | None:
    """A key that its mapping has already: YAML would let the last one win, and nobody see it."""
    if id(node) in seen or isinstance(node, yaml.ScalarNode):
        return None
    seen.add(id(node))
    keys: set[str] = set()
    for part in node.value:
        key, value = part if isinstance(part, tuple) else (None, part)
        if isinstance(key, yaml.ScalarNode):
            if key.value in keys:
                return key
            keys.add(key.value)
        if found := _twice(value, seen):
            return found
    return None


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
