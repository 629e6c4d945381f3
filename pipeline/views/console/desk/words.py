"""What the desk says, in Turkish and English. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.alert import AlertState
from pipeline.desk.casework import Stage
from pipeline.spike.lifecycle import Refusal
from pipeline.spike.playbook import PlaybookClass
from pipeline.views.panel import Words

ALERTS = Words("Uyarılar", "Alerts")
ALERTS_ABOUT = Words(
    "Açık krizler: ne kadar ağır, ne zamandır, kimde, sırada ne var.",
    "Open crises: how bad, since when, who has it, what is next.",
)
OPEN = Words("Açık", "Open")
CLOSED = Words("Kapatılanlar", "Closed")
NOTICES = Words("Bildirimler", "Notices")
NONE_YET = Words("Açık uyarı yok; henüz hiç kayıt da yok.", "No open alerts; and nothing is stored yet.")
NONE_OPEN = Words("Açık uyarı yok. Ortalık sakin.", "No open alerts. All is calm.")
NONE_SINCE = Words(
    "Açık uyarı yok. En yeni kayıt {}: ondan sonra yazılanlar henüz gelmedi ya da değerlendirilmedi.",
    "No open alerts. The newest item is from {}: what was written since has not arrived or not been judged yet.",
)
NO_SUCH = Words("Böyle bir uyarı yok", "There is no such alert")
BACK = Words("Tüm uyarılar", "All alerts")
WHOLE = Words("Markanın tümü", "The brand as a whole")
DRILL = Words("TATBİKAT", "DRILL")
RISING = Words("Sürüyor", "Ongoing")
CALM = Words("Veride sakinleşti", "Calm in the data")
ENDED = Words("Sona erdi", "Over")
AGAIN = Words("Yeniden yükseldi", "Rose again")
AGAIN_ABOUT = Words(
    "İlk yükseliş: {}. Süreler ve adımlar son yükselişin.", "First rise: {}. Times and steps are those of the newest."
)
IS_CLOSED = Words("Kapatıldı", "Closed")
LOW_CONFIDENCE = Words("Düşük güven: geçmiş veri az", "Low confidence: little history")
SEVERITY = Words("Şiddet", "Severity")
SINCE = Words("Başlangıç", "Since")
OWNER = Words("Sorumlu", "Owner")
NOBODY = Words("Henüz kimse", "Nobody yet")
NEXT = Words("Sıradaki adım", "Next step")
NOTHING_DUE = Words("İlk saatin adımları tamam", "The first hour is done")
LATE_BY = Words("{} gecikti", "{} late")
LEFT = Words("{} kaldı", "{} left")
DONE_AT = Words("{} · tamam", "{} · done")
DONE_LATE = Words("{} · {} geç", "{} · {} late")
RATES = Words("Son {} içinde {} olumsuz ileti; beklenen {}", "{1} negative items in {0}; {2} expected")
SAID_RATES = Words("Son {} içinde {} ileti; beklenen {}", "{1} items in {0}; {2} expected")
SILENT = Words("{} boyunca kayıt gelmedi", "No items for {}")
TIMES = Words("{} katı", "{}×")
MORE_TIMES = Words("{} katından fazla", "more than {}×")
OVERDUE = Words("Süresi geçti", "Overdue")
REVISION = Words("sürüm {}", "revision {}")
STAGES: Mapping[Stage, Words] = {
    "confirm": Words("Doğrula", "Confirm"),
    "classify": Words("Sınıflandır", "Classify"),
    "answer": Words("Yanıtla", "Answer"),
}
RULES = Words("Kurallar ne kadar isabetli?", "How often are the rules right?")
RULES_ABOUT = Words(
    "Değerlendirmeleriniz kuralın eşiğini sınırlar içinde, yapıldıkları dakikadan başlayarak ayarlar.",
    "What you judge moves a rule's threshold, within bounds and from that minute on.",
)
PRECISION = Words("Değerlendirilen {} uyarıdan {} tanesi gerçekti ({}).", "Of {} alerts judged, {} were true ({}).")
THRESHOLD = Words("Eşik şimdi {}, değerlendirme olmasa {}.", "Threshold now {}, without judgements {}.")
KEYS = Words("j/k: gez · Enter: aç", "j/k: move · Enter: open")

CURVE = Words("Olumsuz iletiler", "Negative items")
CURVE_ABOUT = Words(
    "{} dakikada gelen; bant, önceki günlerin aynı saatlerinde olağan olan.",
    "In {} minutes; the band is what is usual at these hours of the days before.",
)
RAISED = Words("Uyarı", "Alert")
RAISED_AGAIN = Words("Yeniden", "Again")
WHY = Words("Ne artırdı?", "What drives it?")
AS_OF = Words("{}–{} arası, {} olumsuz ileti", "{}–{}, {} negative items")
AS_TOLD = Words("Uyarının son yükseldiği an: {}", "As of its newest rise: {}")
TOPICS = Words("Konular", "Topics")
TERMS = Words("Öne çıkan sözler", "Telling words")
SOURCES = Words("Kaynaklar", "Sources")
REGIONS = Words("Bölgeler", "Regions")
LANGUAGES = Words("Diller", "Languages")
PARTS = Words("Birlikte yükselenler", "Risen together")
SAID = Words("Müşteriler ne diyor?", "What customers say")
SAID_ABOUT = Words("Kişisel veriler gizlendi, benzer iletiler birleştirildi.", "Masked; near-duplicates folded.")
COPIES = Words("{} benzer ileti", "{} alike")
ORIGINAL = Words("Kaynağı aç", "Open the source")
STORED = Words("Kayıtlarda bul", "Find among the items")
ALL_ITEMS = Words("Bu uyarının tüm olumsuz iletileri", "All negative items of this alert")
NO_EVIDENCE = Words("Bu uyarı için kanıt toplanmadı.", "No evidence was gathered for this alert.")
FACTS = Words("Veri ve güven", "Data and trust")
FRESH = Words("Son kayıt", "Newest item")
NEGATIVE_SHARE = Words("Olumsuz payı", "Share of negatives")
USUALLY = Words("olağan {}", "usually {}")
REACH = Words("Erişim", "Reach")
AUTHORS = Words("Yazar sayısı", "Authors")
TOP_AUTHOR = Words("En çok yazanın payı", "Share of the most active author")
COPIED = Words("Kopya iletiler", "Copied items")
FLOOD = Words(
    "Az sayıda kişi ya da kopya metin gürültünün çoğunu yapıyor.",
    "Few people, or copies of one text, make most of the noise.",
)
SCORE = Words("Puan (ne kadar şaşırtıcı)", "Score (how surprising)")
RULE = Words("Kural", "Rule")
MODEL = Words("Model", "Model")
WINDOW = Words("Pencere (İstanbul)", "Window (Istanbul)")
IN_UTC = Words("Pencere (UTC)", "Window (UTC)")

PLAYBOOK = Words("Yol haritası", "Playbook")
CLASS = Words("Sınıf", "Class")
CLASSES: Mapping[PlaybookClass, Words] = {
    "A": Words("Ne olduğunu, nedenini, nasıl düzeleceğini açıkla", "Explain openly what happened, why, how it mends"),
    "B": Words("Önce müşteriyi memnun et", "Satisfy the customers first"),
    "C": Words("Yinelenmemesi için ne değişmeli?", "What must change so that it does not recur"),
}
PROPOSED = Words("önerilen", "proposed")
CHOSEN = Words("seçildi", "chosen")
STATEMENT = Words("Kamuya açıklama", "Public statement")
STATEMENT_ABOUT = Words(
    "Taslak. Köşeli ayraçları doldurmadan yayımlandı olarak işaretlenemez.",
    "A draft. It cannot be marked as published while brackets are left.",
)
PUBLISHED = Words("Yayımlandı", "Published")
TAKE_CLASS = Words("Sınıf {}: onayla", "Class {}: confirm")
PREPARE = Words("Açıklamayı hazırla", "Prepare the statement")
EDIT = Words("Açıklamayı düzenle", "Edit the statement")
SAVE_DRAFT = Words("Taslağı kaydet", "Save draft")
PUBLISH = Words("Yayımlandı olarak işaretle", "Mark as published")
TURKISH, ENGLISH = Words("Türkçe", "Turkish"), Words("İngilizce", "English")
THREAD = Words("Olay günlüğü", "Thread")
SIMILAR = Words("Benzer geçmiş uyarılar", "Similar past alerts")
NO_SIMILAR = Words("Benzer bir uyarı yok.", "None yet.")
CAUSE = Words("Neden", "Cause")
MEASURE = Words("Düzeltici eylem", "Corrective action")
DETECTOR = Words("Dedektör", "The detector")
RETURNED = Words("sorunun yeniden yükseldiğini gördü", "saw it rise again")  # of a rise after the first
# What somebody did, after the name: "Ayşe uyarıyı kapattı".
DEEDS: Mapping[AlertState, Words] = {
    "opened": Words("uyarıyı açtı", "opened the alert"),
    "escalated": Words("uyarıyı yükseltti", "escalated the alert"),
    "acknowledged": Words("uyarıyı gördü ve üstlendi", "acknowledged the alert"),
    "assigned": Words("uyarıyı şu kişiye atadı", "assigned the alert to"),
    "classified": Words("krizin sınıfını belirledi", "chose the class"),
    "drafted": Words("açıklama taslağını kaydetti", "drafted the statement"),
    "answered": Words("açıklamayı yayımlandı olarak işaretledi", "marked the statement as published"),
    "noted": Words("not ekledi", "added a note"),
    "resolved": Words("verinin olağana döndüğünü gördü", "saw the data back to usual"),
    "closed": Words("uyarıyı kapattı", "closed the alert"),
    "judged_true": Words("gerçek uyarı olduğunu belirtti", "judged it a true alarm"),
    "judged_false": Words("yanlış uyarı olduğunu belirtti", "judged it a false alarm"),
}

ACKNOWLEDGE = Words("Gördüm, bende", "Acknowledge")
ASSIGN = Words("Ata", "Assign")
ASSIGN_TO = Words("Kime?", "To whom?")
TO_ME = Words("Bana ata", "Assign to me")
CLASSIFY = Words("Sınıflandır", "Classify")
ESCALATE = Words("Yükselt", "Escalate")
ESCALATE_WHY = Words("Kime ve neden?", "To whom, and why?")
NOTE = Words("Not ekle", "Add a note")
CLOSE = Words("Kapat", "Close")
CLOSE_LEAD = Words(
    "Neden ve düzeltici eylem olay sonrası rapora girer.", "Cause and corrective action go into the report."
)
JUDGE_TRUE = Words("Gerçek uyarıydı", "True alarm")
JUDGE_FALSE = Words("Yanlış uyarıydı", "False alarm")
REPORT = Words("Olay sonrası rapor", "Post-mortem")
LINK = Words("Bağlantıyı kopyala", "Copy link")
SAVE, CANCEL = Words("Kaydet", "Save"), Words("Vazgeç", "Cancel")
SAVED = Words("Kaydedildi", "Saved")
READ_ONLY = Words("Salt okunur: adım atmak için temsilci rolü gerekir.", "Read only: acting needs the role of agent.")
TOLD_TO = Words("Bildirilen", "Told to")
WAITING_TO_BE_TOLD = Words("{} (bekliyor)", "{} (waiting)")
NOT_TOLD = Words("{} (ulaşmadı)", "{} (failed)")
FAILING = Words("Bildirim gitmiyor", "Notifications fail")
FAILING_ABOUT = Words("Bir gün boyunca yeniden denenir.", "Tried again for a day.")
ACT_KEYS = Words(
    "a: gördüm · s: ata · 1-3: sınıf A-C · d: açıklama · n: not · e: yükselt · c: kapat · r: rapor · u: geri"
    " · Ctrl+Enter: kaydet",
    "a: acknowledge · s: assign · 1-3: class A-C · d: statement · n: note · e: escalate · c: close · r: report"
    " · u: back · Ctrl+Enter: save",
)
REFUSALS: Mapping[Refusal, Words] = {
    "stale": Words(
        "Siz yazarken başka biri adım attı. Günceli aşağıda; bakıp yeniden deneyin.",
        "Somebody acted while you wrote. This is the newest state; look and try again.",
    ),
    "not_open": Words("Uyarı zaten kapatıldı.", "The alert is closed already."),
    "already": Words("Bu adım zaten atıldı.", "That was done already."),
    "no_cause": Words("Nedeni yazın.", "Say what caused it."),
    "no_action": Words("Düzeltici eylemi yazın.", "Say what was done about it."),
    "no_owner": Words("Kime atanacağını seçin.", "Choose to whom."),
    "unknown_owner": Words(
        "Bu adla çalışan yok: kişiyi listeden seçin.", "Nobody of that name works here: choose from the list."
    ),
    "no_note": Words("Not boş.", "The note is empty."),
    "no_name": Words("Bu adla adım atılamaz.", "Nobody can act under this name."),
    "no_class": Words("Sınıf A, B ya da C olur.", "A class is A, B or C."),
    "no_statement": Words("Açıklama boş.", "The statement is empty."),
    "unfilled": Words("Köşeli ayraçların içini doldurun.", "Fill in what stands in brackets."),
}
NOT_ALLOWED = Words("Rolünüz buna izin vermiyor.", "Your role does not allow that.")

REPORT_ABOUT = Words("Ne oldu, ne kadar sürdü, ne öğrendik.", "What happened, how long it took, what we learnt.")
TIMELINE = Words("Süreler", "Times")
RISES = Words(
    "{} kez yükseldi: süreler son yükselişin ({}), büyüklük hepsinin.",
    "It rose {} times: the times are those of the newest rise ({}), the size is that of all.",
)
DETECT = Words("Fark etme", "To detect")
ACK_TIME = Words("Üstlenme", "To acknowledge")
CLASS_TIME = Words("Sınıflandırma", "To classify")
ANSWER_TIME = Words("Yanıt", "To answer")
RESOLVE_TIME = Words("Verinin sakinleşmesi", "To calm in the data")
CLOSE_TIME = Words("Kapatma", "To close")
TARGET = Words("hedef {}", "target {}")
TARGET_MISSED = Words("hedef {}, aşıldı", "target {}, missed")
SIZE = Words("Büyüklük", "Size")
VOLUME = Words("Olumsuz ileti", "Negative items")
EXCESS = Words("Olağanın üstünde", "Above what is usual")
PEAK = Words("En yüksek şiddet", "Peak severity")
LEARNT = Words("Neden ve önlem", "Cause and measure")
NOT_YET = Words("henüz yok", "not yet")
NOT_DONE = Words("yapılmadı", "not done")
JUDGEMENT = Words("Değerlendirme", "Judgement")
MARKDOWN = Words("Markdown indir", "Download Markdown")
PRINT = Words("Yazdır / PDF", "Print / PDF")
STEPS = Words("Adımlar", "Steps")
