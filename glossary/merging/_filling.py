"""What a concept of the termbase becomes by what a file says of it: what is filled in, and what differs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence, Set
from dataclasses import replace
from typing import Any, Literal, NamedTuple

from glossary.losses import usual_status
from glossary.merging._sharing import is_name, langs_of
from glossary.model import USABLE, Concept, DataCategory, Location, Term, TermStatus
from glossary.text.language import fallbacks, sort_key

Keep = Literal["ours", "theirs"]
"""Whose value counts where the termbase and the file differ."""


class Difference(NamedTuple):
    what: str
    ours: str
    theirs: str
    our_origin: Location | None
    their_origin: Location | None


def filled(
    ours: Concept, theirs: Concept, carries: Set[DataCategory], keep: Keep | None
) -> tuple[Concept, list[str], list[Difference]]:
    """Our concept with what theirs adds, what that is, and where they differ; related concepts come later."""
    changes: list[str] = []
    differences: list[Difference] = []
    fields = dict(_values(ours, theirs, _OF_CONCEPTS, "", carries, keep, changes, differences))
    if DataCategory.DEFINITION in carries and theirs.definition:
        definition = dict(ours.definition)
        for lang, text in theirs.definition.items():
            what = f"definition in {lang}"
            there = definition.get(lang, "")
            if there and there != text:
                differences.append(Difference(what, there, text, ours.origin, theirs.origin))
            if not there or (there != text and keep == "theirs"):
                definition[lang] = text
                changes.append(_said(what, there, text))
        if definition != ours.definition:
            fields["definition"] = dict(sorted(definition.items(), key=lambda pair: sort_key(pair[0])))
    terms = _merged_terms(ours, theirs, carries, keep, changes, differences)
    if terms != ours.terms:
        fields["terms"] = terms
    return (replace(ours, **fields) if fields else ours), changes, differences


def _values(
    ours: Any,
    theirs: Any,
    table: dict[DataCategory, tuple[str, Any]],
    of: str,
    carries: Set[DataCategory],
    keep: Keep | None,
    changes: list[str],
    differences: list[Difference],
    known: Collection[str] = (),
) -> Iterator[tuple[str, Any]]:
    """The fields of a concept or a term that become different."""
    for category, (name, silent) in table.items():
        theirs_says = getattr(theirs, name)
        if theirs_says == silent or category not in carries:
            continue
        ours_says = getattr(ours, name)
        if ours_says == theirs_says:
            continue
        what = f"{_WORDS.get(name, name)}{of}"
        if isinstance(silent, tuple):
            missing = tuple(each for each in theirs_says if each not in ours_says)
            if missing:
                changes.append(_said(what, "", ", ".join(missing)))
                yield name, (*ours_says, *missing)
            continue
        if name == "note" and theirs_says in _notes_of(ours, known):
            continue
        if ours_says != silent:
            difference = Difference(what, str(ours_says), str(theirs_says), ours.origin, theirs.origin)
            differences.append(difference)
        if ours_says == silent or keep == "theirs":
            changes.append(_said(what, "" if ours_says == silent else str(ours_says), _shown(theirs_says)))
            yield name, theirs_says


def _merged_terms(
    ours: Concept,
    theirs: Concept,
    carries: Set[DataCategory],
    keep: Keep | None,
    changes: list[str],
    differences: list[Difference],
) -> tuple[Term, ...]:
    terms = list(ours.terms)
    added: list[Term] = []
    written = langs_of(ours)
    for lang in dict.fromkeys(term.lang for term in theirs.terms):
        offered = theirs.terms_in(lang)
        if lang not in written:
            if not all(_is_stood_in(ours, term, carries) for term in offered):
                added += offered
            continue
        for number, term in _counterparts(terms, offered, carries):
            if number is None:
                if not _is_stood_in(ours, term, carries):
                    added.append(term)
                continue
            mine = terms[number]
            of = f" of {mine.text}"
            fields = dict(_values(mine, term, _OF_TERMS, of, carries, keep, changes, differences, (ours.note,)))
            if _contradicts(mine, term, carries, first=term is offered[0]):
                what = f"status{of}"
                differences.append(Difference(what, mine.status, term.status, mine.origin, term.origin))
                if keep == "theirs":
                    changes.append(_said(what, mine.status, term.status))
                    fields["status"] = term.status
            if fields:
                terms[number] = replace(mine, **fields)
    if added:
        changes += [f"{term.lang}: {term.text} is added" for term in added]
        gone = {term.lang for term in added} - written  # what was computed for a language gives way to what is written
        terms = [term for term in terms if not (term.computed and term.lang in gone)]
        for term in added:
            terms.append(_placed(term, terms))
    return tuple(sorted(terms, key=lambda term: (term.computed, sort_key(term.lang)))) if added else tuple(terms)


def _counterparts(
    ours: Sequence[Term], offered: Sequence[Term], carries: Set[DataCategory]
) -> Iterator[tuple[int | None, Term]]:
    """For each term of a language the number of ours with the same text; of several the one that differs least."""
    free: dict[str, list[int]] = {}
    lang = offered[0].lang
    for number, term in enumerate(ours):
        if term.lang == lang and not term.computed:
            free.setdefault(term.text, []).append(number)
    taken: dict[str, list[int]] = {}
    for term in offered:
        numbers = free.get(term.text, [])
        if not numbers:
            again = [number for number in taken.get(term.text, ()) if not _distance(ours[number], term, carries)]
            yield (again[0] if again else None), term
            continue
        best = min(numbers, key=lambda number: _distance(ours[number], term, carries)) if numbers[1:] else numbers[0]
        numbers.remove(best)
        taken.setdefault(term.text, []).append(best)
        yield best, term


def _distance(ours: Term, theirs: Term, carries: Set[DataCategory]) -> int:
    """How much would have to change: 100 for each contradiction, 1 for what is filled in."""
    changes: list[str] = []
    differences: list[Difference] = []
    list(_values(ours, theirs, _OF_TERMS, "", carries, None, changes, differences))
    unlike = _is_usable(ours) is not _is_usable(theirs) and _contradicts(ours, theirs, carries, first=True)
    return 100 * (len(differences) + unlike) + len(changes)


def _contradicts(ours: Term, theirs: Term, carries: Set[DataCategory], *, first: bool) -> bool:
    """Whether the statuses differ, and not only the order of the terms: what is usual for its place says nothing.

    A file that only names terms that must not be used contradicts what may be used, and says nothing of the others.
    """
    if DataCategory.STATUS not in carries:
        return DataCategory.UNUSABLE in carries and _is_usable(ours) and not _is_usable(theirs)
    if ours.status in USABLE and theirs.status is usual_status(first=first):
        return False
    return ours.status is not theirs.status


def _is_usable(term: Term) -> bool:
    return term.status in USABLE


def _placed(term: Term, there: Iterable[Term]) -> Term:
    """A new term behind those that are there: of two preferred ones the first stays preferred."""
    preferred = TermStatus.PREFERRED
    if term.status is preferred and any(t.lang == term.lang and t.status is preferred for t in there):
        return replace(term, status=TermStatus.ADMITTED)
    return term


def _is_stood_in(ours: Concept, term: Term, carries: Set[DataCategory]) -> bool:
    """Whether a term says no more than what stands in for it: a variety, a computed term or a name."""
    return any(not _distance(mine, term, carries) for mine in _stand_ins(ours, term))


def stands_in(ours: Concept, term: Term) -> bool:
    return any(mine.text == term.text for mine in ours.terms_in(term.lang)) or any(_stand_ins(ours, term))


def _stand_ins(ours: Concept, term: Term) -> Iterator[Term]:
    yield from (mine for mine in ours.terms if mine.text == term.text and term.lang in fallbacks(mine.lang)[1:])
    if any(mine.lang == term.lang and not mine.computed and mine.status in USABLE for mine in ours.terms):
        return
    for lang in fallbacks(term.lang):
        there = ours.terms_in(lang)
        yield from (mine for mine in there if mine.text == term.text)
        if any(mine.status in USABLE for mine in there):
            return
    if is_name(ours, term):
        yield from (mine for mine in ours.terms if mine.text == term.text and mine.status in USABLE)


def notes(concept: Concept) -> Iterator[str]:
    yield concept.note
    yield from (term.note for term in concept.terms)


def _notes_of(thing: Concept | Term, more: Collection[str]) -> Iterator[str]:
    """A list of pairs does not say whose note a note is."""
    yield from notes(thing) if isinstance(thing, Concept) else (thing.note, *more)


def _said(what: str, ours: str, theirs: str) -> str:
    return f"{what}: {ours} becomes {theirs}" if ours else f"{what} is added: {theirs}"


def _shown(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


_OF_CONCEPTS: dict[DataCategory, tuple[str, Any]] = {
    DataCategory.SUBJECT: ("subject", ""),
    DataCategory.NOTE: ("note", ""),
    DataCategory.TRANSLATE: ("translatable", True),
    DataCategory.EXAMPLE: ("examples", ()),
}
_OF_TERMS: dict[DataCategory, tuple[str, Any]] = {
    DataCategory.PART_OF_SPEECH: ("part_of_speech", None),
    DataCategory.TERM_TYPE: ("term_type", None),
    DataCategory.CASE: ("case", None),
    DataCategory.TERM_NOTE: ("note", ""),
    DataCategory.FIND: ("find", True),
    DataCategory.INSIDE: ("inside", False),
    DataCategory.FORMS: ("forms", ()),
    DataCategory.NOT_INSIDE: ("not_inside", ()),
}
"""The field for each category, and its value when there is nothing to say."""
_WORDS = {
    "translatable": "translate",
    "part_of_speech": "part of speech",
    "term_type": "type",
    "not_inside": "not inside",
}
