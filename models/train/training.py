"""train: every stage from a data folder to a folder of weights, each resumed where it stopped.

Called by the command line and by `python -m models.train`. Every stage leaves a file in
`OUT/work`; delete a file to do its stage again. Learns from train/ and raw/, chooses on dev/.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from tokenizers import Tokenizer

from models.compact.configuration import CompactConfig
from models.compact.int8 import measured
from models.compact.network import CompactModel, Encoder, Hashed
from models.compact.revision import revision_of
from models.compact.vocabulary import build_vocabulary
from models.quiet import quietly
from models.serving import choose_device, thread_count
from models.taxonomy import load_taxonomy
from models.train.belonging import claim
from models.train.calibrate import calibrate, choose_share, lean, set_weights
from models.train.corpus import Corpus, Index, batches, chunks, encode, padded
from models.train.finish import finish, last_passes
from models.train.fit import Deep, FitPlan, fit, logits
from models.train.hashed import fit_hashed, hashed_logits, rows_for_hashed
from models.train.hints import hints_of
from models.train.lesson import LessonPlan
from models.train.material import Material
from models.train.mixture import Mixture
from models.train.pretrain import PretrainPlan, pretrain
from models.train.progress import Report, bars
from models.train.rows import Row, paths_of, read_part, read_raw
from models.train.targets import class_weights, targets_of
from models.train.teachers import TeacherPlan, ask_teachers
from models.train.turns import turns

log = logging.getLogger(__name__)

# Characters of each language the vocabulary is learnt on: Turkish first.
_VOCABULARY_CHARACTERS = {"tr": 30_000_000}
_OTHER_CHARACTERS = 4_000_000

# Raw texts the teachers are asked about: short ones, as customers write, Turkish first.
_ASKED = {"tr": 150_000}
_ASKED_OTHERWISE = 25_000

# Texts of dev/ over which the ranges for products in eight bits are measured.
_MEASURED = 1_000


def _student_fit() -> FitPlan:
    mixture = Mixture(two_class_turkish=12_000, other_language=7_000, unlabelled=200_000)
    return FitPlan(epochs=6, tokens_per_batch=16_384, lesson=LessonPlan(mixture=mixture))


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that can be chosen about a training run."""

    pretrain: PretrainPlan = field(
        default_factory=lambda: PretrainPlan(epochs=2.0, tokens_per_batch=32_768, negatives=0)
    )
    fit: FitPlan = field(default_factory=_student_fit)
    teachers: TeacherPlan = field(default_factory=TeacherPlan)
    finish: FitPlan = field(default_factory=last_passes)
    config: CompactConfig = field(default_factory=CompactConfig)
    seed: int = 0

    @staticmethod
    def sized(
        *,
        pretrain_epochs: float | None,
        fit_epochs: int | None,
        teachers: int | None = None,
        passes: int | None = None,
        seed: int = 0,
    ) -> Plan:
        """The default plan with other lengths, or fewer teachers."""
        plan = Plan(finish=last_passes(seed), seed=seed)
        if teachers is not None:
            plan = replace(plan, teachers=replace(plan.teachers, count=teachers))
        plan = replace(plan, pretrain=replace(plan.pretrain, seed=seed), fit=replace(plan.fit, seed=seed))
        if passes is not None:
            plan = replace(plan, finish=replace(plan.finish, epochs=passes))
        if pretrain_epochs is not None:
            plan = replace(plan, pretrain=replace(plan.pretrain, epochs=pretrain_epochs))
        if fit_epochs is not None:
            plan = replace(plan, fit=replace(plan.fit, epochs=fit_epochs))
        return plan


def train(
    data_dir: Path, out_dir: Path, *, plan: Plan | None = None, threads: int = 0, device: str | None = None
) -> Path:
    """Trains the compact model and writes config.json, model.safetensors and tokenizer.json to `out_dir`.

    `data_dir` holds train/, dev/ and raw/. Interrupted, it goes on from `out_dir`/work; the same
    seed on the same machine gives the same weights on a CPU, and on a GPU the same up to the order
    of its sums. Raises TrainingDataMissing, and TrainingChanged where that work is another run's.
    """
    plan = plan or Plan()
    paths_of(data_dir, "dev")  # needed last, and hours later
    work = out_dir / "work"
    work.mkdir(parents=True, exist_ok=True)
    claim(work, data_dir, seed=plan.seed, teachers=plan.teachers.count)
    with thread_count(threads), bars() as report:
        material = _material(data_dir, work, plan, choose_device(device), report)
        encoder = _pretrained(data_dir, material, plan.pretrain, "pretrain.pt", report)
        taught = _taught(data_dir, material, plan, report) if plan.teachers.count else material
        deep = finish(taught, fit(taught, encoder, plan.fit, report), plan.finish, report)
        hashed = _hashed(taught, plan, report)
        return _pack(data_dir, out_dir, material, deep, hashed, report)


