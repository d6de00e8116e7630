"""Which concepts of a termbase share terms with one of a file, and in which languages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field
from typing import NamedTuple

from glossary.model import USABLE, Concept, Lang, Term
from glossary.text.language import fallbacks, primary


@dataclass(slots=True)
class Entry:
    """A concept as it is by now.

    Attributes:
        old: What it was; None if it is new.
        written: It stands in the termbase itself, not in one that is built on.
        keys: By which the index knows its terms, and those that it had.
        langs: Those in which somebody wrote a term, before the file was merged if it was there then.
    """

    concept: Concept
    old: Concept | None
    written: bool
    langs: set[Lang]
    changes: list[str] = field(default_factory=list)
    keys: set[tuple[str, str]] = field(default_factory=set)


class Shared(NamedTuple):
    """An entry, and the languages in which it shares a term with a concept of the file."""

    entry: Entry
    langs: set[Lang]


class Index:
    """The entries by their terms."""

    def __init__(self) -> None:
        self._ours, self._new, self._monolingual = _ByTerm(), _ByTerm(), _ByTerm()

    def add(self, entry: Entry, terms: Iterable[Term]) -> None:
        """Know terms of an entry, which may have others already."""
        for index in (self._ours,) if entry.old else (self._new, *[self._monolingual] * _is_monolingual(entry.langs)):
            index.add(entry, terms)

    def sharing(self, concept: Concept) -> list[Shared]:
        """The entries that a concept of the file may mean: those that share terms in two languages, else in one.

        What came from the same file is met only by the same terms: the file itself keeps its concepts apart. So
        thousands of them may share one term, and none is looked at for that.
        """
        found = [each for each in _shared(self._in_two_languages(concept), concept) if weight(each.langs)[0] > 1]
        found = found or self._in_one_language(concept)
        return self._as_found(found, concept) if len(found) > 1 else found

    def _in_two_languages(self, concept: Concept) -> Iterator[Entry]:
        """All that share terms in two languages, and others; whoever shares them has one outside of the fullest."""
        lists: dict[str, list[list[Entry]]] = {}
        for term in concept.terms:
            lists.setdefault(primary(term.lang), []).extend(_having(term, self._ours, self._new))
        fullest = max(lists, key=lambda lang: sum(map(len, lists[lang])))
        return (entry for lang, there in lists.items() if lang != fullest for each in there for entry in each)

    def _in_one_language(self, concept: Concept) -> list[Shared]:
        found = _shared(_all(concept, self._ours), concept)
        langs = langs_of(concept)
        if _is_monolingual(langs):
            same = _shared(_all(concept, self._monolingual), concept)
            found += (each for each in same if each.entry.langs == langs == each.langs)
        return found

    def _as_found(self, found: list[Shared], concept: Concept) -> list[Shared]:
        """In the order of the terms of the concept, and for each in that of the termbase."""
        first: dict[int, int] = {}
        for number, entry in enumerate(_all(concept, self._ours, self._new)):
            first.setdefault(id(entry), number)
        return sorted(found, key=lambda each: first[id(each.entry)])


class _ByTerm:
    """Entries by each of their terms, and by what that may stand in for."""

    def __init__(self) -> None:
        self._entries: dict[tuple[str, str], list[Entry]] = {}

    def add(self, entry: Entry, terms: Iterable[Term]) -> None:
        for term in terms:
            keys = [(term.text, term.lang), *((term.text, f"{lang} in part") for lang in fallbacks(term.lang)[1:])]
            if not entry.concept.translatable and term.status in USABLE:
                keys.append((term.text, "name"))
            entry.keys.update(keys)
            for key in keys:
                there = self._entries.setdefault(key, [])
                if not there or there[-1] is not entry:
                    there.append(entry)

    def get(self, key: tuple[str, str]) -> list[Entry] | None:
        return self._entries.get(key)


def _all(concept: Concept, *indexes: _ByTerm) -> Iterator[Entry]:
    """The entries that may have a term of a concept, one as often as that is so."""
    return (entry for term in concept.terms for entries in _having(term, *indexes) for entry in entries)


def _having(term: Term, *indexes: _ByTerm) -> Iterator[list[Entry]]:
    """The entries that may have a term, or what stands in for it."""
    for lang in (*_looked_for(term), "name"):
        for index in indexes:
            if there := index.get((term.text, lang)):
                yield there


def _shared(entries: Iterable[Entry], concept: Concept) -> list[Shared]:
    """Those of the entries that share terms with a concept, each once."""
    distinct = {id(entry): entry for entry in entries}.values()
    found = (Shared(entry, shared_langs(entry, concept)) for entry in distinct)
    return [each for each in found if each.langs]


def shared_langs(entry: Entry, concept: Concept) -> set[Lang]:
    """The languages in which a concept has a term that is one of an entry, or for which one of those stands in."""
    return {term.lang for term in concept.terms if _has(entry, term)}


def _has(entry: Entry, term: Term) -> bool:
    text = term.text
    if any((text, lang) in entry.keys for lang in _looked_for(term)):
        return True
    return (text, "name") in entry.keys and is_name(entry.concept, term)


def _looked_for(term: Term) -> tuple[str, ...]:
    return (*fallbacks(term.lang), f"{term.lang} in part")


def _is_monolingual(langs: Iterable[Lang]) -> bool:
    return len(set(map(primary, langs))) == 1


def is_name(ours: Concept, term: Term) -> bool:
    """Whether our concept is a name that stays as it is in the language of a term, as nothing else is written there."""
    langs = fallbacks(term.lang)
    return not ours.translatable and not any(mine.lang in langs and mine.status in USABLE for mine in ours.terms)


def is_fit(entry: Entry, langs: Set[Lang], concept: Concept) -> bool:
    return weight(langs)[0] > 1 or not contrary(entry, concept, langs)


def contrary(entry: Entry, concept: Concept, shared: Set[Lang]) -> list[Lang]:
    """The languages in which both have terms, all of them different."""
    langs = dict.fromkeys(term.lang for term in concept.terms)
    return [lang for lang in langs if lang in entry.langs and lang not in shared]


def weight(langs: Set[Lang]) -> tuple[int, int]:
    return len(set(map(primary, langs))), len(langs)


def langs_of(concept: Concept) -> set[Lang]:
    return {term.lang for term in concept.terms if not term.computed}
