"""Training from a data folder to weights that load and answer, on a made folder in seconds."""

from __future__ import annotations

import json
import os
import random
import shutil
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer

from models.compact.configuration import CompactConfig
from models.compact.network import Encoder
from models.compact.vocabulary import build_vocabulary
from models.errors import TrainingChanged, TrainingDataMissing
from models.evaluate import evaluate
from models.loading import load_model
from models.taxonomy import load_taxonomy
from models.train.augment import noisy
from models.train.calibrate import _fit_topic, lean, set_weights
from models.train.corpus import Corpus, batches, chunks
from models.train.facts import facts
from models.train.finish import finish
from models.train.fit import Deep, FitPlan, Run
from models.train.hashed import fit_hashed, hashed_logits
from models.train.lesson import LessonPlan
from models.train.material import Material
from models.train.mixture import Mixture, epoch
from models.train.pretrain import PretrainPlan
from models.train.progress import silent
from models.train.rows import Row, read_part
from models.train.targets import class_weights, targets_of
from models.train.teachers import TeacherPlan, ask_teachers, folds_of
from models.train.training import Plan, raw_rows, train
from models.train.training import _vocabulary as vocabulary_of
from models.train.turns import turns
from tests.models.made import made_folder

SMALL = CompactConfig(vocab_size=400, width=32, heads=2, inner=32, layers=1, sentiment_buckets=4096)
PLAN = Plan(
    PretrainPlan(epochs=2.0, tokens_per_batch=512, negatives=64),
    FitPlan(
        epochs=12, topic_share=3.0, tokens_per_batch=512, rate=5e-3, embedding_rate=5e-3,
        lesson=LessonPlan(made_turns=20),
    ),
    TeacherPlan(
        count=2, width=32, heads=2, inner=32, layers=1,
        pretrain=PretrainPlan(epochs=1.0, tokens_per_batch=512, negatives=0),
        fit=FitPlan(epochs=2, tokens_per_batch=512, rate=5e-3, embedding_rate=5e-3, lesson=LessonPlan(made_turns=20)),
    ),
    FitPlan(
        epochs=2, tokens_per_batch=512, rate=2e-3, embedding_rate=1e-3, hinted=1.0,
        lesson=LessonPlan(made_turns=40, turkish_turns=0.3, turn_weight=1.0), seed=11,
    ),
    SMALL,
)  # fmt: skip


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    data = made_folder(tmp_path_factory.mktemp("data"))
    out = tmp_path_factory.mktemp("out")
    return data, train(data, out, plan=PLAN, threads=1, device="cpu")


def test_a_made_language_of_three_moods_is_learnt(trained: tuple[Path, Path]) -> None:
    data, out = trained
    result = evaluate(load_model(str(out)), [data / "dev" / "tr_made.jsonl.gz"])
    assert result.overall.macro_f1 > 0.9
    assert result.topics_by_set["tr_made"].micro_f1 > 0.9


def test_the_ranges_for_products_in_eight_bits_are_packed_with_the_weights(trained: tuple[Path, Path]) -> None:
    _, out = trained
    ranges = json.loads((out / "config.json").read_text(encoding="utf-8"))["product_ranges"]
    assert {"neighbours.mix", "layers.0.qkv", "layers.0.out", "layers.0.up", "layers.0.down"} == set(ranges)
    assert all(lowest < 0 < highest for lowest, highest in ranges.values())


def test_two_packings_that_answer_differently_bear_two_revisions(trained: tuple[Path, Path], tmp_path: Path) -> None:
    _, out = trained
    shutil.copytree(out, tmp_path / "other", ignore=shutil.ignore_patterns("work"))
    config = json.loads((out / "config.json").read_text(encoding="utf-8"))
    assert "weights_revision" not in config
    config["topic_thresholds"][0] /= 2
    (tmp_path / "other" / "config.json").write_text(json.dumps(config), encoding="utf-8")
    assert load_model(str(tmp_path / "other")).revision != load_model(str(out)).revision


