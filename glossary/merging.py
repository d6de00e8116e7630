"""Terms of a file merged into a termbase: what is new, what is filled in, what is known and what contradicts.

A concept of the file is the one of the termbase with the same id, or with the same terms; nothing is guessed. What
the file leaves empty, or its format cannot say, deletes nothing. Where both say something and it differs, that is a
conflict, and somebody has to choose.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import Any, Literal, NamedTuple

from glossary.formats.yaml import slug
from glossary.losses import usual_status, written_terms
from glossary.model import USABLE, Concept, DataCategory, Lang, Location, Term, TermStatus
from glossary.text.language import fallbacks, primary, sort_key

Keep = Literal["ours", "theirs"]
"""Whose value counts where the termbase and the file differ."""


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


def ids_are_names(concepts: Iterable[Concept]) -> bool:
    """Whether ids are such as gloss makes: most of them are, or begin with, a term of their concept.

    `lease`, `lease-2` and 租约 are such ids; numbers, UUIDs and `c10`, which mean something only to the program that
    made them, are not.
    """
    named = [concept for concept in concepts if concept.id.strip()]
    return 2 * sum(map(_is_named_after_a_term, named)) >= len(named)


def in_plain_languages(
    concepts: Sequence[Concept], used: Collection[Lang]
) -> tuple[Sequence[Concept], dict[Lang, Lang]]:
    """Concepts in the languages of a project, and which languages of theirs were taken as others.

    Where they have terms in one variety of a language (en-US), and the project uses nothing but the plain language
    (en), they are taken as that. Several varieties are told apart, and those of Chinese always.

    Args:
        concepts: Those of a file.
        used: The languages of the project.
    """
    theirs = {term.lang for concept in concepts for term in concept.terms}
    taken: dict[Lang, Lang] = {}
    for lang in sorted(theirs):
        plain = primary(lang)
        if not _REGIONAL.fullmatch(lang) or plain == "zh":
            continue
        varieties = [{each for each in langs if primary(each) == plain} for langs in (theirs, used)]
        if varieties == [{lang}, {plain}]:
            taken[lang] = Lang(plain)
    return ([_in_langs(concept, taken) for concept in concepts] if taken else concepts), taken


def free_id(concept: Concept, taken: Container[str]) -> str:
    """An id for a concept: its English term, else its first; with its subject or a number, if that is taken."""
    terms = concept.terms
    text = next((term for term in terms if primary(term.lang) == "en"), terms[0]).text
    made = slug(text[:_LONGEST_ID])
    if made not in taken:
        return made
    if concept.subject and (longer := f"{made}-{slug(concept.subject)}") not in taken:
        return longer
    number = 2
    while f"{made}-{number}" in taken:
        number += 1
    return f"{made}-{number}"


_REGIONAL = re.compile(r"[a-z]{2,8}-([A-Z]{2}|[0-9]{3})")

_LONGEST_ID = 60
"""Characters of a term of which an id is made."""


def _is_named_after_a_term(concept: Concept) -> bool:
    names = {slug(term.text[:_LONGEST_ID]) for term in concept.terms}
    return concept.id in names or any(concept.id.startswith(f"{name}-") for name in names)


def _in_langs(concept: Concept, taken: Mapping[Lang, Lang]) -> Concept:
    """The concept with other languages; a definition stays where there is one in the other language already."""
    there = concept.definition
    kept = {lang: lang if taken.get(lang) in there else taken.get(lang, lang) for lang in there}
    terms = (replace(term, lang=taken.get(term.lang, term.lang)) for term in concept.terms)
    return replace(
        concept,
        terms=tuple(sorted(terms, key=lambda term: sort_key(term.lang))),
        definition={kept[lang]: text for lang, text in there.items()},
    )


@dataclass(slots=True)
class _Entry:
    """A concept as it is by now.

    Attributes:
        old: What it was; None if it is new.
        written: It stands in the termbase itself, not in one that is built on.
        langs: Those in which somebody wrote a term, before the file was merged if it was there then.
    """

    concept: Concept
    old: Concept | None
    written: bool
    langs: set[Lang]
    changes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Offer:
    """A concept of the file, and what became of it."""

    concept: Concept
    entry: _Entry | None = None
    is_news: bool = False


class _Meant(NamedTuple):
    """The entry that a concept of the file is; `is_known` if it says nothing new, whatever else the entry says."""

    entry: _Entry
    is_known: bool = False


class _Difference(NamedTuple):
    what: str
    ours: str
    theirs: str
    our_origin: Location | None
    their_origin: Location | None


class _Base:
    """The termbase while a file is merged into it."""

    def __init__(self, carries: Set[DataCategory], keep: Keep | None, subject: str, *, own_ids: bool) -> None:
        self._carries, self._keep = carries, keep
        self._subject, self._own_ids = subject, own_ids
        self._entries: list[_Entry] = []
        self._by_id: dict[str, _Entry] = {}
        self._by_term: dict[tuple[str, str], list[_Entry]] = {}
        self._offers: list[_Offer] = []
        self._ids: dict[str, str] = {}
        self._conflicts: list[Conflict] = []

    def take(self, concept: Concept, *, written: bool) -> None:
        """Know a concept of the termbase; the nearest of an id comes first."""
        if not written and concept.id in self._by_id:
            return
        self._insert(_Entry(concept, concept, written, _langs(concept)))

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

    def _insert(self, entry: _Entry) -> None:
        self._entries.append(entry)
        self._by_id.setdefault(entry.concept.id, entry)
        self._index(entry, entry.concept.terms)

    def _index(self, entry: _Entry, terms: Iterable[Term]) -> None:
        for term in terms:
            keys = [(term.text, term.lang), *((term.text, f"{lang} in part") for lang in fallbacks(term.lang)[1:])]
            if not entry.concept.translatable and term.status in USABLE:
                keys.append((term.text, "name"))
            for key in keys:
                there = self._by_term.setdefault(key, [])
                if not there or there[-1] is not entry:
                    there.append(entry)

    def _add(self, offer: _Offer) -> None:
        concept = replace(offer.concept, subject=offer.concept.subject or self._subject)
        concept = replace(concept, id=self._free_id(concept))
        if DataCategory.RELATED in self._carries:
            concept = replace(concept, related=())
        offer.entry, offer.is_news = _Entry(concept, None, True, _langs(concept)), True
        self._insert(offer.entry)

    def _fill(self, offer: _Offer, entry: _Entry) -> None:
        merged, changes, differences = _merged(entry.concept, offer.concept, self._carries, self._keep)
        if not (changes or differences):
            return
        if changes and not entry.written and not differences:
            differences = [_foreign(entry.concept, offer.concept, changes)]
        self._conflicts += [_conflict(offer.concept, entry, difference) for difference in differences]
        if not changes or (not entry.written and self._keep != "theirs"):
            return
        offer.is_news = True
        self._change(entry, merged, changes)

    def _change(self, entry: _Entry, concept: Concept, changes: list[str]) -> None:
        before = set(entry.concept.terms)
        entry.concept = concept
        entry.changes += changes
        self._index(entry, (term for term in concept.terms if term not in before))

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
        shared = self._sharing(concept)
        if DataCategory.ID in self._carries and self._own_ids and concept.id in self._by_id:
            entry = self._by_id[concept.id]
            langs = shared.get(id(entry), (entry, set[Lang]()))[1]
            against = _contrary(entry, concept, langs)
            if not against or _weight(langs)[0] > 1:
                return _Meant(entry)
            if langs:
                return self._contested(concept, [(entry, langs)])
            # Nothing in common: an id that means something else here is the file's own affair.
        found = [(entry, langs) for entry, langs in shared.values() if _may_mean(entry, concept, langs)]
        sure = [each for each in found if _is_fit(*each, concept)]
        if not sure:
            return self._contested(concept, found) if found else None
        most = max(_weight(langs) for _, langs in sure)
        best = [entry for entry, langs in sure if _weight(langs) == most]
        everywhere = most[1] == len(_langs(concept))
        return _Meant(best[0]) if len(best) == 1 else self._told_apart(concept, best, everywhere=everywhere)

    def _contested(self, concept: Concept, found: list[tuple[_Entry, set[Lang]]]) -> _Meant | Conflict:
        """A term is shared, and in another language all terms differ: a synonym, or another concept?"""
        if len(found) > 1:
            return self._ambiguous(concept, [entry for entry, _ in found])
        entry, langs = found[0]
        lang = _contrary(entry, concept, langs)[0]
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

    def _told_apart(self, concept: Concept, best: list[_Entry], *, everywhere: bool) -> _Meant | Conflict:
        """The one of several entries that is meant; any if nothing is new to all of them together.

        Args:
            everywhere: In each language of the concept, they share a term with it.
        """
        outcomes = [_merged(entry.concept, concept, self._carries, None)[1:] for entry in best]
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

    def _say_everything(self, best: list[_Entry], concept: Concept) -> bool:
        """Whether homonyms that a list of pairs has thrown together say, each for its part, what the file says."""
        left = set(concept.terms)
        carries = self._carries - {DataCategory.STATUS}  # which of them comes first is the list's own affair
        notes = {note for entry in best for note in _notes(entry.concept)}
        for entry in best:
            part = tuple(term for term in concept.terms if _stands_in(entry.concept, term))
            share = replace(concept, terms=part, note="" if concept.note in notes else concept.note)
            if any(_merged(entry.concept, share, carries, None)[1:]):
                return False
            left.difference_update(part)
        return not left

    def _ambiguous(self, concept: Concept, entries: list[_Entry]) -> Conflict:
        concepts = [entry.concept for entry in entries]
        ours = " or ".join(concept.id for concept in concepts)
        places = _places(concept.origin for concept in concepts)
        return Conflict(concept, "concept", ours, _quoted(concept.terms), places, concept.origin)

    def _sharing(self, concept: Concept) -> dict[int, tuple[_Entry, set[Lang]]]:
        """The entries that share a term with a concept, and the languages in which they do."""
        found: dict[int, tuple[_Entry, set[Lang]]] = {}
        for term in concept.terms:
            for lang in (*fallbacks(term.lang), f"{term.lang} in part"):
                for entry in self._by_term.get((term.text, lang), ()):
                    found.setdefault(id(entry), (entry, set()))[1].add(term.lang)
            for entry in self._by_term.get((term.text, "name"), ()):
                if _is_name(entry.concept, term):
                    found.setdefault(id(entry), (entry, set()))[1].add(term.lang)
        return found

    def _free_id(self, concept: Concept) -> str:
        kept = self._own_ids and DataCategory.ID in self._carries and concept.id.strip()
        if kept and concept.id not in self._by_id:
            return concept.id
        return free_id(concept, self._by_id)


def _merged(
    ours: Concept, theirs: Concept, carries: Set[DataCategory], keep: Keep | None
) -> tuple[Concept, list[str], list[_Difference]]:
    """Our concept with what theirs adds, what that is, and where they differ; related concepts come later."""
    changes: list[str] = []
    differences: list[_Difference] = []
    fields = dict(_values(ours, theirs, _OF_CONCEPTS, "", carries, keep, changes, differences))
    if DataCategory.DEFINITION in carries and theirs.definition:
        definition = dict(ours.definition)
        for lang, text in theirs.definition.items():
            what = f"definition in {lang}"
            there = definition.get(lang, "")
            if there and there != text:
                differences.append(_Difference(what, there, text, ours.origin, theirs.origin))
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
    differences: list[_Difference],
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
            difference = _Difference(what, str(ours_says), str(theirs_says), ours.origin, theirs.origin)
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
    differences: list[_Difference],
) -> tuple[Term, ...]:
    terms = list(ours.terms)
    added: list[Term] = []
    written = _langs(ours)
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
                differences.append(_Difference(what, mine.status, term.status, mine.origin, term.origin))
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
    differences: list[_Difference] = []
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


def _stands_in(ours: Concept, term: Term) -> bool:
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
    if _is_name(ours, term):
        yield from (mine for mine in ours.terms if mine.text == term.text and mine.status in USABLE)


def _is_name(ours: Concept, term: Term) -> bool:
    """Whether our concept is a name that stays as it is in the language of a term, as nothing else is written there."""
    langs = fallbacks(term.lang)
    return not ours.translatable and not any(mine.lang in langs and mine.status in USABLE for mine in ours.terms)


def _may_mean(entry: _Entry, concept: Concept, langs: Set[Lang]) -> bool:
    """What came from the same file is met only by the same terms: the file itself keeps its concepts apart."""
    return entry.old is not None or _weight(langs)[0] > 1 or entry.langs == _langs(concept) == langs


def _is_fit(entry: _Entry, langs: Set[Lang], concept: Concept) -> bool:
    return _weight(langs)[0] > 1 or not _contrary(entry, concept, langs)


def _contrary(entry: _Entry, concept: Concept, shared: Set[Lang]) -> list[Lang]:
    """The languages in which both have terms, all of them different."""
    langs = dict.fromkeys(term.lang for term in concept.terms)
    return [lang for lang in langs if lang in entry.langs and lang not in shared]


def _weight(langs: Set[Lang]) -> tuple[int, int]:
    return len(set(map(primary, langs))), len(langs)


def _foreign(ours: Concept, theirs: Concept, changes: list[str]) -> _Difference:
    """What would have to be written into a termbase that is only built on."""
    what = f"{ours.id}, which is kept in another termbase"
    return _Difference(what, "nothing of this", "; ".join(changes), ours.origin, theirs.origin)


def _conflict(concept: Concept, entry: _Entry, difference: _Difference) -> Conflict:
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


def _langs(concept: Concept) -> set[Lang]:
    return {term.lang for term in concept.terms if not term.computed}


def _distinct(terms: tuple[Term, ...]) -> tuple[Term, ...]:
    """The terms without those that say the same a second time, in another place of the list."""
    if len({(term.text, term.lang) for term in terms}) == len(terms):
        return terms
    first: dict[Term, Term] = {}
    for term in terms:
        first.setdefault(replace(term, status=TermStatus.PREFERRED), term)
    return tuple(first.values())


def _notes(concept: Concept) -> Iterator[str]:
    yield concept.note
    yield from (term.note for term in concept.terms)


def _notes_of(thing: Concept | Term, more: Collection[str]) -> Iterator[str]:
    """A list of pairs does not say whose note a note is."""
    yield from _notes(thing) if isinstance(thing, Concept) else (thing.note, *more)


def _quoted(terms: Iterable[Term]) -> str:
    return ", ".join(term.text for term in terms)


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
