"""Making and judging the compact model: train, evaluate. Called through `pipeline.cli`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.notebook import notebook
from pipeline.errors import SettingsError
from pipeline.settings import load_settings
from pipeline.storage.base import Evaluated

if TYPE_CHECKING:
    from models.evaluate import Evaluation


def register(app: typer.Typer) -> None:
    app.command()(train)
    app.command()(evaluate)


def train(
    data: Annotated[Path, typer.Option(help="Folder with train/, dev/ and raw/.")],
    out: Annotated[Path, typer.Option(help="Where weights and checkpoints go.")] = Path("data/model"),
    seed: Annotated[int, typer.Option(help="The same seed on the same machine gives the same weights.")] = 0,
    threads: Annotated[int, typer.Option(min=0, help="Threads; 0: all cores.")] = 0,
    device: Annotated[str | None, typer.Option(help="cpu or cuda. [default: a GPU when there is one]")] = None,
    teachers: Annotated[
        int | None, typer.Option(min=0, help="Larger networks that teach the compact one; 0 on a CPU.")
    ] = None,
    pretrain_epochs: Annotated[float | None, typer.Option(min=0, help="Length of the self-supervised part.")] = None,
    fit_epochs: Annotated[int | None, typer.Option(min=1, help="Length of the labelled part.")] = None,
    last_passes: Annotated[
        int | None,
        typer.Option(
            min=0, help="Gentle passes after it, with many made turns of phrase; 0 leaves them out. [default: 6]"
        ),
    ] = None,
) -> None:
    """Train the compact model; interrupted, it goes on from its checkpoints. Use it with NABIZ_MODEL=FOLDER.

    With its teachers this takes some 25 minutes of a data-centre GPU; without them, hours of a CPU.

    Example: nabiz train --data labelled --out data/model --device cuda
    """
    try:
        from models.train.training import Plan
        from models.train.training import train as run
    except ImportError as error:
        raise SettingsError(f"{error.name} is missing", hint="pip install 'nabiz[train]'") from None

    if teachers == 1:
        raise SettingsError("one teacher cannot answer what it learnt", hint="give --teachers 0, or at least 2")
    plan = Plan.sized(
        pretrain_epochs=pretrain_epochs, fit_epochs=fit_epochs, teachers=teachers, passes=last_passes, seed=seed
    )
    typer.echo(f"the model is in {run(data, out, plan=plan, threads=threads, device=device)}")


def evaluate(
    files: Annotated[list[Path], typer.Argument(help="Labelled JSON Lines, gzip or plain, with text and sentiment.")],
    model: Annotated[str | None, typer.Option(help="Model to judge. [default: NABIZ_MODEL]")] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write every figure as JSON here too.")] = None,
    keep: Annotated[bool, typer.Option("--keep", help="Keep the figures in the store, for the quality page.")] = False,
    data_dir: Annotated[Path | None, typer.Option(help="Data directory of the embedded store, for --keep.")] = None,
) -> None:
    """Accuracy, macro-F1, calibration error and confusion by set, language, channel and class.

    With --keep the quality page shows them, also that of a running `nabiz up`.

    Example: nabiz evaluate dev/*.jsonl.gz --json figures.json
    """
    from models.evaluate import evaluate as judge
    from models.loading import load_model

    missing = [str(file) for file in files if not file.is_file()]
    if missing:
        raise SettingsError(f"there is no file {', '.join(missing)}", hint="name labelled JSON Lines files")
    settings = load_settings(model=model)
    judged = load_model(settings.model, threads=settings.threads, precision=settings.precision)
    found = judge(judged, files)
    if not found.overall.rows and not found.topics_by_set:
        raise SettingsError("nothing in these files is labelled", hint="a line needs a sentiment or topics")
    typer.echo(found.table())
    if json_file:
        json_file.write_bytes(found.to_json())
    if keep and not found.overall.rows:
        raise SettingsError("no sentiment is labelled: there are no figures to keep", hint="leave --keep out")
    if keep:
        with notebook(data_dir) as kept:
            kept.write_evaluations(evaluated(found, datetime.now(UTC)))


def evaluated(found: Evaluation, at: datetime) -> list[Evaluated]:
    """The figures of the whole and of each set, as the store keeps them."""
    return [
        Evaluated(at, found.revision, name, score.rows, score.accuracy, score.macro_f1, score.calibration_error)
        for name, score in {"": found.overall, **found.by_set}.items()
    ]
