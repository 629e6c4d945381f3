"""The words that introduce a person, as patterns. Read by `names`, which judges what follows them.

In all patterns `i` with IGNORECASE stands for the four letters İ I ı i. No cue may rest on a bracket, nor on what a
later stage puts one in place of: where digits are part of a cue, digits alone are.
"""

import re
from typing import NamedTuple


class Cues(NamedTuple):
    """`hints`: what must occur, case aside, before the pattern is worth trying.

    The name of the group that matched says how `names` reads what follows.
    """

    hints: tuple[str, ...]
    pattern: re.Pattern[str]


def _cues(hints: str, pattern: str) -> Cues:
    whole = rf"(?<![\w\]])(?:{pattern})\s{{1,3}}(?=[^\W\d_])"
    return Cues(tuple(hints.replace("_", " ").split("|")), re.compile(whole, re.IGNORECASE))


_PERSON = r"(?:m[üu][şs]teri|abone|al[ıi]c[ıi]|g[öo]nder(?:ici|en)|yolcu|hasta|misafir|[üu]ye)"
_HOLDER = r"(?:kart|hesap|fatura|hat|rezervasyon|bilet|ara[çc]|abonelik) sahibi"
_PERSON_ENGLISH = r"(?:full|customer|passenger|guest|patient|cardholder|account holder|contact)"
_NUMBERED = (
    r"(?:m[üu][şs]teri|abone|[üu]ye|hasta|yolcu|sicil|(?:t\.?\s?c\.?\s{0,2})?kimlik|t\.?\s?c|tckn|vatanda[şs]l[ıi]k)"
)

CUES = (
    _cues(
        "soy|adim|ismim|name|ben|say|sn|mr|ms|temsilci|personel|kurye|revli|dani|yetkili|müd|mud|saygilar|regards"
        "|sincerely|i'm|i’m|i_am",
        r"(?P<form>(?:ad[ıi]?m?|isim|ismim)\s{0,2}(?:[/&\-]|ve)?\s{0,2}soy(?:ad|isi?m)[ıi]?m?\s{0,2}[:;=-])"
        r"|(?P<told>ad[ıi]m(?:\s{1,2}soyad[ıi]m)?|ismim|ad[ıi]?\s?soyad[ıi]?)(?:\s?[:;,])?"
        r"|(?P<english>(?:my|his|her) name(?: is|['’]s))"
        r"|(?P<self>ben(?:iz|im)?|I['’]m|(?-i:I am))"
        r"|(?P<dear>say[ıi]n(?: bay(?:an)?)?|sn)\.?"
        r"|(?P<title>(?-i:M(?:rs?|s)))\.?"
        r"|(?P<staff>(?:temsilci|personel|kurye(?!net)|g[öo]revli|dan[ıi][şs]man|yetkili|m[üu]d[üu]r)\w{0,6})"
        r"|(?P<closing>sayg[ıi]lar[ıi]m(?:[ıi]z)?la|sayg[ıi]lar|regards|sincerely)\s{0,2}[,.;:!-]{0,3}",
    ),
    _cues(
        "merhaba|selam|slm|mrb|iyi_g|iyi_a",
        r"(?P<greeted>(?:merhaba(?:lar)?|selam(?:lar)?|slm|mrb|iyi (?:g[üu]nler|ak[şs]amlar))[,.!]?\s{1,2}ben)",
    ),
    _cues(
        "kasiyer|garson|şof|sof|hostes|operat|doktor|avukat|hemşire|hemsire|dr.|dr_|av.|agent_|teriniz|eşim|esim|annem|babam"
        "|karde|ablam|abim|abey|kizim|oğlum|oglum|arkada|kuzen|sahibi|holder",
        r"(?P<staff>(?:kasiyer|garson|[şs]of[öo]r|hostes|operat[öo]r|doktor|avukat|hem[şs]ire)\w{0,6}|(?-i:Dr|Av)\.?"
        r"|(?-i:[Aa]gent)|m[üu][şs]teriniz|e[şs]im|annem|babam|karde[şs]im|ablam|abim|a[ğg]abeyim|k[ıi]z[ıi]m|o[ğg]lum"
        rf"|arkada[şs][ıi]m|kuzenim|{_HOLDER}\s?[:;]?|(?:account|card) ?holder\s?[:;]?)",
    ),
    # "müşteri no 12345 Ayşe Yılmaz", "T.C. kimlik no 123 olan Mehmet Demir"
    _cues(
        "teri n|abone n|ye n|hasta n|yolcu n|sicil|kimlik|tckn|tc_|tc:|tc=|t.c|vatanda",
        rf"(?P<number>{_NUMBERED}\.?(?:\s{{0,2}}(?:no(?:su|m)?|nu|numara\w{{0,6}}))?[\s:;.=-]{{1,3}}\d[\d.-]{{1,18}}[\s,;:-]{{0,3}}"
        r"(?:\s(?:olan|numaral[ıi]|no['’]?lu))?)",
    ),
)
# Those that end with a colon or an equals sign.
LABELS = (
    _cues(
        "teri|abone|alici|nder|yolcu|hasta|misafir|üye|uye|imza|ileti|sahibi|name:|name_:",
        rf"(?P<form>(?:{_PERSON}(?:nin|n[ıi]n)?|{_HOLDER}(?:nin|n[ıi]n)?)\s{{1,2}}(?:ad[ıi]|ismi|isim)"
        r"(?:\s{0,2}[/&\-]?\s{0,2}soy(?:ad[ıi]|ismi))?\s{0,2}[:=]"
        rf"|{_PERSON_ENGLISH}\sname\s{{0,2}}[:=])"
        rf"|(?P<label>(?:{_PERSON}|imza|ileti[şs]im)\s?[:=])",
    ),
    # "Ad: Zeynep Soyad: Kurt": what stands before it ends a line or clause, or is a number, and no word or bracket.
    Cues(
        ("ad:", "adi:", "ad :", "adi :", "isim:", "isim :", "name:", "name :"),
        re.compile(
            r"(?<![\w\]])(?:(?<![^\W\d][ \t])(?<!\][ \t])(?P<label>ad[ıi]?|isim|name)"
            r"|(?P<surname>(?:soyad|soyisi?m|surname)[ıi]?))"
            r"\s{0,2}[:=]\s{0,2}(?=[^\W\d_])",
            re.IGNORECASE,
        ),
    ),
)

_THANKS = (
    r"te[şs]ekk[üu]r(?:ler| ederi[mz])?|iyi (?:g[üu]nler|[çc]al[ıi][şs]malar|ak[şs]amlar|haftalar)"
    r"(?: dileri[mz]| diliyorum)?|kolay gelsin|thanks(?: a lot)?|thank you|best(?: wishes)?|cheers|yours(?: truly)?"
)
_NAME_AT_THE_END = r"(?=[^\W\d_]{2,25}(?:[ \t]{1,3}[^\W\d_]{2,25}){1,2}[ \t.!]{0,3}(?:\s*\Z|\n\s{0,4}[\d+(]))"
SIGN_OFF = Cues(
    ("tesek", "teşek", "iyi ", "kolay", "thank", "best", "cheers", "yours"),
    re.compile(
        rf"(?<![\w\]])(?:{_THANKS})(?:[ \t]{{0,3}}[,.!]{{1,3}}\s{{0,3}}|[ \t]{{0,3}}\n\s{{0,3}}){_NAME_AT_THE_END}",
        re.IGNORECASE,
    ),
)
LAST_LINE = re.compile(rf"\n[ \t]{{0,3}}{_NAME_AT_THE_END}")
