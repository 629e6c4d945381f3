"""People's names, where a rule is safe: beside a word that introduces a person, and known as a given name.

Called by `redaction`. A wrongly taken word destroys what the customer said, a missed name does not, so a bare "Ahmet
Yılmaz aradı" stays. Taken are: "adım Ahmet Yılmaz", "Ad Soyad: ...", "Müşteri adı: ...", "müşteri no 123 Ayşe Yılmaz",
"my name is John", "Ben Ahmet Yılmaz", "Sayın Ayşe Yılmaz", "Ahmet Bey", "Ayşe Hanım", "temsilci Ayşe Yılmaz", "babam
Ayhan Yılmaz", "Ayşe isimli", "Ayşe Yılmaz adına", "Saygılarımla, Ayşe Yılmaz", a name alone in the last line, "Mr.
Smith". What introduces one is in `cues`.
"""

import re
from collections.abc import Callable

from pipeline.text.cues import CUES, LABELS, LAST_LINE, SIGN_OFF
from pipeline.text.given_names import ALSO_WORDS, GIVEN_NAMES
from pipeline.text.surnames import SURNAMES
from pipeline.text.turkish import any_occurs, caseless, fold

Replace = Callable[[], str]

_TITLE_HINTS = ("bey", "hanim", "isimli", "adli", "isminde", "adinda", " hn", "adina")
_WORD = re.compile(r"[^\W\d_]{2,25}+(?![\w\[])|[^\W\d_]\.(?=\s?[^\W\d_])")
_GAP = re.compile(r"[ \t\u00a0]{1,3}")
_AFTER_NAME = re.compile(
    # "Zübeyde Hanım Caddesi" is a place.
    r"(?<=\s)(?:(?:bey|han[ıi]m|hn)(?:efendi)?(?:[ıi]|[ıi]n|n[ıi]n|y?[ae]|y?l[ae]|d[ae]n?)?(?![\w\[])"
    r"(?!\s(?:cad|mah|sok|bulvar|okul|anaokul|lise|ilk|orta|hastane|park|cami|mevki|apartman|apt|site|elektronik|otel))"
    # "Erol adlı firma" is no person, "Erol isimli temsilci" is.
    r"|(?:isimli|adl[ıi]|isminde(?:ki)?|ad[ıi]nda(?:ki)?)(?=\s(?:[^\W\d_]+\s){0,2}?"
    r"(?:ki[şs]i|personel|temsilci|m[üu][şs]teri|arkada[şs]|g[öo]revli|[çc]al[ıi][şs]an|bey|han[ıi]m|kad[ıi]n|adam|kurye"
    r"|uzman|memur|[şs]ah[ıi]s|operat[öo]r|usta|dan[ıi][şs]man|bayan|yetkili|m[üu]d[üu]r|eleman|[şs]of[öo]r|vatanda[şs]))"
    r"|(?P<behalf>ad[ıi]na(?=\s(?:kay[ıi]tl[ıi]|kesil|d[üu]zenlen|yap[ıi]lan|yap[ıi]lm|olan|a[çc][ıi]l|al[ıi]n|g[öo]nderil"
    r"|gelen|rezervasyon|fatura|sipari[şs]|abonel|bilet|hat|ba[şs]vuru))))",
    re.IGNORECASE,
)
_WORD_BEFORE = re.compile(r"(?<![\w\].])[^\W\d_]{2,25}+(?=[ \t\u00a0]{1,3})")
_NO_SURNAME_TEXT = """
bank bankasi banka telekom market kargo turkcell vodafone bey hanim ben bu bir ve ile olarak adli isimli musteri
hizmetleri caddesi cadde sokak mahallesi mah hastanesi hastane universitesi havalimani otel hotel avm magazasi subesi
sirketi holding insaat sigorta airlines air isim soyad soyisim adim ismim numarali tarihinde urun siparis
sayin hn hanimefendi beyefendi
"""
_NO_SURNAME = frozenset(_NO_SURNAME_TEXT.split())
# What makes a name that of a company or a place, where it follows in capitals.
_COMPANY_TEXT = """
bank bankasi banka telekom market marketi kargo caddesi cadde sokak sokagi mahallesi mah bulvari meydani parki koprusu
hastanesi hastane universitesi havalimani okulu lisesi kolej koleji otel oteli hotel avm magazasi subesi sirketi holding
insaat yapi sigorta airlines air bolgesi bolge denizi adasi sahili belediyesi eczanesi ecza restoran restaurant cafe
kafe lokantasi lokumlari muhallebicisi kebap kebapcisi pastanesi firini butik tekstil giyim mobilya elektronik gida
sut kitap kitabevi yayinlari kuafor optik otomotiv turizm tur team ekibi ailesi grup group store shop perfume
"""
_COMPANY = frozenset(_COMPANY_TEXT.split())
_NO_MISTER_TEXT = """
clean muscle coffee robot bean proper potato peanut men big diy president world universe and or
office word excel outlook teams paint windows dos access project store
"""
_NO_MISTER = frozenset(_NO_MISTER_TEXT.split())
_LOWER = frozenset({"told", "greeted", "label", "number"})  # cues after which small letters may be a name
_BACK = 60
_LAST = 160  # letters from the end in which somebody signs


