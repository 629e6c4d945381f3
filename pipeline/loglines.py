"""Log lines on standard error, plain or as JSON. Set up once, by `app` and the command line.

No line of ours may hold customer text.
"""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import TextIO


class _JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {"at": at, "level": record.levelname, "logger": record.name, "message": record.getMessage()}
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


class _StandardError(logging.StreamHandler[TextIO]):
    """Writes to what standard error is now: the live picture of `nabiz up` puts lines above itself that way."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:
        return sys.stderr

    @stream.setter
    def stream(self, value: TextIO) -> None:
        """It follows sys.stderr and no other."""


def set_up_logging(level: str, as_json: bool) -> None:
    """Log lines to standard error. Libraries are held to warnings: some log message values when they are told more."""
    handler = _StandardError()
    plain = logging.Formatter("%(asctime)s %(levelname)-7s %(name)s: %(message)s", "%H:%M:%S")
    handler.setFormatter(_JsonLines() if as_json else plain)
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for name in ("pipeline", "connectors", "models"):
        logging.getLogger(name).setLevel(level)
    for name in ("kafka", "aiokafka"):  # they log each lost connection as an error; we say it once
        logging.getLogger(name).setLevel(logging.CRITICAL)
    logging.getLogger("mode.timers").setLevel(logging.ERROR)  # a late look of the detector is in the metrics
    logging.getLogger("stamina").setLevel(logging.ERROR)  # its lines name neither door nor reason: ours do
