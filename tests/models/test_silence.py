"""Where nothing is said, nothing is read into it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from models.compact.model import FILES, HERE
from models.errors import WeightsBroken
from models.loading import load_model


@pytest.mark.parametrize("text", ["", "  ", "\n\t"])
def test_a_survey_without_a_comment_is_neutral(text: str) -> None:
    reading, said = load_model("compact", threads=1).predict([text, "Berbat bir hizmet, çok kötü"])
    assert (reading.sentiment, reading.topics) == ("neutral", ())
    assert said.sentiment == "negative"


def test_weights_that_do_not_fit_their_config_are_refused_not_drawn_at_random(tmp_path: Path) -> None:
    for name in FILES:
        shutil.copy(HERE / name, tmp_path / name)
    config = json.loads((tmp_path / "config.json").read_text(encoding="utf-8"))
    assert config["layers"] >= 1
    config["layers"] += 1
    (tmp_path / "config.json").write_text(json.dumps(config), encoding="utf-8")
    with pytest.raises(WeightsBroken, match=r"model\.safetensors"):
        load_model(str(tmp_path))
