"""Whether a query may be asked at all: one statement that reads, and nothing that reaches outside the store.

Called by every store before `query`. The engine itself runs such queries in its read-only mode, which refuses writes,
settings and most table functions; this refuses what that mode lets through (files by a scalar function or INTO
OUTFILE, objects of this process, a second statement). Pure.
"""

from __future__ import annotations

import re
from itertools import pairwise

from pipeline.errors import QueryRefused

HINT = "queries here only read: SELECT, WITH, SHOW, DESCRIBE, EXPLAIN"
READS = frozenset({"select", "with", "show", "describe", "desc", "explain", "exists", "from"})

# Functions, of tables and of values, that read files, other servers or this process.
OUTSIDE = re.compile(
    r"(file|url|s3|s3queue|gcs|oss|cosn|azureblobstorage|hdfs|remote|remotesecure|mysql|postgresql|mongodb|redis"
    r"|sqlite|jdbc|odbc|ytsaurus|prometheus\w*|timeseries\w*|executable|python|input|hive|cluster|clusterallreplicas"
    r"|iceberg\w*|deltalake\w*|hudi\w*|paimon\w*|arrowflight|\w+cluster|dictionary|dictget\w*|dicthas|dictis\w*"
    r"|filesystem\w*|catboost\w*|loop|sleep\w*|getclienthttpheader|aigenerate\w*|ai[a-z]+)"
)

# In this order: what cannot hold code (comments, strings), quoted names, words, single signs.
TOKENS = re.compile(
    r"""
      (?P<space>\s+ | --[^\n]* | \#[!\s][^\n]* | /\*.*?\*/ )
    | (?P<string>'(?:[^'\\]|\\.|'')*' | \$(?P<tag>\w*)\$.*?\$(?P=tag)\$)
    | (?P<quoted>`(?:[^`\\]|\\.|``)*` | "(?:[^"\\]|\\.|"")*")
    | (?P<word>\w+)
    | (?P<sign>.)
    """,
    re.X | re.S,
)


def check_query(sql: str) -> str:
    """The query without what ends it (semicolons, spaces). Raises QueryRefused."""
    tokens = [(match.lastgroup or "", match.group()) for match in _tokens(sql)]
    while tokens and tokens[-1][1] == ";":
        tokens.pop()
    words = [text.lower() for kind, text in tokens if kind == "word"]
    if not words or words[0] not in READS or tokens[0][1] not in ("(", *_spellings(tokens)):
        raise QueryRefused("this is not a query that reads", hint=HINT)
    if any(text == ";" for kind, text in tokens if kind == "sign"):
        raise QueryRefused("more than one statement", hint="ask one question at a time")
    if any(pair == ("into", "outfile") for pair in pairwise(words)):
        raise QueryRefused("INTO OUTFILE writes a file", hint="use --format and redirect the output")
    _check_calls(tokens)
    return re.sub(r"[;\s]+\Z", "", sql) if not _ends_in_comment(sql) else sql


def _tokens(sql: str) -> list[re.Match[str]]:
    return [match for match in TOKENS.finditer(sql) if match.lastgroup != "space"]


def _spellings(tokens: list[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(text for kind, text in tokens[:1] if kind == "word")


def _ends_in_comment(sql: str) -> bool:
    *_, last = ("", *(match.group() for match in TOKENS.finditer(sql) if match.group().strip()))
    return last.startswith(("--", "#", "/*"))


def _check_calls(tokens: list[tuple[str, str]]) -> None:
    for at, (kind, text) in enumerate(tokens):
        after = tokens[at + 1][1] if at + 1 < len(tokens) else ""
        name = text.strip('`"').lower()
        if kind in ("word", "quoted") and after == "(" and OUTSIDE.fullmatch(name):
            raise QueryRefused(f"the function {name} reaches outside the store", hint=HINT)
        before = tokens[at - 1][1].lower() if at else ""
        if kind in ("string", "quoted") and before in ("from", "join") and re.search(r"[/.:]", text):
            raise QueryRefused("a file is no table", hint=HINT)
