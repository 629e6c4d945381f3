"""Thresholds are written into a company's topic file, and every other letter of it stays."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from models.errors import TaxonomyBroken
from models.topics.company import Nearness, load_company
from models.topics.saving import save_thresholds
from tests.models.topics.test_company import GOOD

NEAR = Nearness(0.1, 0.2, "1e5")
SAVED = dict.fromkeys(("mortgage", "queue", "cash", "loan", "card"), (0.31, NEAR))
REST = "  tr: A\n  en: B\n  seeds: {tr: [konu]}\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "own.yaml"
    path.write_text(GOOD, encoding="utf-8")
    return path


def test_thresholds_are_written_and_every_other_letter_stays(file: Path) -> None:
    near = Nearness(0.0312, 0.05)
    save_thresholds(file, {"mortgage": (0.31, near), "queue": (0.62, near), "cash": (0.7, near), "other": (0.1, near)})
    topics = load_company(file)
    assert [topic.threshold for topic in topics] == [0.31, 0.62, 0.7]
    assert all(topic.nearness == near for topic in topics)
    text = file.read_text(encoding="utf-8")
    assert {"# bizim konularımız", "# ev alanlar", "# elle"} <= {"#" + part.split("\n")[0] for part in text.split("#")}
    kept = [line for line in GOOD.splitlines() if "threshold" not in line and "{id" not in line]
    assert [line for line in text.splitlines() if line in kept] == kept


def test_writing_again_changes_the_numbers_in_their_place(file: Path) -> None:
    save_thresholds(file, {"mortgage": (0.31, Nearness(0.1, 0.2)), "cash": (0.31, Nearness(0.1, 0.2))})
    before = file.read_text(encoding="utf-8")
    save_thresholds(file, {"mortgage": (0.31, Nearness(0.1, 0.2)), "cash": (0.31, Nearness(0.1, 0.2))})
    assert file.read_text(encoding="utf-8") == before
    save_thresholds(file, {"mortgage": (0.9, Nearness(0.1, 0.2))})
    assert file.read_text(encoding="utf-8") == before.replace("threshold: 0.310", "threshold: 0.900", 1)


def saved(path: Path, text: str) -> str:
    """The file after saving, which says what was meant."""
    path.write_bytes(text.encode())
    before = load_company(path)
    save_thresholds(path, SAVED)
    topics = load_company(path)
    assert [(topic.threshold, topic.nearness) for topic in topics] == [(0.31, NEAR)] * len(topics)
    assert [(topic.id, topic.tr, topic.seeds) for topic in topics] == [
        (each.id, each.tr, each.seeds) for each in before
    ]
    return path.read_bytes().decode()


def test_line_ends_and_a_byte_order_mark_stay(file: Path) -> None:
    text = saved(file, "\ufeff" + GOOD.replace("\n", "\r\n"))
    assert text.startswith(
        "\ufeff# bizim konularımız\r\n- id: mortgage            # ev alanlar\r\n  threshold: 0.310\r\n"
    )
    assert text.count("\n") == text.count("\r\n")


def test_comments_inside_and_behind_nearness_stay(file: Path) -> None:
    measured = "  nearness: # measured\n    # by us\n    mean: 0.5 # much\n    spread: 0.1\n  # the next one\n\n"
    text = saved(file, f"- id: loan\n{REST}{measured}- id: card # new\n{REST}")
    for comment in (
        "# measured\n",
        "    # by us\n",
        "mean: 0.1000 # much\n",
        "\n  # the next one\n\n- id: card # new\n",
    ):
        assert comment in text


def test_anchors_and_aliases_stay_where_they_mean_something_else(file: Path) -> None:
    text = saved(
        file,
        "- id: loan\n  threshold: &t 0.4\n  nearness: &n {mean: 0.5, spread: 0.1}\n  tr: &name A\n  en: *name\n"
        "  seeds: &words {tr: [konu]}\n"
        "- id: card\n  threshold: *t # as loan\n  nearness: *n\n  tr: A\n  en: *name\n  seeds: *words\n",
    )
    for kept in (
        "threshold: &t 0.310",
        "nearness: &n {mean: 0.1000",
        "&name A",
        "en: *name",
        "seeds: *words",
        "# as loan",
    ):
        assert kept in text


@pytest.mark.parametrize(
    "text",
    [
        f"- &base\n  id: loan\n{REST}- <<: *base\n  id: card\n",
        f"- seeds:\n    tr:\n      - konu\n  id: loan\n  tr: A\n  en: B\n- id: card\n{REST}",
        f"- tr: |\n    A\n  id: loan\n  en: B\n  seeds: {{tr: [konu]}}\n- id: card\n{REST}",
        f"- tr: 'A\n\n    B'\n  id: loan\n  en: B\n  seeds: {{tr: [konu]}}\n- id: card\n{REST}",
        "[{id: loan, tr: A, en: B, seeds: {tr: [konu]}}, {seeds: {tr: [konu]}, id: card, tr: A, en: B, nearness: {}}]",
        "-   id: loan\n    tr: A\n    en: B\n    seeds: {tr: [konu]}\n    threshold:\n      0.9",
        f"%YAML 1.1\n---\n- id: loan\n{REST}...\n",
    ],
    ids=[
        "merged",
        "a mapping first",
        "a block first",
        "two lines first",
        "flow",
        "wide, no last line end",
        "a document",
    ],
)
def test_every_form_of_the_file_is_written_and_the_rest_of_it_stays(file: Path, text: str) -> None:
    after = saved(file, text)
    assert {word.strip("[{}],") for word in text.split()} - {"0.9", ""} <= {
        word.strip("[{}],") for word in after.split()
    }
    save_thresholds(file, SAVED)
    assert file.read_bytes().decode() == after


def test_a_link_stays_a_link_and_the_file_behind_it_its_rights(file: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.yaml"
    link.symlink_to(file)
    file.chmod(0o640)
    save_thresholds(link, SAVED)
    assert link.is_symlink()
    assert file.stat().st_mode & 0o777 == 0o640
    assert load_company(file)[0].threshold == 0.31
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.yaml", "own.yaml"]


def test_what_could_not_be_kept_is_refused_and_the_file_left_alone(file: Path) -> None:
    text = f"- ? id\n  : loan\n{REST}"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(TaxonomyBroken, match=r"own\.yaml.*by hand"):
        save_thresholds(file, SAVED)
    assert file.read_text(encoding="utf-8") == text
    shared = f"- id: loan\n  threshold: &t 0.4\n{REST}- id: other\n  threshold: *t\n{REST}"
    file.write_text(shared, encoding="utf-8")
    with pytest.raises(TaxonomyBroken, match="by hand"):
        save_thresholds(file, SAVED)
    assert yaml.safe_load(file.read_text(encoding="utf-8"))[1]["threshold"] == 0.4
