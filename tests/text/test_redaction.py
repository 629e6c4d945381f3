"""Redaction as a whole: idempotent, total, linear, and true to all that is not personal."""

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.text.pii import redact, redaction

# Pieces that meet in every order: cues, numbers, separators and placeholders are where rules could feed each other.
WRITTEN = """
Ahmet Ayşe YILMAZ Deniz Ben Adım Sayın Bey Hanım isimli temsilci adlı plaka araç vergi VKN TC sipariş kargo tel
pasaport kimlik 0532 123 45 67 5321234567 05321234567 90 10000000146 1234567890 TR330006100519786457841326
DE89370400440532013000 4111 1111 4111111111111111 34 ABC BC U12345678 A12B34567 88.240.17.5 1:2:3:4:5:6:7:8
ali@gmail.com ali at gmail dot com (at) @ ＠ @ayse https://a.com/?token= &code= abc twitter.com/ :// . , - / ( ) [ ] +
: ' _ TL [PHONE] [NAME] [ ] 214-555-0123 +49 30 901820
"""
PIECES = WRITTEN.split()
GLUE = ["", " ", "  ", "\n", "\u200b", "\x00", "\u00a0"]
mixed = st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(GLUE)), max_size=14).map(
    lambda pairs: "".join(piece + glue for piece, glue in pairs)
)


@given(mixed)
@settings(max_examples=400)
@example("+4930901820DE89370400440532013000")
@example("1234567890 1234567890VKN")
@example("34 BC 123:5321234567")
@example("5321234567twitter.com/ayse")
@example("88.240.17.5.10000000146")
def test_redacting_twice_changes_nothing(text: str) -> None:
    assert redact(redact(text)) == redact(text)


@given(st.text(st.characters()))
def test_redaction_never_raises_and_is_idempotent_on_any_text(text: str) -> None:
    assert redact(redact(text)) == redact(text)


@given(st.text("abcçdefgğhıijklmnoöprsştuüvyz \n.,!?😡👍"))
def test_plain_words_come_back_unchanged(text: str) -> None:
    redacted = redaction(text)
    assert redacted.counts or redacted.text == text


def test_emoji_joined_by_zero_width_joiners_stay_whole() -> None:
    assert redact("harika 👨‍👩‍👧 aile paketi") == "harika 👨‍👩‍👧 aile paketi"


def test_surrogates_and_nul_pass_through_beside_findings() -> None:
    assert redact("\ud800 0532\x00123 45 67 \udc80") == "\ud800 [PHONE] \udc80"


HOSTILE = [
    "1",
    "@",
    " ",
    "1 ",
    "12345 ",
    "a",
    "a@",
    "a.",
    "@a.",
    "\u200b",
    "TR33 ",
    "(",
    "0532123 ",
    "34 ABC ",
    "Ali Bey ",
    "1.",
    "a:",
]


@pytest.mark.parametrize(
    "piece", [*HOSTILE, "Ben Ali ", "&token=", "ab (at) ", "gmail at ", "vergi 1234567890 ", "\n", "4111 1111 "]
)
def test_hostile_text_takes_time_in_proportion_to_its_length(piece: str) -> None:
    """Eight times the text may take at most some twenty times as long; a quadratic rule takes sixty-four times."""
    short, long = (_seconds(piece * (size // len(piece))) for size in (5_000, 40_000))
    assert long < 20 * max(short, 0.005)


def _seconds(text: str) -> float:
    times = []
    for _ in range(2):
        start = time.process_time()
        redact(text)
        times.append(time.process_time() - start)
    return min(times)


def test_speed_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    text = "Kargom 12.05.2024 günü çıktı, 3 gündür aynı şubede. Müşteri hattı 444 0 123 açmıyor, 250 TL iade yok! " * 2
    start = time.process_time()
    for _ in range(2_000):
        redact(text)
    seconds = time.process_time() - start
    with capsys.disabled():
        print(f"\nredact: {2_000 / seconds:,.0f} texts of {len(text)} characters a second")
