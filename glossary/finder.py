"""Which terms are in this text? The terms of several termbases, nearest first, met in running text.

Everything about borders, longest match and speed is in `glossary.matching.terms`; here a place where a pattern was met
becomes a term of a concept: is the key the same, does upper and lower case matter, which script was written, does a
nearer termbase override the concept.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate, chain
from operator import itemgetter
from typing import Any, NamedTuple

from glossary.matching.terms import Meeting, Occurrence, Patterns, leftmost_longest
from glossary.model import USABLE, Concept, Span, Term, TermMatch, Via
from glossary.termbase import Termbase
from glossary.text.forms import forms_of, same_case
from glossary.text.language import ZH_HANS
from glossary.text.normalize import key, spelling
from glossary.text.patterns import lazy
from glossary.text.running import BREAK, Running, running
from glossary.text.script import has_han, only_simplified

_HUMP = lazy(r"(?<=[a-z0-9])(?=[A-Z])")
_MIXED = lazy(r"[A-Z](?<=[a-z0-9].)")
_LONGEST_NAME = 64
"""Characters of an identifier before its first hump."""
_NAME = lazy(r"[A-Za-z0-9]*")
_LEAST_HUMPS = 2
"""A name of so many capitalised words (JavaScript, YouTube) is more often a brand than an identifier."""


class Finder:
    """Recognises the terms of some termbases; called with a text, gives matches in order, mis-cased ones included.

    Args:
        scopes: Termbases, nearest first.
    """

    def __init__(self, scopes: Sequence[Termbase]) -> None:
        self._scopes = scopes
        self._meanings: dict[int, tuple[tuple[Concept, ...], tuple[Concept, ...]]] = {}
        self._readings: dict[tuple[int, str], _Found] = {}

    def __call__(self, text: str) -> list[TermMatch]:
        """The terms of a text, leftmost and longest; offsets count in `text` as it was given."""
        found = self._find(text)
        if _MIXED.search(text):
            found += list(self._in_identifiers(text, found))
            found.sort(key=lambda match: (match.span.start, -match.span.end))
        return found

    def _find(self, text: str) -> list[TermMatch]:
        if not self._patterns:
            return []
        form = running(text)
        met = self._patterns.occurrences(form.text)
        if not met:
            return []
        met_as, blocks = self._read_all(text, form, met)
        right, regional, miscased = (_without_blocked(each, blocks) if blocks else each for each in met_as)
        if regional and not only_simplified(text):
            right += regional
        chosen = leftmost_longest(right)
        if miscased:
            chosen = sorted([*chosen, *_beside(chosen, leftmost_longest(miscased))], key=itemgetter(0, 1))
        return _matches(text, chosen)

    def _read_all(self, text: str, form: Running, met: Sequence[Occurrence]) -> tuple[tuple[_Read, ...], _Read]:
        """What was met, in the offsets of the text: by kind, and the strings in which terms are other words."""
        met_as: tuple[_Read, ...] = ([], [], [])
        blocks: _Read = []
        known, span = self._readings, form.span if form.edits else None
        for start, end, pattern in met:
            if span:
                start, end = span(start, end)
            surface = text[start:end]
            found = known.get((pattern, surface))
            if found is None:
                found = known[pattern, surface] = self._read(pattern, surface)
            kind, readings, blocked, is_free = found
            if readings:
                met_as[kind].append((start, -end, readings, is_free))
            if blocked:
                blocks.append((start, -end, blocked, False))
        return met_as, blocks

    def _in_identifiers(self, text: str, found: Sequence[TermMatch]) -> Iterator[TermMatch]:
        """Terms in names such as distillationLoss: each hump is read as a word, all names as one text."""
        starts = [match.span.start for match in found]
        ends = list(accumulate((match.span.end for match in found), max))
        names = [name for name in _names(text) if _is_beside(name.start, name.end, starts, ends)]
        words = [_HUMP.split(text[name.start : name.end]) for name in names]
        spaced = [" ".join(each) for each in words]
        begins = [0, *accumulate(len(each) + len(BREAK) for each in spaced)]
        for match in self._find(BREAK.join(spaced)):
            number = bisect_right(begins, match.span.start) - 1
            name, count = names[number], len(words[number])
            start, end = (_unspaced(spaced[number], at - begins[number]) for at in match.span)
            whole = end - start == name.end - name.start
            is_part = (count > _LEAST_HUMPS or text[name.start].islower()) and not _has_capital(match.term)
            if not match.miscased and (whole or is_part):
                span = Span(name.start + start, name.start + end)
                yield match._replace(span=span, surface=text[span.start : span.end], identifier=True)

    def _read(self, pattern: int, surface: str) -> _Found:
        """What a surface means: for each concept its nearest term, and the concepts that it is not."""
        meant, blocked = self._meaning(pattern)
        if blocked and running(surface).text != self._texts[pattern]:
            blocked = ()  # the pattern was read on to the end of another word
        read = [one for concept in meant if (one := _reading(concept, surface))]
        right = [one for one in read if not one.miscased]
        usual = tuple(one for one in right if not _is_regional(one, surface))
        kind = _USUAL if usual else _REGIONAL if right else _MISCASED
        return _Found(kind, usual or tuple(right or read), blocked, any(one.term.inside for one in right))

    def _meaning(self, pattern: int) -> tuple[tuple[Concept, ...], tuple[Concept, ...]]:
        """The concepts of a pattern, and those whose term is another word inside of it; overridden ones left out."""
        if pattern not in self._meanings:
            meant: list[Concept] = []
            blocked: list[Concept] = []
            for distance, scope in enumerate(self._scopes):
                nearer = self._scopes[:distance]
                for concepts, kept in zip(scope.meant_by(self._texts[pattern]), (meant, blocked), strict=True):
                    kept += [one for one in concepts if not any(near.concept(one.id) for near in nearer)]
            self._meanings[pattern] = (tuple(meant), tuple(blocked))
        return self._meanings[pattern]

    @cached_property
    def _texts(self) -> list[str]:
        return list(dict.fromkeys(chain.from_iterable(scope.patterns() for scope in self._scopes)))

    @cached_property
    def _patterns(self) -> Patterns:
        return Patterns(self._texts)


class _Reading(NamedTuple):
    """A term that a surface may be."""

    term: Term
    concept: Concept
    via: Via
    miscased: bool


_USUAL, _REGIONAL, _MISCASED = range(3)
"""What a surface may be: a term; one of Taiwan or Hong Kong alone, no word of a Simplified text; one in other case."""


class _Found(NamedTuple):
    """What is known of a surface under a pattern."""

    kind: int
    readings: tuple[_Reading, ...]
    blocked: tuple[Concept, ...]
    is_free: bool


_Read = list[Meeting[Any]]


def _reading(concept: Concept, surface: str) -> _Reading | None:
    """The term of a concept that is nearest to what stands in the text."""
    folded, spelled = key(surface), spelling(surface)
    best: tuple[tuple[bool, ...], _Reading] | None = None
    for term in concept.terms:
        if not term.find:
            continue
        same = key(term.text) == folded
        if not same and folded not in _form_keys(term):
            continue
        miscased = not same_case(term, surface, name=not concept.translatable)
        script = same and spelling(term.text) != spelled
        via = Via.SCRIPT if script else Via.EXACT if same else Via.INFLECTED
        rank = (miscased, term.text != surface, script, not same, term.computed, term.status not in USABLE)
        if best is None or rank < best[0]:
            best = (rank, _Reading(term, concept, via, miscased))
    return best[1] if best else None


def _is_regional(one: _Reading, surface: str) -> bool:
    """Whether it is the word of another region, though written as in the Mainland: 个资 of 個資."""
    if one.term.lang == ZH_HANS or not has_han(surface) or spelling(surface) != key(surface):
        return False
    return all(key(term.text) != key(surface) for term in one.concept.terms_in(ZH_HANS))


@lru_cache(maxsize=4096)
def _form_keys(term: Term) -> frozenset[str]:
    return frozenset(map(key, forms_of(term)))


def _matches(text: str, chosen: _Read) -> list[TermMatch]:
    new, in_names = tuple.__new__, "_" in text
    matches: list[TermMatch] = []
    for start, back, readings, _ in chosen:
        span, surface = new(Span, (start, -back)), text[start:-back]
        in_part = in_names and (text[start - 1 : start] == "_" or text[-back : 1 - back] == "_")
        in_name = in_part or (in_names and "_" in surface)
        for term, concept, via, miscased in readings:
            if not (in_part and _has_capital(term)):
                matches.append(new(TermMatch, (span, term, concept, surface, via, in_name, miscased)))
    return matches


def _has_capital(term: Term) -> bool:
    """A name or acronym; part of an identifier (MetaPathFinder, PR_SEND) it is another one."""
    return not term.text.islower()


def _without_blocked(found: _Read, blocks: _Read) -> _Read:
    """Without the readings that stand inside a string in which their concept is not meant."""
    reaches: dict[str, tuple[list[int], list[int]]] = {}
    for start, back, concepts, _ in sorted(blocks, key=itemgetter(0, 1)):
        for concept in concepts:
            starts, ends = reaches.setdefault(concept.id, ([], []))
            starts.append(start)
            ends.append(max(-back, ends[-1] if ends else 0))
    kept: _Read = []
    for start, back, readings, is_free in found:
        left = tuple(one for one in readings if not _is_covered(start, -back, *reaches.get(one.concept.id, ([], []))))
        if left:
            kept.append((start, back, left, is_free))
    return kept


def _is_covered(start: int, end: int, starts: Sequence[int], ends: Sequence[int]) -> bool:
    """Whether it lies within a stretch; `ends` are the furthest ends of all that begin there or before."""
    number = bisect_right(starts, start) - 1
    return number >= 0 and end <= ends[number]


def _beside(chosen: _Read, others: _Read) -> _Read:
    """Those of the others that overlap none of the chosen."""
    starts = [start for start, _, _, _ in chosen]
    ends = list(accumulate((-back for _, back, _, _ in chosen), max))
    return [each for each in others if _is_beside(each[0], -each[1], starts, ends)]


def _is_beside(start: int, end: int, starts: Sequence[int], ends: Sequence[int]) -> bool:
    """Whether it overlaps no stretch; `ends` are the furthest ends of all that begin there or before."""
    return bisect_right(ends, start) == bisect_left(starts, end)


def _unspaced(spaced: str, at: int) -> int:
    return at - spaced.count(" ", 0, at)


def _names(text: str) -> Iterator[Span]:
    """Runs of Latin letters and digits in which a small letter or digit is followed by a capital."""
    done = 0
    for hump in _MIXED.finditer(text):
        if hump.start() < done:
            continue
        start = hump.start() - len(_NAME.match(text[max(done, hump.start() - _LONGEST_NAME) : hump.start()][::-1])[0])  # type: ignore[index]
        done = _NAME.match(text, hump.start()).end()  # type: ignore[union-attr]
        yield Span(start, done)
