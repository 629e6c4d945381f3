"""Phone numbers of people and offices; company lines (444, 0800, 0850, 0900) stay.

Called by `digits`. A Turkish number is known by its groups and its plan, any other by its plus sign or dialling
prefix, a North American one by its dashes. The plans come from phonenumbers and may not be re-implemented here.
"""

import re

import phonenumbers
from phonenumbers import PhoneNumberType

from pipeline.text.windows import Window, is_reference, said_before

_BARE_PHONE_SHAPES = {(3, 3, 2, 2), (3, 3, 4), (3, 7), (3, 4, 3), (3, 2, 2, 3), (10,)}
_PERSONAL_LINES = {
    PhoneNumberType.MOBILE,
    PhoneNumberType.FIXED_LINE,
    PhoneNumberType.FIXED_LINE_OR_MOBILE,
    PhoneNumberType.PERSONAL_NUMBER,
    PhoneNumberType.PAGER,
}

# Read on the folded words right before a number.
_A_PHONE = re.compile(
    r"\b(?:tel|telefon|cep|gsm|hat|hatt|arayin|ara|arama|phone|mobile|cell|call|text|whatsapp|wp|wa|iletisim|ulas|msisdn|sms)"
    r"\w{0,8}\W*(?:\w+\W+){0,2}$"
)


def is_phone(window: Window) -> bool:
    """Whether a window of digits is the number of a person's or an office's line."""
    if window.plus and _is_personal_line("+" + window.digits, None):
        return True
    if window.digits.startswith("00") and (_is_dialled_abroad(window) or window.digits.startswith("0090")):
        return _is_personal_line("+" + window.digits[2:], None)
    return _is_turkish_phone(window) or _is_american_phone(window)


def _is_dialled_abroad(window: Window) -> bool:
    """Whether leading zeros are a dialling prefix and no account's: "0049 30 901820", or the word before says so."""
    return (len(window.shape) > 2 and window.shape[0] in (4, 5)) or bool(_A_PHONE.search(said_before(window)))


def _is_turkish_phone(window: Window) -> bool:
    prefix, national = window.digits[:-10], window.digits[-10:]
    if prefix not in ("", "0", "90") or national[0] not in "2345" or national[3:6] == "444":
        return False
    if not (_is_phone_shape(window.shape, len(prefix)) or window.spread):
        return False
    if not prefix and window.shape not in _BARE_PHONE_SHAPES and not window.spread:
        return False
    mobile = national[0] == "5"
    if (not mobile or not prefix) and is_reference(window):
        return False
    if not mobile and not prefix and len(window.shape) == 1 and not _A_PHONE.search(said_before(window)):
        return False
    return _is_personal_line(national, "TR")


def _is_phone_shape(shape: tuple[int, ...], prefix: int) -> bool:
    """Whether no group ends inside the area code and no single digit follows it ("05.05.2023 500" is no phone)."""
    if shape == (2, 2, 3, 2, 2):
        return True
    end = 0
    for size in shape:
        if end >= prefix + 3 and size < 2:
            return False
        end += size
        if prefix < end < prefix + 3:
            return False
    return True


def _is_american_phone(window: Window) -> bool:
    """North American lines with dashes, dots or brackets, or after "call": 214-555-0123, (214) 555-0123."""
    if window.shape not in {(3, 3, 4), (1, 3, 3, 4)} or is_reference(window):
        return False
    marked = re.search(r"[-.\u2010-\u2015)]", window.written()) or _A_PHONE.search(said_before(window))
    return bool(marked) and _is_personal_line("+1" + window.digits[-10:], None)


def _is_personal_line(number: str, region: str | None) -> bool:
    """Whether the number exists in its country's plan and is a person's or an office's line, not a service number."""
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.number_type(parsed) in _PERSONAL_LINES
