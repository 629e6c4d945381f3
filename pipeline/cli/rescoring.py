"""Rescore: stored items read again, compared, and switched on request. Called through `pipeline.cli`."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer
from rich.console import Console

from pipeline.errors import SettingsError
from pipeline.settings import Settings, load_settings
from pipeline.spike.istanbul import ISTANBUL

if TYPE_CHECKING:
    from models.base import TextModel
    from pipeline.rescoring import Difference, Example, Window
    from pipeline.storage.rescoring import ClickHouseStaging

BEGINNING, END = datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
HIGHEST_GENERATION = 2**19 - 1
WIDTH = 150
MOST_ROWS = 15  # of a breakdown


def register(app: typer.Typer) -> None:
    app.command()(rescore)


def rescore(
    since: Annotated[str, typer.Option(help="First event time: 2026-03-01 or 2026-03-01T09:00, Istanbul's clock.")],
    until: Annotated[str, typer.Option(help="Event time to stop before. [default: the newest]")] = "",
    model: Annotated[str | None, typer.Option(help="The new model. [default: NABIZ_MODEL]")] = None,
    taxonomy: Annotated[Path | None, typer.Option(help="The new topic file. [default: NABIZ_TAXONOMY]")] = None,
    threads: Annotated[int | None, typer.Option(min=0, help="Threads of the model; 0: all cores.")] = None,
    apply: Annotated[bool, typer.Option("--apply", help="Make the new readings count.")] = False,
    generation: Annotated[
        int | None,
        typer.Option(min=0, max=HIGHEST_GENERATION, help="Generation of the new rows. [default: one above the old]"),
    ] = None,
    examples: Annotated[int, typer.Option(min=0, max=200, help="Changed items shown, drawn by chance.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="Print the difference as JSON.")] = False,
    data_dir: Annotated[Path | None, typer.Option(help="Data directory of the embedded store.")] = None,
) -> None:
    """Read stored items again with a new model or topic file, show what changes, and switch with --apply.

    The new readings lie beside the old ones until --apply; a run that was cut short goes on where it was. Counts stay
    right throughout: each item changes at once. What people corrected stays as it is. A running `nabiz up` holds the
    embedded store: stop it meanwhile; a ClickHouse server needs no pause.

    Items that arrive meanwhile are read by the workers as they are set. To switch: stop the workers, or start them
    again with the new NABIZ_MODEL or NABIZ_TAXONOMY and NABIZ_GENERATION set to the number this command names; then
    run it with --apply. Workers left at the old generation go on storing, but new facts of items already switched
    (an answer, a solved case) would lose against the switched row.

    Example: nabiz rescore --since 2026-03-01 --taxonomy topics.yaml
    """
    from pipeline.reading import model_of
    from pipeline.rescoring import difference, windows
    from pipeline.storage import open_store
    from pipeline.storage.rescoring import ClickHouseStaging

    settings = load_settings(model=model, taxonomy=taxonomy, threads=threads, data_dir=data_dir)
    start, end = moment(since, "--since"), moment(until, "--until") if until else END
    if start >= end:
        raise SettingsError("--until is not after --since", hint="give an earlier --since or a later --until")
    reader = model_of(settings)
    console = Console(highlight=False, markup=False, soft_wrap=True)
    store = open_store(settings.store_url, retention_days=settings.retention_days)
    staging = ClickHouseStaging(settings.store_url)
    try:
        store.migrate()
        staging.keep_erased()  # a run that was killed while it applied could not
        _generation(staging, reader, settings, generation)  # before hours of reading
        parts = list(windows(staging.hours(start, end)))
        read = _read_again(staging, reader, parts)
        found = difference(staging, reader.revision, parts, examples)
        number = _generation(staging, reader, settings, generation)
        _tell_json(found, reader, number) if as_json else _tell(console, found, reader, read)
        if apply:
            try:
                for part in parts:
                    staging.apply(reader.revision, part, number)
            finally:
                staging.keep_erased()
    finally:
        staging.close()
        store.close()
    if not as_json:
        console.print(_what_now(found, number, applied=apply) if parts else _nothing_there(start, end))


def moment(told: str, option: str) -> datetime:
    """An ISO date or time, Istanbul's clock where it names no zone; from 1970 to 2199, as event times are."""
    hint = "write 2026-03-01 or 2026-03-01T09:00"
    try:
        at = datetime.fromisoformat(told)
        at = (at if at.tzinfo else at.replace(tzinfo=ISTANBUL)).astimezone(UTC)
    except ValueError:
        raise SettingsError(f"{option} {told!r} is no date", hint=hint) from None
    except OverflowError:  # of the first and last day there are
        at = datetime.max.replace(tzinfo=UTC)
    if not BEGINNING <= at <= END:
        raise SettingsError(f"{option} {told!r}: nothing is stored before 1970 or after 2199", hint=hint)
    return at


