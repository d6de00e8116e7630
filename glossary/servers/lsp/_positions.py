"""Positions of the protocol, a line and units of UTF-8, UTF-16 or UTF-32 in it, and code points of a text.

A position that is nowhere is taken as the nearest one before it: beyond the end of a line its end, inside a surrogate
pair or the bytes of a character the beginning of that character, beyond the last line the end of the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cached_property

from lsprotocol.types import Position, PositionEncodingKind, Range

from glossary.model import Span

_LINE_END = re.compile(r"\r\n|\n|\r")
"""As LSP says; U+2028 and the like are characters of a line."""


class Positions:
    """The positions of one text.

    Args:
        text: Without lone surrogates.
        encoding: What the units of a position are.
    """

    def __init__(self, text: str, encoding: str) -> None:
        self._text = text
        self._encoding = str(getattr(encoding, "value", encoding))

    @cached_property
    def _starts(self) -> list[int]:
        """Where the lines begin."""
        return [0, *(found.end() for found in _LINE_END.finditer(self._text))]

    def edited(self, span: Span, new: str) -> tuple[str, Positions]:
        """The text with something else at a span, and its positions; only what changes is looked through again."""
        text, starts = self._text[: span.start] + new + self._text[span.end :], self._starts
        made = Positions(text, self._encoding)
        first, last = max(bisect_left(starts, span.start), 1), bisect_right(starts, span.end)
        end, grown = span.start + len(new), len(text) - len(self._text)
        between = (found.end() for found in _LINE_END.finditer(text, starts[first - 1], end + 1))
        made._starts = [*starts[:first], *(at for at in between if at <= end), *(at + grown for at in starts[last:])]
        return text, made

    def offset(self, position: Position) -> int:
        """Code points from the beginning of the text."""
        if position.line < 0:
            return 0
        if position.line >= len(self._starts):
            return len(self._text)
        start = self._starts[position.line]
        line = self._text[start : self._end(position.line)]
        return start + self._code_points(line, max(position.character, 0))

    def position(self, offset: int) -> Position:
        """Where an offset is."""
        offset = min(max(offset, 0), len(self._text))
        line = bisect_right(self._starts, offset) - 1
        return Position(line, self._units(self._text[self._starts[line] : offset]))

    def span(self, range: Range) -> Span:
        """The code points of a range; one that ends before it begins is taken the other way round."""
        start, end = sorted((self.offset(range.start), self.offset(range.end)))
        return Span(start, end)

    def range(self, span: Span) -> Range:
        """Where a span is."""
        return Range(self.position(span.start), self.position(span.end))

    def line_start(self, offset: int) -> int:
        """Where the line begins that an offset is in."""
        return self._starts[bisect_right(self._starts, offset) - 1]

    def line_end(self, offset: int) -> int:
        """Where that line ends, without its line end."""
        return self._end(bisect_right(self._starts, offset) - 1)

    def _end(self, line: int) -> int:
        """Where a line ends, without its line end."""
        if line + 1 >= len(self._starts):
            return len(self._text)
        end = self._starts[line + 1]
        return end - 2 if self._text.startswith("\r\n", end - 2) else end - 1

    def _code_points(self, line: str, units: int) -> int:
        if line.isascii() or self._encoding == PositionEncodingKind.Utf32.value:
            return min(units, len(line))
        if self._encoding == PositionEncodingKind.Utf8.value:
            return len(line.encode()[:units].decode(errors="ignore"))
        return len(line.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore"))

    def _units(self, text: str) -> int:
        if text.isascii() or self._encoding == PositionEncodingKind.Utf32.value:
            return len(text)
        if self._encoding == PositionEncodingKind.Utf8.value:
            return len(text.encode())
        return len(text.encode("utf-16-le")) // 2
