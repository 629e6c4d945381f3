"""The model at work outside the stream: classify, train, evaluate. Called through `pipeline.cli`."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import msgspec
import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table as Grid

from models.base import Reading, TextModel
from pipeline.errors import SettingsError
from pipeline.feedback import Rejected
from pipeline.settings import load_settings

if TYPE_CHECKING:
    from connectors.base import Connector

FEW_ROWS = 100_000  # that the usual bench asks
SHOWN = 20  # bad lines named on the screen; all are in --rejects


def register(app: typer.Typer) -> None:
    app.command()(classify)
    app.command()(bench)


def classify(
    source: Annotated[
        str, typer.Argument(metavar="IN", help="JSON Lines or CSV with a 'text' field; gzip too; - is stdin.")
    ],
    output: Annotated[str, typer.Option(help="JSON Lines to write; - is standard output.")] = "-",
    rejects: Annotated[Path | None, typer.Option(help="Where bad lines go, with number and reason.")] = None,
    model: Annotated[str | None, typer.Option(help="Model to use. [default: NABIZ_MODEL]")] = None,
    taxonomy: Annotated[Path | None, typer.Option(help="A company's own topics. [default: NABIZ_TAXONOMY]")] = None,
    threads: Annotated[int | None, typer.Option(min=0, help="Threads of the model; 0: all cores.")] = None,
) -> None:
    """Language, sentiment and topics for every line of a file, in its order, with its own fields.

    Example: nabiz classify reviews.csv --output read.jsonl --rejects bad.jsonl
    """
    from connectors.files import Options, connect, listed, size_of
    from models.language import identify
    from pipeline.reading import model_of

    _check_paths(listed([source]), output, rejects)  # before anything is written
    settings = load_settings(model=model, threads=threads, taxonomy=taxonomy)
    reader = model_of(settings)
    console = Console(stderr=True, highlight=False)
    done = bad = 0
    with ExitStack() as stack:
        out = stack.enter_context(_writer(output))
        refused = stack.enter_context(rejects.open("wb")) if rejects else None
        progress = stack.enter_context(_byte_bar(console))
        task = progress.add_task("classify", total=size_of(listed([source])), lines=0)
        files = connect(Options(paths=(source,)))
        for taken, wrong in pages(files):
            languages = identify([text for _, text in taken])
            for (fields, _), reading, language in zip(taken, _read(reader, taken), languages, strict=True):
                out.write(msgspec.json.encode({**fields, **_answer(reading, language)}) + b"\n")
            for item in wrong:
                bad += 1
                if refused:
                    refused.write(msgspec.json.encode(_reject(item)) + b"\n")
                if bad <= SHOWN:
                    progress.console.print(f"{item.origin}: {item.reason}: {item.detail}", markup=False, style="yellow")
            done += len(taken)
            progress.update(task, completed=files.consumed, lines=done + bad)
    if not done + bad:
        console.print(f"{source} holds nothing: it is empty, or has a header alone", markup=False, style="yellow")
    console.print(f"{done} classified, {bad} bad lines" + ("" if bad <= SHOWN or rejects else "; --rejects keeps them"))


def pages(files: Connector) -> Iterator[tuple[list[tuple[dict[str, object], str]], list[Rejected]]]:
    """The lines of files, some at a time: (fields, words) of the good ones, and the bad ones."""
    cursor, done = "", False
    while not done:
        page = files.fetch(cursor)
        cursor, done = page.cursor, page.done
        taken: list[tuple[dict[str, object], str]] = []
        wrong: list[Rejected] = []
        for item in page.items:
            if isinstance(item, Rejected):
                wrong.append(item)
                continue
            fields = dict(item.fields)
            text = fields.get("text")
            if isinstance(text, str):
                title = fields.get("title")
                taken.append((fields, f"{title}\n{text}" if isinstance(title, str) and title else text))
            else:
                reason, detail = (
                    ("no_text", "no field 'text'") if text is None else ("wrong_type", "'text' is not text")
                )
                wrong.append(
                    Rejected(stage="connector", reason=reason, detail=detail, raw=item.raw, origin=item.origin)
                )
        yield taken, wrong


def _read(model: TextModel, taken: list[tuple[dict[str, object], str]]) -> list[Reading]:
    return model.predict([text for _, text in taken]) if taken else []


def _answer(reading: Reading, language: str) -> dict[str, object]:
    return {
        "language": language,
        "sentiment": reading.sentiment,
        "sentiment_scores": {name: round(score, 6) for name, score in reading.sentiment_scores.items()},
        "topics": list(reading.topics),
        "topic_scores": {name: round(score, 6) for name, score in reading.topic_scores.items()},
    }


def _reject(item: Rejected) -> dict[str, object]:
    return {
        "line": int(item.origin.rpartition(":")[2]),
        "origin": item.origin,
        "reason": item.reason,
        "detail": item.detail,
        "raw": item.raw.decode("utf-8", "replace"),
    }


def _check_paths(sources: Sequence[str], output: str, rejects: Path | None) -> None:
    """Raises SettingsError where a file to write is one that is read, is the other one, or cannot be made."""
    written = [("--output", Path(output))] if output != "-" else []
    written += [("--rejects", rejects)] if rejects else []
    taken = {Path(source).resolve() for source in sources}
    for option, path in written:
        if path.resolve() in taken:
            raise SettingsError(f"{option} {path} is read or written already", hint="give each its own file")
        if path.is_dir() or not path.resolve().parent.is_dir():
            raise SettingsError(f"{option} {path} cannot be written", hint="give a file in a folder that exists")
        taken.add(path.resolve())


def _writer(output: str) -> AbstractContextManager[IO[bytes]]:
    return nullcontext(sys.stdout.buffer) if output == "-" else open(output, "wb")


def _byte_bar(console: Console) -> Progress:
    """Of bytes, for nobody knows how many lines there are; of a pipe not even that."""
    return Progress(
        SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(),
        TextColumn("{task.fields[lines]:,} lines"), TimeElapsedColumn(), TimeRemainingColumn(),
        console=console, disable=not console.is_terminal,
    )  # fmt: skip


def progress_bar(console: Console) -> Progress:
    return Progress(
        SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        console=console, disable=not console.is_terminal,
    )  # fmt: skip


def bench(
    model: Annotated[str | None, typer.Option(help="Model to measure. [default: NABIZ_MODEL]")] = None,
    items: Annotated[int, typer.Option(min=1_000, help="Items of the sections without a real model.")] = 40_000,
    model_items: Annotated[int, typer.Option(min=1_000, help="Items of the sections with the model.")] = 20_000,
    queries: Annotated[
        list[int] | None,
        typer.Option(
            min=1_000,
            help="Only the queries: every panel, page and search over this many made-up rows. May be said repeatedly, "
            "as with 1000000 and 10000000 (some minutes, 4 GB). Without it 100000 rows are asked beside the rest.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """How fast, as ratios taken in one run: ours beside the usual way, ours beside the bare model, pages beside 1 s.

    The model runs everywhere as NABIZ_THREADS, NABIZ_PRECISION and NABIZ_TAXONOMY have it.

    Example: nabiz bench --items 20000 --json
    """
    if queries:
        _bench_queries(queries, as_json)
        return
    from pipeline.bench.measure import measure, queried

    settings = load_settings(model=model)
    asked = {"model": settings.model, "threads": settings.threads, "precision": settings.precision}
    figures = [*measure(settings, items, model_items), *queried(FEW_ROWS)]
    if as_json:
        told = [msgspec.to_builtins(figure) | asked for figure in figures]
        typer.echo(msgspec.json.format(msgspec.json.encode(told), indent=1).decode())
        return
    grid = Grid("section", "measured", "ours", "beside it", "against", "ratio", "goal")
    for each in figures:
        grid.add_row(
            each.section,
            each.name,
            f"{each.ours:,.2f}",
            f"{each.beside:,.2f}",
            each.against,
            f"{each.ratio:.2f}",
            each.goal,
        )
    console = Console(highlight=False, markup=False)
    threads = settings.threads or "all cores"
    console.print(f"model {settings.model}, threads: {threads}, precision: {settings.precision}")
    console.print(grid)


def _bench_queries(sizes: Sequence[int], as_json: bool) -> None:
    from pipeline.bench.queries import measure_queries

    asked = [each for rows in sizes for each in measure_queries(rows)]
    if as_json:
        typer.echo(msgspec.json.format(msgspec.json.encode(asked), indent=1).decode())
        return
    grid = Grid("page", "panel or search", *(f"s, {rows:,} rows" for rows in sizes))
    for at, each in enumerate(asked[: len(asked) // len(sizes)]):
        times = [asked[at + place * len(asked) // len(sizes)].seconds for place in range(len(sizes))]
        grid.add_row(each.page, each.panel or "the whole page", *(f"{seconds:.3f}" for seconds in times))
    Console(highlight=False).print(grid)
