"""What an alert says of itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pipeline.spike.drivers import shares_of_excess, telling_terms
from pipeline.spike.explain import Item, Now, Usual, explain, samples, weighed
from pipeline.spike.playbook import playbook_for
from pipeline.spike.voices import Voice, concentration

AT = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)


def item(number: int, text: str = "şebeke yok", **more) -> Item:
    return Item(id=f"i{number:03d}", text=text, source="social", author=more.pop("author", f"a{number}"), **more)


def explained(items, **more):
    usual = Usual(topics={"network": 2.0, "billing": 4.0}, terms={"fatura": 40, "paket": 30}, negative_share=0.3)
    now = Now(items=items, topics={"network": 30, "billing": 5}, negative=len(items), all_items=len(items) + 10)
    return explain(now, usual, severity=6, begun=AT, kind="spike", rule="spike r1", **more)


def test_the_topic_with_the_largest_excess_comes_first_and_shares_add_up():
    shares = shares_of_excess({"network": 30, "billing": 5, "store": 1}, {"network": 2.0, "billing": 4.0, "store": 3.0})
    assert [share.topic for share in shares] == ["network", "billing"]
    assert abs(sum(share.share for share in shares) - 1.0) < 1e-9


def test_a_term_that_is_new_tells_more_than_one_that_is_always_said():
    terms = telling_terms({"çekmiyor": 20, "fatura": 20}, {"fatura": 200, "paket": 300, "çekmiyor": 1})
    assert [term.term for term in terms] == ["çekmiyor"]


def test_a_word_is_folded_into_the_pair_that_holds_it():
    now = {"internet yok": 30, "internet": 30, "yok": 31, "modem": 3}
    terms = [term.term for term in telling_terms(now, {"modem": 200, "fatura": 300})]
    assert "internet yok" in terms
    assert "internet" not in terms


def test_a_term_that_is_all_that_was_ever_said_tells_nothing():
    assert telling_terms({"çekmiyor": 20}, {}) == telling_terms({"çekmiyor": 20}, {"çekmiyor": 3}) == []


def test_no_terms_before_and_now_are_no_error():
    assert telling_terms({}, {}) == []


def test_one_author_flooding_counts_little_and_is_named():
    found = concentration([Voice("a", "")] * 50 + [Voice("b", "")])
    assert found.top_author_share == 50 / 51
    assert found.discounted < 7


@given(st.lists(st.tuples(st.sampled_from([None, "a", "b", "c"]), st.sampled_from(["", "x", "y"])), max_size=30))
def test_discounting_never_depends_on_order_and_never_adds(pairs):
    voices = [Voice(*pair) for pair in pairs]
    found = concentration(voices)
    assert found == concentration(voices[::-1])
    assert found.discounted <= len(voices) + 1e-9


def test_a_flood_of_copies_lowers_severity_and_is_called_one():
    copies = [item(number, copy_key="c1") for number in range(40)]
    told = explained(copies)
    assert told.flood
    assert told.severity < 6
    assert told.concentration.top_copy == 40
    people = explained([item(number) for number in range(40)])
    assert not people.flood
    assert people.severity == 6


def test_wide_reach_raises_severity_by_one_and_ten_is_the_most():
    voices = concentration([Voice(f"a{number}", "") for number in range(20)])
    assert weighed(6, voices, 500_000) == 7
    assert weighed(10, voices, 500_000) == 10


def test_samples_are_few_and_of_different_people_and_texts():
    items = [item(number, copy_key="same") for number in range(5)]
    items += [item(10 + number, f"metin {number}", author="one") for number in range(5)]
    items += [item(20 + number, f"başka {number}") for number in range(10)]
    chosen = samples(items, [])
    assert len(chosen) == 5
    assert len({sample.text for sample in chosen}) == 5
    assert sum(sample.copies > 1 for sample in chosen) <= 1


def test_the_text_that_most_pass_on_is_shown_with_how_often():
    items = [item(number, "yayılan paylaşım", copy_key="viral", topics=("network",)) for number in range(30)]
    own = [item(40 + n, f"hat yok {n}", topics=("network",), terms=("hat yok", "hat")) for n in range(9)]
    first = samples([*own, *items], ["hat yok", "hat"], {"network": 1.0})[0]
    assert (first.text, first.copies) == ("yayılan paylaşım", 30)


def test_samples_speak_of_what_rose():
    items = [item(number, f"fatura {number}", topics=("billing",), certainty=0.99) for number in range(9)]
    items += [item(20 + number, f"hat yok {number}", topics=("network",), certainty=0.8) for number in range(5)]
    assert all("hat yok" in sample.text for sample in explained(items).samples)


def test_a_region_of_which_few_speak_is_not_named():
    now = Now(items=[item(1)], negative=40, all_items=40, regions={"Bursa": 37, "Bozcaada": 2})
    told = explain(now, Usual(), severity=6, begun=AT, kind="spike", rule="spike r1")
    assert told.regions == {"Bursa": 37}


def test_counts_are_of_all_that_is_negative_also_where_only_some_of_it_was_read():
    now = Now(items=[item(1), item(2)], negative=600, all_items=800, reach=90_000, topics={"network": 580})
    told = explain(now, Usual(), severity=6, begun=AT, kind="spike", rule="spike r1")
    assert (told.negative_share, told.reach, told.topics[0].observed) == (0.75, 90_000, 580)


def test_a_sample_is_one_line_and_not_too_long():
    (sample,) = samples([item(1, "çok \n uzun " * 80)], [])
    assert "\n" not in sample.text
    assert len(sample.text) <= 240
    assert sample.text.endswith("…")


def test_the_first_hour_has_three_deadlines():
    due = explained([item(1)]).deadlines
    assert [due.confirm - AT, due.classify - AT, due.answer - AT] == [timedelta(minutes=m) for m in (10, 30, 60)]


def test_the_playbook_follows_topic_and_recurrence():
    assert playbook_for("spike", "network", 0).kind == "A"
    assert playbook_for("spike", "billing", 0).kind == "B"
    assert playbook_for("spike", "network", 3).kind == "C"
