"""What stands around every page: the menu, the filter bar, language and theme, who is signed in. Called by `app`.

Pure: builds markup from a Context; everything that is not ours goes through `Markup.format`, which escapes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from urllib.parse import quote

from markupsafe import Markup

from pipeline.spike.istanbul import ISTANBUL
from pipeline.views.console import wording
from pipeline.views.console.choosing import COMPARISONS, PERIODS, narrowed
from pipeline.views.console.figures import ago, spanning
from pipeline.views.console.icons import icon
from pipeline.views.console.page import Context, Page
from pipeline.views.labels import CHANNEL_NAMES, LANGUAGE_NAMES, TOPIC_NAMES
from pipeline.views.panel import Words


def joined(parts: Iterable[Markup]) -> Markup:
    return Markup("").join(parts)


def side(context: Context, pages: Sequence[Page]) -> Markup:
    """Skip link, name of the product, menu, and what belongs to the person."""
    entries = sorted((page for page in pages if page.order is not None), key=lambda page: page.order or 0)
    return Markup(
        '<a class="skip" href="#content">{}</a><a class="mark" href="/">{}<span>{}</span></a>'
        '<nav class="menu" aria-label="{}">{}</nav><div class="self">{}</div>'
    ).format(
        context.say(wording.SKIP),
        PULSE,
        context.say(wording.PRODUCT),
        context.say(wording.MENU),
        joined(_entry(context, page) for page in entries),
        _self(context),
    )


PULSE = Markup(
    '<svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true"><rect width="32" height="32" rx="9" '
    'fill="var(--accent)"/><path d="M5 17h5l3-8 5 14 3-6h6" fill="none" stroke="var(--on-accent)" stroke-width="2.4" '
    'stroke-linecap="round" stroke-linejoin="round"/></svg>'
)


def _entry(context: Context, page: Page) -> Markup:
    address = page.path + (f"?{context.choice.query}" if context.choice.query else "")
    here = (
        Markup(' aria-current="page"')
        if page.path == context.path or (context.path == "/" and page.order == 0)
        else Markup("")
    )
    return Markup('<a href="{}"{}>{}<span>{}</span></a>').format(
        address, here, icon(page.icon), context.say(page.title)
    )


def _self(context: Context) -> Markup:
    back = quote(context.path + (f"?{context.choice.query}" if context.choice.query else ""), safe="")
    return Markup(
        '<div class="who"><b>{}</b><span>{}</span></div><div class="switches">{}<button type="button" class="quiet" '
        'data-theme aria-label="{}">{}</button></div>'
        '<form method="post" action="/sign-out"><button class="quiet">{}<span>{}</span></button></form>'
    ).format(
        context.person.name,
        context.say(wording.ROLES[context.person.role]),
        joined(_language(context, code, name, back) for code, name in (("tr", "Türkçe"), ("en", "English"))),
        context.say(wording.THEME),
        HALF,
        icon("out"),
        context.say(wording.SIGN_OUT),
    )


HALF = Markup(
    '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="8" fill="none" '
    'stroke="currentColor" stroke-width="1.7"/><path d="M12 4a8 8 0 0 1 0 16z" fill="currentColor"/></svg>'
)


def _language(context: Context, code: str, name: str, back: str) -> Markup:
    here = Markup(' aria-current="true"') if code == context.language else Markup("")
    return Markup('<a class="quiet" lang="{}" href="/language/{}?next={}" aria-label="{}"{}>{}</a>').format(
        code, code, back, name, here, code.upper()
    )


def head(context: Context, title: Words, about: Words | None, last: datetime | None = None) -> Markup:
    """The heading, what the page is about, and how fresh its data are: `last` is the newest item, where that is known
    better than when the page was opened."""
    last = last or context.options.last
    fresh = context.say(wording.LAST_ITEM).format(ago(last, context.now(), context.language)) if last else ""
    return Markup('<header class="head"><div><h1>{}</h1><p>{}</p></div><p class="fresh">{}</p></header>').format(
        context.say(title), context.say(about) if about else "", fresh
    )


def bar(context: Context, more: Markup | None = None) -> Markup:
    """A form that a browser sends by itself; `more` is further fields of the page."""
    options = context.options
    named = Words("", "")
    picks = [
        choices(context, "brand", wording.BRAND, [(name, name) for name in options.brands]),
        choices(context, "topic", wording.TOPIC, _named(context, options.topics, TOPIC_NAMES, named)),
        choices(context, "channel", wording.CHANNEL, _named(context, options.channels, CHANNEL_NAMES, named)),
        choices(context, "language", wording.LANGUAGE, _named(context, options.languages, LANGUAGE_NAMES, named)),
    ]
    clear = Markup('<a class="clear" href="{}">{}</a>').format(context.path, context.say(wording.CLEAR))
    return Markup('<form class="bar" method="get" action="{}" role="search" aria-label="{}">{}{}{}{}{}</form>').format(
        context.path,
        context.say(wording.FILTERS),
        more or Markup(""),
        _periods(context),
        _compare(context),
        joined(pick for pick in picks if pick),
        clear if context.choice.query else Markup(""),
    )


def _named(
    context: Context, values: Sequence[str], names: Mapping[str, Words], nameless: Words
) -> list[tuple[str, str]]:
    return sorted(
        ((value, context.say(names.get(value, nameless)) or value) for value in values), key=lambda pair: pair[1]
    )


def choices(context: Context, name: str, title: Words, values: Sequence[tuple[str, str]]) -> Markup:
    """A menu of boxes to tick; nothing where there is nothing to choose."""
    ticked = context.asked.get(name, ())
    known = dict(values)
    values = [*values, *((value, value) for value in ticked if value and value not in known)]
    if not values:
        return Markup("")
    told = [label for value, label in values if value in ticked]
    return Markup(
        '<details class="pick{}"><summary>{} <b>{}</b>{}</summary><div class="sheet"><div class="boxes">{}</div>'
        '<button class="main">{}</button></div></details>'
    ).format(
        " on" if told else "",
        context.say(title),
        context.say(wording.ALL) if not told else told[0] if len(told) == 1 else str(len(told)),
        icon("down"),
        joined(_box("checkbox", name, value, label, value in ticked) for value, label in values),
        context.say(wording.APPLY),
    )


def _box(kind: str, name: str, value: str, label: str, on: bool) -> Markup:
    return Markup('<label><input type="{}" name="{}" value="{}"{}><span>{}</span></label>').format(
        kind, name, value, Markup(" checked") if on else Markup(""), label
    )


def _periods(context: Context) -> Markup:
    filters, period = context.choice.filters, context.choice.period
    told = context.say(PERIODS[period].title) if period else spanning(filters.since, filters.until, context.language)
    links = joined(
        Markup('<a href="{}?{}"{}>{}</a>').format(
            context.path,
            narrowed({n: v for n, v in context.asked.items() if n not in ("since", "until")}, period=name),
            Markup(' aria-current="true"') if name == period else Markup(""),
            context.say(each.title),
        )
        for name, each in PERIODS.items()
    )
    hidden = Markup('<input type="hidden" name="period" value="{}">').format(period) if period else Markup("")
    return Markup(
        '<details class="pick on"><summary>{} <b>{}</b>{}</summary><div class="sheet"><div class="links">{}</div>'
        '<fieldset><legend>{}</legend><label>{}<input type="date" name="since" value="{}"></label>'
        '<label>{}<input type="date" name="until" value="{}"></label></fieldset>'
        '<button class="main">{}</button></div></details>{}'
    ).format(
        context.say(wording.PERIOD),
        told,
        icon("down"),
        links,
        context.say(wording.OWN_SPAN),
        context.say(wording.SINCE),
        "" if period else _date(context.first("since"), filters.since.astimezone(ISTANBUL).strftime("%Y-%m-%d")),
        context.say(wording.UNTIL),
        "" if period else _date(context.first("until"), filters.until.astimezone(ISTANBUL).strftime("%Y-%m-%d")),
        context.say(wording.APPLY),
        hidden,
    )


def _date(told: str, otherwise: str) -> str:
    return told if len(told) == 10 else otherwise


def _compare(context: Context) -> Markup:
    asked = context.first("compare")
    now = asked if asked in COMPARISONS else "before"
    return Markup(
        '<details class="pick"><summary>{} <b>{}</b>{}</summary><div class="sheet"><div class="boxes">{}</div>'
        '<button class="main">{}</button></div></details>'
    ).format(
        context.say(wording.COMPARED),
        context.say(COMPARISONS[now]),
        icon("down"),
        joined(_box("radio", "compare", name, context.say(words), name == now) for name, words in COMPARISONS.items()),
        context.say(wording.APPLY),
    )
