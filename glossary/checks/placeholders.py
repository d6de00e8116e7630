"""What a program fills in or reads: placeholders, messages of ICU, shortcut keys, line ends.

A program puts a value where `%s` or `{name}` stands; a translation that loses or changes it crashes or shows nonsense.
What is a code and what is prose is decided in `glossary.text.codes`; here the codes of source and target are compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from glossary.checks import Check, Example, Flag, House, Over, Pair, Passage
from glossary.checks._compare import surplus
from glossary.model import Severity, Span
from glossary.text.codes import placeholders
from glossary.text.patterns import lazy
from glossary.text.script import has_han


class _Item(NamedTuple):
    """A code, and by what it is the same as another one.

    Attributes:
        group: Only items of one group may be compared.
        key: Equal for codes that stand for the same thing.
        number: Which argument; -1 for the next one in order, None where the key says it.
    """

    group: str
    key: str
    text: str
    span: Span
    number: int | None = None


class _Difference(NamedTuple):
    missing: list[_Item]
    extra: list[_Item]
    disordered: list[_Item]


# --- placeholders ----------------------------------------------------------------------------------------------------


def _placeholder_missing(pair: Pair, house: House) -> Iterator[Flag]:
    yield from _lone_percent(pair)
    difference = _compared(pair)
    if difference is None:
        return
    alike = _alike(difference)
    missing = [
        item for item in _distinct(difference.missing) if not _is_synopsis(item, pair) and not _is_text(item, pair)
    ]
    if len(missing) > _MANY_MISSING:
        names = ", ".join(f"'{item.text}'" for item in missing[:_MANY_MISSING])
        yield Flag(f"{len(missing)} placeholders of the source are missing: {names}, …")
        return
    for item in missing:
        span = alike.get(item) or _written_otherwise(item, pair.target)
        if span is None:
            yield Flag(f"'{item.text}' of the source is missing; put it where its value belongs")
        else:
            there = pair.target.text[span.start : span.end]
            translated = has_han(there) and not _says_format(pair.target)
            yield Flag(
                f"'{there}' must be '{item.text}', as in the source",
                span,
                (item.text,),
                fixable=not translated,
                severity=Severity.WARNING if translated else None,
            )


_MANY_MISSING = 3
"""More are reported as one finding."""


def _placeholder_extra(pair: Pair, house: House) -> Iterator[Flag]:
    difference = _compared(pair)
    if difference is None:
        return
    paired = set(_alike(difference).values())
    for item in difference.extra:
        if item.span not in paired and not _counts(item, pair) and not _in_other_form(item, pair.source):
            yield Flag(f"'{item.text}' is not in the source; remove it, or write another character", item.span)


def _in_other_form(item: _Item, source: Passage) -> bool:
    """Whether the source has it with spaces: { } for {}, which is text there and here."""
    return _has_in_other_form(item.text, source.text)


@lru_cache(maxsize=64)
def _has_in_other_form(item: str, source: str) -> bool:
    return re.search(r"\s?".join(map(re.escape, item)), source) is not None


_ONE = lazy(r"\b(?:1|one|once|an?|single)\b", re.IGNORECASE)
_MEASURE_WORDS = "个位条项张份次行天件封名只台种组页字分秒小周月年处首幅部本块段节步篇款层集场位"


def _counts(item: _Item, pair: Pair) -> bool:
    """Whether an added number is the `1` of a singular: `1 file`, %d 个文件; memories keep singulars apart."""
    if _says_format(pair.target) or len(pair.sources) > 1:
        return False
    after = pair.target.text[item.span.end : item.span.end + 3].lstrip(' "”’')[:1]
    return bool(_ONE.search(pair.source.text)) or (after != "" and after in _MEASURE_WORDS)


def _placeholder_order(pair: Pair, house: House) -> Iterator[Flag]:
    difference = _compared(pair)
    if difference is None or not difference.disordered:
        return
    there = difference.disordered
    wanted = [item.key for item in _items(pair.source) if item.group == there[0].group]
    wrong = next(item for item, key in zip(there, wanted, strict=True) if item.key != key)
    span = Span(there[0].span.start, there[-1].span.end)
    numbered = _numbered(pair.target.text, there, wanted) if "python-format" not in pair.target.flags else ""
    message = f"'{wrong.text}' gets the value of another placeholder; keep the order of the source or number them"
    yield Flag(
        message, span, (numbered,) if numbered else (), fixable=bool(numbered) and "c-format" in pair.target.flags
    )


_MARKS = lazy(r"[%{$<]")


def _compared(pair: Pair) -> _Difference | None:
    """What differs between the target and the source that it is nearest to; None if nothing does."""
    if not (_MARKS.search(pair.source.text) or _MARKS.search(pair.target.text)):
        return None
    if _foreign(pair.source) or _foreign(pair.target):
        return None
    target = _items(pair.target)
    best: _Difference | None = None
    for source in pair.sources or (pair.source,):
        difference = _differ(*_one_reading(_items(source), target))
        if not any(difference):
            return None
        if best is None or _size(difference) < _size(best):
            best = difference
    return best


_UNKNOWN = lazy(r"(?<!%)%(?:[B-DH-RTVWYZhjklmqtvwyz]\b|q[#+]?[A-Z])|~%|\*\d+\$|(?<!\w)@[A-Za-z]\b")


def _foreign(passage: Passage) -> bool:
    """Whether a string is in another format language (%L of GCC, %Q of e2fsck, ~% of Lisp), of which we know a part."""
    if "c-format" in passage.flags or "python-format" in passage.flags:
        return False
    return bool(_UNKNOWN.search(passage.prose))


_WIDE_OR_QT = lazy(r"%([1-9]\d?)[A-Za-z]")


def _one_reading(source: list[_Item], target: list[_Item]) -> tuple[list[_Item], list[_Item]]:
    """%1d is a number one digit wide; or the %1 of Qt before a d, if the other side has a %1; or meant for %1$d."""
    unsigned = {item.text.replace("$", "") for item in source if "$" in item.text}
    if unsigned:
        target = [item._replace(group="unsigned") if item.text in unsigned else item for item in target]
    numbers = {item.key for item in (*source, *target) if item.group == "qt"}
    if not numbers:
        return source, target
    return [_as_qt(item, numbers) for item in source], [_as_qt(item, numbers) for item in target]


def _as_qt(item: _Item, numbers: set[str]) -> _Item:
    match = _WIDE_OR_QT.fullmatch(item.text)
    if match is None or match[1] not in numbers:
        return item
    return _Item("qt", match[1], item.text[:-1], Span(item.span.start, item.span.end - 1))


def _size(difference: _Difference) -> int:
    return len(difference.missing) + len(difference.extra)


def _items(passage: Passage) -> list[_Item]:
    found = placeholders(passage.text, passage.codes, flags=passage.flags)
    items = (_item(passage.text[code.span.start : code.span.end], code.span, code.kind) for code in found)
    return [item for item in items if item and not (_OFF.get(item.group, frozenset()) & passage.flags)]


_OFF = {
    "printf": frozenset({"no-c-format", "no-python-format", "no-php-format"}),
    "python": frozenset({"no-python-format"}),
    "brace": frozenset({"no-python-brace-format", "no-csharp-format"}),
}
_PRINTF = lazy(r"%(?:(\d+)\$)?[-+0#']*(\*|\d+)?(?:\.(\*|\d+))?(.+)")
_QT = lazy(r"%L?(\d+)(?:!.*!|%)?")
_ARGUMENT = lazy(r"\{\s?(\w+)\s?,")
_MANY = {"i": "d", "X": "x"} | dict.fromkeys("eEFgG", "f")


def _item(text: str, span: Span, kind: str) -> _Item | None:
    if kind == "printf":
        return _printf(text, span)
    if kind == "python":
        return _Item(kind, text[: text.index(")") + 1] + text[-1], text, span)
    if kind == "icu":
        name = _ARGUMENT.match(text)
        return _Item("brace", name[1], text, span) if name else None
    if kind == "brace":
        return _brace(text, span)
    return _template(text, span)


def _printf(text: str, span: Span) -> _Item | None:
    if text == "%%":
        return None
    if qt := _QT.fullmatch(text):
        return _Item("qt", qt[1], text, span)
    parts = _PRINTF.fullmatch(text)
    if parts is None or text == "%n":
        return _Item("qt", text, text, span)
    conversion = parts[4][:-1] + _MANY.get(parts[4][-1], parts[4][-1])
    stars = "*" * (parts[2], parts[3]).count("*")
    return _Item("printf", stars + conversion, text, span, int(parts[1]) if parts[1] else -1)


def _brace(text: str, span: Span) -> _Item | None:
    if text in ("{{", "}}"):
        return None
    name = re.split("[!:,]", text[1:-1], maxsplit=1)[0].strip()
    if name.isdecimal():
        return _Item("brace", "", text, span, int(name))
    return _Item("brace", name, text, span, None if name else -1)


def _template(text: str, span: Span) -> _Item | None:
    """{{PLURAL:$1|file|files}} and other functions hold words that get translated; {{CURRENTDAY}} is in a date."""
    if text.startswith("{{") and (":" in text or "|" in text):
        return None
    if text.startswith(("{%", "{#", "<%", "{{CURRENT")):
        return None
    key = "".join(text.split())
    return _Item("template", key.casefold() if key[0] == "%" else key, text, span)


def _differ(source: list[_Item], target: list[_Item]) -> _Difference:
    missing: list[_Item] = []
    extra: list[_Item] = []
    disordered: list[_Item] = []
    for group in dict.fromkeys(item.group for item in (*source, *target)):
        ours, theirs = ([item for item in items if item.group == group] for items in (source, target))
        if all(item.number == -1 for item in (*ours, *theirs)):
            lost, added = surplus(ours, theirs), surplus(theirs, ours)
            missing += lost
            extra += added
            if not lost and not added and [item.key for item in ours] != [item.key for item in theirs]:
                disordered = theirs
            continue
        first = 1 if group == "printf" else 0
        ours, theirs = _in_numbers(ours, first), _in_numbers(theirs, first)
        there, here = {(item.number, item.key) for item in theirs}, {(item.number, item.key) for item in ours}
        missing += [item for item in ours if (item.number, item.key) not in there]
        extra += [item for item in theirs if (item.number, item.key) not in here]
    return _Difference(missing, extra, disordered)


def _in_numbers(items: list[_Item], first: int) -> list[_Item]:
    result, at = [], first
    for item in items:
        if item.number == -1:
            item, at = item._replace(number=at), at + 1
        result.append(item)
    return result


def _alike(difference: _Difference) -> dict[_Item, Span]:
    """Where one placeholder is missing and one too many, of its group or at all, it was mistyped for the other."""
    all_missing = _distinct(difference.missing)
    if len(all_missing) == len(difference.extra) == 1:
        return {all_missing[0]: difference.extra[0].span}
    unsigned = {item.text: item.span for item in difference.extra if item.group == "unsigned"}
    result = {
        item: unsigned[item.text.replace("$", "")]
        for item in all_missing
        if "$" in item.text and item.text.replace("$", "") in unsigned
    }
    for group in {item.group for item in difference.missing}:
        missing = _distinct(item for item in difference.missing if item.group == group)
        extra = [item for item in difference.extra if item.group == group]
        if len(missing) == len(extra) == 1:
            result[missing[0]] = extra[0].span
    return result


def _distinct(items: Iterable[_Item]) -> list[_Item]:
    return list({(item.text, item.number): item for item in items}.values())


_WIDE = {chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)} | {" ": "\u3000"}
_TRANSLATED = lazy(r"[{\uff5b][^{}\uff5b\uff5d\n,，(（]{1,40}[}\uff5d]")


def _written_otherwise(item: _Item, target: Passage) -> Span | None:
    """Where a missing placeholder stands in another form, if in one place only: full width, % s, {名字}."""
    pattern = r"(?<!\d)" + r"\s?".join(f"[{re.escape(char + _WIDE.get(char, char))}]" for char in item.text)
    places = [Span(*match.span()) for match in re.finditer(pattern, target.prose)]
    if item.group == "brace" and not places and item.key.isidentifier():
        places = [Span(*match.span()) for match in _TRANSLATED.finditer(target.prose) if not match[0].isascii()]
    return places[0] if len(places) == 1 else None


_SYNOPSIS = lazy(r"(?<!\w)--[A-Za-z]|\\[A-Za-z]|[\"']:[a-z]")


def _says_format(passage: Passage) -> bool:
    return any(flag.endswith("-format") for flag in passage.flags)


def _is_synopsis(item: _Item, pair: Pair) -> bool:
    """{file} in the usage of a command is to be filled in, and translated; so are {FILE} and what a grammar names."""
    if item.text[0] not in "{%" or _says_format(pair.target):
        return False
    inner = item.text.strip("{}%")
    if f"\n{inner}=" in pair.source.text:
        return True
    if not (inner.isupper() and len(inner) > 2) and not _SYNOPSIS.search(pair.source.text):
        return False
    return any(has_han(inside) for inside in re.findall(rf"{item.text[0]}([^{{}}%\s]+)[}}%]", pair.target.text))


_ESCAPED = lazy(r"%(?:0[AD]|[23][A-F])")
_DOCUMENTATION = 400
"""So long a text tells people about braces and no program fills them."""
_IN_WORD = lazy(r"[a-z]{2}")
_SET = lazy(r"\{(?!\w+,\s?(?:plural|select|number|date|time))[^{},]+(?:,\s[^{},]+)+\}")


def _is_text(item: _Item, pair: Pair) -> bool:
    """Of a string without a format: %2A of an address, %Expiry Date%, {unset} and nothing else, sets like {a, b}."""
    if _says_format(pair.target) or len(pair.sources) > 1:
        return False
    source = pair.source.text
    if item.text[0] == "%":
        begins_word = item.text[-1].isalpha() and _IN_WORD.match(source, item.span.end)
        return bool(_ESCAPED.match(source, item.span.start) or begins_word)
    if item.group not in ("brace", "template") or not has_han(pair.target.text):
        return False
    alone = source.strip(" @") == item.text or item.text.strip("{ }") in ("and", "or")
    return alone or len(source) > _DOCUMENTATION or _SET.search(source) is not None


_PERCENT = lazy(r"(?<!%)%(?!%)")


def _lone_percent(pair: Pair) -> Iterator[Flag]:
    """%% of a printf string prints one %; a single one swallows what follows."""
    if "%%" not in pair.source.text:
        return
    sources = pair.sources or (pair.source,)
    if not all("%%" in source.written("printf") for source in sources) or "%%" in pair.target.text:
        return
    for match in _PERCENT.finditer(pair.target.prose):
        yield Flag("a single '%' in a format string; write '%%'", Span(*match.span()), ("%%",), fixable=True)


def _numbered(text: str, there: Sequence[_Item], wanted: Sequence[str]) -> str:
    """The placeholders of the target with numbers, and what stands between them; empty if a type comes twice."""
    if there[0].group != "printf" or len(set(wanted)) < len(wanted) or any("*" in key for key in wanted):
        return ""
    pieces, at = [], there[0].span.start
    for item in there:
        pieces += [text[at : item.span.start], f"%{wanted.index(item.key) + 1}${item.text[1:]}"]
        at = item.span.end
    return "".join(pieces)


# --- ICU -------------------------------------------------------------------------------------------------------------

_COMPLEX = lazy(r"\{\s?(\w+)\s?,\s?(plural|select|selectordinal)\s?,")
_ICU_TOKEN = lazy(r"'[{}#|][^']*'|[{}]")
_SELECTOR = lazy(r"(=\d+|\w+)\s*$")
_LONGEST_SELECTOR = 80
"""Code points, white space included; searching for an end takes the square of the length."""


def _icu_syntax(pair: Pair, house: House) -> Iterator[Flag]:
    if "plural" not in pair.source.text and "select" not in pair.source.text:
        return
    wanted = {match[1] for match in _COMPLEX.finditer(pair.source.text)}
    if not wanted:
        return
    text = pair.target.text
    for match in _COMPLEX.finditer(text):
        if match[1] not in wanted:
            right = (next(iter(wanted)),) if len(wanted) == 1 else ()
            yield Flag(f"'{match[1]}' is no argument of the source", Span(*match.span(1)), right, fixable=bool(right))
    yield from _icu_structure(text)


def _icu_structure(text: str) -> Iterator[Flag]:
    """Unbalanced braces, and arguments without a branch `other`."""
    stack: list[tuple[int, set[str] | None]] = []
    last = 0
    for match in _ICU_TOKEN.finditer(text):
        at = match.start()
        if match[0] == "{":
            before = text[max(last, at - _LONGEST_SELECTOR) : at]
            if stack and (selectors := stack[-1][1]) is not None and (name := _SELECTOR.search(before)):
                selectors.add(name[1])
            stack.append((at, set() if _COMPLEX.match(text, at) else None))
        elif match[0] == "}":
            if not stack:
                yield Flag("'}' closes nothing; remove it or open the brace", Span(at, at + 1))
                return
            start, selectors = stack.pop()
            if selectors is not None and "other" not in selectors:
                yield Flag("no branch 'other'; every plural and select needs one", Span(start, at + 1))
        last = match.end()
    if stack:
        at = stack[-1][0]
        yield Flag("'{' is never closed; write the '}' that belongs to it", Span(at, at + 1))


# --- shortcut keys, line ends ----------------------------------------------------------------------------------------


def _accelerator(pair: Pair, house: House) -> Iterator[Flag]:
    mark = _only_key(pair.source)
    if not mark:
        return
    keys = [code.span for code in pair.target.codes if code.kind == "accelerator"]
    if len(keys) > 1:
        yield Flag(f"{len(keys)} shortcut keys; keep one", keys[-1])
    elif not keys and mark not in pair.target.text:
        key = pair.source.text[pair.source.text.index(mark) + 1].upper()
        yield Flag(f"the shortcut key '{mark}{key}' of the source is missing; add '({mark}{key})'")


def _only_key(source: Passage) -> str:
    """The mark of a shortcut key that is certainly one; Provider_id may be a name."""
    keys = [code.span for code in source.codes if code.kind == "accelerator"]
    if len(keys) != 1 or keys[0].end - keys[0].start != 1:
        return ""
    at = keys[0].start
    mark = source.text[at]
    inside = source.text[max(at - 1, 0) : at].isalnum()
    return "" if source.text.count(mark) > 1 or (mark == "_" and inside) else mark


def _escape_mismatch(pair: Pair, house: House) -> Iterator[Flag]:
    source, target = pair.source.text, pair.target.text
    if "\n" not in source + target or not target.strip() or not source.strip():
        return
    if source.startswith("\n") != target.startswith("\n"):
        yield _line_end(target.startswith("\n"), "begins", Span(0, int(target.startswith("\n"))))
    if source.endswith("\n") != target.endswith("\n"):
        size = len(target)
        yield _line_end(target.endswith("\n"), "ends", Span(size - int(target.endswith("\n")), size))


def _line_end(has: bool, where: str, span: Span) -> Flag:
    if has:
        return Flag(f"{where} with a line end, unlike the source; remove it", span, ("",), fixable=True)
    return Flag(f"the source {where} with a line end; add it", span, ("\n",), fixable=True)


_C, _PY, _BRACE = ("c-format",), ("python-format",), ("python-brace-format",)

CHECKS = (
    Check(
        rule="placeholder-missing",
        severity=Severity.ERROR,
        what="A placeholder of the source is missing in the translation, or written in another way.",
        why="The program has a value and no place for it: it shows a sentence with a hole, or crashes.",
        better="Copy the placeholder as it is, in half-width characters and untranslated.",
        run=_placeholder_missing,
        examples=(
            Example(source="%d files deleted", target="文件已删除", flags=_C),
            Example(source="Cannot open %1", target="无法打开\uff051", fixed="无法打开%1"),
            Example(source="Saved by %1$s", target="由 %1s 保存", fixed="由 %1$s 保存"),
            Example(source="Hello, {name}", target="你好，{名字}", flags=_BRACE, fixed="你好，{name}"),
            Example(source="已删除 {count} 个文件", target="Files deleted"),
            Example(source="%d%% done", target="已完成 %d%", flags=_C, fixed="已完成 %d%%"),
            Example(source="%(user)s wrote {n} notes", target="%(user)s 写了 {n} 条笔记", findings=0),
            Example(source="%s of %s", target="%2$s 的 %1$s", flags=_C, findings=0),
            Example(source="100% of the users", target="所有用户", findings=0),
        ),
        over=Over.PAIR,
    ),
    Check(
        rule="placeholder-extra",
        severity=Severity.ERROR,
        what="The translation has a placeholder that the source has not.",
        why="The program has no value for it: it crashes, or shows the placeholder itself.",
        better="Remove it; write %% for a percent sign.",
        run=_placeholder_extra,
        examples=(
            Example(source="Deleted", target="已删除 %s", flags=_C),
            Example(source="打开文件", target="Open {name}"),
            Example(source="Open {name}", target="打开 {name}", findings=0),
            Example(source="1 file", target="%d 个文件", findings=0),
        ),
        over=Over.PAIR,
    ),
    Check(
        rule="placeholder-order",
        severity=Severity.ERROR,
        what="Placeholders without numbers stand in another order than in the source.",
        why="Values are filled in by order: a number lands where a text belongs, and C reads the wrong memory.",
        better="Keep the order, or number them: %2$s, %1$d.",
        run=_placeholder_order,
        examples=(
            Example(
                source="%d files in %s",
                target="%s 中有 %d 个文件",
                flags=_C,
                fixed="%2$s 中有 %1$d 个文件",
            ),
            Example(source="%s 有 %d 行", target="%d lines in %s", flags=_PY),
            Example(source="%d files in %s", target="%2$s 中有 %1$d 个文件", flags=_C, findings=0),
            Example(source="{0} in {1}", target="{1} 中的 {0}", findings=0),
        ),
        over=Over.PAIR,
    ),
    Check(
        rule="icu-syntax",
        severity=Severity.ERROR,
        what="A message of ICU has unbalanced braces, no branch `other`, or an argument that the source has not.",
        why="The message cannot be read at run time, and nothing is shown.",
        better="Translate within the innermost braces only; Chinese needs the branch `other` alone.",
        run=_icu_syntax,
        examples=(
            Example(source="{n, plural, one {# file} other {# files}}", target="{n, plural, one {# 个文件}}"),
            Example(source="{n, plural, one {# file} other {# files}}", target="{n, plural, other {# 个文件}"),
            Example(
                source="{n, plural, other {# 个文件}}",
                target="{m, plural, one {# file} other {# files}}",
                fixed="{n, plural, one {# file} other {# files}}",
            ),
            Example(
                source="{n, plural, one {# file} other {# files}}", target="{n, plural, other {# 个文件}}", findings=0
            ),
        ),
        over=Over.PAIR,
    ),
    Check(
        rule="accelerator",
        severity=Severity.WARNING,
        what="A label has a shortcut key in the source and none, or several, in the translation.",
        why="The menu cannot be used from the keyboard.",
        better="Put the key after the Chinese words, before the dots: 文件(&F), 打开(_O)….",
        run=_accelerator,
        examples=(
            Example(source="&File", target="文件"),
            Example(source="_Open…", target="打(_O)开(_P)…"),
            Example(source="_Open…", target="打开(_O)…", findings=0),
            Example(source="文件(&F)", target="&File", findings=0),
            Example(source="R&D", target="研发", findings=0),
        ),
        over=Over.PAIR,
    ),
    Check(
        rule="escape-mismatch",
        severity=Severity.WARNING,
        what="Source and translation do not both begin, or both end, with a line end.",
        why="gettext refuses such a catalogue; on a terminal, lines run into each other.",
        better="Begin and end as the source does.",
        run=_escape_mismatch,
        examples=(
            Example(source="Done.\n", target="完成。", fixed="完成。\n"),
            Example(source="完成。", target="\nDone.", fixed="Done."),
            Example(source="Done.\n", target="完成。\n", findings=0),
        ),
        over=Over.PAIR,
    ),
)
