"""Spaces: between Chinese and Latin, beside punctuation, at the edges; words typed twice and what cannot be seen."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from glossary.checks import Check, Document, Example, Flag, House, Over, Pair, Passage, once
from glossary.model import Severity, Span
from glossary.text.patterns import lazy
from glossary.text.script import is_han
from glossary.text.width import escape

_ENOUGH = 10
"""Places of a document that make a house style."""
_MOSTLY = 0.9


class _Joint(NamedTuple):
    """Where Han and Latin letters or digits meet, with a space between them or without.

    Attributes:
        kind: letter, digit.
        at: Where the space is, or would be.
    """

    kind: str
    at: int
    spaced: bool


def _han_latin(documents: Sequence[Document], house: House) -> Iterator[Flag]:
    """What the house wants; or what the document mostly does, letters and digits each for themselves."""
    if house.han_latin_space == "any":
        return
    for document in documents:
        chinese = (passage for passage in document.passages if passage.is_chinese)
        joints = [(passage, joint) for passage in chinese for joint in once(passage, _joints)]
        counts = Counter((joint.kind, joint.spaced) for _, joint in joints)
        wanted = {kind: _wanted(house.han_latin_space, counts[kind, True], counts[kind, False]) for kind in _KINDS}
        for passage, joint in joints:
            if wanted[joint.kind] not in (None, joint.spaced):
                yield _joint_flag(passage, joint)


def _wanted(style: str, spaced: int, joined: int) -> bool | None:
    if style != "document":
        return style == "space"
    total = spaced + joined
    if total < _ENOUGH or _MOSTLY * total > max(spaced, joined):
        return None
    return spaced > joined


def _joints(passage: Passage) -> list[_Joint]:
    prose = passage.prose
    if prose.isascii():
        return []
    joints = []
    for found in _JOINT.finditer(prose):
        left, right = prose[found.start() - 1], prose[found.end()]
        han, latin = (right, left) if left.isascii() else (left, right)
        if is_han(han) and not _is_set_phrase(_word(prose, found, before=left.isascii()), han):
            joints.append(_Joint("digit" if latin.isdigit() else "letter", found.start(), found[0] != ""))
    return joints


def _word(prose: str, joint: re.Match[str], *, before: bool) -> str:
    if before:
        found = _LAST_WORD.search(prose, max(0, joint.start() - 24), joint.start())
    else:
        found = _FIRST_WORD.match(prose, joint.end(), joint.end() + 24)
    return found[0] if found else ""


def _is_set_phrase(word: str, han: str) -> bool:
    """T恤, X轴, 3D打印, 第1章, 2024年5月: with or without a space, they say nothing about the house."""
    return (
        (len(word) == 1 and word.isalpha())
        or _DIMENSION.fullmatch(word) is not None
        or (word.isdigit() and han in _COUNTED)
    )


def _joint_flag(passage: Passage, joint: _Joint) -> Flag:
    prose, at = passage.prose, joint.at
    before = _shown(_ENDING, prose[max(0, at - _AROUND) : at])
    after = _shown(_BEGINNING, prose[at + joint.spaced : at + joint.spaced + _AROUND])
    if joint.spaced:
        return Flag(f"a space too many; write '{before}{after}'", Span(at, at + 1), ("",), True, passage)
    return Flag(f"a space is missing; write '{before} {after}'", Span(at, at), (" ",), True, passage)


def _shown(pattern: re.Pattern[str], text: str) -> str:
    """The Latin word or the one or two Chinese characters beside a joint."""
    found = pattern.search(text)
    return found[0] if found else text


def _before_mark(passage: Passage, house: House) -> Iterator[Flag]:
    pattern, prose = _BEFORE_CHINESE if passage.is_chinese else _BEFORE_ENGLISH, passage.prose
    for found in pattern.finditer(prose):
        mark = found["mark"]
        if not passage.is_chinese and _NAMES_A_MARK.search(prose, max(0, found.start() - 12), found.start()):
            continue
        yield Flag(f"a space before '{mark}'; remove it", Span(*found.span("space")), ("",), fixable=True)


def _beside_bracket(passage: Passage, house: House) -> Iterator[Flag]:
    if not passage.is_chinese:
        return
    for found in _INSIDE_BRACKET.finditer(passage.prose):
        yield Flag(f"a space after '{found['mark']}'; remove it", Span(*found.span("space")), ("",), fixable=True)


def _double(passage: Passage, house: House) -> Iterator[Flag]:
    """Two spaces between two words of an English sentence; three such places are a table."""
    prose = passage.prose
    if passage.is_chinese or "  " not in prose or "   " in prose:
        return
    found = list(_DOUBLE.finditer(prose))
    if len(found) < 3:
        for place in found:
            yield Flag("two spaces; write one", Span(*place.span()), (" ",), fixable=True)


def _between_han(passage: Passage, house: House) -> Iterator[Flag]:
    if not passage.is_chinese or " " not in passage.prose:
        return
    prose = passage.prose
    for found in _HAN_SPACE.finditer(prose):
        if is_han(prose[found.start() - 1]) and is_han(prose[found.end()]):
            around = prose[found.start() - 1 : found.end() + 1]
            yield Flag(f"a space within '{around}'; remove it", Span(*found.span()), ("",), fixable=True)


def _leading(passage: Passage, house: House) -> Iterator[Flag]:
    """One space, for four are a block of code and two ideographic ones the indent of a novel."""
    if passage.kind == "paragraph" and passage.origin and passage.origin.column == 2:
        # plain text, whose passages begin behind the indent; those of Markdown begin with it
        yield Flag("a space before the paragraph; remove it", Span(0, 1))
    elif passage.kind in _RUNNING_TEXT:
        for found in _LEADING.finditer(passage.text):
            if found.start() == 0 or is_han(passage.text[found.end()]):
                yield Flag("the line begins with a space; remove it", Span(*found.span()), ("",), fixable=True)


def _edges(pair: Pair, house: House) -> Iterator[Flag]:
    """What the translation has and the source has not, or other numbers of line ends."""
    source, target = pair.source.text, pair.target.text
    if not target.strip() or not source.strip() or len(pair.sources) > 1:
        return
    for side in ("begin", "end"):
        place, model = _edge(target, side), _edge(source, side)
        there, wanted = target[place.start : place.end], source[model.start : model.end]
        lines, asked = there.count("\n"), wanted.count("\n")
        if (lines == asked and (wanted or not there)) or (lines == 0) != (asked == 0):
            continue
        better = f"{side} as the source does" if wanted else "remove it"
        message = f"the translation {side}s with {_named(there)}, the source with {_named(wanted)}; {better}"
        yield Flag(message, place, (wanted,), fixable=True)


def _edge(text: str, side: str) -> Span:
    """The white space at the beginning or the end."""
    if side == "begin":
        return Span(0, len(text) - len(text.lstrip()))
    return Span(len(text.rstrip()), len(text))


def _named(space: str) -> str:
    lines = space.count("\n")
    return f"{lines} line ends" if lines > 1 else "a line end" if lines else "a space" if space else "none"


def _doubled(passage: Passage, house: House) -> Iterator[Flag]:
    for found in (_DOUBLED_CHINESE if passage.is_chinese else _DOUBLED_ENGLISH).finditer(passage.prose):
        word = found[found.lastindex or 0]
        yield Flag(f"'{word}' stands twice; remove one", Span(*found.span()), (word,), fixable=True)


def _invisible(passage: Passage, house: House) -> Iterator[Flag]:
    text = passage.text
    if text.isascii():
        return
    for found in _INVISIBLE.finditer(text):
        if found[0] == _NBSP and not (is_han(text[found.start() - 1]) and is_han(text[found.end()])):
            continue
        if found[0][0] == _FLAG:
            continue
        bidi = not _BIDI.isdisjoint(found[0])
        shown = escape(next((char for char in found[0] if char in _BIDI), found[0][0]))
        yield Flag(
            f"'{shown}' cannot be seen" + (" and reorders the text; remove it" if bidi else "; remove it"),
            Span(*found.span()),
            (" " if found[0] == _NBSP else "",),
            fixable=not bidi,
            severity=Severity.ERROR if bidi else None,
        )


_AROUND = 40
_ENDING = lazy(r"(?:[A-Za-z0-9]+|[^\x00-\u2e7f\uff00-\uffff]{1,2})\Z")
_BEGINNING = lazy(r"\A(?:[A-Za-z0-9]+|[^\x00-\u2e7f\uff00-\uffff]{1,2})")
_KINDS = ("letter", "digit")
_JOINT = lazy(r"(?<=[A-Za-z0-9]) ?(?=[^\x00-\u2e7f])|(?<=[^\x00-\u2e7f]) ?(?=[A-Za-z0-9])")
_LAST_WORD = lazy(r"[A-Za-z0-9]+\Z")
_FIRST_WORD = lazy(r"[A-Za-z0-9]+")
_DIMENSION = lazy(r"[0-9][A-Z]|[A-Z][0-9]")
_COUNTED = frozenset("第年月日号时点分秒章节条款届期回集卷册楼层室岁世")
_RUNNING_TEXT = frozenset({"paragraph", "item", "quote", "heading"})
_BEFORE_CHINESE = lazy("(?<=[^\\s\ufffc*_])(?P<space>[ \u00a0]{1,4})(?P<mark>[，。、；！？）】」』》]|：(?! ))")
_BEFORE_ENGLISH = lazy(r"(?<=[a-z])(?P<space> )(?P<mark>,(?=\s|\Z)|[!?](?=\s{1,9}[^a-z\s]|\s*\Z)|\.(?=\n|\Z))")
_NAMES_A_MARK = lazy(
    r"\b(?:an?|the|in|with|like|by|as|is|of|or|and|press|add|type|enter|unary|operator)\Z", re.IGNORECASE
)
"""What stands before a mark that is a key, an operator or a command: press ? for help, add ! to override."""
_INSIDE_BRACKET = lazy("(?P<mark>[（【「『《])(?P<space>[ \u00a0]{1,2})(?=[^\\s\ufffc])")
_DOUBLE = lazy(r"(?<=[a-z,]) {2}(?=[a-z])")
_HAN_SPACE = lazy(r"(?<=[^\x00-\u2e7f]) (?=[^\x00-\u2e7f])")
_LEADING = lazy(r"(?m:^) (?=\w)")
_NEVER_TWICE = "the|an|of|to|is|are|and|for|with|on|at|by|from|this|be|was|it|as|or|not|you|your|we|our|can|will"
_DOUBLED_ENGLISH = lazy(rf"(?<![-\u0300-\u036f])\b({_NEVER_TWICE})[ \n]{{1,3}}(?:\1)\b(?![-\u0300-\u036f])")
_DOUBLED_CHINESE = lazy(
    "(?<!目)(的)的|(?<![为除不罢终明])(了)了(?![解结然])|(?<![但还可总于就若凡])(是)是(?![非否])|(将)将(?![军来领要近])"
    "|(被)被(?![子动套褥单])|(?<![现正存潜所内外实旨])(在)在(?![线于场家职位乎意此])|(?<![亲柔温平共饱缓调总])(和)和(?![平谐美睦蔼解])"
    "|(?<![参给赋])(与)与|(?<!抑)(或)或(?![许者])"
)
_NBSP, _FLAG = "\u00a0", "\U0001f3f4"
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_INVISIBLE = lazy(
    f"(?<=.){_NBSP}(?=.)|{_FLAG}[\U000e0020-\U000e007f]{{1,9}}"
    "|[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\U000e0000-\U000e007f]+"
)
"""The tags after a black flag make it that of a country."""

CHECKS = (
    Check(
        rule="han-latin-space",
        severity=Severity.WARNING,
        what="A space between Chinese and Latin letters or digits is missing or too many, by the house style.",
        why="Both styles are in use, but not in one document; without a setting, nine of ten places in it decide.",
        better="Add or remove the space; T恤, X轴 and 第1章 are left alone.",
        run=_han_latin,
        over=Over.FILES,
        examples=(
            Example(text="用 API 训练。\n\n" * 10 + "用 API训练。\n"),
            Example(text="用API训练。\n\n" * 10 + "用API 训练。\n"),
            Example(text="用 API 训练。\n\n用API训练。\n", findings=0),
            Example(text="用 API 训练。\n\n" * 10 + "沿X轴移动，见第3章。\n", findings=0),
        ),
    ),
    Check(
        rule="space-before-punctuation",
        severity=Severity.WARNING,
        what="A space stands before a comma, a full stop or another mark that belongs to the word before it.",
        why="The mark may be torn off to the next line.",
        better="Remove the space.",
        run=_before_mark,
        over=Over.TEXT,
        examples=(
            Example(text="先停机 ，再备份。\n", fixed="先停机，再备份。\n"),
            Example(text="Stop it first , then copy it.\n", fixed="Stop it first, then copy it.\n"),
            Example(text="先停机，再备份。\n", findings=0),
            Example(text="Open the .env file :)\n", findings=0),
        ),
    ),
    Check(
        rule="space-after-bracket",
        severity=Severity.WARNING,
        what="A space stands after an opening bracket or quotation mark of Chinese.",
        why="Full-width marks bring their own space.",
        better="Remove the space.",
        run=_beside_bracket,
        over=Over.TEXT,
        examples=(
            Example(text="先停机（ 约十分钟）。\n", fixed="先停机（约十分钟）。\n"),
            Example(text="先停机（约十分钟）。\n", findings=0),
            Example(text="Stop it (ten minutes).\n", findings=0),
        ),
    ),
    Check(
        rule="double-space",
        severity=Severity.INFO,
        what="Two spaces stand between two words of an English sentence.",
        why="One is left over; after a full stop, and in columns, two are left alone.",
        better="Write one.",
        run=_double,
        over=Over.TEXT,
        examples=(
            Example(text="Stop it  first.\n", fixed="Stop it first.\n"),
            Example(text="Stop it first.  Then copy it.\n", findings=0),
            Example(text="先停机，  再备份。\n", findings=0),
        ),
    ),
    Check(
        rule="space-between-han",
        severity=Severity.INFO,
        what="A space stands between two Chinese characters.",
        why="Off unless asked for: headings, names and menu paths have such spaces on purpose.",
        better="Remove the space.",
        run=_between_han,
        over=Over.TEXT,
        on=False,
        examples=(
            Example(text="先停 机，再备份。\n", fixed="先停机，再备份。\n"),
            Example(text="先停机，再备份。\n", findings=0),
        ),
    ),
    Check(
        rule="leading-space",
        severity=Severity.WARNING,
        what="A paragraph, or a Chinese line in one, begins with one space.",
        why="It is no indent, it only shifts the line.",
        better="Remove the space.",
        run=_leading,
        over=Over.TEXT,
        examples=(
            Example(text="先停机。\n\n 再备份。\n"),
            Example(text="　　再备份。\n", findings=0),
            Example(text="Stop it first.\n", findings=0),
        ),
    ),
    Check(
        rule="edge-space",
        severity=Severity.WARNING,
        what="A translation begins or ends with a space that the source has not, or with more or fewer line ends.",
        why="Strings are joined, and a space too many shows. Whether there is a line end, `escape-mismatch` compares.",
        better="Begin and end as the source does.",
        run=_edges,
        over=Over.PAIR,
        examples=(
            Example(source="File name", target="文件名 ", fixed="文件名"),
            Example(source="文件名", target=" File name", fixed="File name"),
            Example(source="File name\n", target="文件名\n\n", fixed="文件名\n"),
            Example(source="File name: ", target="文件名：", findings=0),
            Example(source="File name\n", target="文件名\n", findings=0),
        ),
    ),
    Check(
        rule="doubled-word",
        severity=Severity.WARNING,
        what="A word that is never doubled stands twice: the the, 的的.",
        why="It is left over from editing, and the eye jumps over it.",
        better="Remove one.",
        run=_doubled,
        over=Over.TEXT,
        examples=(
            Example(text="模型的的参数很多。\n", fixed="模型的参数很多。\n"),
            Example(text="Stop the the server.\n", fixed="Stop the server.\n"),
            Example(text="为了了解模型，先看看目的的说明；是是非非，不谈。\n", findings=0),
            Example(text="I know that that had had an effect.\n", findings=0),
        ),
    ),
    Check(
        rule="invisible-in-text",
        severity=Severity.WARNING,
        what="The text holds a character that cannot be seen; one that reorders the text is an error.",
        why="It breaks search and copying, and can make text read otherwise than it is written (CVE-2021-42574).",
        better="Remove it.",
        run=_invisible,
        over=Over.TEXT,
        examples=(
            Example(text="模型\u200b蒸馏\n", fixed="模型蒸馏\n"),
            Example(text="Distil\u00adlation\n", fixed="Distillation\n"),
            Example(text="safe \u202etxet\n"),
            Example(text="\U0001f469\u200d\U0001f4bb 模型\n", findings=0),
        ),
    ),
)
