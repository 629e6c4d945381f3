"""The console and its accounts: console, users. Called through `pipeline.cli`."""

from __future__ import annotations

import signal
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.errors import StoreLocked
from pipeline.owning import own
from pipeline.settings import load_settings

if TYPE_CHECKING:
    from pipeline.views.console.accounts import Accounts

DataDir = Annotated[Path | None, typer.Option(help="Data directory of the accounts. [default: NABIZ_DATA_DIR]")]
users = typer.Typer(
    help="Who may sign in at the console.\n\nExample: nabiz users add ayse --role agent", no_args_is_help=True
)


class As(StrEnum):
    viewer = "viewer"
    agent = "agent"
    admin = "admin"


def register(app: typer.Typer) -> None:
    app.command()(console)
    app.add_typer(users, name="users")


def console(
    data_dir: DataDir = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65_535, help="Port; 0: any free one. [default: NABIZ_CONSOLE_PORT]")
    ] = None,
) -> None:
    """Serve the console alone, over the store of the settings. `nabiz up` serves it by itself.

    Example: NABIZ_STORE=clickhouse://nabiz:secret@db:8123/nabiz nabiz console
    """
    from pipeline.embedded.window import running
    from pipeline.loglines import set_up_logging
    from pipeline.storage import open_store
    from pipeline.views.console.serving import Console, first_account

    settings = load_settings(data_dir=data_dir, console_port=port)
    set_up_logging(settings.log_level, settings.log_json)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # containers are ended so, and by default it is ignored
    own(settings.data_dir)
    store = open_store(settings.store_url, retention_days=settings.retention_days)
    try:
        store.migrate()
        served = Console(store, settings)
        typer.echo(f"console  {served.address}")
        if how := first_account(settings, told=sys.stdout.isatty()):
            typer.echo(f"sign in  {how}")
        try:
            served.wait()
        finally:
            served.close()
    except StoreLocked:
        found = running(settings.data_dir)
        if found is None or not found.console:
            raise
        typer.echo(f"Nabız is running and serves the console at {found.console}")
    except KeyboardInterrupt:
        typer.echo("the console ends")
    finally:
        store.close()


@users.command()
def add(
    name: Annotated[str, typer.Argument(help="Name to sign in with.")],
    role: Annotated[As, typer.Option(help="viewer looks, agent works, admin may do everything.")] = As.viewer,
    data_dir: DataDir = None,
) -> None:
    """Make an account, or give it another role and a new password. Asks for the password, or makes one.

    Example: nabiz users add ayse --role agent
    """
    from pipeline.views.console.accounts import made_password

    asked = ""
    if sys.stdin.isatty():
        asked = typer.prompt("Password (empty: make one)", default="", hide_input=True, show_default=False)
    password = asked or made_password()
    _accounts(data_dir).add(name, role.value, password)
    typer.echo(f"{name} may sign in as {role}" + ("" if asked else f" with {password}"))


@users.command("list")
def list_users(data_dir: DataDir = None) -> None:
    """Who may sign in, and as what.

    Example: nabiz users list
    """
    for name, account in sorted(_accounts(data_dir).all().items()):
        typer.echo(f"{name}\t{account.role}")


@users.command()
def remove(name: Annotated[str, typer.Argument(help="Name of the account.")], data_dir: DataDir = None) -> None:
    """Take an account away; whoever is signed in with it is signed out at once.

    Example: nabiz users remove ayse
    """
    known = _accounts(data_dir).remove(name)
    typer.echo(f"{name} is removed" if known else f"there is no account {name}")
    raise typer.Exit(0 if known else 1)


def _accounts(data_dir: Path | None) -> Accounts:
    from pipeline.views.console.accounts import Accounts

    return Accounts(load_settings(data_dir=data_dir).data_dir)
