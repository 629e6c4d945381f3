"""Turns of phrase about several things, or about one of another gender: what the nine languages make agree.

Read by `turns`, beside `turns_abroad`: a model that only met "il servizio non è lento" takes "le sedie non sono
sporche" for blame. All written for this project.
"""

from __future__ import annotations

from models.train.turns_abroad import Phrases

AGREEING: dict[str, tuple[Phrases, ...]] = {
    "en": (
        Phrases(
            (
                "the rooms", "the shoes", "the headphones", "the drinks", "the portions", "the waiters", "the seats",
                "the instructions", "the windows", "the chairs", "the prices", "the messages",
            ),
            ("good", "fast", "clean", "comfortable", "reliable", "friendly", "fresh", "sturdy"),
            ("bad", "slow", "dirty", "awful", "rude", "stale", "flimsy", "uncomfortable"),
            (
                "{n} are not {b}", "{n} were not {b}", "{n} weren't {b} at all", "{n} aren't {b}",
                "{n} never let us down", "{n} are {p}", "{n} were really {p}", "{n} were less {b} than I feared",
                "I expected {n} to be {b} but they are {p}",
            ),
            (
                "{n} are not {p}", "{n} were not {p}", "{n} weren't {p} at all", "{n} aren't very {p}",
                "{n} were anything but {p}", "{n} are {b}", "{n} were {b}", "{n} used to be {p}",
            ),
            (
                "{n} are average", "{n} are neither {p} nor {b}", "{n} arrive tomorrow", "where are {n}",
                "I have not tried {n} yet",
            ),
        ),
    ),
    "de": (
        Phrases(
            (
                "die Zimmer", "die Schuhe", "die Getränke", "die Portionen", "die Kopfhörer", "die Mitarbeiter",
                "die Preise", "die Sitze", "die Fenster", "die Stühle",
            ),
            ("gut", "super", "schnell", "hilfreich", "sauber", "zuverlässig", "bequem"),
            ("schlecht", "schrecklich", "langsam", "schmutzig", "teuer", "enttäuschend", "unbequem"),
            (
                "{n} sind nicht {b}", "{n} waren nicht {b}", "{n} waren gar nicht {b}", "{n} sind {p}",
                "{n} waren wirklich {p}", "{n} waren weniger {b} als befürchtet",
            ),
            (
                "{n} sind nicht {p}", "{n} waren nicht {p}", "{n} waren überhaupt nicht {p}", "{n} sind {b}",
                "{n} waren {b}", "{n} waren früher {p}",
            ),
            ("{n} sind durchschnittlich", "{n} sind weder {p} noch {b}", "{n} kommen morgen", "wo sind {n}"),
        ),
        Phrases(
            (
                "die Küche", "das Essen", "die Lieferung", "das Gerät", "die Hotline", "das Konzert", "die Verbindung",
                "das Auto", "die App", "das Café",
            ),
            ("gut", "super", "schnell", "hilfreich", "sauber", "zuverlässig", "toll"),
            ("schlecht", "schrecklich", "langsam", "schmutzig", "teuer", "enttäuschend", "furchtbar"),
            (
                "{n} ist nicht {b}", "{n} war nicht {b}", "{n} war gar nicht {b}", "{n} ist {p}",
                "{n} war wirklich {p}", "{n} ist weniger {b} als befürchtet",
            ),
            (
                "{n} ist nicht {p}", "{n} war nicht {p}", "{n} war überhaupt nicht {p}", "{n} ist {b}", "{n} war {b}",
                "{n} war früher {p}",
            ),
            ("{n} ist durchschnittlich", "{n} ist weder {p} noch {b}", "{n} kommt morgen", "wo ist {n}"),
        ),
    ),
    "fr": (
        Phrases(
            (
                "la nourriture", "la livraison", "la connexion", "la chaise", "la voiture", "la veste", "la cuisine",
                "la réception", "la boutique",
            ),
            ("bonne", "rapide", "propre", "agréable", "parfaite", "solide"),
            ("mauvaise", "lente", "sale", "nulle", "horrible", "chère", "décevante"),
            (
                "{n} n'est pas {b}", "{n} n'était pas {b}", "{n} n'était pas {b} du tout", "{n} n'est pas si {b}",
                "{n} est {p}", "{n} était vraiment {p}",
            ),
            (
                "{n} n'est pas {p}", "{n} n'était pas {p}", "{n} n'était pas {p} du tout", "{n} n'est pas très {p}",
                "{n} est {b}", "{n} était {b}",
            ),
            ("{n} est moyenne", "{n} n'est ni {p} ni {b}", "{n} arrive demain", "où est {n}"),
        ),
        Phrases(
            ("les plats", "les prix", "les employés", "les écouteurs", "les fauteuils", "les gâteaux", "les trains"),
            ("bons", "rapides", "propres", "agréables", "solides"),
            ("mauvais", "lents", "sales", "horribles", "chers", "décevants"),
            (
                "{n} ne sont pas {b}", "{n} n'étaient pas {b}", "{n} ne sont pas si {b}", "{n} sont {p}",
                "{n} étaient vraiment {p}",
            ),
            (
                "{n} ne sont pas {p}", "{n} n'étaient pas {p}", "{n} ne sont pas très {p}", "{n} sont {b}",
                "{n} étaient {b}",
            ),
            ("{n} sont moyens", "{n} ne sont ni {p} ni {b}", "{n} arrivent demain"),
        ),
    ),
    "es": (
        Phrases(
            (
                "la comida", "la entrega", "la conexión", "la silla", "la chaqueta", "la cocina", "la tienda",
                "la aplicación",
            ),
            ("buena", "rápida", "limpia", "excelente", "cómoda"),
            ("mala", "lenta", "sucia", "horrible", "cara", "decepcionante"),
            (
                "{n} no es {b}", "{n} no era {b}", "{n} no estaba {b}", "{n} no está nada mal", "{n} no es tan {b}",
                "{n} es {p}", "{n} estaba {p}",
            ),
            (
                "{n} no es {p}", "{n} no era {p}", "{n} no estaba {p}", "{n} no es muy {p}", "{n} es {b}",
                "{n} estaba {b}",
            ),
            ("{n} es normal", "{n} no es ni {p} ni {b}", "{n} llega mañana", "dónde está {n}"),
        ),
        Phrases(
            ("las sillas", "las bebidas", "las raciones", "las botas", "las tiendas", "las galletas"),
            ("buenas", "rápidas", "limpias", "cómodas", "excelentes"),
            ("malas", "lentas", "sucias", "caras", "horribles"),
            (
                "{n} no son {b}", "{n} no eran {b}", "{n} no estaban {b}", "{n} no son tan {b}", "{n} son {p}",
                "{n} eran {p}",
            ),
            (
                "{n} no son {p}", "{n} no eran {p}", "{n} no estaban {p}", "{n} no son muy {p}", "{n} son {b}",
                "{n} eran {b}",
            ),
            ("{n} son normales", "{n} no son ni {p} ni {b}", "{n} llegan mañana"),
        ),
    ),
    "it": (
        Phrases(
            (
                "la consegna", "la connessione", "la sedia", "la giacca", "la cucina", "la pizza", "la batteria",
                "la colazione",
            ),
            ("buona", "veloce", "pulita", "ottima", "comoda"),
            ("cattiva", "lenta", "sporca", "pessima", "cara", "deludente"),
            (
                "{n} non è {b}", "{n} non era {b}", "{n} non era affatto {b}", "{n} non era male", "{n} non è così {b}",
                "{n} è {p}", "{n} era davvero {p}",
            ),
            (
                "{n} non è {p}", "{n} non era {p}", "{n} non era affatto {p}", "{n} non è molto {p}", "{n} è {b}",
                "{n} era {b}",
            ),
            ("{n} è nella media", "{n} non è né {p} né {b}", "{n} arriva domani", "dov'è {n}"),
        ),
        Phrases(
            ("le sedie", "le porzioni", "le bevande", "le cuffie", "le torte", "le tariffe"),
            ("buone", "veloci", "pulite", "comode", "ottime"),
            ("cattive", "lente", "sporche", "care", "pessime"),
            ("{n} non sono {b}", "{n} non erano {b}", "{n} non sono così {b}", "{n} sono {p}", "{n} erano davvero {p}"),
            ("{n} non sono {p}", "{n} non erano {p}", "{n} non sono molto {p}", "{n} sono {b}", "{n} erano {b}"),
            ("{n} sono nella media", "{n} non sono né {p} né {b}", "{n} arrivano domani"),
        ),
    ),
    "pt": (
        Phrases(
            ("a comida", "a entrega", "a ligação", "a cadeira", "a jaqueta", "a cozinha", "a loja", "a bateria"),
            ("boa", "rápida", "limpa", "ótima", "confortável"),
            ("má", "ruim", "lenta", "suja", "péssima", "cara"),
            (
                "{n} não é {b}", "{n} não era {b}", "{n} não estava {b}", "{n} não estava nada mal",
                "{n} não é tão {b}", "{n} é {p}", "{n} estava {p}",
            ),
            (
                "{n} não é {p}", "{n} não era {p}", "{n} não estava {p}", "{n} não é muito {p}", "{n} é {b}",
                "{n} estava {b}",
            ),
            ("{n} é normal", "{n} não é nem {p} nem {b}", "{n} chega amanhã", "onde está {n}"),
        ),
        Phrases(
            ("as cadeiras", "as bebidas", "as porções", "as lojas", "as botas", "as fatias"),
            ("boas", "rápidas", "limpas", "confortáveis", "ótimas"),
            ("más", "ruins", "lentas", "sujas", "caras"),
            (
                "{n} não são {b}", "{n} não eram {b}", "{n} não estavam {b}", "{n} não são tão {b}", "{n} são {p}",
                "{n} eram {p}",
            ),
            (
                "{n} não são {p}", "{n} não eram {p}", "{n} não estavam {p}", "{n} não são muito {p}", "{n} são {b}",
                "{n} eram {b}",
            ),
            ("{n} são normais", "{n} não são nem {p} nem {b}", "{n} chegam amanhã"),
        ),
    ),
    "nl": (
        Phrases(
            (
                "de stoelen", "de drankjes", "de schoenen", "de porties", "de prijzen", "de medewerkers", "de kamers",
                "de gerechten",
            ),
            ("goed", "snel", "schoon", "prima", "vriendelijk", "comfortabel", "fijn"),
            ("slecht", "traag", "vies", "duur", "verschrikkelijk", "teleurstellend"),
            (
                "{n} zijn niet {b}", "{n} waren niet {b}", "{n} waren helemaal niet {b}", "{n} zijn {p}",
                "{n} waren echt {p}", "{n} vielen niet tegen",
            ),
            ("{n} zijn niet {p}", "{n} waren niet {p}", "{n} waren helemaal niet {p}", "{n} zijn {b}", "{n} waren {b}"),
            ("{n} zijn gemiddeld", "{n} zijn noch {p} noch {b}", "{n} komen morgen"),
        ),
        Phrases(
            ("het hotel", "het product", "het scherm", "het restaurant", "het pakket", "het ontbijt"),
            ("goed", "snel", "schoon", "prima", "fijn", "geweldig"),
            ("slecht", "traag", "vies", "duur", "waardeloos"),
            ("{n} is niet {b}", "{n} was niet {b}", "{n} was helemaal niet {b}", "{n} is {p}", "{n} was echt {p}"),
            ("{n} is niet {p}", "{n} was niet {p}", "{n} was helemaal niet {p}", "{n} is {b}", "{n} was {b}"),
            ("{n} is gemiddeld", "{n} is noch {p} noch {b}", "{n} komt morgen"),
        ),
    ),
    "ru": (
        Phrases(
            ("еда", "доставка", "связь", "куртка", "кухня", "батарея", "посуда", "программа"),
            ("хорошая", "быстрая", "удобная", "отличная", "чистая"),
            ("плохая", "медленная", "ужасная", "грязная", "дорогая", "неудобная"),
            (
                "{n} не {b}", "{n} была не {b}", "{n} совсем не {b}", "{n} оказалась не {b}", "{n} неплохая",
                "{n} была неплохая", "{n} {p}", "{n} была {p}",
            ),
            (
                "{n} не {p}", "{n} была не {p}", "{n} совсем не {p}", "{n} оказалась не {p}", "{n} {b}", "{n} была {b}",
                "раньше {n} была {p}",
            ),
            ("{n} средняя", "{n} ни {p} ни {b}", "{n} будет завтра", "где {n}"),
        ),
        Phrases(
            ("наушники", "цены", "порции", "кресла", "официанты", "ботинки", "окна"),
            ("хорошие", "быстрые", "удобные", "чистые", "отличные"),
            ("плохие", "медленные", "грязные", "неудобные", "ужасные"),
            ("{n} не {b}", "{n} были не {b}", "{n} совсем не {b}", "{n} неплохие", "{n} {p}", "{n} были {p}"),
            ("{n} не {p}", "{n} были не {p}", "{n} совсем не {p}", "{n} {b}", "{n} были {b}"),
            ("{n} средние", "{n} ни {p} ни {b}", "{n} будут завтра"),
        ),
    ),
    "ar": (
        Phrases(
            ("الخدمة", "السيارة", "القهوة", "الشاشة", "البطارية", "القاعة", "الطاولة", "الرحلة"),
            ("جيدة", "ممتازة", "سريعة", "نظيفة", "رائعة", "مريحة"),
            ("سيئة", "بطيئة", "قذرة", "غالية", "رديئة", "مزعجة"),
            ("{n} ليست {b}", "{n} لم تكن {b}", "{n} مش {b}", "{n} ليست {b} أبدا", "{n} {p}", "{n} كانت {p}"),
            ("{n} ليست {p}", "{n} لم تكن {p}", "{n} مش {p}", "{n} غير {p}", "{n} {b}", "{n} كانت {b}"),
            ("{n} عادية", "{n} لا {p} ولا {b}", "{n} تصل غدا", "أين {n}"),
        ),
    ),
}  # fmt: skip
