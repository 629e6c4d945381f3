"""The command line: `nabiz COMMAND`. One module a group of commands; each opens what it needs and nothing else.

A NabizError ends a command with its message, its hint and its exit code, never with a traceback. Imports of heavy
libraries wait until a command runs, so that `nabiz --help` answers at once.
"""

from __future__ import annotations

import errno
import sys

import typer
from rich.console import Console
from rich.markup import escape

from models.errors import ModelError
from pipeline.cli import (
    alerting,
    campaigning,
    correcting,
    digesting,
    drawing,
    drilling,
    feeding,
    inspecting,
    judging,
    modelling,
    operating,
    presenting,
    rescoring,
    topics,
    training,
)
from pipeline.errors import NabizError

app = typer.Typer(
    name="nabiz",
    help="Voice of the customer, streaming: sentiment, topics and crisis alerts from customers' words. "
    "Turkish first.\n\n"
    "Example: nabiz up",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)
for group in (
    operating,
    presenting,
    feeding,
    inspecting,
    modelling,
    topics,
    rescoring,
    training,
    judging,
    correcting,
    drawing,
    drilling,
    alerting,
    campaigning,
    digesting,
):
    group.register(app)
NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


def main() -> None:
    """The entry point of the `nabiz` script."""
    try:
        app()
    except (NabizError, ModelError) as error:
        _complain(error.message if isinstance(error, NabizError) else error.what, error.hint)
        sys.exit(getattr(error, "exit_code", 1))
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:
        if error.errno in NO_ROOM:  # writing fails so, and names no file
            _complain("the disk is full", "make room where the data directory or the output is, and start again")
            sys.exit(1)
        if not error.filename:  # not of the disk
            raise
        _complain(f"{error.filename}: {error.strerror}", "is it what it should be, writable, and the disk not full?")
        sys.exit(1)


def _complain(message: str, hint: str) -> None:
    console = Console(stderr=True, highlight=False)
    console.print("[bold red]nabiz:[/]", escape(message), soft_wrap=True)
    if hint:
        console.print(f"       {hint}", markup=False, soft_wrap=True)
