"""Labelled and raw texts as read from a data folder: one Row a line.

Called by the stages of `models.train` and by `models.evaluate`. Reads JSON Lines of `train/` and `dev/`, gzip or plain,
and `raw/NAME.LANG.txt.gz`; must never write there, and never print a text.
"""

from __future__ import annotations

import gzip
import zlib
from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from models.base import SENTIMENTS, Sentiment
from models.errors import LabelledBroken, TrainingDataMissing

UNLABELLED = -1
_GZIP = b"\x1f\x8b"


class Row(msgspec.Struct, frozen=True, gc=False):
    """One text with what is known of it; None means that nobody labelled it."""

    text: str
    lang: str
    set: str
    sentiment: Sentiment | None = None
    stars: float | None = None
    topics: tuple[str, ...] | None = None
    topic: Any = None  # the set's own label, whatever it is: "aspect:polarity|aspect:polarity" in sets of aspects
    channel: str = "other"

    @property
    def label(self) -> int:
        """0 negative, 1 neutral, 2 positive, -1 unlabelled."""
        return UNLABELLED if self.sentiment is None else SENTIMENTS.index(self.sentiment)


def read_rows(path: Path) -> list[Row]:
    """All rows of one JSON Lines file, gzip or plain by its name; LabelledBroken names the line that is none."""
    decoder = msgspec.json.Decoder(Row)
    rows, number = [], 0
    try:
        for line in _lines(path):
            number += 1
            if line.strip():
                rows.append(decoder.decode(line))
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise LabelledBroken(path, number, str(error)) from error
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        hint = "a name that ends in .gz means gzip: compress the file again, or take .gz off the name of a plain one"
        raise LabelledBroken(path, number + 1, str(error), hint) from error
    except OSError as error:
        raise LabelledBroken(path, number + 1, str(error), "see that it is a file and can be read") from error
    return rows


def _lines(path: Path) -> Iterator[bytes]:
    """As they are but for a byte order mark before the first."""
    with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as lines:
        first = next(lines, b"").removeprefix(BOM_UTF8)
        if first.startswith(_GZIP):
            raise LabelledBroken(path, 1, "the file is compressed with gzip", "add .gz to its name")
        yield first
        yield from lines


def paths_of(data_dir: Path, part: str) -> list[Path]:
    """The files of `train` or `dev` in the order of their names. Raises TrainingDataMissing where there is none."""
    paths = sorted((*(data_dir / part).glob("*.jsonl.gz"), *(data_dir / part).glob("*.jsonl")))
    if not paths:
        hint = "give the folder that holds train/ and dev/"
        raise TrainingDataMissing(f"no *.jsonl.gz or *.jsonl in {data_dir / part}", hint)
    return paths


def read_part(data_dir: Path, part: str) -> list[Row]:
    """All rows of `train` or `dev`, set by set in the order of their names."""
    return [row for path in paths_of(data_dir, part) for row in read_rows(path)]


def read_raw(data_dir: Path, most: int = 6_000_000) -> Iterator[tuple[str, str]]:
    """(language, text) for every line of the unlabelled files, file by file, `most` characters of each.

    The cap keeps parliament and critics' essays, which are large, from drowning customers' words.
    """
    for path in sorted((data_dir / "raw").glob("*.txt.gz")):
        lang, room = path.name.split(".")[-3], most
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for text in filter(None, map(str.strip, lines)):
                room -= len(text)
                if room <= 0:
                    break
                yield lang, text


def known_topics(rows: list[Row], at_least: int = 20) -> dict[str, frozenset[str]]:
    """The topics each set can speak of: absence of any other one in it is no label."""
    seen: dict[str, Counter[str]] = {}
    for row in rows:
        if row.topics is not None:
            seen.setdefault(row.set, Counter()).update(row.topics)
    return {
        name: frozenset(topic for topic, count in counts.items() if count >= at_least) for name, counts in seen.items()
    }