def _material(data_dir: Path, work: Path, plan: Plan, device: torch.device, report: Report) -> Material:
    report("reading", 0.0, "")
    rows = read_part(data_dir, "train")
    taxonomy = load_taxonomy()
    targets = targets_of(rows, taxonomy, weak=True)
    report("reading", 0.5, "vocabulary")
    tokenizer = _vocabulary(data_dir, rows, work / "tokenizer.json", plan)
    report("reading", 1.0, f"{len(rows)} rows")
    config = _with(plan.config, topics=[topic.id for topic in taxonomy])
    hints = hints_of(rows, config.topics)
    return Material(rows, targets, taxonomy, tokenizer, config, work, device, hints=hints)


def _with(config: CompactConfig, **changes: object) -> CompactConfig:
    return CompactConfig(**{**config.to_diff_dict(), **changes})


def _vocabulary(data_dir: Path, rows: Sequence[Row], path: Path, plan: Plan) -> Tokenizer:
    if not path.exists():
        texts: dict[str, list[str]] = {}
        for row in rows:
            texts.setdefault(row.lang, []).append(row.text[:600])
        for lang, text in read_raw(data_dir):
            texts.setdefault(lang, []).append(text[:300])
        size = plan.config.vocab_size
        partial = path.with_suffix(".partial.json")
        build_vocabulary(_balanced(texts, plan.seed), size, show_progress=False).save(str(partial))
        partial.replace(path)
    return Tokenizer.from_file(str(path))


def _balanced(texts: dict[str, list[str]], seed: int) -> list[str]:
    chosen: list[str] = []
    generator = np.random.default_rng(seed)
    for lang, all_of_it in sorted(texts.items()):
        room = _VOCABULARY_CHARACTERS.get(lang, _OTHER_CHARACTERS)
        for at in generator.permutation(len(all_of_it)):
            chosen.append(all_of_it[at])
            room -= len(all_of_it[at])
            if room <= 0:
                break
    return chosen


def _pretrained(data_dir: Path, material: Material, plan: PretrainPlan, name: str, report: Report) -> Encoder:
    corpus = _saved(material.work / "pretrain.npz", lambda: _unlabelled(data_dir, material, plan.seed))
    config = _with(material.config, dropout=0.0)
    trained = pretrain(corpus, config, plan, material.work / name, material.device, report)
    encoder = Encoder(material.config)
    encoder.load_state_dict(trained.state_dict())
    return encoder


def _taught(data_dir: Path, material: Material, plan: Plan, report: Report) -> Material:
    """The material with raw texts behind the rows and the teachers' answers beside both."""
    rows = [*material.rows, *raw_rows(data_dir, plan.seed)]
    targets = material.targets.beside(targets_of(rows[len(material.rows) :], material.taxonomy, weak=False))
    wider = replace(material, rows=rows, targets=targets, hints=hints_of(rows, material.config.topics))
    teachers = replace(wider, config=_with(material.config, **plan.teachers.sizes()))

    def pretrained() -> Encoder:
        return _pretrained(data_dir, teachers, plan.teachers.pretrain, "pretrain-teacher.pt", report)

    return replace(wider, answers=ask_teachers(teachers, pretrained, plan.teachers, plan.seed, report))


def raw_rows(data_dir: Path, seed: int) -> list[Row]:
    """Unlabelled texts for the teachers to answer, some of each language."""
    short: dict[str, list[Row]] = {}
    for lang, text in read_raw(data_dir):
        if 20 <= len(text) <= 600:
            short.setdefault(lang, []).append(Row(text, lang, f"raw_{lang}"))
    generator = np.random.default_rng(seed)
    rows: list[Row] = []
    for lang, texts in sorted(short.items()):
        most = min(len(texts), _ASKED.get(lang, _ASKED_OTHERWISE))
        rows.extend(texts[at] for at in sorted(generator.choice(len(texts), most, replace=False)))
    return rows


