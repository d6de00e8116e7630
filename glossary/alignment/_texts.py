"""What alignment sees of a file: its sentences, the passages that they are in, and their anchors.

An anchor is what a translator leaves as it is (numbers, names in Latin letters, URLs, code), a term of the termbase,
which is the same concept in both languages, a question or exclamation mark at the end; for the first sentence of a
passage also what stands before it (code blocks, the marks of headings and lists).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from glossary.errors import FormatError
from glossary.matching.align import Block
from glossary.matching.sentences import Sentence
from glossary.model import Lang, Location, Resource, Segment, Span, TermMatch, TranslationUnit
from glossary.text.lines import Lines
from glossary.text.numbers import leaves, quantities
from glossary.text.patterns import lazy
from glossary.text.segment import sentences

Finder = Callable[[str], Sequence[TermMatch]]


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of a file.

    Attributes:
        span: In the text of the file.
        text: As it is written, codes included.
        kind: Of its passage.
        passage: The number of its passage.
    """

    text: str
    span: Span
    origin: Location
    lang: Lang
    kind: str
    passage: int


class Text:
    """The sentences of a file.

    Attributes:
        lines: As they are written.
        sentences: The same, as alignment sees them.
        passages: The passages that they are in.
    """

    def __init__(self, resource: Resource, finder: Finder) -> None:
        self.lines: list[Line] = []
        self.sentences: list[Sentence] = []
        self.passages: list[Block] = []
        units = list(resource.units())
        lines = Lines(resource.text)
        spans = _divided(units)
        end = 0
        for unit, those in zip(units, spans, strict=True):
            place = unit.source.place(Span(0, len(unit.source.raw)))
            before = resource.text[end : place.start] if place else ""
            end = place.end if place else end
            self._add(unit, those, before, lines, finder)

    def _add(self, unit: TranslationUnit, spans: Sequence[Span], before: str, lines: Lines, finder: Finder) -> None:
        if not spans:
            return
        number = len(self.passages)
        kind = unit.context or "paragraph"
        self.passages.append(Block(kind, unit.source.raw, unit.source_lang))
        prose = _prose(unit.source)
        for at, span in enumerate(spans):
            raw, text = unit.source.raw[span.start : span.end], prose[span.start : span.end]
            place = unit.source.place(span) or Span(0, 0)
            path = unit.origin.path if unit.origin else ""
            self.lines.append(Line(raw, place, lines.location(place.start, path), unit.source_lang, kind, number))
            anchors = set(_anchors(raw, text, unit.source_lang, finder))
            if at == 0:
                anchors.update(_structure(before))
            self.sentences.append(Sentence(" ".join(text.split()), number, frozenset(anchors)))


MOST_SENTENCES = 100_000
"""Of one text; what has more is no document, and takes minutes."""


def _divided(units: Sequence[TranslationUnit]) -> list[list[Span]]:
    """The sentences of each passage.

    Raises:
        FormatError: There are too many.
    """
    spans: list[list[Span]] = []
    number = 0
    for unit in units:
        spans.append(sentences(unit.source))
        number += len(spans[-1])
        if number > MOST_SENTENCES:
            path = unit.origin.path if unit.origin else None
            raise FormatError(f"more than {MOST_SENTENCES:,} sentences; align it part by part", path=path)
    return spans


_WORD = lazy(r"[A-Za-z][A-Za-z0-9_]+")
_MARKER = lazy(r"[^\s\w]+[ \t]*$|[0-9]+[.)][ \t]*$")
_MOST_WORDS = 200
"""Of what stands between two passages."""
_ENDINGS = {"?": "?", "？": "?", "!": "!", "！": "!", ":": ":", "：": ":"}


def _prose(segment: Segment) -> str:
    """The `raw` of a segment with spaces for its codes."""
    return "".join(part if isinstance(part, str) else " " * len(part.data) for part in segment.parts)


def _anchors(raw: str, text: str, lang: Lang, finder: Finder) -> Iterator[str]:
    for word in _WORD.findall(raw):
        yield _word(word)
    for quantity in leaves(quantities(text, lang)):
        if quantity.sure:
            yield f"#{quantity.value}"
    for match in finder(text):
        if not match.miscased:
            yield f"@{match.concept.id}"
    if ending := _ENDINGS.get(text.strip().strip("\"'”’」』*_)）")[-1:]):
        yield ending


def _structure(before: str) -> Iterator[str]:
    """What stands before a passage and after the one before it."""
    for word in _WORD.findall(before)[-_MOST_WORDS:]:
        yield f"^{_word(word)}"
    if marker := _MARKER.search(before):
        yield f"^{marker[0].strip()}"


def _word(word: str) -> str:
    folded = word.casefold()
    return folded[:-1] if len(folded) > 3 and folded.endswith("s") and not folded.endswith("ss") else folded
