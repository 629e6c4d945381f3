"""Grafana: `nabiz grafana write`. Called through `pipeline.cli`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.errors import SettingsError
from pipeline.settings import load_settings


def register(app: typer.Typer) -> None:
    told = "Dashboards and health rules for Grafana.\n\nExample: nabiz grafana write --folder deploy/grafana"
    group = typer.Typer(no_args_is_help=True, help=told)
    group.command()(write)
    group.command()(publish)
    app.add_typer(group, name="grafana")


def write(
    folder: Annotated[Path, typer.Option(help="Where Grafana's files are.")] = Path("deploy/grafana"),
) -> None:
    """Write the files that provision Grafana: dashboards and health rules, in the language of NABIZ_LANGUAGE.

    Example: NABIZ_LANGUAGE=en nabiz grafana write --folder deploy/grafana
    """
    from pipeline.views.grafana.writing import write as write_files

    written = write_files(folder, load_settings().language)
    typer.echo("\n".join(f"wrote {name}" for name in written) or "nothing to write: all is as it should be")


def publish(
    url: Annotated[str, typer.Option(envvar="GRAFANA_URL", help="Grafana's address.")],
    token: Annotated[str, typer.Option(envvar="GRAFANA_TOKEN", help="A service account's token.", show_default=False)],
    store: Annotated[
        str,
        typer.Option(
            envvar="GRAFANA_STORE", help="clickhouse:// address for a missing data source.", show_default=False
        ),
    ] = "",
    webhook: Annotated[str, typer.Option(help="Address that health alarms are sent to. [default: none]")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change, change nothing.")] = False,
) -> None:
    """Bring data source, folder, dashboards, health rules and contact point to a running Grafana and keep them equal.

    Example: GRAFANA_URL=http://127.0.0.1:3000 GRAFANA_TOKEN=glsa_... nabiz grafana publish --dry-run
    """
    from pipeline.storage.address import parse_address
    from pipeline.views.grafana.access import Grafana
    from pipeline.views.grafana.publishing import publish as bring

    source = parse_address(store) if store else None
    if source and source.embedded:
        raise SettingsError("Grafana cannot read an embedded store", hint="name a ClickHouse server's address")
    with Grafana(url, token) as grafana:
        changes = bring(grafana, load_settings().language, webhook=webhook, store=source, dry_run=dry_run)
    said = "would " if dry_run else ""
    typer.echo("\n".join(f"{said}{change}" for change in changes) or "nothing to do: Grafana has it all")
