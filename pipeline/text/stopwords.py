"""Words that carry no topic: Turkish and English function words, greetings and the vocabulary of complaining.

Read by `terms.terms`. Written in the folded spelling (see `turkish.fold`), so that one entry holds for "için", "İÇİN"
and "icin". Negations are absent on purpose where they form a term with their neighbour ("iade yok", "not working").
"""

_TURKISH = """
acaba ama ancak arada artik asla aslinda ayni ayrica az bana bari bazen bazi belki ben benden beni benim beri bile bin
bir biraz birkac birlikte biri birisi birsey biz bizden bize bizi bizim boyle boylece bu buna bunda bundan bunlar
bunlari bunlarin bunu bunun burada burasi butun cunku cok da daha dahi de defa dedi dedigi dediler demek demis diger
digerleri diye dolayi dolayisiyla eger elbette en esas etmek etti ettigi ettim ettik edilen edildi edilmis ediyor
ediyorum ediyorlar eder edip edecek fakat falan filan galiba gayet gerek gerekiyor gibi gore ha haberiniz hakkinda
hala halde halen hangi hani hatta hem hemen hep hepsi her herhangi herkes herkese hic hicbir icin icinde icerisinde
ile ilgili ise iste iyi ki kadar karsi kendi kendine kendisi kez kim kime kimi kimin kimse lakin lutfen madem mi misin
misiniz mu musunuz nasil ne neden nedeniyle nedenle nerede nereye neyse nicin niye o olan olarak oldu oldugu oldugum
oldugunu olduk olmak olmali olmasi olmus olsa olsun olup olur olursa olacak oluyor ona ondan onlar onlara onlari
onlarin onu onun orada oysa oyle ozellikle pek peki rica ragmen sadece sanki sayin sen senden seni senin siz sizden
size sizi sizin son sonra sonunda soyle su suan suanda simdi suna sunu surekli tabi tabii tamam tarafimdan tarafima
tarafindan tum tumu uzere uzerinden uzerine var vardi ve veya verdi ver verildi veriyor yada ya yani yapan yapildi
yapilan yapiyor yapti yaptim yapmak yapilmasi yerine yine yoksa zaten zira ederim edin ediniz iki uc dort bes merhaba
merhabalar selam selamlar gunler gun gunu gunlerdir tarihinde tarihli tarih saat yil ay talep
"""
_ENGLISH = """
a about after again all also am an and any are as at be because been before being between both but by can could did do
does doing done down each even ever few for from further get gets getting go going got had has have having he her here
hers him his how i if im in into is it its ive just know let like ll made make many may me more most much my myself
now of off oh on once one only or other our ours out over own please re really s said same say says see she should so
some still such t than that thats the their theirs them then there these they thing think this those through to too u
under until up ur us use very via want was way we well were what when where which while who whom whose why will with
would yeah yes yet you your yours youre hi hello hey ok okay amp
"""
STOP_WORDS: frozenset[str] = frozenset((_TURKISH + _ENGLISH).split())
