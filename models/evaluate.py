"""How good a model is: accuracy, macro-F1, calibration error, confusion, topics.

Called by `nabiz evaluate` and by `python -m models.evaluate FILES`. Reads labelled files,
asks the model, counts. Must never print a text, nor train on one.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt

from models.base import SENTIMENTS, Reading, TextModel
from models.train.rows import Row, known_topics, read_rows

Labels = npt.NDArray[np.int64]
_BINS = 15


class Score(msgspec.Struct, frozen=True):
    """Sentiment over some rows; macro-F1 is over the classes that occur among the labels."""

    rows: int
    accuracy: float
    macro_f1: float
    calibration_error: float
    f1: dict[str, float]


class TopicScore(msgspec.Struct, frozen=True):
    """Topics over some rows, each row asked only about the topics its set knows."""

    rows: int
    micro_f1: float
    macro_f1: float
    f1: dict[str, float]


class Evaluation(msgspec.Struct, frozen=True):
    """All figures of one model over some files; those of sentiment count only where `overall` has rows."""

    revision: str
    overall: Score
    by_set: dict[str, Score]
    by_language: dict[str, Score]
    by_channel: dict[str, Score]
    confusion: dict[str, dict[str, int]]
    topics_by_set: dict[str, TopicScore]

    def to_json(self) -> bytes:
        told = msgspec.to_builtins(self)
        if not self.overall.rows:  # an accuracy of 0 would say that every answer was wrong
            told |= {"overall": None, "confusion": None}
        return msgspec.json.format(msgspec.json.encode(told), indent=2)

    def table(self) -> str:
        """Everything as plain text, a line a figure; nothing of what no row is labelled with."""
        lines = [f"model {self.revision}"]
        if self.overall.rows:
            lines += self._sentiment_lines()
        if self.topics_by_set:
            lines += ["", f"{'topics':40} {'rows':>6} {'micro-F1':>8} {'macro-F1':>8}"]
        for name, topic in self.topics_by_set.items():
            lines.append(f"{name:40} {topic.rows:6d} {topic.micro_f1:8.3f} {topic.macro_f1:8.3f}")
        return "\n".join(lines)

    def _sentiment_lines(self) -> list[str]:
        lines = [_HEADER]
        for title, scores in (("set", self.by_set), ("language", self.by_language), ("channel", self.by_channel)):
            lines += [_line(f"{title} {name}", score) for name, score in scores.items()]
        lines += [_line("all", self.overall), "", "label \\ said  " + "  ".join(f"{name:>8}" for name in SENTIMENTS)]
        for label, said in self.confusion.items():
            lines.append(f"{label:12}  " + "  ".join(f"{said[name]:8d}" for name in SENTIMENTS))
        return lines


_HEADER = f"{'':40} {'rows':>6} {'accuracy':>8} {'macro-F1':>8} {'ECE':>6}  " + "  ".join(f"{n:>8}" for n in SENTIMENTS)


def _line(name: str, score: Score) -> str:
    classes = "  ".join(f"{score.f1[name]:8.3f}" if name in score.f1 else " " * 8 for name in SENTIMENTS)
    figures = f"{score.rows:6d} {score.accuracy:8.3f} {score.macro_f1:8.3f} {score.calibration_error:6.3f}"
    return f"{name:40} {figures}  {classes}"


def evaluate(model: TextModel, paths: Sequence[Path], *, alter: Callable[[str], str] | None = None) -> Evaluation:
    """Every figure of `model` over labelled files (JSON Lines, gzip or plain).

    `alter` changes each text first, to measure what lost diacritics or upper case cost.
    """
    rows = [row for path in paths for row in read_rows(path) if row.label >= 0 or row.topics is not None]
    readings = model.predict([alter(row.text) if alter else row.text for row in rows])
    return score(model.revision, rows, readings)


def score(revision: str, rows: Sequence[Row], readings: Sequence[Reading]) -> Evaluation:
    """The counting alone: labels of `rows` against `readings`, in the same order."""
    labelled = [at for at, row in enumerate(rows) if row.label >= 0]
    labels = np.array([rows[at].label for at in labelled], dtype=np.int64)
    chances = np.array([[readings[at].negative, readings[at].neutral, readings[at].positive] for at in labelled])
    chances = chances.reshape(-1, 3)

    def grouped(key: Callable[[Row], str]) -> dict[str, Score]:
        keys = np.array([key(rows[at]) for at in labelled])
        return {str(name): sentiment_score(labels[keys == name], chances[keys == name]) for name in np.unique(keys)}

    said = chances.argmax(axis=1)
    return Evaluation(
        revision=revision,
        overall=sentiment_score(labels, chances),
        by_set=grouped(lambda row: row.set),
        by_language=grouped(lambda row: row.lang),
        by_channel=grouped(lambda row: row.channel),
        confusion={
            label: {other: int(((labels == a) & (said == b)).sum()) for b, other in enumerate(SENTIMENTS)}
            for a, label in enumerate(SENTIMENTS)
        },
        topics_by_set=_topics_by_set(rows, readings),
    )


def sentiment_score(labels: Labels, chances: npt.NDArray[np.float64]) -> Score:
    """Accuracy, macro-F1, calibration error and F1 a class; all zero without rows."""
    if not len(labels):
        return Score(0, 0.0, 0.0, 0.0, {})
    said = chances.argmax(axis=1)
    classes = sorted(set(labels.tolist()))
    each = {SENTIMENTS[at]: f1(said == at, labels == at) for at in classes}
    return Score(
        rows=len(labels),
        accuracy=float((said == labels).mean()),
        macro_f1=float(np.mean(list(each.values()))),
        calibration_error=calibration_error(labels, chances),
        f1=each,
    )


def f1(said: npt.NDArray[np.bool_], true: npt.NDArray[np.bool_]) -> float:
    """2 x both / (said + true); 0 where neither occurs."""
    return float(2 * (said & true).sum() / max(1, said.sum() + true.sum()))


def calibration_error(labels: Labels, chances: npt.NDArray[np.float64], bins: int = _BINS) -> float:
    """Expected calibration error of the winning class over bins of equal width (Guo et al. 2017)."""
    confidence, right = chances.max(axis=1), chances.argmax(axis=1) == labels
    places = np.minimum((confidence * bins).astype(int), bins - 1)
    weight = np.bincount(places, minlength=bins)
    gap = np.abs(np.bincount(places, confidence, bins) - np.bincount(places, right, bins))
    return float(gap[weight > 0].sum() / len(labels))


def _topics_by_set(rows: Sequence[Row], readings: Sequence[Reading]) -> dict[str, TopicScore]:
    known = known_topics(list(rows), at_least=1)
    scores = {}
    for name, topics in sorted(known.items()):
        pairs = [
            (frozenset(reading.topics) & topics, frozenset(row.topics or ()) & topics)
            for row, reading in zip(rows, readings, strict=True)
            if row.set == name and row.topics is not None
        ]
        if topics:
            scores[name] = _topic_score(pairs, sorted(topics))
    return scores


def _topic_score(pairs: Sequence[tuple[frozenset[str], frozenset[str]]], topics: Sequence[str]) -> TopicScore:
    said = np.array([[topic in one for topic in topics] for one, _ in pairs])
    true = np.array([[topic in other for topic in topics] for _, other in pairs])
    each = {topic: f1(said[:, at], true[:, at]) for at, topic in enumerate(topics)}
    return TopicScore(len(pairs), f1(said, true), float(np.mean(list(each.values()))), each)


def main(arguments: Sequence[str] | None = None) -> None:
    """`python -m models.evaluate FILES [--model NAME] [--json FILE]`."""
    from models.loading import load_model

    parser = argparse.ArgumentParser(prog="python -m models.evaluate", description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--model", default="compact")
    parser.add_argument("--json", type=Path)
    chosen = parser.parse_args(arguments)
    evaluation = evaluate(load_model(chosen.model), chosen.files)
    if chosen.json:
        chosen.json.write_bytes(evaluation.to_json())
    sys.stdout.write(evaluation.table() + "\n")


if __name__ == "__main__":
    main()
