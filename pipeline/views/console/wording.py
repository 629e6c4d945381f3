"""What the console itself says, in Turkish and English. Titles of panels stand with their panels. Pure."""

from __future__ import annotations

from pipeline.views.panel import Words

PRODUCT = Words("Nabız", "Nabız")
SIGN_IN = Words("Giriş yap", "Sign in")
SIGN_OUT = Words("Çıkış", "Sign out")
NAME = Words("Kullanıcı adı", "User name")
PASSWORD = Words("Parola", "Password")
SIGN_IN_LEAD = Words("Müşterilerinizin ne dediğini ve nasıl dediğini görün.", "See what your customers say, and how.")
WRONG = Words("Kullanıcı adı veya parola yanlış.", "The name or the password is wrong.")
WAIT = Words("Çok fazla deneme oldu. {} sonra yeniden deneyin.", "Too many tries. Try again in {}.")
NO_ACCOUNT = Words(
    "Henüz hesap yok. Sunucuda şunu çalıştırın: nabiz users add AD --role admin",
    "There is no account yet. On the server run: nabiz users add NAME --role admin",
)
SKIP = Words("İçeriğe geç", "Skip to content")
MENU = Words("Menü", "Menu")
FILTERS = Words("Süzgeçler", "Filters")
APPLY = Words("Uygula", "Apply")
CLEAR = Words("Temizle", "Clear")
ALL = Words("Tümü", "All")
BRAND = Words("Marka", "Brand")
TOPIC = Words("Konu", "Topic")
CHANNEL = Words("Kanal", "Channel")
LANGUAGE = Words("Dil", "Language")
PERIOD = Words("Dönem", "Period")
COMPARED = Words("Karşılaştırma", "Compare with")
OWN_SPAN = Words("Tarih aralığı", "Dates")
SINCE = Words("Başlangıç", "From")
UNTIL = Words("Bitiş", "To")
THEME = Words("Görünüm", "Appearance")
THEMES = {"auto": Words("Otomatik", "Automatic"), "light": Words("Açık", "Light"), "dark": Words("Koyu", "Dark")}
ROLES = {
    "viewer": Words("İzleyici", "Viewer"),
    "agent": Words("Temsilci", "Agent"),
    "admin": Words("Yönetici", "Administrator"),
}
LAST_ITEM = Words("Son kayıt: {}", "Last item: {}")
LOADING = Words("Yükleniyor", "Loading")
SHOW_DATA = Words("Veriyi tablo olarak göster", "Show the data as a table")
DATA_OF = Words("{} verisi", "Data of {}")
ITEMS = Words("Kayıtlar", "Items")
ITEMS_OF = Words("Bu sayının arkasındaki kayıtlar", "The items behind this number")
CSV = Words("CSV", "CSV")
COPY = Words("Bağlantı", "Link")
COPIED = Words("Bağlantı kopyalandı", "Link copied")
NO_STORE = Words("Veritabanına ulaşılamıyor", "The store cannot be reached")
LOST = Words("Bağlantı koptu.", "Connection lost.")
LOST_LEAD = Words("Yeniden bağlanılıyor…", "Trying to reconnect…")
NOT_LOADED = Words("Bu sayfa yüklenemedi", "This page could not be loaded")
NOT_LOADED_LEAD = Words(
    "Birazdan yeniden deneyin. Sürerse sistem yöneticinize sayfanın adresini ve saati iletin; nedeni günlükte yazar.",
    "Try again in a moment. If it goes on, tell your administrator the page's address and the time; the log says why.",
)
NO_PAGE = Words("Böyle bir sayfa yok", "There is no such page")
NO_PAGE_LEAD = Words(
    "Adres eksik ya da yanlış yazılmış olabilir; sayfa taşınmış da olabilir.",
    "The address may be incomplete or mistyped, or the page has moved.",
)
TO_OVERVIEW = Words("Genel bakışa git", "Go to the overview")
FAILED = Words("Bu pano yüklenemedi", "This panel could not be loaded")
AWAY = Words(
    "Veritabanı şu an yanıt vermiyor; kendiliğinden yeniden denenir.",
    "The store does not answer at the moment; it is tried again by itself.",
)
TOO_LARGE = Words(
    "Bu dönem tek seferde okunamayacak kadar büyük. Daha kısa bir dönem ya da tek bir marka seçin.",
    "This period is too large to be read at once. Choose a shorter one, or a single brand.",
)
OTHERWISE = Words("Sistem yöneticinize şunu iletin:", "Tell your administrator this:")
RETRY = Words("Yeniden dene", "Try again")
EMPTY_STORE = Words("Henüz kayıt yok", "Nothing is stored yet")
CONNECT = Words(
    "Bir kaynak bağlayın: nabiz up --feed DOSYA ya da nabiz connect KAYNAK",
    "Connect a source: nabiz up --feed FILE, or nabiz connect SOURCE",
)
WIDEN = Words("Dönemi genişletin ya da süzgeçleri temizleyin.", "Widen the period, or clear the filters.")
SEARCH = Words("Kayıt ara", "Search items")
SEARCH_HINT = Words("Kelime ya da cümle", "Word or phrase")
SENTIMENT = Words("Duygu", "Sentiment")
SOURCE = Words("Kaynak", "Source")
TIME = Words("Zaman", "Time")
TEXT = Words("Metin", "Text")
SERIES = Words("Seri", "Series")
VALUE = Words("Değer", "Value")
LOW = Words("Alt sınır", "Low")
HIGH = Words("Üst sınır", "High")
BEFORE = Words("Önceki", "Before")
LABEL = Words("Başlık", "Label")
OLDER = Words("Daha eski", "Older")
NEWEST = Words("En yeni", "Newest")
ORIGINAL = Words("Aslını aç", "Open the original")
REACH = Words("{} erişim", "reach {}")
NO_WORDS = Words("Metin yok, yalnızca puan verildi", "No words, a score alone")
CORRECT = Words("Düzelt", "Correct")
SAVE = Words("Kaydet", "Save")
CANCEL = Words("Vazgeç", "Cancel")
CORRECTED = Words("Düzeltildi", "Corrected")
AGENTS_ONLY = Words(
    "Bunu yalnızca temsilciler ve yöneticiler yapabilir.", "Only agents and administrators may do this."
)
SINCE_BEFORE = Words("önceki {}", "before: {}")
SAME_PERSON = Words("Bu kişinin öbür kayıtları", "What else this person said")
ALL_ITEMS = Words("Bütün kayıtlar", "All items")
BY_PERSON = Words("Bir kişinin bütün kanallardaki kayıtları", "What one person said, on all channels")
REPLIED = Words("Yanıtlandı", "Answered")
ITEMS_ABOUT = Words(
    "Müşterilerin yazdıkları, kişisel veriler gizlenmiş hâlde", "What customers wrote, personal data masked"
)
FIND = Words("Ara", "Search")
NOTHING_FOUND = Words("Hiçbir kayıt bulunamadı", "No item was found")
BEHIND = Words("Şu sayının arkasındaki kayıtlar", "The items behind")
ITEM_GONE = Words("Bu kayıt artık yok.", "This item is no longer there.")
CORRECTED_MEANWHILE = Words(
    "Bu arada değişti ({}): {}. Seçiminiz duruyor; yine de kaydedebilirsiniz.",
    "Changed meanwhile ({}): {}. Your choice still stands; you may save it all the same.",
)
CORRECT_LEAD = Words("Bu kayıt gerçekte nasıl okunmalı?", "How should this item be read?")
CAMPAIGNS = Words("Kampanyalar", "Campaigns")
CAMPAIGNS_ABOUT = Words(
    "Grafiklerde işaretli durur; önce, sırasında ve sonra ne söylendiği Pazarlama sayfasındadır",
    "Marked in the charts; what was said before, during and after stands on the Marketing page",
)
ADD_CAMPAIGN = Words("Kampanya ekle", "Note a campaign")
CAMPAIGN_NAME = Words("Ad", "Name")
CAMPAIGN_WRONG = Words(
    "Kampanyanın bir adı olmalı ve bitişi başlangıcından önce olmamalı.",
    "A campaign needs a name, and must not end before it begins.",
)
NO_CAMPAIGN = Words("Henüz kampanya yok", "No campaign is noted yet")
NOTED_BY = Words("Ekleyen", "Noted by")
REMOVE = Words("Kaldır", "Remove")
