"""Plain text: paragraphs between blank lines. And what every reader of texts needs: decoding, positions, languages.

A paragraph may be hard-wrapped; its lines stay lines ("\\n"), the indentation before them is left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from glossary.errors import FormatError, LanguageError
from glossary.formats import Format
from glossary.model import Lang, Resource, Run, Segment, Span, TranslationUnit
from glossary.text.language import EN, ZH_HANS, ZH_HANT, is_chinese, parse
from glossary.text.lines import Lines
from glossary.text.patterns import lazy
from glossary.text.script import is_han, language_of, only_simplified

NAMED = frozenset("ar cmn cs de en es fr hi hu id it ja ko nl pl pt ru sv th tr uk vi zh".split())
"""The languages that a part of a file's name is taken to mean; `x.io.md` is not in Ido."""

_ENDING = lazy(r"(?:^|[-_])((?:zh|cmn|en|ja|ko)(?:[-_](?:hans|hant|cn|tw|hk|mo|sg|us|gb)){0,2})$", re.IGNORECASE)
"""The language at the end of a name: `README_zh-CN`; the name of a directory that is nothing else."""

_WORD = lazy("[A-Za-z]+")
_JA = Lang("ja")
_CHINESE_IN_CHINESE, _CHINESE_ELSEWHERE = 0.25, 1.0
"""How many Han characters to a Latin word make a passage Chinese, in a Chinese text and in another."""


def read(data: bytes, path: str) -> Resource:
    """The paragraphs of a plain text, as units without a target.

    Raises:
        FormatError: Not UTF-8.
    """
    text = decode(data, path)
    lines = Lines(text)
    segments = [Segment((raw,), runs) for raw, runs in (joined(text, spans) for spans in _paragraphs(text, lines))]
    langs, main = languages([segment.text for segment in segments], path)
    units = [
        TranslationUnit(segment, None, lang, None, context="paragraph", origin=lines.location(segment.runs[0].at, path))
        for segment, lang in zip(segments, langs, strict=True)
    ]
    return Resource(units, langs=(main,), text=text)


