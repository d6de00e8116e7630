"""A short cut for large XML files of many plain entries: those that one pattern matches never reach the parser.

The pattern describes a strict part of XML, so that a match proves that an entry is well-formed. All else goes through
the parser as ever: the beginning, entries with comments, codes or anything unusual, what is wrong, the end. A match is
tried only directly behind the end tag of an entry that the parser itself has met as such, two levels below the
document. For what it does not see, the parser gets line breaks and spaces, so that it goes on counting lines and
columns rightly.
"""

from __future__ import annotations

import contextlib
import gc
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from io import IncrementalNewlineDecoder
from typing import BinaryIO, Generic, TypeVar

from glossary.errors import GlossaryError
from glossary.formats._xml import Element, _Builder, decoded
from glossary.text.patterns import lazy

LONGEST_PLAIN = 1 << 16
"""Characters of an entry that is waited for; what is longer goes through the parser."""

_MOST = 1 << 10
"""Tags whose attributes are remembered."""

# Productions of XML 1.0, as far as they are plain; line ends are "\n" by then (2.11). In attributes there is no ">", so
# that it ends a tag, and no tab or line break, which would become a space (3.3.3). No quantifier gives back anything.
_NEVER = r"\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff"
_REFERENCES = {
    "&lt;": "<",
    "&gt;": ">",
    "&quot;": '"',
    "&apos;": "'",
    "&#9;": "\t",
    "&#10;": "\n",
    "&#13;": "\r",
    "&#34;": '"',
    "&#39;": "'",
    "&amp;": "&",
}
"""All that may be in a plain text; the ampersand comes last."""
_REFERENCE = f"(?:{'|'.join(_REFERENCES)})"
_NAME = "[A-Za-z_][A-Za-z0-9_:.-]*+"
SPACE = r"[ \t\n]*+"
TEXT = rf"[^<&\]{_NEVER}]*+(?:(?:{_REFERENCE}|\](?!\]>))[^<&\]{_NEVER}]*+)*+"
VALUE = rf'[^"<>&\t\n{_NEVER}]*+(?:{_REFERENCE}[^"<>&\t\n{_NEVER}]*+)*+'
"""Of an attribute, between double quotation marks."""


def attributes(*, without: str = "") -> str:
    """The pattern of the attributes of a tag, without references; `without` one that another pattern stands for."""
    name = f"(?!{without}=){_NAME}" if without else _NAME
    return rf"""(?:[ \t\n]++{name}=(?:"[^"<>&\t\n{_NEVER}]*+"|'[^'<>&\t\n{_NEVER}]*+'))*+"""


_ATTRIBUTE = lazy(rf"""({_NAME})=(?:"([^"]*+)"|'([^']*+)')""")
_SPACE = lazy(SPACE)

_Entry = TypeVar("_Entry")
Take = Callable[[re.Match[str], int, list[_Entry]], bool]
"""Adds to a list what a match is, which begins in a line; False if the parser is to read it after all."""


def unescaped(text: str) -> str:
    """What a plain text says."""
    if "&" not in text:
        return text
    for written, character in _REFERENCES.items():
        text = text.replace(written, character)
    return text


@lru_cache(_MOST)
def attributes_of(written: str) -> Mapping[str, str] | None:
    """What plain attributes say; None if there is one twice, which XML forbids."""
    found = _ATTRIBUTE.findall(written)
    said = {name: one or other for name, one, other in found}
    return said if len(said) == len(found) else None


def elements(
    file: BinaryIO, path: str, whole: Sequence[str], plain: re.Pattern[str], take: Take[_Entry]
) -> Iterator[Element | list[_Entry]]:
    """As `_xml.elements`, but entries that are plain come as lists of what `take` makes of them.

    Args:
        file: At its beginning.
        path: What messages call it.
        whole: Elements that are read whole; the last one is that of the entries.
        plain: Matches a plain entry and the white space behind it.
        take: Makes something of a match.

    Raises:
        FormatError: As for `_xml.elements`, at the same line and column.
    """
    walk = _Walk(_WatchfulBuilder(path, whole), f"</{whole[-1]}>", plain, take)
    for piece in _pieces(file, path):
        if isinstance(piece, GlossaryError):
            walk.feed_rest()
            raise piece
        yield from walk.over(piece)
    walk.feed_rest()
    walk.builder.finish()
    yield from walk.builder.taken()