def replace_names(text: str, replace: Replace) -> str:
    """The text with introduced names replaced by what `replace` answers; title, cue and suffix stay."""
    low = caseless(text)
    for cues in (*CUES, *LABELS) if ":" in text or "=" in text else CUES:
        if any_occurs(cues.hints, low):
            text = _replace(text, _after_cues(text, cues.pattern), replace)
    text = _replace(text, _at_the_end(text, low), replace)
    if any_occurs(_TITLE_HINTS, low):
        text = _replace(text, _before_titles(text), replace)
    return text


def _replace(text: str, spans: list[tuple[int, int]], replace: Replace) -> str:
    if not spans:
        return text
    pieces: list[str] = []
    done = 0
    for start, end in spans:
        if start >= done:
            pieces += (text[done:start], replace())
            done = end
    pieces.append(text[done:])
    return "".join(pieces)


def _after_cues(text: str, pattern: re.Pattern[str]) -> list[tuple[int, int]]:
    spans = []
    for cue in pattern.finditer(text):
        words = _words_at(text, cue.end())
        taken = _taken(cue.lastgroup or "", words)
        if taken:
            spans.append((words[0].start(), words[taken - 1].end()))
    return spans


def _at_the_end(text: str, low: str) -> list[tuple[int, int]]:
    """Who signs: given name and surname in a last line of their own, or last of all after thanks and greetings."""
    start = max(0, len(text) - _LAST)
    signs = [SIGN_OFF.pattern.search(text, start) if any_occurs(SIGN_OFF.hints, low[-_LAST:]) else None]
    signs.append(LAST_LINE.search(text, start) if "\n" in text[start:] else None)
    for sign in filter(None, signs):
        found = _words_at(text, sign.end())
        words = [match.group() for match in found]
        if len(words) in (2, 3) and _is_strong(words[0]) and _name_length(words) == len(words):
            return [(found[0].start(), found[-1].end())]
    return []


def _words_at(text: str, start: int) -> list[re.Match[str]]:
    """Up to four words with only blanks between them."""
    words: list[re.Match[str]] = []
    position: int | None = start
    while position is not None and len(words) < 4:
        word = _WORD.match(text, position)
        if word is None:
            break
        words.append(word)
        gap = _GAP.match(text, word.end())
        position = gap.end() if gap else None
    return words


def _taken(cue: str, matches: list[re.Match[str]]) -> int:
    """How many of the words after a cue are a name."""
    words = [match.group() for match in matches]
    if not words:
        return 0
    if cue == "surname":
        return int(_is_surname(words[0]))
    if cue == "title":
        return _titled_length(words)
    if cue in ("form", "english"):
        return _form_length(words) or _lower_form_length(matches)
    length = _name_length(words)
    if cue == "dear" or (length > 1 and words[0][0].isupper()):
        return length
    return length if _is_strong(words[0]) and (words[0][0].isupper() or cue in _LOWER) else 0


