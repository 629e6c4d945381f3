"""What every model promises, held against every model there is."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor

import pytest

from models.base import SENTIMENTS, Reading, TextModel

# "Thank you" or a greeting in forty languages, one after the other.
FORTY = """teşekkürler thanks danke merci gracias grazie obrigado bedankt спасибо شكرا дякую dziękuję děkuji köszönöm
mulțumesc благодаря хвала hvala faleminderit ευχαριστώ תודה متشکرم شکریہ धन्यवाद ধন্যবাদ நன்றி ధన్యవాదాలు
ขอบคุณ cảm ơn terima kasih salamat asante
谢谢 ありがとう 감사합니다 გმადლობთ շնորհակալություն рахмет
sağ ol kiitos tack takk tak aitäh paldies ačiū"""

AWKWARD = {
    "empty": "",
    "blank": " \t\n ",
    "one emoji": "😡",
    "only a link": "https://ornek.com.tr/a?b=c",
    "only a mention": "@birisi",
    "control characters": "\x00\x01\x07\x1b[31m\u200b\ufeff",
    "right to left": "الخدمة سيئة جدا \u202e ters \u202c",
    "lone surrogate": "bozuk \ud83d metin",
    "one letter": "a",
    "digits": "1234567890 " * 5,
    "no spaces": "x" * 3000,
    "many scripts": "güzel хорошо 好 좋아 καλό جيد שלום नमस्ते",
    "forty languages mixed": FORTY,
    "half emoji, half words": "👩‍👩‍👧 çok 🇹🇷 iyi 👍🏽 " * 20,
    "all control characters": "".join(map(chr, range(32))) + "\x7f\x85",
    "private and unassigned": "\ue000\U0010ffff\ufffe\u0378",
    "right to left with numbers": "שירות 24/7 رقم ١٢٣ kötü",
    "combining marks": "i\u0307" * 50 + "Z\u0351\u034b" * 20,
}
PLAIN = [
    "Siparişim iki haftadır yolda, arayıp soran yok.",
    "Garson çok nazikti, tatlılar da şahaneydi.",
    "Yarın şubeye uğrayacağım.",
    "The app crashes whenever I open my cart.",
    "Das Zimmer war sauber.",
]


def sound(reading: Reading) -> bool:
    """Probabilities that sum to one, the largest named, known topics only with a score."""
    scores = reading.sentiment_scores
    return (
        math.isclose(sum(scores.values()), 1.0, abs_tol=1e-3)
        and all(0.0 <= value <= 1.0 for value in scores.values())
        and scores[reading.sentiment] == max(scores.values())
        and reading.sentiment in SENTIMENTS
        and set(reading.topics) <= set(reading.topic_scores)
        and all(0.0 <= value <= 1.0 for value in reading.topic_scores.values())
    )


@pytest.mark.parametrize("text", AWKWARD.values(), ids=AWKWARD.keys())
def test_an_awkward_text_gets_an_answer(model: TextModel, text: str) -> None:
    readings = model.predict([text])
    assert len(readings) == 1
    assert sound(readings[0])


@pytest.mark.parametrize("part", ["çok kötü bir deneyim ", "x", "😡", "i\u0307", "الخدمة ", "\x00"], ids=ascii)
def test_a_hundred_thousand_characters_get_an_answer(model: TextModel, part: str) -> None:
    assert sound(model.predict([(part * (100_000 // len(part) + 1))[:100_000]])[0])


def test_no_texts_give_no_readings(model: TextModel) -> None:
    assert model.predict([]) == []


def test_answers_come_in_the_order_of_the_texts(model: TextModel) -> None:
    texts = [*PLAIN, *AWKWARD.values()]
    forward, backward = model.predict(texts), model.predict(texts[::-1])[::-1]
    assert len(forward) == len(texts)
    for one, other in zip(forward, backward, strict=True):
        assert _near(one, other)


def test_a_text_alone_reads_as_in_any_batch(model: TextModel) -> None:
    texts = [*PLAIN, "", "uzun " * 400, *PLAIN]
    together = model.predict(texts)
    for text, reading in zip(texts, together, strict=True):
        assert _near(model.predict([text])[0], reading)


def test_two_threads_at_once_get_the_answers_that_one_gets(model: TextModel) -> None:
    batches = [[*PLAIN, f"{turn}. kez aldım", *AWKWARD.values()] for turn in range(6)]
    alone = [model.predict(batch) for batch in batches]
    with ThreadPoolExecutor(2) as two:
        together = list(two.map(model.predict, batches))
    for one, other in zip(alone, together, strict=True):
        assert all(map(_near, one, other))


def test_the_revision_names_the_model(model: TextModel) -> None:
    assert "@" in model.revision


def _near(one: Reading, other: Reading) -> bool:
    pairs = [
        *zip(one.sentiment_scores.values(), other.sentiment_scores.values(), strict=True),
        *zip(one.topic_scores.values(), other.topic_scores.values(), strict=True),
    ]
    return all(math.isclose(a, b, abs_tol=1e-3) for a, b in pairs)
