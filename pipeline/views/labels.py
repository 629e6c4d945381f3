"""What topics, sentiments, channels and languages are called in Turkish and English. Used by the dashboards."""

from __future__ import annotations

from models.taxonomy import load_taxonomy
from pipeline.views.panel import Words

TOPIC_NAMES = {topic.id: Words(topic.tr, topic.en) for topic in load_taxonomy()}
SENTIMENT_NAMES = {
    "negative": Words("Olumsuz", "Negative"),
    "neutral": Words("Nötr", "Neutral"),
    "positive": Words("Olumlu", "Positive"),
}
CHANNEL_NAMES = {
    "review": Words("Değerlendirme", "Reviews"),
    "social": Words("Sosyal medya", "Social media"),
    "complaint": Words("Şikâyet", "Complaints"),
    "survey": Words("Anket", "Surveys"),
    "call": Words("Çağrı", "Calls"),
    "other": Words("Diğer", "Other"),
}
LANGUAGE_NAMES = {
    "tr": Words("Türkçe", "Turkish"),
    "en": Words("İngilizce", "English"),
    "de": Words("Almanca", "German"),
    "ar": Words("Arapça", "Arabic"),
    "ru": Words("Rusça", "Russian"),
    "fr": Words("Fransızca", "French"),
    "es": Words("İspanyolca", "Spanish"),
    "und": Words("Belirsiz", "Unknown"),
}