def _generation(staging: ClickHouseStaging, reader: TextModel, settings: Settings, told: int | None) -> int:
    following = staging.next_generation(reader.revision)
    if told is not None and told < following:
        raise SettingsError(
            f"generation {told} is not above what is stored", hint=f"use {following} or more, or leave it out"
        )
    number = max(following, settings.generation) if told is None else told
    if number > HIGHEST_GENERATION:
        raise SettingsError("there is no higher generation", hint=f"the highest is {HIGHEST_GENERATION}")
    return number


def _read_again(staging: ClickHouseStaging, reader: TextModel, parts: list[Window]) -> int:
    from pipeline.cli.modelling import progress_bar
    from pipeline.rescoring import read_again

    with progress_bar(Console(stderr=True, highlight=False)) as progress:
        task = progress.add_task("read again", total=None)
        return sum(read_again(staging, reader, part, lambda items: progress.advance(task, items)) for part in parts)


def _tell(console: Console, found: Difference, reader: TextModel, read: int) -> None:
    share = 100 * found.changed / max(1, found.compared)
    console.print(f"model {reader.revision}: {read} items read now, {found.compared} compared")
    what = f"sentiment of {found.sentiment_changed}, topics of {found.topics_changed}"
    console.print(f"changed {found.changed} ({share:.1f} %): {what}")
    _table(console, "sentiment", Counter({f"{a} -> {b}": n for (a, b), n in found.sentiments.items()}))
    _table(console, "brand", found.brands)
    _table(console, "language", found.languages)
    for topic in sorted(found.gained | found.lost, key=lambda topic: -found.gained[topic] - found.lost[topic])[:40]:
        console.print(f"  topic      {topic:32} +{found.gained[topic]} -{found.lost[topic]}")
    for example in found.examples:
        console.print(_line(example))


def _table(console: Console, name: str, counted: Counter[str]) -> None:
    for value, items in counted.most_common(MOST_ROWS):
        console.print(f"  {name:10} {value:32} {items}")
    if len(counted) > MOST_ROWS:
        console.print(f"  {name:10} and {len(counted) - MOST_ROWS} more")


def _line(example: Example) -> str:
    from pipeline.cli.topics import one_line
    from pipeline.text.pii import redact

    mood = example.before if example.before == example.after else f"{example.before} -> {example.after}"
    before, after = set(example.before_topics), set(example.after_topics)
    moved = [f"+{topic}" for topic in example.after_topics if topic not in before]
    moved += [f"-{topic}" for topic in example.before_topics if topic not in after]
    return f"  {mood} {' '.join(moved)} | {one_line(redact(example.words), WIDTH)}"


def _tell_json(found: Difference, reader: TextModel, number: int) -> None:
    from pipeline.cli.topics import one_line
    from pipeline.text.pii import redact

    shown = [msgspec.structs.replace(each, words=one_line(redact(each.words), WIDTH)) for each in found.examples]
    facts = msgspec.structs.asdict(found) | {
        "sentiments": [{"before": a, "after": b, "items": n} for (a, b), n in found.sentiments.most_common()],
        "examples": [msgspec.to_builtins(example) for example in shown],
    }
    told = {"model": reader.revision, "generation": number, **facts}
    typer.echo(msgspec.json.format(msgspec.json.encode(told), indent=1).decode())


def _nothing_there(start: datetime, end: datetime) -> str:
    since, until = (f"{at.astimezone(ISTANBUL):%Y-%m-%dT%H:%M}" for at in (start, end))
    return f"no item is stored from {since} to {until}, Istanbul's clock: nothing was compared"


def _what_now(found: Difference, number: int, *, applied: bool) -> str:
    if not found.compared:
        return "nothing to switch: every item was read by this model and topic file already, or by a person"
    if applied:
        return f"{found.compared} items switched; workers of the new scoring need NABIZ_GENERATION={number}"
    return (
        f"nothing is switched yet: start the workers with NABIZ_GENERATION={number}, then run this again with --apply"
    )
