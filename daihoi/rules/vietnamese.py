"""Vietnamese text at the border and on paper: normal form, search folding, order of names, numbers, dates in words."""

import unicodedata
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from daihoi.rules.messages import N_, Message, RuleError

# --- one normal form -------------------------------------------------------------------------------------------------

# Marks that turn the direction of writing: a name holding one reads otherwise on screen than it is stored.
BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))


def nfc(text: str) -> str:
    """`text` in the composed normal form, the only one stored."""
    return unicodedata.normalize("NFC", text)


def squash(text: str) -> str:
    """`text` in NFC, its stray and invisible spaces gone; RuleError for marks that turn or break the writing."""
    clean = " ".join(nfc(text).translate(_INVISIBLE).split())
    if clean.isascii() and clean.isprintable():
        return clean
    for character in clean:
        if character in BIDI_CONTROLS:
            raise RuleError(
                Message.of(
                    N_("The text holds a hidden mark that turns the direction of writing (U+%(code)s). Type it anew."),
                    code=f"{ord(character):04X}",
                )
            )
        if unicodedata.category(character) in ("Cc", "Cs"):
            raise RuleError(
                Message.of(
                    N_("The text holds a character that cannot be shown (U+%(code)s). Type it anew."),
                    code=f"{ord(character):04X}",
                )
            )
    return clean


# --- letters and tones -----------------------------------------------------------------------------------------------

# f, j, w, z stand where a Vietnamese dictionary puts foreign words: at their place in the Latin alphabet.
ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")  # none, huyền, hỏi, ngã, sắc, nặng
_QUALITY = "\u0302\u0306\u031b"  # the marks of â ê ô, ă, ơ ư: they make letters, not tones


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """`text` for searching: lower case, without marks, đ as d, spaces collapsed; folding twice changes nothing."""
    bare = unicodedata.normalize("NFD", text.casefold()).translate(_INVISIBLE)
    bare = "".join(c for c in bare if not unicodedata.combining(c)).replace("đ", "d")
    return " ".join(unicodedata.normalize("NFC", bare).split())


@lru_cache(maxsize=65536)
def _syllable(text: str) -> tuple[str, str]:
    """The order digits of one syllable: its letters, and its tone (wherever in the syllable the mark was put)."""
    letters, tone = [], 0
    if text.isdecimal():
        text = text.zfill(9)  # a number stands by its value: Chi bộ 2 before Chi bộ 10
    for character in unicodedata.normalize("NFC", text.casefold()):
        marks = unicodedata.normalize("NFD", character)
        base = marks[0] + "".join(m for m in marks[1:] if m in _QUALITY)
        for mark in marks[1:]:
            if mark in TONES:
                tone = TONES.index(mark)
        letter = unicodedata.normalize("NFC", base)
        if letter in ALPHABET:
            letters.append(f"{30 + ALPHABET.index(letter)}")
        elif marks[0] in ALPHABET:
            letters.append(f"{30 + ALPHABET.index(marks[0])}")
        elif letter.isdecimal():
            letters.append(f"{10 + int(letter)}")
        elif letter.isalpha():
            letters.append(f"99{ord(letter[0]):07d}")
        # Apostrophes and hyphens (H'Hen, Ksor-Y) have no place in the order.
    return "".join(letters), str(tone)


def _order(syllables: Iterable[str]) -> str:
    keys = [_syllable(s) for s in syllables]
    return "05".join(k[0] for k in keys) + "00" + "".join(k[1] for k in keys) + "00"


def name_order(name: str) -> str:
    """Text of digits that orders names in any database: by given name, then family and middle names (E-31)."""
    syllables = name.split()
    return _order(syllables[-1:]) + _order(syllables[:-1])


def name_key(name: str) -> tuple[str, str]:
    """Sort key of a person's name: by given name in Vietnamese order, letters before tones (E-31); total."""
    return name_order(name), nfc(name)


def text_key(text: str) -> tuple[str, str]:
    """Sort key of any text (names of units) in Vietnamese order, letters before tones."""
    return _order(text.split()), nfc(text)


# --- names of persons ------------------------------------------------------------------------------------------------


def given_name(name: str) -> str:
    """The given name: the last word."""
    return name.split()[-1] if name.split() else ""


def is_all_caps(name: str) -> bool:
    """Whether a name of more than one letter is typed wholly in capitals."""
    return sum(c.isalpha() for c in name) > 1 and name == name.upper() and name != name.lower()


