"""Where somebody is writing: which segment is being translated there, and where its translation stands.

A catalogue says so itself; of a text, its original is the file beside it (`use.zh.md` beside `use.en.md`), and its
passages are aligned with those of the original. And which terms may be written there, and in the place of what.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from glossary.errors import FormatError
from glossary.formats import HEAD, format_of
from glossary.model import (
    USABLE,
    Concept,
    Lang,
    Segment,
    SegmentTerm,
    Span,
    Term,
    TermHit,
    TranslationUnit,
    UnitState,
    Via,
)
from glossary.text.changed import changed
from glossary.text.language import fallbacks
from glossary.text.patterns import lazy


@dataclass(frozen=True, slots=True)
class Place:
    """A segment whose translation is being written.

    Attributes:
        source: The segment.
        target: Where the translation stands in the text, or will.
        written: What there is of it, without escapes.
        context: What tells equal segments apart.
        is_whole: All of the translation stands at `target`, and nothing else.
        unit: The same with its codes, where a catalogue has such; else None.
        put: How a translation is written at `target`; None if it has codes that have no place there.
    """

    source: str
    lang: Lang
    target_lang: Lang
    target: Span
    written: str
    context: str = ""
    is_whole: bool = True
    unit: TranslationUnit | None = None
    put: Callable[[Segment], str | None] = lambda segment: segment.raw

    def finished(self) -> TranslationUnit:
        """The segment and what is written of its translation, as something to be remembered."""
        if self.unit:
            return replace(self.unit, state=UnitState.TRANSLATED, candidates=())
        source, target = Segment((self.source,)), Segment((self.written,))
        return TranslationUnit(source, target, self.lang, self.target_lang, UnitState.TRANSLATED, context=self.context)


@dataclass(frozen=True, slots=True)
class Offer:
    """A term that somebody may go on writing.

    Attributes:
        span: Which part of the line up to there it replaces.
        renders: What it is the rendering of; empty if it only begins as what was typed.
    """

    term: Term
    concept: Concept
    span: Span
    renders: str = ""

    @property
    def others(self) -> list[str]:
        """What somebody may write for it in other languages, each once."""
        there = (term for term in usable(self.concept) if term.lang != self.term.lang and not term.computed)
        return list(dict.fromkeys(term.text for term in there))


def begun(hits: Iterable[tuple[Span, TermHit]], lang: Lang) -> Iterator[Offer]:
    """The usable terms of the concepts that what was typed may become (`Project.complete`).

    Of each concept those in the language that is being written come first, then what was met.
    """
    langs = fallbacks(lang)
    for span, hit in hits:
        terms = (term for term in usable(hit.concept) if not term.computed or term.lang in langs)
        for term in sorted(terms, key=lambda term: (term.lang not in langs, term.text != hit.matched.text)):
            yield Offer(term, hit.concept, span)


def used_first(hits: Iterable[tuple[Span, TermHit]], text: str) -> list[tuple[Span, TermHit]]:
    """Of the terms that the same part of what was typed may become, first whole ones, then those a text uses most."""

    def order(begun: tuple[Span, TermHit]) -> tuple[int, bool, int, float]:
        span, hit = begun
        uses = max((text.count(term.text) for term in usable(hit.concept)), default=0)
        return span.start, hit.via is not Via.EXACT, -uses, -hit.score

    return sorted(hits, key=order)


def renderings(typed: str, terms: Iterable[SegmentTerm], hits: Iterable[tuple[Span, TermHit]]) -> list[Offer]:
    """What the terms of a segment are in its translation: first what was begun, then as the segment has them.

    Args:
        typed: The line up to where somebody is writing.
        terms: Those of the segment.
        hits: What was typed may become these (`Project.complete`), however it was typed: zl, distil.
    """
    starts = {hit.concept.id: span.start for span, hit in hits}
    found = []
    for each in terms:
        for term in filter(None, (each.preferred, *each.admitted)):
            same = next((n for n in range(min(len(typed), len(term.text)), 0, -1) if _begins(term.text, typed[-n:])), 0)
            span = Span(min(len(typed) - same, starts.get(each.concept.id, len(typed))), len(typed))
            if span.start == span.end and _LETTER_LAST.search(typed):
                continue  # nothing belongs behind the beginning of another word
            found.append(Offer(term, each.concept, span, " ".join(each.surface.split())))
    return sorted(found, key=lambda offer: offer.span.start == len(typed))


def usable(concept: Concept) -> list[Term]:
    """The terms that somebody may write, the preferred ones first."""
    found = [term for term in concept.terms if term.status in USABLE]
    return sorted(found, key=lambda term: (USABLE.index(term.status), term.computed))


def prose(path: str, text: str, span: Span) -> str:
    """A part of a text with U+FFFC for what in it nobody reads: code of programs, tags of XML, keys of terms files.

    Args:
        path: Its name says what it is.
        text: The whole text.
        span: Of which part is asked.

    Returns:
        As many characters as the part has.
    """
    from glossary.checks._subject import masked

    name = path.lower()
    part = text[span.start : span.end]
    if name.endswith(_XML):
        before = text.rfind("<", 0, span.start) > text.rfind(">", 0, span.start)
        return masked(part, (found.span() for found in (_TAGS_FROM_WITHIN if before else _TAGS).finditer(part)))
    if name.endswith((".yaml", ".yml")):
        return masked(part, (found.span() for found in _KEYS.finditer(part)))
    from glossary.formats.source import program_of, readable

    if not program_of(path):
        return part
    return masked(part, _between(readable(text, path), span))


_XLIFF = (".xlf", ".xliff", ".sdlxliff", ".mqxliff")
_XML = (*_XLIFF, ".html", ".htm", ".xhtml")
_TAGS = lazy(r"<[^<>]*(?:>|$)")
_TAGS_FROM_WITHIN = lazy(r"\A[^<>]*(?:>|$)|<[^<>]*(?:>|$)")
_KEYS = lazy(
    r"^[ \t]*(?:-[ \t]+)*[A-Za-z_-]*(?::(?=\s|$)|\Z)|[{,][ \t]*[A-Za-z_-]*(?::(?=\s|$)|\Z)|(?:^|[ \t])#.*", re.MULTILINE
)
"""Keys, what may become one where somebody is writing, and comments."""


def _between(spans: Iterable[Span], whole: Span) -> Iterator[tuple[int, int]]:
    """What of a part is in none of some spans, which are in order."""
    at = whole.start
    for span in spans:
        if span.end > at:
            yield at - whole.start, min(max(span.start, at), whole.end) - whole.start
            at = span.end
        if at >= whole.end:
            return
    yield at - whole.start, whole.end - whole.start


_LETTER_LAST = lazy(r"[A-Za-z]\Z")


def _begins(term: str, typed: str) -> bool:
    return term.casefold().startswith(typed.casefold())


CATALOGUES = (".po", ".pot", *_XLIFF)
"""How the names of files end in which a source stands beside its translation."""


def in_catalogue(path: str, text: str, offset: int) -> Place | None:
    """The entry of a PO file, or the unit of XLIFF, whose translation an offset is in; None anywhere else."""
    return (_in_po if format_of(path).name == "po" else _in_xliff)(path, text, offset)


def _in_xliff(path: str, text: str, offset: int) -> Place | None:
    from glossary.formats._xliff_entry import unit_at

    found = unit_at(text, offset)
    if found is None:
        return None
    return replace(_place(found.unit, found.target), unit=found.unit, put=found.content)


def _in_po(path: str, text: str, offset: int) -> Place | None:
    from glossary.formats._po_entry import entry_at
    from glossary.formats.po import FORMAT

    entry = entry_at(text, offset)
    if entry is None:
        return None
    try:
        resource = FORMAT.read(entry.alone.encode(), path)
    except FormatError:
        return None
    units = list(resource.units())
    if not units or units[-1].target_lang is None:
        return None
    place = _place(units[min(entry.plural, len(units) - 1)], entry.line)
    return replace(place, is_whole=entry.is_one_line, put=lambda segment: FORMAT.escape(segment.raw))


def _place(unit: TranslationUnit, target: Span) -> Place:
    assert unit.target_lang is not None
    written = unit.target.raw if unit.target else ""
    return Place(unit.source.raw, unit.source_lang, unit.target_lang, target, written, unit.context)


class Draft:
    """A text beside its original, passage by passage; asked again while the text changes.

    Args:
        text: The translation.
        original: What it is the translation of.
    """

    def __init__(self, path: str, text: str, original_path: str, original: bytes) -> None:
        self.text = text
        self._places = _aligned(path, text, original_path, original)
        self._starts = [place.target.start for place in self._places]

    def holds(self, text: str) -> bool:
        """Whether all that has changed since then is within one passage, so that the others have only moved."""
        (low, high), _ = changed(self.text, text)
        met = (place.target for place in self._places if place.target.start < high and low < place.target.end)
        return all(start <= low and high <= end for start, end in met)

    def at(self, text: str, offset: int) -> Place | None:
        """The place of an offset in what has become of the text since then, as long as it `holds` for that."""
        (low, high), _ = changed(self.text, text)
        moved = len(text) - len(self.text)

        def now(at: int) -> int:
            return at if at <= low else at + moved if at >= high else min(at, low)

        then = offset if offset <= low else max(offset - moved, low)
        number = bisect_right(self._starts, then) - 1
        if number < 0:
            return None
        place = self._places[number]
        if not place.target.start <= then <= place.target.end:
            return None
        span = Span(now(place.target.start), max(place.target.end + moved, now(place.target.start)))
        if place.target.end < low:
            span = place.target
        return Place(place.source, place.lang, place.target_lang, span, text[span.start : span.end])


def _aligned(path: str, text: str, original_path: str, original: bytes) -> list[Place]:
    from glossary.matching.align import Block, align

    theirs = _units(path, text.encode())
    ours = _units(original_path, original)
    blocks = [[Block(unit.context, unit.source.raw, unit.source_lang) for unit in units] for units in (ours, theirs)]
    places = []
    for here, there in align(*blocks):
        if here is None or there is None or not theirs[there].source.runs:
            continue
        runs = theirs[there].source.runs
        span = Span(runs[0].at, runs[-1].at + runs[-1].width)
        written = text[span.start : span.end]
        places.append(Place(ours[here].source.raw, ours[here].source_lang, theirs[there].source_lang, span, written))
    return sorted(places, key=lambda place: place.target)


def _units(path: str, data: bytes) -> Sequence[TranslationUnit]:
    form = format_of(path, data[:HEAD])
    return list(form.read(data, path).units())
