"""Addresses of stores: what they mean, and that a wrong one is refused without repeating the password."""

from __future__ import annotations

import pytest

from pipeline.errors import SettingsError
from pipeline.storage import open_store
from pipeline.storage.address import Address, parse_address


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("chdb:///var/lib/nabiz", Address(path="/var/lib/nabiz")),
        ("chdb://data/store", Address(path="data/store")),
        ("chdb:///a%20b?database=voc", Address(path="/a b", database="voc")),
        ("clickhouse://db", Address(host="db", port=8123)),
        ("clickhouse://db/voc?secure=1", Address(host="db", port=8443, database="voc", secure=True)),
        ("clickhouses://db:9443", Address(host="db", port=9443, secure=True)),
        (
            "clickhouse://n:p%40ss%2F%3A@[::1]:1234/voc?secure=1&verify=0&ca_cert=/ca.pem",
            Address(
                host="::1",
                port=1234,
                user="n",
                password="p@ss/:",
                database="voc",
                secure=True,
                verify=False,
                ca_cert="/ca.pem",
            ),
        ),
    ],
)
def test_an_address_is_read(url: str, expected: Address) -> None:
    assert parse_address(url) == expected


@pytest.mark.parametrize(
    "url",
    [
        "",
        "chdb://",
        "mysql://u:hunter2@db/x",
        "clickhouse://u:hunter2@/x",
        "clickhouse://u:hunter2@db:port/x",
        "clickhouse://u:hunter2@db/x?sekure=1",
        "clickhouse://u:hunter2@db/x?secure=perhaps",
        "clickhouse://u:hunter2@db/x;drop",
        "clickhouse://u:hunter2@db/x?secure",
        "chdb:///x?database=a`b",
    ],
)
def test_a_wrong_address_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(SettingsError) as refused:
        open_store(url)
    assert "hunter2" not in str(refused.value)
    assert refused.value.hint


def test_an_address_never_shows_its_password() -> None:
    address = parse_address("clickhouse://nabiz:hunter2@db/voc")
    assert "hunter2" not in f"{address} {address!r}"
    assert str(address) == "clickhouse://nabiz@db:8123/voc"


def test_a_negative_retention_is_refused() -> None:
    with pytest.raises(SettingsError):
        open_store("chdb:///nowhere", retention_days=-1)
