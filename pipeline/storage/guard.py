"""Whether a query may be asked at all: one statement that reads, and nothing that reaches outside the store.

Called by every store before `query`. The engine itself runs such queries in its read-only mode, which refuses writes,
settings and most table functions; this refuses what that mode lets through (files by a scalar function or INTO
OUTFILE, objects of this process, a second statement). Pure.
"""

from __future__ import annotations

import re

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
    """The query without what follows it (semicolons, comments, spaces). Raises QueryRefused."""
    tokens = [match for match in TOKENS.finditer(sql) if match.lastgroup != "space"]
    while tokens and tokens[-1].group() == ";":
        tokens.pop()
    opening = next((token for token in tokens if token.group() != "("), None)
    if opening is None or opening.group().lower() not in READS:
        raise QueryRefused("this is not a query that reads", hint=HINT)
    if any(token.group() == ";" for token in tokens):
        raise QueryRefused("more than one statement", hint="ask one question at a time")
    if [_said(token) for token in tokens[-2:-1]] == ["format"]:
        raise QueryRefused("the query names a format", hint="choose it outside of the query, with --format")
    for before, token, after in zip([None, *tokens], tokens, [*tokens[1:], None], strict=False):
        _check(_said(before), token, _said(after))
    return sql[: tokens[-1].end()]


def _check(before: str, token: re.Match[str], after: str) -> None:
    kind, said = token.lastgroup, _said(token)
    name = said.strip('`"')
    if (before, said) == ("into", "outfile"):
        raise QueryRefused("INTO OUTFILE writes a file", hint="choose --format and redirect the output")
    if kind in ("word", "quoted") and after == "(" and OUTSIDE.fullmatch(name):
        raise QueryRefused(f"the function {name} reaches outside the store", hint=HINT)
    if kind in ("string", "quoted") and before in ("from", "join") and re.search(r"[/.:]", name):
        raise QueryRefused("a file is no table", hint=HINT)


def _said(token: re.Match[str] | None) -> str:
    return token.group().lower() if token else ""
