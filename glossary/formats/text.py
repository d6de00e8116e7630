"""Plain text: paragraphs between blank lines.

A paragraph may be hard-wrapped; its lines stay lines ("\\n"), the indentation before them is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from glossary.formats import Format
from glossary.formats._languages import languages
from glossary.formats._reading import decode, joined
from glossary.model import Resource, Segment, Span, TranslationUnit
from glossary.text.lines import Lines


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


def _paragraphs(text: str, lines: Lines) -> Iterator[list[Span]]:
    """The lines of each paragraph, without the white space around them."""
    for blank, group in groupby(lines.spans, key=lambda line: not text[line.start : line.end].strip()):
        if not blank:
            yield [_stripped(text, line) for line in group]


def _stripped(text: str, line: Span) -> Span:
    """The line without the white space around it."""
    part = text[line.start : line.end]
    return Span(line.end - len(part.lstrip()), line.start + len(part.rstrip()))


FORMAT = Format("text", (".txt",), read, bilingual=False)
