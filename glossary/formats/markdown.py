"""Markdown: every heading, paragraph, list item and table cell as a passage, with the place of each character.

CommonMark with tables, strikethrough, footnotes and alerts of GitHub, front matter, `$math$`, and the shortcodes of
Hugo, Jekyll and Docusaurus. Code, HTML blocks, link reference definitions and rules are no passages. Inside of a
passage everything that is no prose is a `Code`: code spans, tags, URLs, link destinations, marks of emphasis, …

Blocks and inlines are read by scanners of our own, in linear time and without recursion. Parsers on offer were
measured: marko, the one with positions, overflows the stack on nested quotes, is quadratic on unclosed links (20 kB:
5 s), definitions and long paragraphs, and counts CRLF as one character. Two things are simpler than in CommonMark, as a
translator wants it: `**` is a mark of emphasis beside full-width punctuation, too, and a single `~` never is.

A comment (`<!-- … -->`) before or in a passage is its note.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, field
from typing import ClassVar, NamedTuple

from glossary.formats import Format
from glossary.formats._languages import languages
from glossary.formats._reading import decode, joined
from glossary.model import Code, Resource, Segment, Span, TranslationUnit
from glossary.text.lines import Lines
from glossary.text.patterns import lazy

DEEPEST = 100
"""Quotes and list items within each other; what is deeper is text of the innermost."""

LONGEST_LABEL = 999
"""Code points of the label of a link (CommonMark 0.31, 4.7)."""


def read(data: bytes, path: str) -> Resource:
    """The passages of a Markdown file as units without a target; `context` is their kind, `note` their comments.

    Kinds: title, heading, paragraph, item, quote, cell. What has no letter or digit outside of codes is left out.

    Raises:
        FormatError: Not UTF-8.
    """
    text = decode(data, path)
    lines = Lines(text)
    front = _FrontMatter(text, lines.spans)
    scanner = _Blocks(text)
    for line in lines.spans[front.lines :]:
        scanner.line(line.start, line.end)
    scanner.end()
    made = [(block, *_segment(text, block, scanner.labels)) for block in (*front.blocks, *scanner.blocks)]
    made = [one for one in made if any(map(str.isalnum, one[1].text))]
    langs, main = languages([segment.text for _, segment, _ in made], path, front.language)
    units = [
        TranslationUnit(
            source=segment,
            target=None,
            source_lang=lang,
            target_lang=None,
            context=block.kind,
            note="\n".join((*block.notes, *notes)),
            origin=lines.location(block.spans[0].start, path),
        )
        for (block, segment, notes), lang in zip(made, langs, strict=True)
    ]
    return Resource(units, langs=(main,), text=text)


class _Block(NamedTuple):
    """A passage: its kind, the part of each of its lines that is its own, the comments before it."""

    kind: str
    spans: Sequence[Span]
    notes: Sequence[str] = ()


def _segment(text: str, block: _Block, labels: Set[str]) -> tuple[Segment, list[str]]:
    """The text and codes of a passage, and the comments in it."""
    raw, runs = joined(text, block.spans)
    if block.kind == "title":
        return Segment((raw,), runs), []
    inline = _Inline(raw, labels)
    parts: list[str | Code] = []
    at = 0
    for start, end, kind in inline.codes():
        if start > at:
            parts.append(raw[at:start])
        parts.append(Code(raw[start:end], kind))
        at = end
    if at < len(raw):
        parts.append(raw[at:])
    return Segment(tuple(parts), runs), inline.comments


# Front matter

_FRONT_FIELD = lazy(r"(title|description|lang|language)[ \t]*([:=])[ \t]*(\S.*?)[ \t]*", re.IGNORECASE)
_QUOTED = lazy(r'"([^"\\]*)"|\'([^\']*)\'')
_NOT_PLAIN = tuple("\"'|>[]{}&*!%@`#")


class _FrontMatter:
    """Settings between `---` (YAML) or `+++` (TOML) at the very top.

    Attributes:
        lines: How many lines it takes; 0 where there is none.
        blocks: Title and description.
        language: What `lang` says.
    """

    def __init__(self, text: str, lines: Sequence[Span]) -> None:
        self.lines, self.blocks, self.language = 0, list[_Block](), ""
        content = [text[line.start : line.end].rstrip() for line in lines[:1]]
        if content[0] not in ("---", "+++"):
            return
        ends = ("---", "...") if content[0] == "---" else ("+++",)
        for number, line in enumerate(lines[1:], 1):
            if text[line.start : line.end].rstrip() in ends:
                self.lines = number + 1
                break
        for line in lines[1 : max(self.lines - 1, 0)]:
            if (found := _FRONT_FIELD.fullmatch(text, line.start, line.end)) and (span := _scalar(found)):
                self._field(found[1].lower(), text, span)

    def _field(self, name: str, text: str, span: Span) -> None:
        if name in ("title", "description"):
            self.blocks.append(_Block("title", [span]))
        else:
            self.language = text[span.start : span.end]


def _scalar(field: re.Match[str]) -> Span | None:
    """Where the value of a setting stands, if it is a text on one line."""
    start, end = field.span(3)
    if quoted := _QUOTED.fullmatch(field.string, start, end):
        return Span(*quoted.span(1 if quoted[1] is not None else 2))
    if field[3].startswith(_NOT_PLAIN) or field[2] == "=":
        return None
    comment = field.string.find(" #", start, end)
    return Span(start, len(field.string[:comment].rstrip()) if comment >= 0 else end)


# Blocks

_SPACE = lazy(r"[ \t\r]*")
_HEADING = lazy(r"#{1,6}(?:[ \t]+|$)")
_SETEXT = lazy(r"(?:=+|-+)[ \t\r]*$")
_RULE = lazy(r"(?:(?:\*[ \t]*){3,}+|(?:-[ \t]*){3,}+|(?:_[ \t]*){3,}+)\r?$")
_FENCE = lazy(r"(`{3,}+)[^`]*$|(~{3,}+)")
_ITEM = lazy(r"(?:[-+*]|([0-9]{1,9})[.)])(?=[ \t\r]|$)")
_FOOTNOTE = lazy(r"\[\^[^\]\s]{1,999}+\]:")
_ADMONITION = lazy(":{3,}")
_CODE_INDENT = 4
_TAB = 4
_MODULE = lazy(
    r"""import[ \t]+(?:[^'"]*[ \t}]from[ \t]+)?['"][^'"]+['"];?$|export[ \t]+(?:const|default|function)[ \t]"""
)
_DELIMITER_ROW = lazy(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*+\|?[ \t\r]*$")
_CELL_END = lazy(r"\\.|\|")
_LABEL = r"\[(?!\^)((?:[^\[\]\\]|\\.){1,999}+)\]:[ \t]*"
_TITLE = r"""(?:"[^"]*"|'[^']*'|\([^()]*\))"""
_DEFINITION = lazy(rf"{_LABEL}(?:<[^<>]*>|[^\s<]\S*)(?:[ \t]+{_TITLE})?[ \t\r]*$")
_LABEL_ALONE = lazy(rf"{_LABEL}$")
_ONE_WORD = lazy(r"\S+[ \t\r]*$")
_TITLE_ALONE = lazy(rf"{_TITLE}[ \t\r]*$")

_BLOCK_TAGS = (
    "address article aside base basefont blockquote body caption center col colgroup dd details dialog dir div dl dt "
    "fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hr html iframe legend li link "
    "main menu menuitem nav noframes ol optgroup option p param search section summary table tbody td tfoot th thead "
    "title tr track ul"
)
_ATTRIBUTES = r"""(?:\s+[A-Za-z_:@][\w:.@-]*(?:\s*=\s*(?:"[^"]*"|'[^']*'|\{[^{}]*\}|[^\s"'=<>`{]+))?)*+\s*/?>"""
_TAG = lazy(rf"<(?:/[A-Za-z][\w.-]*\s*>|[A-Za-z][\w.-]*{_ATTRIBUTES})")
_HTML = (
    (
        re.compile(r"<(?:script|pre|style|textarea)(?:[\s>]|$)", re.IGNORECASE),
        re.compile("</(?:script|pre|style|textarea)>", re.IGNORECASE),
    ),
    (re.compile("<!--"), re.compile("-->")),
    (re.compile(r"<\?"), re.compile(r"\?>")),
    (re.compile("<![A-Za-z]"), re.compile(">")),
    (re.compile(r"<!\[CDATA\["), re.compile(r"\]\]>")),
    (re.compile(rf"</?(?:{'|'.join(_BLOCK_TAGS.split())})(?:\s|/?>|$)", re.IGNORECASE), None),
)
"""How an HTML block begins and ends; None: at a blank line (CommonMark 0.31, 4.6)."""


@dataclass(slots=True)
class _Blocks:
    """Divides a text into passages, line by line.

    Attributes:
        labels: Those of the link reference definitions so far, normalised.
    """

    text: str
    blocks: list[_Block] = field(default_factory=list)
    labels: set[str] = field(default_factory=set)
    _containers: list[tuple[str, int]] = field(default_factory=list)
    _paragraph: list[Span] = field(default_factory=list)
    _in_table: bool = False
    _fence: str = ""
    _in_html: bool = False
    _html_end: re.Pattern[str] | None = None
    _comment: int = -1
    _hollow: int = -1
    _notes: list[str] = field(default_factory=list)

    def line(self, start: int, end: int) -> None:
        """The next line."""
        at, column, matched = self._continued(start, end)
        self._hollow = -1
        if self._fence or self._in_html:
            if matched == len(self._containers):
                self._raw_line(at, end)
                return
            self._fence, self._in_html, self._comment = "", False, -1
        self._text_line(at, end, column, matched)

    def end(self) -> None:
        """There are no more lines."""
        self._close(0)

    def _continued(self, at: int, end: int) -> tuple[int, int, int]:
        """Where the line goes on, in which column, and in how many of the open containers."""
        column = 0
        for number, (kind, width) in enumerate(self._containers):
            mark, mark_column = self._skip(at, end, column)
            if kind != "quote":
                if mark == end and number == self._hollow:
                    return mark, mark_column, number
                if mark == end:
                    kinds = [kind for kind, _ in self._containers]
                    return mark, mark_column, kinds.index("quote", number) if "quote" in kinds[number:] else len(kinds)
                if mark_column - column >= width:
                    at, column = self._advance(at, end, column, width)
                else:
                    return at, column, number
            elif mark < end and self.text[mark] == ">" and mark_column - column < _CODE_INDENT:
                at, column = self._advance(mark + 1, end, mark_column + 1, 1)
            else:
                return at, column, number
        return at, column, len(self._containers)

    def _raw_line(self, at: int, end: int) -> None:
        """A line of a fenced block, a formula or an HTML block."""
        mark, column = self._skip(at, end, 0)
        if self._fence:
            rest = self.text[mark:end].rstrip()
            closing = len(rest) >= len(self._fence) and rest == self._fence[0] * len(rest) and column < _CODE_INDENT
            if closing or (self._fence == "$$" and (not rest or rest.endswith("$$"))):
                self._fence = ""
        elif self._html_end is None:
            self._in_html = mark < end
        else:
            self._end_html(at, end)

    def _text_line(self, at: int, end: int, column: int, matched: int) -> None:
        """A line outside of code and HTML: containers that begin on it, then what it says."""
        while True:
            mark, mark_column = self._skip(at, end, column)
            if mark == end:
                self._close(matched)
                return
            indent = mark_column - column
            is_lazy = matched < len(self._containers) and bool(self._paragraph)
            if indent >= _CODE_INDENT:
                if not self._paragraph:
                    self._close(matched, skipped=True)
                    return
                break
            opened = self._container(mark, end, mark_column, indent, interrupts=bool(self._paragraph) and not is_lazy)
            if opened is None:
                if self._leaf(mark, end, matched, is_lazy=is_lazy):
                    return
                break
            self._close(matched)
            container, at, column = opened
            self._containers.append(container)
            matched += 1
        if self._in_table and matched == len(self._containers):
            self._row(Span(mark, end))
        elif self._paragraph:
            self._paragraph.append(Span(mark, end))
        else:
            self._close(matched)
            if _MODULE.match(self.text, mark, end):
                self._notes.clear()
            else:
                self._paragraph = [Span(mark, end)]

    def _container(
        self, mark: int, end: int, column: int, indent: int, *, interrupts: bool
    ) -> tuple[tuple[str, int], int, int] | None:
        """The quote, list item or footnote that begins here, and where its content does."""
        if len(self._containers) >= DEEPEST:
            return None
        if self.text[mark] == ">":
            return ("quote", 0), *self._advance(mark + 1, end, column + 1, 1)
        if (note := _FOOTNOTE.match(self.text, mark, end)) and not interrupts:
            return ("footnote", _CODE_INDENT), note.end(), column + note.end() - mark
        item = _ITEM.match(self.text, mark, end)
        if item is None or _RULE.match(self.text, mark, end):
            return None
        width = item.end() - mark
        content, content_column = self._skip(item.end(), end, column + width)
        if interrupts and (content == end or item[1] not in (None, "1")):
            return None
        self._hollow = len(self._containers) if content == end else -1
        space = content_column - column - width
        if content == end or space > _CODE_INDENT:
            return ("item", indent + width + 1), *self._advance(item.end(), end, column + width, 1)
        return ("item", indent + width + space), content, content_column

    def _leaf(self, mark: int, end: int, matched: int, *, is_lazy: bool) -> bool:
        """Whether a heading, fence, formula, HTML block, rule or table begins (or ends a paragraph) here.

        Args:
            is_lazy: The line lacks the marks of an open container, whose paragraph it goes on with (CommonMark 5.1).
        """
        text, paragraph = self.text, self._paragraph
        char = text[mark]
        if char == "#" and (heading := _HEADING.match(text, mark, end)):
            self._close(matched)
            self._emit("heading", [_without_closing(text, heading.end(), end)])
        elif char in "`~" and (fence := _FENCE.match(text, mark, end)):
            self._close(matched, skipped=True)
            self._fence = fence[1] or fence[2]
        elif char == "$" and text.startswith("$$", mark):
            self._close(matched, skipped=True)
            self._fence = "" if text[mark + 2 : end].rstrip().endswith("$$") else "$$"
        elif char == "<" and self._begins_html(mark, end, matched):
            pass
        elif char in "=-" and paragraph and not is_lazy and _SETEXT.match(text, mark, end):
            self._end_paragraph("heading")
        elif char in "*-_" and _RULE.match(text, mark, end):
            self._close(matched, skipped=True)
        elif char == ":" and _ADMONITION.match(text, mark, end):
            self._close(matched)
        else:
            return bool(paragraph) and not is_lazy and char in "|:-" and self._begins_table(mark, end)
        return True

    def _begins_html(self, mark: int, end: int, matched: int) -> bool:
        begun = [html_end for begin, html_end in _HTML if begin.match(self.text, mark, end)]
        if not begun:
            tag = _TAG.match(self.text, mark, end)
            if self._paragraph or tag is None or self._skip(tag.end(), end, 0)[0] < end:
                return False
        html_end = begun[0] if begun else None
        comment = self.text.startswith("<!--", mark)
        self._close(matched, skipped=not comment)
        self._in_html, self._html_end = True, html_end
        self._comment = mark + len("<!--") if comment else -1
        if html_end:
            self._end_html(mark, end)
        return True

    def _end_html(self, at: int, end: int) -> None:
        """The HTML block ends if what ends it is on this line; a comment becomes a note."""
        found = self._html_end.search(self.text, max(at, self._comment), end) if self._html_end else None
        if found is None:
            return
        if self._comment >= 0:
            self._notes.append(self.text[self._comment : found.start()].strip())
        self._in_html, self._comment = False, -1

    def _begins_table(self, mark: int, end: int) -> bool:
        if self._in_table or "|" not in self.text[mark:end] or not _DELIMITER_ROW.match(self.text, mark, end):
            return False
        header = self._paragraph[-1]
        if len(_cells(self.text, header)) != len(_cells(self.text, Span(mark, end))):
            return False
        self._paragraph.pop()
        self._end_paragraph()
        self._row(header)
        self._in_table = True
        return True

    def _row(self, row: Span) -> None:
        for cell in _cells(self.text, row):
            if cell.start < cell.end:
                self._emit("cell", [cell])

    def _close(self, matched: int, *, skipped: bool = False) -> None:
        """The paragraph or table ends, and all containers but the first `matched`; a comment is about what follows.

        Args:
            matched: How many containers stay open.
            skipped: What follows is no passage.
        """
        self._end_paragraph()
        self._in_table = False
        del self._containers[matched:]
        if skipped:
            self._notes.clear()

    def _end_paragraph(self, kind: str = "") -> None:
        lines, self._paragraph = self._paragraph, []
        lines = lines[self._definitions(lines) :] if lines and self.text[lines[0].start] == "[" else lines
        if lines:
            inside = self._containers[-1][0] if self._containers else ""
            if not inside and not kind:
                lines = [self._with_indent(lines[0]), *lines[1:]]
            self._emit(kind or (inside if inside in ("item", "quote") else "paragraph"), lines)

    def _with_indent(self, line: Span) -> Span:
        """The first line of a paragraph with the spaces before it, which somebody may have typed by mistake."""
        bare = self.text.rfind("\n", 0, line.start) + 1
        return Span(bare, line.end) if self.text[bare : line.start].isspace() else line

    def _definitions(self, lines: Sequence[Span]) -> int:
        """How many lines at the beginning of a paragraph are link reference definitions."""
        done = 0
        while done < len(lines):
            here, following = lines[done], lines[done + 1] if done + 1 < len(lines) else None
            found = _DEFINITION.match(self.text, here.start, here.end)
            if found is None:
                found = _LABEL_ALONE.match(self.text, here.start, here.end)
                if not (found and following and _ONE_WORD.match(self.text, following.start, following.end)):
                    break
                done += 1
            elif following and _TITLE_ALONE.match(self.text, following.start, following.end):
                done += 1
            self.labels.add(_normal(found[1]))
            done += 1
        return done

    def _emit(self, kind: str, spans: list[Span]) -> None:
        last = spans[-1]
        spans[-1] = Span(last.start, last.start + len(self.text[last.start : last.end].rstrip(" \t\r")))
        if len(spans) > 1 or spans[0].start < spans[0].end:
            self.blocks.append(_Block(kind, spans, self._notes))
        self._notes = []

    def _skip(self, at: int, end: int, column: int) -> tuple[int, int]:
        """Where white space ends, and the column there."""
        found = _SPACE.match(self.text, at, end)
        stop = found.end() if found else at
        if self.text.find("\t", at, stop) < 0:
            return stop, column + stop - at
        for char in self.text[at:stop]:
            column += _TAB - column % _TAB if char == "\t" else 1
        return stop, column

    def _advance(self, at: int, end: int, column: int, width: int) -> tuple[int, int]:
        """Go on by some columns of white space; a tab may be left in part."""
        while width > 0 and at < end and self.text[at] in " \t":
            size = _TAB - column % _TAB if self.text[at] == "\t" else 1
            column += min(size, width)
            at += size <= width
            width -= size
        return at, column


def _without_closing(text: str, start: int, end: int) -> Span:
    """A heading without the `#` at its end."""
    content = text[start:end].rstrip(" \t\r")
    bare = content.rstrip("#")
    if bare != content and (not bare or bare[-1] in " \t"):
        content = bare.rstrip(" \t")
    return Span(start, start + len(content))


def _cells(text: str, row: Span) -> list[Span]:
    """The cells of a row of a table, without the white space around them."""
    bars = [found.start() for found in _CELL_END.finditer(text, row.start, row.end) if found[0] == "|"]
    edges = list(zip([row.start, *(bar + 1 for bar in bars)], [*bars, row.end], strict=True))
    cells = [_trimmed(text, start, end) for start, end in edges]
    if len(cells) > 1 and cells[0].start == cells[0].end:
        cells = cells[1:]
    if len(cells) > 1 and cells[-1].start == cells[-1].end:
        cells = cells[:-1]
    return cells


def _trimmed(text: str, start: int, end: int) -> Span:
    part = text[start:end].strip(" \t\r")
    first = text.find(part, start) if part else start
    return Span(first, first + len(part))


def _normal(label: str) -> str:
    return " ".join(label.casefold().split())


# Inlines

_SPECIAL = lazy(r"[\\`<!\[\]*_~&${\n]|https?://|www\.")
_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_ENTITY = lazy("&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_URL = lazy(r"[!#-;=?-Z_a-z~]+")
_AUTOLINK = lazy(r"<(?:[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*|[\w.!#$%&'*+/=?^`{|}~-]{1,64}+@[\w.-]{1,255})>")
_MATH = lazy(r"\$\$[^$]+\$\$|\$(?![\s$])[^$\n\u2e80-\uffef]*(?<![\s\\])\$(?![0-9A-Za-z])")
_ATTRIBUTE_LIST = lazy(r"\{[#.:][^{}\n]*\}")
_FOOTNOTE_MARK = lazy(r"\[\^[^\]\s]{1,999}+\]")
_ALERT = lazy(r"\[!\w{1,20}\][+-]?|\[[ xX]\](?=\s)")
_LINK_TITLE = lazy(r"""[ \t\n]+(?:"(?:[^"\\]|\\.)*+"|'(?:[^'\\]|\\.)*+'|\((?:[^()\\]|\\.)*+\))""", re.DOTALL)
_WHITE = lazy(r"[ \t\n]*")
_DESTINATION = lazy(r"<(?:[^<>\n\\]|\\.)*+>")
_DESTINATION_PART = lazy(r"(?:[^\s()\\\x00-\x1f]|\\.)*+")
_DEEPEST_PARENTHESES = 32
_VERBATIM = lazy("<(code|kbd|samp|pre|script|style|svg|math)[ \t\n>]", re.IGNORECASE)
_SHORTCODES = (("{{<", ">}}"), ("{{%", "%}}"), ("{%", "%}"), ("{{", "}}"))
_ODD_TAGS = (("<?", "?>"), ("<![CDATA[", "]]>"), ("<!", ">"))


class _Found(NamedTuple):
    """A code in a passage."""

    start: int
    end: int
    kind: str


@dataclass(slots=True)
class _Delimiters:
    """A run of `*`, `_` or `~` that may begin or end emphasis."""

    start: int
    count: int
    char: str
    opens: bool
    closes: bool
    length: int


class _Inline:
    """Finds the codes of one passage.

    Attributes:
        comments: The text of each HTML comment in it, once `codes` has been called.
    """

    def __init__(self, raw: str, labels: Set[str]) -> None:
        self.raw, self.labels = raw, labels
        self.comments: list[str] = []
        self._codes: list[_Found] = []
        self._brackets: list[tuple[int, bool]] = []
        self._dead = 0
        self._delimiters: list[_Delimiters] = []
        self._ticks: dict[int, list[int]] | None = None
        self._missing: set[str] = set()

    def codes(self) -> list[_Found]:
        """All codes in order, none within another."""
        raw, at = self.raw, 0
        while found := _SPECIAL.search(raw, at):
            start = found.start()
            read = self._READERS.get(raw[start], _Inline._url)
            at = read(self, start)
        self._emphasis()
        self._codes.sort()
        return self._codes

    def _add(self, start: int, end: int, kind: str) -> int:
        self._codes.append(_Found(start, end, kind))
        return end

    def _find(self, what: str, at: int) -> int:
        """Where `what` stands next, or -1; what is not there any more is not searched again."""
        if what in self._missing:
            return -1
        found = self.raw.find(what, at)
        if found < 0:
            self._missing.add(what)
        return found

    def _escape(self, at: int) -> int:
        following = self.raw[at + 1 : at + 2]
        if following == "\n":
            return self._add(at, at + 1, "break")
        return self._add(at, at + 2, "escape") if following in _PUNCTUATION else at + 1

    def _line_break(self, at: int) -> int:
        start = at
        while start and self.raw[start - 1] in " \t":
            start -= 1
        if start < at:
            self._add(start, at, "break")
        return at + 1

    def _code(self, at: int) -> int:
        size = self._run(at, "`")
        if self._ticks is None:
            self._ticks = {}
            for run in re.finditer("`+", self.raw):
                self._ticks.setdefault(len(run[0]), []).append(run.start())
        starts = self._ticks.get(size, [])
        number = bisect_right(starts, at)
        return self._add(at, starts[number] + size, "code") if number < len(starts) else at + size

    def _angle(self, at: int) -> int:
        raw = self.raw
        if raw.startswith("<!--", at):
            end = self._find("-->", at + 4)
            if end >= 0:
                self.comments.append(raw[at + 4 : end].strip())
                return self._add(at, end + 3, "comment")
        for opening, closing in _ODD_TAGS:
            if raw.startswith(opening, at):
                end = self._find(closing, at)
                return self._add(at, end + len(closing), "tag") if end >= 0 else at + 1
        if found := _AUTOLINK.match(raw, at):
            return self._add(at, found.end(), "url")
        found = _TAG.match(raw, at)
        if found is None:
            return at + 1
        if verbatim := _VERBATIM.match(raw, at):
            end = self._find(f"</{verbatim[1]}>", found.end())
            if end >= 0:
                return self._add(at, end + len(verbatim[1]) + 3, "code")
        return self._add(at, found.end(), "tag")

    def _image(self, at: int) -> int:
        if not self.raw.startswith("[", at + 1):
            return at + 1
        self._brackets.append((at, True))
        return at + 2

    def _open(self, at: int) -> int:
        if found := _FOOTNOTE_MARK.match(self.raw, at):
            return self._add(at, found.end(), "footnote")
        if at == 0 and (found := _ALERT.match(self.raw)):
            return self._add(at, found.end(), "markup")
        self._brackets.append((at, False))
        return at + 1

    def _close(self, at: int) -> int:
        if not self._brackets:
            return at + 1
        start, image = self._brackets.pop()
        alive = image or len(self._brackets) >= self._dead
        self._dead = min(self._dead, len(self._brackets))
        if not alive:
            return at + 1
        end = self._target(start + 1 + image, at)
        if end < 0:
            return at + 1
        kind = "image" if image else "link"
        self._add(start, start + 1 + image, kind)
        if not image:
            self._dead = len(self._brackets)
        return self._add(at, end, kind)

    def _target(self, start: int, at: int) -> int:
        """Where the link ends whose text is from `start` to the bracket at `at`; -1 if it is none."""
        raw = self.raw
        if raw.startswith("(", at + 1):
            end = self._inline_target(at + 2)
            if end >= 0:
                return end
        if not self.labels:
            return -1
        label, end = raw[start : min(at, start + LONGEST_LABEL + 1)], at + 1
        if raw.startswith("[", at + 1):
            close = raw.find("]", at + 2, at + LONGEST_LABEL)
            if close < 0:
                return -1
            label, end = raw[at + 2 : close] or label, close + 1
        return end if "[" not in label and _normal(label) in self.labels else -1

    def _inline_target(self, at: int) -> int:
        """Where `(destination "title")` ends, from behind its `(`; -1 if it is none."""
        raw = self.raw
        at = self._white(at)
        if angled := _DESTINATION.match(raw, at):
            at = angled.end()
        else:
            depth = 0
            while True:
                part = _DESTINATION_PART.match(raw, at)
                at = part.end() if part else at
                char = raw[at : at + 1]
                depth += (char == "(") - (char == ")")
                if char not in ("(", ")") or depth < 0:
                    break
                if depth > _DEEPEST_PARENTHESES:
                    return -1
                at += 1
            if depth > 0:
                return -1
        if title := _LINK_TITLE.match(raw, at):
            at = title.end()
        at = self._white(at)
        return at + 1 if raw.startswith(")", at) else -1

    def _white(self, at: int) -> int:
        found = _WHITE.match(self.raw, at)
        return found.end() if found else at

    def _emphasis_run(self, at: int) -> int:
        raw, char = self.raw, self.raw[at]
        size = self._run(at, char)
        before, after = raw[at - 1 : at] or " ", raw[at + size : at + size + 1] or " "
        edge_before, edge_after = before in _PUNCTUATION, after in _PUNCTUATION
        opens = not after.isspace() and (not edge_after or before.isspace() or edge_before)
        closes = not before.isspace() and (not edge_before or after.isspace() or edge_after)
        if char == "_":
            opens, closes = opens and (not closes or edge_before), closes and (not opens or edge_after)
        if (opens or closes) and (char != "~" or size == len("~~")):
            self._delimiters.append(_Delimiters(at, size, char, opens, closes, size))
        return at + size

    def _entity(self, at: int) -> int:
        found = _ENTITY.match(self.raw, at)
        return self._add(at, found.end(), "entity") if found else at + 1

    def _math(self, at: int) -> int:
        found = _MATH.match(self.raw, at)
        return self._add(at, found.end(), "math") if found else at + 1

    def _brace(self, at: int) -> int:
        for opening, closing in _SHORTCODES:
            if self.raw.startswith(opening, at):
                end = self._find(closing, at + len(opening))
                return self._add(at, end + len(closing), "shortcode") if end >= 0 else at + len(opening)
        found = _ATTRIBUTE_LIST.match(self.raw, at)
        return self._add(at, found.end(), "markup") if found else at + 1

    def _url(self, at: int) -> int:
        if at and self.raw[at - 1].isascii() and self.raw[at - 1].isalnum():
            return at + 1
        found = _URL.match(self.raw, at)
        url = found[0] if found else self.raw[at]
        surplus = url.count(")") - url.count("(")
        while url[-1] in "?!.,:;*_~'" or (url[-1] == ")" and surplus > 0):
            surplus -= url[-1] == ")"
            url = url[:-1]
        return self._add(at, at + len(url), "url")

    def _run(self, at: int, char: str) -> int:
        end = at
        while self.raw.startswith(char, end):
            end += 1
        return end - at

    def _emphasis(self) -> None:
        """Pair the runs of `*`, `_` and `~~` (CommonMark 0.31, 6.2, with less to say about punctuation)."""
        stack: list[_Delimiters] = []
        bottoms: dict[tuple[str, bool, int], int] = {}
        for run in self._delimiters:
            key = (run.char, run.opens, run.length % 3)
            while run.closes and run.count:
                number = len(stack) - 1
                while number >= bottoms.get(key, 0) and not _pairs(stack[number], run):
                    number -= 1
                if number < bottoms.get(key, 0):
                    bottoms[key] = len(stack)
                    break
                opener = stack[number]
                del stack[number + 1 :]
                size = 2 if min(opener.count, run.count) > 1 else 1
                opener.count -= size
                self._add(opener.start + opener.count, opener.start + opener.count + size, "markup")
                self._add(run.start, run.start + size, "markup")
                run.start, run.count = run.start + size, run.count - size
                if not opener.count:
                    stack.pop()
                bottoms = {each: min(bottom, len(stack)) for each, bottom in bottoms.items()}
            if run.opens and run.count:
                stack.append(run)

    _READERS: ClassVar[dict[str, Callable[[_Inline, int], int]]] = {
        "\\": _escape,
        "`": _code,
        "<": _angle,
        "!": _image,
        "[": _open,
        "]": _close,
        "*": _emphasis_run,
        "_": _emphasis_run,
        "~": _emphasis_run,
        "&": _entity,
        "$": _math,
        "{": _brace,
        "\n": _line_break,
    }


def _pairs(opener: _Delimiters, closer: _Delimiters) -> bool:
    if opener.char != closer.char:
        return False
    both = opener.closes or closer.opens
    return not both or (opener.length + closer.length) % 3 != 0 or (opener.length % 3 == 0 and closer.length % 3 == 0)


FORMAT = Format("markdown", (".md", ".markdown", ".mdx"), read, bilingual=False)
