"""The topics: ids, names in Turkish and English, seed phrases, read from a YAML file.

Called by training (order of the columns, weak labels) and by whoever shows topic names. A
company may give its own file of the same form. Must never import torch.
"""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import yaml

from models.errors import TaxonomyBroken
from models.folding import fold

DEFAULT_PATH = Path(__file__).with_name("taxonomy.yaml")


class Topic(msgspec.Struct, frozen=True):
    """One topic; `seeds` holds phrases by language ("tr", "en")."""

    id: str
    tr: str
    en: str
    seeds: dict[str, tuple[str, ...]] = {}


def load_taxonomy(path: Path = DEFAULT_PATH) -> tuple[Topic, ...]:
    """The topics of `path` in its order; TaxonomyBroken says what is wrong and where."""
    try:
        topics = msgspec.convert(yaml.safe_load(path.read_text(encoding="utf-8")), tuple[Topic, ...])
    except (OSError, yaml.YAMLError, msgspec.ValidationError) as error:
        raise TaxonomyBroken(f"cannot read topics from {path}: {error}", "see models/taxonomy.yaml") from error
    _refuse_faults(path, topics)
    return topics


def _refuse_faults(path: Path, topics: tuple[Topic, ...]) -> None:
    ids = [topic.id for topic in topics]
    for topic in topics:
        if not re.fullmatch(r"[a-z][a-z0-9_]*", topic.id):
            raise TaxonomyBroken(f"topic id {topic.id!r} in {path}", "use lower-case letters, digits and _")
        if ids.count(topic.id) > 1:
            raise TaxonomyBroken(f"topic {topic.id!r} stands twice in {path}", "keep one of them")


def seed_pattern(topic: Topic) -> re.Pattern[str]:
    """Finds any seed phrase in a text folded by `fold`; a topic without seeds finds nothing."""
    phrases = [phrase for part in topic.seeds.values() for phrase in part]
    if not phrases:
        return re.compile(r"(?!)")
    return re.compile(r"(?<!\w)(?:" + "|".join(sorted(map(_phrase_pattern, phrases), reverse=True)) + ")")


def _phrase_pattern(phrase: str) -> str:
    # Up to three letters must stand alone: "zam" must not find "zaman", nor "oda" "odak".
    words = [re.escape(word) for word in fold(phrase).split()]
    beginnings = [word + (r"\w*" if len(word) > 3 else r"(?!\w)") for word in words]
    return r"\W+".join(beginnings)


def seeded(topics: tuple[Topic, ...], text: str) -> frozenset[str]:
    """Ids of the topics of which a seed phrase stands in `text`."""
    folded = fold(text)
    return frozenset(topic.id for topic in topics if seed_pattern(topic).search(folded))
