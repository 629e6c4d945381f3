"""From a source's record to Feedback: what is taken, what is refused and why, what is redacted."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import BadRecord
from pipeline.feedback import CHANNELS
from pipeline.intake import feedback_of
from pipeline.wire import REASONS

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
KEY = b"k" * 32
LINE = {"text": "Kargo üç gündür gelmedi", "brand": "Lodos Mobil", "external_id": "7", "source": "forum"}


def take(**fields: object):  # type: ignore[no-untyped-def]
    return feedback_of({**LINE, **fields}, now=NOW, key=KEY)


def test_text_and_brand_are_enough() -> None:
    feedback = feedback_of({"text": "Güzel", "brand": "Lodos"}, now=NOW, key=KEY)
    assert (feedback.brand, feedback.channel, feedback.source) == ("Lodos", "other", "file")
    assert feedback.occurred_at == NOW
    assert feedback.undated


def test_a_score_without_words_is_taken_and_is_no_voice() -> None:
    taken = take(text=" \n", nps=9)
    assert (taken.text, taken.voice) == ("", False)
    assert take(nps=9).voice
    assert not take(enps=9).voice


def test_lines_without_an_id_that_say_the_same_are_one() -> None:
    line = {"text": "Güzel", "brand": "Lodos"}
    later = NOW + timedelta(hours=5)
    assert feedback_of(line, now=NOW, key=KEY).id == feedback_of(line, now=later, key=KEY).id


def test_whole_numbers_are_taken_however_they_are_written() -> None:
    assert take(nps=8.0, reach="12500").reach == 12_500
    assert take(reach=" 12 ").reach == 12
    assert take(contacts="2.0").case.contacts == 2


def test_numbers_serve_as_external_ids() -> None:
    assert take(external_id=7).id == take(external_id="7").id


@pytest.mark.parametrize(
    ("told", "meant"),
    [
        ("2026-02-28T10:00:00Z", datetime(2026, 2, 28, 10, tzinfo=UTC)),
        ("2026-02-28T10:00:00+03:00", datetime(2026, 2, 28, 7, tzinfo=UTC)),
        ("2026-02-28T10:00:00", datetime(2026, 2, 28, 10, tzinfo=UTC)),
        ("2026-02-28", datetime(2026, 2, 28, tzinfo=UTC)),
    ],
)
def test_event_time_is_read_as_iso_8601_and_kept_in_utc(told: str, meant: datetime) -> None:
    assert take(occurred_at=told).occurred_at == meant


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"text": None}, "no_text"),
        ({"text": "   "}, "empty_text"),
        ({"text": 12}, "wrong_type"),
        ({"text": ["a"]}, "wrong_type"),
        ({"text": "a\x00b"}, "nul_byte"),
        ({"text": "a\ud800b"}, "lone_surrogate"),
        ({"text": "x" * 200_001}, "too_long"),
        ({"brand": None}, "no_brand"),
        ({"brand": {"a": 1}}, "wrong_type"),
        ({"occurred_at": "yesterday"}, "bad_time"),
        ({"occurred_at": 17}, "bad_time"),
        ({"occurred_at": "1900-01-01T00:00:00Z"}, "time_too_old"),
        ({"occurred_at": "2100-01-01T00:00:00Z"}, "time_ahead"),
        ({"channel": "telepathy"}, "unknown_channel"),
        ({"rating": "good"}, "wrong_type"),
        ({"rating": True}, "wrong_type"),
        ({"rating": 7}, "out_of_range"),
        ({"rating": "nan"}, "out_of_range"),
        ({"nps": 11}, "out_of_range"),
        ({"reach": "inf"}, "out_of_range"),
        ({"satisfaction": 50}, "out_of_range"),
        ({"handle_seconds": -500}, "out_of_range"),
        ({"handle_seconds": 700_000}, "out_of_range"),
        ({"nps": 8.5}, "wrong_type"),
        ({"reach": "12.500"}, "wrong_type"),
        ({"reach": "12,000"}, "wrong_type"),
        ({"likes": "1.200", "replies": 3}, "wrong_type"),
        ({"engagement": "1.234.567"}, "wrong_type"),
        ({"handle_seconds": "nan"}, "out_of_range"),
        ({"contacts": -1}, "out_of_range"),
        ({"replied_at": "9999-01-01"}, "time_ahead"),
        ({"resolved_at": "1970-01-01"}, "time_too_old"),
        ({"resolved": "maybe"}, "wrong_type"),
        ({"surplus": "x" * 20_000}, "too_long"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_its_reason(fields: dict[str, object], reason: str) -> None:
    with pytest.raises(BadRecord) as refused:
        take(**fields)
    assert refused.value.reason == reason
    assert refused.value.reason in REASONS
    assert refused.value.hint


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (1_773_469_613, "|= (tonumber | floor"),
        ("1773469613.5", "|= (tonumber | floor"),
        (1_773_469_613_000, "tonumber / 1000"),
        ("14.03.2026 09:26", "year, month and day"),
        ("3/14/2026", "year, month and day"),
    ],
)
def test_a_time_written_otherwise_is_told_how_to_write_it(told: object, said: str) -> None:
    with pytest.raises(BadRecord) as refused:
        take(occurred_at=told)
    assert said in refused.value.hint
    assert "2026-03-14T09:26:53+03:00" in refused.value.hint


def test_fields_we_do_not_know_are_kept_aside_redacted() -> None:
    feedback = take(views=562, agent={"mail": "ayse@example.com"})
    assert json.loads(feedback.extra) == {"views": 562, "agent": {"mail": "[EMAIL]"}}


def test_personal_data_is_redacted_everywhere() -> None:
    feedback = take(text="Beni 0532 123 45 67 arayın", title="TR33 0006 1005 1978 6457 8413 26", reply="a@b.com yazdık")
    assert feedback.text == "Beni [PHONE] arayın"
    assert feedback.title == "[IBAN]"
    assert feedback.case is not None
    assert feedback.case.reply == "[EMAIL] yazdık"


def test_an_author_becomes_a_keyed_hash() -> None:
    mine, again, other_key = (
        take(author="@Ayse_K"),
        take(author="ayse_k"),
        feedback_of({**LINE, "author": "ayse_k"}, now=NOW, key=b"z" * 32),
    )
    assert mine.author == again.author
    assert mine.author != other_key.author
    assert "ayse" not in str(mine.author)


def test_a_script_address_is_no_link() -> None:
    assert take(url="javascript:alert(1)").url is None


def test_a_survey_answer_needs_no_comment() -> None:
    feedback = feedback_of({"brand": "Lodos", "nps": "9", "text": ""}, now=NOW, key=KEY)
    assert feedback.survey is not None
    assert feedback.survey.nps == 9


def test_case_facts_of_a_complaint_are_read() -> None:
    case = take(reply="Çözdük", resolved="evet", satisfaction="4", replied_at="2026-02-28T10:00:00Z").case
    assert case is not None
    assert (case.resolved, case.satisfaction) == (True, 4.0)


def test_facts_of_a_case_are_taken_up_to_their_bounds() -> None:
    ahead = NOW + timedelta(days=1)  # a source's clock runs wrong by hours
    case = take(replied_at=ahead, resolved_at=ahead, handle_seconds=604_800, satisfaction=5, contacts=0).case
    assert case is not None
    assert (case.replied_at, case.resolved_at, case.handle_seconds) == (ahead, ahead, 604_800.0)
    assert (case.satisfaction, case.contacts) == (5.0, 0)


def test_an_answer_to_an_undated_complaint_may_be_older_than_its_arrival() -> None:
    feedback = take(replied_at="2026-02-28T10:00:00Z")
    assert feedback.undated
    assert feedback.case is not None


def test_sql_and_html_are_only_text() -> None:
    evil = "'; DROP TABLE insights; -- <script>alert(1)</script>"
    feedback = take(text=evil, brand=evil, title=evil, external_id=evil)
    assert feedback.brand == evil
    assert feedback.text == evil


@given(
    st.dictionaries(
        st.sampled_from(
            sorted(["text", "brand", "title", "author", "rating", "occurred_at", "url", "channel", "resolved", "x"])
        ),
        st.one_of(
            st.none(),
            st.text(max_size=40),
            st.integers(),
            st.floats(),
            st.booleans(),
            st.lists(st.text(max_size=5), max_size=3),
        ),
    )
)
def test_any_record_is_taken_or_refused_never_a_crash(fields: dict[str, object]) -> None:
    def outcome() -> str:
        try:
            return feedback_of(fields, now=NOW, key=KEY).channel
        except BadRecord as refused:
            return refused.reason

    assert outcome() in (*REASONS, *CHANNELS)
