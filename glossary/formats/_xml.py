"""The one door for XML: bytes → elements with line and column, piece by piece, and no other file is ever opened.

A document type may be named and is never fetched; a file that declares an entity is refused, so that nothing is ever
expanded (billion laughs) or brought in from elsewhere (XXE). Character sets are decoded here, from a list, before the
parser (expat of the standard library) sees anything; what is not in the character set that it claims is refused. So are
nesting deeper than `DEEPEST`, and elements or tags larger than `LONGEST`, since they would be in memory as a whole.
Comments, processing instructions and attributes that only a document type gives mean nothing.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO
from xml.parsers import expat

from glossary.errors import FormatError
from glossary.text.patterns import lazy

DEEPEST = 100
"""Elements within each other."""

LONGEST = 10_000_000
"""Characters of an element that is read whole, or bytes of a tag or comment."""

_PIECE = 1 << 18
_NODE = 100
"""What an element counts toward `LONGEST` beside its text; they take memory, too."""

_DECLARED = re.compile(rb"""\s*<\?xml\s[^<>]*?\sencoding\s*=\s*["']([A-Za-z][\w.:-]*)["']""", re.ASCII)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Byte order marks; that of UTF-32 begins like one of UTF-16."""
_UNMARKED = ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))
_NO_XML = ((b"\x1f\x8b", "compressed; end its name in .gz"), (b"PK\x03\x04", "a ZIP archive; unpack it"))
_CODECS = {
    **{name: name for name in ("utf-8", "gb18030", "big5", "shift_jis", "euc-jp", "euc-kr", "koi8-r", "koi8-u")},
    **{f"iso-8859-{number}": f"iso-8859-{number}" for number in range(1, 17) if number != 12},
    **{f"windows-{number}": f"cp{number}" for number in (874, *range(1250, 1259))},
    **dict.fromkeys(("gbk", "gb2312", "cp936", "windows-936"), "gb18030"),
    **dict.fromkeys(("big5-hkscs", "big5hkscs"), "big5hkscs"),
    **dict.fromkeys(("windows-31j", "cp932", "ms932"), "cp932"),
    **dict.fromkeys(("us-ascii", "ascii"), "ascii"),
    "utf8": "utf-8",
}
"""The character sets that a file may declare; none in which ASCII is anything but itself, as in UTF-7."""

_SAID = {
    "XML_ERROR_NO_ELEMENTS": "the file ends before it is complete; fetch it again",
    "XML_ERROR_UNCLOSED_TOKEN": "the file ends within a tag or comment that begins here; fetch it again",
    "XML_ERROR_PARTIAL_CHAR": "the file ends within a character; fetch it again",
    "XML_ERROR_UNCLOSED_CDATA_SECTION": "the file ends within a CDATA section; fetch it again",
    "XML_ERROR_INVALID_TOKEN": (
        "not XML from here on: write & as &amp; and < as &lt;, remove control characters and git's conflict markers"
    ),
    "XML_ERROR_TAG_MISMATCH": "this end tag is not that of the element that is open; the file is damaged",
    "XML_ERROR_DUPLICATE_ATTRIBUTE": "the same attribute twice; remove one",
    "XML_ERROR_JUNK_AFTER_DOC_ELEMENT": "something follows the end of the document; remove it",
    "XML_ERROR_UNDEFINED_ENTITY": "an entity that XML does not know; write the character itself",
    "XML_ERROR_BAD_CHAR_REF": "a character that XML cannot hold; remove it",
    "XML_ERROR_MISPLACED_XML_PI": "the XML declaration is not at the very beginning; remove what stands before it",
}
_SAID_BY_CODE = {
    expat.errors.codes[getattr(expat.errors, name)]: said for name, said in _SAID.items() if hasattr(expat.errors, name)
}

_ILLEGAL = lazy("[^\\t\\n\\r\\x20-\\uD7FF\\uE000-\\uFFFD\\U00010000-\\U0010FFFF]")


@dataclass(slots=True, eq=False)
class Element:
    """An element, and where it begins.

    Attributes:
        attributes: Those that are written there, by name with prefix (`xml:lang`).
        parts: Texts and elements in order; texts with all their white space, line ends as "\\n".
        depth: 1 for the root of the document, 2 for what stands in it, and so on.
    """

    name: str
    attributes: dict[str, str]
    line: int
    column: int
    parts: list[str | Element]
    depth: int = 0

    @property
    def text(self) -> str:
        """All texts in it, however deep."""
        return "".join(part if isinstance(part, str) else part.text for part in self.parts)


