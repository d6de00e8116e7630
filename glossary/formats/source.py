"""Source code: the string literals and comments of programs, as passages; everything else is left alone.

A string is a passage if it has Han in it, or several words; raw strings (mostly regular expressions), bytes and single
characters are none. Comments that follow each other on lines of their own are one passage for each paragraph. In
both, escapes, what is interpolated, placeholders, tags and markup are codes, and in comments identifiers are, too.
Comments for tools (`noqa`, `eslint-disable`, …), examples with `>>>` and lines that are code are left out.

What is a string and what is a comment, the lexers of Pygments say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from typing import Any

from glossary.errors import FormatError
from glossary.formats import Format
from glossary.formats._languages import languages
from glossary.formats._reading import decode, joined
from glossary.model import Code, Resource, Segment, Span, TranslationUnit
from glossary.text.codes import codes
from glossary.text.lines import Lines
from glossary.text.patterns import lazy
from glossary.text.script import has_han

PROGRAMS = {
    "c": (".c", ".h"),
    "cpp": (".cc", ".cpp", ".cxx", ".hpp"),
    "csharp": (".cs",),
    "dart": (".dart",),
    "go": (".go",),
    "java": (".java",),
    "javascript": (".js", ".mjs", ".cjs"),
    "javascriptreact": (".jsx",),
    "kotlin": (".kt", ".kts"),
    "lua": (".lua",),
    "php": (".php",),
    "python": (".py", ".pyi"),
    "ruby": (".rb",),
    "rust": (".rs",),
    "swift": (".swift",),
    "typescript": (".ts", ".mts", ".cts"),
    "typescriptreact": (".tsx",),
}
"""Programming languages, as editors call them, and how the names of their files end."""

_LEXERS = {"javascriptreact": "jsx", "typescriptreact": "tsx"}
_MOST = 2_000_000
"""Code points of a file."""


def program_of(path: str) -> str:
    """The programming language of a file by its name, as editors call it; empty for any other file."""
    name = path.lower()
    return next((language for language, suffixes in PROGRAMS.items() if name.endswith(suffixes)), "")


def line_mark(path: str) -> str:
    """What begins a comment that goes to the end of the line."""
    return {"python": "#", "ruby": "#", "lua": "--"}.get(program_of(path), "//")


def read(data: bytes, path: str) -> Resource:
    """The strings and comments of a program, as units without a target.

    Raises:
        FormatError: Not UTF-8, or larger than any program that people write.
    """
    text = decode(data, path)
    lines = Lines(text)
    found = list(_passages(text, stretches(text, path)))
    langs, main = languages([segment.text for _, segment in found], path)
    units = [
        TranslationUnit(segment, None, lang, None, context=kind, origin=lines.location(segment.runs[0].at, path))
        for (kind, segment), lang in zip(found, langs, strict=True)
    ]
    return Resource(units, langs=(main,), text=text)


@dataclass(slots=True)
class Stretch:
    """A string literal or a comment.

    Attributes:
        inside: Without quotes, and of comments without the marks around them.
        codes: What in it is interpolated.
        is_string: Else it is a comment, or documentation in a string.
        is_raw: A backslash in it is a backslash.
        ends_line: A comment from its mark to the end of the line.
    """

    inside: Span
    codes: list[Span] = field(default_factory=list)
    is_string: bool = False
    is_raw: bool = False
    ends_line: bool = False


def stretches(text: str, path: str) -> Sequence[Stretch]:
    """The string literals and comments of a program, in order.

    Raises:
        FormatError: It is too large.
    """
    if len(text) > _MOST:
        raise FormatError(f"more than {_MOST:,} characters are no program that people write", path=path)
    return _scanned(text, program_of(path))


def readable(text: str, path: str) -> Sequence[Span]:
    """What people read of a program, in order: the texts in its strings and comments, without codes.

    Also what is too short or too odd to be a passage, as while it is being typed; nothing of a file that is too large.
    """
    return _readable(text, path) if len(text) <= _MOST else ()


@lru_cache(maxsize=4)
def _readable(text: str, path: str) -> Sequence[Span]:
    found: list[Span] = []
    for stretch in stretches(text, path):
        at = stretch.inside.start
        for code in sorted(_codes_of_string(text, stretch) if stretch.is_string else stretch.codes):
            if code.end > at:
                found.append(Span(at, max(code.start, at)))
                at = code.end
        found.append(Span(at, max(stretch.inside.end, at)))
    return found


@lru_cache(maxsize=4)
def _scanned(text: str, language: str) -> Sequence[Stretch]:
    from pygments.lexers import get_lexer_by_name

    lexer: Any = get_lexer_by_name(_LEXERS.get(language, language))
    tokens = list(lexer.get_tokens_unprocessed(text.replace("\r", " ")))
    return tuple(_Scan(tokens).all())


# --- tokens → strings and comments -----------------------------------------------------------------------------------

_OPENING = re.compile(r"([A-Za-z$@]*)(#*)(\"\"\"|'''|[\"'`])")
_LINE_MARK = re.compile(r"[ \t]*(///?!?|//!|#+:?|--+)")
_RAW, _BYTES = frozenset("rR@"), frozenset("bB")


class _Scan:
    def __init__(self, tokens: Sequence[tuple[int, Any, str]]) -> None:
        from pygments.token import Comment, String

        self._tokens, self._at = tokens, 0
        self._comment, self._string = Comment, String
        self._no_comments = (Comment.Preproc, Comment.PreprocFile, Comment.Hashbang)
        self._no_strings = (String.Regex, String.Char, String.Symbol, String.Heredoc, String.Delimiter)

    def all(self) -> Iterator[Stretch]:
        prefix = ""
        while self._at < len(self._tokens):
            at, kind, value = self._tokens[self._at]
            self._at += 1
            is_comment = kind in self._comment and not any(kind in each for each in self._no_comments)
            if is_comment or (kind in self._string.Doc and value.lstrip().startswith("//")):
                yield from self._of_comment(at, value)
            elif kind in self._string.Affix:
                prefix = value
                continue
            elif kind in self._string and not any(kind in each for each in self._no_strings):
                yield from self._of_string(at, kind, value, prefix)
            prefix = ""

    def _of_comment(self, at: int, value: str) -> Iterator[Stretch]:
        if mark := _LINE_MARK.match(value):
            end = at + len(value.rstrip("\n"))
            while self._at < len(self._tokens) and self._tokens[self._at][0] == end and self._is_comment():
                end += len(self._tokens[self._at][2].rstrip("\n"))
                self._at += 1
            yield Stretch(Span(at + mark.end(), end), ends_line=True)
            return
        end = at + len(value)
        while "*/" not in value and self._at < len(self._tokens) and self._is_comment():
            _, _, value = self._tokens[self._at]
            end += len(value)
            self._at += 1
        yield Stretch(Span(at + 2, max(end - 2, at + 2)))

    def _is_comment(self) -> bool:
        return self._tokens[self._at][1] in self._comment

    def _of_string(self, at: int, kind: Any, value: str, prefix: str) -> Iterator[Stretch]:
        opening = _OPENING.match(value)
        if not opening:
            return
        prefix += opening[1]
        closing = opening[3] + opening[2]
        begin, end = at + opening.end(), at + len(value)
        found: list[Span] = []
        if len(value) >= opening.end() + len(closing) and value.endswith(closing):
            end -= len(closing)
        else:
            end = self._end_of_string(closing, found, end)
        if not _BYTES & {*prefix}:
            is_doc = kind in self._string.Doc
            yield Stretch(Span(begin, end), found, not is_doc, bool(_RAW & {*prefix}))

    def _end_of_string(self, closing: str, found: list[Span], end: int) -> int:
        """Where the string that is open ends; what is interpolated is collected. Unclosed, it ends with its line."""
        depth = 0
        while self._at < len(self._tokens):
            at, kind, value = self._tokens[self._at]
            is_ours = kind in self._string
            if not depth and not is_ours and "\n" in value:
                return at
            self._at += 1
            span = Span(at, at + len(value))
            if kind in self._string.Interpol:
                depth = max(depth + len(_BEGIN.findall(value)) - len(_END.findall(value)), 0)
                _add(found, span)
            elif depth or not is_ours:
                _add(found, span)
            elif value.endswith(closing) and kind not in self._string.Escape and not value.endswith("\\" + closing):
                return span.end - len(closing)
            end = span.end
        return end


def _add(found: list[Span], span: Span) -> None:
    """One more; neighbours become one."""
    if found and found[-1].end == span.start:
        span = Span(found.pop().start, span.end)
    found.append(span)


_BEGIN, _END = re.compile(r"[{(]"), re.compile(r"[})]")


# --- strings and comments → passages ---------------------------------------------------------------------------------

_SEVERAL_WORDS = lazy(r"[A-Za-z]{2,}[,;:.!?]?[ \n][A-Za-z]{2,}")
_ESCAPE = lazy(r"\\(?:u\{[0-9A-Fa-f]+\}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|x[0-9A-Fa-f]{2}|[0-7]{1,3}|\r?\n|.)", re.DOTALL)
_IDENTIFIER = lazy(
    r"(?<![\w$.])(?:[A-Za-z_$][\w$]*(?:(?:\.|::|->)[\w$]+)*\([^()\n]{0,80}\)"  # f(x), a.f()
    r"|[A-Za-z_$][\w$]*(?:(?:::|->)[\w$]+)+|[A-Za-z_$]\w*(?:\.\w+){2,}"  # a::b, a.b.c
    r"|\{@\w+[^{}\n]*\}|\w*_\w+|[a-z]+\d*[A-Z]\w*)",  # snake_case, camelCase
    re.ASCII,
)
_FIELD = lazy(
    r"[ \t]*(?::[a-z]+[^:\n]*:"
    r"|[@\\](?:t?param|arg|property|throws|exception|type)(?:[ \t]+\{[^}\n]*\})?(?:[ \t]+[\w.$\[\]=]+(?=[ \t]))?"
    r"|[@\\][a-z]+)",
    re.ASCII,
)
"""What begins a line about a parameter: `:param x:`, `@param {string} x`."""
_FOR_TOOLS = lazy(
    r"[ \t]*(?:gloss:|type:|noqa|pylint|pragma|fmt:|isort|mypy|ruff|flake8|yapf|-\*-|vim?:|eslint|prettier|@ts-|tslint|"
    r"jshint|istanbul|c8 |v8 |nolint|go:|nosec|clang-|NOLINT|region|endregion|#|cspell|SPDX-|Copyright|!)"
)
_IS_CODE = lazy(
    r".*[;{}]$|.*\):$|(?:[\w.]+ [-+*/|&]?=|return |import |from \w+ import |if \(|else$|elif |@\w+$)", re.ASCII
)
_ITEM = lazy(r"(?:[-*•]|\d+[.)])[ \t]")
_DECORATION = lazy(r"[ \t]*\*+[ \t]?(?!\*)")
_NAMES = ("path", "url")
"""Codes that a passage knows itself, and that may be terms."""


def _passages(text: str, found: Sequence[Stretch]) -> Iterator[tuple[str, Segment]]:
    """(kind, segment) of what is prose, in order."""
    lines: list[Span] = []
    for stretch in found:
        if lines and not (stretch.ends_line and _goes_on(text, lines[-1], stretch)):
            yield from _of_lines(text, lines)
            lines = []
        inside = text[stretch.inside.start : stretch.inside.end]
        if stretch.ends_line:
            lines.append(stretch.inside)
        elif not stretch.is_string:
            yield from _of_lines(text, _lines_of(text, stretch.inside))
        elif not stretch.is_raw and (has_han(inside) or _SEVERAL_WORDS.search(inside)):
            known = _codes_of_string(text, stretch)
            for blank, group in groupby(
                _lines_of_string(text, stretch.inside), key=lambda line: line.start == line.end
            ):
                if not blank:
                    yield "string", _segment(text, list(group), known)
    yield from _of_lines(text, lines)


def _goes_on(text: str, before: Span, stretch: Stretch) -> bool:
    """Whether a comment stands on a line of its own right below another."""
    between = text[before.end : stretch.inside.start]
    line = text[text.rfind("\n", 0, before.start) + 1 : before.start]
    return (
        between.count("\n") == 1
        and not _LINE_MARK.sub("", between.strip(), count=1)
        and _LINE_MARK.fullmatch(line) is not None
    )


def _lines_of(text: str, span: Span) -> list[Span]:
    """The lines of a comment, without the stars before them."""
    lines, at = [], span.start
    while at <= span.end:
        end = text.find("\n", at, span.end)
        end = span.end if end < 0 else end
        star = _DECORATION.match(text, at, end)
        lines.append(Span(star.end() if star else at, end))
        at = end + 1
    return lines


def _lines_of_string(text: str, span: Span) -> Iterator[Span]:
    """The lines of a string, without the white space around them."""
    at = span.start
    for line in text[span.start : span.end].split("\n"):
        begin = at + len(line) - len(line.lstrip())
        yield Span(begin, max(at + len(line.rstrip()), begin))
        at += len(line) + 1


def _of_lines(text: str, lines: Sequence[Span]) -> Iterator[tuple[str, Segment]]:
    """The paragraphs of a comment, without examples, code and what is meant for tools."""
    paragraph: list[Span] = []
    example = -1
    for line in (*lines, Span(0, 0)):
        written = text[line.start : line.end]
        indent = len(written) - len(written.lstrip())
        stripped = Span(line.start + indent, line.start + len(written.rstrip()))
        prose = text[stripped.start : stripped.end]
        if example >= 0 and prose and indent <= example:
            example = -1
        field = _FIELD.match(text, stripped.start, stripped.end)
        is_left_out = (
            example >= 0 or prose.startswith((">>>", "...")) or bool(_FOR_TOOLS.match(prose) or _is_code(prose))
        )
        if paragraph and (not prose or is_left_out or field or _ITEM.match(prose)):
            yield "paragraph", _segment(text, paragraph, [])
            paragraph = []
        if prose.endswith("::"):
            example = indent
        if not prose or is_left_out:
            continue
        begin = field.end() if field else stripped.start
        begin += len(text[begin : stripped.end]) - len(text[begin : stripped.end].lstrip())
        if begin < stripped.end:
            paragraph.append(Span(begin, stripped.end))


def _is_code(line: str) -> bool:
    return not has_han(line) and _IS_CODE.match(line) is not None


def _codes_of_string(text: str, stretch: Stretch) -> list[Span]:
    inside = stretch.inside
    return [*stretch.codes, *(Span(*found.span()) for found in _ESCAPE.finditer(text, inside.start, inside.end))]


def _segment(text: str, spans: Sequence[Span], known: Sequence[Span]) -> Segment:
    """What stands at some places, one line each, with codes at the known ones and wherever else it is no prose."""
    joined_text, runs = joined(text, spans)
    found: list[Span] = []
    at = 0
    for line in spans:
        there = (Span(max(each.start, line.start), min(each.end, line.end)) for each in known)
        found += [
            Span(each.start - line.start + at, each.end - line.start + at) for each in there if each.start < each.end
        ]
        at += line.end - line.start + 1
    if not known:
        found += [Span(*match.span()) for match in _IDENTIFIER.finditer(joined_text)]
    apart: list[Span] = []
    for span in sorted(found, key=lambda span: (span.start, -span.end)):
        if not apart or span.start >= apart[-1].end:
            apart.append(span)
    marked = [code.span for code in codes(joined_text, known=apart) if code.kind not in _NAMES]
    parts: list[str | Code] = []
    at = 0
    for span in marked:
        parts += [joined_text[at : span.start]] * (span.start > at)
        parts.append(Code(joined_text[span.start : span.end]))
        at = span.end
    parts += [joined_text[at:]] * (at < len(joined_text))
    return Segment(tuple(parts), runs)


def _cannot_hold(text: str) -> str:
    """What would end a string or begin a code in some language."""
    return next((char for char in text if char in "\"'`\\{}$\n"), "")


FORMAT = Format(
    "source",
    tuple(suffix for suffixes in PROGRAMS.values() for suffix in suffixes),
    read,
    bilingual=False,
    is_text=False,
    cannot_hold=_cannot_hold,
)
