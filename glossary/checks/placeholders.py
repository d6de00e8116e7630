"""What a translation must keep: placeholders, tags, addresses, literals, links, shortcut keys, line ends.

A program puts a value where `%s` or `{name}` stands and a browser reads `<b>`; a translation that loses or
changes one of them crashes, shows nonsense or leads nowhere. What is a code and what is prose is decided in
`glossary.text.codes`; here the codes of source and target are compared.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from glossary.checks import Check, Example, Flag, House, Over, Pair, Passage
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


def _placeholder_missing(pair: Pair, _house: House) -> Iterator[Flag]:
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


def _placeholder_extra(pair: Pair, _house: House) -> Iterator[Flag]:
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


def _placeholder_order(pair: Pair, _house: House) -> Iterator[Flag]:
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


@lru_cache(maxsize=2)
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
            lost = Counter(item.key for item in ours) - Counter(item.key for item in theirs)
            added = Counter(item.key for item in theirs) - Counter(item.key for item in ours)
            missing += _last(ours, lost)
            extra += _last(theirs, added)
            if not lost and not added and [item.key for item in ours] != [item.key for item in theirs]:
                disordered = theirs
            continue
        first = 1 if group == "printf" else 0
        ours, theirs = _in_numbers(ours, first), _in_numbers(theirs, first)
        there, here = {(item.number, item.key) for item in theirs}, {(item.number, item.key) for item in ours}
        missing += [item for item in ours if (item.number, item.key) not in there]
        extra += [item for item in theirs if (item.number, item.key) not in here]
    return _Difference(missing, extra, disordered)


def _last(items: list[_Item], counts: Counter[str]) -> list[_Item]:
    """As many items of each key as are counted, the last ones of the text."""
    left, result = Counter(counts), []
    for item in reversed(items):
        if left[item.key] > 0:
            left[item.key] -= 1
            result.append(item)
    return result[::-1]


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
    if not all("%%" in _of_kind(source, "printf") for source in sources) or "%%" in pair.target.text:
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


def _of_kind(passage: Passage, *kinds: str) -> list[str]:
    return [passage.text[code.span.start : code.span.end] for code in passage.codes if code.kind in kinds]


# --- tags ------------------------------------------------------------------------------------------------------------


_NO_SOURCE = frozenset({"translator-credits", "translator_credits"})
"""Strings that stand for something to write, not to translate."""


class _Tag(NamedTuple):
    """A tag.

    Attributes:
        key: Equal for tags that do the same thing.
        closes: Ends an element.
        alone: Begins none.
    """

    key: str
    text: str
    span: Span
    closes: bool
    alone: bool


_SAME = dict.fromkeys(("i", "em", "strong", "u", "cite", "italic", "bold", "emphasis"), "b")
"""Chinese has no italics: emphasis becomes bold."""
_LAYOUT = frozenset(name for tag in "br wbr nobr p para qt html head body div li".split() for name in (tag, f"/{tag}"))
"""Lines and paragraphs break elsewhere in another language, and a browser closes them by itself."""
_ALONE = frozenset("area base br col embed hr img input link meta source track wbr lb rb".split())


_BRACKETS = lazy(r"[<\[]")


def _tag_mismatch(pair: Pair, _house: House) -> Iterator[Flag]:
    if not (_BRACKETS.search(pair.source.text) or _BRACKETS.search(pair.target.text)):
        return
    if pair.source.text.lower() in _NO_SOURCE:
        return
    target = _tags(pair.target)
    differences = [_tag_difference(_tags(source), target) for source in pair.sources or (pair.source,)]
    missing, extra = min(differences, key=lambda difference: len(difference[0]) + len(difference[1]))
    if missing or extra:
        missing, extra = _told_apart(missing, extra, pair)
    if missing:
        yield Flag(f"tags of the source are missing: {_listed(missing)}; copy them", severity=_weight(missing))
    if extra:
        message = f"tags that are not in the source: {_listed(extra)}; remove them"
        yield Flag(message, extra[0].span, severity=_weight(extra))
    if not missing and not extra and _badly_nested(_tags(pair.source)) is None and (tag_ := _badly_nested(target)):
        yield Flag(f"'{tag_.text}' is not closed, or in the wrong order; put the tags as in the source", tag_.span)


def _told_apart(missing: list[_Tag], extra: list[_Tag], pair: Pair) -> tuple[list[_Tag], list[_Tag]]:
    """Without what is no slip: emphasis, which Chinese does otherwise; “” for a tag; a tag once more; <s>ort."""
    source = _tags(pair.source)
    halved = any(tag.text in pair.target.prose for tag in missing)
    missing, extra = ([] if _is_emphasis(tags) and not halved else tags for tags in (missing, extra))
    names = Counter(tag.key for tag in source)
    missing = [tag for tag in missing if "=" in tag.text or tag.alone or names[tag.key] == names[_partner(tag)]]
    if _is_whole(extra) and all(names[tag.key] for tag in extra):
        extra = []
    if missing and _is_whole(missing) and (not extra or _is_whole(extra)):
        quotes = _quotes(pair.target.text) - _quotes(pair.source.text)
        if 2 * max(0, quotes) + len(extra) >= len(missing):
            return [], []
    return missing, extra


def _is_emphasis(tags: list[_Tag]) -> bool:
    return _is_whole(tags) and {tag.key for tag in tags} <= {"b", "/b"}


def _partner(tag: _Tag) -> str:
    return tag.key[1:] if tag.closes else f"/{tag.key}"


def _is_whole(tags: list[_Tag]) -> bool:
    """Whether they are elements without attributes, begun and ended."""
    return _weight(tags) is not None and not any(tag.alone or "=" in tag.text for tag in tags)


def _quotes(text: str) -> int:
    return sum(map(text.count, "“「‘《"))


def _listed(tags: list[_Tag]) -> str:
    names = list(dict.fromkeys(f"'{tag.text}'" for tag in tags))
    return ", ".join(names[:_MANY_MISSING]) + (", …" if len(names) > _MANY_MISSING else "")


def _weight(tags: list[_Tag]) -> Severity | None:
    """An element left out as a whole changes the look; half of one breaks what follows."""
    opened = Counter(tag.key for tag in tags if not tag.closes and not tag.alone)
    closed = Counter(tag.key[1:] for tag in tags if tag.closes)
    return Severity.WARNING if opened == closed else None


def _tags(passage: Passage) -> list[_Tag]:
    result = []
    for code in passage.codes:
        if code.kind in ("tag", "bbcode"):
            text = passage.text[code.span.start : code.span.end]
            tag = _tag(text, code.span, code.kind)
            if tag.key not in _LAYOUT and not text.startswith(("<!", "]")):
                result.append(tag)
    return result


def _tag(text: str, span: Span, kind: str) -> _Tag:
    inner = text[1:-1].strip()
    closes = inner.startswith("/")
    name = re.split(r"[\s=/]", inner.lstrip("/"), maxsplit=1)[0]
    if kind == "bbcode" and inner[len(name) : len(name) + 1] == " ":
        return _Tag(inner, text, span, False, True)
    alone = inner.endswith("/") or name.lower() in _ALONE
    name = _SAME.get(name.lower(), name.lower())
    return _Tag(("/" if closes else "") + name, text, span, closes, alone)


def _tag_difference(source: list[_Tag], target: list[_Tag]) -> tuple[list[_Tag], list[_Tag]]:
    ours, theirs = Counter(tag.key for tag in source), Counter(tag.key for tag in target)
    return _last_tags(source, ours - theirs), _last_tags(target, theirs - ours)


def _last_tags(tags: list[_Tag], counts: Counter[str]) -> list[_Tag]:
    left, result = Counter(counts), []
    for tag in reversed(tags):
        if left[tag.key] > 0:
            left[tag.key] -= 1
            result.append(tag)
    return result[::-1]


def _badly_nested(tags: list[_Tag]) -> _Tag | None:
    """The first tag that closes what is not open innermost, or is never closed."""
    open_: list[_Tag] = []
    for tag in tags:
        if tag.alone:
            continue
        if not tag.closes:
            open_.append(tag)
        elif not open_ or open_.pop().key != tag.key[1:]:
            return tag
    return open_[-1] if open_ else None


# --- ICU -------------------------------------------------------------------------------------------------------------

_COMPLEX = lazy(r"\{\s?(\w+)\s?,\s?(plural|select|selectordinal)\s?,")
_ICU_TOKEN = lazy(r"'[{}#|][^']*'|[{}]")
_SELECTOR = lazy(r"(=\d+|\w+)\s*$")


def _icu_syntax(pair: Pair, _house: House) -> Iterator[Flag]:
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
            if stack and (selectors := stack[-1][1]) is not None and (name := _SELECTOR.search(text[last:at])):
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


# --- addresses -------------------------------------------------------------------------------------------------------

_LOCALE = r"(?:zh|en)(?:[-_](?:hans|hant|cn|tw|hk|us|gb|uk))*"
_LOCALE_HOST = lazy(rf"^(?:{_LOCALE}|cn|www|m)\.", re.IGNORECASE)
_LOCALE_PART = lazy(rf"{_LOCALE}|cn|intl(?:-\w+)?", re.IGNORECASE)


def _url_changed(pair: Pair, _house: House) -> Iterator[Flag]:
    if "://" not in pair.source.text and "www." not in pair.source.text:
        return
    source, target = _urls(pair.source), _urls(pair.target)
    there = {_same_place(url) for url, _ in target}
    missing = {url: None for url, _ in source if _same_place(url) not in there and not _SCHEMA.match(url)}
    known = {_same_place(url) for url, _ in source}
    extra = [(url, span) for url, span in target if _same_place(url) not in known]
    for url in missing:
        if any(_localized(url, other) for other, _ in extra) or url.removeprefix("www.") in pair.target.text:
            continue
        if _is_linked(url, pair.target.text):
            continue
        if len(missing) == len(extra) == 1:
            yield Flag(f"'{extra[0][0]}' is '{url}' in the source; copy that address", extra[0][1], (url,))
        else:
            yield Flag(f"'{url}' of the source is missing; copy the address")


_ADDRESS = lazy(
    r"(?:(?:https?|ftp|git|ssh|svn)://(?:[\w.-]*@)?[\w-]+\.|www\.[\w-]+\.)[^\s<>\"'`()\[\]{}|\u0080-\U0010ffff]+",
    re.IGNORECASE | re.ASCII,
)


def _urls(passage: Passage) -> list[tuple[str, Span]]:
    """The addresses of a text, those within tags and links included."""
    result = []
    for match in _ADDRESS.finditer(passage.text):
        url = match[0].rstrip(".,;:!?*_|\\")
        result.append((url, Span(match.start(), match.start() + len(url))))
    return result


def _same_place(url: str) -> str:
    """An address without scheme, www, language and trailing slash."""
    host, *path = url.partition("://")[2].split("/") if "://" in url else url.split("/")
    parts = [part for part in path if part and not _LOCALE_PART.fullmatch(part)]
    return "/".join((_LOCALE_HOST.sub("", host.lower()), *parts)).casefold()


_CHINESE_HOST = lazy(
    r"/zh[-_](?:cn|hans|hant|tw|hk)(?:/|$)|(?://|^)(?:zh|cn|zh-\w+)\.|\.cn(?:/|$)|//baike\.|[./]zh\.", re.IGNORECASE
)
_SCHEMA = lazy(r"^https?://www\.w3\.org/", re.IGNORECASE)


def _localized(url: str, other: str) -> bool:
    """Whether the other address is the page in Chinese: zh.wikipedia.org, an encyclopedia, a host in .cn."""
    if _CHINESE_HOST.search(other) and not _CHINESE_HOST.search(url):
        return True
    one, two = (each.rpartition("://")[2].partition("/")[0].lower() for each in (url, other))
    return one != two and _LOCALE_HOST.sub("", one) == _LOCALE_HOST.sub("", two)


_PAGE = lazy(r"/([\w-]{4,})(?:\.\w{2,4})?/?\Z", re.ASCII)


def _is_linked(url: str, target: str) -> bool:
    """Whether a link to a page of the same name within the site stands for it: (/zh-cn/scaling/) for …/scaling.md."""
    page = _PAGE.search(url)
    return page is not None and any(f"/{page[1]}{end})" in target for end in ("", "/", ".md", ".html"))


_MAINTAINER = lazy(r"translat|\bmaintainer|\b(?:user|username|name|you|someone)@", re.IGNORECASE)
"""Who looks after a translation is another person, and user@domain is to be filled in."""


def _mail_changed(pair: Pair, _house: House) -> Iterator[Flag]:
    if "@" not in pair.source.text or _MAINTAINER.search(pair.source.text):
        return
    yield from _same_strings(pair, "mail", "copy the address")


def _shortcode_changed(pair: Pair, _house: House) -> Iterator[Flag]:
    if ":" not in pair.source.text:
        return
    yield from _same_strings(pair, "shortcode", "copy it")


def _same_strings(pair: Pair, kind: str, better: str) -> Iterator[Flag]:
    """Codes of a kind that stand in the source and nowhere in the target."""
    missing = dict.fromkeys(text for text in _of_kind(pair.source, kind) if text not in pair.target.text)
    source = set(_of_kind(pair.source, kind))
    extra = [code.span for code in pair.target.codes if code.kind == kind]
    extra = [span for span in extra if pair.target.text[span.start : span.end] not in source]
    for text in missing:
        if len(missing) == len(extra) == 1:
            there = pair.target.text[extra[0].start : extra[0].end]
            yield Flag(f"'{there}' is '{text}' in the source; {better}", extra[0], (text,), fixable=True)
        else:
            yield Flag(f"'{text}' of the source is missing; {better}")


# --- links, literals, roles ------------------------------------------------------------------------------------------

_LINK_TARGET = lazy(r"\]\(<?([^\s)>]*)")


def _markdown_link(pair: Pair, _house: House) -> Iterator[Flag]:
    if "](" not in pair.source.text:
        return
    source, target = _link_targets(pair.source), _link_targets(pair.target)
    there, known = {_link_key(link) for link, _ in target}, {_link_key(link) for link, _ in source}
    missing = dict.fromkeys(link for link, _ in source if _link_key(link) not in there)
    extra = [(link, span) for link, span in target if _link_key(link) not in known]
    for link in missing:
        if len(missing) == len(extra) == 1:
            yield Flag(f"the link goes to '{extra[0][0]}', in the source to '{link}'", extra[0][1], (link,))
        else:
            yield Flag(f"the link to '{link}' of the source is missing; keep [text]({link})")


def _link_targets(passage: Passage) -> list[tuple[str, Span]]:
    return [
        (match[1], Span(*match.span(1)))
        for code in passage.codes
        if code.kind == "link" and (match := _LINK_TARGET.match(passage.text, code.span.start, code.span.end))
    ]


def _link_key(link: str) -> str:
    if "://" in link:
        return _same_place(link)
    return "/".join(part for part in link.casefold().split("/") if part and not _LOCALE_PART.fullmatch(part))


def _literal_changed(pair: Pair, _house: House) -> Iterator[Flag]:
    if "`" not in pair.source.text:
        return
    source, target = _literals(pair.source), _literals(pair.target)
    there, known = {_bare(literal) for literal, _ in target}, {_bare(literal) for literal, _ in source}
    missing = dict.fromkeys(
        literal for literal, _ in source if _bare(literal) not in there and not _stands_in(literal[1], pair.target.text)
    )
    extra = [(literal, span) for literal, span in target if _bare(literal) not in known]
    translated = any(has_han(literal[1]) for literal, _ in extra)
    for literal in missing:
        if (translated or not extra) and not _IDENTIFIER.fullmatch(literal[1]):
            continue
        if len(missing) == len(extra) == 1 and extra[0][0][0] == literal[0]:
            (_, there_), span = extra[0]
            yield Flag(f"'{there_}' is '{literal[1]}' in the source; code is not translated", span, (literal[1],))
        else:
            yield Flag(f"'{literal[1]}' of the source is missing; copy it")


def _stands_in(literal: str, text: str) -> bool:
    """Whether it stands there, if not as code; Parser does not stand in Parsers."""
    return literal in text and bool(re.search(rf"(?<!\w){re.escape(literal)}(?!\w)", text, re.ASCII))


def _bare(literal: tuple[str, str]) -> tuple[str, str]:
    """A literal for comparison: escapes and spaces may differ, and the dot before a name that is looked up."""
    bare = "".join(literal[1].replace("\\", "").split())
    return literal[0], bare.removeprefix(".") if literal[0] else bare


def _literals(passage: Passage) -> list[tuple[tuple[str, str], Span]]:
    """What is quoted as code (role "") and what a role points to, with the places of the words themselves."""
    result = []
    for code in passage.codes:
        text, start = passage.text[code.span.start : code.span.end], code.span.start
        if code.kind == "literal" and text.startswith("`"):
            inner = text.strip("`")
            if inner != inner.strip():
                continue
            at = start + text.index(inner)
            result.append((("", inner), Span(at, at + len(inner))))
        elif code.kind == "role" and (target := _ROLE_TARGET.search(text)):
            result.append((("role", target[1]), Span(start + target.start(1), start + target.end(1))))
    return result


_IDENTIFIER = lazy(r"[A-Za-z_.]*[A-Z_.][\w.]*")
"""What is certainly a name: other code may hold words to translate, as in `<your name>` or ("key", "value")."""
_ROLE_TARGET = lazy(r"(?:^:[\w:+.-]+:`|<)[!~]?([^<>`]+)>?`$")


# --- shortcut keys, line ends ----------------------------------------------------------------------------------------


def _accelerator(pair: Pair, _house: House) -> Iterator[Flag]:
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


def _escape_mismatch(pair: Pair, _house: House) -> Iterator[Flag]:
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


_ENTITIES = {"&lt;": "<", "&gt;": ">", "&amp;": "&"}


def _entity_mismatch(pair: Pair, _house: House) -> Iterator[Flag]:
    """An escaped character of the source that stands bare in the target."""
    if "&" not in pair.source.text:
        return
    for entity in dict.fromkeys(_of_kind(pair.source, "entity")):
        char = _ENTITIES.get(entity)
        if not char or entity in pair.target.text:
            continue
        for match in re.finditer(char, pair.target.prose):
            span = Span(*match.span())
            yield Flag(f"'{char}' is '{entity}' in the source; write '{entity}'", span, (entity,), fixable=True)


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
        rule="tag-mismatch",
        severity=Severity.ERROR,
        what="Tags of HTML, XML or BBCode are missing, added, not closed or badly nested.",
        why="Half an element changes what follows; XML is refused. Another element left out as a whole is a warning.",
        better="Copy the tags and put the translated words between them.",
        run=_tag_mismatch,
        examples=(
            Example(source="<b>Warning</b>: no disk", target="<b>警告：没有磁盘"),
            Example(source="[b]注意[/b]：只读", target="[b]Note: read-only"),
            Example(source="<b><code>x</code></b>", target="<b><code>x</b></code>"),
            Example(source="The <i>new</i> file", target="<b>新</b>文件", findings=0),
            Example(source="Usage: run <file>", target="用法：run <文件>", findings=0),
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
        rule="url-changed",
        severity=Severity.WARNING,
        what="A web address of the source is missing or altered in the translation.",
        why="The link leads nowhere, or elsewhere.",
        better="Copy the address; a page in the target language (/zh-cn/, zh.wikipedia.org) is fine.",
        run=_url_changed,
        examples=(
            Example(source="See https://example.com/help", target="参见 https://example.com/hepl"),
            Example(source="参见 https://example.com/help。", target="See the manual."),
            Example(
                source="See https://example.com/en/help", target="参见 https://example.com/zh-cn/help/。", findings=0
            ),
        ),
        over=Over.PAIR,
    ),
    Check(
        rule="mail-changed",
        severity=Severity.WARNING,
        what="A mail address of the source is missing or altered in the translation.",
        why="Mail goes to nobody, or to a stranger.",
        better="Copy the address.",
        run=_mail_changed,
        examples=(
            Example(
                source="Write to help@example.com",
                target="请写信至 hepl@example.com",
                fixed="请写信至 help@example.com",
            ),
            Example(source="请联系 help@example.com", target="Please get in touch"),
            Example(source="Write to help@example.com.", target="请写信至help@example.com。", findings=0),
        ),
        over=Over.PAIR,
    ),
    Check(
        rule="shortcode-changed",
        severity=Severity.WARNING,
        what="An emoji shortcode of the source is missing or altered.",
        why="A translated or mistyped shortcode is shown as text.",
        better="Copy it: :tada:.",
        run=_shortcode_changed,
        examples=(
            Example(source="Done :tada:", target="完成 ：tada：", findings=1),
            Example(source="完成 :tada:", target="Done :party:", fixed="Done :tada:"),
            Example(source="Done :tada:", target="完成 :tada:", findings=0),
            Example(source="Open 9:30 to 10:30", target="9:30 到 10:30 开放", findings=0),
        ),
        over=Over.PAIR,
    ),
    Check(
        rule="markdown-link",
        severity=Severity.WARNING,
        what="A Markdown link of the source is missing, broken or goes elsewhere.",
        why="The reader sees brackets instead of a link, or lands on another page.",
        better="Translate the text in the square brackets; copy the target in the round ones, half-width.",
        run=_markdown_link,
        examples=(
            Example(source="See [the guide](guide.md)", target="参见[指南]（guide.md）"),
            Example(source="参见[指南](guide.md)", target="See [the guide](giude.md)"),
            Example(source="See [the guide](guide.md)", target="参见[指南](guide.md)", findings=0),
        ),
        over=Over.PAIR,
    ),
    Check(
        rule="literal-changed",
        severity=Severity.WARNING,
        what="Quoted code, or the target of a reStructuredText role, is altered or lost.",
        why="Readers copy code; a reference to a name that does not exist becomes no link.",
        better="Copy code and targets; translate only the text of :ref:`text <target>`.",
        run=_literal_changed,
        examples=(
            Example(source="Call ``open_file()``", target="调用 ``open_flie()``"),
            Example(source="见 :class:`Parser`", target="See :class:`Parsers`"),
            Example(source="See :ref:`the tutorial <tut>`", target="参见 :ref:`教程 <tutorial>`"),
            Example(source="See :ref:`the tutorial <tut>`", target="参见 :ref:`教程 <tut>`", findings=0),
            Example(source="A ``(key, value)`` pair", target="一个 ``(键, 值)`` 对", findings=0),
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
    Check(
        rule="entity-mismatch",
        severity=Severity.WARNING,
        what="A character that the source escapes (&lt;, &gt;, &amp;) stands bare in the translation.",
        why="In HTML a bare < begins a tag. Off: nothing tells a catalogue of HTML from one where both are fine.",
        better="Write the entity, as the source does.",
        run=_entity_mismatch,
        examples=(
            Example(source="a &lt; b", target="a < b", fixed="a &lt; b"),
            Example(source="甲 &amp; 乙", target="A & B", fixed="A &amp; B"),
            Example(source="a &lt; b", target="a 小于 b", findings=0),
        ),
        over=Over.PAIR,
        on=False,
    ),
)
