"""Given names, Turkish and some English, in the folded spelling ("Ayşe", "AYŞE" and "Ayse" are `ayse`).

Read by `names`, where a rule is only safe when the word is known to be a name. Names that are rather words of the
language ("Güzel", "Yıldız", "İlk") are left out; those in `ALSO_WORDS` count only in capitals and beside a surname or
a title.
"""

_WOMEN = """
ada adile afife ahsen ahu ajda alara aleyna aliye alya arzu asena asli aslihan asude asuman asya atiye ayca aycan
aydan ayfer aygul ayla aylin aynur aysan ayse aysegul aysel aysen aysenur aysima aysin aysu aysun ayten ayza azize
azra bahar bahriye banu basak bedia bedriye begum behiye belgin belgun belinay belkis belma bennu bensu beren beril
berfin beria berna berra berrin beste betul beyhan beyza bilge billur bingul birgul birsen buket burcin burcu burcak
busra buse canan cansel cansu cemile cemre ceren ceyda ceylan cevriye cicek cigdem damla defne demet deniz derya didem
dilan dilara dilay dilber dilek dilruba dilsad duygu duru dursun ebrar ebru ece ecem ecrin eda ela elanur elcin elif
elifnur elmas elvan elvin emel emine emriye ergul esen esin esma esra esranur evrim ezgi ezo fadime fahriye fatma
fatmagul fatmanur fatos feray ferda feride feriha ferihan fidan fikriye filiz figen firdevs fulya funda fusun gamze
gaye gizem gokce gonca gonul gozde guher gul gulay gulbahar gulben gulcan gulcin gulden gulderen guler gulfem gulhan
gulistan gulizar gulnaz gulnihal gulnur gulsah gulsen gulseren gulsum gulsun gulten gunay gunes guven guzide habibe
hacer hadise hafize hale halide halime hamide handan hande hanife hasibe hatice havva hayriye hazal helin hilal huban
hulya huma humeyra husniye huriye ikbal ilayda ilgin ilkay ilknur inci ipek irem iren irmak isil isilay isin jale
julide kadriye kamile kamuran kevser kezban kiymet kubra lale lamia latife leman lerzan leyla lutfiye macide makbule
malike mediha mehtap melahat melda melek melike melis melisa meliha meltem melodi menekse meral merve meryem mevlude
mihriban mina mine miray mualla muazzez muberra mucella muge mujde mujgan mukaddes mukerrem munevver munire mursel
muruvvet muserref muzeyyen naciye nadide nadire nagehan nagihan nahide naile nalan naime narin nazan nazife nazik
nazli nazmiye nebahat necla necmiye nefise nergis neriman nermin nesibe nesli neslihan nesrin nevin nevra nezahat
nezihe nida nigar nihal nihan nil nilay nilgun nilsu nilufer nimet niran nisa nisan nisanur nukhet nur nuran nuray
nurbanu nurcan nurcihan nurdan nurgul nurhan nuriye nursel nursen nurten oya ozge ozgul ozlem ozden ozlen pakize
papatya pelin pelinsu perihan peri peride perran pinar piraye rabia rana rahime rahsan raziye refika remziye reyhan
ruhan rukiye ruveyda ruya saadet sabahat sabiha sabriye sacide safiye sahika saime saliha saniye seda sedef sefika
seher selcan selda selen selin selma selvi sema semanur semiha semra sena senay senem sengul seniha serap seray serpil
serra sevcan sevda sevgi sevgul sevil sevilay sevim sevinc sevtap seyda seyma seza sezen sezin sibel sidika simal
simay simge sinem songul su sudenaz suheyla sukran sukriye sultan suna suzan sule sulenur seval tanem tuba tugba tugce
tulay tulin tulun turkan tutku ulku ulkunur ulviye umran umay ummuhan unzile yagmur yaprak yasemin yelda yeliz yesim
yeter yildiz yonca yuksel yurdagul zahide zarife zehra zehranur zekiye zeliha zerrin zeynep zeyneb zeynepsu ziynet
zubeyde zuhal zulal zuleyha zumra zulfiye zumrut
"""
_MEN = """
abdulaziz abdulhamit abdulkadir abdulkerim abdullah abdulrahman abdurrahman abdulsamet abidin adem adil adnan afsin
agah ahmet ahmed akif akin alaattin alaettin alican alihan ali alp alpay alper alperen alparslan alpaslan altan altay
anil arda arif armagan aras asim aslan asaf ata atakan atalay atila atilla atil avni aybars aydin aydogan aykan aykut
aytac aytek aytekin ayhan ayberk aziz baha bahadir bahattin baki baran baris bartu batikan batu batuhan battal
baturalp bayram bedirhan bedri bekir behcet behlul behzat berat berk berkan berkant berkay berke bilal bilgin bircan
birol bora boran bugra bulent bunyamin burak burhan burhanettin cafer cagan caglar caglayan cagatay cagri cahit can
canberk caner cankat cavit celal celalettin celil cem cemal cemalettin cemil cemil cengiz cenk cevat cevdet cihan
cihangir cihat ciner cumali cuneyt dagcan davut dede demir deniz denizhan derman devrim dincer dogan dogukan dogan
dogus dundar durmus dursun ebubekir edip efe ege ekin ekrem emin emir emirhan emrah emre emrecan emrullah ender enes
engin enis ensar enver eray ercan ercument erdal erdem erden erdi erdinc erdogan eren ergin ergun erhan erkan erkin
erkut erman ernur erol ersan ersel ersen ersin ersoy ertac ertan ertugrul esat esref ethem evren eyup eyyup fahrettin
fahri faik faruk fatih fazil fehmi ferdi feridun ferhat ferit fethi fevzi fikret firat fuat furkan galip gazi gencer
gokalp gokay gokberk gokhan gokmen goksel goktug gorkem guney gunay gungor gurbuz gurcan gurhan gurkan gursel guven
habip haci hadi hakan hakki haldun halil halim halis haluk hamdi hamit hamza harun hasan hasim haydar hayati hayrettin
hayri hazar hidayet hikmet hilmi himmet hulusi husamettin huseyin husnu ibrahim idris ihsan ilbey ilber ilhami ilhan
ilkay ilker ilyas inan irfan isa ishak iskender islam ismail ismet izzet izzettin kaan kadir kadri kagan kamil kamuran
kasim kaya kayhan kazim kemal kemalettin kenan kerem kerim kerimcan kivanc koksal koray korhan korkut kubilay kudret
kursat kurtulus kutay kutlu kuzey latif levent lutfi lutfu macit mahir mahmut mahsun mazhar mazlum mecit medet mehmet
mehmetcan melih memduh memis menderes mert mertcan mesut mete metehan metin mevlut miktat mirac miran mirza mithat
muammer muaz mucahit muhammed muhammet muharrem muhittin muhlis muhsin muhterem mukremin mumtaz munir murat musa
mustafa mutlu muzaffer naci nadir nafiz nail nazif nazim nazmi necati necip necmettin necmi nedim nejat nevzat nezih
nihat nizamettin niyazi nuh numan nurettin nuri nurullah nusret oguz oguzhan okan oktay olcay omer omur onat onder
onur orcun orhan orkun osman ozan ozay ozcan ozer ozgun ozgur ozhan ozkan polat poyraz rafet ragip rahim rahmi ramazan
rasim rasit rauf recai recep refik remzi resat resit rifat rifki riza ruhi rustem ruzgar saban sabahattin sabri
sadettin sadi sadik sadullah safa saffet sahin saim sait sakir salih salim sami samet samim sancar sarp savas seckin
sedat sefa sefer selahattin selami selcuk selim selman semih sencer senol serdar serhan serhat serkan sermet sertac
sertan server servet seyfettin seyfi seyhan seyit seyithan sezai sezer sezgin sidar sinan sinasi sirri soner suat
suavi suleyman sukru suphi sureyya tacettin taha tahir tahsin talat talha talip tamer taner tansu tarik tarkan taylan
tayfun tayfur tayyip tekin temel teoman tevfik tezcan timucin timur toga tolga tolgahan toygar tufan tugay tugrul
tuncay tuncer tunahan turan turgay turgut turhan ufuk ugur ulas umit umut umutcan utku unal vahap vahit vedat vefa
veli veysel veysi volkan vural yakup yahya yalcin yalin yaman yasar yasin yavuz yekta yener yetkin yigit yigitcan
yilmaz yuksel yunus yusa yusuf zafer zahit zekai zekeriya zeki ziya zihni zulfikar zulkuf
"""
_ENGLISH = """
adam alan alex alexander alice amanda amy andrea andrew angela ann anna anthony ashley barbara benjamin beth
betty brandon brian bruce carl carol caroline catherine charles charlotte cheryl chris christina christine christopher
cindy claire craig cynthia daniel danielle david deborah debra dennis diana diane donald donna dorothy douglas edward
elizabeth emily emma eric erin eugene evelyn frances gary george gerald gregory hannah harold heather helen henry
jacob jacqueline james janet jason jeff jeffrey jennifer jeremy jerry jesse jessica joan joe john johnny jonathan jose
joseph joshua joyce judith julia julie justin karen kate katherine kathleen kathryn kathy keith kelly kenneth kevin
kimberly kyle larry laura lauren lawrence linda lisa louis louise margaret maria marie marilyn martha martin mary
matthew megan melissa michael michelle mike nancy nathan nicholas nicole olivia oliver pamela patricia paul peter
philip rachel ralph raymond rebecca richard robert roger ronald roy russell ruth ryan samantha samuel sandra sara
sarah scott sean sharon shirley sophia sophie stephanie stephen steve steven susan teresa terry theresa thomas timothy
tom tyler victoria vincent virginia walter wayne william zachary
"""
_ALSO_WORDS = """
ada adem alp altan aras aslan asya ata aydin aziz bahar baki baran baris basak bayram belgin bilge bilgin boran buket
can canan cansu caglayan ceylan cicek cihan cem cemal damla dede defne demet demir deniz derman derya devrim dilan
dilek dogan duru duygu ece ege ekin ela elif elmas emel emin emir engin eren erdem esen esin evren evrim ezgi fazil
fidan filiz firat galip gaye gazi gonca gonul gul guler gunes guney gurbuz guven habip haci hadi hakki hale halis
hande havva hayri hayat hidayet hikmet hazal ikbal inan inci ipek irmak isil isin islam ismet izzet kadir kamil kadri
kaya kiymet kudret kurtulus kutlu kuzey lale latif mahir mazlum melek meltem menekse metin mert mine miray mirac mirza
mucahit mujde muhterem mutlu nadide nadir nail narin nazik nimet nisan nur nuri okan omur onur ozan ozgur ozgun
papatya peri petek pinar polat poyraz ruya ruzgar saban safa sahin salih sari savas sebnem seckin sedef sefa sefer
seher selim selvi sena sevda sevgi sevim sevinc seyit sidika simge sinem su sultan sule tan tansu tekin temel toga
tufan tuna turan tutku ufuk ugur ulas umit umut unal utku vefa veli vural yagmur yalin yaman yaprak yasin yavuz yekta
yener yeter yetkin yigit yildiz yilmaz yonca yuksel zafer zeki ziya zumrut sena ender esref ilker dursun durmus yasar
satilmis soner songul ali adil akin kerim mesut memis saadet seref server servet rana nil armagan haluk halim huma
cagri caglar gokce cagatay kasim ramazan nilufer arzu sadik resit ferdi
virginia roger justin kelly ruth charlotte jose alan roy jerry ashley
"""
ALSO_WORDS: frozenset[str] = frozenset(_ALSO_WORDS.split()) - {"ali", "cem"}
GIVEN_NAMES: frozenset[str] = frozenset((_WOMEN + _MEN + _ENGLISH).split())
