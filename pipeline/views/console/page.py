"""What a page of the console is: where it lives, what it is called, who builds it. Implemented by `board`, `items`
and the desk; found and framed by `app`. Values only.

A module defines `PAGES: tuple[Page, ...]`. `build` runs inside the frame, on the event loop: it makes NiceGUI elements
and asks the store through `context.ask`, which goes to a thread. Text that people wrote enters a page only as a
label or through `Markup.format`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Concatenate, Literal, ParamSpec, TypeAlias, TypeVar

import msgspec

from pipeline.errors import NabizError
from pipeline.settings import Settings
from pipeline.storage.base import Store
from pipeline.views.answers import Changed, Options
from pipeline.views.panel import Filters, Language, Words

Role: TypeAlias = Literal["viewer", "agent", "admin"]
RANKS: Mapping[Role, int] = {"viewer": 0, "agent": 1, "admin": 2}

P = ParamSpec("P")
T = TypeVar("T")


class Person(msgspec.Struct, frozen=True):
    """Who is signed in."""

    name: str
    role: Role

    def may(self, role: Role) -> bool:
        return RANKS[self.role] >= RANKS[role]


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """What a reader chose in the filter bar, as it stands in the address."""

    filters: Filters
    period: str
    query: str  # the filters as the query of an address, to be kept in links
    last: datetime | None = None  # the newest item stored


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """All that a page is built from. `still` says what the person may do now: a page may stay open for days."""

    store: Store
    settings: Settings
    person: Person
    language: Language
    path: str
    asked: Mapping[str, tuple[str, ...]]  # the query of the address
    parts: Mapping[str, str]  # the named parts of the path
    choice: Choice
    options: Options
    now: Callable[[], datetime]
    still: Callable[[], Person | None]
    look: Callable[[Store], Changed | None]  # what must be read from the rows now
    renew: Callable[[], Awaitable[Choice]]  # the choice as the address means it now: the last hour moves on
    people: Callable[[], Sequence[Person]] = tuple  # everybody who has an account, now

    def say(self, words: Words) -> str:
        return words.in_(self.language)

    def may(self, role: Role) -> bool:
        """Ask at the moment of every write, not only when the button is drawn."""
        person = self.still()
        return person is not None and person.may(role)

    def first(self, name: str) -> str:
        """The first value of that name in the query; "" where there is none."""
        return next(iter(self.asked.get(name, ())), "")

    async def ask(self, question: Callable[Concatenate[Store, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`question(store, ...)` in a thread: a query must never hold up the pages of others."""
        return await asyncio.to_thread(question, self.store, *args, **kwargs)


class Page(msgspec.Struct, frozen=True, kw_only=True):
    path: str  # "/alerts/{alert}"
    title: Words
    build: Callable[[Context], Awaitable[None]]
    order: int | None = None  # in the menu; None: not in it
    icon: str = "grid"  # of icons.ICONS
    filtered: bool = False  # whether the filter bar stands above it


class Refused(NabizError):
    """A person asked for what their role does not allow."""
