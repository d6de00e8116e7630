"""A term gets another name: in its entry, in past translations, in catalogues and texts, only where it is meant.

In a translation it is meant where its concept stands in the source, too; in a text in one language, where nothing else
can be. Borders, longer terms, code and forms are those of the finder. What has no single right answer (another script,
a form that no rule makes, a word with two meanings) is named and left to a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import NamedTuple

from glossary.checks import Finder, Passage
from glossary.checks._fix import Change, encoded
from glossary.checks._run import read_file
from glossary.checks._subject import pair_of
from glossary.errors import FormatError
from glossary.formats import HEAD, format_of
from glossary.model import (
    Code,
    Concept,
    Finding,
    Location,
    PartOfSpeech,
    Segment,
    Severity,
    Span,
    Term,
    TermMatch,
    TermStatus,
    TranslationUnit,
    UnitState,
)
from glossary.stores import StoredUnit
from glossary.text.forms import inflections
from glossary.text.language import primary

RULE = "not-renamed"


class Edit(NamedTuple):
    """What stands instead of a part of a text."""

    span: Span
    text: str


@dataclass(slots=True)
class Renaming:
    """What a new name changes; nothing is written yet.

    Attributes:
        concept: As it is to be.
        changes: Files before and after, that of the terms first.
        places: How many times the term is replaced in each file, by path; of a catalogue, how many translations change.
        edits: By path, what is replaced in the text before, in order: in a text the terms, else what differs in lines.
        units: Units of the memory as they are, with their new translations, which are drafts.
        left: Places that a person has to look at.
    """

    concept: Concept
    changes: list[Change] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)
    edits: dict[str, Sequence[Edit]] = field(default_factory=dict)
    units: list[tuple[StoredUnit, TranslationUnit]] = field(default_factory=list)
    left: list[Finding] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Rename:
    """The term of a concept, and what it is to be called."""

    concept: Concept
    old: Term
    new: str
    finder: Finder

    def entry(self, *, keep_old: bool) -> Concept:
        """The concept with the new name in the place of the old one, which stays as a deprecated one if wanted.

        Forms and longer words that were written for the old name go with it.
        """
        terms: list[Term] = []
        for term in self.concept.terms:
            if term == self.old:
                terms.append(replace(term, text=self.new, forms=(), not_inside=(), origin=None))
                terms += [replace(term, status=TermStatus.DEPRECATED, origin=None)] * keep_old
            else:
                terms.append(term)
        return replace(self.concept, terms=tuple(terms))

    def unit(self, unit: TranslationUnit, left: list[Finding]) -> TranslationUnit | None:
        """A translation with the new name, as a draft; None if nothing changes."""
        if unit.target is None or unit.target_lang is None or primary(unit.target_lang) != primary(self.old.lang):
            return None
        pair = pair_of(unit, self.finder)
        if not any(match.concept.id == self.concept.id for match in pair.source.terms):
            return None
        edits = list(self._edits(pair.target, unit.origin, left, is_said=True))
        if not edits:
            return None
        return replace(unit, target=_edited(unit.target, edits), state=UnitState.INITIAL)

    def file(self, data: bytes, path: str, left: list[Finding]) -> tuple[Change, int, Sequence[Edit]] | None:
        """A catalogue or a text with the new name, in how many places, and the edits; None if nothing changes.

        Raises:
            FormatError: It cannot be read, or not be changed.
        """
        form = format_of(path, data[:HEAD])
        return self._catalogue(data, path, left) if form.bilingual else self._text(data, path, left)

    def _catalogue(self, data: bytes, path: str, left: list[Finding]) -> tuple[Change, int, Sequence[Edit]] | None:
        form = format_of(path, data[:HEAD])
        if form.edited is None:
            raise FormatError(f"translations in {form.name} are not changed in their file; leave it out", path=path)
        resource = form.read(data, path)
        resource = replace(resource, entries=list(resource.entries))
        changed = [new for unit in resource.units() if (new := self.unit(unit, left))]
        if not changed:
            return None
        made = form.edited(resource, changed)
        text = form.read(made, path).text
        return Change(path, data, made, resource.text, text), len(changed), differing(resource.text, text)

    def _text(self, data: bytes, path: str, left: list[Finding]) -> tuple[Change, int, Sequence[Edit]] | None:
        file = read_file(data, path, format_of(path, data[:HEAD]), self.finder)
        edits: list[Edit] = []
        for passage in file.document.passages:
            if primary(passage.lang) != primary(self.old.lang):
                continue
            for span, better in self._edits(passage, passage.origin, left, is_said=False):
                place = passage.segment.place(span)
                written = file.format.escape(passage.text[span.start : span.end])
                refused = file.format.cannot_hold
                if place and not (refused and refused(better)) and file.text[place.start : place.end] == written:
                    edits.append(Edit(place, file.format.escape(better)))
                else:
                    left.append(
                        _left(passage.text[span.start : span.end], "is written in an unusual way", passage.origin)
                    )
        if not edits:
            return None
        edits = _in_order(edits)
        text = edited(file.text, edits)
        return Change(path, data, encoded(text, data, file), file.text, text), len(edits), edits

    def _edits(
        self, passage: Passage, origin: Location | None, left: list[Finding], *, is_said: bool
    ) -> Iterator[tuple[Span, str]]:
        for span, group in groupby(passage.terms, key=lambda match: match.span):
            matches = list(group)
            ours = next((match for match in matches if self._is_meant(match)), None)
            if ours is None or ours.identifier:
                continue
            better = _in_form(ours.surface, self.old.text, self.new)
            if len(matches) > 1 and not is_said:
                left.append(_left(ours.surface, "has several meanings", origin))
            elif better is None:
                left.append(_left(ours.surface, f"has no sure form of {self.new!r}", origin))
            else:
                yield span, better

    def _is_meant(self, match: TermMatch) -> bool:
        return match.concept.id == self.concept.id and (match.term.text, match.term.lang) == (
            self.old.text,
            self.old.lang,
        )


def renaming(
    rename: Rename,
    *,
    keep_old: bool,
    units: Iterable[StoredUnit],
    files: Iterable[tuple[str, bytes]],
) -> Renaming:
    """What a new name changes in units and files; the file of the terms is left to the caller.

    Raises:
        FormatError: A file cannot be read, or not be changed.
    """
    result = Renaming(rename.entry(keep_old=keep_old))
    for stored in units:
        if new := rename.unit(stored.unit, result.left):
            result.units.append((stored, new))
    for path, data in files:
        if found := rename.file(data, path, result.left):
            change, result.places[path], result.edits[path] = found
            result.changes.append(change)
    return result


def edited(text: str, edits: Sequence[Edit]) -> str:
    """A text after edits, which are in order and have nothing in common."""
    pieces: list[str] = []
    at = 0
    for span, better in edits:
        pieces += [text[at : span.start], better]
        at = span.end
    return "".join((*pieces, text[at:]))


def differing(old: str, new: str) -> list[Edit]:
    """What is to be replaced in a text so that it becomes another, line by line; of lines only the part that differs.

    Both have most lines in common, and what differs is near: after lines that differ, the nearest ones that are equal
    are where both go on.
    """
    ours, theirs = _LINE.findall(old), _LINE.findall(new)
    edits: list[Edit] = []
    here = there = at = 0
    while here < len(ours) or there < len(theirs):
        if here < len(ours) and there < len(theirs) and ours[here] == theirs[there]:
            at += len(ours[here])
            here, there = here + 1, there + 1
            continue
        less, more = _to_equal_lines(ours, theirs, here, there)
        before, after = "".join(ours[here : here + less]), "".join(theirs[there : there + more])
        edits.append(_narrowed(before, after, at))
        at += len(before)
        here, there = here + less, there + more
    return edits


_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_NEAR = 200
"""Lines among which the next equal ones are looked for."""


def _to_equal_lines(ours: Sequence[str], theirs: Sequence[str], here: int, there: int) -> tuple[int, int]:
    """How many lines on either side come before two that are equal; all that are left if there are none near."""
    for together in range(1, _NEAR):
        for less in range(together + 1):
            one, other = here + less, there + together - less
            if one < len(ours) and other < len(theirs) and ours[one] == theirs[other]:
                return less, together - less
    return len(ours) - here, len(theirs) - there


def _narrowed(before: str, after: str, at: int) -> Edit:
    """Without what both have in common at the beginning and at the end."""
    short = min(len(before), len(after))
    low = next((n for n in range(short) if before[n] != after[n]), short)
    high = next((n for n in range(short - low) if before[-1 - n] != after[-1 - n]), short - low)
    return Edit(Span(at + low, at + len(before) - high), after[low : len(after) - high])


def _in_order(edits: Iterable[Edit]) -> list[Edit]:
    """Edits of a text in order; of two of the same place, which a text may say twice, only one."""
    kept: list[Edit] = []
    for edit in sorted(set(edits)):
        if not kept or edit.span.start >= kept[-1].span.end:
            kept.append(edit)
    return kept


def _in_form(surface: str, old: str, new: str) -> str | None:
    """The new name as the old one stands there: its case, its plural; None if that is not sure."""
    if surface == old:
        return new
    plurals, others = (inflections(text, PartOfSpeech.NOUN) for text in (old, new))
    if surface.lower() in map(str.lower, plurals) and len(others) == 1:
        new = others[0]
    elif surface.lower() != old.lower():
        return None
    if surface in plurals:
        return new
    if surface.isupper() and len(surface) > 1 and not old.isupper():
        return new.upper()
    return new[:1].upper() + new[1:] if surface[:1].isupper() and old[:1].islower() else new


def _edited(segment: Segment, edits: Sequence[tuple[Span, str]]) -> Segment:
    """The segment with other words in some places, its codes where they were."""
    parts: list[str | Code] = []
    at = 0
    for part in segment.parts:
        text = part if isinstance(part, str) else part.data
        end = at + len(text)
        if isinstance(part, str):
            for span, better in reversed(edits):
                if at <= span.start and span.end <= end:
                    text = text[: span.start - at] + better + text[span.end - at :]
            parts.append(text)
        else:
            parts.append(part)
        at = end
    return Segment(tuple(parts))


def _left(surface: str, why: str, origin: Location | None) -> Finding:
    return Finding(RULE, Severity.WARNING, f"'{surface}' is left as it is: it {why}; see for yourself", origin)
