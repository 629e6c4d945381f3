"""Options of a source as people write them at the command line."""

from __future__ import annotations

import pytest

from connectors.catalogue import find, options_of
from connectors.files import Options
from pipeline.errors import SettingsError


@pytest.mark.parametrize("told", ["paths=reviews.csv", 'paths=["reviews.csv"]'])
def test_one_word_is_a_list_of_one_where_a_list_is_meant(told: str) -> None:
    assert options_of(find("files"), [told]) == Options(paths=("reviews.csv",))


@pytest.mark.parametrize(
    ("name", "told", "said"),
    [
        ("files", ["paths=a.csv", "pats=b.csv"], "pats: there is no such option"),
        ("files", [], "paths: Field required"),
        ("mastodon", ['terms={"Lodos": ["lodos"]}', "base_url=ftp://x"], "base_url: must begin with https://"),
        ("files", ["paths"], "the option 'paths' has no value"),
    ],
)
def test_a_wrong_option_is_named(name: str, told: list[str], said: str) -> None:
    with pytest.raises(SettingsError) as refused:
        options_of(find(name), told)
    assert refused.value.message.startswith(said)