def elements(file: BinaryIO, path: str, whole: Collection[str]) -> Iterator[Element]:
    """The elements of a file in order: those named in `whole` with all that is in them, others empty, as they begin.

    A name in `whole` stands for elements with any prefix. Nothing for a file that is blank.

    Raises:
        FormatError: Not well-formed, in another character set than it says, or dangerous; with line and column.
    """
    builder = _Builder(path, whole)
    for text in decoded(file, path):
        builder.feed(text)
        yield from builder.taken()
    builder.finish()
    yield from builder.taken()


def root_name(head: bytes) -> str:
    """The name of a document's first element, by the first bytes of the file; "" if there is none to be seen."""
    try:
        return next((element.name for element in elements(BytesIO(head), "", ())), "")
    except FormatError:
        return ""


class Placed(str):
    """A text of an element that knows where in the text of the file it stands.

    Attributes:
        at: Code points from the beginning.
        width: Code points there: those of the text, or of the escape that it is written as.
    """

    at: int
    width: int


def placed(text: str, path: str, whole: Collection[str]) -> Iterator[Element]:
    """The same of the text of a whole file; texts in it are `Placed`, but for those in CDATA sections.

    Raises:
        FormatError: As for `elements`.
    """
    builder = _PlacingBuilder(path, whole, text)
    for at in range(0, len(text), _PIECE):
        builder.feed(text[at : at + _PIECE])
        yield from builder.taken()
    builder.finish()
    yield from builder.taken()


def decoded(file: BinaryIO, path: str) -> Iterator[str]:
    """The text of a file in pieces, without byte order mark.

    Raises:
        FormatError: It is in another character set than it says.
    """
    piece = file.read(_PIECE)
    codec, mark = codec_of(piece, path)
    decoder = codecs.getincrementaldecoder(codec)()
    piece = piece[mark:]
    line, column, final = 1, 1, False
    while not final:
        final = not piece
        try:
            text = decoder.decode(piece, final)
        except UnicodeDecodeError as error:
            text = error.object[: error.start].decode(codec, "replace")
            yield text
            line, column = _after(text, line, column)
            message = f"not {codec.upper()} from here on, which the file claims to be; save it as UTF-8"
            raise FormatError(message, path=path, line=line, column=column) from None
        yield text
        line, column = _after(text, line, column)
        piece = file.read(_PIECE) if not final else b""


def illegal(text: str) -> str:
    """The first character of a text that XML 1.0 cannot hold (section 2.2), not even escaped; "" if there is none."""
    if text.isprintable():
        return ""
    found = _ILLEGAL.search(text)
    return found[0] if found else ""


def escaped(text: str) -> str:
    """A text as it stands between tags; read again, it is the same."""
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    if ">" in text:
        text = text.replace(">", "&gt;")
    return text.replace("\r", "&#13;") if "\r" in text else text


def tag(name: str, attributes: dict[str, str], *, end: str = ">") -> str:
    """A start tag with these attributes, or with `end="/>"` an empty element."""
    written = ""
    for key, value in attributes.items():
        written += f' {key}="{value if value.isalnum() else _quoted(value)}"'
    return f"<{name}{written}{end}"


def quoted(value: str) -> str:
    """The value of an attribute as it is written, in quotes."""
    return f'"{_quoted(value)}"'


def _quoted(value: str) -> str:
    value = escaped(value)
    if value.isprintable() and '"' not in value:
        return value
    return value.replace('"', "&quot;").replace("\t", "&#9;").replace("\n", "&#10;")


