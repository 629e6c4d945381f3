"""Panel and Dashboard: a number or a picture as data, drawn by Grafana and by the console alike.

Pure values; a dashboard's module builds them. `sql` is one SELECT with the parameters that `Filters` names, bound by
the engine, never pasted in. Nothing here asks the store: `answers` does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal, TypeAlias

import msgspec

from pipeline.storage.base import Value

Language: TypeAlias = Literal["tr", "en"]
Unit: TypeAlias = Literal["items", "share", "score", "seconds", "hours", "bytes", "rate", "stars", "people", "plain"]
Kind: TypeAlias = Literal[
    "number",  # one row: value[, before]: what it is now, and in the comparison period
    "line",  # at, series, value: one line a series over time
    "band",  # at, value, low, high: a line and what is usual
    "bars",  # label, value[, before]: sorted as the SQL sorts them
    "stacked",  # label, series, value: parts of a whole for each label
    "table",  # any columns
]


class Words(msgspec.Struct, frozen=True):
    """One label in both languages."""

    tr: str
    en: str

    def in_(self, language: Language) -> str:
        return self.tr if language == "tr" else self.en


class Threshold(msgspec.Struct, frozen=True):
    """From `value` on (or, where `below`, under it) a number is of this gravity."""

    value: float
    gravity: Literal["good", "warning", "bad"]
    below: bool = False


class Column(msgspec.Struct, frozen=True):
    """One column of a table: the name in the SQL, its heading, its unit. `words`: what its values are called.

    `leads`: the address of a page of the console that a value leads to, `{}` where the value stands; `called`: what
    the link is called then.
    """

    name: str
    heading: Words
    unit: Unit = "plain"
    words: Mapping[str, Words] = {}
    leads: str = ""
    called: Words | None = None


Narrows: TypeAlias = Literal["", "brand", "topic", "channel", "language", "sentiment", "source", "author", "q"]


class Drill(msgspec.Struct, frozen=True):
    """Where a click leads: the items behind the panel. `where` is a condition on `items`, with the same parameters.

    `by` names the filter that the label clicked on narrows (of lines the series, of a table the column of that name),
    `across` that of the series of stacked bars; empty: none. `parts`: labels and series that are no filter, each with
    its condition.
    """

    where: str = "1"
    by: Narrows = ""
    across: Narrows = ""
    parts: Mapping[str, str] = {}


FILTERED = Words("Bu süzgeçlerle kayıt yok", "Nothing with these filters")
NO_OWN = Words(
    'Kendi markalarınız belli değil: NABIZ_OWN_BRANDS ayarına yazın, örneğin \'["Marka A", "Marka B"]\'',
    'Which brands are yours is not known: name them in NABIZ_OWN_BRANDS, such as \'["Brand A", "Brand B"]\'',
)
NO_REACH = Words("Erişimi bilinen kayıt yok", "No item whose reach is known")


class Panel(msgspec.Struct, frozen=True, kw_only=True):
    name: str  # unique in its dashboard; part of links
    title: Words
    about: Words  # one sentence: what it counts, and from what
    kind: Kind
    sql: str
    unit: Unit = "items"
    width: int = 6  # of 12
    thresholds: tuple[Threshold, ...] = ()
    columns: tuple[Column, ...] = ()  # of a table
    names: Mapping[str, Words] = {}  # what labels and series are called
    drill: Drill | None = None
    marked: bool = False  # campaigns stand in it, over time
    of_marks: bool = False  # ... or it has a row for each of them, and none where there are none
    of_own: bool = False  # our own brands beside the others: nothing where none is known to be ours
    compares: bool = False  # uses before_since and before_until
    empty: Words = FILTERED  # anything else: no filter is the reason

    def nothing(self, own: Sequence[str]) -> Words:
        """Why there is nothing to show, where these are our own brands."""
        return NO_OWN if self.of_own and not own else self.empty


class Dashboard(msgspec.Struct, frozen=True, kw_only=True):
    name: str  # in addresses: letters and hyphens
    title: Words
    about: Words
    panels: tuple[Panel, ...]
    order: int = 100  # in the menu
    live: bool = False  # of the machines' clock: a period ends now, whatever the items' times are


class Filters(msgspec.Struct, frozen=True, kw_only=True):
    """What a reader has chosen. Empty tuples: all. Times are aware; `before_*` is the comparison period."""

    since: datetime
    until: datetime
    before_since: datetime
    before_until: datetime
    brands: tuple[str, ...] = ()
    own: tuple[str, ...] = ()  # own brands, beside competitors
    topics: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    step_minutes: int = 60  # width of a point in time

    def parameters(self) -> dict[str, Value]:
        """By name, as SQL binds them: {since:DateTime64(3,'UTC')} ... {brands:Array(String)} {step:UInt32}."""
        return {
            "since": self.since,
            "until": self.until,
            "before_since": self.before_since,
            "before_until": self.before_until,
            "brands": list(self.brands),
            "own": list(self.own),
            "topics": list(self.topics),
            "channels": list(self.channels),
            "languages": list(self.languages),
            "step": self.step_minutes,
        }
