"""HTML: every heading, paragraph, list item and table cell as a passage, with the place of each character.

Kinds are those of Markdown: title, heading, paragraph, item, quote, cell. Tags, comments and `<code>` inside of a
passage are codes; characters that are written as `&amp;` or `&#20013;` are read, longer white space is one space. Left
out: scripts, styles, `<pre>`, `<nav>`, drawings, formulas, and the values of attributes. Nothing is mended as a browser
would: a block ends where the next one begins or ends.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

from glossary.formats import Format
from glossary.formats._languages import languages
from glossary.formats._reading import Runs, decode
from glossary.model import Code, Resource, Segment, TranslationUnit
from glossary.text.lines import Lines
from glossary.text.patterns import lazy

_TOKEN = lazy(
    r"""<!--(?:.*?-->|.*\Z)|<[!?][^>]*+>|<(?P<end>/?)(?P<tag>[A-Za-z][^\s/<>]*+)(?:"[^"]*+"|'[^']*+'|[^'"<>])*+>"""
    r"""|&(?:\#[0-9]{1,7}|\#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});|[ \t\r\n\f]+|[^<&\s]+|.""",
    re.DOTALL,
)
_LANG = lazy(r"""\slang\s*=\s*["']?([A-Za-z0-9-]+)""", re.IGNORECASE)
_KINDS = {
    "title": "title",
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    **dict.fromkeys(("li", "dt", "dd"), "item"),
    **dict.fromkeys(("td", "th"), "cell"),
    "blockquote": "quote",
}
_BLOCKS = frozenset(
    "address article aside body button caption center details dialog div dl fieldset figcaption figure footer form "
    "head header hr html label legend main ol optgroup option p search section select summary table tbody tfoot thead "
    "tr ul".split()
)
_SKIPPED = frozenset("script style template noscript pre textarea nav svg math iframe object".split())
_WHOLE = frozenset("code kbd samp".split())
"""Inside of a passage, these are one code from beginning to end."""


def read(data: bytes, path: str) -> Resource:
    """The passages of a page as units without a target; `context` is their kind.

    Raises:
        FormatError: Not UTF-8.
    """
    text = decode(data, path)
    lines = Lines(text)
    page = _Page(text)
    page.read()
    langs, main = languages([segment.text for _, segment in page.passages], path, page.language)
    units = [
        TranslationUnit(segment, None, lang, None, context=kind, origin=lines.location(segment.runs[0].at, path))
        for (kind, segment), lang in zip(page.passages, langs, strict=True)
    ]
    return Resource(units, langs=(main,), text=text)


@dataclass(slots=True)
class _Page:
    """Divides a page into passages.

    Attributes:
        passages: Kind and text of each.
        language: What `<html lang>` says.
    """

    text: str
    passages: list[tuple[str, Segment]] = field(default_factory=list)
    language: str = ""
    _open: list[str] = field(default_factory=list)
    _pieces: list[tuple[str | Code, int, int]] = field(default_factory=list)

    def read(self) -> None:
        """All of it."""
        at = 0
        while at < len(self.text):
            token = _TOKEN.match(self.text, at)
            assert token
            at = token.end()
            tag = (token["tag"] or "").lower()
            if tag in _SKIPPED and not token["end"]:
                at = self._end_of(tag, at)
                self._flush()
            elif tag in _WHOLE and not token["end"]:
                at = self._end_of(tag, at)
                self._piece(Code(self.text[token.start() : at], tag), token.start(), at)
            elif tag in _BLOCKS or tag in _KINDS:
                self._block(tag, token)
            else:
                self._inline(token)
        self._flush()

    def _block(self, tag: str, token: re.Match[str]) -> None:
        self._flush()
        if tag == "html" and (lang := _LANG.search(token[0])):
            self.language = lang[1]
        if tag not in _KINDS:
            return
        if not token["end"]:
            self._open.append(tag)
        elif tag in self._open[-_DEEPEST:]:
            while self._open.pop() != tag:
                pass

    def _inline(self, token: re.Match[str]) -> None:
        written, start, end = token[0], token.start(), token.end()
        if written[0] == "<" and end > start + 1:
            self._piece(Code(written, "tag"), start, end)
        elif written[0] == "&" and end > start + 1:
            self._piece(html.unescape(written), start, end)
        else:
            is_gap = len(written) > 1 and written[0] in " \t\r\n\f"
            self._piece(" " if is_gap else written, start, end)

    def _piece(self, piece: str | Code, start: int, end: int) -> None:
        self._pieces.append((piece, start, end))

    def _end_of(self, tag: str, at: int) -> int:
        """Where an element that is taken or left out as a whole ends: with the first end of its name."""
        found = re.compile(rf"</{tag}[^>]*>", re.IGNORECASE).search(self.text, at)
        return found.end() if found else len(self.text)

    def _flush(self) -> None:
        """The passage ends."""
        pieces, self._pieces = self._pieces, []
        while pieces and _is_space(pieces[0][0]):
            pieces.pop(0)
        while pieces and _is_space(pieces[-1][0]):
            pieces.pop()
        if not any(isinstance(piece, str) and any(map(str.isalnum, piece)) for piece, _, _ in pieces):
            return
        parts: list[str | Code] = []
        runs = Runs()
        for piece, start, end in pieces:
            size = len(piece if isinstance(piece, str) else piece.data)
            runs.add(size, start, end - start)
            if isinstance(piece, str) and parts and isinstance(parts[-1], str):
                parts[-1] += piece
            else:
                parts.append(piece)
        kind = _KINDS[self._open[-1]] if self._open else "paragraph"
        self.passages.append((kind, Segment(tuple(parts), runs.all())))


_DEEPEST = 100
"""An end belongs to one of so many elements that are open."""


def _is_space(piece: str | Code) -> bool:
    return isinstance(piece, str) and piece.isspace()


def _escape(text: str) -> str:
    return html.escape(text, quote=False)


FORMAT = Format("html", (".html", ".htm", ".xhtml"), read, bilingual=False, escape=_escape, is_text=False)
