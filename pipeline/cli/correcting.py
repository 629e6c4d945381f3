"""What people corrected: `nabiz corrections export`. Called through `pipeline.cli`."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from pipeline.storage.base import Table

EXPORT = """
SELECT toString(id) AS id, now.title AS title, now.text AS text, now.language AS language, sentiment, topics,
    before_sentiment, before_topics, before_model, by, at
FROM (SELECT * FROM corrections ORDER BY at DESC LIMIT 1 BY id) AS said
INNER JOIN (SELECT id, title, text, language, model FROM items WHERE id IN (SELECT id FROM corrections)) AS now
    ON now.id = said.id
WHERE startsWith(now.model, 'person:')
ORDER BY at, id
"""


def register(app: typer.Typer) -> None:
    told = "What people corrected, for training.\n\nExample: nabiz corrections export > corrections.jsonl"
    group = typer.Typer(no_args_is_help=True, help=told)
    group.command()(export)
    app.add_typer(group, name="corrections")


def export(
    data_dir: Annotated[Path | None, typer.Option(help="Data directory of the embedded store.")] = None,
) -> None:
    """JSON Lines to standard output: text, the right sentiment and topics, and what the model had said.

    Example: nabiz corrections export > corrections.jsonl
    """
    from pipeline.cli.inspecting import ask

    for line in lines(ask(data_dir, EXPORT)):
        typer.echo(line)


def lines(table: Table) -> list[str]:
    """One correction a line. Only those that still hold: other words of the source end one."""
    return [
        json.dumps(dict(zip(table.columns, map(_plain, row), strict=True)), ensure_ascii=False) for row in table.rows
    ]


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value
