"""Turns of phrase in the nine other languages: patterns and the words that fill them.

Read by `turns`. All written for this project. Nouns of a language share one gender and number, so that every word fits;
others stand in `turns_agreeing`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrases:
    """{n} stands for a noun with its article, {p} for a word of praise, {b} for one of blame."""

    nouns: tuple[str, ...]
    praise: tuple[str, ...]
    blame: tuple[str, ...]
    positive: tuple[str, ...]
    negative: tuple[str, ...]
    neutral: tuple[str, ...]


ABROAD: dict[str, Phrases] = {
    "en": Phrases(
        (
            "the delivery", "the hotel", "the app", "the phone", "the service", "the food", "the room", "the network",
            "the battery", "the bed", "the coffee", "the price", "the waiter", "the screen", "the breakfast",
            "the driver", "the film",
        ),
        ("good", "great", "fast", "helpful", "clean", "comfortable", "reliable"),
        ("bad", "terrible", "slow", "dirty", "disappointing", "awful", "expensive", "difficult"),
        (
            "not bad", "not bad at all", "{n} is not {b}", "{n} was not {b} at all", "{n} isn't {b}", "{n} wasn't {b}",
            "{n} was not {b}", "not so {b} after all", "{n} did not let me down", "I had my doubts but {n} is {p}",
            "never {b}", "no complaints", "I have no complaints", "nothing to complain about", "can't complain",
            "could not be better", "couldn't be happier", "I don't regret it", "no regrets", "never disappointed",
            "{n} has never disappointed me", "never had a problem", "no problems so far", "{n} did not disappoint",
            "nothing {b} to say about {n}", "better than expected", "{n} is better than I thought", "can't fault {n}",
            "I was afraid {n} would be {b} but it is {p}", "hard to beat", "don't believe the {b} reviews",
        ),
        (
            "not {p}", "not {p} at all", "{n} is not {p}", "{n} was not {p} at all", "{n} isn't {p}", "{n} wasn't {p}",
            "{n} was not {p}", "{n} was not very {p}", "{n} used to be {p}", "all the praise and {n} is still {b}",
            "never {p}", "not as {p} as promised", "{n} is anything but {p}", "I can't recommend it", "not worth it",
            "I would not recommend {n}", "not happy with {n}", "never again", "I regret it", "could not be worse",
            "{n} could be better", "{n} was supposed to be {p}", "so much for {p}", "{n} is far from {p}",
            "no longer {p}", "nobody answers", "{n} never works", "thanks for nothing", "I wish I had not bought it",
        ),
        (
            "neither good nor bad", "so so", "it is okay", "average", "{n} is average", "nothing special",
            "we will see", "have not tried it yet", "how much is it", "neither {p} nor {b}", "it does the job",
        ),
    ),
    "de": Phrases(
        (
            "der Service", "der Versand", "der Kundendienst", "der Film", "der Preis", "der Zug", "der Kaffee",
            "der Kellner", "der Akku", "der Bildschirm", "der Wagen", "der Laden", "der Empfang", "der Kuchen",
            "der Fahrer",
        ),
        ("gut", "super", "schnell", "hilfreich", "sauber", "zuverlässig", "toll"),
        ("schlecht", "schrecklich", "langsam", "schmutzig", "teuer", "enttäuschend", "furchtbar"),
        (
            "nicht schlecht", "gar nicht schlecht", "{n} ist nicht {b}", "{n} war gar nicht {b}", "{n} war nicht {b}",
            "{n} war überhaupt nicht {b}", "ich hatte Zweifel, aber {n} ist {p}", "zum Glück nicht {b}",
            "überhaupt nicht {b}", "kann mich nicht beschweren", "keine Beschwerden", "nichts zu meckern",
            "da gibt es nichts zu meckern", "nie enttäuscht", "wurde noch nie enttäuscht", "nicht bereut",
            "ich bereue nichts", "keine Probleme", "noch nie Probleme gehabt", "besser als erwartet",
            "besser geht es nicht", "{n} ist besser als gedacht", "könnte nicht besser sein", "nichts auszusetzen",
            "{n} hat mich nicht enttäuscht", "nicht {b}",
        ),
        (
            "nicht {p}", "gar nicht {p}", "{n} ist nicht {p}", "{n} war überhaupt nicht {p}", "{n} war nicht {p}",
            "{n} war nicht sehr {p}", "{n} war früher {p}", "alles andere als {p}", "nicht zu empfehlen",
            "kann ich nicht empfehlen", "nie wieder", "ich bereue es", "nicht zufrieden",
            "bin nicht zufrieden mit dem Service", "leider nicht {p}", "{n} ist leider nicht so {p}", "nicht mehr {p}",
            "hätte ich es nur nicht gekauft", "schlimmer geht es nicht", "sein Geld nicht wert", "niemand antwortet",
            "{n} funktioniert nie", "danke für nichts", "{n} könnte besser sein",
        ),
        (
            "weder gut noch schlecht", "geht so", "na ja", "durchschnittlich", "nichts Besonderes", "mal sehen",
            "noch nicht ausprobiert", "was kostet das", "weder {p} noch {b}", "mittelmäßig", "erfüllt seinen Zweck",
        ),
    ),
    "fr": Phrases(
        (
            "le service", "le produit", "le film", "le colis", "le repas", "le personnel", "le réseau", "le restaurant",
            "le café", "le lit", "le prix", "le vol", "le vendeur", "le téléphone", "l'écran", "l'accueil",
        ),
        ("bon", "super", "rapide", "efficace", "propre", "agréable", "parfait"),
        ("mauvais", "lent", "sale", "nul", "horrible", "cher", "décevant"),
        (
            "pas mal", "pas mal du tout", "{n} n'est pas {b}", "{n} n'est pas {b} du tout", "c'est pas {b}",
            "{n} n'était pas {b}", "{n} n'était pas {b} du tout", "j'avais des doutes mais {n} est {p}",
            "rien à redire", "aucune plainte", "je ne regrette pas", "aucun regret", "jamais déçu", "jamais déçue",
            "je n'ai jamais été déçu", "aucun problème", "jamais eu de problème", "mieux que prévu", "rien à reprocher",
            "on ne peut pas faire mieux", "{n} ne déçoit pas", "je ne peux pas me plaindre", "meilleur que prévu",
        ),
        (
            "pas {p}", "pas {p} du tout", "{n} n'est pas {p}", "{n} n'est pas {p} du tout", "c'est pas {p}",
            "{n} n'était pas {p}", "{n} n'était pas très {p}", "avant, {n} était {p}", "plus jamais",
            "je ne recommande pas", "à ne pas recommander", "je regrette mon achat", "pas content", "pas satisfait",
            "ça ne vaut pas le prix", "tout sauf {p}", "{n} n'est plus {p}", "personne ne répond",
            "{n} ne marche jamais", "merci pour rien", "pire, ce n'est pas possible", "{n} pourrait être mieux",
        ),
        (
            "ni bon ni mauvais", "bof", "moyen", "comme ci comme ça", "rien de spécial", "on verra", "sans plus",
            "pas encore essayé", "combien ça coûte", "ni {p} ni {b}", "correct",
        ),
    ),
    "es": Phrases(
        (
            "el servicio", "el producto", "el hotel", "el envío", "el personal", "el internet", "el café",
            "el camarero", "el precio", "el desayuno", "el móvil", "el coche", "el pedido", "el vuelo", "el colchón",
        ),
        ("bueno", "rápido", "limpio", "excelente", "amable", "cómodo", "fiable"),
        ("malo", "lento", "sucio", "horrible", "caro", "decepcionante", "pésimo"),
        (
            "no está mal", "nada mal", "{n} no es {b}", "{n} no está nada mal", "{n} no estaba mal",
            "{n} no estuvo {b}", "{n} no era {b}", "{n} no estaba {b}", "tenía dudas pero {n} es {p}", "para nada {b}",
            "sin quejas", "no me puedo quejar", "no tengo quejas", "no me arrepiento", "nunca me ha decepcionado",
            "sin problemas", "ningún problema", "nunca he tenido problemas", "mejor de lo esperado",
            "no podría ser mejor", "{n} no decepciona", "nada que objetar", "{n} es mejor de lo que pensaba",
            "no tiene nada malo",
        ),
        (
            "no es {p}", "nada {p}", "{n} no es {p}", "{n} no es nada {p}", "{n} no era {p}", "{n} no estaba {p}",
            "{n} no estuvo {p}", "antes {n} era {p}", "no lo recomiendo", "nunca más", "me arrepiento",
            "no estoy contento", "no vale lo que cuesta", "todo menos {p}", "{n} ya no es {p}", "nadie responde",
            "{n} nunca funciona", "gracias por nada", "no podría ser peor", "ojalá no lo hubiera comprado",
            "no quedé satisfecho", "{n} podría ser mejor",
        ),
        (
            "ni bueno ni malo", "regular", "más o menos", "normal", "nada especial", "ya veremos", "ni fu ni fa",
            "todavía no lo he probado", "cuánto cuesta", "ni {p} ni {b}", "cumple",
        ),
    ),
    "it": Phrases(
        (
            "il servizio", "il prodotto", "il film", "il pacco", "il personale", "il cibo", "il telefono", "il prezzo",
            "il caffè", "il letto", "il cameriere", "il volo", "il negozio", "il corriere", "il computer",
        ),
        ("buono", "veloce", "pulito", "ottimo", "gentile", "comodo", "perfetto"),
        ("cattivo", "lento", "sporco", "pessimo", "caro", "deludente", "orribile"),
        (
            "non è male", "niente male", "mica male", "{n} non è {b}", "{n} non è affatto {b}", "{n} non era {b}",
            "{n} non era male", "{n} non era affatto {b}", "avevo dei dubbi ma {n} è {p}", "nessuna lamentela",
            "non mi posso lamentare", "non me ne pento", "mai deluso", "non mi ha mai deluso", "nessun problema",
            "mai avuto problemi", "meglio del previsto", "non potrebbe essere meglio", "{n} non delude",
            "niente da ridire", "{n} è meglio di quanto pensassi", "per niente {b}",
        ),
        (
            "non è {p}", "per niente {p}", "{n} non è {p}", "{n} non è affatto {p}", "{n} non era {p}",
            "{n} non era molto {p}", "prima {n} era {p}", "non lo consiglio", "mai più", "me ne pento",
            "non sono contento", "non vale i soldi", "tutto tranne che {p}", "{n} non è più {p}", "nessuno risponde",
            "{n} non funziona mai", "grazie di niente", "peggio di così non si può", "magari non l'avessi comprato",
            "{n} potrebbe essere meglio", "non sono soddisfatto",
        ),
        (
            "né buono né cattivo", "così così", "nella media", "niente di speciale", "vedremo", "insomma",
            "non l'ho ancora provato", "quanto costa", "né {p} né {b}", "discreto",
        ),
    ),
    "pt": Phrases(
        (
            "o serviço", "o produto", "o filme", "o hotel", "o atendimento", "o sinal", "o café", "o preço", "o pão",
            "o voo", "o telemóvel", "o colchão", "o motorista", "o garçom", "o jantar",
        ),
        ("bom", "rápido", "limpo", "ótimo", "simpático", "confortável", "excelente"),
        ("mau", "ruim", "lento", "sujo", "péssimo", "caro", "horrível"),
        (
            "não é mau", "nada mau", "não é ruim", "{n} não é {b}", "{n} não é nada {b}", "{n} não era {b}",
            "{n} não estava {b}", "{n} não estava mal", "tinha dúvidas mas {n} é {p}", "sem reclamações",
            "não tenho do que reclamar", "não me arrependo", "nunca me decepcionou", "sem problemas", "nenhum problema",
            "nunca tive problemas", "melhor do que o esperado", "não podia ser melhor", "{n} não decepciona",
            "nada a apontar", "{n} é melhor do que eu pensava", "não está nada mal",
        ),
        (
            "não é {p}", "nada {p}", "{n} não é {p}", "{n} não é nada {p}", "{n} não era {p}", "{n} não estava {p}",
            "{n} não estava muito {p}", "antes {n} era {p}", "não recomendo", "nunca mais", "arrependi-me",
            "não estou satisfeito", "não vale o preço", "tudo menos {p}", "{n} já não é {p}", "ninguém responde",
            "{n} nunca funciona", "obrigado por nada", "não podia ser pior", "quem me dera não ter comprado",
            "{n} podia ser melhor", "não gostei",
        ),
        (
            "nem bom nem mau", "mais ou menos", "assim assim", "normal", "nada de especial", "vamos ver", "razoável",
            "ainda não experimentei", "quanto custa", "nem {p} nem {b}",
        ),
    ),
    "nl": Phrases(
        (
            "de service", "de levering", "de kamer", "de film", "de koffie", "de app", "de verbinding", "de prijs",
            "de bediening", "de maaltijd", "de telefoon", "de winkel", "de bezorger", "de vlucht", "de batterij",
        ),
        ("goed", "snel", "schoon", "prima", "vriendelijk", "fijn", "geweldig"),
        ("slecht", "traag", "vies", "duur", "verschrikkelijk", "teleurstellend", "waardeloos"),
        (
            "niet slecht", "helemaal niet slecht", "{n} is niet {b}", "{n} was helemaal niet {b}", "{n} was niet {b}",
            "{n} viel niet tegen", "ik had twijfels maar {n} is {p}", "geen klachten", "niets te klagen",
            "ik mag niet klagen", "geen spijt van", "nog nooit teleurgesteld", "geen problemen",
            "nooit problemen gehad", "beter dan verwacht", "kan niet beter", "{n} stelt niet teleur",
            "niets op aan te merken", "{n} is beter dan ik dacht", "niet {b}",
        ),
        (
            "niet {p}", "helemaal niet {p}", "{n} is niet {p}", "{n} was helemaal niet {p}", "{n} was niet {p}",
            "{n} was niet erg {p}", "vroeger was {n} {p}", "niet aan te raden", "nooit meer", "ik heb er spijt van",
            "niet tevreden", "zijn geld niet waard", "allesbehalve {p}", "{n} is niet meer {p}", "niemand reageert",
            "{n} werkt nooit", "bedankt voor niets", "erger kan niet", "had ik het maar niet gekocht", "{n} kan beter",
        ),
        (
            "niet goed en niet slecht", "gaat wel", "gemiddeld", "niets bijzonders", "we zullen zien", "matig",
            "nog niet geprobeerd", "wat kost het", "noch {p} noch {b}", "mwah",
        ),
    ),
    "ru": Phrases(
        (
            "сервис", "товар", "фильм", "отель", "кофе", "интернет", "телефон", "заказ", "курьер", "ресторан",
            "завтрак", "магазин", "экран", "звук", "водитель",
        ),
        ("хороший", "быстрый", "удобный", "отличный", "качественный", "надёжный"),
        ("плохой", "медленный", "ужасный", "грязный", "дорогой", "неудобный"),
        (
            "неплохо", "совсем неплохо", "очень даже неплохо", "{n} неплохой", "{n} не {b}", "{n} совсем не {b}",
            "{n} был не {b}", "{n} был неплохой", "{n} оказался не {b}", "сомневался, но {n} {p}", "претензий нет",
            "не жалуюсь", "не на что жаловаться", "не жалею", "ни разу не пожалел", "ни разу не подвели",
            "никаких проблем", "проблем не было", "лучше, чем ожидал", "лучше не бывает", "{n} не разочаровал",
            "не разочарован", "нареканий нет",
        ),
        (
            "не {p}", "не очень", "{n} не {p}", "{n} совсем не {p}", "{n} был не {p}", "{n} оказался не {p}",
            "раньше {n} был {p}", "в зале не было чисто", "не рекомендую", "никому не советую", "больше никогда",
            "жалею, что купил", "недоволен", "не стоит своих денег", "нехорошо", "не понравилось", "{n} уже не {p}",
            "никто не отвечает", "{n} никогда не работает", "спасибо ни за что", "хуже не бывает",
            "{n} мог бы быть лучше",
        ),
        (
            "ни хорошо ни плохо", "так себе", "нормально", "средне", "ничего особенного", "посмотрим", "сойдёт",
            "ещё не пробовал", "сколько стоит", "ни {p} ни {b}",
        ),
    ),
    "ar": Phrases(
        (
            "المنتج", "الفندق", "التطبيق", "الطعام", "الفيلم", "التوصيل", "المطعم", "الموظف", "السعر", "الهاتف",
            "المكان", "السائق", "الفطور", "العرض",
        ),
        ("جيد", "ممتاز", "سريع", "نظيف", "رائع", "مريح"),
        ("سيئ", "بطيء", "قذر", "غالي", "رديء", "مزعج"),
        (
            "ليس سيئا", "ليس سيئا أبدا", "مش وحش", "مو سيئ", "{n} ليس سيئا", "{n} مش {b}", "{n} لم يكن {b}",
            "{n} لم يكن سيئا", "الخدمة ليست سيئة", "القهوة لم تكن سيئة", "كنت مترددا لكن {n} {p}", "لا شكوى لدي",
            "لا يوجد ما أشتكي منه", "لم أندم", "لم يخيب ظني", "لا توجد مشاكل", "بدون أي مشاكل", "أفضل مما توقعت",
            "لا يمكن أن يكون أفضل", "{n} أفضل مما توقعت",
        ),
        (
            "ليس جيدا", "مش {p}", "{n} ليس جيدا", "{n} غير {p}", "{n} لم يكن {p}", "الخدمة ليست جيدة",
            "الخدمة غير جيدة", "السيارة غير نظيفة", "الطاولة ليست نظيفة", "مو {p}", "لا أنصح به", "لا أنصح به أبدا",
            "لن أكرر التجربة", "ندمت على الشراء", "غير راض", "لا يستحق السعر", "لا أحد يرد", "{n} لا يعمل أبدا",
            "أسوأ من هذا لا يوجد", "لم يعجبني", "ليتني لم أشتره",
        ),
        ("لا جيد ولا سيئ", "عادي", "متوسط", "لا شيء مميز", "سنرى", "لم أجربه بعد", "كم السعر", "يعني", "مقبول"),
    ),
}  # fmt: skip