def _pieces(file: BinaryIO, path: str) -> Iterator[str | GlossaryError]:
    """The text of a file in pieces, each line end a "\\n"; if it cannot be read on, why."""
    breaks = IncrementalNewlineDecoder(None, translate=True)
    wrong: GlossaryError | None = None
    is_open = False
    try:
        for piece in decoded(file, path):
            if is_open or "\r" in piece:
                is_open = piece.endswith("\r") or (is_open and not piece)
                yield breaks.decode(piece)
            else:
                yield piece
    except GlossaryError as error:
        wrong = error
    if breaks.decode("", final=True):
        yield "\r"  # whatever stands alone at the very end, the parser is to judge it
    if wrong:
        yield wrong


@contextlib.contextmanager
def _without_collecting() -> Iterator[None]:
    """Nobody looks for garbage, while nothing but entries is made, which all stay: a third of the time otherwise."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


class _WatchfulBuilder(_Builder):
    """Knows where the last element ended that is read whole."""

    _ended = -1

    def is_behind(self, end_tag: str) -> bool:
        """Whether an end tag, which was the last that was fed, is that of an entry two levels below the document."""
        return self._depth == 2 and not self._open and self._ended + len(end_tag) == self._fed

    def _end(self, name: str) -> None:
        super()._end(name)
        if not self._open:
            self._ended = self._parser.CurrentByteIndex


class _Walk(Generic[_Entry]):
    """Goes over the text of a file, by the short cut or through the parser.

    Attributes:
        builder: Makes elements of what goes through the parser.
    """

    def __init__(self, builder: _WatchfulBuilder, end_tag: str, plain: re.Pattern[str], take: Take[_Entry]) -> None:
        self.builder = builder
        self._end_tag, self._plain, self._take = end_tag, plain, take
        self._text, self._at = "", 0
        self._line = 1
        self._breaks = self._columns = 0

    def over(self, piece: str) -> Iterator[Element | list[_Entry]]:
        """What is in the next piece of the text, and in what was left of those before."""
        self._text, self._at = self._text[self._at :] + piece, 0
        is_between = self.builder.is_behind(self._end_tag)
        while True:
            if is_between:
                yield self._taken()
            end = self._text.find(self._end_tag, self._at) + len(self._end_tag)
            if end < len(self._end_tag):
                break
            self._feed(end)
            yield from self.builder.taken()
            is_between = self.builder.is_behind(self._end_tag)
            if not is_between:  # the tag is in a comment, say; to stop at each would take forever
                break
        if not is_between or len(self._text) - self._at > LONGEST_PLAIN:
            self.feed_rest()
            yield from self.builder.taken()

    def feed_rest(self) -> None:
        """Let the parser have what there is."""
        self._feed(len(self._text))

    def _taken(self) -> list[_Entry]:
        """What the short cut makes of the plain entries that come next."""
        text, at, line = self._text, self._at, self._line
        begin, match, take = at, self._plain.match, self._take
        taken: list[_Entry] = []
        if space := _SPACE.match(text, at):
            line += text.count("\n", at, space.end())
            at = space.end()
        with _without_collecting():
            while (found := match(text, at)) and take(found, line, taken):
                end = found.end()
                line += text.count("\n", at, end)
                at = end
        self._skip(begin, at, line - self._line)
        self._at, self._line = at, line
        return taken

    def _skip(self, begin: int, end: int, breaks: int) -> None:
        """Remember what the parser is to get instead of a part of the text."""
        if breaks:
            begin = self._text.rfind("\n", begin, end) + 1
            self._columns = 0
        self._breaks += breaks
        self._columns += end - begin

    def _feed(self, end: int) -> None:
        text = self._text[self._at : end]
        self.builder.feed("\n" * self._breaks + " " * self._columns + text)
        self._breaks = self._columns = 0
        self._line += text.count("\n")
        self._at = end
