"""The commonest Turkish surnames, in the folded spelling of `given_names`.

Read by `names` alone, and only right after a given name that a word introduced: many are words of the language. They
show where a name ends in a text without capitals, or all in capitals.
"""

_SURNAMES_TEXT = """
acar ak akar akbas akbulut akca akin akkaya aksoy aksu aktas akyol akyuz albayrak alkan altin altun altintas altunbas
arici arikan arslan aslan atalay ates atmaca avci ay aydemir aydin aydogan aydogdu aygun ayhan balci balkan baran bas
basaran baskan bayrak bayraktar baysal bektas bilgic bilgin bingol birinci boz bozdag bozkurt bulbul bulut ceylan ceyhan
coban coskun celik cetin cetinkaya cakir cakmak candan cinar ciftci cicek dag dagdelen daglar demir demirbas demirci
demirel demirkan demirtas deniz dere dincer dinc dogan dogru dogruer duman durak duran durmaz durmus dursun efe ekici
ekinci ekmekci elmas er erbas erdem erdogan eren ergin ergun erkan erol ersoy ertas erturk esen eser gok gokce gokmen
guler gul gultekin gun gunay gundogdu gunduz gunes gungor gur gurbuz gurel gursoy guven guzel ilhan inan ince isik
kahraman kahveci kalkan kandemir kaplan kara karaaslan karabulut karaca karadag karadeniz karagoz karahan karakas
karakaya karakoc karakus karaman karatas kartal kaya kayaalp keles keser keskin kilic kilinc koc kocak korkmaz korkut
kose koyuncu kurt kurtulus kus kutlu kuzu metin mutlu oguz okur oral oz ozbek ozcan ozdemir ozden ozdogan ozen ozer
ozgur ozkan ozkaya ozmen ozsoy oztas oztekin ozturk ozyurt pala parlak pehlivan pektas peker polat sahin sari sarikaya
saglam sen sener sengul sezer sezgin simsek sonmez soylu soysal su tan tas taskin tas tasci tekin temel temiz tepe tok
toprak topal topcu torun tosun tuna tunc turan turgut turk turkmen uc ucar ulusoy unal unlu ural usta uysal uyar uzun
uzunoglu varol vural yalcin yalcinkaya yaman yasar yavas yavuz yazici yesil yigit yildirim yildiz yilmaz yuce yucel
yuksel yurt zengin
"""
# What is rather a word that follows a name in a complaint, or ends one.
_WORDS_TEXT = "ak ay bas er gun kus oz sen su tan tas tok uc guzel temiz uzun yavas saglam turk unlu birinci zengin"
SURNAMES: frozenset[str] = frozenset(_SURNAMES_TEXT.split()) - frozenset(_WORDS_TEXT.split())
