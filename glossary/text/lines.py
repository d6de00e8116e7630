"""Lines and columns of a text: where an offset is, and what stands on a line."""

from __future__ import annotations

import re
from bisect import bisect_right

from glossary.model import Location, Span


class Lines:
    r"""The lines of a text; only `\n` and `\r\n` end one, U+2028 and the like are characters of a line.

    Attributes:
        spans: Each line without its end, in code points.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0, *(found.end() for found in re.finditer("\n", text))]
        ends = (start - 1 for start in (*self._starts[1:], len(text) + 1))
        self.spans = [
            Span(start, end - 1 if end > start and text[end - 1 : end + 1] == "\r\n" else end)
            for start, end in zip(self._starts, ends, strict=True)
        ]

    def place(self, offset: int) -> tuple[int, int]:
        """1-based line and column, in code points, of an offset."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def location(self, offset: int, path: str) -> Location:
        """The same as a location in a file."""
        return Location(path, *self.place(offset))

    def line(self, number: int) -> str:
        """A line by its 1-based number, without its line end."""
        start, end = self.spans[number - 1]
        return self._text[start:end]
