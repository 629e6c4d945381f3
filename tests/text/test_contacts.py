"""E-mail, handles, links and addresses."""

import pytest

from pipeline.text.pii import redact, redaction


@pytest.mark.parametrize(
    "address",
    [
        "ayse.yilmaz@ornek.com",
        "a***@gmail.com",
        "a.b+etiket@alt.ornek.com.tr",
        "ali @ gmail.com",
        "ali at gmail dot com",
        "ali et hotmail nokta com",
        "ali(at)ornek(dot)com",
        "ali [at] ornek.com.tr",
        "ali＠ornek.com",
        "al\u200bi@or\u200bnek.com",
        "ali@gmail",
        "ali#gmail.com",
    ],
)
def test_an_address_is_found_plain_masked_and_obfuscated(address: str) -> None:
    assert redact(f"bana {address} yazın") == "bana [EMAIL] yazın"


@pytest.mark.parametrize(
    "text", ["look at amazon dot com", "gmail hesabıma giremiyorum", "saat @ 5", "@5.99 TL", "kargo@ 10"]
)
def test_words_that_only_resemble_an_address_stay(text: str) -> None:
    assert redact(text) == text


def test_handles_go_and_the_brands_own_stay() -> None:
    text = "@Marka neden @ayse_y ve .@ali.veli cevap alamıyor?"
    assert redact(text, keep={"@marka"}) == "@Marka neden [HANDLE] ve .[HANDLE] cevap alamıyor?"
    assert redact("@marka", keep=["MARKA"]) == "@marka"


@pytest.mark.parametrize(
    "text", ["kullanıcı adım {}", "instagram: {}", "insta hesabım {}", "twitter kullanıcı adım: {}"]
)
def test_a_name_that_was_made_up_goes_where_it_is_told(text: str) -> None:
    assert redact(text.format("ayse_34")) == text.format("[HANDLE]")
    for word in ("kapatıldı", "çalışmıyor", "2024te"):
        assert redact(text.format(word)) == text.format(word)


def test_a_mastodon_address_is_one_handle() -> None:
    assert redact("@ayse@mastodon.ornek.org merhaba") == "[HANDLE] merhaba"


def test_secrets_in_links_go_and_the_link_stays() -> None:
    link = "https://ornek.com/takip?siparis=42&token=abc123def&dil=tr"
    assert redact(link) == "https://ornek.com/takip?siparis=42&token=[SECRET]&dil=tr"
    assert redact("ftp://kul:parola@ornek.com/x") == "ftp://[SECRET]@ornek.com/x"


def test_the_profile_in_a_link_goes_and_the_post_stays() -> None:
    assert redact("https://twitter.com/ayse_y/status/123") == "https://twitter.com/[HANDLE]/status/123"
    assert redact("https://twitter.com/marka", keep={"marka"}) == "https://twitter.com/marka"
    assert redact("https://www.instagram.com/p/abc") == "https://www.instagram.com/p/abc"


def test_public_addresses_go_while_routers_and_versions_stay() -> None:
    assert redact("giriş 88.240.17.5 üzerinden") == "giriş [IP] üzerinden"
    assert redact("2a00:1450:4001:81b:200:1:2:3 adresi") == "[IP] adresi"
    for text in ("192.168.1.1 arayüzü", "sürüm 10.112.3.4", "14.2.2.2 güncellemesi", "saat 12:30:45"):
        assert redact(text) == text


def test_the_counts_say_what_was_found() -> None:
    assert redaction("@a_b ve @c_d, ali@ornek.com").counts == {"EMAIL": 1, "HANDLE": 2}
