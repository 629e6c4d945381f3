"""A company's topics beside any model: added, scored, named in the revision; the model's own reading stays."""

from __future__ import annotations

import logging
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from models.base import TextModel, TextVectors
from models.loading import load_model
from models.topics.company import Nearness, OwnTopic
from models.topics.reader import WithTopics
from models.topics.scoring import TopicScorer
from models.topics.vectors import load_vectors

FILE = (
    "- id: mortgage\n  tr: Konut kredisi\n  en: Mortgages\n  seeds: {tr: [konut kredisi, ev kredisi], en: [mortgage]}\n"
)
MORTGAGE = OwnTopic("mortgage", "Konut kredisi", "Mortgages", {"tr": ("konut kredisi", "ipotek"), "en": ("mortgage",)})


class Compass:
    """Vectors by hand: near where a text has the letter x."""

    revision = "by hand"

    def embed(self, texts: object) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
        assert isinstance(texts, (list, tuple))
        return np.array([[1.0, 0.0] if "x" in text or "ipotek" in text else [0.0, 1.0] for text in texts], np.float32)


@pytest.fixture
def model(tmp_path: Path) -> TextModel:
    (tmp_path / "own.yaml").write_text(FILE, encoding="utf-8")
    return load_model("fake:lexicon", taxonomy=tmp_path / "own.yaml")


def test_a_companys_topic_stands_beside_those_of_the_model(model: TextModel) -> None:
    bare = load_model("fake:lexicon")
    text = "Konut kredim için kargo ile evrak istediler, berbat hizmet"
    (own,), (plain,) = model.predict([text]), bare.predict([text])
    assert set(own.topics) == {*plain.topics, "mortgage"}
    assert own.sentiment_scores == plain.sentiment_scores
    assert own.topic_scores["delivery"] == plain.topic_scores["delivery"]
    assert own.topic_scores["mortgage"] > 0.5 > model.predict(["kargo nerede"])[0].topic_scores["mortgage"]


def test_the_revision_names_the_model_and_the_file(model: TextModel, tmp_path: Path) -> None:
    first = model.revision
    assert first.startswith("fake:lexicon@1+topics@")
    (tmp_path / "own.yaml").write_text(FILE.replace("ev kredisi", "ipotek"), encoding="utf-8")
    assert load_model("fake:lexicon", taxonomy=tmp_path / "own.yaml").revision != first


def test_the_revision_changes_with_the_weights_that_nearness_was_measured_with_and_with_names_it_compares() -> None:
    near = replace(MORTGAGE, nearness=Nearness(0.1, 0.2, Compass.revision))

    def revision(topic: OwnTopic, vectors: TextVectors | None) -> str:
        return WithTopics(load_model("fake:lexicon"), [topic], vectors).revision

    class Elsewhere(Compass):
        revision = "other weights"

    assert len({revision(near, Compass()), revision(near, Elsewhere())}) == 2
    assert revision(near, Elsewhere()) == revision(near, None) == revision(MORTGAGE, Compass())
    assert revision(replace(near, tr="Ev"), Compass()) != revision(near, Compass())
    assert revision(replace(near, tr="Ev"), None) == revision(near, None)


def test_the_readings_of_a_model_are_never_changed_in_place() -> None:
    bare = load_model("fake:free")
    before = dict(bare.predict(["a"])[0].topic_scores)
    WithTopics(bare, [MORTGAGE], None).predict(["a konut kredisi"])
    assert bare.predict(["a"])[0].topic_scores == before


vectors = cache(load_vectors)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=60), max_size=6))
def test_scores_lie_between_0_and_1_in_the_order_of_the_texts(texts: list[str]) -> None:
    scorer = TopicScorer([MORTGAGE], vectors())
    scores = scorer.score(texts)
    assert scores.shape == (len(texts), 1)
    assert ((scores >= 0) & (scores <= 1)).all()
    alone = [scorer.score([text])[0, 0] for text in texts]
    assert np.allclose(scores[:, 0], alone, atol=1e-5)


def test_nearness_counts_only_after_a_trial_and_only_where_something_is_said() -> None:
    tried = OwnTopic("mortgage", "ipotek", "x", {"tr": ("ipotek",)}, nearness=Nearness(0.0, 0.5, "by hand"))
    near, far, silent = TopicScorer([tried], Compass()).score(["x", "o", ""])[:, 0]
    assert near > far
    assert silent <= far or silent < 0.2
    same = TopicScorer([MORTGAGE], Compass()).score(["x", "o"])[:, 0]
    assert same[0] == same[1]


def test_nearness_measured_with_other_weights_does_not_count_and_is_warned_of(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    elsewhere = OwnTopic("mortgage", "ipotek", "x", {"tr": ("ipotek",)}, nearness=Nearness(0.0, 0.5, "others"))
    same = TopicScorer([elsewhere], Compass()).score(["x", "o"])[:, 0]
    assert same[0] == same[1]
    path = tmp_path / "own.yaml"
    path.write_text(FILE + "  nearness: {mean: 0.1, spread: 0.1, space: 'others'}\n", encoding="utf-8")
    with caplog.at_level(logging.WARNING, logger="models.topics.reader"):
        load_model("fake:free", taxonomy=path)
    assert "nabiz topics try" in caplog.text


def test_token_vectors_put_like_things_near_one_another() -> None:
    vectors = load_vectors()
    assert isinstance(vectors, TextVectors)
    rows = vectors.embed(["internet çok yavaş, modem sürekli kopuyor", "bağlantı hızı düşük, kablosuz ağ yok",
                          "kahvaltı büfesi ve tatlılar lezzetliydi", ""])  # fmt: skip
    assert rows[0] @ rows[1] > rows[0] @ rows[2]
    assert not rows[3].any()
