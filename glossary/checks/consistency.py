"""The same words, translated in the same way: across one file and across all that are checked together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import PurePath

from glossary.checks import MASK, Check, Document, Example, Flag, House, Over, Pair, Passage, once
from glossary.model import Severity, UnitState
from glossary.text.normalize import key
from glossary.text.patterns import lazy


def _targets(documents: Sequence[Document], house: House) -> Iterator[Flag]:
    """Sources are the same if their keys and their last marks are, in files of one folder."""
    groups: dict[tuple[str, ...], list[Pair]] = {}
    for document in documents:
        folder = str(PurePath(document.path).parent)
        for pair in _translated([document]):
            if (like := once(pair, _source_key)) is not None:
                groups.setdefault((folder, *like), []).append(pair)
    for group in groups.values():
        if len(group) > 1:
            yield from _differing(group)


def _sources(documents: Sequence[Document], house: House) -> Iterator[Flag]:
    """Long translations only; sources that differ in case, numbers, marks, codes or a few letters are fine."""
    groups: dict[str, list[Pair]] = {}
    for pair in _translated(documents):
        if len(pair.target.prose) >= _LONG:
            groups.setdefault(once(pair, _bare_target), []).append(pair)
    for group in groups.values():
        first = group[0]
        for pair in group[1:]:
            if _far(first.source, pair.source):
                place = _place(first.target, pair.target)
                message = f"also the translation of '{_short(first.source.text)}'{place}; is it right for both"
                yield Flag(message, passage=pair.target)


def _translated(documents: Sequence[Document]) -> Iterator[Pair]:
    """Pairs with a confirmed translation, plural forms left out."""
    for document in documents:
        for pair in document.pairs:
            if once(pair, _is_translated):
                yield pair


def _is_translated(pair: Pair) -> bool:
    return len(pair.sources) < 2 and pair.unit.state is not UnitState.INITIAL and pair.target.text.strip() != ""


def _differing(group: Sequence[Pair]) -> Iterator[Flag]:
    """Each translation that is not the commonest (or else the first) one, with that one."""
    keys = [once(pair, _bare_target) for pair in group]
    counts = Counter(keys)
    if len(counts) == 1:
        return
    usual = counts.most_common(1)[0][0]
    model = group[keys.index(usual)]
    for pair, bare in zip(group, keys, strict=True):
        if bare != usual:
            place = _place(model.target, pair.target)
            message = f"the same source is translated '{_short(model.target.text)}'{place}; choose one"
            yield Flag(message, replacements=(model.target.text,), passage=pair.target)


def _source_key(pair: Pair) -> tuple[str, ...] | None:
    """None for what is too short to mean the same thing everywhere."""
    source = pair.source.text.strip()
    if len(source) < _LEAST_HAN if pair.source.is_chinese else len(source) < _LEAST or not _SPACE.search(source):
        return None
    capital = "A" if source[:1].isupper() else "a"
    codes = "\0".join(pair.source.text[code.span.start : code.span.end] for code in pair.source.codes)
    return (str(key(source)), codes, capital, source[-1:], pair.unit.context, pair.source.lang, pair.target.lang)


def _bare_target(pair: Pair) -> str:
    """The letters and digits of a translation, whatever stands between them."""
    return _MARKS.sub("", key(pair.target.text))


def _far(one: Passage, other: Passage) -> bool:
    """Whether two sources have hardly a word in common."""
    words, others = set(_words(one)), set(_words(other))
    return min(len(words), len(others)) >= _WORDS and 3 * len(words & others) < min(len(words), len(others))


def _words(passage: Passage) -> list[str]:
    return _WORD.findall(key(passage.prose.replace(MASK, " ")))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"


def _place(passage: Passage, reader: Passage) -> str:
    """Where a passage is, as seen from another one: its line in the same file, its file in the same folder."""
    there, here = passage.origin, reader.origin
    if there is None or here is None:
        return ""
    line = there.line or 0
    if there.path == here.path:
        return f" in line {line}" if line else ""
    path = PurePath(there.path)
    name = path.name if path.parent == PurePath(here.path).parent else there.path
    return f" in {name}:{line}" if line else f" in {name}"


_LEAST = 10
_LEAST_HAN = 6
_LONG = 10
_WORDS = 3
_SHOWN = 40
_SPACE = lazy(r"\S\s+\S")
_MARKS = lazy(r"[\W_]+")
_WORD = lazy(r"[a-z0-9]{2,}|[^\x00-\u2e7f]")

CHECKS = (
    Check(
        rule="same-source-different-target",
        severity=Severity.WARNING,
        what="The same source, in the same context and folder, is translated in two ways.",
        why="Readers take two wordings for two things.",
        better="Choose one; single words, plural forms, other contexts and unconfirmed translations are left alone.",
        run=_targets,
        over=Over.FILES,
        examples=(
            Example(
                source="Open the last file",
                target="打开上一个文件",
                more=(("Open the last file", "打开最近的文件"),),
            ),
            Example(
                source="打开上一个文件",
                target="Open the last file",
                more=(("打开上一个文件", "Open the previous file"),),
            ),
            Example(
                source="Open the last file",
                target="打开上一个文件",
                findings=0,
                more=(("Open the last file", "打开上一个文件。"), ("Open the next file", "打开下一个文件")),
            ),
            Example(source="Tabs", target="选项卡", findings=0, more=(("Tabs", "制表符"),)),
        ),
    ),
    Check(
        rule="same-target-different-source",
        severity=Severity.INFO,
        what="A long translation stands for two sources that have hardly a word in common.",
        why="Off unless asked for: two sources may well say the same thing; but one may have been pasted wrongly.",
        better="Read both.",
        run=_sources,
        over=Over.FILES,
        on=False,
        examples=(
            Example(
                source="The file could not be opened.",
                target="无法打开这个文件，请稍后再试。",
                more=(("Your password has expired today.", "无法打开这个文件，请稍后再试。"),),
            ),
            Example(
                source="The file could not be opened.",
                target="无法打开这个文件，请稍后再试。",
                findings=0,
                more=(("The files could not be opened.", "无法打开这个文件，请稍后再试。"),),
            ),
        ),
    ),
)
