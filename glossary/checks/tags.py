"""Markup that a translation must keep: tags of HTML, XML and BBCode, and characters that are escaped in them.

A browser reads `<b>`; half of an element changes what follows, and XML with it is refused.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from glossary.checks import Check, Example, Flag, House, Over, Pair, Passage
from glossary.checks._compare import surplus
from glossary.model import Severity, Span
from glossary.text.patterns import lazy


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


def _tag_mismatch(pair: Pair, house: House) -> Iterator[Flag]:
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
    if not missing and not extra and _badly_nested(_tags(pair.source)) is None and (bad := _badly_nested(target)):
        yield Flag(f"'{bad.text}' is not closed, or in the wrong order; put the tags as in the source", bad.span)


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
    return ", ".join(names[:_SHOWN]) + (", …" if len(names) > _SHOWN else "")


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
    return surplus(source, target), surplus(target, source)


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


def _entity_mismatch(pair: Pair, house: House) -> Iterator[Flag]:
    """An escaped character of the source that stands bare in the target."""
    if "&" not in pair.source.text:
        return
    for entity in dict.fromkeys(pair.source.written("entity")):
        char = _ENTITIES.get(entity)
        if not char or entity in pair.target.text:
            continue
        for match in re.finditer(char, pair.target.prose):
            span = Span(*match.span())
            yield Flag(f"'{char}' is '{entity}' in the source; write '{entity}'", span, (entity,), fixable=True)


_NO_SOURCE = frozenset({"translator-credits", "translator_credits"})
"""Strings that stand for something to write, not to translate."""
_SAME = dict.fromkeys(("i", "em", "strong", "u", "cite", "italic", "bold", "emphasis"), "b")
"""Chinese has no italics: emphasis becomes bold."""
_LAYOUT = frozenset(name for tag in "br wbr nobr p para qt html head body div li".split() for name in (tag, f"/{tag}"))
"""Lines and paragraphs break elsewhere in another language, and a browser closes them by itself."""
_ALONE = frozenset("area base br col embed hr img input link meta source track wbr lb rb".split())
_BRACKETS = lazy(r"[<\[]")
_SHOWN = 3
"""Tags that a message names."""
_ENTITIES = {"&lt;": "<", "&gt;": ">", "&amp;": "&"}

CHECKS = (
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
