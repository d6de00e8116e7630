"""Concepts and pairs of terms: what a list of words with one column for each language has of a termbase.

Only terms that may be used make pairs, since most tools suggest whatever they are given.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from glossary.model import USABLE, Concept, Lang, Segment, Term, TermStatus, TranslationUnit, UnitState
from glossary.text.language import fallbacks, in_order


@dataclass(frozen=True, slots=True)
class TermPair:
    """A term with what to write for it in another language.

    Attributes:
        targets: The preferred one first.
        first: The source is the preferred term of its concept, not one of the further ones.
    """

    concept: Concept
    source: Term
    targets: tuple[Term, ...]
    first: bool = True


def usable_terms(concept: Concept, lang: Lang) -> list[Term]:
    """The terms to write in a language, or in what stands in for it: preferred ones first, each text once."""
    for stand_in in fallbacks(lang):
        usable = [term for term in concept.terms_in(stand_in) if term.status in USABLE]
        if usable:
            by_text = {term.text: term for term in reversed(usable)}
            return sorted(reversed(by_text.values()), key=lambda term: term.status is not TermStatus.PREFERRED)
    return []


def term_pairs(concepts: Iterable[Concept], source: Lang, target: Lang) -> Iterator[TermPair]:
    """A pair for each usable term in the source language, in the order of the concepts.

    A name that stays as it is stands for itself where it has no term in the target language.
    """
    for concept in concepts:
        sources, targets = usable_terms(concept, source), usable_terms(concept, target)
        if not concept.translatable:
            sources = sources or [replace(term, lang=source) for term in targets[:1]]
            targets = targets or [replace(term, lang=target) for term in sources[:1]]
        if targets:
            for term in sources:
                yield TermPair(concept, term, tuple(targets), first=term is sources[0])


def units_of(concepts: Iterable[Concept], source: Lang, target: Lang) -> Iterator[TranslationUnit]:
    """A translation unit for each pair of a term and the preferred one in the other language."""
    for pair in term_pairs(concepts, source, target):
        yield TranslationUnit(
            Segment((pair.source.text,)),
            Segment((pair.targets[0].text,)),
            source,
            target,
            UnitState.FINAL,
            id=pair.concept.id,
            note=pair.source.note,
            origin=pair.source.origin or pair.concept.origin,
        )


def concepts_of(units: Iterable[TranslationUnit]) -> list[Concept]:
    """A concept for each source (in its context) with all its translations, the first preferred; untranslated left out.

    The ids are empty: whoever keeps the concepts names them.
    """
    found: dict[tuple[str, Lang, str], Concept] = {}
    for unit in units:
        if unit.target is None or unit.target_lang is None or not unit.source.text.strip():
            continue
        known = found.get(key := (unit.context, unit.source_lang, unit.source.text))
        if known is None:
            source = Term(unit.source.text, unit.source_lang, origin=unit.origin)
            known = Concept("", (source,), note=unit.note, origin=unit.origin)
        there = known.terms_in(unit.target_lang)
        if unit.target.text not in [term.text for term in there]:
            status = TermStatus.ADMITTED if there else TermStatus.PREFERRED
            target = Term(unit.target.text, unit.target_lang, status, origin=unit.origin)
            order = in_order([*(term.lang for term in known.terms), target.lang])
            terms = sorted((*known.terms, target), key=lambda term: order.index(term.lang))
            known = replace(known, terms=tuple(terms))
        found[key] = known
    return list(found.values())
