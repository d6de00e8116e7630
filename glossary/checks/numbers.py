"""Numbers: the translation has those of its source, and each is written as its language writes numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from fractions import Fraction

from glossary.checks import Check, Example, Flag, House, Over, Pair, Passage
from glossary.model import Lang, Severity, Span
from glossary.text.notation import decimal, in_digits
from glossary.text.numbers import Kind, Quantity, has_numbers, leaves, quantities, same_dimension, same_measure
from glossary.text.patterns import lazy


def _mismatch(pair: Pair, house: House) -> Iterator[Flag]:
    """The target has to agree with one of its sources; where it agrees with none, the nearest one counts."""
    sources = pair.sources or (pair.source,)
    if not (_may_need(pair.target) or any(map(_may_need, sources))):
        return
    target = _leaves(pair.target)
    best: list[Flag] | None = None
    for source in sources:
        flags = list(_differences(_leaves(source), target, pair))
        if not flags:
            return
        if best is None or len(flags) < len(best):
            best = flags
    yield from best or ()


def _form(passage: Passage, house: House) -> Iterator[Flag]:
    """Slips that are wrong whatever the number should be."""
    prose = passage.prose
    for needs, pattern, message, instead in _CHINESE_SLIPS if passage.is_chinese else _ENGLISH_SLIPS:
        if needs and needs not in prose:
            continue
        for found in pattern.finditer(prose):
            better = instead(found)
            if better is None:
                continue
            yield Flag(message.format(found[0], better), Span(*found.span()), (better,) if better else ())


def _may_need(passage: Passage) -> bool:
    prose = passage.prose
    if passage.is_chinese:
        return _CHINESE_NEED.search(prose) is not None
    return _DIGIT.search(prose) is not None or not _ENGLISH_NEED.isdisjoint(_LETTERS.findall(prose.lower()))


def _leaves(passage: Passage) -> list[Quantity]:
    if len(passage.prose) > _LONGEST or not has_numbers(passage.prose, passage.lang):
        return []
    return list(leaves(quantities(passage.prose, passage.lang)))


def _differences(source: Sequence[Quantity], target: Sequence[Quantity], pair: Pair) -> Iterator[Flag]:
    source, target = _split(source, target), _split(target, source)
    left, right = _without_equals(source, target)
    missing = _unanswered(left, target, pair.target, pair.source)
    extra = _unanswered(right, source, pair.source, pair.target)
    extra = _contradicting(extra, missing)
    vague = [one for one in left if not one.sure and one.value]
    for one in extra:
        other = _counterpart(one, missing) or _counterpart(
            one, vague if _spelled(one) else [other for other in vague if other.kind is Kind.MONTH]
        )
        if other is None and not _spelled(one):
            yield Flag(f"{_shown(one)} is not in the source", one.span)
        if other is None:
            continue
        if other in missing:
            missing.remove(other)
        better = _as_in(one, other, pair.target.lang) if len(extra) == 1 else ""
        yield Flag(_contrast(one, other), one.span, (better,) if better else ())
    values = {value for one in target for value in one.values}
    missing = [one for one in missing if not _between(one, values)]
    yield from _missing(missing, [one for one in right if not one.sure and one.value])


def _split(ours: Sequence[Quantity], theirs: Sequence[Quantity]) -> Sequence[Quantity]:
    """A Chinese comma groups digits (2，000) only if the other side has that number; else it stands between two."""
    if not any("，" in one.text for one in ours):
        return ours
    values = {value for other in theirs for value in other.values}
    result: list[Quantity] = []
    for one in ours:
        pieces = one.text.split("，")
        if len(pieces) == 1 or one.value in values or not all(map(str.isdecimal, pieces)):
            result.append(one)
            continue
        result += [replace(one, text=piece, value=Fraction(piece), sure=piece not in "01") for piece in pieces]
    return result


def _missing(missing: Sequence[Quantity], vague: Sequence[Quantity]) -> Iterator[Flag]:
    said: set[str] = set()
    for one in missing:
        if one.text in said or one.kind in _SOFT or (_spelled(one) and not _counterpart(one, vague)):
            continue
        said.add(one.text)
        yield Flag(f"{_shown(one)} of the source is missing; check the numbers")


def _between(one: Quantity, values: Set[Fraction | str]) -> bool:
    """16th, 17th and 18th have become 16 to 18."""
    return one.kind is Kind.ORDINAL and not isinstance(one.value, str) and {one.value - 1, one.value + 1} <= values


def _spelled(one: Quantity) -> bool:
    """Written in words alone; what has no counterpart then may as well be a manner of speaking."""
    return _DIGIT.search(one.text) is None and one.kind not in (Kind.YEAR, Kind.MONTH, Kind.DAY)


def _without_equals(source: Sequence[Quantity], target: Sequence[Quantity]) -> tuple[list[Quantity], list[Quantity]]:
    """What is left of both after each number has been paired with an equal one."""
    waiting: dict[object, list[int]] = {}
    for index in range(len(source) - 1, -1, -1):
        for value in source[index].values:
            waiting.setdefault(value, []).append(index)
    used: set[int] = set()
    right: list[Quantity] = []
    for one in target:
        partner = next((index for index in _candidates(one, waiting, used) if _equal(source[index], one)), None)
        if partner is None:
            right.append(one)
        else:
            used.add(partner)
    return [one for index, one in enumerate(source) if index not in used], right


def _candidates(one: Quantity, waiting: Mapping[object, list[int]], used: set[int]) -> Iterator[int]:
    """Places in the source that may be equal, the first one first."""
    for value in one.values:
        places = waiting.get(value, [])
        while places and places[-1] in used:
            places.pop()
        yield from (index for index in places[: -_TRIES - 1 : -1] if index not in used)


def _unanswered(ours: Sequence[Quantity], theirs: Sequence[Quantity], other: Passage, own: Passage) -> list[Quantity]:
    """Those that the other side has to have and has not; each way of writing is looked for once."""
    known: dict[tuple[Kind, str, Fraction | str], bool] = {}
    found = []
    for one in ours:
        if not one.sure:
            continue
        way = (one.kind, one.text, one.value)
        if way not in known:
            known[way] = _answered(one, theirs) or _stands_in(one, other, own)
        if not known[way]:
            found.append(one)
        if len(found) > _ENOUGH:
            break
    return found


def _answered(one: Quantity, others: Sequence[Quantity]) -> bool:
    """Whether the other side says the same somewhere, in whatever way."""
    return any(_equal(one, other) or _alike(one, other) for other in others[:_MANY])


def _stands_in(one: Quantity, passage: Passage, own: Passage) -> bool:
    """Whether it is there in a code (part of a URL, a literal), or as a word of the other language (April)."""
    if one.kind is Kind.NAME:
        return str(one.value) in _BETWEEN.sub("", passage.text.lower())
    if one.text.isascii() and any(map(str.isalpha, one.text)):
        return one.text in passage.text
    if one.kind in _COUNTS and (_PERCENTAGE.search(passage.prose) or _PERCENTAGE.search(own.prose)):
        hundred = (_times(one, 100), _times(one, Fraction(1, 100)))
        return any(other.kind in _COUNTS and other.value in hundred for other in _leaves(passage))
    digits = re.findall(r"[0-9][0-9.,]*", one.text)
    if not passage.codes or not digits:
        return False
    written = max(digits, key=len).rstrip(".,")
    if len(written) < 2:
        alone = re.compile(rf"(?<![0-9]){re.escape(written)}(?=\.[a-z])", re.IGNORECASE)
        return any(alone.search(passage.text, code.span.start, code.span.end) for code in passage.codes)
    return any(written in passage.text[code.span.start : code.span.end] for code in passage.codes)


def _times(one: Quantity, factor: Fraction | int) -> Fraction | str:
    return one.value if isinstance(one.value, str) else one.value * factor


def _equal(one: Quantity, other: Quantity) -> bool:
    if Kind.NAME in (one.kind, other.kind):
        return one.value == other.value
    if Kind.VERSION in (one.kind, other.kind):
        return _same_version(one, other)
    if {one.kind, other.kind} in _NEVER or (one.kind is Kind.WEEKDAY) != (other.kind is Kind.WEEKDAY):
        return False
    if (one.kind is Kind.PERCENT) != (other.kind is Kind.PERCENT) and not ({one.kind, other.kind} & _SHARES):
        return False
    if one.kind is Kind.PERCENT and other.kind is Kind.PERCENT and {one.unit, other.unit} == {"off", "折"}:
        return one.value == other.value
    if one.unit and other.unit and _conflict(one, other):
        return False
    if (one.kind is Kind.TIME) != (other.kind is Kind.TIME):
        return False
    if one.kind is Kind.MONTH and other.kind is not Kind.MONTH and not (one.sure and other.sure):
        return False
    if other.kind is Kind.MONTH and one.kind is not Kind.MONTH and not (one.sure and other.sure):
        return False
    return not one.values.isdisjoint(other.values)


def _conflict(one: Quantity, other: Quantity) -> bool:
    if Kind.MONEY in (one.kind, other.kind):
        return one.kind is other.kind and one.unit != other.unit
    return same_dimension(one.unit, other.unit)


def _alike(one: Quantity, other: Quantity) -> bool:
    """Equal in another unit, when rounded, or when taken apart: 3 点 and 3, Q3 and 第三, 3D and 三维."""
    if one.kind is Kind.UNIT and other.kind is Kind.UNIT and same_measure(one, other):
        return True
    if _rounded(one, other) or _rounded(other, one):
        return True
    if one.kind is not other.kind and (one.kind in _COMPOUND or other.kind in _COMPOUND):
        return (
            _pieces(one) <= _pieces(other) or _pieces(other) <= _pieces(one)
            if _pieces(one) and _pieces(other)
            else False
        )
    return False


def _rounded(exact: Quantity, about: Quantity) -> bool:
    if not about.approximate or isinstance(exact.value, str) or isinstance(about.value, str) or about.value < 1000:
        return False
    return abs(exact.value - about.value) <= about.value * _ROUNDING


def _pieces(one: Quantity) -> frozenset[Fraction]:
    """The plain numbers in a name, a time or a version."""
    written = re.findall("[0-9]{1,18}", one.text)
    if written:
        return frozenset(map(Fraction, written))
    return (
        frozenset(value for value in one.values if isinstance(value, Fraction))
        if one.kind not in _COMPOUND
        else frozenset()
    )


def _same_version(one: Quantity, other: Quantity) -> bool:
    """Equal digits; what follows them (rc1) only if both have it."""
    (digits, suffix), (others, another) = _version_parts(one), _version_parts(other)
    return digits == others and (suffix == another or not suffix or not another)


def _version_parts(one: Quantity) -> tuple[str, str]:
    found = _VERSION.search(one.value if isinstance(one.value, str) else one.text.replace(",", ""))
    if found is None:
        return f"{one.value}", ""
    return re.sub(r"(?:\.0)+$", "", found[1]), found[2]


def _contradicting(extra: list[Quantity], missing: list[Quantity]) -> list[Quantity]:
    """Without the names and weekdays that no missing one stands against: they may be put in words, or left out."""
    soft = [one for one in missing if one.kind in _SOFT]
    return [one for one in extra if one.kind not in _SOFT or _counterpart(one, soft)]


def _counterpart(one: Quantity, others: Sequence[Quantity]) -> Quantity | None:
    """The number of the source that stands wrong in the target as `one`."""
    if one.kind is Kind.NAME:
        return next((other for other in others if other.kind is Kind.NAME and _same_stem(one, other)), None)
    fitting = [other for other in others if _family(other) == _family(one)]
    if not fitting and one.kind in _LOOSE_FAMILY:
        fitting = [other for other in others if other.kind in _LOOSE_FAMILY]
    return min(fitting, key=lambda other: _distance(one, other), default=None)


def _same_stem(one: Quantity, other: Quantity) -> bool:
    """GPT-4 and GPT-3; H100 and A100 are the names of two things, and may both be right."""
    letters = re.sub("[0-9]", "", str(one.value))
    if not letters:
        return str(other.value).isdigit() and len(str(one.value)) == len(str(other.value))
    return letters == re.sub("[0-9]", "", str(other.value)) and one.value != other.value


def _family(one: Quantity) -> str:
    return _FAMILY.get(one.kind, "number")


def _distance(one: Quantity, other: Quantity) -> tuple[bool, bool]:
    """How little two numbers look like one slip: same kind and digits first."""
    return (one.kind is not other.kind, _significant(one) != _significant(other))


def _significant(one: Quantity) -> str:
    if isinstance(one.value, str):
        return one.value
    return (decimal(one.value) or str(one.value)).replace(".", "").strip("0")


def _contrast(one: Quantity, other: Quantity) -> str:
    if one.kind is Kind.NAME or isinstance(one.value, str):
        return f"{_shown(one)}; the source has {_shown(other)}"
    value = _value(one)
    digits = re.search(r"[0-9][0-9,.]*", one.text)
    if value and not one.also and not (digits and digits[0].replace(",", "") == value.replace(",", "")):
        return f"{_shown(one)} is {value}; the source has {_shown(other)}"
    return f"{_shown(one)}; the source has {_shown(other)}"


def _shown(one: Quantity) -> str:
    text = one.text if len(one.text) <= _SHOWN else one.text[:_SHOWN] + "…"
    return f"'{text}'"


def _value(one: Quantity) -> str:
    if isinstance(one.value, str) or one.kind in (Kind.TIME, Kind.MONTH, Kind.DAY, Kind.WEEKDAY, Kind.YEAR):
        return ""
    if one.kind is Kind.PERCENT:
        return f"{decimal(one.value * 100)}%" if decimal(one.value * 100) else ""
    return decimal(one.value, commas=True)


def _as_in(one: Quantity, other: Quantity, lang: Lang) -> str:
    """The value of `other` in the notation of `one`: 160 万 for 1600 万; empty if that is not certain."""
    if one.kind is Kind.NAME:
        return other.text
    if isinstance(one.value, str) or isinstance(other.value, str) or other.also or one.also or one.unit != other.unit:
        return ""
    if (one.kind is Kind.PERCENT) != (other.kind is Kind.PERCENT) or one.kind in (Kind.TIME, Kind.WEEKDAY, Kind.MONTH):
        return ""
    return in_digits(one, one.value, other.value, lang) or ""


_LONGEST = 20_000
"""Longer passages are not compared: no sentence has that many characters."""
_MANY = 500
_ENOUGH = 50
"""As many wrong numbers say that the pair does not belong together."""
_TRIES = 8
_BETWEEN = lazy("[-_ /.]")
_COUNTS = frozenset({Kind.PERCENT, Kind.CARDINAL})
_PERCENTAGE = lazy("百分[比数率]|percentage", re.IGNORECASE)
_VERSION = lazy(r"([0-9]+(?:\.[0-9]+)*)([A-Za-z]*[0-9]*)")
_SHOWN = 40
_ROUNDING = Fraction(2, 100)
_COMPOUND = frozenset({Kind.NAME, Kind.TIME, Kind.VERSION, Kind.FRACTION})
_SOFT = frozenset({Kind.NAME, Kind.WEEKDAY})
_SHARES = frozenset({Kind.FRACTION, Kind.MULTIPLE, Kind.ORDINAL})
_NEVER = ({Kind.MONTH, Kind.DAY}, {Kind.MONTH, Kind.YEAR}, {Kind.DAY, Kind.YEAR})
_FAMILY = {
    Kind.WEEKDAY: "weekday",
    Kind.NAME: "name",
    Kind.TIME: "time",
    Kind.VERSION: "version",
    Kind.MONTH: "month",
    Kind.DECADE: "decade",
}
_LOOSE_FAMILY = frozenset(Kind) - {Kind.WEEKDAY, Kind.NAME, Kind.TIME, Kind.MONTH}
_CHINESE_NEED = lazy(
    r"[0-9\uff10-\uff19]|[一二两三四五六七八九十百千廿卅][零一二三四五六七八九十百千万亿][零一二三四五六七八九十百千万亿]*|"
    r"[分]之|[一二三四五六七八九][成折月]|[周期拜][一二三四五六日天]|[壹贰叁肆伍陆柒捌玖拾佰仟]{2}|[萬億]|[上下]午|晚上"
)
_DIGIT = lazy("[0-9\\uff10-\\uff19]")
_LETTERS = lazy("[a-z]+")
_ENGLISH_NEED = frozenset(
    "eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty "
    "seventy eighty ninety hundred thousand million billion trillion percent cent eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth thirtieth fortieth fiftieth sixtieth "
    "seventieth eightieth ninetieth thirds quarters fourths fifths sixths sevenths eighths ninths tenths january "
    "february april june july august september october november december monday tuesday wednesday thursday friday "
    "saturday sunday mondays tuesdays wednesdays thursdays fridays saturdays sundays".split()
)
"""Words without which nothing in an English text has to be answered."""

_Slip = tuple[str, re.Pattern[str], str, Callable[[re.Match[str]], "str | None"]]
"""(what the text must hold, how the slip looks, message, correction: "" if nobody knows it, None if it is no slip)."""


def _singular(found: re.Match[str]) -> str | None:
    return f"{found['number']} {found['scale']}"


def _suffix(found: re.Match[str]) -> str | None:
    digits = found["number"]
    right = "th" if digits[-2:] in ("11", "12", "13") else {"1": "st", "2": "nd", "3": "rd"}.get(digits[-1], "th")
    return None if found["suffix"].lower() == right else digits + right


def _grouped(found: re.Match[str]) -> str | None:
    return f"{int(found[0].replace(',', '')):,}"


def _narrow(found: re.Match[str]) -> str | None:
    return found[0].replace("，", ",")


def _once(found: re.Match[str]) -> str | None:
    return found["keep"]


def _none(found: re.Match[str]) -> str | None:
    return ""


_UNEVEN: _Slip = (
    ",",
    lazy(r"(?<![0-9A-Za-z,.;\[({])[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}(?![0-9,])"),
    "'{}' is grouped unevenly; write '{}'",
    _grouped,
)
_ENGLISH_SLIPS: tuple[_Slip, ...] = (
    (
        "",
        lazy(r"(?<![0-9.,])(?P<number>[0-9]{1,4}(?:\.[0-9]+)?) (?P<scale>million|billion|trillion|thousand)s(?! of)\b"),
        "'{}'; write '{}'",
        _singular,
    ),
    (
        "",
        lazy(r"(?<![0-9A-Za-z.,/_-])(?P<number>[0-9]{1,6})(?P<suffix>st|nd|rd|th)\b"),
        "'{}'; write '{}'",
        _suffix,
    ),
    _UNEVEN,
    ("%", lazy(r"(?P<keep>[0-9]%) ?percent\b"), "'{}' says percent twice; write '{}'", _once),
)
_CHINESE_SLIPS: tuple[_Slip, ...] = (
    (
        "，",
        lazy(r"(?<![0-9A-Za-z，,.\[(（~–至到-])[1-9][0-9]{0,2}(?:，[0-9]{3})+(?![0-9，])"),
        "'{}' has a Chinese comma among its digits; write '{}'",
        _narrow,
    ),
    ("万万", lazy(r"[0-9][0-9.,]{0,30} ?万万"), "'{}' has 万 twice; write 亿, or one 万", _none),
    ("亿亿", lazy(r"[0-9][0-9.,]{0,30} ?亿亿"), "'{}' has 亿 twice; write it once", _none),
    (
        "",
        lazy(r"[二三四五六七八九]?十[一二三四五六七八九]?[百千](?![克米瓦卡字赫伏帕焦兆位比分度货科年上方万余多里])"),
        "'{}' is no Chinese numeral; write it with 千 or 万",
        _none,
    ),
    ("分之", lazy(r"百分之 ?[0-9.]+ ?[%\uff05]"), "'{}' says percent twice; keep one of them", _none),
    _UNEVEN,
)

CHECKS = (
    Check(
        rule="number-mismatch",
        severity=Severity.WARNING,
        what="A number of the source is missing in the target, or the target has one that the source has not.",
        why="A factor of ten between 万 and million, or two digits changed about, survives every proofreading.",
        better="The number of the source, in whatever notation suits: 16 million, 1600 万 and 16,000,000 are equal.",
        run=_mismatch,
        over=Over.PAIR,
        examples=(
            Example(source="It has 1.6 million users.", target="用户达 1600 万。"),
            Example(source="本市有 2400 万人。", target="The city has 240 million people."),
            Example(source="Opens on March 5.", target="5 月 3 日开放。", findings=2),
            Example(source="It has 16 million users.", target="用户达 1600 万。", findings=0),
            Example(source="五成用户选择按年付费。", target="50% of users pay annually.", findings=0),
            Example(source="The 1990s began at 3:30 pm.", target="上世纪九十年代始于 15:30。", findings=0),
            Example(source="They tried everything.", target="他们千方百计。", findings=0),
        ),
    ),
    Check(
        rule="number-form",
        severity=Severity.WARNING,
        what="A number is written in a way that its language does not have: 16 millions, 22th, 2.4 万万.",
        why="It is a slip of the hand or of arithmetic, and readers cannot tell which number is meant.",
        better="16 million, 22nd, 2.4 亿.",
        run=_form,
        over=Over.TEXT,
        examples=(
            Example(text="The fund has 16 millions in cash."),
            Example(text="总额为 2.4万万元。"),
            Example(text="The fund has 16 million in cash; it came 22nd.", findings=0),
            Example(text="总额为 3.5千万元，约合二十万美元。", findings=0),
        ),
    ),
)