def _lower_form_length(matches: list[re.Match[str]]) -> int:
    """After "ad soyad:" in small letters: a given name and its neighbour, where the two end what is filled in."""
    if not matches or fold(matches[0].group()) not in GIVEN_NAMES:
        return 0
    ends = len(matches) == 2 and not matches[1].string[matches[1].end() : matches[1].end() + 1].strip(",.;\n")
    return 2 if ends else _name_length([match.group() for match in matches])


def _titled_length(words: list[str]) -> int:
    """After "Mr": the surname, or given name and surname."""
    if not words[0][0].isupper() or fold(words[0]) in _NO_MISTER:
        return 0
    first_is_given = words[0].endswith(".") or fold(words[0]) in GIVEN_NAMES
    return 2 if first_is_given and len(words) > 1 and _is_surname(words[1]) else 1


def _form_length(words: list[str]) -> int:
    """After "Ad Soyad:" or "my name is" whatever is capitalised is the name."""
    capitalised = 0
    while capitalised < min(3, len(words)) and _is_capitalised(words[capitalised]):
        capitalised += 1
    return capitalised


def _name_length(words: list[str]) -> int:
    """Given names and the surname after them; 0 when the first word is no given name, or the whole is a company's."""
    length = 0
    while (
        length < min(3, len(words))
        and fold(words[length]) in GIVEN_NAMES
        and (not length or words[length][0].isupper())
    ):
        length += 1
    if not length or length == len(words):
        return length
    following = words[length]
    if following[0].isupper() and fold(following) in _COMPANY:
        return 0
    # Where capitals do not show which word is the surname, it must be known as one.
    shouted = words[0].isupper() and (length > 1 or following.isupper())
    capitals = words[0][0].isupper() and not shouted
    return length + (_is_surname(following) if capitals else length == 1 and fold(following) in SURNAMES)


def _is_surname(word: str) -> bool:
    return _is_capitalised(word) and fold(word) not in _NO_SURNAME


def _is_capitalised(word: str) -> bool:
    return word[0].isupper() and len(word) > 1


def _is_strong(word: str) -> bool:
    name = fold(word)
    return name in GIVEN_NAMES and name not in ALSO_WORDS


def _before_titles(text: str) -> list[tuple[int, int]]:
    spans = []
    for title in _AFTER_NAME.finditer(text):
        words = _words_before(text, title.start())
        told = [match.group() for match in words]
        taken = _full_before(told) if title["behalf"] else _taken_before(told)
        if taken:
            spans.append((words[-taken].start(), words[-1].end()))
    return spans


def _words_before(text: str, end: int) -> list[re.Match[str]]:
    """Up to three words that lead to `end` with only blanks between them."""
    words = list(_WORD_BEFORE.finditer(text, max(0, end - _BACK), end))[-3:]
    while words and not all(
        _GAP.fullmatch(text, word.end(), after)
        for word, after in zip(words, [*(w.start() for w in words[1:]), end], strict=True)
    ):
        del words[0]
    return words


def _full_before(words: list[str]) -> int:
    """How many of the words are given names and a surname, in capitals; 0 where the surname is missing."""
    full = [size for size in (3, 2) if len(words) >= size and _is_full(words[-size:])]
    return full[0] if full else 0


def _is_full(words: list[str]) -> bool:
    first, *between, last = words
    given = all(fold(word) in GIVEN_NAMES and word[0].isupper() for word in between)
    return _is_strong(first) and first[0].isupper() and given and _is_surname(last) and fold(last) not in _COMPANY


def _taken_before(words: list[str]) -> int:
    """How many of the words before a title are a name: given names and surname, or the given name alone."""
    return _full_before(words) or int(bool(words) and fold(words[-1]) in GIVEN_NAMES)
