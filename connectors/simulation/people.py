"""Names, numbers and documents of nobody: valid in form, drawn at random, so that redaction has something to find.

Phone numbers, TCKN, IBAN and cards have right check digits and no owner that we know of. Pure.
"""

from __future__ import annotations

from random import Random

AUTHORS = 60_000
_FIRST_NAMES = """
ada ali arda asya baran berk bora buse can cem ceren deniz derya duru ece efe ege ela elif emir emre eren esra eylul
fatma gizem hakan ilker irem kaan kerem lara leyla mert mina murat naz nehir onur ozan pelin poyraz ruya sarp selin
serkan sude tuna ufuk umut yagmur yaman yigit zeynep alex chris julia lukas maria sam
"""
_LAST_NAMES = """
34 35 06 07 _tr _ 1907 1903 1905 yilmaz kaya demir aydin ozturk arslan kilic kurt koc aksoy erdem polat gunes
"""
_FIRST, _LAST = _FIRST_NAMES.split(), _LAST_NAMES.split()


def author(rng: Random) -> str:
    """A handle. Few people write much, most write once."""
    number = int(AUTHORS * rng.random() ** 2.5)
    first, last = _FIRST[number % len(_FIRST)], _LAST[number // len(_FIRST) % len(_LAST)]
    return f"{first}{last}{number // (len(_FIRST) * len(_LAST)) or ''}"


def tckn(rng: Random) -> str:
    """Eleven digits; the tenth and eleventh check the others (the rule of the population register)."""
    digits = [rng.randint(1, 9), *(rng.randint(0, 9) for _ in range(8))]
    digits.append((sum(digits[0:9:2]) * 7 - sum(digits[1:8:2])) % 10)
    digits.append(sum(digits) % 10)
    return "".join(map(str, digits))


def phone(rng: Random) -> str:
    operator, rest = rng.choice(("530", "532", "541", "542", "505", "507", "551")), f"{rng.randint(0, 9_999_999):07d}"
    a, b, c = rest[:3], rest[3:5], rest[5:]
    return rng.choice((f"0{operator} {a} {b} {c}", f"0{operator}{rest}", f"+90 {operator} {a} {b} {c}"))


def iban(rng: Random) -> str:
    """TR, two check digits (ISO 7064, modulus 97-10), bank, a zero, account."""
    account = f"{rng.randint(0, 99_999):05d}0{rng.randint(0, 10**16 - 1):016d}"
    check = 98 - int(f"{account}292700") % 97
    number = f"TR{check:02d}{account}"
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4)) if rng.random() < 0.6 else number


def card(rng: Random) -> str:
    digits = [4, *(rng.randint(0, 9) for _ in range(14))]
    doubled = [sum(divmod(2 * digit, 10)) if at % 2 == 0 else digit for at, digit in enumerate(digits)]
    number = "".join(map(str, [*digits, -sum(doubled) % 10]))
    return " ".join(number[at : at + 4] for at in range(0, 16, 4))


def plate(rng: Random) -> str:
    letters = "".join(rng.choice("ABCDEFGHJKLMNPRSTUVYZ") for _ in range(rng.randint(2, 3)))
    return f"{rng.randint(1, 81):02d} {letters} {rng.randint(10, 999)}"


def mail(rng: Random) -> str:
    return f"{author(rng).strip('_')}@{rng.choice(('ornek.com.tr', 'example.com', 'example.org'))}"


def money(rng: Random, low: int, high: int, *, turkish: bool) -> str:
    """Between `low` and `high`, small amounts more often; with dots and decimal comma where Turks read it."""
    amount = int(low * (high / low) ** rng.random())
    cents = rng.choice(("", "", "90", "50", "99"))
    if not turkish:
        return f"{amount:,}{'.' + cents if cents else ''} TL"
    whole = f"{amount:,}".replace(",", ".") if rng.random() < 0.8 else str(amount)
    return f"{whole}{',' + cents if cents else ''} {rng.choice(('TL', 'TL', 'lira', '₺'))}"
