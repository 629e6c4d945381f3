"""Where a person can be reached on the net: e-mail, social handle, secrets and profiles in links, IP address.

Called by `redaction`, before the rules on numbers and names. Every pattern is bounded so that a megabyte of "@" or
"a" takes linear time. Must not touch what stands in square brackets already.
"""

import re
from collections.abc import Callable, Collection
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import Literal, TypeAlias

from pipeline.text.turkish import any_occurs, caseless

ContactKind: TypeAlias = Literal["EMAIL", "HANDLE", "SECRET", "IP"]
Replace: TypeAlias = Callable[[ContactKind], str]

_LOCAL = r"[\w*][\w.+%*•·'-]{0,63}+"
_DOMAIN = r"[\w*-]{1,63}(?:\.[\w*-]{1,63}){0,7}\.[^\W\d_]{2,24}"
_PROVIDERS = r"(?:gmail|hotmail|outlook|yahoo|icloud|yandex|windowslive|mynet|live|msn|proton(?:mail)?)"
_MASTODON = re.compile(rf"(?<![\w.])[@＠]\w[\w.-]{{0,63}}[@＠]{_DOMAIN}")
_EMAIL = re.compile(rf"{_LOCAL}[@＠]{_DOMAIN}")
_SPACED_EMAIL = re.compile(
    rf"(?<![\w\]])[\w.+-]{{2,64}}+(?:\s{{0,3}}(?:[@＠#]|\(at\)|\[at\]|\{{at\}})\s{{0,3}}|\s{{1,3}}(?:at|et|kuyruklu\s?a)\s{{1,3}})"
    rf"{_PROVIDERS}\s{{0,3}}(?:\.|,|\(dot\)|\[dot\]|\bdot\b|\bnokta\b)\s{{0,3}}com(?:\s?\.\s?tr)?(?![\w\[])",
    re.IGNORECASE,
)
_MARKED_EMAIL = re.compile(
    r"(?<![\w\]])[\w.+-]{2,64}+\s{0,2}[(\[{](?:at|et)[)\]}]\s{0,2}[\w-]{2,63}+"
    r"(?:\s{0,2}(?:\.|[(\[{](?:dot|nokta)[)\]}])\s{0,2}[\w-]{2,24}+){1,3}",
    re.IGNORECASE,
)
# Cut short: "ayse@gmail" has no ending, and is nobody's handle.
_BARE_EMAIL = re.compile(rf"{_LOCAL}[@＠]{_PROVIDERS}(?![\w\[])", re.IGNORECASE)
# "kullanıcı adım ayse_87", "instagram: ayse.87": a name that was made up has a digit or an underscore, words have none.
_TOLD_HANDLE = re.compile(
    r"((?<![\w\]])(?:kullan[ıi]c[ıi] ad[ıi]m?|nick(?:im|name)?|user ?name|(?:instagram|insta|twitter|telegram|tiktok)"
    r"(?:\s(?:hesab[ıi]m|adresim|kullan[ıi]c[ıi] ad[ıi]m))?)(?:\s{0,2}[:=]\s{0,2}|\s{1,2}))"
    r"((?=[^\W\d_][\w.]{0,40}[\d_])[^\W\d_][\w.]{3,40}+)(?![\w\[])",
    re.IGNORECASE,
)
_TOLD_HINTS = ("kullanici ad", "nick", "user", "insta", "twitter", "telegram", "tiktok")
_HANDLE = re.compile(r"[@＠](\w{1,40}+(?:[.-]\w{1,40}+){0,4})")
_PROFILE = re.compile(
    r"((?<![^\W\d])(?<!-)(?:twitter|x|instagram|facebook|fb|tiktok|threads|linkedin|t|youtube|bsky)\.(?:com|net|me|app)/"
    r"(?:in/|u/|user/|profile/)?)([\w.-]{2,60}+)",
    re.IGNORECASE,
)
_NO_PROFILE_TEXT = """
status p reel reels share sharer hashtag watch groups events intent search i explore home login pages company jobs
posts post story stories tv embed feed settings about help legal privacy c channel playlist results shorts in u user
profile joinchat s photo photos video videos marketplace permalink.php profile.php sharer.php story.php
"""
_NO_PROFILE = frozenset(_NO_PROFILE_TEXT.split())
_URL_PASSWORD = re.compile(r"(://)(?!\[SECRET\])[^/\s@\[\]]{1,200}+@")
_URL_SECRET = re.compile(
    r"([?&#;](?:[\w-]{0,24}[_-])?(?:token|access_?token|key|apikey|api_?key|secret|sig|signature|password|passwd|pwd|sifre|auth"
    r"|code|session|session_?id|sid|jwt|otp|pin|email|e-?mail|mail|phone|telefon|tel|gsm|tc|tckn|tcno|msisdn|iban)=)"
    r"(?!\[)[^\s&#\"'<>\[\]]+",
    re.IGNORECASE,
)
# What must occur, case aside, before a pattern is worth trying.
_SPACED_HINTS = ("mail", "outlook", "yahoo", "icloud", "yandex", "live", "mynet", "msn", "proton")
_MARKED_HINTS = ("(at", "[at", "{at", "(et", "[et", "{et")
_PROFILE_HINTS = (".com/", ".net/", ".me/", ".app/")
# Patterns begin with their digit and look back after it: a search then skips to digits instead of trying every letter.
_IPV4 = re.compile(r"\d(?<![\w.\]]\d)\d{0,2}(?:\.\d{1,3}){3}(?![\w\[])(?!\.[\d\[])")
_IPV6 = re.compile(r"(?<![\w:.\]])[0-9a-fA-F]{0,4}+(?::[0-9a-fA-F]{0,4}){3,7}(?![\w:.\[])")
_A_VERSION = re.compile(
    r"(?:\bv|versiyon\w*|version|s[uü]r[uü]m\w*|ios|android|build|firmware|yaz[ıi]l[ıi]m\w*)\W{0,3}$", re.IGNORECASE
)


