"""The figures of an evaluation, checked against counts done by hand."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from models.base import Reading
from models.errors import LabelledBroken
from models.evaluate import calibration_error, evaluate, main, score, sentiment_score
from models.fake import LexiconModel
from models.train.rows import Row, read_rows

SURE = {
    "negative": Reading("negative", 1.0, 0.0, 0.0),
    "neutral": Reading("neutral", 0.0, 1.0, 0.0),
    "positive": Reading("positive", 0.0, 0.0, 1.0),
}


def test_macro_f1_is_over_the_classes_that_occur_among_the_labels() -> None:
    labels = np.array([0, 0, 2, 2])
    chances = np.eye(3)[[0, 1, 2, 2]]
    result = sentiment_score(labels, chances)
    assert result.f1 == {"negative": pytest.approx(2 / 3), "positive": pytest.approx(1.0)}
    assert result.macro_f1 == pytest.approx(5 / 6)
    assert result.accuracy == pytest.approx(0.75)


def test_certainty_that_is_half_right_has_half_an_error() -> None:
    assert calibration_error(np.array([0, 1]), np.eye(3)[[0, 0]]) == pytest.approx(0.5)


def test_confidence_that_matches_accuracy_has_no_error() -> None:
    chances = np.tile([0.75, 0.25, 0.0], (4, 1))
    assert calibration_error(np.array([0, 0, 0, 1]), chances) == pytest.approx(0.0)


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b'{"text": "x"}', 1),
        (gzip.compress(b'{"text": "x", "lang": "tr", "set": "s"}\n{"text": "x", "sentiment": "great"}\n'), 2),
        (gzip.compress(b'{"text": "x", "lang": "tr", "set": "s"}\n{\n'), 2),
        (gzip.compress(b'{"text": "' + "ü".encode("iso-8859-9") + b'", "lang": "tr", "set": "s"}\n'), 1),
        (gzip.compress(b'{"text": "x", "lang": "tr", "set": "s"}\n')[:-9], 2),
    ],
    ids=["no gzip", "unknown sentiment", "no JSON", "no UTF-8", "cut short"],  # the bytes hold the time of compression
)
def test_a_line_that_cannot_be_read_is_named_with_its_file(tmp_path: Path, content: bytes, line: int) -> None:
    path = tmp_path / "broken.jsonl.gz"
    path.write_bytes(content)
    with pytest.raises(LabelledBroken, match=rf"broken\.jsonl\.gz, line {line}:"):
        read_rows(path)


@pytest.mark.parametrize(
    ("name", "content", "hint"),
    [
        ("plain.jsonl.gz", b'{"text": "x", "lang": "tr", "set": "s"}\n', "take .gz off the name"),
        ("packed.jsonl", gzip.compress(b'{"text": "x", "lang": "tr", "set": "s"}\n'), "add .gz to its name"),
        ("plain.jsonl", b'{"text": 1}\n', "a line is a JSON object"),
        ("packed.jsonl.gz", gzip.compress(b'{"text": 1}\n'), "a line is a JSON object"),
    ],
    ids=["plain named as packed", "packed named as plain", "plain", "packed"],
)
def test_gzip_is_spoken_of_only_where_it_is_what_is_wrong(tmp_path: Path, name: str, content: bytes, hint: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(LabelledBroken) as refused:
        read_rows(tmp_path / name)
    assert hint in refused.value.hint
    assert ("gz" in refused.value.hint) == ("gz" in hint)


@pytest.mark.parametrize("packed", [False, True])
def test_a_byte_order_mark_at_the_beginning_of_a_file_is_not_part_of_its_first_line(
    tmp_path: Path, packed: bool
) -> None:
    content = b'\xef\xbb\xbf{"text": "x", "lang": "tr", "set": "s"}\n'
    path = tmp_path / ("s.jsonl.gz" if packed else "s.jsonl")
    path.write_bytes(gzip.compress(content) if packed else content)
    assert [row.text for row in read_rows(path)] == ["x"]


def test_where_only_topics_are_labelled_no_figure_of_sentiment_is_shown() -> None:
    rows = [Row("a", "tr", "s", topics=("delivery",))]
    result = score("m@1", rows, [Reading("neutral", 0.1, 0.8, 0.1, ("delivery",), {"delivery": 0.9})])
    assert "accuracy" not in result.table()
    assert "0.000" not in result.table()
    assert "micro-F1" in result.table()
    told = json.loads(result.to_json())
    assert told["overall"] is None
    assert told["confusion"] is None
    assert told["topics_by_set"]["s"]["micro_f1"] == 1.0


def test_where_only_sentiment_is_labelled_no_table_of_topics_is_shown() -> None:
    table = score("m@1", [Row("a", "tr", "s", "neutral")], [SURE["neutral"]]).table()
    assert "accuracy" in table
    assert "micro-F1" not in table


def test_groups_and_confusion_count_every_labelled_row_once() -> None:
    rows = [
        Row("a", "tr", "one", "negative", channel="review"),
        Row("b", "tr", "one", "positive", channel="social"),
        Row("c", "en", "two", "neutral", channel="social"),
        Row("d", "en", "two"),
    ]
    readings = [SURE["negative"], SURE["negative"], SURE["neutral"], SURE["positive"]]
    result = score("m@1", rows, readings)
    assert {name: part.rows for name, part in result.by_set.items()} == {"one": 2, "two": 1}
    assert {name: part.rows for name, part in result.by_channel.items()} == {"review": 1, "social": 2}
    assert sum(sum(said.values()) for said in result.confusion.values()) == 3
    assert result.confusion["positive"]["negative"] == 1


def test_a_set_is_asked_only_about_topics_it_knows() -> None:
    rows = [Row("a", "tr", "s", topics=("delivery",)), Row("b", "tr", "s", topics=())]
    readings = [
        Reading("neutral", 0.1, 0.8, 0.1, ("delivery", "network"), {"delivery": 0.9, "network": 0.9}),
        Reading("neutral", 0.1, 0.8, 0.1, ("network",), {"delivery": 0.1, "network": 0.9}),
    ]
    assert score("m@1", rows, readings).topics_by_set["s"].micro_f1 == pytest.approx(1.0)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    rows = [
        {
            "text": "harika",
            "lang": "tr",
            "sentiment": "positive",
            "channel": "review",
            "set": "tr_made",
            "topics": None,
        },
        {"text": "berbat", "lang": "tr", "sentiment": "negative", "channel": "review", "set": "tr_made", "topics": []},
        {"text": "kargo", "lang": "tr", "sentiment": None, "stars": 3.0, "set": "tr_made", "topics": ["delivery"]},
    ]
    path = tmp_path / "tr_made.jsonl.gz"
    path.write_bytes(gzip.compress("\n".join(map(json.dumps, rows)).encode()))
    return path


def test_a_file_is_read_scored_and_written_as_table_and_json(file: Path) -> None:
    result = evaluate(LexiconModel(), [file])
    assert result.by_set["tr_made"].accuracy == 1.0
    assert "set tr_made" in result.table()
    assert json.loads(result.to_json())["overall"]["rows"] == 2


def test_texts_can_be_altered_before_they_are_scored(file: Path) -> None:
    assert evaluate(LexiconModel(), [file], alter=lambda text: "").overall.accuracy == 0.0


def test_the_command_prints_the_table(file: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    main([str(file), "--model", "fake:lexicon", "--json", str(tmp_path / "out.json")])
    assert "macro-F1" in capsys.readouterr().out
    assert (tmp_path / "out.json").exists()
