"""The texts of a memory in one language, ready to be met: segments on disk that never change, and a tail in memory.

A segment is an index over the units of some consecutive numbers, kept in the cache directory under the identity of the
store, those numbers and the state that the store had then. The store knows whether it ever was in that state, so a
segment is used only for the very units that it was made of; whatever is newer is the tail and compared one by one. A
tail that grows too long becomes a segment, and small segments are joined, so there are few of them.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from glossary.matching import index
from glossary.matching.bounds import ROUNDING, Question, string_of
from glossary.matching.index import Index
from glossary.model import Progress
from glossary.stores import Sides, StoreState, UnitStore, cache
from glossary.text import tokens
from glossary.text.language import primary
from glossary.text.tokens import Comparable

if TYPE_CHECKING:
    from glossary.matching.index import Arrays

VERSION = 2
"""Higher with every change to what codes or indexes are."""

TAIL = 2_000
"""Units that are compared one by one before they get an index."""

_GROWTH = 4
"""A new segment takes in those before it that are less than so many times as long."""
_QUICK = 20_000
"""Units that somebody who only asks may have to wait for, at most; about a second."""
_FOLDER = "memory"
_TOLD = 10_000
"""Texts after which progress is told again."""


class Text(NamedTuple):
    """One side of a unit; `side` is 0 for its source and 1 for its target."""

    number: int
    side: int


class Met(NamedTuple):
    """Texts that may be near a question.

    Attributes:
        bound: None is nearer, 0–1.
        words: What words add to that, at most.
        texts: Whose they are.
    """

    bound: float
    words: float
    texts: list[Text]


class Indexed:
    """The texts of one language of a store.

    Args:
        store: Where the units are.
        language: A primary subtag: en, zh, …
        progress: Told (units done, all units) while a segment is made.
    """

    def __init__(self, store: UnitStore, language: str, *, progress: Progress | None = None) -> None:
        self._store, self._language, self._progress = store, language, progress
        self._state = StoreState("", 0, "")
        self._segments: list[_Segment] = []
        self._tail = _Tail()

    def near(self, question: Comparable, least: float, *, quick: bool = False) -> Iterator[Met]:
        """All texts that may have at least this similarity (0–1) to a question, nearest first.

        Args:
            question: The segment.
            least: The similarity.
            quick: Only those that a short search meets (see `Index.likely`).
        """
        self.refresh()
        codes = tokens.codes_of(question.parts)
        if not codes:
            return
        asked = Question(codes, len(question.text), least)
        near: list[Iterator[Met]] = [self._tail.near(asked)]
        near += [segment.near(asked, quick=quick) for segment in self._segments]
        yield from heapq.merge(*near, key=lambda met: -met.bound)

    def holding(self, phrase: Sequence[str | None]) -> set[Text]:
        """The texts that may hold these parts one after the other; None stands for any part, but not first."""
        self.refresh()
        codes = [None if part is None else tokens.code(part) for part in phrase]
        found = self._tail.holding(codes)
        for segment in self._segments:
            rows = segment.rows.holding(codes).tolist()
            found |= {_text(owner) for row in rows for owner in segment.rows.owners(row)}
        return found

    def is_current(self) -> bool:
        """Whether the segments in the cache, by their names, leave no more than a tail to be compared one by one."""
        state, at = self._store.state(), 0
        true = [name for name in self._names(state) if self._store.known_at(name.last, name.token)]
        while following := [name.upto for name in true if name.after == at]:
            at = max(following)
        return state.last - at <= TAIL

    def refresh(self, *, join: bool = False) -> None:
        """Take in what the store has got since; cheap if that is nothing.

        Args:
            join: Make a segment of the tail, however short, and take the time to join all small segments with it: for
                whoever has just written much.
        """
        state = self._store.state()
        if state != self._state or join:
            self._follow(state, join=join)
            self._state = state

    def _follow(self, state: StoreState, *, join: bool) -> None:
        if not self._segments or not self._is_later(state):
            self._segments = self._chain(state)
            self._tail = _Tail()
        covered = self._segments[-1].upto if self._segments else 0
        if state.last - covered > (0 if join else TAIL):
            self._grow(state, covered, join=join)
            self._tail = _Tail()
            covered = state.last
        after = max(covered, self._tail.upto)
        self._tail.extend(_sides(self._store.sides(after=after, upto=state.last), self._language))
        self._tail.upto = state.last

    def _is_later(self, state: StoreState) -> bool:
        """Whether the store has only grown since it was looked at."""
        return state.identity == self._state.identity and self._store.known_at(self._state.last, self._state.token)

    def _chain(self, state: StoreState) -> list[_Segment]:
        """The segments that follow one another from the first unit on, as far as they are true."""
        names = [name for name in self._names(state) if name.last <= state.last]
        chain: list[_Segment] = []
        at = 0
        while segment := self._longest([name for name in names if name.after == at]):
            chain.append(segment)
            at = segment.upto
        return chain

    def _longest(self, names: list[_Name]) -> _Segment | None:
        for name in sorted(names, key=lambda name: -name.upto):
            if self._store.known_at(name.last, name.token) and (arrays := _loaded(name)):
                return _Segment(name.after, name.upto, Index(arrays))
        return None

    def _names(self, state: StoreState) -> list[_Name]:
        """All segments in the cache that were made of this store for this language."""
        found = map(_Name.parse, cache.names(_FOLDER))
        return [name for name in found if name and (name.identity, name.language) == (state.identity, self._language)]

    def _grow(self, state: StoreState, covered: int, *, join: bool) -> None:
        """Make segments of what is not covered yet; they take in smaller ones before them."""
        most = index.MOST_ROWS // 2 if join else _QUICK
        while self._segments and self._is_small(self._segments[-1], state.last, most):
            covered = self._segments.pop().after
        for after in range(covered, state.last, index.MOST_ROWS // 2):
            upto = min(after + index.MOST_ROWS // 2, state.last)
            name = _Name(state.identity, self._language, after, upto, state.last, state.token)
            self._segments.append(_Segment(after, upto, Index(self._made(name))))
        chain = {(segment.after, segment.upto) for segment in self._segments}
        for name in self._names(state):
            if (name.after, name.upto) not in chain:
                cache.forget(str(name))

    def _is_small(self, segment: _Segment, last: int, most: int) -> bool:
        """Whether a segment is to be joined with what comes after it, which makes no more than `most` units."""
        length = segment.upto - segment.after
        return length < _GROWTH * (last - segment.upto) and last - segment.after <= most

    def _made(self, name: _Name) -> Arrays:
        """The arrays of a new segment; mapped from the cache, if they could be kept there."""
        arrays = self._arrays(name)
        try:
            with cache.saving(str(name)) as writer:
                for array, kind in index.ARRAYS.items():
                    writer.add(array, [arrays[array].astype(kind, copy=False).tobytes()])
        except OSError:
            return arrays
        return _loaded(name) or arrays

    def _arrays(self, name: _Name) -> Arrays:
        import numpy as np

        owners: list[int] = []
        made = tokens.rows(self._told(name, owners))
        return index.build(
            np.frombuffer(made.codes, np.uint16),
            np.frombuffer(made.lengths, np.uint32),
            np.frombuffer(made.sizes, np.uint16),
            np.array(owners, np.uint32),
        )

    def _told(self, name: _Name, owners: list[int]) -> Iterator[str]:
        """The texts of a new segment; notes whose they are, and tells how far it is."""
        sides = _sides(self._store.sides(after=name.after, upto=name.upto), self._language)
        for number, (text, words) in enumerate(sides):
            owners.append(text.number << 1 | text.side)
            yield words
            if self._progress and number % _TOLD == 0:
                self._progress(text.number - name.after, name.upto - name.after)


class _Segment(NamedTuple):
    """An index over the units with `after < number <= upto`."""

    after: int
    upto: int
    rows: Index

    def near(self, question: Question, *, quick: bool) -> Iterator[Met]:
        """The texts that may be near, nearest first."""
        for bound, words, row in self.rows.likely(question) if quick else self.rows.near(question):
            yield Met(bound, words, list(map(_text, self.rows.owners(row))))


class _Name(NamedTuple):
    """What a segment was made of: the units of a store that had got to `last` and `token`."""

    identity: str
    language: str
    after: int
    upto: int
    last: int
    token: str

    def __str__(self) -> str:
        return f"{_FOLDER}/{'-'.join(map(str, self))}-v{VERSION}"

    @classmethod
    def parse(cls, name: str) -> _Name | None:
        """The parts of a name in the cache; None if it is another's."""
        parts = name.removeprefix(f"{_FOLDER}/").split("-")
        if len(parts) != len(cls._fields) + 1 or parts[-1] != f"v{VERSION}":
            return None
        identity, language, after, upto, last, token, _ = parts
        if not (after.isdecimal() and upto.isdecimal() and last.isdecimal()):
            return None
        return cls(identity, language, int(after), int(upto), int(last), token)


