"""Why an alert was raised: drivers, customers' words, alerts like it. Called by the alert's page. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import urlencode, urlsplit

from markupsafe import Markup

from pipeline.desk.similar import Similar
from pipeline.evidence import Lately
from pipeline.spike.evidence import Evidence, Sample
from pipeline.spike.istanbul import ISTANBUL
from pipeline.spike.lifecycle import Alert
from pipeline.views.console.choosing import stamp
from pipeline.views.console.desk import naming, words
from pipeline.views.console.figures import decimal, figure, moment
from pipeline.views.console.frame import joined
from pipeline.views.console.page import Context
from pipeline.views.labels import LANGUAGE_NAMES

NOTHING = Markup("")
SMALL = 0.005  # share of the excess that would be shown as none
SEARCHED = 6  # words by which a sample is found again


def as_of(context: Context, alert: Alert, lately: Lately | None) -> Markup:
    """Of when the reasons are: now, or the newest rise."""
    language = context.language
    if lately is None:
        told = context.say(words.AS_TOLD).format(moment(naming.risen(alert).at, language))
    else:
        span = naming.clock_or_day(lately.until, lately.since, language), f"{lately.until.astimezone(ISTANBUL):%H:%M}"
        told = context.say(words.AS_OF).format(*span, decimal(lately.negative, 0, language))
    return Markup('<p class="as-of">{}</p>').format(told)


def drivers(context: Context, evidence: Evidence) -> Markup:
    """Topics by their share of the excess, words, sources."""
    language = context.language
    bars = joined(
        Markup('<li><span>{}</span><b style="--part:{}%"></b><i>{}</i></li>').format(
            naming.topic_name(context, share.topic), round(100 * share.share), figure(share.share, "share", language)
        )
        for share in evidence.topics[:6]
        if share.share >= SMALL
    )
    parts = joined(
        Markup("<li><span>{}</span><i>{}</i></li>").format(
            naming.part_name(context, part.topic, part.channel),
            f"{decimal(part.observed, 0, language)} / {decimal(part.expected, 1, language)}",
        )
        for part in evidence.parts[:8]
    )
    chips = joined(Markup('<span class="chip">{}</span>').format(term.term) for term in evidence.terms[:14])
    tongues = {
        context.say(LANGUAGE_NAMES[name]) if name in LANGUAGE_NAMES else name: count
        for name, count in evidence.languages.items()
    }
    told = (
        (words.TOPICS, Markup('<ul class="bars">{}</ul>').format(bars) if bars else NOTHING),
        (words.PARTS, Markup('<ul class="parts">{}</ul>').format(parts) if parts and not bars else NOTHING),
        (words.TERMS, chips),
        (words.SOURCES, _tallied(evidence.sources)),
        (words.REGIONS, _tallied(evidence.regions)),
        (words.LANGUAGES, _tallied(tongues)),
    )
    found = joined(
        Markup('<h3>{}</h3><div class="chips">{}</div>').format(context.say(name), content)
        for name, content in told
        if content
    )
    return found or Markup("<p>{}</p>").format(context.say(words.NO_EVIDENCE))


def _tallied(counts: Mapping[str, int]) -> Markup:
    return joined(
        Markup('<span class="chip">{} <b>{}</b></span>').format(name, count) for name, count in list(counts.items())[:8]
    )


def voices(context: Context, alert: Alert, evidence: Evidence) -> Markup:
    """The samples. What customers wrote is only ever escaped text here."""
    told = joined(
        Markup("<blockquote><p>{}</p><footer><span>{}</span>{}{}</footer></blockquote>").format(
            sample.text,
            sample.source,
            Markup('<span class="chip">{}</span>').format(context.say(words.COPIES).format(sample.copies))
            if sample.copies > 1
            else NOTHING,
            _origin(context, alert, sample),
        )
        for sample in evidence.samples
    )
    if told and alert.opened.drill:
        return told
    if told:
        return told + Markup('<p><a class="all" href="{}">{}</a></p>').format(
            items_of(alert), context.say(words.ALL_ITEMS)
        )
    return Markup("<p>{}</p>").format(context.say(words.NO_EVIDENCE))


def _origin(context: Context, alert: Alert, sample: Sample) -> Markup:
    """Where it was said; where no address is known, the item as it is stored."""
    if sample.url and urlsplit(sample.url).scheme in ("http", "https"):
        return Markup('<a href="{}" rel="noopener noreferrer nofollow" target="_blank">{}</a>').format(
            sample.url, context.say(words.ORIGINAL)
        )
    if alert.opened.drill:
        return NOTHING  # what is rehearsed is not among the items
    found = items_of(alert, q=" ".join(sample.text.rstrip("…").split()[:SEARCHED]))
    return Markup('<a href="{}">{}</a>').format(found, context.say(words.STORED))


def items_of(alert: Alert, q: str = "") -> str:
    """The address of the negative items that made the alert; `q`: those with these words."""
    opened = alert.opened
    since = min(opened.first_seen, opened.at - timedelta(minutes=opened.window_minutes))
    until = alert.resolved_at or alert.newest.at + timedelta(days=1)  # while it goes on, what comes yet
    asked = {
        "brand": opened.brand,
        "topic": "" if q else opened.topic,
        "channel": opened.channel,
        "sentiment": "negative",
        "since": stamp(since),
        "until": stamp(until),
        "q": q,
    }
    return "/items?" + urlencode({name: value for name, value in asked.items() if value})


def past(context: Context, found: list[Similar]) -> Markup:
    if not found:
        return Markup("<p>{}</p>").format(context.say(words.NO_SIMILAR))
    return Markup('<ul class="past">{}</ul>').format(
        joined(
            Markup('<li><a href="{}">{}</a><span>{}</span>{}</li>').format(
                naming.address(each.alert),
                naming.title(context, each.alert),
                moment(each.alert.opened.at, context.language),
                Markup("<p><b>{}:</b> {}</p><p><b>{}:</b> {}</p>").format(
                    context.say(words.CAUSE), each.alert.cause, context.say(words.MEASURE), each.alert.action
                )
                if each.alert.cause
                else NOTHING,
            )
            for each in found
        )
    )
