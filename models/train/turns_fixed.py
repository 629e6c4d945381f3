"""Fixed phrases of praise and blame in which no word is good or bad by itself, and mock praise, in ten languages.

Read by `turns`. "Leaves much to be desired" speaks of desire, "second to none" of nothing: only the whole says what is
meant. All written for this project; the tests use phrases of their own.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fixed:
    """{n} stands for one of the language's nouns in the singular, with its article where it has one."""

    positive: tuple[str, ...]
    negative: tuple[str, ...]
    neutral: tuple[str, ...] = ()


FIXED: dict[str, Fixed] = {
    "tr": Fixed(
        (
            "{n} hakkında kimseye laf söyletmem", "şikayet edecek bir şey bulamadım", "kötü bir yanını görmedim",
            "kötü yorumlara aldanmayın", "{n} bir gün bile aksamadı", "söyleyecek kötü bir şeyim yok",
            "{n} için kötü demek haksızlık olur", "{n} fena sayılmaz", "{n} fena değildi", "gözüm arkada kalmadı",
            "gözünüz kapalı alın", "hiç düşünmeden alın", "{n} parasını sonuna kadar hak ediyor",
            "on numara beş yıldız", "{n} on numara", "{n} tam isabet oldu", "bir kusurunu bulamadım",
            "kusur bulamadım", "{n} beni mahcup etmedi", "yüzümüzü kara çıkarmadı", "{n} beklentimin üstünde çıktı",
            "beklentimi fazlasıyla karşıladı", "{n} ilk günkü gibi duruyor",
            "yıllardır kullanıyorum bir kere servis görmedi", "tık demedi", "{n} için verdiğim paraya acımadım",
            "helali hoş olsun", "verdiğim her kuruşu helal ettim", "başkasına gitmem artık", "yeri ayrı bende",
            "vazgeçemiyorum", "elimden düşmüyor", "ikinciyi aldım bile", "anneme de bir tane aldım",
            "yine olsa yine alırım", "yine gelirim", "gönül rahatlığıyla alabilirsiniz", "{n} sandığımdan çabuk geldi",
            "daha ne olsun", "ağzımın tadı yerine geldi", "parmaklarımızı yedik", "aratmadı",
            "{n} eskisini hiç aratmıyor", "eline sağlık yapanın", "ellerinize sağlık",
            "Allah razı olsun hemen ilgilendiler", "korktuğum başıma gelmedi", "tereddüt edenler boşuna beklemesin",
            "{n} diğerlerine taş çıkarır", "rakip tanımaz", "{n} beklediğimden çabuk çözüldü",
            "yorumlar abartı değilmiş", "övüldüğü kadar varmış", "dedikleri kadar varmış",
            "bozuk çıkar dediler çıkmadı", "yok yok dedikleri bu olsa gerek", "çok şükür bu sefer yüzümüz güldü",
            "hakkını vermek lazım {n} iş görüyor", "{n} gelince bütün ön yargım gitti", "hiç üzmedi",
            "bir kere bile sorun çıkarmadı", "canımı hiç sıkmadı",
        ),
        (
            "{n} beklentimi karşılamadı", "beklentilerimizin altında kaldı", "{n} beklediğimin çok altında",
            "daha iyisini beklerdim", "bu markadan daha fazlasını beklerdim", "size hiç yakışmadı",
            "size yakıştıramadım", "maalesef olmamış", "{n} maalesef olmamış", "rengi hoş ama iki yıkamada soldu",
            "üçüncü gün elimde kaldı", "{n} elimde kaldı", "{n} ikinci haftada pes etti", "parama yazık oldu",
            "parayı sokağa attım", "boşa gitti", "paramızla rezil olduk", "{n} tam bir hayal kırıklığı",
            "hevesim kursağımda kaldı", "insanı canından bezdiriyor", "canımdan bezdim", "illallah dedirtti",
            "yaka silktim", "saç baş yoldurdu", "burnumdan getirdiler", "{n} yüzünden burnumuzdan geldi",
            "sabrımız kalmadı", "sabır taşı olsa çatlar", "deveye hendek atlatmak daha kolay", "bir dokun bin ah işit",
            "yazıklar olsun", "pes doğrusu", "bu kadarına da pes", "aman uzak durun", "uzak durun derim",
            "yanından bile geçmeyin", "semtine uğramam", "bir daha kapısından geçmem", "son alışverişim oldu",
            "son gelişimiz oldu", "tövbe ettim", "kandırıldık", "{n} ile dalga geçer gibi",
            "alay eder gibi cevap verdiler", "topu birbirlerine atıyorlar", "oradan oraya yönlendirip durdular",
            "muhatap bulamıyorum", "karşımda muhatap yok", "kimse oralı olmuyor", "ilgilenen yok",
            "lafla geçiştirdiler", "yarın yarın diye oyaladılar", "hak getire", "{n} desen hak getire",
            "bozuk çıkmadı desem yalan olur", "memnunum desem yalan olur", "beğendim desem yalan söylemiş olurum",
            "tavsiye edersem vebali boynuma", "{n} fotoğraftakiyle alakası yok", "anlatılanla gelen bir değil",
            "dışı seni içi beni yakar", "adı büyük kendi küçük", "abartıldığı kadar yok", "{n} abartıldığı kadar yok",
            "reklamına kanmayın", "yorumlara kanıp aldım", "kağıt gibi çıktı", "{n} oyuncak gibi",
            "iki günlük ömrü varmış", "eskiyi mumla arattı", "{n} eskisini mumla aratıyor", "nerede o eski {n}",
            "kör topal gidiyor", "harika! üç gündür internet yok", "süper ya yine kesinti",
            "tebrikler bir ayda bir {n} getiremediniz", "ne güzel yine para çekmişsiniz",
            "mükemmel, dördüncü kez aynı arıza", "aferin yine yanlış {n} göndermişsiniz",
            "bravo gerçekten yine açılmıyor", "maşallah yarım saattir hattayım",
            "sağ olun sayenizde tatilimiz zehir oldu", "eyvallah iki saattir bekliyoruz",
            "alkışlıyorum sizi yine gelmediniz", "ne kadar hızlısınız beş günde cevap",
            "çok teşekkürler bir günüm daha gitti", "hızınıza yetişilmiyor hâlâ yolda",
            "çok iyisiniz valla faturayı ikiye katladınız", "akşama gelecekti hangi akşam belli değil",
            "değiştirdiler o da bozuk çıktı",
        ),
        (
            "{n} hakkında konuşmak için erken", "daha açmadım", "kutusunu henüz açmadım", "zamanla göreceğiz",
            "göreceğiz bakalım", "{n} ile ilgili bilgi alabilir miyim", "{n} hangi renkleri var",
            "bende aynısından var", "ne uzar ne kısalır", "{n} ucuz değil ama pahalı da değil", "beklediğim kadardı",
            "ne eksik ne fazla", "olsa da olur olmasa da", "ölçüleri nedir", "ikisi de var artısı da eksisi de",
        ),
    ),
    "en": Fixed(
        (
            "can't recommend {n} enough", "could not recommend it more", "second to none", "{n} is second to none",
            "{n} is far from bad", "hard to fault", "{n} is hard to beat", "worth every penny", "ticks all the boxes",
            "{n} exceeded my expectations", "went above and beyond", "they went the extra mile",
            "you can't go wrong with this", "{n} never skips a beat", "does exactly what it says",
            "nothing to fault here", "I was wrong to hesitate", "wish I had bought it sooner",
            "would buy again in a heartbeat", "already ordered a second one", "{n} lives up to the hype",
            "all the fuss is deserved", "blew me away", "{n} knocked it out of the park", "hats off to them",
            "I'm never going anywhere else", "we will be back", "{n} saved my day", "a game changer",
            "nothing was too much trouble", "ignore the one star reviews", "I take back every doubt I had",
            "{n} hasn't missed a day", "without a hitch", "still going strong after years", "sorted within the hour",
        ),
        (
            "{n} leaves a lot to be desired", "I expected better", "expected more from {n}", "don't bother",
            "save your money", "don't waste your time", "steer clear", "avoid {n} at all costs",
            "give this one a miss", "{n} falls short", "{n} did not live up to the hype", "not what it used to be",
            "{n} has gone downhill", "you get what you pay for, sadly", "great, another delay",
            "oh wonderful, {n} is down again", "brilliant, on hold for an hour again", "lovely, charged me twice",
            "well done, third wrong parcel", "fantastic, no signal since Monday",
            "nice one, cancelled without telling us", "thanks a lot, I missed my flight",
            "just what I needed, another outage", "{n} is a joke", "what a joke", "laughable", "beyond a joke",
            "an absolute shambles", "{n} is not fit for purpose", "a waste of money", "money down the drain",
            "fobbed off again", "passed from pillar to post", "no one could care less", "I want my money back",
            "taken for a ride", "{n} gave up after a week", "died on day two", "the last time I order here",
            "we won't be back", "lost a customer", "one star is one too many", "I've had it with {n}",
            "still waiting, still nothing", "if I could give zero stars I would", "buyer beware",
        ),
        (
            "too early to tell", "the jury is still out", "haven't opened the box yet", "can take it or leave it",
            "you get what you pay for", "{n} is what it is", "does {n} come in blue", "what time does it open",
            "could go either way", "about what I expected", "nothing to write home about but fine",
        ),
    ),
    "de": Fixed(
        (
            "nicht übel", "gar nicht mal übel", "{n} ist nicht von schlechten Eltern", "da kann man nicht meckern",
            "{n} lässt keine Wünsche offen", "jeden Cent wert", "hält, was es verspricht",
            "{n} hält, was er verspricht", "rundum gelungen", "immer wieder gerne", "jederzeit wieder",
            "wir kommen wieder", "läuft wie am Schnürchen", "{n} hat meine Erwartungen übertroffen",
            "da gibt es nichts zu beanstanden", "Hut ab", "Daumen hoch", "kann ich nur weiterempfehlen",
            "die schlechten Bewertungen verstehe ich nicht", "alles bestens", "{n} macht, was er soll",
            "hätte ich früher kaufen sollen", "{n} sucht seinesgleichen", "ein echter Glücksgriff",
            "das Warten hat sich gelohnt", "nach Jahren noch wie am ersten Tag",
        ),
        (
            "Finger weg", "Finger weg von diesem Laden", "das geht gar nicht", "{n} lässt zu wünschen übrig",
            "lässt sehr zu wünschen übrig", "ich hatte mehr erwartet", "hätte mehr erwartet", "unter aller Sau",
            "unter aller Kanone", "ein schlechter Witz", "{n} ist ein Witz", "rausgeschmissenes Geld",
            "Geld zum Fenster rausgeworfen", "toll, schon wieder Verspätung", "super, wieder kein Netz",
            "na prima, zum dritten Mal falsch geliefert", "herzlichen Dank, Urlaub ruiniert",
            "klasse, eine Stunde Warteschleife", "Kundenservice? Fehlanzeige", "einmal und nie wieder",
            "das war das letzte Mal", "mir reicht es", "ich habe die Nase voll",
            "{n} hat nach zwei Tagen den Geist aufgegeben", "schade ums Geld", "Zeitverschwendung",
            "da lachen ja die Hühner", "von {n} hatte ich mir mehr versprochen", "man wird nur vertröstet",
            "bitte einen großen Bogen machen", "{n} war auch schon mal besser", "warte immer noch",
            "wird seinem Ruf nicht gerecht", "weit entfernt von gut",
        ),
        (
            "abwarten", "kann man so oder so sehen", "wie erwartet", "habe es noch nicht ausgepackt",
            "muss sich noch zeigen", "wann macht ihr auf", "gibt es das auch in Blau", "nicht Fisch nicht Fleisch",
            "für ein Urteil ist es zu früh",
        ),
    ),
    "fr": Fixed(
        (
            "rien à dire, {n} est au top", "je recommande les yeux fermés", "on y retournera", "vaut chaque centime",
            "{n} tient ses promesses", "chapeau", "au-delà de mes attentes", "{n} a dépassé mes attentes",
            "à ne pas manquer", "j'aurais dû l'acheter plus tôt", "je n'ai pas trouvé de défaut", "sans faute",
            "un sans-faute", "ça vaut le détour", "{n} n'a pas pris une ride", "ne vous fiez pas aux mauvais avis",
            "loin d'être mauvais", "difficile de trouver mieux", "{n} fait le job sans broncher", "on en redemande",
            "bluffé", "j'en ai repris un deuxième", "rien ne manque", "{n} vaut son prix",
            "hésitation inutile, foncez", "foncez",
        ),
        (
            "{n} laisse à désirer", "ça laisse vraiment à désirer", "pas terrible", "{n} n'est pas terrible",
            "pas top", "bof bof", "je m'attendais à mieux", "on s'attendait à mieux", "à éviter", "à fuir", "fuyez",
            "passez votre chemin", "du grand n'importe quoi", "c'est du vol", "de l'argent jeté par les fenêtres",
            "on se moque du client", "{n} se moque du monde", "génial, encore du retard",
            "super, toujours pas de réseau", "bravo, troisième erreur de suite", "merci pour les vacances gâchées",
            "formidable, une heure d'attente", "c'est la dernière fois", "on ne m'y reprendra plus", "ras le bol",
            "{n} a rendu l'âme au bout d'une semaine", "tout est à revoir", "{n} n'est plus ce qu'il était",
            "j'attends toujours", "aux abonnés absents", "loin d'être parfait, loin d'être bon",
            "beaucoup de bruit pour rien", "{n} ne tient pas ses promesses", "une honte", "inadmissible", "au secours",
        ),
        (
            "à voir sur la durée", "je n'ai pas encore ouvert le carton", "comme prévu", "ni plus ni moins",
            "à quelle heure ouvrez-vous", "existe-t-il en bleu", "trop tôt pour juger", "ça se discute",
            "mi-figue mi-raisin",
        ),
    ),
    "es": Fixed(
        (
            "ninguna queja", "no tengo ni una queja", "{n} cumple con creces", "vale cada céntimo", "repetiremos",
            "volveremos seguro", "a ojos cerrados", "{n} superó mis expectativas", "no le encuentro defectos",
            "no se puede pedir más", "nada que reprochar", "{n} está de diez", "un diez", "chapó",
            "me quito el sombrero", "tenía que haberlo comprado antes", "{n} no tiene rival", "como el primer día",
            "no hagan caso de las malas reseñas", "lejos de ser malo", "difícil de superar", "ya he pedido otro",
            "va como la seda", "acierto total", "de lujo",
        ),
        (
            "ni se les ocurra", "ni se os ocurra comprarlo", "{n} deja mucho que desear", "deja que desear",
            "esperaba más", "esperaba más de {n}", "no cumple lo que promete", "una tomadura de pelo", "es un robo",
            "dinero tirado a la basura", "tirar el dinero", "huyan de aquí", "no pierdan el tiempo",
            "genial, otro retraso", "estupendo, otra vez sin señal", "qué bien, me han cobrado dos veces",
            "enhorabuena, tercer pedido equivocado", "gracias por arruinarme las vacaciones",
            "maravilloso, una hora al teléfono", "es la última vez", "conmigo que no cuenten", "estoy harto",
            "hasta las narices", "{n} pasó a mejor vida a la semana", "ya no es lo que era", "{n} ya no es lo que era",
            "se pasan la pelota", "sigo esperando", "brilla por su ausencia", "una vergüenza", "de pena",
            "lejos de ser bueno", "mucho ruido y pocas nueces",
        ),
        (
            "ya se verá", "todavía no lo he abierto", "lo esperado", "ni más ni menos", "a qué hora abren",
            "lo hay en azul", "es pronto para opinar", "depende", "ni frío ni calor",
        ),
    ),
    "it": Fixed(
        (
            "vale ogni centesimo", "da dieci e lode", "ci torneremo", "a occhi chiusi",
            "{n} ha superato le mie aspettative", "nulla da eccepire", "non gli manca niente", "tanto di cappello",
            "{n} non perde un colpo", "come il primo giorno", "{n} mantiene le promesse", "non si può chiedere di più",
            "difficile trovare di meglio", "dovevo comprarlo prima", "non fatevi ingannare dalle recensioni negative",
            "tutt'altro che scadente", "{n} fa il suo dovere alla grande", "ne ho preso un altro",
            "va che è una meraviglia", "consigliatissimo", "una garanzia", "liscio come l'olio",
        ),
        (
            "{n} lascia a desiderare", "lascia molto a desiderare", "mi aspettavo di meglio",
            "mi aspettavo di più da {n}", "da evitare", "statene alla larga", "state lontani", "soldi buttati",
            "soldi buttati via", "una presa in giro", "{n} è una presa in giro", "un furto",
            "fantastico, un altro ritardo", "ottimo, di nuovo senza linea", "complimenti, terzo pacco sbagliato",
            "grazie per avermi rovinato le vacanze", "bravi, un'ora di attesa", "è l'ultima volta",
            "mai più da queste parti", "non ne posso più", "{n} ci ha lasciati dopo una settimana",
            "non è più quello di una volta", "{n} non è all'altezza", "scaricabarile continuo",
            "sto ancora aspettando", "lasciamo perdere", "tanto fumo e niente arrosto", "una vergogna",
            "roba da non credere", "ben lontano dall'essere buono",
        ),
        (
            "vedremo col tempo", "non ho ancora aperto il pacco", "come previsto", "né più né meno",
            "a che ora aprite", "c'è anche in blu", "troppo presto per dirlo", "dipende", "senza infamia e senza lode",
        ),
    ),
    "pt": Fixed(
        (
            "vale cada centavo", "nota dez", "voltaremos com certeza", "de olhos fechados",
            "{n} superou as minhas expectativas", "nenhuma queixa", "não tenho uma queixa", "{n} cumpre o que promete",
            "não se pode pedir mais", "sem defeitos", "tiro o chapéu", "{n} não fica atrás de ninguém",
            "como no primeiro dia", "devia ter comprado antes", "não liguem para as críticas", "longe de ser ruim",
            "difícil encontrar melhor", "já encomendei outro", "nota mil", "{n} nunca me deixou na mão",
            "está de parabéns", "super recomendo",
        ),
        (
            "{n} deixa a desejar", "deixa muito a desejar", "esperava mais", "esperava mais de {n}", "esperava melhor",
            "fujam", "fuja dessa loja", "a evitar", "dinheiro jogado fora", "dinheiro deitado à rua", "uma palhaçada",
            "{n} é uma piada", "é um roubo", "ótimo, mais um atraso", "maravilha, outra vez sem sinal",
            "parabéns, terceiro pedido errado", "obrigado por estragarem as férias", "que bom, cobraram duas vezes",
            "foi a última vez", "perderam um cliente", "estou farto", "chega", "{n} me deixou na mão",
            "{n} morreu numa semana", "já não é o que era", "fica no empurra-empurra", "continuo à espera",
            "uma vergonha", "propaganda enganosa", "muito barulho por nada", "longe de ser bom",
        ),
        (
            "a ver vamos", "ainda não abri a caixa", "como esperado", "nem mais nem menos", "a que horas abrem",
            "tem em azul", "é cedo para dizer", "depende", "nem fede nem cheira",
        ),
    ),
    "nl": Fixed(
        (
            "{n} valt me reuze mee", "het viel me mee", "elke cent waard", "een dikke tien", "wij komen zeker terug",
            "{n} doet wat hij belooft", "{n} overtrof mijn verwachtingen", "niks mis mee", "daar is niks mis mee",
            "petje af", "top geregeld", "had ik eerder moeten kopen", "{n} laat niets te wensen over",
            "loopt als een trein", "de slechte recensies kloppen niet", "lang niet slecht", "moeilijk te overtreffen",
            "al een tweede besteld", "een aanrader", "{n} is na jaren nog als nieuw", "chapeau", "blind kopen",
        ),
        (
            "{n} laat te wensen over", "laat veel te wensen over", "had beter verwacht", "had meer verwacht van {n}",
            "{n} valt tegen", "valt vies tegen", "viel behoorlijk tegen", "blijf hier weg", "niet doen",
            "bespaar je de moeite", "weggegooid geld", "zonde van het geld", "{n} is een lachertje", "een aanfluiting",
            "geweldig, weer vertraging", "fijn, weer geen bereik", "gefeliciteerd, derde verkeerde pakket",
            "bedankt voor de verpeste vakantie", "lekker dan, een uur in de wacht", "eens maar nooit weer",
            "dit was de laatste keer", "ik ben er klaar mee", "{n} gaf na een week de geest", "niet meer wat het was",
            "van het kastje naar de muur", "nog steeds aan het wachten", "ver te zoeken", "service is ver te zoeken",
            "schandalig", "om te huilen", "ver van goed", "veel geschreeuw weinig wol",
        ),
        (
            "even afwachten", "nog niet uitgepakt", "zoals verwacht", "niet meer en niet minder",
            "hoe laat gaan jullie open", "is er ook een blauwe", "te vroeg om iets te zeggen", "hangt ervan af",
            "vlees noch vis",
        ),
    ),
    "ru": Fixed(
        (
            "придраться не к чему", "не к чему придраться", "{n} выше всяких похвал", "стоит каждой копейки",
            "твёрдая пятёрка", "ещё вернёмся", "берите не думая", "{n} превзошёл ожидания", "нареканий нет",
            "снимаю шляпу", "{n} на высоте", "надо было брать раньше", "{n} ни разу не подвёл", "работает как часы",
            "как в первый день", "не верьте плохим отзывам", "грех жаловаться", "далеко не плохо", "лучше не найти",
            "взял ещё один", "{n} оправдал ожидания", "всё чётко", "буду брать ещё",
        ),
        (
            "{n} оставляет желать лучшего", "оставляет желать лучшего", "ожидал большего",
            "ожидал большего от этого магазина", "так себе, не советую", "обходите стороной", "держитесь подальше",
            "деньги на ветер", "выброшенные деньги", "сплошное разочарование", "{n} не оправдал ожиданий",
            "курам на смех", "отлично, опять задержка", "прекрасно, снова нет связи",
            "молодцы, третий раз не тот заказ", "спасибо за испорченный отпуск", "супер, час на линии",
            "ноги моей здесь больше не будет", "это был последний раз", "сил больше нет",
            "{n} приказал долго жить через неделю", "{n} уже не тот", "отфутболивают", "до сих пор жду",
            "ни ответа ни привета", "позор", "издевательство", "хоть плачь", "далеко не хорошо",
            "шума много, толку мало", "развод на деньги",
        ),
        (
            "время покажет", "ещё не распаковал", "как и ожидалось", "ни больше ни меньше", "во сколько открываетесь",
            "есть ли синий", "рано судить", "на любителя", "ни рыба ни мясо",
        ),
    ),
    "ar": Fixed(
        (
            "مش بطال", "{n} مش بطال أبدا", "لا غبار عليه", "{n} لا غبار عليه", "يستحق كل قرش", "عشرة على عشرة",
            "سأعود بالتأكيد", "خذوه وأنتم مغمضين", "{n} فاق توقعاتي", "لا ينقصه شيء", "ما قصروا", "يعطيكم العافية",
            "كان يجب أن أشتريه من قبل", "لا تصدقوا التقييمات السلبية", "ما عليه كلام", "{n} ما عليه كلام",
            "بعيد عن السوء", "طلبت واحدا آخر", "رفع الراس", "لم يخذلني يوما",
        ),
        (
            "كنت أتوقع أفضل", "كنت أتوقع أكثر من هذا", "{n} دون المستوى", "أقل من المتوقع", "لا تضيعوا وقتكم",
            "ابتعدوا عنه", "لا تقربوه", "فلوس في الأرض", "خسارة فلوس", "ضحك على الناس", "{n} نصب واحتيال",
            "رائع، تأخير جديد", "ممتاز، انقطاع مرة أخرى", "مبروك، الطلب خطأ للمرة الثالثة", "شكرا على إفساد إجازتي",
            "جميل، ساعة على الخط", "آخر مرة أتعامل معهم", "طفح الكيل", "{n} مات بعد أسبوع", "لم يعد كما كان",
            "كل واحد يرميها على الثاني", "ما زلت أنتظر", "حسبي الله ونعم الوكيل", "لا حياة لمن تنادي", "عيب عليكم",
            "مهزلة", "بعيد عن الجودة",
        ),
        (
            "سنرى مع الوقت", "لم أفتح العلبة بعد", "كما توقعت", "متى تفتحون", "هل يوجد لون أزرق", "من المبكر الحكم",
            "حسب الذوق", "لا بأس",
        ),
    ),
}  # fmt: skip
