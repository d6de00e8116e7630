"""Terms of a file merged into a termbase: what is new, what is filled in, what is known and what contradicts.

A concept of the file is the one of the termbase with the same id, or with the same terms; nothing is guessed. What
the file leaves empty, or its format cannot say, deletes nothing. Where both say something and it differs, that is a
conflict, and somebody has to choose.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from glossary.losses import written_terms
from glossary.merging._filling import Difference, Keep, filled, notes, stands_in
from glossary.merging._ids import FreeIds, ids_are_names
from glossary.merging._languages import in_plain_languages
from glossary.merging._sharing import Entry, Index, Shared, contrary, is_fit, langs_of, shared_langs, weight
from glossary.model import USABLE, Concept, DataCategory, Lang, Location, Term, TermStatus
from glossary.text.language import primary

__all__ = ["Conflict", "FreeIds", "Keep", "Merge", "Update", "ids_are_names", "in_plain_languages", "merge"]


class Update(NamedTuple):
    """A concept of the termbase that the file adds to.

    Attributes:
        changes: What becomes different, one sentence each.
    """

    old: Concept
    new: Concept
    changes: tuple[str, ...]


class Conflict(NamedTuple):
    """Something that the termbase and the file say differently.

    Attributes:
        concept: That of the file.
        what: What differs: "note", "status of ToS", "terms in zh-Hans", "concept" if several could be meant.
        our_origins: Where the termbase says it.
        their_origin: Where the file does.
        our_id: The concept of the termbase; "" if several could be meant.
    """

    concept: Concept
    what: str
    ours: str
    theirs: str
    our_origins: tuple[Location, ...] = ()
    their_origin: Location | None = None
    our_id: str = ""

    def __str__(self) -> str:
        places = ", ".join(map(str, self.our_origins))
        ours = f"{self.ours} ({places})" if places else self.ours
        theirs = f"{self.theirs} ({self.their_origin})" if self.their_origin else self.theirs
        return f"{self.what}: the termbase has {ours}, the file has {theirs}"


@dataclass(frozen=True, slots=True)
class Merge:
    """What becomes of the concepts of a file; with conflicts, what becomes of them if the termbase's values are kept.

    Attributes:
        added: New concepts, with their ids.
        updated: Concepts of the termbase that get something new, each once.
        known: Concepts of the file that say nothing new.
        conflicts: In the order of the file.
        terms_not_in_file: Concepts of the termbase that the file has, each with its terms that the file has not,
            though it could: in the languages of the file, written by somebody. They stay.
        concepts_not_in_file: Concepts of the termbase that the file has not, though it has most of them. They stay.
        taken_as: Languages of the file that were taken as another one.
        files: The terms files that become different, each with the number of concepts that do in it.
    """

    added: list[Concept] = field(default_factory=list)
    updated: list[Update] = field(default_factory=list)
    known: list[Concept] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    terms_not_in_file: list[tuple[Concept, tuple[Term, ...]]] = field(default_factory=list)
    concepts_not_in_file: list[Concept] = field(default_factory=list)
    taken_as: dict[Lang, Lang] = field(default_factory=dict)
    files: dict[str, int] = field(default_factory=dict)


def merge(
    old: Iterable[Concept],
    new: Iterable[Concept],
    carries: Set[DataCategory],
    *,
    farther: Iterable[Concept] = (),
    keep: Keep | None = None,
    subject: str = "",
    own_ids: bool = True,
) -> Merge:
    """Merge the concepts of a file into those of a termbase.

    A concept of the file is the one with the same id; else the one with which it shares terms in two languages; else
    the only one with which it shares a term and has no language in which all terms differ. If such a language is all
    that is left, or several concepts could be meant, that is a conflict. Terms are compared as they are typed, in
    their language or in what stands in for it (zh-TW for a file that says zh-Hant, and the reverse); terms that were
    computed, and names that stay as they are, are known.
    Another order of terms is no change: only a status that is not the usual one of its place is compared.

    Args:
        old: The concepts of the termbase, with the terms that were computed.
        new: Those of the file, in its order.
        carries: What the format of the file can say; an id that it cannot say is no id.
        farther: Concepts of termbases that are built on, and cannot be changed here.
        keep: "theirs" puts the file's value for ours where they differ; terms of ours stay even then. Where no
            concept can be told to be meant, the file's becomes one of its own.
        subject: That of new concepts that have none.
        own_ids: Ids mean the same in both, and new concepts keep theirs; else only terms count (see `ids_are_names`).
    """
    base = _Base(carries, keep, subject, own_ids=own_ids)
    for concept in old:
        base.take(concept, written=True)
    for concept in farther:
        base.take(concept, written=False)
    for concept in new:
        base.merge(concept)
    return base.result()


@dataclass(slots=True)
class _Offer:
    """A concept of the file, and what became of it."""

    concept: Concept
    entry: Entry | None = None
    is_news: bool = False


class _Meant(NamedTuple):
    """The entry that a concept of the file is; `is_known` if it says nothing new, whatever else the entry says."""

    entry: Entry
    is_known: bool = False


class _Base:
    """The termbase while a file is merged into it."""

    def __init__(self, carries: Set[DataCategory], keep: Keep | None, subject: str, *, own_ids: bool) -> None:
        self._carries, self._keep = carries, keep
        self._subject, self._own_ids = subject, own_ids
        self._entries: list[Entry] = []
        self._by_id: dict[str, Entry] = {}
        self._index, self._free_ids = Index(), FreeIds(self._by_id)
        self._offers: list[_Offer] = []
        self._ids: dict[str, str] = {}
        self._conflicts: list[Conflict] = []

    def take(self, concept: Concept, *, written: bool) -> None:
        """Know a concept of the termbase; the nearest of an id comes first."""
        if not written and concept.id in self._by_id:
            return
        self._insert(Entry(concept, concept, written, langs_of(concept)))

    def merge(self, concept: Concept) -> None:
        """Find what is meant by a concept of the file, and put what is new into it."""
        concept = replace(concept, terms=_distinct(written_terms(concept)))
        if not concept.terms:
            return
        offer = _Offer(concept)
        self._offers.append(offer)
        found = self._meant(concept)
        if isinstance(found, Conflict):
            self._conflicts.append(found)
            if self._keep != "theirs":
                return
            found = None
        if found is None:
            self._add(offer)
        else:
            offer.entry = found.entry
            if not found.is_known:
                self._fill(offer, found.entry)
        if DataCategory.ID in self._carries and concept.id and offer.entry:
            self._ids.setdefault(concept.id, offer.entry.concept.id)

    def result(self) -> Merge:
        """What has become of everything."""
        if DataCategory.RELATED in self._carries:
            for offer in self._offers:
                self._relate(offer)
        merged = Merge(conflicts=self._conflicts)
        contested = {id(conflict.concept) for conflict in self._conflicts}
        for offer in self._offers:
            if not offer.is_news and id(offer.concept) not in contested:
                merged.known.append(offer.concept)
        for entry in self._entries:
            if entry.old is None:
                merged.added.append(entry.concept)
            elif entry.changes and entry.written:
                merged.updated.append(Update(entry.old, entry.concept, tuple(entry.changes)))
            elif entry.changes and self._keep == "theirs":
                merged.added.append(replace(entry.concept, terms=written_terms(entry.concept)))
        if DataCategory.SYNONYM in self._carries:
            self._say_what_stays(merged)
        return merged

    def _say_what_stays(self, merged: Merge) -> None:
        """What the termbase has and the file has not: it may have been struck out there, or never been sent."""
        offered: dict[int, set[tuple[str, Lang]]] = {}
        for offer in self._offers:
            if offer.entry is not None:
                said = ((term.text, term.lang) for term in offer.concept.terms)
                offered.setdefault(id(offer.entry), set()).update(said)
        langs = {term.lang for offer in self._offers for term in offer.concept.terms}
        ours = [(entry.old, id(entry)) for entry in self._entries if entry.old and entry.written]
        for concept, number in ours:
            if number not in offered:
                continue
            terms = (term for term in written_terms(concept) if term.lang in langs and self._can_say(term))
            if missing := tuple(term for term in terms if (term.text, term.lang) not in offered[number]):
                merged.terms_not_in_file.append((concept, missing))
        contested = {conflict.our_id for conflict in merged.conflicts}
        gone = [concept for concept, number in ours if number not in offered and concept.id not in contested]
        if 2 * len(gone) < len(ours) and "" not in contested:  # else the file is no copy of the termbase
            merged.concepts_not_in_file.extend(concept for concept in gone if _is_about(concept, langs))

    def _can_say(self, term: Term) -> bool:
        return term.status in USABLE or DataCategory.UNUSABLE in self._carries

    def _insert(self, entry: Entry) -> None:
        self._entries.append(entry)
        self._by_id.setdefault(entry.concept.id, entry)
        self._index.add(entry, entry.concept.terms)

    def _add(self, offer: _Offer) -> None:
        concept = replace(offer.concept, subject=offer.concept.subject or self._subject)
        concept = replace(concept, id=self._free_id(concept))
        if DataCategory.RELATED in self._carries:
            concept = replace(concept, related=())
        offer.entry, offer.is_news = Entry(concept, None, True, langs_of(concept)), True
        self._insert(offer.entry)

    def _fill(self, offer: _Offer, entry: Entry) -> None:
        new, changes, differences = filled(entry.concept, offer.concept, self._carries, self._keep)
        if not (changes or differences):
            return
        if changes and not entry.written and not differences:
            differences = [_foreign(entry.concept, offer.concept, changes)]
        self._conflicts += [_conflict(offer.concept, entry, difference) for difference in differences]
        if not changes or (not entry.written and self._keep != "theirs"):
            return
        offer.is_news = True
        self._change(entry, new, changes)

    def _change(self, entry: Entry, concept: Concept, changes: list[str]) -> None:
        before = set(entry.concept.terms)
        entry.concept = concept
        entry.changes += changes
        self._index.add(entry, (term for term in concept.terms if term not in before))

    def _relate(self, offer: _Offer) -> None:
        """Related concepts, once it is known under which ids they are kept."""
        entry = offer.entry
        if entry is None or not offer.concept.related:
            return
        ours = entry.concept.related
        theirs = (self._ids.get(id, id) for id in offer.concept.related)
        missing = [id for id in dict.fromkeys(theirs) if id not in ours and id != entry.concept.id]
        if not missing:
            return
        changes = [f"related is added: {id}" for id in missing]
        if not entry.written and self._keep != "theirs":
            self._conflicts.append(_conflict(offer.concept, entry, _foreign(entry.concept, offer.concept, changes)))
            return
        offer.is_news = True
        self._change(entry, replace(entry.concept, related=(*ours, *missing)), changes)

    def _meant(self, concept: Concept) -> _Meant | Conflict | None:
        """The entry that a concept of the file is, or None if it is new."""
        if DataCategory.ID in self._carries and self._own_ids and concept.id in self._by_id:
            entry = self._by_id[concept.id]
            langs = shared_langs(entry, concept)
            if not contrary(entry, concept, langs) or weight(langs)[0] > 1:
                return _Meant(entry)
            if langs:
                return self._contested(concept, [Shared(entry, langs)])
            # Nothing in common: an id that means something else here is the file's own affair.
        found = self._index.sharing(concept)
        sure = [each for each in found if is_fit(*each, concept)]
        if not sure:
            return self._contested(concept, found) if found else None
        most = max(weight(langs) for _, langs in sure)
        best = [entry for entry, langs in sure if weight(langs) == most]
        everywhere = most[1] == len(langs_of(concept))
        return _Meant(best[0]) if len(best) == 1 else self._told_apart(concept, best, everywhere=everywhere)

    def _contested(self, concept: Concept, found: list[Shared]) -> _Meant | Conflict:
        """A term is shared, and in another language all terms differ: a synonym, or another concept?"""
        if len(found) > 1:
            return self._ambiguous(concept, [entry for entry, _ in found])
        entry, langs = found[0]
        lang = contrary(entry, concept, langs)[0]
        ours, theirs = entry.concept.terms_in(lang), concept.terms_in(lang)
        conflict = Conflict(
            concept,
            f"terms in {lang}",
            _quoted(ours),
            _quoted(theirs),
            _places([ours[0].origin or entry.concept.origin]),
            theirs[0].origin or concept.origin,
            entry.concept.id,
        )
        if self._keep != "theirs":
            return conflict
        self._conflicts.append(conflict)
        return _Meant(entry)

    def _told_apart(self, concept: Concept, best: list[Entry], *, everywhere: bool) -> _Meant | Conflict:
        """The one of several entries that is meant; any if nothing is new to all of them together.

        Args:
            everywhere: In each language of the concept, they share a term with it.
        """
        outcomes = [filled(entry.concept, concept, self._carries, None)[1:] for entry in best]
        for entry, (changes, differences) in zip(best, outcomes, strict=True):
            if not (changes or differences):
                return _Meant(entry, is_known=True)
        if everywhere and self._say_everything(best, concept):
            return _Meant(best[0], is_known=True)
        same = [entry for entry in best if entry.concept.subject == concept.subject]
        if len(same) == 1 and concept.subject and DataCategory.SUBJECT in self._carries:
            return _Meant(same[0])
        peaceful = [entry for entry, (_, differences) in zip(best, outcomes, strict=True) if not differences]
        return _Meant(peaceful[0]) if len(peaceful) == 1 else self._ambiguous(concept, best)

    def _say_everything(self, best: list[Entry], concept: Concept) -> bool:
        """Whether homonyms that a list of pairs has thrown together say, each for its part, what the file says."""
        left = set(concept.terms)
        carries = self._carries - {DataCategory.STATUS}  # which of them comes first is the list's own affair
        there = {note for entry in best for note in notes(entry.concept)}
        for entry in best:
            part = tuple(term for term in concept.terms if stands_in(entry.concept, term))
            share = replace(concept, terms=part, note="" if concept.note in there else concept.note)
            if any(filled(entry.concept, share, carries, None)[1:]):
                return False
            left.difference_update(part)
        return not left

    def _ambiguous(self, concept: Concept, entries: list[Entry]) -> Conflict:
        concepts = [entry.concept for entry in entries]
        ours = " or ".join(concept.id for concept in concepts)
        places = _places(concept.origin for concept in concepts)
        return Conflict(concept, "concept", ours, _quoted(concept.terms), places, concept.origin)

    def _free_id(self, concept: Concept) -> str:
        kept = self._own_ids and DataCategory.ID in self._carries and concept.id.strip()
        if kept and concept.id not in self._by_id:
            return concept.id
        return self._free_ids.of(concept)


def _foreign(ours: Concept, theirs: Concept, changes: list[str]) -> Difference:
    """What would have to be written into a termbase that is only built on."""
    what = f"{ours.id}, which is kept in another termbase"
    return Difference(what, "nothing of this", "; ".join(changes), ours.origin, theirs.origin)


def _conflict(concept: Concept, entry: Entry, difference: Difference) -> Conflict:
    what, ours, theirs, our_origin, their_origin = difference
    places, there = _places([our_origin]), their_origin or concept.origin
    return Conflict(concept, what, ours, theirs, places, there, entry.concept.id)


def _is_about(concept: Concept, langs: Set[Lang]) -> bool:
    """Whether a file with these languages would have a concept: it has terms in two of them, or is a name."""
    wanted = set(map(primary, langs))
    there = {primary(term.lang) for term in concept.terms if not term.computed and term.status in USABLE}
    return bool(wanted & there) and (len(wanted & there) >= min(2, len(wanted)) or not concept.translatable)


def _places(origins: Iterable[Location | None]) -> tuple[Location, ...]:
    return tuple(origin for origin in origins if origin)


def _distinct(terms: tuple[Term, ...]) -> tuple[Term, ...]:
    """The terms without those that say the same a second time, in another place of the list."""
    if len({(term.text, term.lang) for term in terms}) == len(terms):
        return terms
    first: dict[Term, Term] = {}
    for term in terms:
        first.setdefault(replace(term, status=TermStatus.PREFERRED), term)
    return tuple(first.values())


def _quoted(terms: Iterable[Term]) -> str:
    return ", ".join(term.text for term in terms)
