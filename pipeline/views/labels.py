"""What topics, sentiments, channels and languages are called in Turkish and English. Used by the dashboards.

All are constants but one: the names of a company's own topics, which `name_own` puts in once, when the console starts.
"""

from __future__ import annotations

from collections import ChainMap
from pathlib import Path

from models.taxonomy import load_taxonomy
from models.topics.company import load_company
from pipeline.views.panel import Words

_OWN_NAMES: dict[str, Words] = {}
# A panel that joins these with other names (`|`) keeps the company's own among them.
TOPIC_NAMES = ChainMap({topic.id: Words(topic.tr, topic.en) for topic in load_taxonomy()}, _OWN_NAMES)
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
    "it": Words("İtalyanca", "Italian"),
    "pt": Words("Portekizce", "Portuguese"),
    "nl": Words("Felemenkçe", "Dutch"),
    "el": Words("Yunanca", "Greek"),
    "bg": Words("Bulgarca", "Bulgarian"),
    "uk": Words("Ukraynaca", "Ukrainian"),
    "fa": Words("Farsça", "Persian"),
    "az": Words("Azerice", "Azerbaijani"),
    "ku": Words("Kürtçe", "Kurdish"),
    "pl": Words("Lehçe", "Polish"),
    "ro": Words("Rumence", "Romanian"),
    "zh": Words("Çince", "Chinese"),
    "ja": Words("Japonca", "Japanese"),
    "ko": Words("Korece", "Korean"),
    "hi": Words("Hintçe", "Hindi"),
    "id": Words("Endonezce", "Indonesian"),
    "sv": Words("İsveççe", "Swedish"),
    "und": Words("Belirsiz", "Unknown"),
}
ALERT_STATES = {
    "opened": Words("Açıldı", "Opened"),
    "escalated": Words("Yükseltildi", "Escalated"),
    "acknowledged": Words("Görüldü", "Acknowledged"),
    "assigned": Words("Atandı", "Assigned"),
    "classified": Words("Sınıflandırıldı", "Classified"),
    "drafted": Words("Açıklama taslağı", "Statement drafted"),
    "answered": Words("Yanıtlandı", "Answered"),
    "noted": Words("Not eklendi", "Noted"),
    "resolved": Words("Çözüldü", "Resolved"),
    "closed": Words("Kapatıldı", "Closed"),
    "judged_true": Words("Gerçek uyarı", "True alarm"),
    "judged_false": Words("Yanlış uyarı", "False alarm"),
}
ALERT_KINDS = {
    "spike": Words("Ani artış", "Spike"),
    "slow_burn": Words("Yavaş yükseliş", "Slow burn"),
    "sentiment_fall": Words("Duygu düşüşü", "Fall of sentiment"),
    "volume_notice": Words("Hacim bildirimi", "Volume notice"),
    "no_data": Words("Veri yok", "No data"),
}
JOURNEY_NAMES = {
    "consider": Words("Araştırma", "Consideration"),
    "buy": Words("Satın alma", "Purchase"),
    "receive": Words("Teslim alma", "Delivery"),
    "use": Words("Kullanım", "Use"),
    "support": Words("Destek", "Support"),
    "other": Words("Diğer", "Other"),
}
# Which stage of a customer's way a topic speaks of.
STAGES = {
    "campaign_contract": "consider",
    "price_billing": "buy",
    "payment_account": "buy",
    "booking_schedule": "buy",
    "delivery": "receive",
    "packaging_stock": "receive",
    "product_quality": "use",
    "app_website": "use",
    "network": "use",
    "food_drink": "use",
    "facility_cleanliness": "use",
    "location_access": "use",
    "security_privacy": "use",
    "customer_service": "support",
    "return_refund": "support",
    "technical_service": "support",
}


def name_own(taxonomy: Path | None) -> None:
    """Know the names in a company's topic file, and none from before. Raises TaxonomyBroken."""
    own = load_company(taxonomy) if taxonomy else ()
    _OWN_NAMES.clear()
    _OWN_NAMES.update((topic.id, Words(topic.tr, topic.en)) for topic in own)
