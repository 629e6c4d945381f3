"""What is wrong with a channel is said in both languages, and kept as a word and a detail."""

from __future__ import annotations

from typing import get_args

import httpx
import pytest

from pipeline.channels.trouble import Kind, kept, told, trouble, unanswered


@pytest.mark.parametrize("kind", get_args(Kind))
def test_every_kind_names_the_channel_and_a_remedy_in_both_languages(kind: Kind) -> None:
    turkish, english = (told("crm", kept(kind, "503"), language) for language in ("tr", "en"))  # type: ignore[arg-type]
    assert turkish != english
    for said in (turkish, english):
        assert "crm" in said
        assert said.endswith(")")
        assert "{" not in said


def test_what_is_raised_is_what_is_told_in_english_later() -> None:
    error = trouble("crm", "answered", "503")
    assert error.problem == "answered 503"
    assert str(error) == told("crm", error.problem, "en") == "crm answered 503 (its log says why)"
    assert told("crm", error.problem, "tr").startswith("crm iletiyi almadı: 503")


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (httpx.ConnectError("http://secret.example.com refused"), "unreachable"),
        (httpx.ReadTimeout("http://secret.example.com"), "slow"),
        (httpx.RemoteProtocolError("secret"), "unsaid RemoteProtocolError"),
    ],
)
def test_silence_has_kinds_and_shows_no_address(error: httpx.HTTPError, kind: str) -> None:
    found = unanswered("crm", error)
    assert found.problem == kind
    assert "secret" not in str(found) + told("crm", found.problem, "tr")


def test_a_sentence_that_an_earlier_version_kept_is_shown_as_it_is() -> None:
    assert told("crm", "crm did not take the message", "tr") == "crm did not take the message"
    assert told("crm", "", "tr") == ""
