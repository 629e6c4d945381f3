"""Queries that read pass; what writes, reaches outside or asks twice does not, however it is spelt."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import QueryRefused
from pipeline.storage.guard import check_query


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 1",
        "  select brand, count() from items group by brand",
        "WITH x AS (SELECT 1) SELECT * FROM x",
        "FROM items SELECT count()",
        "(SELECT 1) UNION ALL (SELECT 2)",
        "SHOW TABLES",
        "DESCRIBE items",
        "EXPLAIN SELECT 1",
        "EXISTS TABLE items",
        "SELECT 'a; DROP TABLE x' AS s",
        "SELECT 'it''s; fine', 'back\\'slash; too', \"quoted;\"",
        "SELECT 1 -- ; DROP TABLE x",
        "SELECT 1 /* ; into outfile 'x' */",
        "SELECT file, url, remote FROM (SELECT 1 AS file, 2 AS url, 3 AS remote)",
        "SELECT * FROM items WHERE text LIKE '%from ''/etc/passwd''%'",
        "SELECT $tag$ ; file('x') $tag$",
        "SELECT quantile(0.5)(negative) FROM items",
    ],
)
def test_a_query_that_reads_passes(sql: str) -> None:
    assert sql.startswith(check_query(sql))


@pytest.mark.parametrize(
    ("sql", "bare"), [("SELECT 1;", "SELECT 1"), ("SELECT 1 ;\n; ", "SELECT 1"), ("SELECT 1; -- so", "SELECT 1")]
)
def test_what_follows_the_query_is_dropped(sql: str, bare: str) -> None:
    assert check_query(sql) == bare


@pytest.mark.parametrize(
    "sql",
    [
        "insert into items values (1)",
        "/* SELECT */ DROP TABLE x",
        "-- SELECT\nDROP TABLE x",
        "SELECT 1; SELECT 2",
        "SELECT 1;DROP TABLE x",
        "SELECT 'a\\'; DROP TABLE x; --' ; DROP TABLE y",
        "SELECT 1 INTO\n/* hm */ OUTFILE 'x'",
        "SELECT FILE ('/etc/passwd')",
        "SELECT \"file\"('x')",
        "SELECT * FROM `url`\n('http://x')",
        "SELECT * FROM s3Cluster('c', 'http://x')",
        "SELECT dictGetString('d', 'a', 1)",
        "SELECT * FROM Python(x)",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM items JOIN 'http://x/y.csv' USING id",
        'SELECT * FROM "data.csv"',
        "SELECT sleep(3)",
        "SELECT 1 FORMAT JSON",
        "",
        " ;; ",
        "'SELECT 1'",
        "1",
    ],
)
def test_a_query_that_writes_or_reaches_outside_is_refused(sql: str) -> None:
    with pytest.raises(QueryRefused) as refused:
        check_query(sql)
    assert refused.value.hint


@given(st.text())
def test_whatever_stands_in_a_string_is_only_text(text: str) -> None:
    quoted = text.replace("\\", "\\\\").replace("'", "\\'")
    sql = f"SELECT '{quoted}' AS x"
    assert check_query(sql) == sql


@given(st.text())
def test_any_text_is_answered_or_refused(text: str) -> None:
    try:
        check_query(text)
    except QueryRefused:
        return
    assert text.strip()