def test_a_vocabulary_cut_short_while_it_is_written_is_built_again(
    trained: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, _ = trained
    write = Tokenizer.save

    def cut_short(tokenizer: Tokenizer, path: str, pretty: bool = True) -> None:
        write(tokenizer, path, pretty)
        os.truncate(path, 100)
        raise OSError("no space left on device")

    class Failing:
        def __init__(self, tokenizer: Tokenizer) -> None:
            self.save = partial(cut_short, tokenizer)

    def failing(*words: Any, **facts: Any) -> Failing:
        return Failing(build_vocabulary(*words, **facts))

    with monkeypatch.context() as patch:
        patch.setattr("models.train.training.build_vocabulary", failing)
        with pytest.raises(OSError, match="no space"):
            train(data, tmp_path / "out", plan=PLAN, threads=1, device="cpu")
    work = tmp_path / "out" / "work"
    assert vocabulary_of(data, read_part(data, "train"), work / "tokenizer.json", PLAN).get_vocab_size() > 50


def test_a_second_run_goes_on_from_what_is_there(trained: tuple[Path, Path]) -> None:
    data, out = trained
    before = load_model(str(out)).revision
    stamp = (out / "work" / "hashed.pt").stat().st_mtime_ns
    train(data, out, plan=PLAN, threads=1, device="cpu")
    assert (out / "work" / "hashed.pt").stat().st_mtime_ns == stamp
    assert load_model(str(out)).revision == before


def test_work_of_other_data_or_another_seed_is_not_gone_on_from(trained: tuple[Path, Path], tmp_path: Path) -> None:
    data, out = trained
    with pytest.raises(TrainingChanged, match=r"other seed .*another --out"):
        train(data, out, plan=replace(PLAN, seed=1), threads=1, device="cpu")
    more = tmp_path / "data"
    shutil.copytree(data, more)
    row = {"text": "kargo kayıp", "lang": "tr", "set": "corrections", "sentiment": "negative"}
    (more / "train" / "corrections.jsonl").write_text(json.dumps(row))
    with pytest.raises(TrainingChanged, match="other data"):
        train(more, out, plan=PLAN, threads=1, device="cpu")


def test_a_missing_dev_is_noticed_before_anything_is_learnt(tmp_path: Path) -> None:
    data = made_folder(tmp_path / "data")
    shutil.rmtree(data / "dev")
    with pytest.raises(TrainingDataMissing, match="dev"):
        train(data, tmp_path / "out", plan=PLAN, threads=1, device="cpu")
    assert not (tmp_path / "out").exists()


def test_a_labelled_text_is_answered_by_the_teacher_that_never_saw_it(trained: tuple[Path, Path]) -> None:
    data, out = trained
    rows = [*read_part(data, "train"), *raw_rows(data, seed=0)]
    taught = len(read_part(data, "train"))
    folds = folds_of(rows, 2)
    said = [np.load(out / "work" / f"teacher-{number}" / "answers.npz")["sentiment"] for number in range(2)]
    material = Material(
        rows, targets_of(rows, load_taxonomy(), weak=True), load_taxonomy(),
        Tokenizer.from_file(str(out / "tokenizer.json")), SMALL, out / "work", torch.device("cpu"),
    )  # fmt: skip
    answers = ask_teachers(
        material, lambda: pytest.fail("the answers stand in the work folder"), PLAN.teachers, 0, silent
    )
    assert set(folds.tolist()) == {0, 1}
    for number in range(2):
        own = np.flatnonzero(folds[:taught] == number)
        assert np.array_equal(answers.sentiment[own], said[number][own])
        assert not np.allclose(said[0][own], said[1][own])


def test_copies_of_a_text_lie_in_one_fold() -> None:
    rows = [Row("ÇOK KÖTÜ", "tr", "s"), Row("cok kotu", "tr", "t")]
    assert len(set(folds_of(rows, 5).tolist())) == 1


def test_one_teacher_alone_is_refused() -> None:
    with pytest.raises(ValueError, match="two"):
        TeacherPlan(count=1)


def test_a_folder_without_sets_says_what_it_wants(tmp_path: Path) -> None:
    with pytest.raises(TrainingDataMissing, match="train"):
        read_part(tmp_path, "train")


def test_a_set_teaches_only_the_topics_it_knows() -> None:
    rows = [Row("x", "tr", "s", topics=("delivery",), channel="other")] * 30 + [Row("y", "tr", "t", channel="other")]
    taxonomy = load_taxonomy()
    targets = targets_of(rows, taxonomy, weak=False)
    column = [topic.id for topic in taxonomy].index("delivery")
    assert targets.labelled[:30, column].all()
    assert targets.labelled.sum() == 30


def test_seed_phrases_teach_weakly_where_nobody_labelled() -> None:
    taxonomy = load_taxonomy()
    targets = targets_of([Row("param iade edilmedi", "tr", "s", channel="complaint")], taxonomy, weak=True)
    column = [topic.id for topic in taxonomy].index("return_refund")
    assert targets.topics[0, column] == 1
    assert 0 < targets.weights[0, column] < 1
    assert not targets.labelled.any()


def test_rare_classes_of_a_set_weigh_more() -> None:
    rows = [Row("a", "tr", "s", "negative")] * 9 + [Row("b", "tr", "s", "neutral")]
    weights = class_weights(rows, np.array([0] * 9 + [1]))
    assert weights[9] > weights[0]


def test_noise_never_touches_a_negation() -> None:
    rng = random.Random(1)
    for _ in range(200):
        assert "değil" in noisy("ürün güzel değil maalesef", rng, rate=0.9)


def test_every_row_of_a_judged_set_stands_in_a_lesson_that_holds_few_of_the_others() -> None:
    rows = [Row("a", "tr", name, mood) for name in ("tr_eticaret", "tr_other") for mood in ("negative", "neutral") * 50]
    targets = targets_of(rows, load_taxonomy(), weak=False)
    chosen = epoch(rows, targets, Mixture(three_class_turkish=10, judged=1_000), np.random.default_rng(0))
    assert [rows[at].set for at in chosen] == ["tr_eticaret"] * 100 + ["tr_other"] * 10


def test_the_hashed_side_learns_what_its_teachers_do_not_know() -> None:
    corpus = Corpus(np.tile(np.array([1, 1, 2, 2, 3, 3, 4, 4], np.uint16), 100), np.arange(401) * 2)
    labels = np.tile(np.array([0, 2, 0, 2]), 100)
    said = np.tile(np.array([[0.98, 0.01, 0.01], [0.01, 0.01, 0.98]] + [[1 / 3] * 3] * 2, np.float32), (100, 1))
    weights = np.ones(400, np.float32)
    side = fit_hashed(corpus, labels, (weights, weights), SMALL, said=said)
    known, other, unknown, unknown_other = hashed_logits(corpus.take(np.arange(4)), side)
    assert unknown.argmax() == 0
    assert unknown_other.argmax() == 2
    assert 0 < known[0] - known[2] < (unknown[0] - unknown[2]) / 2
    assert 0 < other[2] - other[0] < (unknown_other[2] - unknown_other[0]) / 2


def test_rows_of_judged_sets_weigh_more_and_those_of_large_sets_less() -> None:
    judged, large, other, made = set_weights(
        np.array(["tr_eticaret"] * 4 + ["tr_other"] * 16 + ["a"] * 4 + ["turns"] * 4)
    )[[0, 4, 20, 24]].tolist()
    assert judged == made > other > large


def test_neutral_is_raised_for_judged_sets_rather_than_for_others() -> None:
    """Texts just short of neutral, which they are in the one set and not in the other."""
    rows = [Row("a", "tr", name, mood) for name, mood in (
        ("tr_eticaret", "neutral"), ("tr_eticaret", "negative"), ("tr_other", "negative"), ("tr_other", "neutral")
    )] * 5  # fmt: skip
    logits = np.tile(np.array([[0.1, 0, -9], [0.9, 0, -9], [0.1, 0, -9], [-0.9, 0, -9]], np.float32), (5, 1))
    targets = targets_of(rows, load_taxonomy(), weak=False)
    names = np.array([row.set for row in rows])
    raised = lean(logits, [0.0, 0.0, 0.0], targets, names)
    assert raised[1] > 0.1
    others = np.where(names == "tr_eticaret", "tr_other", "tr_eticaret")
    assert lean(logits, [0.0, 0.0, 0.0], targets, others) == [0.0, 0.0, 0.0]


def test_made_turns_are_the_same_for_the_same_seed() -> None:
    assert turns(50, random.Random(3)) == turns(50, random.Random(3))


def test_long_texts_are_cut_and_no_id_is_lost() -> None:
    corpus = Corpus(np.arange(1000, dtype=np.uint16), np.array([0, 300, 310, 1000]))
    cut = chunks(corpus, 128)
    assert cut.lengths.max() <= 128
    assert cut.lengths.sum() == 1000


def test_batches_hold_every_text_once() -> None:
    lengths = np.random.default_rng(0).integers(1, 90, 500)
    seen = np.concatenate(list(batches(lengths, np.arange(500), 1024, np.random.default_rng(1))))
    assert sorted(seen.tolist()) == list(range(500))


def test_the_last_passes_go_on_from_the_fit_and_leave_a_checkpoint_of_their_own(trained: tuple[Path, Path]) -> None:
    _, out = trained
    fitted, finished = (torch.load(out / "work" / name, weights_only=True)["model"] for name in ("fit.pt", "finish.pt"))
    moved = {name: float((finished[name] - fitted[name]).norm() / fitted[name].norm()) for name in fitted}
    assert 0 < moved["heads.sentiment.weight"] < 1


def test_only_the_last_passes_learn_from_hints(trained: tuple[Path, Path]) -> None:
    _, out = trained
    fitted, finished = (torch.load(out / "work" / name, weights_only=True) for name in ("fit.pt", "finish.pt"))
    learnt = len(finished["optimizer"]["state"]) - len(fitted["optimizer"]["state"])
    of_aspects = ("valence.weight", "valence.bias", "polarity.weight", "polarity.bias", "polarity_bias")
    assert set(of_aspects) < set(finished["hints"])
    assert learnt >= len(of_aspects)


def test_the_last_passes_can_be_left_out(trained: tuple[Path, Path]) -> None:
    _, out = trained
    plan = Plan.sized(pretrain_epochs=None, fit_epochs=None, passes=0)
    deep = Deep(SMALL, Encoder(SMALL))
    material = Material(
        [], targets_of([], load_taxonomy(), weak=False), load_taxonomy(),
        Tokenizer.from_file(str(out / "tokenizer.json")), SMALL, out / "none", torch.device("cpu"),
    )  # fmt: skip
    assert finish(material, deep, plan.finish) is deep
    assert Plan.sized(pretrain_epochs=None, fit_epochs=None).finish.epochs == 6


def test_the_last_passes_draw_other_lessons_than_the_fit() -> None:
    plan = Plan.sized(pretrain_epochs=None, fit_epochs=40, seed=3)
    fitted = {plan.fit.seed * 1000 + epoch for epoch in range(plan.fit.epochs)}
    assert not fitted & {plan.finish.seed * 1000 + epoch for epoch in range(plan.finish.epochs)}


def test_made_facts_are_the_same_for_the_same_seed_and_of_all_three_moods() -> None:
    made = facts(300, random.Random(3))
    assert made == facts(300, random.Random(3))
    assert {row.sentiment for row in made} == {"negative", "neutral", "positive"}


def test_facts_tell_a_bank_called_warranty_from_a_warranty() -> None:
    made = facts(400, random.Random(3))
    targets = targets_of(made, load_taxonomy(), weak=False)
    service = [topic.id for topic in load_taxonomy()].index("technical_service")
    labelled = np.flatnonzero(targets.labelled.any(axis=0)).tolist()
    bank = np.array(["Garanti" in row.text for row in made])
    assert labelled == [service]
    assert bank.sum() > 20
    assert not targets.topics[bank, service].any()
    assert targets.topics[[at for at, row in enumerate(made) if "garanti kapsamında" in row.text], service].all()


def test_a_topic_of_which_nothing_was_learnt_still_has_a_scale_that_loads() -> None:
    generator = np.random.default_rng(3)
    yes = generator.random(200) < 0.4
    backwards = np.where(yes, -2.0, 2.0).astype(np.float32) + generator.normal(size=200).astype(np.float32)
    scale, *_ = _fit_topic(backwards, yes, np.ones(200, bool))
    assert scale > 0


def test_a_share_of_the_made_turns_is_turkish() -> None:
    made = [row for row in turns(400, random.Random(3), 0.25) if row.channel == "review"]
    assert 0.15 < sum(row.lang == "tr" for row in made) / len(made) < 0.35


def test_an_interrupted_fit_repeats_no_finished_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = made_folder(tmp_path / "data")
    teachers = replace(PLAN.teachers, fit=replace(PLAN.teachers.fit, save_every_s=0.0))
    plan = replace(
        PLAN, fit=replace(PLAN.fit, epochs=2, save_every_s=0.0), finish=replace(PLAN.finish, save_every_s=0.0),
        teachers=teachers,
    )  # fmt: skip
    taken: list[tuple[str, str, int, int]] = []
    stops = [("teacher-0", "fit", 1, 2), ("work", "finish", 1, 2)]
    step = Run._take_step

    def counted(run: Run, *arguments: object) -> None:
        place = (run.checkpoint.parent.name, run.stage, run.epoch, run.step)
        if place in stops:
            stops.remove(place)
            raise KeyboardInterrupt
        taken.append(place)
        step(run, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(Run, "_take_step", counted)
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            train(data, tmp_path / "out", plan=plan, threads=1, device="cpu")
    train(data, tmp_path / "out", plan=plan, threads=1, device="cpu")
    stages = list(dict.fromkeys(place[:2] for place in taken))
    assert stages == [("teacher-0", "fit"), ("teacher-1", "fit"), ("work", "fit"), ("work", "finish")]
    assert not stops
    assert len(taken) == len(set(taken))
    assert taken == sorted(taken, key=lambda place: (stages.index(place[:2]), place[2:]))