def title_case_name(name: str) -> str:
    """The spelling proposed for a name in capitals: NGUYỄN VĂN A → Nguyễn Văn A, H'HEN NIÊ → H'Hen Niê."""
    shown, start = [], True
    for character in nfc(name):
        shown.append(character.upper() if start else character.lower())
        start = not character.isalpha()
    return "".join(shown)


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would carry `text` out instead of showing it."""
    return text.lstrip()[:1] in ("=", "+", "-", "@")


LONGEST_NAME = 120  # characters


def read_name(text: str | None) -> tuple[str, tuple[Message, ...]]:
    """A person's name from outside as (name, warnings); RuleError where it is missing, too long or a formula."""
    name = squash(text or "")
    if not name:
        raise RuleError(Message.of(N_("The name is missing. Fill in the full name.")))
    if len(name) > LONGEST_NAME:
        raise RuleError(
            Message.of(
                N_("“%(name)s…” has more than %(most)d characters. Type the name alone."),
                name=name[:40],
                most=LONGEST_NAME,
            )
        )
    if is_formula(name):
        raise RuleError(Message.of(N_("The name begins like a formula (%(sign)s). Type the full name."), sign=name[0]))
    if not any(c.isalpha() for c in name):
        raise RuleError(Message.of(N_("“%(name)s” is not a name: it has no letter."), name=name))
    if is_all_caps(name):
        warning = Message.of(
            N_("The name is in capitals: “%(name)s”. Written “%(proposal)s”?"),
            name=name,
            proposal=title_case_name(name),
        )
        return name, (warning,)
    return name, ()


# --- numbers ---------------------------------------------------------------------------------------------------------


def number(value: int) -> str:
    """`value` as a Vietnamese reader expects it: 11836 → 11.836."""
    return f"{value:,}".replace(",", ".")


def parse_int(value: object) -> int:
    """A whole number from a cell or a field: 11836, 11.836, 11 836; RuleError for anything else (11,5; 11.83)."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, float) and value.is_integer():  # spreadsheets keep every number as a float
        return int(value)
    text = squash(str(value)) if value is not None else ""
    digits = text.removeprefix("-")
    for separator in (".", " "):
        groups = digits.split(separator)
        whole = len(groups) > 1 and 0 < len(groups[0]) <= 3 and all(len(g) == 3 for g in groups[1:])
        if whole and not (groups[0].startswith("0")):
            digits = "".join(groups)
            break
    if digits.isascii() and digits.isdecimal():
        return -int(digits) if text.startswith("-") else int(digits)
    raise RuleError(Message.of(N_("“%(text)s” is not a whole number. Write for example 11836 or 11.836."), text=text))


_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def roman(value: int) -> str:
    """The ordinal of a congress in Roman numerals: 12 → XII; ValueError outside 1–3999."""
    if not 0 < value < 4000:
        raise ValueError(f"no Roman numeral for {value}")
    shown = ""
    for size, letters in _ROMAN:
        count, value = divmod(value, size)
        shown += letters * count
    return shown


def parse_roman(text: str) -> int:
    """The number of a Roman numeral, lower case allowed; RuleError where it is not one."""
    wanted = squash(text).upper()
    rest, value = wanted, 0
    for size, letters in _ROMAN:
        while rest.startswith(letters):
            rest, value = rest.removeprefix(letters), value + size
    if rest or not 0 < value < 4000 or roman(value) != wanted:
        raise RuleError(Message.of(N_("“%(text)s” is not a Roman numeral. Write for example XII."), text=squash(text)))
    return value


_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_SCALES = ("", "nghìn", "triệu")


def _spell_group(value: int, full: bool) -> list[str]:
    """The words of 0…999; `full` says the hundreds even where there are none (một nghìn không trăm linh năm)."""
    hundreds, rest = divmod(value, 100)
    tens, ones = divmod(rest, 10)
    words = [_DIGITS[hundreds], "trăm"] if hundreds or full else []
    if tens == 0 and ones:
        words += ["linh"] if words else []
    elif tens == 1:
        words += ["mười"]
    elif tens:
        words += [_DIGITS[tens], "mươi"]
    if ones == 1 and tens > 1:
        words += ["mốt"]
    elif ones == 5 and tens:
        words += ["lăm"]
    elif ones:
        words += [_DIGITS[ones]]
    return words


def spell_number(value: int) -> str:
    """`value` in Vietnamese words, as minutes write it: 41 → bốn mươi mốt; ValueError from a thousand million on."""
    if abs(value) >= 10**9:
        raise ValueError(f"{value} is too large to be spelled")
    if value < 0:
        return f"âm {spell_number(-value)}"
    if value == 0:
        return _DIGITS[0]
    words: list[str] = []
    for scale in (2, 1, 0):
        group = value // 1000**scale % 1000
        if group:
            words += _spell_group(group, full=bool(words))
            words += [_SCALES[scale]] if scale else []
    return " ".join(words)


# --- dates -----------------------------------------------------------------------------------------------------------


def date_short(day: date) -> str:
    """A date on screen: 24/6/2020."""
    return f"{day.day}/{day.month}/{day.year}"


def date_long(day: date) -> str:
    """A date on paper: ngày 05 tháng 02 năm 2020; days under ten and the months 1 and 2 take a zero (HD36)."""
    month = f"{day.month:02d}" if day.month < 3 else f"{day.month}"
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"
