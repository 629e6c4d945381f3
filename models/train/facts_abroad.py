"""Plain facts about companies in the nine other languages: founded, opens at nine, never came, paid back.

Read by `facts`. All written for this project.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stated:
    """{f} stands for a firm or a thing, with an article where it has one, {c} for a town, {d} for a number in words."""

    firms: tuple[str, ...]
    towns: tuple[str, ...]
    numbers: tuple[str, ...]
    positive: tuple[str, ...]
    negative: tuple[str, ...]
    neutral: tuple[str, ...]


STATED_ABROAD: dict[str, Stated] = {
    "en": Stated(
        ("the bank", "the hotel", "the airline", "the shop", "the restaurant", "the phone company", "the insurer"),
        ("Leeds", "Dublin", "Glasgow", "Austin", "Toronto", "Cardiff"),
        ("two", "three", "four", "five", "six", "ten"),
        (
            "my refund arrived before I even asked for it", "the technician came the same day and fixed it",
            "the parcel was here a day early", "they replaced the broken part without asking anything",
            "{d} years on and it still runs every day", "{f} called back within {d} minutes and solved it",
            "{f} gave us a bigger room at no charge", "{f} sent a new one overnight", "we go back to {f} every year",
            "the driver carried it up {d} floors", "{f} waived the fee because it was their mistake",
        ),
        (
            "I have been waiting {d} weeks for my parcel", "the courier never came, we stayed in all day",
            "{f} charged me {d} times for one order", "the phone switches off with half the battery left",
            "{f} has not answered for {d} days", "on hold for {d} hours, then the line went dead",
            "we could not sleep, the lift went all night", "the water in the shower was cold for {d} days",
            "{f} cancelled our booking an hour before", "signal only works on the roof", "my card was blocked abroad",
            "the app closes every time I open it", "they sent the wrong size {d} times", "the soup came cold",
            "the box was open and {d} pieces were missing", "{f} kept my deposit", "the door of the room did not lock",
        ),
        (
            "{f} has its head office in {c}", "{f} was founded in {c}", "{f} opens a new branch in {c}",
            "what time does {f} close on Sundays", "is there parking at {f}", "how do I move my number to {f}",
            "the hotel has {d} floors", "the film lasts two hours", "{f} employs {d} hundred people",
            "I bought it at {f} in {c}", "it is on its way from {c}", "{f} published its yearly report",
            "{f} flies to {c} {d} times a week", "can I pay in {d} instalments", "a colleague works for {f} in {c}",
        ),
    ),
    "de": Stated(
        ("die Bank", "das Hotel", "die Bahn", "der Laden", "das Restaurant", "der Anbieter", "die Versicherung"),
        ("Kassel", "Bremen", "Linz", "Leipzig", "Graz", "Mainz"),
        ("zwei", "drei", "vier", "fünf", "sechs", "zehn"),
        (
            "das Geld war zurück, bevor ich gefragt hatte", "der Techniker kam am selben Tag und hat es repariert",
            "das Paket war einen Tag früher da", "läuft seit {d} Jahren jeden Tag",
            "der Bote kam extra noch einmal zurück", "{f} hat nach {d} Minuten zurückgerufen und alles gelöst",
            "{f} hat sofort Ersatz geschickt", "die Gebühr wurde mir erlassen",
            "wir fahren seit {d} Jahren wieder hin",
        ),
        (
            "ich warte seit {d} Wochen auf mein Paket", "der Bote hat nicht geklingelt", "{f} hat {d} Mal abgebucht",
            "das Handy geht bei halbem Akku aus", "{f} antwortet seit {d} Tagen nicht",
            "nach {d} Stunden in der Leitung wurde aufgelegt",
            "wir konnten nicht schlafen, der Aufzug lief die ganze Nacht", "die Dusche blieb {d} Tage kalt",
            "{f} hat eine Stunde vorher abgesagt", "Empfang nur auf dem Dach", "die App schließt sich bei jedem Start",
            "{d} Mal die falsche Größe geschickt", "die Suppe kam kalt", "im Karton fehlten {d} Teile",
            "{f} hat die Kaution behalten", "der Zug hatte {d} Stunden Verspätung",
        ),
        (
            "{f} hat den Sitz in {c}", "{f} eröffnet eine Filiale in {c}", "die Filiale ist montags geöffnet",
            "wann schließt {f} am Sonntag", "gibt es bei {f} Parkplätze", "wie nehme ich meine Nummer mit",
            "das Hotel hat {d} Stockwerke", "der Film dauert zwei Stunden", "{f} beschäftigt {d} hundert Leute",
            "gekauft in {c}", "das Paket ist unterwegs", "{f} hat den Jahresbericht veröffentlicht",
            "kann man in {d} Raten zahlen", "ein Kollege arbeitet in {c}",
        ),
    ),
    "fr": Stated(
        ("la banque", "l'hôtel", "la compagnie", "le magasin", "le restaurant", "l'opérateur", "l'assurance"),
        ("Lille", "Nantes", "Dijon", "Liège", "Genève", "Rennes"),
        ("deux", "trois", "quatre", "cinq", "six", "dix"),
        (
            "j'ai été remboursé avant même de demander", "le technicien est venu le jour même et a réparé",
            "le colis est arrivé un jour plus tôt", "il tourne tous les jours depuis {d} ans",
            "on m'a rappelé au bout de {d} minutes et tout est réglé", "{f} en a renvoyé un neuf aussitôt",
            "{f} nous a donné une chambre plus grande", "on y retourne depuis {d} ans",
            "le livreur l'a monté jusqu'au cinquième",
        ),
        (
            "j'attends mon colis depuis {d} semaines", "le livreur n'est jamais passé", "{f} m'a prélevé {d} fois",
            "le téléphone s'éteint à la moitié de la batterie", "{f} ne répond pas depuis {d} jours",
            "{d} heures au téléphone et ça raccroche", "impossible de dormir, l'ascenseur toute la nuit",
            "pas d'eau chaude pendant {d} jours", "{f} a annulé une heure avant", "on ne capte que sur le toit",
            "l'appli se ferme à chaque ouverture", "{d} fois la mauvaise taille", "la soupe est arrivée froide",
            "il manquait {d} pièces dans le carton", "{f} a gardé la caution", "depuis, ça plante tous les jours",
        ),
        (
            "{f} a son siège à {c}", "{f} ouvre une agence à {c}", "à quelle heure ferme {f} le dimanche",
            "y a-t-il un parking", "comment garder mon numéro", "l'hôtel a {d} étages", "le film dure deux heures",
            "{f} emploie {d} cents personnes", "acheté à {c}", "le colis est en route",
            "{f} a publié son bilan annuel", "peut-on payer en {d} fois", "un collègue travaille à {c}",
            "{f} dessert {c}",
        ),
    ),
    "es": Stated(
        ("el banco", "el hotel", "la aerolínea", "la tienda", "el restaurante", "la operadora", "la aseguradora"),
        ("Bilbao", "Murcia", "Rosario", "Quito", "Gijón", "Mérida"),
        ("dos", "tres", "cuatro", "cinco", "seis", "diez"),
        (
            "me devolvieron el dinero antes de pedirlo", "el técnico vino el mismo día y lo arregló",
            "el paquete llegó un día antes", "lleva {d} años funcionando a diario",
            "en {d} minutos me llamaron y lo resolvieron", "{f} me mandó otro enseguida",
            "{f} nos dio una habitación más grande", "volvemos cada año desde hace {d}",
        ),
        (
            "llevo {d} semanas esperando el paquete", "el repartidor no vino", "{f} me cobró {d} veces",
            "el móvil se apaga con media batería", "{f} no contesta desde hace {d} días",
            "{d} horas al teléfono y cuelgan", "no pudimos dormir, el ascensor toda la noche",
            "{d} días sin agua caliente", "{f} canceló una hora antes", "solo hay cobertura en la azotea",
            "la app se cierra cada vez que la abro", "{d} veces la talla equivocada", "la sopa llegó fría",
            "faltaban {d} piezas en la caja", "{f} se quedó con la fianza", "hasta que llega la factura",
        ),
        (
            "{f} tiene su sede en {c}", "{f} abre una oficina en {c}", "a qué hora cierra {f} los domingos",
            "hay aparcamiento", "cómo paso mi número a otra compañía", "el hotel tiene {d} plantas",
            "la película dura dos horas", "{f} emplea a {d} mil personas", "lo compré en {c}",
            "el paquete está en camino", "{f} publicó su informe anual", "se puede pagar en {d} plazos",
            "un compañero trabaja en {c}", "{f} vuela a {c}",
        ),
    ),
    "it": Stated(
        ("la banca", "l'albergo", "la compagnia", "il negozio", "il ristorante", "l'operatore", "l'assicurazione"),
        ("Torino", "Bari", "Trento", "Parma", "Lecce", "Como"),
        ("due", "tre", "quattro", "cinque", "sei", "dieci"),
        (
            "mi hanno rimborsato prima che lo chiedessi", "il tecnico è venuto in giornata e ha risolto",
            "il pacco è arrivato un giorno prima", "va tutti i giorni da {d} anni",
            "mi hanno richiamato dopo {d} minuti e risolto", "{f} me ne ha mandato subito uno nuovo",
            "{f} ci ha dato una camera più grande", "ci torniamo da {d} anni",
        ),
        (
            "aspetto il pacco da {d} settimane", "il corriere non è mai passato", "{f} mi ha addebitato {d} volte",
            "il telefono si spegne a metà batteria", "{f} non risponde da {d} giorni",
            "{d} ore al telefono e poi cade la linea", "non abbiamo dormito, l'ascensore tutta la notte",
            "{d} giorni senza acqua calda", "{f} ha annullato un'ora prima", "prende solo sul tetto",
            "l'app si chiude ogni volta", "{d} volte la taglia sbagliata", "la zuppa è arrivata fredda",
            "mancavano {d} pezzi nella scatola", "{f} si è tenuta la cauzione", "{d} ore di attesa per due panini",
        ),
        (
            "{f} ha sede a {c}", "{f} apre una filiale a {c}", "a che ora chiude {f} la domenica", "c'è un parcheggio",
            "come passo il numero a un altro operatore", "l'albergo ha {d} piani", "il film dura due ore",
            "{f} ha {d} mila dipendenti", "comprato a {c}", "il pacco è in viaggio", "{f} ha pubblicato il bilancio",
            "si può pagare in {d} rate", "un collega lavora a {c}", "{f} vola a {c}",
        ),
    ),
    "pt": Stated(
        ("o banco", "o hotel", "a companhia", "a loja", "o restaurante", "a operadora", "a seguradora"),
        ("Braga", "Faro", "Recife", "Curitiba", "Évora", "Natal"),
        ("dois", "três", "quatro", "cinco", "seis", "dez"),
        (
            "devolveram o dinheiro antes de eu pedir", "o técnico veio no mesmo dia e resolveu",
            "a encomenda chegou um dia antes", "funciona todos os dias há anos", "ligaram de volta e resolveram tudo",
            "{f} mandou logo outro", "{f} deu-nos um quarto maior", "voltamos todos os anos",
        ),
        (
            "estou há {d} semanas à espera da encomenda", "o estafeta não apareceu", "{f} cobrou {d} vezes",
            "o telemóvel desliga-se com meia bateria", "{f} não responde há {d} dias",
            "{d} horas ao telefone e desligaram", "não dormimos, o elevador a noite toda", "{d} dias sem água quente",
            "{f} cancelou uma hora antes", "só há rede no telhado", "a aplicação fecha sempre que abro",
            "{d} vezes o tamanho errado", "a sopa veio fria", "faltavam {d} peças na caixa", "{f} ficou com a caução",
            "mais um dia sem internet em casa",
        ),
        (
            "{f} tem sede em {c}", "{f} abre uma agência em {c}", "a que horas fecha {f} ao domingo",
            "há estacionamento", "como mudo o número para outra operadora", "o hotel tem {d} andares",
            "o filme dura duas horas", "{f} emprega {d} mil pessoas", "comprei em {c}", "a encomenda vem a caminho",
            "{f} publicou o relatório anual", "dá para pagar em {d} vezes", "um colega trabalha em {c}",
            "{f} tem fábricas em {c}",
        ),
    ),
    "nl": Stated(
        ("de bank", "het hotel", "de maatschappij", "de winkel", "het restaurant", "de aanbieder", "de verzekeraar"),
        ("Breda", "Gent", "Zwolle", "Leuven", "Assen", "Delft"),
        ("twee", "drie", "vier", "vijf", "zes", "tien"),
        (
            "het geld was terug voor ik erom vroeg", "de monteur kwam dezelfde dag en heeft het gemaakt",
            "het pakket was een dag eerder binnen", "draait al {d} jaar elke dag",
            "na {d} minuten teruggebeld en opgelost", "{f} stuurde meteen een nieuwe", "{f} gaf ons een grotere kamer",
            "we komen er al {d} jaar",
        ),
        (
            "ik wacht al {d} weken op mijn pakket", "de bezorger heeft niet aangebeld",
            "{f} heeft {d} keer afgeschreven", "de telefoon valt uit bij een halve batterij",
            "{f} antwoordt al {d} dagen niet", "{d} uur in de wacht en dan opgehangen",
            "we hebben niet geslapen, de lift ging de hele nacht", "{d} dagen geen warm water",
            "{f} zegde een uur van tevoren af", "alleen bereik op het dak", "de app sluit steeds af",
            "{d} keer de verkeerde maat", "de soep kwam koud", "er misten {d} onderdelen", "{f} hield de borg",
            "pakket weer bij de verkeerde buren",
        ),
        (
            "{f} heeft het hoofdkantoor in {c}", "{f} opent een filiaal in {c}", "hoe laat sluit {f} op zondag",
            "is er parkeergelegenheid", "hoe neem ik mijn nummer mee", "het hotel heeft {d} verdiepingen",
            "de film duurt twee uur", "{f} heeft {d} honderd werknemers", "gekocht in {c}", "het pakket is onderweg",
            "{f} publiceerde het jaarverslag", "kan ik in {d} termijnen betalen", "een collega werkt in {c}",
            "{f} vliegt op {c}",
        ),
    ),
    "ru": Stated(
        ("банк", "отель", "авиакомпания", "магазин", "ресторан", "оператор", "страховая"),
        ("Самаре", "Казани", "Минске", "Перми", "Омске", "Туле"),
        ("два", "три", "четыре", "пять", "шесть", "десять"),
        (
            "деньги вернули раньше, чем я спросил", "мастер приехал в тот же день и всё починил",
            "посылка пришла на день раньше", "работает каждый день уже {d} года", "перезвонили и сразу решили вопрос",
            "{f} сразу прислал новый", "нам дали номер побольше", "ездим туда каждый год",
            "курьер поднял на пятый этаж",
        ),
        (
            "жду посылку уже {d} недели", "курьер так и не приехал", "списали деньги {d} раза",
            "телефон выключается на половине заряда", "{f} не отвечает {d} дня", "{d} часа на линии, потом сбросили",
            "не спали, лифт гудел всю ночь", "{d} дня без горячей воды", "отменили бронь за час",
            "связь только на крыше", "приложение вылетает при каждом запуске", "{d} раза прислали не тот размер",
            "суп принесли холодным", "в коробке не хватало деталей", "залог не вернули",
        ),
        (
            "{f} открыл офис в {c}", "{f} находится в {c}", "во сколько закрывается {f} в воскресенье",
            "есть ли парковка", "как перенести номер", "в отеле {d} этажа", "фильм идёт два часа",
            "в компании работают {d} тысячи человек", "купил в {c}", "посылка в пути", "{f} опубликовал годовой отчёт",
            "можно ли платить частями", "коллега работает в {c}",
        ),
    ),
    "ar": Stated(
        ("البنك", "الفندق", "الشركة", "المتجر", "المطعم", "المشغل", "شركة التأمين"),
        ("القاهرة", "جدة", "عمان", "دبي", "تونس", "الدوحة"),
        ("يومين", "ثلاثة أيام", "أسبوع", "أسبوعين", "شهر", "عشرة أيام"),
        (
            "رجعوا لي المبلغ قبل أن أطلب", "الفني جاء في نفس اليوم وأصلحه", "الشحنة وصلت قبل الموعد بيوم",
            "يعمل كل يوم منذ سنوات", "اتصلوا بي بعد دقائق وحلوا المشكلة", "{f} أرسل بديلا فورا", "أعطونا غرفة أكبر",
            "نعود إليهم كل سنة",
        ),
        (
            "أنتظر الشحنة منذ {d}", "المندوب لم يأت", "خصموا المبلغ مرتين", "الهاتف ينطفئ والبطارية في النصف",
            "{f} لا يرد منذ {d}", "ساعتان على الخط ثم انقطع", "لم ننم، المصعد طوال الليل", "بدون ماء ساخن منذ {d}",
            "ألغوا الحجز قبل ساعة", "الشبكة فقط على السطح", "التطبيق يغلق كلما فتحته", "أرسلوا مقاسا خاطئا مرتين",
            "الشوربة وصلت باردة", "قطع ناقصة في العلبة", "لم يرجعوا التأمين",
        ),
        (
            "يقع مقر {f} في {c}", "{f} يفتح فرعا في {c}", "متى يغلق {f} يوم الجمعة", "هل يوجد موقف سيارات",
            "كيف أنقل رقمي", "في الفندق خمسة طوابق", "مدة الفيلم ساعتان", "يعمل في {f} ألف موظف", "اشتريته من {c}",
            "الشحنة في الطريق", "{f} نشر تقريره السنوي", "هل يمكن الدفع بالتقسيط", "زميلي يعمل في {c}",
        ),
    ),
}  # fmt: skip
