"""The week in brief: `nabiz digest`. Called through `pipeline.cli`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from pipeline.errors import ChannelError, SettingsError, StoreLocked
from pipeline.settings import Settings, load_settings
from pipeline.spike.istanbul import ISTANBUL


def register(app: typer.Typer) -> None:
    app.command()(digest)


def digest(
    week: Annotated[str, typer.Option(help="Like 2026-W47. [default: the last whole week]")] = "",
    brand: Annotated[
        list[str] | None, typer.Option(help="Brand it is about; may be given several times. [default: our own]")
    ] = None,
    output: Annotated[Path | None, typer.Option(help="File: .html, or .pdf where Chromium is installed.")] = None,
    to: Annotated[str, typer.Option(help="Apprise URL it is sent to, such as mailtos://...", show_default=False)] = "",
    data_dir: Annotated[Path | None, typer.Option(help="Data directory of the embedded store.")] = None,
) -> None:
    """A week as one page: volume, sentiment, what rises, what waits, and the share of voice beside competitors.

    It speaks of NABIZ_OWN_BRANDS, or of the brands given, in NABIZ_LANGUAGE. While `nabiz up` holds the
    store, it draws the page.

    Example: nabiz digest --week 2026-W47 --brand "Lodos Mobil" --output week.pdf
    """
    from pipeline.cli.printing import write_pdf
    from pipeline.views.digest import TITLE, week_of

    if output is None and not to:
        raise SettingsError("nowhere to put it", hint="name a file with --output, or an address with --to")
    settings = load_settings(data_dir=data_dir)
    week = week or last_week(datetime.now(UTC))
    week_of(week)  # a mistake is said before any store is opened
    page = _drawn(settings, week, tuple(brand or ()))
    if output is not None:
        if output.suffix.lower() == ".pdf":
            write_pdf(page, output)
        else:
            output.write_text(page, "utf-8")
        typer.echo(f"wrote {output}")
    if to:
        _send(to, f"Nabız: {TITLE.in_(settings.language)}", page)
        typer.echo("sent")


def _drawn(settings: Settings, week: str, brands: tuple[str, ...]) -> str:
    from pipeline.embedded.press import Wanted, drawn_there
    from pipeline.storage import open_store
    from pipeline.views.digest import digest as draw
    from pipeline.views.digest import week_of

    store = open_store(settings.store_url)
    try:
        store.migrate()
        return draw(store, week_of(week), settings.language, settings.own_brands, brands)
    except StoreLocked:
        return drawn_there(settings.data_dir, Wanted(week, settings.language, tuple(settings.own_brands), brands))
    finally:
        store.close()


def last_week(now: datetime) -> str:
    return f"{now.astimezone(ISTANBUL) - timedelta(days=7):%G-W%V}"


def _send(to: str, title: str, page: str) -> None:
    import logging

    import apprise

    logging.getLogger("apprise").setLevel(logging.CRITICAL)  # it logs addresses, which hold passwords
    channel = apprise.Apprise()
    if not channel.add(to):
        raise SettingsError("the address of --to is no Apprise URL", hint="such as mailtos://user:password@host?to=...")
    if not channel.notify(title=title, body=page, body_format=apprise.NotifyFormat.HTML):
        raise ChannelError("the digest was not taken", hint="check the address, its password and the network")