class _Builder:
    """Makes elements of what the parser meets."""

    def __init__(self, path: str, whole: Collection[str]) -> None:
        self._path, self._whole = path, frozenset(whole)
        self._done: list[Element] = []
        self._open: list[Element] = []
        self._depth = self._size = self._fed = 0
        self._blank = True
        parser = self._parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.specified_attributes = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.EntityDeclHandler = self._declared
        parser.SkippedEntityHandler = self._skipped

    def feed(self, text: str) -> None:
        """Read on."""
        self._blank = self._blank and not text.strip()
        data = text.encode()
        self._parse(data, final=False)
        self._fed += len(data)
        if self._fed - self._parser.CurrentByteIndex > LONGEST:
            raise self._error(f"a tag or comment of more than {LONGEST:,} bytes; the file is damaged")

    def finish(self) -> None:
        """This was all."""
        if not self._blank:
            self._parse(b"", final=True)

    def taken(self) -> Iterator[Element]:
        """What has come up to here."""
        done, self._done = self._done, []
        return iter(done)

    def _parse(self, data: bytes, *, final: bool) -> None:
        try:
            self._parser.Parse(data, final)
        except expat.ExpatError as error:
            said = _SAID_BY_CODE.get(error.code) or f"not well-formed XML: {expat.ErrorString(error.code)}"
            raise FormatError(said, path=self._path, line=error.lineno, column=error.offset + 1) from None

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        parser, above = self._parser, self._open
        self._depth += 1
        if self._depth > DEEPEST:
            raise self._error(f"more than {DEEPEST} elements within each other; no such file is read")
        element = Element(name, attributes, parser.CurrentLineNumber, parser.CurrentColumnNumber + 1, [], self._depth)
        if above:
            above[-1].parts.append(element)
            above.append(element)
            self._grow(_NODE + sum(map(len, attributes.values())) if attributes else _NODE)
        elif name.rpartition(":")[2] in self._whole:
            above.append(element)
            self._size = 0
        else:
            self._done.append(element)

    def _end(self, name: str) -> None:
        self._depth -= 1
        if self._open:
            element = self._open.pop()
            if not self._open:
                self._done.append(element)

    def _text(self, text: str) -> None:
        if self._open:
            self._open[-1].parts.append(text)
            self._grow(len(text))

    def _grow(self, size: int) -> None:
        self._size += size
        if self._size > LONGEST:
            first = self._open[0]
            message = f"<{first.name}> holds more than {LONGEST:,} characters; no such element is read"
            raise FormatError(message, path=self._path, line=first.line, column=first.column)

    def _declared(self, name: str, *_: object) -> None:
        raise self._error(f"declares the entity {name!r}, which is not safe to read; remove the declaration")

    def _skipped(self, name: str, is_parameter: bool) -> None:
        if not is_parameter:
            raise self._error(f"&{name}; is not known here, and no DTD is opened; write the character itself")

    def _error(self, message: str) -> FormatError:
        parser = self._parser
        return FormatError(
            message, path=self._path, line=parser.CurrentLineNumber, column=parser.CurrentColumnNumber + 1
        )


class _PlacingBuilder(_Builder):
    """The same for a text that is known as a whole; each text is met in pieces that stand there as they are read."""

    def __init__(self, path: str, whole: Collection[str], source: str) -> None:
        super().__init__(path, whole)
        self._source, self._data = source, source.encode()
        self._byte = self._at = 0
        self._verbatim = False
        parser = self._parser
        parser.buffer_text = False
        parser.CharacterDataHandler = self._placed_text
        parser.StartCdataSectionHandler = lambda: self._cdata(begins=True)
        parser.EndCdataSectionHandler = lambda: self._cdata(begins=False)

    def _cdata(self, *, begins: bool) -> None:
        self._verbatim = begins

    def _placed_text(self, text: str) -> None:
        if not self._open:
            return
        if self._verbatim:
            self._text(text)
            return
        piece = Placed(text)
        piece.at = at = self._offset()
        if self._source.startswith("&", at):
            piece.width = self._source.index(";", at) + 1 - at
        else:
            piece.width = 2 if self._source.startswith("\r\n", at) else len(text)
        self._text(piece)

    def _offset(self) -> int:
        """Where the parser is, in code points."""
        byte = self._parser.CurrentByteIndex
        self._at += len(self._data[self._byte : byte].decode())
        self._byte = byte
        return self._at


def _after(text: str, line: int, column: int) -> tuple[int, int]:
    breaks = text.count("\n")
    return (line + breaks, len(text) - text.rfind("\n")) if breaks else (line, column + len(text))


def codec_of(head: bytes, path: str) -> tuple[str, int]:
    """The character set of a file by its beginning, and the length of its byte order mark.

    Raises:
        FormatError: None that is read.
    """
    for magic, what in _NO_XML:
        if head.startswith(magic):
            raise FormatError(f"no XML: {what}", path=path)
    for mark, codec in _MARKS:
        if head.startswith(mark):
            return codec, len(mark)
    for begin, codec in _UNMARKED:
        if head.startswith(begin):
            return codec, 0
    declared = _DECLARED.match(head)
    name = declared[1].decode().lower() if declared else "utf-8"
    if name not in _CODECS:
        message = f"says that it is in {name}, which it is not or which is not read; save it as UTF-8"
        raise FormatError(message, path=path, line=1, column=1)
    return _CODECS[name], 0
