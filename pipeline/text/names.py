"""People's names, where a rule is safe: beside a word that introduces a person, and known as a given name.

Called by `redaction`. A wrongly taken word destroys what the customer said, a missed name does not, so a bare "Ahmet
Yılmaz aradı" stays. Taken are: "adım Ahmet Yılmaz", "Ad Soyad: ...", "my name is John", "Ben Ahmet Yılmaz", "Sayın
Ayşe Yılmaz", "Ahmet Bey", "Ayşe Hanım", "temsilci Ayşe Yılmaz", "Ayşe isimli", "Saygılarımla, Ayşe Yılmaz", "Mr.
Smith".
"""

import re
from collections.abc import Callable

from pipeline.text.given_names import ALSO_WORDS, GIVEN_NAMES
from pipeline.text.turkish import caseless, fold

Replace = Callable[[], str]

# In all patterns `i` with IGNORECASE stands for the four letters İ I ı i.
_CUE = re.compile(
    r"(?<![\w\]])(?:"
    r"(?P<form>(?:ad[ıi]?m?|isim|ismim)\s{0,2}(?:[/&\-]|ve)?\s{0,2}soy(?:ad|isi?m)[ıi]?m?\s{0,2}[:;=-])"
    r"|(?P<told>ad[ıi]m|ismim)(?:\s?[:;,])?"
    r"|(?P<english>(?:my|his|her) name(?: is|['’]s))"
    r"|(?P<self>ben)(?:iz|im)?"
    r"|(?P<dear>say[ıi]n|sn)\.?"
    r"|(?P<title>(?-i:M(?:rs?|s)))\.?"
    r"|(?P<staff>(?:temsilci|personel|kurye(?!net)|g[öo]revli|dan[ıi][şs]man|yetkili|m[üu]d[üu]r)\w{0,6})"
    r"|(?P<closing>sayg[ıi]lar[ıi]m(?:[ıi]z)?la|sayg[ıi]lar|regards|sincerely)\s{0,2}[,.;:!-]{0,3}"
    r")\s{1,3}(?=[^\W\d_])",
    re.IGNORECASE,
)
# What must occur, case aside, before the patterns are worth trying.
_CUE_HINTS_TEXT = (
    "soy adim ismim name ben say sn mr ms temsilci personel kurye revli dani yetkili müd mud regards sincerely"
)
_CUE_HINTS = tuple(_CUE_HINTS_TEXT.split())
_TITLE_HINTS = ("bey", "hanim", "isimli", "adli", "isminde", "adinda")
_WORD = re.compile(r"[^\W\d_]{2,25}+(?![\w\[])|[^\W\d_]\.(?=\s?[^\W\d_])")
_GAP = re.compile(r"[ \t\u00a0]{1,3}")
_AFTER_NAME = re.compile(
    # "Zübeyde Hanım Caddesi" is a place.
    r"(?<=\s)(?:(?:bey|han[ıi]m)(?:efendi)?(?:[ıi]|[ıi]n|n[ıi]n|y?[ae]|y?l[ae]|d[ae]n?)?(?![\w\[])"
    r"(?!\s(?:cad|mah|sok|bulvar|okul|anaokul|lise|ilk|orta|hastane|park|cami|mevki|apartman|apt|site|elektronik|otel))"
    # "Erol adlı firma" is no person, "Erol isimli temsilci" is.
    r"|(?:isimli|adl[ıi]|isminde(?:ki)?|ad[ıi]nda(?:ki)?)(?=\s(?:[^\W\d_]+\s){0,2}?"
    r"(?:ki[şs]i|personel|temsilci|m[üu][şs]teri|arkada[şs]|g[öo]revli|[çc]al[ıi][şs]an|bey|han[ıi]m|kad[ıi]n|adam|kurye"
    r"|uzman|memur|[şs]ah[ıi]s|operat[öo]r|usta|dan[ıi][şs]man|bayan|yetkili|m[üu]d[üu]r|eleman|[şs]of[öo]r|vatanda[şs])))",
    re.IGNORECASE,
)
_WORD_BEFORE = re.compile(r"(?<![\w\].])[^\W\d_]{2,25}+(?=[ \t\u00a0]{1,3})")
_NO_SURNAME_TEXT = """
bank bankasi banka telekom market kargo turkcell vodafone bey hanim ben bu bir ve ile olarak adli isimli musteri
hizmetleri caddesi cadde sokak mahallesi mah hastanesi hastane universitesi havalimani otel hotel avm magazasi subesi
sirketi holding insaat sigorta airlines air isim soyad soyisim adim ismim numarali tarihinde urun siparis sayin
"""
_NO_SURNAME = frozenset(_NO_SURNAME_TEXT.split())
_NO_MISTER_TEXT = """
clean muscle coffee robot bean proper potato peanut men big diy president world universe and or
office word excel outlook teams paint windows dos access project store
"""
_NO_MISTER = frozenset(_NO_MISTER_TEXT.split())
_BACK = 60


def replace_names(text: str, replace: Replace) -> str:
    """The text with introduced names replaced by what `replace` answers; title, cue and suffix stay."""
    low = caseless(text)
    if any(hint in low for hint in _CUE_HINTS):
        text = _replace(text, _after_cues(text), replace)
    if any(hint in low for hint in _TITLE_HINTS):
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


def _after_cues(text: str) -> list[tuple[int, int]]:
    spans = []
    for cue in _CUE.finditer(text):
        words = _words_at(text, cue.end())
        taken = _taken(cue.lastgroup or "", [match.group() for match in words])
        if taken:
            spans.append((words[0].start(), words[taken - 1].end()))
    return spans


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


def _taken(cue: str, words: list[str]) -> int:
    """How many of the words after a cue are a name."""
    if not words:
        return 0
    if cue == "title":
        return _titled_length(words)
    if cue in ("form", "english"):
        return _form_length(words)
    length = _name_length(words)
    if cue == "dear" or (length > 1 and words[0][0].isupper()):
        return length
    return length if _is_strong(words[0]) and (words[0][0].isupper() or cue == "told") else 0


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
    return capitalised or _name_length(words)


def _name_length(words: list[str]) -> int:
    """Given names and the capitalised surname after them; 0 when the first word is no given name."""
    length = 0
    while (
        length < min(3, len(words))
        and fold(words[length]) in GIVEN_NAMES
        and (not length or words[length][0].isupper())
    ):
        length += 1
    # A shouted text has no capitals to show where the surname ends.
    shouted = length > 1 and words[0].isupper()
    if length and not shouted and length < len(words) and _is_surname(words[length]):
        return length + 1
    return length


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
        taken = _taken_before([match.group() for match in words])
        if taken:
            spans.append((words[-taken].start(), words[-1].end()))
    return spans


def _words_before(text: str, end: int) -> list[re.Match[str]]:
    """Up to two words that lead to `end` with only blanks between them."""
    words = list(_WORD_BEFORE.finditer(text, max(0, end - _BACK), end))[-2:]
    if not words or not _GAP.fullmatch(text, words[-1].end(), end):
        return []
    return words if len(words) == 2 and _GAP.fullmatch(text, words[0].end(), words[1].start()) else words[-1:]


def _taken_before(words: list[str]) -> int:
    """How many of the words before a title are a name: given name and surname, or the given name alone."""
    if len(words) == 2 and _is_strong(words[0]) and words[0][0].isupper() and _is_surname(words[1]):
        return 2
    return int(bool(words) and fold(words[-1]) in GIVEN_NAMES)
