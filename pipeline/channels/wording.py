"""An alert in words: numbers a person acts on, what drives them, what to do first, a link. Pure.

Called by the teller and by `nabiz alerts`. Nothing a customer wrote is quoted: it is read at the desk. What a colleague
wrote when he escalated is redacted first, for it may name a customer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from pipeline.alert import AlertState, AlertStep
from pipeline.channels.door import About, Language
from pipeline.spike.evidence import Evidence, counted, known
from pipeline.spike.istanbul import ISTANBUL
from pipeline.spike.lifecycle import DETECTOR
from pipeline.text.pii import redact

Say = tuple[str, str]  # Turkish, English
HEADLINES: Mapping[AlertState, Say] = {
    "opened": ("Kriz uyarısı", "Crisis alert"),
    "escalated": ("Kriz büyüyor", "Crisis grows"),
    "resolved": ("Kriz sona erdi", "Crisis over"),
    "acknowledged": ("Kriz üstlenildi", "Crisis acknowledged"),
    "assigned": ("Kriz atandı", "Crisis assigned"),
    "classified": ("Kriz sınıflandırıldı", "Crisis classified"),
    "drafted": ("Açıklama taslağı hazır", "Statement drafted"),
    "answered": ("Açıklama yayımlandı", "Statement published"),
    "noted": ("Krize not eklendi", "Note on a crisis"),
    "closed": ("Kriz kapatıldı", "Crisis closed"),
    "judged_true": ("Gerçek uyarı denildi", "Judged a true alarm"),
    "judged_false": ("Yanlış uyarı denildi", "Judged a false alarm"),
}
RAISED: Say = ("Kriz yükseltildi", "Crisis escalated by a person")
# What is no crisis is never called one.
NOTICES: Mapping[str, Say] = {
    "volume_notice": ("Konuşma arttı (kriz değil)", "More is said than usual (no crisis)"),
    "no_data": ("Kaynaktan veri gelmiyor", "A source is silent"),
}
ENDED: Mapping[str, Say] = {
    "volume_notice": ("Konuşma olağana döndü", "As much is said as usual again"),
    "no_data": ("Kaynak yeniden konuşuyor", "A source speaks again"),
}
DRILL: Say = ("[TATBİKAT] ", "[DRILL] ")
STEPS: Mapping[str, Say] = {
    "opened": ("açıldı", "opened"),
    "escalated": ("büyüdü", "grew"),
    "resolved": ("sona erdi", "over"),
}
MOST = 12  # incidents that a digest names


class Names(msgspec.Struct, frozen=True):
    """What a message needs to know beside the alert: topics' names (Turkish, English), and where the desk is."""

    topics: Mapping[str, Say] = {}
    desk: str = ""  # address of the console; "": no link


def _in(language: Language, words: Say) -> str:
    return words[0] if language == "tr" else words[1]


def headline(step: AlertStep, language: Language, names: Names) -> str:
    topic = f" / {_in(language, names.topics.get(step.topic, (step.topic, step.topic)))}" if step.topic else ""
    drill = _in(language, DRILL) if step.drill else ""
    severity = "" if step.kind in NOTICES else f" ({step.severity}/10)"
    return f"{drill}{_in(language, _what(step))}: {step.brand}{topic}{severity}"


def _what(step: AlertStep) -> Say:
    if step.kind in NOTICES:
        return ENDED[step.kind] if step.state == "resolved" else NOTICES[step.kind]
    return RAISED if step.state == "escalated" and step.by != DETECTOR else HEADLINES[step.state]


def body(about: About, language: Language, names: Names) -> str:
    """In the reader's language; times of Istanbul."""
    step, evidence = about.newest, known(about.alert)
    lines = [_numbers(step, language, names), *_people(step, language), *_reasons(step, evidence, language, names)]
    if len(about.steps) > 1:
        before = ", ".join(
            f"{clock(each.at, language)} {_in(language, STEPS.get(each.state, (each.state, each.state)))}"
            for each in about.steps[:-1]
        )
        lines.append(f"{_in(language, ('Daha önce', 'Before that'))}: {before}")
    return "\n".join([*lines, *_link(step, names)])


