"""From what a source says to Feedback: fields checked, personal data redacted, a stable id given.

Called by the connectors' runner for every record of every source. Pure: the clock and the key are arguments.
A record that cannot be taken raises BadRecord, which the runner turns into a Rejected; a field we do not know
is kept in `extra`. Personal data of a Record never leaves memory: what comes out of here is redacted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import msgspec

from pipeline.errors import BadRecord
from pipeline.feedback import CHANNELS, Case, Channel, Feedback, Survey, content_id, stable_id
from pipeline.text.duplicates import copy_key
from pipeline.text.pii import author_key, redact

OLDEST = datetime(2000, 1, 1, tzinfo=UTC)
AHEAD = timedelta(days=1)  # clocks of sources run wrong by hours, not by days
MAX_TEXT = 200_000  # characters
MAX_NAME = 500
MAX_EXTRA = 16_384  # bytes of JSON
RANGES = {"rating": (0, 5), "nps": (0, 10), "enps": (0, 10), "csat": (1, 5), "ces": (1, 7), "reach": (0, 2**53)}
RANGES |= {"contacts": (0, 1_000_000), "engagement": (0, 2**53), "satisfaction": (0, 5)}
RANGES |= {"handle_seconds": (0, 7 * 86_400)}
GROUPED = re.compile(r"\s*\d{1,3}(?:[.,]\d{3})+\s*")  # 12.500: twelve and a half, or twelve thousand five hundred
ENGAGING = ("likes", "favourites", "replies", "comments", "shares", "boosts", "reposts")  # kept in `extra`, too
SURVEY = ("nps", "enps", "csat", "ces")
CASE = ("reply", "replied_at", "resolved", "resolved_at", "satisfaction", "contacts", "handle_seconds")
KNOWN = frozenset(
    {"source", "external_id", "brand", "channel", "occurred_at", "text", "title", "author", "rating", "reach", "url"}
    | {"engagement", "lang", "updated_at", "drill", "author_key"}
    | set(SURVEY)
    | set(CASE)
)
TRUE, FALSE = frozenset({"true", "yes", "1", "evet"}), frozenset({"false", "no", "0", "hayır", "hayir"})


def feedback_of(
    fields: Mapping[str, object], *, now: datetime, key: bytes, source: str = "file", brand: str = ""
) -> Feedback:
    """The Feedback in a record with the field names of the feed (see README: feeding your own data).

    `now` stands in for a missing time and bounds times ahead; `key` keys the author hash; `source` and `brand`
    fill what the record leaves out. Raises BadRecord with a reason of `wire.REASONS`.
    """
    told = {name: value for name, value in fields.items() if value is not None and value != ""}
    survey, case = _survey(told), _case(told)
    raw_text, title = _words(told, survey)
    publisher = _name(told, "source") or source
    about = _name(told, "brand") or brand
    if not about:
        raise BadRecord("no_brand", "the field 'brand' is missing", hint="name the brand this is about")
    when = _time(told, "occurred_at")
    raw_author = _name(told, "author")
    external = _name(told, "external_id") or content_id(
        publisher,
        about,
        raw_text,
        title or "",
        raw_author or "",
        when.isoformat() if when else "",
        str(told.get("rating", "")),
    )
    feedback = Feedback(
        id=stable_id(publisher, external, about),
        source=publisher,
        external_id=redact(external),
        brand=about,
        channel=_channel(told),
        occurred_at=when or now,
        undated=when is None,
        text=redact(raw_text),
        title=redact(title) if title else None,
        author=author_key(raw_author, key) if raw_author else _author_key(told),
        rating=_number(told, "rating"),
        reach=_whole(told, "reach"),
        engagement=_engagement(told),
        url=_url(told),
        lang=_lang(told),
        survey=survey,
        case=case,
        extra=_extra(told),
        copy_key=copy_key(raw_text),
        updated_at=_time(told, "updated_at"),
        drill=bool(_flag(told, "drill")),
    )
    check_times(feedback, now)
    return feedback


def check_times(feedback: Feedback, now: datetime) -> None:
    """Raises BadRecord where a time cannot be true: before 2000, more than a day after `now`, or without a zone.

    An answer may be older than the statement: of an undated one, arrival stands in for its time. No wait counts it.
    """
    case = feedback.case or Case()
    times = {
        "occurred_at": feedback.occurred_at,
        "updated_at": feedback.updated_at,
        "replied_at": case.replied_at,
        "resolved_at": case.resolved_at,
    }
    for name, when in times.items():
        if when is None:
            continue
        if when.tzinfo is None:
            raise BadRecord("bad_time", f"{name} has no time zone")
        if when < OLDEST:
            raise BadRecord("time_too_old", f"{name} is before 2000", hint="check the source's clock and date format")
        if when > now + AHEAD:
            raise BadRecord(
                "time_ahead", f"{name} is more than a day ahead", hint="check the source's clock and time zone"
            )


def check_numbers(feedback: Feedback) -> None:
    """Raises BadRecord where a number is outside its range, as none that was taken here is."""
    for part in (feedback, feedback.survey, feedback.case):
        for name in RANGES if part else ():
            low, high = RANGES[name]
            if (value := getattr(part, name, None)) is not None and not low <= value <= high:
                raise BadRecord("out_of_range", f"'{name}' is not between {low} and {high}")


def _words(told: Mapping[str, object], survey: Survey | None) -> tuple[str, str | None]:
    text, title = _text(told, "text") or "", _text(told, "title")
    if not text.strip() and title:
        text, title = title, None
    if text.strip():
        return text, title
    if survey:  # a score without a comment still counts in NPS
        return "", None
    if "text" in told or "title" in told:
        raise BadRecord("empty_text", "the text is empty", hint="send the customer's words in 'text'")
    raise BadRecord("no_text", "the field 'text' is missing or empty", hint="send the customer's words in 'text'")


def _text(told: Mapping[str, object], name: str, limit: int = MAX_TEXT) -> str | None:
    value = told.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise BadRecord("wrong_type", f"'{name}' is not text", hint=f"send '{name}' as a string")
    if "\x00" in value:
        raise BadRecord("nul_byte", f"'{name}' holds a NUL byte", hint="the source sends binary data as text")
    if not value.isascii() and _lone_surrogate(value):
        raise BadRecord("lone_surrogate", f"'{name}' is not valid Unicode", hint="the source cuts characters in half")
    if len(value) > limit:
        raise BadRecord("too_long", f"'{name}' is longer than {limit} characters", hint="split it or send an excerpt")
    return value


def _lone_surrogate(value: str) -> bool:
    return re.search("[\ud800-\udfff]", value) is not None


def _name(told: Mapping[str, object], name: str) -> str | None:
    value = told.get(name)
    if isinstance(value, int) and not isinstance(value, bool):  # ids are often numbers
        value = str(value)
    text = _text({name: value}, name, MAX_NAME)
    return text.strip() or None if text else None


def _time(told: Mapping[str, object], name: str) -> datetime | None:
    value = told.get(name)
    if value is None or isinstance(value, datetime):
        return _utc(value) if value else None
    if not isinstance(value, str):
        raise BadRecord("bad_time", f"'{name}' is not a time", hint=_hint_of_time(name, value))
    try:
        return _utc(datetime.fromisoformat(value.strip()))
    except (ValueError, OverflowError):
        raise BadRecord("bad_time", f"'{name}' is not an ISO 8601 time", hint=_hint_of_time(name, value)) from None


def _hint_of_time(name: str, value: object) -> str:
    """What to send instead. Which of 03/04 is the month, and in which zone it was, is not guessed."""
    wanted = "send ISO 8601, such as 2026-03-14T09:26:53+03:00"
    told = str(value).strip() if isinstance(value, int | float | str) else ""
    if re.fullmatch(r"\d{9,10}(\.\d+)?", told):
        return f"{wanted}; seconds since 1970 become it: jq -c '.{name} |= (tonumber | floor | todate)'"
    if re.fullmatch(r"\d{12,13}", told):
        return f"{wanted}; milliseconds since 1970 become it: jq -c '.{name} |= (tonumber / 1000 | floor | todate)'"
    if re.match(r"\d{1,2}[./-]\d{1,2}[./-]\d{4}", told):
        return f"{wanted}: year, month and day in this order, T before the hour"
    return wanted


def _utc(when: datetime) -> datetime:
    return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)


def _number(told: Mapping[str, object], name: str) -> float | None:
    value = told.get(name)
    if value is None:
        return None
    number = _parse_number(value, name)
    low, high = RANGES.get(name, (float("-inf"), float("inf")))
    if not low <= number <= high:
        raise BadRecord("out_of_range", f"'{name}' is not between {low} and {high}", hint="scale it to this range")
    return number


def _parse_number(value: object, name: str) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, str):
        try:
            return float(value.strip().replace(",", ".", 1))
        except ValueError:
            pass
    raise BadRecord("wrong_type", f"'{name}' is not a number", hint=f"send '{name}' as a number")


def _whole(told: Mapping[str, object], name: str) -> int | None:
    number = _number(told, name)
    if number is None:
        return None
    if number != number or number in (float("inf"), float("-inf")):
        raise BadRecord("out_of_range", f"'{name}' is not a finite number", hint=f"send '{name}' as a whole number")
    if number != round(number) or GROUPED.fullmatch(str(told[name])):
        hint = f"send '{name}' in whole numbers, without separators between thousands"
        raise BadRecord("wrong_type", f"'{name}' is not a whole number", hint=hint)
    return round(number)


def _flag(told: Mapping[str, object], name: str) -> bool | None:
    value = told.get(name)
    if value is None or isinstance(value, bool):
        return value
    word = str(value).strip().casefold()
    if word in TRUE:
        return True
    if word in FALSE:
        return False
    raise BadRecord("wrong_type", f"'{name}' is not true or false", hint=f"send '{name}' as true or false")


def _channel(told: Mapping[str, object]) -> Channel:
    value = _name(told, "channel") or "other"
    if value not in CHANNELS:
        raise BadRecord("unknown_channel", "'channel' is not one we know", hint=f"use one of {', '.join(CHANNELS)}")
    return value


def _author_key(told: Mapping[str, object]) -> str | None:
    """A dead letter comes back with its author hashed already."""
    value = _name(told, "author_key")
    return value if value and re.fullmatch("[0-9a-f]{32}", value) else None


def _url(told: Mapping[str, object]) -> str | None:
    """Only web addresses: a `javascript:` link must never reach a page that draws it."""
    value = _text(told, "url", 4_000)
    return redact(value) if value and value.startswith(("http://", "https://")) else None


def _lang(told: Mapping[str, object]) -> str | None:
    value = _name(told, "lang")
    return value[:2].lower() if value and re.fullmatch(r"[A-Za-z]{2}([-_][A-Za-z0-9]+)*", value) else None


def _survey(told: Mapping[str, object]) -> Survey | None:
    if not any(name in told for name in SURVEY):
        return None
    return Survey(
        nps=_whole(told, "nps"), enps=_whole(told, "enps"), csat=_number(told, "csat"), ces=_number(told, "ces")
    )


def _engagement(told: Mapping[str, object]) -> int | None:
    """As told, or the sum of what people did with it; a count that is none says nothing."""
    if "engagement" in told:
        return _whole(told, "engagement")
    for name in ENGAGING:
        if GROUPED.fullmatch(str(told.get(name, ""))):
            _whole(told, name)  # refuses it: a part of the sum would be missing
    counts = [int(told[name]) for name in ENGAGING if str(told.get(name, "")).isdecimal()]  # type: ignore[call-overload]
    return min(sum(counts), 2**53) if counts else None


def _case(told: Mapping[str, object]) -> Case | None:
    if not any(name in told for name in CASE):
        return None
    reply = _text(told, "reply")
    return Case(
        reply=redact(reply) if reply else None,
        replied_at=_time(told, "replied_at"),
        resolved=_flag(told, "resolved"),
        resolved_at=_time(told, "resolved_at"),
        satisfaction=_number(told, "satisfaction"),
        contacts=_whole(told, "contacts"),
        handle_seconds=_number(told, "handle_seconds"),
    )


def _extra(told: Mapping[str, object]) -> str:
    unknown = {name: value for name, value in told.items() if name not in KNOWN}
    if not unknown:
        return ""
    raw = msgspec.json.encode(redact_values(unknown))
    if len(raw) > MAX_EXTRA:
        raise BadRecord("too_long", "the unknown fields are too large together", hint="leave out what is not needed")
    return raw.decode()


def redact_values(value: object) -> object:
    """The same JSON value with every string in it redacted."""
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, dict):
        return {redact(str(name)): redact_values(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [redact_values(inner) for inner in value]
    return value
