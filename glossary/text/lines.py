"""Lines and columns of a text: where an offset is, and what stands on a line."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from itertools import accumulate, count
from operator import add

from glossary.model import Location, Span


class Lines:
    r"""The lines of a text; only `\n` and `\r\n` end one, U+2028 and the like are characters of a line."""

    def __init__(self, text: str) -> None:
        self._text = text
        lengths = map(len, text.split("\n"))
        self._starts = [0, *map(add, accumulate(lengths), count(1))]
        self._starts.pop()  # behind a line end that the text does not have

    @cached_property
    def spans(self) -> list[Span]:
        """Each line without its end, in code points."""
        text, starts = self._text, self._starts
        ends = (start - 1 for start in (*starts[1:], len(text) + 1))
        return [
            Span(start, end - 1 if end > start and text[end - 1 : end + 1] == "\r\n" else end)
            for start, end in zip(starts, ends, strict=True)
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
        start, end = self._span(number - 1)
        return self._text[start:end]

    def __len__(self) -> int:
        """How many there are; one at least."""
        return len(self._starts)

    def _span(self, number: int) -> Span:
        text, start = self._text, self._starts[number]
        if number + 1 == len(self._starts):
            return Span(start, len(text))
        end = self._starts[number + 1] - 1
        return Span(start, end - 1 if end > start and text[end - 1] == "\r" else end)