@dataclass(slots=True)
class _Tail:
    """The newest texts, compared one by one.

    Attributes:
        upto: The number of the last unit that was read.
        texts: Whose they are.
        codes: Their parts, as strings of codes.
        sizes: Their characters.
    """

    upto: int = 0
    texts: list[Text] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)

    def extend(self, sides: Iterable[tuple[Text, str]]) -> None:
        """Take in some more texts."""
        for text, words in sides:
            compared = tokens.comparable(words)
            self.texts.append(text)
            self.codes.append(string_of(tokens.codes_of(compared.parts)))
            self.sizes.append(len(compared.text))

    def near(self, question: Question) -> Iterator[Met]:
        """The texts that may be near, nearest first."""
        if not self.codes:
            return
        import numpy as np

        bounds = question.bounds(self.codes, np.array(self.sizes))
        near = np.flatnonzero(bounds.highest >= question.least - ROUNDING)
        for place in near[np.argsort(-bounds.highest[near], kind="stable")].tolist():
            yield Met(float(bounds.highest[place]), float(bounds.words[place]), [self.texts[place]])

    def holding(self, codes: Sequence[int | None]) -> set[Text]:
        """The texts that may hold a phrase."""
        phrase = re.compile("".join("." if code is None else re.escape(chr(code)) for code in codes), re.DOTALL)
        return {text for text, words in zip(self.texts, self.codes, strict=True) if phrase.search(words)}


def _text(owner: int) -> Text:
    return Text(owner >> 1, owner & 1)


def _sides(rows: Iterable[Sides], language: str) -> Iterator[tuple[Text, str]]:
    """The texts in one language."""
    for number, source_lang, source, target_lang, target in rows:
        if primary(source_lang) == language:
            yield Text(number, 0), source
        if primary(target_lang) == language:
            yield Text(number, 1), target


def _loaded(name: _Name) -> Arrays | None:
    """The arrays of a segment, mapped from the cache; None if they are not there whole."""
    import numpy as np

    sections = cache.load(str(name))
    if sections is None:
        return None
    try:
        arrays: dict[str, Any] = {
            array: np.frombuffer(sections.large(array), kind) for array, kind in index.ARRAYS.items()
        }
    except (KeyError, ValueError, cache.DamagedError):
        return None
    return arrays
