"""Names become models; what is missing or broken is named."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from models.compact.model import FILES, HERE
from models.errors import CheckpointUnusable, UnknownModel, WeightsBroken, WeightsMissing
from models.loading import load_model
from tests.models import tiny


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in FILES:
        shutil.copy(HERE / name, tmp_path / name)
    return tmp_path


def test_the_fakes_load_without_torch() -> None:
    program = (
        "import sys; from models.loading import load_model; load_model('fake:free').predict(['a']);"
        "load_model('fake:lexicon').predict(['kötü']); assert not {'torch', 'transformers'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(UnknownModel, match="fake:free"):
        load_model("nothing of the kind")


def test_a_directory_with_compact_weights_is_the_compact_model(folder: Path) -> None:
    assert load_model(str(folder)).revision == load_model("compact").revision


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(WeightsMissing, match=name):
        load_model(str(folder))


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json"])
def test_a_truncated_file_is_named(folder: Path, name: str) -> None:
    (folder / name).write_bytes((folder / name).read_bytes()[:5000])
    with pytest.raises(WeightsBroken, match=name):
        load_model(str(folder))


@pytest.mark.parametrize("text", ["", "{", "[1]", "null"])
def test_a_config_that_is_no_json_object_is_named(folder: Path, text: str) -> None:
    (folder / "config.json").unlink()
    (folder / "config.json").write_text(text, encoding="utf-8")
    with pytest.raises(WeightsBroken, match=r"config\.json"):
        load_model(str(folder))


def test_weights_of_other_sizes_than_the_config_says_are_refused_and_nothing_else_is_printed(
    folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    text = (folder / "config.json").read_text(encoding="utf-8")
    (folder / "config.json").unlink()
    (folder / "config.json").write_text(text.replace('"width": 256', '"width": 128'), encoding="utf-8")
    with pytest.raises(WeightsBroken, match=r"model\.safetensors.*embedding"):
        load_model(str(folder))
    assert capfd.readouterr().err == ""


def test_a_directory_without_config_says_so(tmp_path: Path) -> None:
    with pytest.raises(WeightsMissing, match=r"config\.json"):
        load_model(str(tmp_path))


def test_a_checkpoint_that_cannot_be_had_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(CheckpointUnusable, match="cache"):
        load_model("hub:nobody/no-such-model-here@abc123")


def test_labels_that_mean_nothing_are_listed(tmp_path: Path) -> None:
    tiny.bert(tmp_path, ["apple", "pear", "plum"])
    with pytest.raises(CheckpointUnusable, match="pear"):
        load_model(str(tmp_path))


def test_five_stars_fold_into_three_classes(tmp_path: Path) -> None:
    reading = load_model(str(tiny.bert(tmp_path, [f"{n} stars" if n > 1 else "1 star" for n in range(1, 6)])))
    scores = reading.predict(["harika hizmet"])[0]
    assert abs(scores.negative + scores.neutral + scores.positive - 1) < 1e-3


def test_a_topic_checkpoint_answers_in_our_topic_ids(tmp_path: Path) -> None:
    model = load_model(str(tiny.bert(tmp_path, ["delivery", "Network and internet", "other"], many=True)))
    assert set(model.predict(["kargo"])[0].topic_scores) == {"delivery", "network"}
