"""All errors that leave a module of the pipeline, in one tree. Each carries what an operator needs.

NabizError
├── SettingsError        a setting is missing or wrong; says which and how to mend it
├── BrokerError          Kafka (or the embedded broker) cannot be reached or refuses
│   └── BrokerDied       the embedded broker's process ended
├── StoreError           ClickHouse answered with an error
│   ├── StoreAway        ... or did not answer: retried, nothing is acknowledged meanwhile
│   │   └── StoreElsewhere  ... or its address leads to nobody, or to something else: at a start that is a mistake
│   ├── StoreLocked      another process holds the embedded store
│   ├── QueryRefused     a query that may not run (writes, many statements)
│   └── QueryTooLarge    a query that takes too long, or too much memory
├── SourceError          a connector's source
│   ├── SourceAway       retried with jitter
│   ├── SourceRefused    credentials or address are wrong: needs a person
│   └── BadRecord        one record cannot be taken: becomes Rejected, never stops a feed
├── ModelBroken          the model fails on every text of a batch; the worker stops
├── RejectionBudgetSpent too many rejects in a row: a bad deploy, not bad data; the worker stops
└── ChannelError         a notification channel failed; never blocks the others

Messages never hold customer text or secrets.
"""

from __future__ import annotations

import traceback
from pathlib import Path


class NabizError(Exception):
    """`hint` says what to do; the command line prints both and exits with `exit_code`."""

    exit_code = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} ({self.hint})" if self.hint else self.message


class SettingsError(NabizError):
    exit_code = 2


class BrokerError(NabizError):
    exit_code = 3


class BrokerDied(BrokerError):
    pass


class StoreError(NabizError):
    exit_code = 4


class StoreAway(StoreError):
    pass


class StoreElsewhere(StoreAway):
    """A running worker waits for it like for any absence: names and proxies come and go."""


class StoreLocked(StoreError):
    pass


class QueryRefused(StoreError):
    exit_code = 2


class QueryTooLarge(StoreError):
    pass


class SourceError(NabizError):
    exit_code = 5


class SourceAway(SourceError):
    """`retry_after`: seconds that the source asked us to stay away, None where it did not say."""

    def __init__(self, message: str, *, hint: str = "", retry_after: float | None = None) -> None:
        super().__init__(message, hint=hint)
        self.retry_after = retry_after


class SourceRefused(SourceError):
    pass


class BadRecord(SourceError):
    """`reason` is a code of wire.REASONS."""

    def __init__(self, reason: str, message: str, *, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.reason = reason


class ModelBroken(NabizError):
    exit_code = 6


class RejectionBudgetSpent(NabizError):
    exit_code = 6


class ChannelError(NabizError):
    """`problem` is what the store keeps of it: a kind of `channels.trouble`."""

    exit_code = 7

    def __init__(self, message: str, *, hint: str = "", problem: str = "") -> None:
        super().__init__(message, hint=hint)
        self.problem = problem or str(self)


def place_of(error: BaseException) -> str:
    """What failed and where, for a log: without the error's message, which may hold what a customer wrote."""
    places = traceback.extract_tb(error.__traceback__)
    return type(error).__name__ + (f" in {Path(places[-1].filename).name}, line {places[-1].lineno}" if places else "")
