"""Looking at the store: query, migrate, forget, doctor. Called through `pipeline.cli`."""

from __future__ import annotations

import csv
import json
import sys
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from rich.console import Console
from rich.table import Table as Grid

from pipeline.errors import SettingsError, StoreLocked
from pipeline.settings import Settings, author_key, load_settings
from pipeline.storage.base import Store, Table, Value

SHOWN = 1_000  # rows of a table
DataDir = Annotated[Path | None, typer.Option(help="Data directory of the embedded store. [default: NABIZ_DATA_DIR]")]


class Format(StrEnum):
    json = "json"
    table = "table"
    csv = "csv"


def register(app: typer.Typer) -> None:
    app.command()(query)
    app.command()(migrate)
    app.command()(forget)
    app.command()(doctor)


def query(
    sql: Annotated[str, typer.Argument(help="One read-only query.")],
    data_dir: DataDir = None,
    format: Annotated[Format, typer.Option(help="How to print the answer.")] = Format.table,
) -> None:
    """Look into the store, read-only. Tables: items (a row a statement), insights, landings, reconcile, rejected.

    Example: nabiz query "SELECT brand, sentiment, count() FROM items GROUP BY ALL" --format json
    """
    answer = ask(data_dir, sql)
    {Format.json: _print_json, Format.table: _print_table, Format.csv: _print_csv}[format](answer)


def migrate(data_dir: DataDir = None) -> None:
    """Bring the store's schema up to date. Workers do it too; this is for those who want it done before.

    Example: NABIZ_STORE=clickhouse://nabiz:secret@db:8123/nabiz nabiz migrate
    """
    store = _store(data_dir, made=True)
    try:
        applied = store.migrate()
    finally:
        store.close()
    typer.echo("\n".join(f"applied {name}" for name in applied) or "the schema is up to date")


def forget(
    author: Annotated[str, typer.Argument(help="The author as the source names them, or their 32-digit key.")],
    asked_by: Annotated[str, typer.Option(help="Who asked for the erasure; kept in the log of erasures.")],
    data_dir: DataDir = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Erase everything of an author, everywhere, and log that it was done (KVKK art. 7, GDPR art. 17).

    No query finds it from then on. The engine clears the files that held it from the disk some eight minutes later,
    while it runs; Kafka keeps its messages, without the name, as long as its retention says.

    Example: nabiz forget "@ayse_k" --asked-by "dpo@example.com"
    """
    if not yes:
        typer.confirm("This cannot be undone. Erase everything of this author?", abort=True)
    store = _store(data_dir)
    try:
        keys = _keys(author, load_settings(data_dir=data_dir))
        store.migrate()
        erased = sum(store.forget(each, asked_by, datetime.now(UTC)) for each in keys)
    finally:
        store.close()
    typer.echo(f"erased {erased} items of author {' or '.join(keys)}; the log of erasures says so")


def doctor(data_dir: DataDir = None) -> None:
    """What is configured, what answers, what is wrong and how to mend it.

    Example: NABIZ_BROKER=kafka-1:9092 nabiz doctor
    """
    from pipeline.cli.diagnosis import examine

    findings = examine(load_settings(data_dir=data_dir))
    grid = Grid("", "part", "finding", "to do", box=None, pad_edge=False)
    marks = {"ok": "[green]ok[/]", "note": "[yellow]note[/]", "wrong": "[red]wrong[/]"}
    for finding in findings:
        grid.add_row(marks[finding.verdict], finding.part, finding.text, finding.hint)
    Console(highlight=False).print(grid)
    raise typer.Exit(1 if any(finding.verdict == "wrong" for finding in findings) else 0)


def ask(data_dir: Path | None, sql: str) -> Table:
    """Of the store, or of the running process that holds it."""
    store = _store(data_dir)
    try:
        return store.query(sql)
    except StoreLocked:
        from pipeline.embedded.window import look_through

        return look_through(load_settings(data_dir=data_dir).data_dir, sql)
    finally:
        store.close()


def _store(data_dir: Path | None, *, made: bool = False) -> Store:
    """Raises SettingsError where there is none to look into, unless it shall be `made`."""
    from pipeline.storage import open_store
    from pipeline.storage.address import parse_address

    settings = load_settings(data_dir=data_dir)
    address = parse_address(settings.store_url)
    if address.embedded and not made and not Path(address.path).is_dir():
        hint = "`nabiz up` makes one; --data-dir, or NABIZ_DATA_DIR, says where to look"
        raise SettingsError(f"there is no store at {address.path}", hint=hint)
    return open_store(settings.store_url, retention_days=settings.retention_days)


def _keys(author: str, settings: Settings) -> list[str]:
    """Under which the author may stand. Some sources name people by what looks like a key of ours: it is hashed too,
    where it can be.
    """
    from pipeline.text.pii import author_key as hashed

    known = settings.embedded_store or settings.author_key.get_secret_value()
    if _is_key(author) and not known:
        return [author]
    key = hashed(author, author_key(settings))
    if not key:
        raise SettingsError("this names no author", hint="give the name as the source has it, or the 32-digit key")
    return [author, key] if _is_key(author) else [key]


def _is_key(author: str) -> bool:
    return len(author) == 32 and all(letter in "0123456789abcdef" for letter in author)


def _print_json(answer: Table) -> None:
    rows = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
    json.dump(rows, sys.stdout, ensure_ascii=False, default=_plain, indent=1)
    sys.stdout.write("\n")


def _print_csv(answer: Table) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(answer.columns)
    writer.writerows([_spreadsheet_safe(value) for value in row] for row in answer.rows)


def _print_table(answer: Table) -> None:
    """The first rows alone of a long answer: a table is laid out whole, and of 60,000 rows that takes minutes."""
    grid = Grid(*answer.columns)
    for row in answer.rows[:SHOWN]:
        grid.add_row(*(_printable(value) for value in row))
    Console(highlight=False, markup=False).print(grid)
    if (count := len(answer.rows)) > SHOWN:
        typer.echo(f"{SHOWN} of {count} rows; --format csv and --format json print all of them", err=True)


def _printable(value: Value) -> str:
    text = "" if value is None else str(value)
    return "".join(letter if letter.isprintable() or letter == "\n" else "�" for letter in text)


def _spreadsheet_safe(value: Value) -> object:
    """A cell that begins like a formula must not run in a spreadsheet (OWASP: CSV injection)."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{value}"
    return value


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return str(value)