def digest(abouts: Sequence[About], language: Language, names: Names) -> tuple[str, str]:
    """Title and body of one message about many incidents, the worst first."""
    worst = sorted(abouts, key=_rank)
    title = _in(language, ("Nabız özeti: {} uyarı", "Nabız digest: {} alerts")).format(len(worst))
    if all(about.newest.drill for about in worst):
        title = _in(language, DRILL) + title
    lines = [
        f"• {clock(about.newest.at, language)} {headline(about.newest, language, names)}" for about in worst[:MOST]
    ]
    if len(worst) > MOST:
        lines.append(_in(language, ("… ve {} tane daha", "… and {} more")).format(len(worst) - MOST))
    desk = [f"{names.desk}/alerts"] if names.desk else []
    return title, "\n".join([*lines, *desk])


def _rank(about: About) -> tuple[bool, bool, int, datetime, str]:
    """Crises before notices, those that go on before those that are over, the worst first."""
    step = about.newest
    return step.kind in NOTICES, step.state == "resolved", -step.severity, step.at, step.id


def link(step: AlertStep, names: Names) -> str:
    return f"{names.desk}/alerts/{step.id}" if names.desk else ""


def clock(at: datetime, language: Language) -> str:
    here = at.astimezone(ISTANBUL)
    return f"{here:%d.%m.%Y %H.%M}" if language == "tr" else f"{here:%Y-%m-%d %H:%M} (Istanbul)"


def _numbers(step: AlertStep, language: Language, names: Names) -> str:
    topic, channel = counted(step)
    part = "" if (topic, channel) == (step.topic, step.channel) else channel or topic
    at = clock(step.at, language) + (f", {_in(language, names.topics.get(part, (part, part)))}" if part else "")
    expected = f"{step.expected:.1f}" if step.expected >= 0.1 else f"{step.expected:.2f}"
    if step.kind == "no_data":
        silent = (
            f"{at}: {step.window_minutes} dakikadır kayıt yok.",
            f"{at}: nothing for {step.window_minutes} minutes.",
        )
        again = (f"{at}: kayıtlar yeniden geliyor.", f"{at}: items arrive again.")
        return _in(language, again if step.state == "resolved" else silent)
    said = "ileti" if step.kind == "volume_notice" else "olumsuz ileti"
    items = "items" if step.kind == "volume_notice" else "negative items"
    if language == "tr":
        told = f"{at}: son {step.window_minutes} dakikada {step.observed:.0f} {said}"
        return f"{told}, beklenen {expected.replace('.', ',')}."
    return f"{at}: {step.observed:.0f} {items} in the last {step.window_minutes} minutes, {expected} expected."


def _people(step: AlertStep, language: Language) -> list[str]:
    """Who did it; and why, where somebody escalated."""
    if step.by == DETECTOR:
        return []
    why = f": {redact(step.note)}" if step.state == "escalated" and step.note else ""
    return [f"{_in(language, ('Kim', 'By'))}: {step.by}{why}"]


def _reasons(step: AlertStep, evidence: Evidence, language: Language, names: Names) -> list[str]:
    percent = "%{:.0f}" if language == "tr" else "{:.0f}%"
    topics = ", ".join(
        f"{_in(language, names.topics.get(each.topic, (each.topic, each.topic)))} {percent.format(100 * each.share)}"
        for each in evidence.topics[:3]
    )
    words = ", ".join(term.term for term in evidence.terms[:5])
    where = ", ".join(f"{region} ({count})" for region, count in list(evidence.regions.items())[:3])
    steps = evidence.playbook.steps if evidence.playbook and step.state != "resolved" else []
    first = next((_in(language, (each.tr, each.en)) for each in steps), "")
    lines = [
        (("Sürükleyen", "Driven by"), topics),
        (("Öne çıkan sözler", "Words that stand out"), words),
        (("Nereden", "From where"), where),
        (("İlk adım", "First step"), first),
    ]
    told = [f"{_in(language, name)}: {content}" for name, content in lines if content]
    said = evidence.concentration
    if evidence.flood and said is not None:
        flood = (f"Dikkat: {said.items} iletinin ardında {said.authors} yazar var.",
                 f"Note: {said.authors} authors are behind {said.items} items.")  # fmt: skip
        told.append(_in(language, flood))
    return told


def _link(step: AlertStep, names: Names) -> list[str]:
    return [link(step, names)] if names.desk else []
