"""Another number, date or time, written as one is written already: 1800 万 in place of 1600 万.

Nothing is guessed. Where the new value could be written in more than one way, or its words would need other grammar
(1 file, 2 files), the answer is None.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from glossary.model import Lang, Span
from glossary.text.language import is_chinese
from glossary.text.numbers import Kind, Quantity, parse_chinese, quantities
from glossary.text.patterns import lazy


def written_like(text: str, there: Quantity, old: Quantity, new: Quantity, lang: Lang) -> str | None:
    """What to write in place of `there`, so that it says `new` where it says `old` now; None if that is not certain.

    Args:
        text: The translation.
        there: A number expression of it, of the same value as `old`.
        old: The number expression of the source that `there` translates.
        new: What stands in its place in the new source.
        lang: The language of the translation.
    """
    if new.kind is not old.kind and not (new.kind in _COUNTS and old.kind in _COUNTS):
        return None
    if _needs_grammar(text, there, old, new, lang):
        return None
    writings = (_copied(there, old, new), *_made(there, old, new, text, lang))
    return next((each for each in writings if each and _reads_as(text, there.span, each, new, lang)), None)


def in_digits(there: Quantity, old: Fraction, new: Fraction, lang: Lang) -> str | None:
    """Other digits in a number expression, with the same multiplier, signs and unit around them; None if not certain.

    Args:
        there: The number expression.
        old: Its value.
        new: The value that it shall have.
        lang: The language of its text.
    """
    folded = there.text.translate(_NARROW)
    found = list(_PLAIN.finditer(folded))
    if len(found) != 1 or len(folded) != len(there.text) or old <= 0 or new <= 0:
        return None
    digits = found[0]
    written = Fraction(digits[0].replace(",", ""))
    if not written:
        return None
    scale = old / written
    value = new / scale
    multiplied = there.kind in _COUNTS and scale >= 1000
    if multiplied and not (1 <= value < (10_000 if is_chinese(lang) else 1000)):
        return None
    grows = written < 1000 <= value and new >= 1000 and not (multiplied or is_chinese(lang))
    made = decimal(value, commas="," in digits[0] or grows)
    if not made or len(made) > _LONGEST:
        return None
    if digits[0] != there.text[digits.start() : digits.end()]:
        made = made.translate(_WIDE)
    return there.text[: digits.start()] + made + there.text[digits.end() :]


def decimal(value: Fraction, *, commas: bool = False) -> str:
    """Digits for a value; empty if it would take more than six decimals."""
    scaled = value * 10**6
    if scaled.denominator != 1 or abs(value) >= 10**18:
        return ""
    whole, rest = divmod(abs(scaled.numerator), 10**6)
    digits = f"{whole:,}" if commas else str(whole)
    decimals = f"{rest:06}".rstrip("0")
    return ("-" if value < 0 else "") + digits + (f".{decimals}" if decimals else "")


def han_numeral(value: int) -> str:
    """A whole number from 0 to 99 in Chinese numerals: 二十三; empty for any other."""
    if not 0 <= value <= 99:
        return ""
    tens, ones = divmod(value, 10)
    if not tens:
        return _HAN[ones]
    return ("" if tens == 1 else _HAN[tens]) + "十" + (_HAN[ones] if ones else "")


def _made(there: Quantity, old: Quantity, new: Quantity, text: str, lang: Lang) -> Iterator[str | None]:
    if new.kind is Kind.DATE:
        yield _date(there.text, old, new)
        return
    if isinstance(new.value, str) or isinstance(old.value, str) or isinstance(there.value, str):
        return
    if new.unit != old.unit or new.kind in _NO_DIGITS:
        return
    yield in_digits(there, old.value, new.value, lang)
    yield _in_words(text, there, new.value, lang)


def _copied(there: Quantity, old: Quantity, new: Quantity) -> str | None:
    """The new one as it stands, where the old one was copied as it stood: 1.2.3, GPT-4, 10 KB, 2024-01-02, 3:30."""
    return new.text if there.text == old.text and _shape(old.text) == _shape(new.text) else None


def _shape(text: str) -> str:
    """What is left of a text when each of its numbers is as good as another: `#.#.#`, `#-#-#`, `# KB`."""
    return _DIGITS.sub("#", text)


def _in_words(text: str, there: Quantity, new: Fraction, lang: Lang) -> str | None:
    """Another numeral: 三个 → 五个, three → five."""
    if new.denominator != 1 or new < 0:
        return None
    if not is_chinese(lang):
        word = _WORDS[int(new)] if new < len(_WORDS) else ""
        found = next((each for each in _WORDS if each == there.text.lower()), "")
        return (word.capitalize() if there.text[0].isupper() else word) if found and word else None
    numeral = _HAN_NUMERAL.findall(there.text)
    if len(numeral) != 1 or parse_chinese(numeral[0]) is None or parse_chinese(numeral[0]) != there.value:
        return None
    if new == 2 and there.kind is not Kind.ORDINAL:
        return there.text.replace(numeral[0], "两") if _MEASURED.match(text, there.span.end) else None
    made = han_numeral(int(new))
    return there.text.replace(numeral[0], made) if made else None


def _needs_grammar(text: str, there: Quantity, old: Quantity, new: Quantity, lang: Lang) -> bool:
    """Whether English words beside the number would change with it: 1 file, 2 files."""
    if is_chinese(lang) or (old.value == 1) == (new.value == 1) or there.kind is Kind.ORDINAL:
        return False
    if _BEFORE_NUMBER.search(text[: there.span.start]):
        return False
    return _WORD.search(there.text) is not None or _WORD_AFTER.match(text, there.span.end) is not None


def _date(written: str, old: Quantity, new: Quantity) -> str | None:
    """A date part by part, in the order and the writing of the one that is there."""
    if [part.kind for part in old.parts] != [part.kind for part in new.parts] or _is_vague(old) or _is_vague(new):
        return None
    were = {part.kind: part.value for part in old.parts}
    become = {part.kind: part.value for part in new.parts}
    pieces: list[str] = []
    for token in _DATE_TOKEN.findall(written):
        if not token[:1].isalnum():
            pieces.append(token)
            continue
        kinds = [kind for kind in were if _says(token, kind, were[kind])]
        if len(kinds) != 1:
            if token.isascii() and token[0].isalnum() and not _SUFFIX.fullmatch(token):
                return None
            if _SUFFIX.fullmatch(token):
                return None
            pieces.append(token)
            continue
        piece = _part(token, kinds[0], int(become.pop(kinds[0], Fraction(0))), written)
        if not piece:
            return None
        pieces.append(piece)
    return "".join(pieces) if not become else None


def _is_vague(date: Quantity) -> bool:
    return any(len(part.values) != 1 or isinstance(part.value, str) for part in date.parts)


def _says(token: str, kind: Kind, value: Fraction | str) -> bool:
    if token.isdecimal():
        return Fraction(token) == value and (kind is Kind.YEAR) == (len(token) == 4)
    return kind is Kind.MONTH and _month(token) == value


def _month(word: str) -> int:
    found = [number for number, name in enumerate(_MONTHS, 1) if word in (name, name[:3])]
    return found[0] if found else 0


def _part(token: str, kind: Kind, value: int, written: str) -> str:
    """A year, month or day as the one that is there is written; empty if that is not certain."""
    if not token.isdecimal():
        name = _MONTHS[value - 1]
        return "" if token == "May" or name == "May" else name if len(token) > 3 else name[:3]
    if kind is Kind.YEAR:
        return f"{value:04}"
    padded = token[0] == "0" or (len(token) == 2 and _PADDED.search(written) is not None)
    return f"{value:02}" if padded else str(value)


def _reads_as(text: str, span: Span, written: str, new: Quantity, lang: Lang) -> bool:
    """Whether the new writing is read as the new value, and the rest of the text as before."""
    changed = text[: span.start] + written + text[span.end :]
    before, after = quantities(text, lang), quantities(changed, lang)
    if len(before) != len(after):
        return False
    moved = len(written) - (span.end - span.start)
    for one, other in zip(before, after, strict=True):
        if one.span == span:
            if other.span != (span.start, span.end + moved) or not other.values & new.values:
                return False
        elif one.value != other.value:
            return False
    return True


_COUNTS = frozenset({Kind.CARDINAL, Kind.UNIT, Kind.MONEY, Kind.MULTIPLE})
_NO_DIGITS = frozenset({Kind.TIME, Kind.WEEKDAY, Kind.MONTH, Kind.RANGE, Kind.DECADE, Kind.NAME, Kind.VERSION})
_LONGEST = 12
_HAN = "零一二三四五六七八九"
_WORDS = "zero one two three four five six seven eight nine ten eleven twelve".split()
_MONTHS = "January February March April May June July August September October November December".split()
_NARROW = {0xFF10 + digit: str(digit) for digit in range(10)} | {0xFF0C: ",", 0xFF0E: "."}
_WIDE = {ord(str(digit)): 0xFF10 + digit for digit in range(10)}
_DIGITS = lazy(r"[0-9]+(?:,[0-9]{3})*")
_PLAIN = lazy(r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?")
_HAN_NUMERAL = lazy(r"[零一二两三四五六七八九十百千万亿]+")
_MEASURED = lazy(r"\s?[个個种種次位名条條份项項张張件台臺行列页頁天年周週小分秒]")
_WORD = lazy(r"(?<![A-Za-z])[a-z]{3,}")
_WORD_AFTER = lazy(r"[ -](?!(?:of|in|to|and|or|for|at|on|by|from|with|as)\b)[A-Za-z]{2,}")
_BEFORE_NUMBER = lazy(r"\b(?:[Vv]ersion|[Ss]tep|[Pp]age|[Ll]ine|[Cc]hapter|[Ss]ection|[Ll]evel|[Pp]ort|[Nn]o\.) ?\Z")
_DATE_TOKEN = lazy(r"[0-9]+|[A-Za-z]+|[^0-9A-Za-z]")
_SUFFIX = lazy(r"st|nd|rd|th")
_PADDED = lazy(r"(?<![0-9])0[0-9](?![0-9])|[0-9]{4}-[0-9]{2}-[0-9]{2}")
