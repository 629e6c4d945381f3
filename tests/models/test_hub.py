"""Checkpoints of every shape: labels become sentiments and topics, what is broken is named, pins are kept."""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from transformers import GPT2Config

from models.errors import CheckpointUnusable, DeviceUnusable, ModelError, WeightsBroken, WeightsMissing
from models.hub import HubReader, ZeroShotReader, _padding, sentiment_columns, topic_columns
from models.loading import load_model
from models.serving import Padding
from models.taxonomy import Topic, load_taxonomy
from tests.models import tiny

FIVE = ["negative", "negative", "neutral", "positive", "positive"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tiny.bert(tmp_path, ["negative", "neutral", "positive"])


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache as transformers keeps it, with one checkpoint in it, and no network."""
    commit = "a1b2c3d4e5f60718293a4b5c6d7e8f9001122334"
    home = tmp_path / "cache" / "models--nobody--tiny"
    (home / "refs").mkdir(parents=True)
    (home / "refs" / "main").write_text(commit)
    snapshot = home / "snapshots" / commit
    snapshot.mkdir(parents=True)
    tiny.bert(snapshot, ["negative", "positive"])
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    monkeypatch.setattr("transformers.utils.hub.constants.HF_HUB_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.mark.parametrize(
    ("labels", "meaning"),
    [
        (["NEG", "NEU", "POS"], ["negative", "neutral", "positive"]),
        (["POS", "NEG"], ["positive", "negative"]),
        (["5", "4", "3", "2", "1"], FIVE[::-1]),
        (["LABEL_1", "LABEL_0"], ["positive", "negative"]),
        (["Olumlu", "Nötr", "Olumsuz"], ["positive", "neutral", "negative"]),
        (["LABEL_0", "LABEL_1"], ["negative", "positive"]),
        (["LABEL_0", "LABEL_1", "LABEL_2"], ["negative", "neutral", "positive"]),
        ([f"LABEL_{n}" for n in range(5)], FIVE),
        (["1", "2", "3", "4", "5"], FIVE),
        (["1 star", *(f"{n} stars" for n in range(2, 6))], FIVE),
        (["Very Negative", "Negative", "Neutral", "Positive", "Very Positive"], FIVE),
        (["very_negative", "negative", "neutral", "positive", "very_positive"], FIVE),
    ],
)
def test_the_labels_of_sentiment_are_understood_as_checkpoints_spell_them(
    labels: list[str], meaning: list[str]
) -> None:
    assert list(sentiment_columns(labels).values()) == meaning


@pytest.mark.parametrize(
    "labels", [["LABEL_0"], [f"LABEL_{n}" for n in range(4)], ["1", "1"], ["neutral", "delivery"], ["joy"], []]
)
def test_labels_that_say_no_sentiment_are_taken_for_none(labels: list[str]) -> None:
    assert sentiment_columns(labels) == {}


def test_topics_go_by_id_or_by_either_name() -> None:
    labels = ["delivery", "Şebeke ve internet", "FOOD AND DRINK", "something else"]
    assert topic_columns(labels, load_taxonomy()) == {0: "delivery", 1: "network", 2: "food_drink"}


def test_a_checkpoint_of_topics_and_sentiments_answers_both(tmp_path: Path) -> None:
    model = load_model(str(tiny.bert(tmp_path, ["delivery", "negative", "positive", "network"], many=True)))
    reading = model.predict(["kargo geç geldi"])[0]
    assert set(reading.topic_scores) == {"delivery", "network"}
    assert reading.neutral == 0.0
    assert reading.negative + reading.positive == pytest.approx(1.0)


def test_weights_without_a_classifier_are_refused_not_drawn_at_random(folder: Path) -> None:
    kept = {name: each for name, each in load_file(folder / "model.safetensors").items() if "classifier" not in name}
    save_file(kept, folder / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(WeightsBroken, match=r"model\.safetensors.*classifier"):
        load_model(str(folder))


def test_a_missing_weight_file_is_named(folder: Path) -> None:
    (folder / "model.safetensors").unlink()
    with pytest.raises(WeightsMissing, match=r"model\.safetensors"):
        load_model(str(folder))


@pytest.mark.parametrize("size", [0, 5, 2_000])
def test_a_truncated_weight_file_is_named(folder: Path, size: int) -> None:
    path = folder / "model.safetensors"
    path.write_bytes(path.read_bytes()[:size])
    with pytest.raises(WeightsBroken, match=r"model\.safetensors"):
        load_model(str(folder))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("config.json", "{"),
        ("config.json", json.dumps({"hidden_size": 8})),
        ("tokenizer.json", "{"),
        ("tokenizer.json", None),
    ],
)
def test_another_broken_file_is_a_clear_error(folder: Path, name: str, text: str | None) -> None:
    (folder / name).unlink()
    if text is not None:
        (folder / name).write_text(text)
    with pytest.raises((CheckpointUnusable, WeightsBroken), match=folder.name):
        load_model(str(folder))


def _without_tokenizer(folder: Path) -> None:
    for path in folder.glob("tokenizer*"):
        path.unlink()


def test_a_folder_without_a_tokenizer_is_refused_not_read_as_noise(folder: Path) -> None:
    _without_tokenizer(folder)
    with pytest.raises(WeightsMissing, match=r"tokenizer\.json"):
        load_model(str(folder))


def test_a_vocabulary_that_knows_no_ordinary_word_is_refused(folder: Path) -> None:
    _without_tokenizer(folder)
    (folder / "vocab.txt").write_text("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "zzz"]))
    with pytest.raises(WeightsBroken, match="tokenizer"):
        load_model(str(folder))


@pytest.mark.parametrize("words", ["доставка опоздала номер чистый", "التوصيل متأخر والغرفة نظيفة"])
def test_a_checkpoint_that_reads_one_script_alone_is_taken(tmp_path: Path, words: str) -> None:
    made = tiny.bert(tmp_path / "own", ["negative", "neutral", "positive"], words=[words])
    assert len(load_model(str(made)).predict([words, "kargo gelmedi"])) == 2


def test_a_cached_checkpoint_without_a_tokenizer_is_refused_by_name(cache: Path) -> None:
    (snapshot,) = cache.glob("models--nobody--tiny/snapshots/*")
    _without_tokenizer(snapshot)
    with pytest.raises(CheckpointUnusable, match=r"nobody/tiny.*tokenizer"):
        load_model("hub:nobody/tiny")


def _with_large_padding(folder: Path, labels: list[str]) -> Path:
    return tiny.bert(folder, labels, padding=90)


@pytest.mark.parametrize("make", [tiny.xlnet, tiny.bert, _with_large_padding, tiny.roberta, tiny.gpt2])
def test_a_text_is_read_to_where_the_positions_of_its_network_end(
    make: Callable[[Path, list[str]], Path], tmp_path: Path
) -> None:
    model = load_model(str(make(tmp_path, ["negative", "positive"])), precision="float32")
    short, longer, long = model.predict(
        ["kargo geç geldi", "kargo geç geldi ürün bozuk çıktı", "kargo geç geldi " * 400]
    )
    assert len({short.negative, longer.negative, long.negative}) == 3


def _xlnet_of_means(folder: Path, labels: list[str]) -> Path:
    tiny.xlnet(folder, labels)
    _config(summary_type="mean")(folder)
    return folder


@pytest.mark.parametrize("make", [tiny.gpt2, tiny.bert, tiny.roberta, tiny.distilbert, tiny.xlnet, _xlnet_of_means])
def test_a_batch_answers_as_its_texts_alone_do(make: Callable[[Path, list[str]], Path], tmp_path: Path) -> None:
    model = load_model(str(make(tmp_path, ["negative", "positive"])), precision="float32")
    texts = ["kargo", "çok memnun kaldım teşekkürler harika hizmet", "", "internet yavaş"]
    alone = [model.predict([text])[0].negative for text in texts]
    assert [reading.negative for reading in model.predict(texts)] == pytest.approx(alone, abs=1e-5)


def test_pairs_of_a_network_that_bears_no_padding_are_read_one_by_one(tmp_path: Path) -> None:
    model = load_model(str(tiny.xlnet(tmp_path, ["entailment", "neutral", "contradiction"])), precision="float32")
    assert isinstance(model, ZeroShotReader)
    first = model.predict(["kargo geç geldi"])[0]
    model._questions.append("a question so long that all the others would have to be padded " * 3)
    model._topics = (*model._topics, Topic("long", "Uzun", "Long"))
    assert model.predict(["kargo geç geldi"])[0].positive == pytest.approx(first.positive, abs=1e-6)


def test_a_word_whose_id_is_the_padding_of_the_network_is_still_read(tmp_path: Path) -> None:
    word = Tokenizer.from_file(str(tiny.bert(tmp_path / "plain", ["negative", "positive"]) / "tokenizer.json"))
    at = word.encode("geldi", add_special_tokens=False).ids[-1]
    model = load_model(str(tiny.bert(tmp_path / "own", ["negative", "positive"], padding=at)), precision="float32")
    assert isinstance(model, HubReader)
    masks = []

    def note(_: object, __: object, given: dict[str, torch.Tensor]) -> None:
        masks.append(given["attention_mask"].sum().item())

    model._checkpoint.network.register_forward_pre_hook(note, with_kwargs=True)
    model.predict(["kargo geç geldi"])
    assert masks == [len(word.encode("kargo geç geldi").ids)]


def test_a_network_without_padding_and_end_is_padded_with_what_is_no_word() -> None:
    tokenizer = Tokenizer(WordLevel({"good": 0, "<s>": 1, "bad": 2}, unk_token="bad"))
    tokenizer.add_special_tokens(["<s>"])
    network = torch.nn.Module()
    network.config = GPT2Config(vocab_size=3, eos_token_id=None)
    assert _padding(network, tokenizer) == Padding(1)
    assert network.config.pad_token_id == 1


@pytest.mark.parametrize("name", ["tpu", "cuda:99", "meta", "nonsense"])
def test_a_device_that_is_not_here_is_named(folder: Path, name: str) -> None:
    with pytest.raises(DeviceUnusable, match=rf"'{name}'.*choose cpu"):
        load_model(str(folder), device=name)
    with pytest.raises(DeviceUnusable, match=name):
        load_model("compact", device=name)


def _config(**changed: object) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        path = folder / "config.json"
        path.write_text(json.dumps(json.loads(path.read_text()) | changed))

    return change


def _weights(content: bytes) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        (folder / "model.safetensors").unlink()
        (folder / "pytorch_model.bin").write_bytes(content)

    return change


def _tokenizer_config_of_a_list(folder: Path) -> None:
    (folder / "tokenizer_config.json").write_text("[]")


def _own_code(folder: Path) -> None:
    _config(model_type="own", auto_map={"AutoConfig": "own.Config"})(folder)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_weights(b""), r"pytorch_model\.bin: EOFError"),
        (_weights(b"rubbish here"), r"pytorch_model\.bin"),
        (_weights(b"\x80\x02cos\nsystem\n."), r"pytorch_model\.bin: it is no file of weights"),
        (_config(hidden_size="x"), r"config\.json.*hidden_size.*expected int"),
        (_config(hidden_size=16), r"model\.safetensors: \S+ has the shape \["),
        (_config(id2label={"0": "negative", "2": "positive"}), r"config\.json.*id2label.*0, 2"),
        (_config(id2label={"a": "negative"}), r"config\.json"),
        (_config(model_type="vit"), "ViTConfig"),
        (_tokenizer_config_of_a_list, "tokenizer.*TypeError"),
        (_own_code, "code of its own"),
    ],
)
def test_what_spoils_a_folder_is_named_and_no_network_is_blamed(
    folder: Path, spoil: Callable[[Path], None], said: str
) -> None:
    spoil(folder)
    with pytest.raises((CheckpointUnusable, WeightsBroken), match=said) as refused:
        load_model(str(folder))
    assert str(folder) in str(refused.value)
    assert "network," not in refused.value.hint


def test_a_tokenizer_that_cannot_be_built_says_from_what_it_could_be(folder: Path) -> None:
    (folder / "tokenizer.json").unlink()
    with pytest.raises(CheckpointUnusable) as refused:
        load_model(str(folder))
    assert not refused.value.what.rstrip().endswith(("from one of:", "report!"))


@pytest.mark.parametrize("address", ["hub:", "hub:@abc", "hub:nobody/no-such-model@abc", "hub:no such name"])
def test_what_cannot_be_had_is_said_with_what_to_do(address: str, cache: Path) -> None:
    with pytest.raises(ModelError) as refused:
        load_model(address)
    assert refused.value.hint


def test_the_cache_serves_without_a_network_and_the_row_names_the_commit(
    cache: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, logger="models.hub"):
        model = load_model("hub:nobody/tiny@a1b2c3d4e5f60718293a4b5c6d7e8f9001122334")
    assert model.revision == "hub:nobody/tiny@a1b2c3d4e5f6"
    assert model.predict(["kargo"])[0].neutral == 0.0
    assert not caplog.records


def test_a_checkpoint_without_a_pin_is_warned_of_with_its_commit(cache: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, logger="models.hub"):
        assert load_model("hub:nobody/tiny").revision == "hub:nobody/tiny@a1b2c3d4e5f6"
    assert "hub:nobody/tiny@a1b2c3d4e5f6" in caplog.text


def test_a_directory_is_named_by_its_content(tmp_path: Path, folder: Path) -> None:
    same = shutil.copytree(folder, tmp_path / "copy" / folder.name)
    assert load_model(str(same)).revision == load_model(str(folder)).revision
    changed = {name: each + 1 for name, each in load_file(same / "model.safetensors").items()}
    save_file(changed, same / "model.safetensors", metadata={"format": "pt"})
    assert load_model(str(same)).revision != load_model(str(folder)).revision