def replace_contacts(text: str, replace: Replace, keep: Collection[str]) -> str:
    """The text with e-mails, handles and link secrets replaced; the handles of `keep` stay (case and @ aside)."""
    low, at, names = caseless(text), "@" in text or "＠" in text, frozenset(name.lstrip("@").lower() for name in keep)
    if "=" in text:
        text = _URL_SECRET.sub(lambda match: match.group(1) + replace("SECRET"), text)
    if at:
        text = _URL_PASSWORD.sub(lambda match: match.group(1) + replace("SECRET") + "@", text)
        text = _MASTODON.sub(lambda _: replace("HANDLE"), text)
        text = _EMAIL.sub(lambda _: replace("EMAIL"), text)
        text = _BARE_EMAIL.sub(lambda _: replace("EMAIL"), text)
    if any_occurs(_SPACED_HINTS, low):
        text = _SPACED_EMAIL.sub(lambda _: replace("EMAIL"), text)
    if any_occurs(_MARKED_HINTS, low):
        text = _MARKED_EMAIL.sub(lambda _: replace("EMAIL"), text)
    if at:
        text = _HANDLE.sub(lambda match: _handle(match, replace, names), text)
    if any_occurs(_TOLD_HINTS, low):
        text = _TOLD_HANDLE.sub(lambda match: _profile(match, replace, names), text)
    if any_occurs(_PROFILE_HINTS, low):
        text = _PROFILE.sub(lambda match: _profile(match, replace, names), text)
    return _replace_addresses(text, replace)


def _handle(match: re.Match[str], replace: Replace, keep: frozenset[str]) -> str:
    name = match.group(1)
    # "@5" and "@10.30" are prices and times; a host after link credentials is no person.
    if name.replace(".", "").isdigit() or match.string.endswith("[SECRET]", 0, match.start()):
        return match.group()
    return match.group() if name.lower() in keep else replace("HANDLE")


def _profile(match: re.Match[str], replace: Replace, keep: frozenset[str]) -> str:
    name = match.group(2).lower()
    return match.group() if name in _NO_PROFILE or name in keep else match.group(1) + replace("HANDLE")


def _replace_addresses(text: str, replace: Replace) -> str:
    if text.count(".") >= 3:
        text = _IPV4.sub(lambda match: _address(match, replace), text)
    if text.count(":") >= 3:
        text = _IPV6.sub(lambda match: _address(match, replace), text)
    return text


def _address(match: re.Match[str], replace: Replace) -> str:
    candidate = match.group()
    try:
        address = IPv6Address(candidate) if ":" in candidate else IPv4Address(candidate)
    except AddressValueError:
        return candidate
    before = match.string[max(0, match.start() - 16) : match.start()]
    small = address.version == 4 and max(address.packed) < 100
    # A router's 192.168.1.1 is nobody's; four small numbers are a version or prices far more often than an address.
    return candidate if small or not address.is_global or _A_VERSION.search(before) else replace("IP")
