"""Drafts of a public statement, one for each class of crisis, in Turkish and English. Called by the desk's pages. Pure.

A draft holds what the alert knows (brand, topic, since when) and leaves in brackets what only people know: an answer
with a bracket left in it is refused. It holds no customer's words and no count of complaints.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from pipeline.spike.istanbul import ISTANBUL
from pipeline.spike.lifecycle import Alert, Statement
from pipeline.spike.playbook import PlaybookClass

MONTHS = (
    ("Ocak", "January"), ("Şubat", "February"), ("Mart", "March"), ("Nisan", "April"), ("Mayıs", "May"),
    ("Haziran", "June"), ("Temmuz", "July"), ("Ağustos", "August"), ("Eylül", "September"), ("Ekim", "October"),
    ("Kasım", "November"), ("Aralık", "December"),
)  # fmt: skip


class Names(msgspec.Struct, frozen=True):
    """What the topic is called in each language; empty: it has none."""

    tr: str = ""
    en: str = ""


_TR: dict[PlaybookClass, str] = {
    "A": (
        "{day} günü saat {hour} itibarıyla {topic} bir sorun yaşıyoruz. Sorunun nedeni: [neden]. "
        "Ekiplerimiz [yapılan çalışma] üzerinde çalışıyor; sorunun [tahmini saat] itibarıyla giderilmesini bekliyoruz. "
        "Gelişmeleri aynı yerden paylaşacağız. Yaşattığımız aksaklık için özür dileriz.\n{brand}"
    ),
    "B": (
        "{day} günü saat {hour} itibarıyla {topic} mağduriyet yaşayan müşterilerimiz olduğunu görüyoruz ve özür "
        "dileriz. Etkilenen herkese ulaşıyor, [telafi: iade, düzeltme, ücretsiz hizmet] işlemini [süre] içinde "
        "tamamlıyoruz; ayrıca başvurmanıza gerek yok. Size ulaşamadıysak bize [iletişim kanalı] üzerinden yazın. "
        "Sorunun nedeni: [neden].\n{brand}"
    ),
    "C": (
        "{topic_start} daha önce de yaşadığınız bir sorun {day} günü saat {hour} itibarıyla yinelendi. Tekrarını "
        "önleyememiş olmamız bizim sorumluluğumuz, özür dileriz. Kök neden: [kök neden]. Yinelenmemesi için "
        "[kalıcı önlem] adımını [tarih] tarihine kadar tamamlayacağız ve sonucu sizinle paylaşacağız.\n{brand}"
    ),
}
_EN: dict[PlaybookClass, str] = {
    "A": (
        "Since {hour} on {day} we have had a problem{topic}. The cause: [cause]. "
        "Our teams are working on [what is being done]; we expect it to be mended by [estimated time]. "
        "We will keep you informed here. We apologise for the disruption.\n{brand}"
    ),
    "B": (
        "Since {hour} on {day} some of our customers have suffered a loss{topic}, and we apologise. "
        "We are reaching everyone affected and will complete [remedy: refund, correction, free service] within "
        "[time]; you need not apply for it. If we have not reached you, write to us at [contact]. "
        "The cause: [cause].\n{brand}"
    ),
    "C": (
        "A problem{topic} that you have met before came back at {hour} on {day}. Not having prevented it is our "
        "responsibility, and we apologise. The root cause: [root cause]. So that it does not recur we will complete "
        "[lasting measure] by [date], and tell you the result.\n{brand}"
    ),
}


def draft(alert: Alert, kind: PlaybookClass, topic: Names) -> Statement:
    """Of the present rise; the same for the same alert; times are Istanbul's."""
    begun = alert.risen_at.astimezone(ISTANBUL)
    brand = alert.opened.brand
    tr = _TR[kind].format(
        day=_day(begun, 0),
        hour=f"{begun:%H.%M}",
        brand=brand,
        topic=f"“{topic.tr}” konusunda" if topic.tr else "hizmetlerimizde",
        topic_start=f"“{topic.tr}” konusunda" if topic.tr else "Hizmetlerimizde",
    )
    about = f" concerning “{topic.en}”" if topic.en else " with our services"
    return Statement(tr, _EN[kind].format(day=_day(begun, 1), hour=f"{begun:%H:%M}", brand=brand, topic=about))


def _day(at: datetime, language: int) -> str:
    return f"{at.day} {MONTHS[at.month - 1][language]} {at.year}"
