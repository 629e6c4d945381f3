"""What people corrected: `nabiz corrections export`. Called through `pipeline.cli`."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from pipeline.storage.base import Table

# `text` is what the model reads, and `before_*` what a model had said, not the person before.
EXPORT = """
SELECT toString(id) AS id, if(coalesce(now.title, '') = '', now.text, concat(now.title, '\\n', now.text)) AS text,
    now.language AS lang, 'corrections' AS set, now.channel AS channel, said.1 AS sentiment, said.2 AS topics,
    model_said.1 AS before_sentiment, model_said.2 AS before_topics, model_said.3 AS before_model, said.3 AS by,
    last AS at
FROM
(
    SELECT id, max(at) AS last, argMax((sentiment, topics, by), at) AS said,
        argMaxIf((before_sentiment, before_topics, before_model), at, NOT startsWith(before_model, 'person:'))
            AS model_said
    FROM corrections GROUP BY id
) AS told
INNER JOIN
(
    SELECT id, title, text, language, channel, model FROM items WHERE id IN (SELECT id FROM corrections)
) AS now ON now.id = told.id
WHERE startsWith(now.model, 'person:')
ORDER BY at, id
"""


def register(app: typer.Typer) -> None:
    told = (
        "What people corrected, for training.\n\nExample: nabiz corrections export > labelled/train/corrections.jsonl"
    )
    group = typer.Typer(no_args_is_help=True, help=told)
    group.command()(export)
    app.add_typer(group, name="corrections")


def export(
    data_dir: Annotated[Path | None, typer.Option(help="Data directory of the embedded store.")] = None,
) -> None:
    """JSON Lines to standard output: text, the right sentiment and topics, and what the model had said.

    `nabiz train` and `nabiz evaluate` read them as they are, as the set "corrections".

    Example: nabiz corrections export > labelled/train/corrections.jsonl
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
