"""The playbook of an alert: which class of crisis it looks like, and what to do first. Called by `explain`.

Classes after common practice of complaint teams: A explain openly what happened, why and how it is mended; B satisfy
the customers first; C change what lets it recur. A proposal: people may choose another.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec

PlaybookClass: TypeAlias = Literal["A", "B", "C"]
RECURS = 3  # alerts of the same topic in the last weeks that make it a recurring one
# Topics in which single customers have lost money, goods or rights; stems, matched against the topic's id.
PERSONAL = ("refund", "return", "billing", "price", "payment", "delivery", "fraud", "cancel", "iade", "fatura", "ödeme")

_STEPS: dict[PlaybookClass, tuple[tuple[str, str], ...]] = {
    "A": (
        ("Arızayı doğrulayın, neyin kimi etkilediğini yazın", "Confirm the fault; write down what affects whom"),
        ("Ne olduğunu, nedenini ve ne zaman düzeleceğini açıklayın", "Say what happened, why, and when it is mended"),
        ("Düzelince aynı yerde duyurun", "Announce the mending in the same place"),
    ),
    "B": (
        ("Etkilenen müşterilere ulaşın, mağduriyeti giderin", "Reach the customers hit and make good their loss"),
        ("Herkese açık yanıtta ne yapılacağını söyleyin", "Say in public what will be done"),
        ("Süreci açıklayın ve teşekkür edin", "Explain the course of things and give thanks"),
    ),
    "C": (
        ("Geçmiş uyarıların kök nedenlerini karşılaştırın", "Compare the root causes of the past alerts"),
        ("Kalıcı önlemi ve sorumlusunu belirleyin", "Name the lasting measure and its owner"),
        ("Neyin değiştiğini müşterilere anlatın", "Tell customers what has changed"),
    ),
}


class Step(msgspec.Struct, frozen=True):
    tr: str
    en: str


class Playbook(msgspec.Struct, frozen=True):
    kind: PlaybookClass
    steps: list[Step]


def playbook_for(kind: str, topic: str, past_alerts: int) -> Playbook:
    """C where the topic comes again and again, B where single customers have lost something, else A."""
    chosen: PlaybookClass = "A"
    if past_alerts >= RECURS:
        chosen = "C"
    elif any(stem in topic.casefold() for stem in PERSONAL) or kind == "sentiment_fall":
        chosen = "B"
    return Playbook(chosen, [Step(tr, en) for tr, en in _STEPS[chosen]])
