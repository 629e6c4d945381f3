"""A week as one page of HTML: for e-mail, and to be printed as PDF. Called by `nabiz digest`.

It speaks of our own brands, or of those asked for; all brands stand in the share of voice alone.

Whole in itself: styles and a picture (SVG) stand in it, nothing is fetched. Every figure stands in words too, for many
mail programs show no SVG. What customers wrote is not in it; names that came from outside (brands, campaigns) are
escaped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import cast

from markupsafe import Markup
from msgspec.structs import replace

from pipeline.errors import SettingsError
from pipeline.spike.istanbul import ISTANBUL
from pipeline.storage.base import Store, Table, Value
from pipeline.views.answers import answer
from pipeline.views.campaigns import CAMPAIGNS
from pipeline.views.complaints import RESPONSE, RISING, UNANSWERED
from pipeline.views.console.charts import columns, named, number, series_of
from pipeline.views.console.figures import day, figure
from pipeline.views.console.palette import LIGHT
from pipeline.views.console.tables import grid, tile
from pipeline.views.marketing import NET_SENTIMENT, NPS_NUMBER, SHARE_OF_VOICE, TREND, VOLUME
from pipeline.views.overview import NEGATIVE
from pipeline.views.panel import Filters, Language, Panel, Words

TITLE = Words("Haftanın özeti", "The week in brief")
NUMBERS = (VOLUME, NET_SENTIMENT, NEGATIVE, UNANSWERED, RESPONSE, NPS_NUMBER)
BARS = (SHARE_OF_VOICE, RISING)
ALL_BRANDS = Words(
    "Tüm markalar, rakipler de (kendi markalarınız: NABIZ_OWN_BRANDS ya da --brand)",
    "All brands, competitors too (your own: NABIZ_OWN_BRANDS, or --brand)",
)
WIDE, HIGH = 640, 180
LOOK_BACK = timedelta(days=28)  # for what was said before a campaign of this week
STYLE = Markup(
    "body{{font:15px/1.5 system-ui,'Segoe UI',Roboto,Arial,sans-serif;color:{ink};background:#fff;max-width:680px;"
    "margin:24px auto;padding:0 20px}}h1{{font-size:24px;margin:0}}h2{{font-size:16px;margin:26px 0 6px}}p{{margin:0}}"
    ".tiles{{display:flex;flex-wrap:wrap;gap:14px}}.tile{{flex:1 1 180px;border:1px solid {line};border-radius:10px;"
    "padding:12px 14px}}.tile h2{{margin:0;font-size:13px;color:{soft}}}.value{{font-size:26px;font-weight:680}}"
    ".compared,.lead{{color:{soft};font-size:13px}}svg{{width:100%;height:auto;margin-top:8px}}table{{border-collapse:collapse;"
    "width:100%;font-size:12.5px}}th,td{{text-align:left;padding:5px;border-bottom:1px solid {line}}}"
    ".number{{text-align:right}}.name{{width:32%}}td.bars{{width:50%}}section{{break-inside:avoid}}"
)


def week_of(told: str) -> tuple[datetime, datetime]:
    """Monday to Monday on Istanbul's calendar, of a week like 2026-W47. Raises SettingsError."""
    try:
        monday = date.fromisoformat(f"{told}-1")
    except ValueError:
        raise SettingsError(f"{told!r} is no week", hint="write it like 2026-W47") from None
    since, until = (
        datetime(each.year, each.month, each.day, tzinfo=ISTANBUL).astimezone(UTC)
        for each in (monday, monday + timedelta(days=7))
    )
    return since, until


def digest(
    store: Store,
    week: tuple[datetime, datetime],
    language: Language,
    own: Sequence[str] = (),
    brands: Sequence[str] = (),
) -> str:
    """The page of our own brands, or of `brands`; the comparison is the week before. Raises SettingsError where nothing
    was ever said of one of `brands`."""
    _check(store, brands)
    since, until = week
    before = since - (until - since)
    of = tuple(brands or own)
    everybody = Filters(since=since, until=until, before_since=before, before_until=since, own=of, step_minutes=1440)
    chosen = replace(everybody, brands=of)
    ask = {panel.name: answer(store, panel, chosen) for panel in (*NUMBERS, RISING, TREND)}
    ask[SHARE_OF_VOICE.name] = answer(store, SHARE_OF_VOICE, everybody)
    ran = answer(store, CAMPAIGNS, replace(chosen, since=since - LOOK_BACK, step_minutes=60))
    # Those of this week, without the detector's notices.
    rows = [row for row in ran.rows if row[0] and cast(datetime, row[ran.columns.index("until")]) > since]
    noted = Table(ran.columns, ran.types, rows)
    tiles = Markup("").join(
        Markup('<div class="tile"><h2>{}</h2>{}</div>').format(
            panel.title.in_(language), tile(panel, ask[panel.name], language)
        )
        for panel in NUMBERS
    )
    parts = [_section(TREND, lines(TREND, ask[TREND.name], language), language)]
    parts += [_section(panel, bars(panel, ask[panel.name], language), language) for panel in BARS]
    parts += [_section(CAMPAIGNS, grid(CAMPAIGNS, noted, language), language)] if noted.rows else []
    return Markup(
        '<!doctype html><html lang="{}"><head><meta charset="utf-8"><title>{}</title><style>{}</style></head><body>'
        '<h1>{}</h1><p class="lead">{} – {} · {}</p><h2></h2><div class="tiles">{}</div>{}</body></html>\n'
    ).format(
        language,
        f"Nabız: {TITLE.in_(language)}",
        STYLE.format(**{name: LIGHT[name] for name in ("ink", "line", "soft")}),
        TITLE.in_(language),
        day(since, language),
        day(until - timedelta(seconds=1), language),
        ", ".join(of) or ALL_BRANDS.in_(language),
        tiles,
        Markup("").join(parts),
    )


