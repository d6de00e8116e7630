"""Where a line of text may be broken, in columns as a terminal shows them: between words, and between Han characters.

The rules are those of Unicode (UAX #14, version 14) in the form that GNU gettext applies them, so that a catalogue
which `msgcat` wrote stays as it is: a table of pairs of classes, where spaces between the two count, and exceptions.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import accumulate, chain
from pathlib import Path

from glossary.text.patterns import lazy

Keep = Callable[[str, int], bool]
"""Whether a text must not be broken before an offset."""

_TABLE = Path(__file__).with_name("line_break.txt")

_EVEN_AFTER_SPACES = (
    ("OP OW", "*"),  # LB14
    ("QU", "OP OW"),  # LB15
    ("CL", "NS"),  # LB16
    ("B2", "B2"),  # LB17
    ("*", "WJ CL CP EX IS SY"),  # LB11, LB13
)
_NOT_BETWEEN = (
    ("WJ GL QU BB", "*"),  # LB11, LB12, LB19, LB21
    ("*", "QU BA HY NS IN"),  # LB19, LB21, LB22
    ("AL B2 BB CL CP EB EM EX H2 H3 HL ID IN IS JL JT JV NS NU OP OW PO PR QU RI SY WJ", "GL"),  # LB12a
    ("SY", "HL"),  # LB21b
    ("AL HL", "NU AL HL PR PO"),  # LB23, LB24, LB28
    ("NU", "AL HL"),  # LB23
    ("PR", "ID EB EM JL JV JT H2 H3"),  # LB23a, LB27
    ("ID EB EM JL JV JT H2 H3", "PO"),  # LB23a, LB27
    ("PR PO", "AL HL OP OW NU"),  # LB24, LB25
    ("CL CP NU", "PO PR"),  # LB25
    ("HY IS NU SY", "NU"),  # LB25
    ("JL", "JL JV H2 H3"),  # LB26
    ("JV H2", "JV JT"),
    ("JT H3", "JT"),
    ("AL HL NU", "OP"),  # LB30
    ("CP", "AL HL NU"),
    ("EB", "EM"),  # LB30b
)
"""Classes, and the classes before which no line is broken after them; of LB29, which keeps `e.g.` in one piece, nothing
is here, as gettext breaks `end.<b>` there."""

_ALL = frozenset(
    "AL B2 BA BB BK CL CM CP EB EM EX GL H2 H3 HL HY ID IN IS JL JT JV NS NU OP OW PO PR QU RI SP SY WJ ZW ZWJ".split()
)
"""OW are the wide ones of OP, which stand apart from a word before them (LB30)."""

_MARKS = ("CM", "ZWJ")
_LINE_ENDS = lazy("(?=[\\n\\v\\f\\r\\x85\\u2028\\u2029])")
_HANGUL, _HANGUL_END, _FINALS = 0xAC00, 0xD7A3, 28
_MOST_FLAGS = 1_000
_WIDEST = 2
_JAMO = range(0x1160, 0x1200)


def broken(text: str, width: int, *, keep: Keep | None = None) -> list[str]:
    """The text in lines of at most `width` columns, spaces at their ends included; a longer word stays whole.

    Args:
        text: What is to be broken; characters that end a line begin one of any width, without a break.
        width: Columns.
        keep: Whether a text must not be broken before an offset, whatever the rules say.
    """
    if text.isprintable():
        if len(text) * _WIDEST <= width:
            return [text]
        if text.isascii():
            if len(text) <= width:
                return [text]
            if keep is None and "  " not in text:
                return _ascii_line(width).findall(text)
        return _broken(text, width, keep)
    lines = [""]
    for part in _LINE_ENDS.split(text):
        first, *more = _broken(part, width, keep)
        lines[-1] += first
        lines += more
    return lines


def columns(text: str) -> int:
    """How wide a text is."""
    return len(text) if text.isascii() else sum(map(_WIDTHS.__getitem__, text))


def may_break(text: str, at: int) -> bool:
    """Whether a line may be broken before the character at an offset."""
    after = _CLASSES[text[at]]
    if at == 0 or after in ("SP", "ZW"):
        return False
    if (stay := _alone().get(_CLASSES[text[at - 1]])) is not None:
        return after not in stay
    last = at - 1
    while last >= 0 and _CLASSES[text[last]] == "SP":
        last -= 1
    spaces = last < at - 1
    before = _CLASSES[text[last]] if last >= 0 else "BK"
    if before in ("BK", "ZW"):
        return before == "ZW"
    if after in _MARKS:
        return spaces
    if before == "ZWJ" and not spaces:
        return False
    last = _base(text, last)
    before = "AL" if last < 0 or _CLASSES[text[last]] in ("SP", "ZW") else _CLASSES[text[last]]
    if before == after == "RI":
        return spaces or _flags_before(text, at) % 2 == 0
    if not spaces and before in ("HY", "BA") and _is_hebrew(text, _base(text, last - 1)):
        return False
    return after not in (_even_after_spaces() if spaces else _not_between())[before]


def _broken(text: str, width: int, keep: Keep | None) -> list[str]:
    size = len(text)
    ends: Sequence[int] = range(1, size + 1) if text.isascii() else list(accumulate(map(_WIDTHS.__getitem__, text)))
    lines, at, room = [], 0, width
    while (last := bisect_right(ends, room, at)) < size:
        end = _break_near(text, at, last, keep)
        if end == size:
            break
        lines.append(text[at:end])
        at, room = end, ends[end - 1] + width
    lines.append(text[at:])
    return lines


@cache
def _ascii_line(width: int) -> re.Pattern[str]:
    """A line of printable ASCII where no two spaces stand together: the same rules, as one pattern."""
    return re.compile(rf".{{1,{width}}}{_ascii_end()}|.{{{width},}}?{_ascii_end()}")


@cache
def _ascii_end() -> str:
    chars = [chr(code) for code in range(ord(" "), ord("~") + 1)]
    places: dict[tuple[str, str], list[str]] = {}
    for char in chars:
        for between in ("", " "):
            after = _set(each for each in chars if may_break(f"{char}{between}{each}", 1 + len(between)))
            if after:
                places.setdefault((between, after), []).append(char)
    ways = [f"(?<=[{_set(befores)}]{between})[{after}]" for (between, after), befores in places.items()]
    last = {char for (between, _), befores in places.items() for char in (between or befores)}
    return rf"(?=\Z|(?<=[{_set(sorted(last))}])(?:{'|'.join(ways)}))"


def _set(chars: Iterable[str]) -> str:
    return "".join(map(re.escape, chars))


def _break_near(text: str, at: int, last: int, keep: Keep | None) -> int:
    """The last place up to `last` where the line from `at` may end, else the first behind it."""
    places: Iterator[int] = chain(range(last, at, -1), range(max(last, at) + 1, len(text)))
    for end in places:
        if may_break(text, end) and not (keep and keep(text, end)):
            return end
    return len(text)


def _base(text: str, at: int) -> int:
    """The character that the marks up to here stand on; -1 if there is none."""
    while at >= 0 and _CLASSES[text[at]] in _MARKS:
        at -= 1
    return at


def _is_hebrew(text: str, at: int) -> bool:
    return at >= 0 and _CLASSES[text[at]] == "HL"


def _flags_before(text: str, at: int) -> int:
    count = 0
    while count < min(at, _MOST_FLAGS) and _CLASSES[text[at - count - 1]] == "RI":
        count += 1
    return count


@cache
def _even_after_spaces() -> dict[str, frozenset[str]]:
    return _pairs(_EVEN_AFTER_SPACES)


@cache
def _not_between() -> dict[str, frozenset[str]]:
    return _pairs((*_EVEN_AFTER_SPACES, *_NOT_BETWEEN))


@cache
def _alone() -> dict[str, frozenset[str]]:
    """Classes that say alone what stays behind them on their line, whatever stands before them."""
    depends = ("SP", "ZW", "BK", "RI", "HY", "BA", *_MARKS)
    return {name: stay | {"SP", "ZW", *_MARKS} for name, stay in _not_between().items() if name not in depends}


def _pairs(rules: tuple[tuple[str, str], ...]) -> dict[str, frozenset[str]]:
    """For each class those that stay on its line."""
    found: dict[str, set[str]] = {name: set() for name in _ALL}
    for before, after in rules:
        for name in _ALL if before == "*" else before.split():
            found[name] |= _ALL if after == "*" else set(after.split())
    return {name: frozenset(afters) for name, afters in found.items()}


class _Classes(dict[str, str]):
    """The class of each character that was asked for."""

    def __missing__(self, char: str) -> str:
        self[char] = found = _class(ord(char), char)
        return found


class _Widths(dict[str, int]):
    """The columns of each character that was asked for; ambiguous ones take one."""

    def __missing__(self, char: str) -> int:
        category = unicodedata.category(char)
        if category in ("Mn", "Me", "Cf", "Cc") or ord(char) in _JAMO:
            found = 0
        else:
            found = 2 if category != "Cn" and unicodedata.east_asian_width(char) in "WF" else 1
        self[char] = found
        return found


_CLASSES, _WIDTHS = _Classes(), _Widths()


def _class(code: int, char: str) -> str:
    if _HANGUL <= code <= _HANGUL_END:
        return "H3" if (code - _HANGUL) % _FINALS else "H2"
    starts, ranges = _exceptions()
    start, end, name = ranges[max(bisect_right(starts, code) - 1, 0)]
    if start <= code <= end:
        return "OW" if name == "OP" and unicodedata.east_asian_width(char) in "WFH" else name
    category = unicodedata.category(char)
    if category in ("Mn", "Mc", "Me", "Cc"):
        return "CM"
    if category == "Nd":
        return "NU"
    return "ID" if category != "Cn" and unicodedata.east_asian_width(char) in "WF" else "AL"


@cache
def _exceptions() -> tuple[list[int], list[tuple[int, int, str]]]:
    ranges = sorted(_rows())
    return [start for start, _, _ in ranges], ranges


def _rows() -> Iterator[tuple[int, int, str]]:
    for line in _TABLE.read_text(encoding="ascii").splitlines():
        if not line.startswith("#"):
            name, *codes = line.split()
            for each in codes:
                start, _, end = each.partition("-")
                yield int(start, 16), int(end or start, 16), name