def _unlabelled(data_dir: Path, material: Material, seed: int) -> Corpus:
    """Every text's beginning: of news and the like two in five, raw files to their cap."""
    generator = np.random.default_rng(seed)
    texts = [row.text[:2000] for row in material.rows if row.channel != "other" or generator.random() < 0.4]
    texts.extend(text for _, text in read_raw(data_dir))
    return chunks(encode(material.tokenizer, texts, head=400, tail=0), 128)


def _saved(path: Path, make: Callable[[], Corpus]) -> Corpus:
    if path.exists():
        with np.load(path) as stored:
            return Corpus(stored["ids"], stored["starts"])
    corpus = make()
    partial = path.with_suffix(".partial.npz")
    np.savez(partial, ids=corpus.ids, starts=corpus.starts)
    partial.replace(path)
    return corpus


def _hashed(material: Material, plan: Plan, report: Report) -> Hashed:
    path = material.work / "hashed.pt"
    side = Hashed(material.config)
    if not path.exists():
        chosen = rows_for_hashed(material.rows, material.targets.sentiment)
        made = turns(plan.fit.lesson.made_turns, random.Random(plan.seed))
        rows = [*(material.rows[int(at)] for at in chosen), *made]
        targets = material.targets.take(chosen).beside(targets_of(made, material.taxonomy, weak=False))
        corpus = _cut(material, rows)
        weights = class_weights(rows, targets.sentiment)
        by_set = weights * set_weights(np.array([row.set for row in rows]))
        said = _said(material, np.concatenate((chosen, np.full(len(made), -1))))
        fitted = fit_hashed(
            corpus, targets.sentiment, (weights, by_set), material.config, said=said, seed=plan.seed, report=report
        )
        partial = path.with_suffix(".partial")
        torch.save(fitted.state_dict(), partial)
        partial.replace(path)
    side.load_state_dict(torch.load(path, weights_only=True))
    return side


def _said(material: Material, rows: Index) -> npt.NDArray[np.float32] | None:
    return None if material.answers is None else material.answers.take(rows).sentiment


def _cut(material: Material, rows: Sequence[Row]) -> Corpus:
    config = material.config
    texts = [row.text[:12_000] for row in rows]
    return encode(material.tokenizer, texts, head=config.head_tokens, tail=config.max_tokens - config.head_tokens)


def _pack(data_dir: Path, out_dir: Path, material: Material, deep: Deep, hashed: Hashed, report: Report) -> Path:
    """Share, scales and thresholds chosen on dev/, then the three files."""
    rows = read_part(data_dir, "dev")
    corpus, targets = _cut(material, rows), targets_of(rows, material.taxonomy, weak=False)
    beside = hashed_logits(corpus, hashed)
    encoded, topics = logits(deep, corpus, material.device)
    names = np.array([row.set for row in rows])
    weights = set_weights(names)
    share = choose_share(beside, encoded, targets, weights)
    sentiment = share * beside + encoded
    chosen = calibrate(sentiment, topics, targets, weights)
    bias = lean(sentiment * chosen.sentiment_scale, chosen.sentiment_bias, targets, names)
    chosen = replace(chosen, sentiment_bias=bias)
    some = np.random.default_rng(0).choice(len(corpus), min(len(corpus), _MEASURED), replace=False)
    ranges = _ranges(deep, corpus.take(some), material.device)
    config = _with(material.config, **chosen.as_config(), sentiment_share=share, product_ranges=ranges)
    save(out_dir, config, deep, hashed, material.tokenizer)
    report("packed", 1.0, str(out_dir))
    return out_dir


def _ranges(deep: Deep, corpus: Corpus, device: torch.device) -> dict[str, list[float]]:
    groups = batches(corpus.lengths, np.arange(len(corpus)), 4096, np.random.default_rng(0))
    return measured(deep.eval().encoder, deep, (padded(corpus, group).to(device) for group in groups))


def save(out_dir: Path, config: CompactConfig, deep: Deep, hashed: Hashed, tokenizer: Tokenizer) -> str:
    """config.json, model.safetensors (half precision) and tokenizer.json; returns the revision."""
    model = CompactModel(config)
    model.encoder.load_state_dict(deep.encoder.state_dict())
    model.heads.load_state_dict(deep.heads.state_dict())
    model.hashed.load_state_dict(hashed.state_dict())
    with quietly():
        model.half().save_pretrained(out_dir)
    tokenizer.save(str(out_dir / "tokenizer.json"))
    return revision_of(out_dir)
