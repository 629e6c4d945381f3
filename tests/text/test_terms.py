"""Terms that explain a crisis, and stems."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.stopwords import STOP_WORDS
from pipeline.text.terms import stem, terms
from pipeline.text.turkish import fold


def test_terms_are_content_words_and_neighbouring_pairs_in_the_writers_letters() -> None:
    assert terms("Müşteri hizmetleri ÇOOOK kötü!") == ["müşteri", "hizmetleri", "müşteri hizmetleri", "kötü"]


def test_a_negation_shows_only_together_with_its_word() -> None:
    assert terms("iade yok") == ["iade", "iade yok"]
    assert terms("internet not working") == ["internet", "internet not", "working", "not working"]


def test_punctuation_numbers_and_placeholders_part_words() -> None:
    found = terms("Kargo. Fatura 2 paket [NAME] iptal")
    assert found == ["kargo", "fatura", "paket", "iptal"]


def test_links_and_handles_are_no_terms() -> None:
    assert terms("@marka https://ornek.com/kampanya fatura") == ["fatura"]


def test_a_suffix_after_an_apostrophe_is_cut() -> None:
    assert "ankara" in terms("Ankara'da bekliyor")


def test_a_repeated_term_counts_once() -> None:
    assert terms("iade, iade, İADE") == ["iade"]


def test_stems_bring_the_forms_of_a_word_together() -> None:
    assert stem("Kargolarımız") == stem("KARGOLAR") == "kargo"


def test_stop_words_are_written_folded() -> None:
    assert all(fold(word) == word for word in STOP_WORDS)


@given(st.text(st.characters()))
def test_terms_never_raise_and_are_distinct(text: str) -> None:
    found = terms(text)
    assert len(found) == len(set(found))