def _check(store: Store, brands: Sequence[str]) -> None:
    known = {str(row[0]) for row in store.query("SELECT DISTINCT brand FROM arrivals").rows}
    for brand in brands:
        if brand not in known:
            hint = f"brands that are known: {', '.join(sorted(known)[:20]) or 'none yet'}"
            raise SettingsError(f"nothing was ever said of the brand {brand!r}", hint=hint)


def _section(panel: Panel, drawn: Markup, language: Language) -> Markup:
    return Markup('<section><h2>{}</h2><p class="lead">{}</p>{}</section>').format(
        panel.title.in_(language), panel.about.in_(language), drawn
    )


def bars(panel: Panel, table: Table, language: Language) -> Markup:
    rows = columns(table)[:10]
    if not rows:
        return Markup("<p>{}</p>").format(panel.empty.in_(language))
    most = max(number(row["value"]) for row in rows) or 1.0
    drawn = (
        Markup(
            '<tr><td class="number name">{}</td><td class="bars"><div style="width:{:.0f}%;height:13px;background:{};'
            'border-radius:3px"></div></td><td>{}</td></tr>'
        ).format(
            named(panel, row["label"], language), max(1, 100 * number(row["value"]) / most), LIGHT["accent"],
            figure(number(row["value"]), panel.unit, language),
        )
        for row in rows
    )  # fmt: skip
    return Markup('<table role="presentation">{}</table>').format(Markup("").join(drawn))


def lines(panel: Panel, table: Table, language: Language) -> Markup:
    rows = columns(table)
    if not rows:
        return Markup("<p>{}</p>").format(panel.empty.in_(language))
    times = sorted({row["at"] for row in rows})  # type: ignore[type-var]
    most = max(number(row["value"]) for row in rows) or 1.0
    drawn = []
    for place, name in enumerate(series_of(rows)):
        colour = LIGHT.get(name, LIGHT["accent"])
        points = " ".join(
            f"{10 + times.index(row['at']) * (WIDE - 20) / max(1, len(times) - 1):.1f},"
            f"{HIGH - 8 - number(row['value']) / most * (HIGH - 44):.1f}"
            for row in rows
            if str(row["series"]) == name
        )
        drawn.append(
            Markup(
                '<polyline points="{}" fill="none" stroke="{}" stroke-width="2"/>'
                '<text x="{}" y="14" font-size="12.5" fill="{}">{}</text>'
            ).format(points, colour, 10 + place * 110, colour, named(panel, name, language))
        )
    return _picture(panel, HIGH, Markup("").join(drawn), language) + _days(panel, rows, language)


def _days(panel: Panel, rows: Sequence[Mapping[str, Value]], language: Language) -> Markup:
    """What the lines show: a row a day, a column a series."""
    names = series_of(rows)
    said = {(row["at"], str(row["series"])): figure(number(row["value"]), panel.unit, language) for row in rows}
    head = Markup("").join(Markup('<th class="number">{}</th>').format(named(panel, name, language)) for name in names)
    body = Markup("").join(
        Markup("<tr><td>{}</td>{}</tr>").format(
            day(at, language),
            Markup("").join(Markup('<td class="number">{}</td>').format(said.get((at, name), "0")) for name in names),
        )
        for at in sorted({cast(datetime, row["at"]) for row in rows})
    )
    return Markup("<table><tr><th></th>{}</tr>{}</table>").format(head, body)


def _picture(panel: Panel, high: int, drawn: Markup, language: Language) -> Markup:
    return Markup('<svg viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>').format(
        WIDE, high, panel.title.in_(language), drawn
    )