def decode(data: bytes, path: str) -> str:
    """The text of a file, without byte order mark; line ends stay as they are.

    Raises:
        FormatError: Not UTF-8, or no text at all.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise FormatError("the file is UTF-16; save it as UTF-8", path=path)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig", "replace")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        raise FormatError(
            "the file is not UTF-8 from here on; save it as UTF-8", path=path, line=line, column=column
        ) from None
    if (nul := text.find("\0")) >= 0:
        line, column = text.count("\n", 0, nul) + 1, nul - text.rfind("\n", 0, nul)
        raise FormatError("NUL characters: no text file; save it as UTF-8 text", path=path, line=line, column=column)
    return text


def joined(text: str, spans: Sequence[Span]) -> tuple[str, tuple[Run, ...]]:
    """Parts of consecutive lines as one string with "\\n" between them, and where it stands in the text."""
    pieces, runs = [], Runs()
    for number, span in enumerate(spans):
        if number:
            pieces.append("\n")
            runs.add(1, *line_break(text, spans[number - 1].end))
        pieces.append(text[span.start : span.end])
        runs.add(span.end - span.start, span.start)
    return "".join(pieces), runs.all()


def line_break(text: str, after: int) -> tuple[int, int]:
    """Where the next line break stands, and how wide it is."""
    at = text.index("\n", after)
    crlf = at > after and text[at - 1] == "\r"
    return at - crlf, 1 + crlf


class Runs:
    """Collects the runs of a segment from its beginning to its end; neighbours become one."""

    def __init__(self) -> None:
        self._runs: list[Run] = []
        self._size = 0

    def add(self, length: int, at: int, width: int | None = None) -> None:
        """The next `length` characters stand at `at`, `width` wide there if they are escaped."""
        width = length if width is None else width
        last = self._runs[-1] if self._runs else None
        if last and last.at + last.width == at and last.width == last.length and width == length:
            self._runs[-1] = Run(last.start, last.length + length, last.at, last.width + width)
        elif length:
            self._runs.append(Run(self._size, length, at, width))
        self._size += length

    def all(self) -> tuple[Run, ...]:
        """All runs so far."""
        return tuple(self._runs)


def languages(passages: Sequence[str], path: str, declared: str = "") -> tuple[list[Lang], Lang]:
    """The language of each passage of a text, and the main one.

    The main one is what the name of the file says (`x.zh-cn.md`, `zh/x.md`), else what the text itself declares, else
    the one that most of it is in. A passage with some Han is Chinese unless it is mostly words of another language
    that quotes it. All Chinese passages are in one variant, since few words tell the variants apart.
    """
    counts = [(sum(map(is_han, passage)), len(_WORD.findall(passage))) for passage in passages]
    named = named_language(path) or named_by(declared)
    if named is None:
        mostly_chinese = sum(han for han, _ in counts) > sum(words for _, words in counts)
        named = Named(ZH_HANS, exact=False) if mostly_chinese else Named(EN)
    least = _CHINESE_IN_CHINESE if is_chinese(named.lang) else _CHINESE_ELSEWHERE
    chinese = [han > 0 and han >= least * words and named.lang != _JA for han, words in counts]
    variant, other = named.lang, EN
    if not (named.exact and is_chinese(named.lang)):
        variant = _variant(passage for passage, is_zh in zip(passages, chinese, strict=True) if is_zh)
    if not is_chinese(named.lang):
        other = named.lang
    main = variant if is_chinese(named.lang) else other
    return [variant if is_zh else other for is_zh in chinese], main


class Named(NamedTuple):
    """A language that somebody named; not exact: `zh` alone, which leaves the script open."""

    lang: Lang
    exact: bool = True


def named_language(path: str) -> Named | None:
    """The language that the name of a file says, else that of a directory, the nearest first."""
    *directories, name = path.replace("\\", "/").split("/")
    first, *rest = name.split(".")[:-1] or [name]
    for part in (*reversed(rest), *(() if rest else (first,))):
        if found := named_by(part):
            return found
    for part in (*reversed(rest), first):
        if ending := _ENDING.search(part):
            return named_by(ending[1])
    for part in reversed(directories):
        if (_ENDING.fullmatch(part) or "-" in part or "_" in part) and (found := named_by(part)):
            return found
    return None


def named_by(tag: str) -> Named | None:
    """The language of a tag such as `zh_CN`, `zh-Hant` or `zh_TW.UTF-8`; None if it is none that we know."""
    tag = re.split("[.@]", tag.strip(), maxsplit=1)[0]
    try:
        lang = parse(tag)
    except LanguageError:
        return None
    return Named(lang, tag.lower() not in ("zh", "cmn")) if lang.split("-")[0] in NAMED else None


def _variant(passages: Iterable[str]) -> Lang:
    """Simplified or Traditional, by what more passages hold: characters that only the one has, or only the other."""
    judged = Counter(
        ZH_HANS if only_simplified(passage) else lang
        for passage in passages
        if (lang := language_of(passage)) == ZH_HANT or only_simplified(passage)
    )
    return ZH_HANT if judged[ZH_HANT] > judged[ZH_HANS] else ZH_HANS


def _paragraphs(text: str, lines: Lines) -> Iterator[list[Span]]:
    """The lines of each paragraph, without the white space around them."""
    for blank, group in groupby(lines.spans, key=lambda line: not text[line.start : line.end].strip()):
        if not blank:
            yield [stripped(text, line) for line in group]


def stripped(text: str, line: Span) -> Span:
    """The line without the white space around it."""
    part = text[line.start : line.end]
    return Span(line.end - len(part.lstrip()), line.start + len(part.rstrip()))


FORMAT = Format("text", (".txt",), read, bilingual=False)
