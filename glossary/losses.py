"""What of a concept a file can carry, what gets lost, and what is left of the concept then.

A format or a tool carries some data categories. Everything that is lost when terms are written is named, term by term;
what a file could not have said is not taken for a change when it is read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import replace
from typing import Any, NamedTuple

from glossary.model import (
    USABLE,
    Concept,
    DataCategory,
    Location,
    Term,
    TermStatus,
    TranslationUnit,
    UnitPart,
    UnitState,
)

EVERYTHING = frozenset(DataCategory)

_OF_TERMS = {
    DataCategory.PART_OF_SPEECH: "part_of_speech",
    DataCategory.TERM_TYPE: "term_type",
    DataCategory.FORMS: "forms",
    DataCategory.CASE: "case",
    DataCategory.TERM_NOTE: "note",
    DataCategory.FIND: "find",
    DataCategory.INSIDE: "inside",
    DataCategory.NOT_INSIDE: "not_inside",
}
_OF_CONCEPTS = {
    DataCategory.SUBJECT: "subject",
    DataCategory.DEFINITION: "definition",
    DataCategory.NOTE: "note",
    DataCategory.EXAMPLE: "examples",
    DataCategory.RELATED: "related",
    DataCategory.TRANSLATE: "translatable",
}
"""The field for each category; what it holds when there is nothing to say is in `_SILENT`."""
_SILENT: dict[str, Any] = {
    "part_of_speech": None,
    "term_type": None,
    "forms": (),
    "case": None,
    "note": "",
    "find": True,
    "inside": False,
    "not_inside": (),
    "subject": "",
    "definition": {},
    "examples": (),
    "related": (),
    "translatable": True,
}


class Loss(NamedTuple):
    """Something that a concept says, or one of its terms, and that a file does not carry."""

    category: DataCategory
    concept: Concept
    term: Term | None

    @property
    def origin(self) -> Location | None:
        """Where it was written."""
        return (self.term.origin if self.term else None) or self.concept.origin


class Unheld(NamedTuple):
    """A text of a concept that a file cannot hold.

    Attributes:
        category: What it is; None for a term itself.
        term: The term, or the one that it is about.
        char: The character that the file cannot hold.
    """

    category: DataCategory | None
    concept: Concept
    term: Term | None
    char: str

    @property
    def message(self) -> str:
        """It as a sentence."""
        id, char = self.concept.id, f"U+{ord(self.char):04X}"
        what = self.term.text if self.term else ""
        if self.category:
            what = f"{self.category} of {what}" if what else f"{self.category}"
        return f"{what} ({id}) is left out: it holds {char}, which no such file can hold"

    @property
    def origin(self) -> Location | None:
        """Where it was written."""
        return (self.term.origin if self.term else None) or self.concept.origin


def said(concept: Concept) -> Iterator[tuple[DataCategory, Term | None]]:
    """What a concept says, and on which of its terms; terms that were computed count for nothing."""
    yield DataCategory.ID, None
    for category, field in _OF_CONCEPTS.items():
        if getattr(concept, field) != _SILENT[field]:
            yield category, None
    first: dict[str, Term] = {}
    for term in written_terms(concept):
        if term.status not in USABLE:
            yield DataCategory.UNUSABLE, term
        elif term.lang in first:
            yield DataCategory.SYNONYM, term
        if term.status is not usual_status(first=term.lang not in first):
            yield DataCategory.STATUS, term
        first.setdefault(term.lang, term)
        for category, field in _OF_TERMS.items():
            if getattr(term, field) != _SILENT[field]:
                yield category, term


def losses(concepts: Iterable[Concept], carries: Set[DataCategory]) -> Iterator[Loss]:
    """What gets lost of each concept.

    An id is no loss: it is the termbase's own, and made again from the terms.
    """
    for concept in concepts:
        for category, term in said(concept):
            if category not in carries and category is not DataCategory.ID:
                yield Loss(category, concept, term)


def lost_of(concept: Concept, part: Concept) -> Counter[str]:
    """What a concept says and a part of it does not, and how often; an id is no loss."""
    lost: Counter[str] = Counter(category for category, _ in said(concept))
    lost.subtract(category for category, _ in said(part))
    langs = {term.lang for term in part.terms}
    others = [term for term in written_terms(concept) if term.lang not in langs and term.status in USABLE]
    lost["terms in other languages"] = len({term.lang for term in others})
    return +lost


def lost_parts(unit: TranslationUnit, keeps: Set[UnitPart], prefix: str) -> Iterator[UnitPart]:
    """What of a unit gets lost.

    Args:
        keeps: What the format keeps.
        prefix: Begins the names of meta that the format keeps (`po:`); meta of other formats is lost.
    """
    if unit.id and not is_made_of_source(unit) and UnitPart.ID not in keeps:
        yield UnitPart.ID
    if unit.context and UnitPart.CONTEXT not in keeps:
        yield UnitPart.CONTEXT
    if unit.note and UnitPart.NOTE not in keeps:
        yield UnitPart.NOTE
    if unit.state is UnitState.INITIAL and unit.target and UnitPart.DRAFT not in keeps:
        yield UnitPart.DRAFT
    if unit.state in (UnitState.REVIEWED, UnitState.FINAL) and UnitPart.STATE not in keeps:
        yield UnitPart.STATE
    if UnitPart.CODES not in keeps and any(side.codes for side in (unit.source, unit.target) if side):
        yield UnitPart.CODES
    if unit.candidates and UnitPart.CANDIDATE not in keeps:
        yield UnitPart.CANDIDATE
    if any(not (UnitPart.META in keeps and name.startswith(prefix)) for name in unit.meta):
        yield UnitPart.META


def is_made_of_source(unit: TranslationUnit) -> bool:
    """Whether the id of a unit says nothing new: its source, or as catalogues make it, context, U+0004 and source."""
    source = unit.source.raw
    return bool(source) and (unit.id == source or unit.id.endswith(f"\4{source}"))


def reduced(concept: Concept, carries: Set[DataCategory]) -> Concept:
    """The concept with only what is carried: what a file that was made of it can say at most."""
    terms: list[Term] = []
    for term in written_terms(concept):
        if DataCategory.UNUSABLE not in carries and term.status not in USABLE:
            continue
        first = all(term.lang != other.lang for other in terms)
        if not first and DataCategory.SYNONYM not in carries:
            continue
        silent = {field: _SILENT[field] for category, field in _OF_TERMS.items() if category not in carries}
        if DataCategory.STATUS not in carries:
            silent["status"] = usual_status(first=first)
        terms.append(replace(term, **silent))
    silent = {field: _SILENT[field] for category, field in _OF_CONCEPTS.items() if category not in carries}
    return replace(concept, terms=tuple(terms), **silent)


def without(concept: Concept, cannot_hold: Callable[[str], str]) -> tuple[Concept, list[Unheld]]:
    """A concept without the terms and other texts that a file cannot hold, and what those were.

    Args:
        concept: It may be left without a term, or without an id.
        cannot_hold: The first character of a text that the file cannot hold; "" if it can hold all.
    """
    out: list[Unheld] = []

    def held(text: str, category: DataCategory | None, term: Term | None = None) -> bool:
        if char := cannot_hold(text):
            out.append(Unheld(category, concept, term, char))
        return not char

    terms: list[Term] = []
    for term in concept.terms:
        if held(term.text, None, term):
            forms = tuple(form for form in term.forms if held(form, DataCategory.FORMS, term))
            longer = tuple(text for text in term.not_inside if held(text, DataCategory.NOT_INSIDE, term))
            note = term.note if held(term.note, DataCategory.TERM_NOTE, term) else ""
            terms.append(replace(term, forms=forms, not_inside=longer, note=note))
    definitions = concept.definition.items()
    kept = replace(
        concept,
        id=concept.id if held(concept.id, DataCategory.ID) else "",
        terms=tuple(terms),
        subject=concept.subject if held(concept.subject, DataCategory.SUBJECT) else "",
        definition={lang: text for lang, text in definitions if held(text, DataCategory.DEFINITION)},
        note=concept.note if held(concept.note, DataCategory.NOTE) else "",
        examples=tuple(text for text in concept.examples if held(text, DataCategory.EXAMPLE)),
        related=tuple(id for id in concept.related if held(id, DataCategory.RELATED)),
    )
    return (kept if out else concept), out


def held(
    concepts: Iterable[Concept], cannot_hold: Callable[[str], str] | None, carries: Set[DataCategory]
) -> tuple[list[Concept], list[Unheld]]:
    """The concepts without what a file cannot hold (see `without`), and what of that it would have carried."""
    if cannot_hold is None:
        return list(concepts), []
    kept: list[Concept] = []
    unheld: list[Unheld] = []
    for concept in concepts:
        rest, out = without(concept, cannot_hold)
        kept.append(rest)
        unheld += (each for each in out if each.category is None or each.category in carries)
    return kept, unheld


def written_terms(concept: Concept) -> tuple[Term, ...]:
    """Those that somebody wrote, without those that OpenCC made."""
    return tuple(term for term in concept.terms if not term.computed)


def usual_status(*, first: bool) -> TermStatus:
    """The status of a term that says nothing: the first of a language is preferred, the others are admitted."""
    return TermStatus.PREFERRED if first else TermStatus.ADMITTED
