"""HTML to text: what a reader would see, whatever the markup."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.markup import text_of


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>bir</p><p>iki</p>", "bir\n\niki"),
        ("bir<br>iki<br/>üç", "bir\niki\nüç"),
        ("a &lt;b&gt; &amp; &#39;c&#39;&nbsp;d", "a <b> & 'c' d"),
        ("<script>alert(1)</script>kalan<style>p{}</style>", "kalan"),
        ("<html><head><title>x</title><body>gövde", "gövde"),
        ("<html><head><meta charset=utf-8><style>p{}</style><body>gövde", "gövde"),
        ('<div style="display:none">gizli ön izleme</div>görünen', "görünen"),
        ('<span style="font-size:0px">gizli</span>görünen', "görünen"),
        ("<ul><li>bir<li>iki</ul>", "bir\niki"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\n\nc"),
        ("satır\nsonu   boşluk", "satır sonu boşluk"),
        ("<pre>bir\niki</pre>", "bir\niki"),
        ("<b>kapanmayan", "kapanmayan"),
        ("</p></p>fazla kapanan", "fazla kapanan"),
        ("<!-- yorum -->metin<!DOCTYPE x>", "metin"),
        ("5 < 6 ve 7 > 3", "5 < 6 ve 7 > 3"),
        ('<img src=x onerror="alert(1)">', ""),
        ("", ""),
    ],
)
def test_a_reader_sees(markup: str, text: str) -> None:
    assert text_of(markup) == text


@pytest.mark.parametrize(
    "quote",
    [
        '<div class="gmail_quote"><div class="gmail_attr">Destek yazdı:</div><blockquote>eski</blockquote></div>',
        '<blockquote type="cite">eski</blockquote>',
        '<div id="yahoo" class="yahoo_quoted">eski</div>',
    ],
)
def test_what_a_mail_quotes_is_left_out_when_asked(quote: str) -> None:
    assert text_of(f"<p>yeni</p>{quote}", skip_quotes=True) == "yeni"
    assert "eski" in text_of(f"<p>yeni</p>{quote}")


@given(st.text(alphabet=st.sampled_from("<>/!-[]&;#x'\"=ap \n\x00scriptdiv"), max_size=200))
def test_no_markup_is_too_broken(markup: str) -> None:
    assert "\n\n\n" not in text_of(markup)


@pytest.mark.parametrize(
    "piece", ["<", "<a", "<!", "<!--", "<p>", "</", "&", "<script>", "<![CDATA[", "<a b='", "<a b='>", "<?", "<p a"]
)
def test_hostile_markup_costs_little_time(piece: str) -> None:
    start = time.process_time()
    text_of(piece * 60_000)
    assert time.process_time() - start < 10
