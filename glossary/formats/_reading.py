"""From bytes to segments: the text of a file, and where each part of a passage stands in it."""

from __future__ import annotations

from collections.abc import Sequence

from glossary.errors import FormatError
from glossary.model import Run, Span


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
            runs.add(1, *_line_break(text, spans[number - 1].end))
        pieces.append(text[span.start : span.end])
        runs.add(span.end - span.start, span.start)
    return "".join(pieces), runs.all()


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


def _line_break(text: str, after: int) -> tuple[int, int]:
    """Where the next line break stands, and how wide it is."""
    at = text.index("\n", after)
    crlf = at > after and text[at - 1] == "\r"
    return at - crlf, 1 + crlf
