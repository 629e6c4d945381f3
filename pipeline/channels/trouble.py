"""Why a channel could not be told, by kind: kept in the store as a word, said in Turkish or English. Pure.

Raised by the channels, kept by the teller, read by desk, health page and command line. A detail is a status or the
name of an error; it must never be an address, a token or what a service answered in words.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple, TypeAlias, get_args

import httpx

from pipeline.channels.door import Language
from pipeline.errors import ChannelError

Kind: TypeAlias = Literal["unreachable", "slow", "unsaid", "secret", "token", "answered", "not_taken", "broken", "gone"]


class Saying(NamedTuple):
    """What is wrong and what to do, in one language; {} is the channel's name, {detail} the detail."""

    wrong: str
    remedy: str


_TR: Mapping[Kind, Saying] = {
    "unreachable": Saying("{} kanalına ulaşılamıyor", "adresi ve ağı denetleyin"),
    "slow": Saying("{} zamanında yanıt vermiyor", "karşı hizmet çalışıyor mu?"),
    "unsaid": Saying("{} yanıt vermiyor: {detail}", "karşı hizmet çalışıyor mu?"),
    "secret": Saying("{} iletiyi geri çevirdi: {detail}", "ortak anahtarı biliyor mu?"),
    "token": Saying("{} erişim anahtarını kabul etmiyor: {detail}", "ek açıklama yazabilen bir hizmet hesabı gerekir"),
    "answered": Saying("{} iletiyi almadı: {detail}", "nedeni karşı hizmetin günlüğünde yazar"),
    "not_taken": Saying("{} iletiyi almadı", "adresi, anahtarı ve ağı denetleyin"),
    "broken": Saying("{} için beklenmedik bir hata oldu: {detail}", "ayrıntısı günlükte"),
    "gone": Saying("{} kanalı artık ayarlarda yok", "NABIZ_ROUTES dosyasına bakın"),
}
_EN: Mapping[Kind, Saying] = {
    "unreachable": Saying("{} cannot be reached", "check its address and the network"),
    "slow": Saying("{} does not answer in time", "is it up?"),
    "unsaid": Saying("{} does not answer: {detail}", "is it up?"),
    "secret": Saying("{} answered {detail}", "does it know the secret?"),
    "token": Saying("{} refuses the token: {detail}", "it takes a service account that may write annotations"),
    "answered": Saying("{} answered {detail}", "its log says why"),
    "not_taken": Saying("{} did not take the message", "check its address, token and network"),
    "broken": Saying("{} failed: {detail}", "the log says where"),
    "gone": Saying("the channel {} is no longer in the settings", "see NABIZ_ROUTES"),
}


def trouble(name: str, kind: Kind, detail: str = "") -> ChannelError:
    """The error to raise."""
    saying = _EN[kind]
    return ChannelError(saying.wrong.format(name, detail=detail), hint=saying.remedy, problem=kept(kind, detail))


def unanswered(name: str, error: httpx.HTTPError) -> ChannelError:
    """The error to raise where there was no answer."""
    if isinstance(error, httpx.ConnectError):
        return trouble(name, "unreachable")
    if isinstance(error, httpx.TimeoutException):
        return trouble(name, "slow")
    return trouble(name, "unsaid", type(error).__name__)


def kept(kind: Kind, detail: str = "") -> str:
    """As the store keeps it."""
    return f"{kind} {detail}".strip()


def told(name: str, problem: str, language: Language) -> str:
    """A sentence for what the store keeps; of a kind that is not known, as it was written."""
    kind, _, detail = problem.partition(" ")
    sayings = _TR if language == "tr" else _EN
    for each in get_args(Kind):
        if each == kind:
            saying = sayings[each]
            return f"{saying.wrong.format(name, detail=detail)} ({saying.remedy})"
    return problem
