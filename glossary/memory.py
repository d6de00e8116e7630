"""TranslationMemory: the past translations of a project, ready to be asked in either direction.

Units are kept by a store (`glossary.stores`), texts that may be near are found by an index (`glossary.indexed`), and
the score is made in `glossary.matching.fuzzy` from the texts themselves: what the index says only decides which units
are worth reading, and in which order.
"""

from __future__ import annotations

import contextlib
import os
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice, takewhile
from pathlib import Path
from tempfile import TemporaryDirectory

from glossary.cores import may_fork
from glossary.errors import GlossaryError
from glossary.indexed import Indexed, Met, Text
from glossary.matching import concordance, fuzzy
from glossary.matching.concordance import Phrase
from glossary.model import (
    Added,
    Lang,
    MemoryMatch,
    Progress,
    SearchHit,
    Seen,
    Segment,
    Span,
    TranslationUnit,
    UnitState,
)
from glossary.stores import StoredUnit, UnitStore
from glossary.text.language import primary
from glossary.text.patterns import lazy
from glossary.text.tokens import Comparable, comparable, text_of

NEIGHBOURS = "neighbours"
"""The key in a unit's `meta` under which `with_neighbours` says what stood before and after it."""

LONGEST = 10_000
"""Characters of a segment; what is longer is a text, of which nothing is found."""

_PORTION = 8
"""Texts that are read from the store together at first."""
_MANY_ROWS = 1_000
"""The same for a search, which reads all it meets."""
_FEW = 1_000
"""New units up to which indexes are left to the next question."""
_MANY = 100_000
"""New units from which on an index for each language is made on a core of its own."""


_TELLING = 4
"""Words (or Han characters) of a segment from which on it is looked for within longer texts."""
_NEAREST = 500
"""Texts that are read to find where a segment was seen."""
_BLANK = lazy(r"\n[^\S\n]*\n\s*")


class TranslationMemory:
    """The memory in one file.

    Args:
        where: The file; it need not exist until something is added.
        progress: Told (done, all) while an index is made.
    """

    def __init__(self, where: Path, *, progress: Progress | None = None) -> None:
        self.where, self._progress = where, progress
        self._indexes: dict[str, Indexed] = {}

    @property
    def exists(self) -> bool:
        """Whether anything was ever added. What cannot be seen may be there; whoever asks for it is told why not."""
        if "_store" in self.__dict__:
            return True
        try:
            return os.stat(self.where).st_size > 0
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError:
            return True

    def matches(
        self,
        text: str,
        lang: Lang,
        target_lang: Lang,
        *,
        context: str = "",
        neighbours: str = "",
        min_score: float = 70.0,
        limit: int = 5,
        quick: bool = False,
    ) -> list[MemoryMatch]:
        """The past translations nearest to a segment, best first: all there are from `min_score` on, up to `limit`.

        Args:
            text: The segment; one of more than `LONGEST` characters has no matches.
            lang: Its language.
            target_lang: The language to translate into; other varieties of it are taken with a penalty.
            context: msgctxt or the like.
            neighbours: As made by `with_neighbours`.
            min_score: 0–100.
            limit: Equal translations of equal sources count once.
            quick: Only what a short search finds; to find all below 70 in a large memory takes seconds.

        Raises:
            StoreError: The memory cannot be read.
        """
        if not self.exists or not text.strip() or len(text) > LONGEST:
            return []
        question = _Question(text, lang, target_lang, context, neighbours)
        best = _Best(limit, min_score)
        near = self._index(primary(lang)).near(question.compared, min_score / 100, quick=quick)
        worth_reading = takewhile(lambda met: best.has_room_for(question.highest(met.bound)), near)
        for portion in _portions(worth_reading):
            for bound, stored, side in self._read(portion, question):
                if best.has_room_for(question.highest(bound)) and (match := question.scored(stored, side)):
                    best.add(match)
        return [replace(match, diff=fuzzy.diff(text, match.unit.source.raw)) for match in best.matches()]

    def _read(self, portion: Sequence[Met], question: _Question) -> list[tuple[float, StoredUnit, int]]:
        """(bound, unit, side) of some texts, nearest first, by what can be said once they are read."""
        units = self._store.get([number for met in portion for number, _ in met.texts])
        found = [(met, units[number], side) for met in portion for number, side in met.texts if number in units]
        closer = [(question.bound(met, stored, side), stored, side) for met, stored, side in found]
        return sorted(closer, key=lambda each: -each[0])

    def seen(self, text: str, lang: Lang, *, min_score: float = 70.0, limit: int = 5) -> list[Seen]:
        """The texts without a translation that are like a segment or hold it, nearest first.

        Args:
            text: The segment; of several paragraphs each is asked for, as that is how such texts are kept.
            lang: Its language.
            min_score: 0–100, for those that do not hold it.
            limit: At most so many; equal texts from several places count each.

        Raises:
            StoreError: The memory cannot be read.
        """
        if not self.statistics().get("untranslated"):
            return []
        found: dict[int, Seen] = {}
        for paragraph in filter(None, map(str.strip, _BLANK.split(text))):
            if len(paragraph) <= LONGEST:
                for seen in self._seen(paragraph, lang, min_score):
                    if seen.number not in found or found[seen.number].score < seen.score:
                        found[seen.number] = seen
        return sorted(found.values(), key=lambda seen: (-seen.score, -seen.number))[:limit]

    def _seen(self, text: str, lang: Lang, min_score: float) -> Iterator[Seen]:
        index, phrase, compared = self._index(primary(lang)), concordance.phrase(text), comparable(text)
        nearest = islice(index.near(compared, min_score / 100), _NEAREST)
        near = {each for met in nearest for each in met.texts}
        is_telling = len(phrase.words) >= _TELLING
        holding = index.holding(phrase.parts) if is_telling else set()
        for numbers in _pieces(sorted({number for number, side in near | holding if side == 0}), _MANY_ROWS):
            for number, stored in self._store.get(numbers).items():
                if stored.current and stored.unit.target is None:
                    source = stored.unit.source.raw
                    alike = self._likeness(text, compared, stored.unit, lang)
                    places = concordance.spans(source, [phrase]) if is_telling else None
                    span = next((each for each in places.spans if _is_part(each, source)), None) if places else None
                    if alike >= min_score or span:
                        yield Seen(stored.unit, number, alike, span)

    def _likeness(self, text: str, compared: Comparable, unit: TranslationUnit, lang: Lang) -> float:
        source, langs = unit.source.raw, (lang, unit.source_lang)
        return fuzzy.memory_score(text, source, (compared, comparable(source)), langs=langs, target_langs=langs).score

    def add(
        self,
        units: Iterable[TranslationUnit],
        *,
        document: str,
        commit: str = "",
        dry_run: bool = False,
        progress: Progress | None = None,
    ) -> Added:
        """Keep units with a translation, and texts in one language: all of them or none (see `UnitStore.add`).

        Raises:
            StoreError: They cannot be kept.
        """
        if dry_run and not self.exists:
            with TemporaryDirectory(prefix="gloss-") as nowhere:
                return _open(Path(nowhere) / self.where.name, create=True).add(
                    units, document=document, commit=commit, dry_run=True, progress=progress
                )
        added = self._writable.add(units, document=document, commit=commit, dry_run=dry_run, progress=progress)
        if added.added + added.replaced > _FEW and not dry_run:
            self.make_indexes()
        return added

    def make_indexes(self) -> None:
        """Bring the indexes of all languages up to date, so that the next question need not."""
        first, *rest = self.languages() or [""]
        beside = rest if self._store.state().last > _MANY and may_fork() else []
        with _made_beside(self.where, beside):
            self._index(first).refresh(join=True)
        for language in rest:
            self._index(language).refresh(join=True)

    def is_indexed(self) -> bool:
        """Whether a question can be answered without making an index first; cheap, and nothing is made."""
        return all(self._index(language).is_current() for language in self.languages())

    def search(self, words: str, *, limit: int = 20) -> list[SearchHit]:
        """The units of which one side holds all words: those in exactly this form first, then the shortest first.

        A word is found in all its regular forms (leaks, leaking) and in either Chinese script, Chinese as a part of
        the text; "in quotation marks" one word must follow the other. Texts without a translation are among them.
        """
        phrases = concordance.phrases(words)
        if not self.exists or not phrases:
            return []
        texts: set[Text] = set()
        for language in self.languages():
            texts |= self._holding(language, phrases)
        sides: dict[int, set[int]] = {}
        for number, side in sorted(texts):
            sides.setdefault(number, set()).add(side)
        hits = [hit for numbers in _pieces(list(sides), _MANY_ROWS) for hit in self._hits(numbers, sides, phrases)]
        return [hit for _, hit in sorted(hits, key=lambda pair: pair[0])[:limit]]

    def _holding(self, language: str, phrases: Sequence[Phrase]) -> set[Text]:
        """The texts in a language that may hold all phrases."""
        first, *rest = {phrase.parts: None for phrase in phrases}
        found = self._index(language).holding(first)
        for parts in rest:
            found = found & self._index(language).holding(parts) if found else found
        return found

    def _hits(
        self, numbers: Sequence[int], sides: Mapping[int, set[int]], phrases: Sequence[Phrase]
    ) -> Iterator[tuple[tuple[int, int, int], SearchHit]]:
        for number, stored in self._store.get(numbers).items():
            unit = stored.unit
            if not stored.current:
                continue
            texts = unit.source.raw, unit.target.raw if unit.target else ""
            found = [concordance.spans(texts[side], phrases) if side in sides[number] else None for side in (0, 1)]
            if any(found):
                exact = any(spans is not None and spans.exact for spans in found)
                spans = [each.spans if each else () for each in found]
                yield (not exact, sum(map(len, texts)), number), SearchHit(unit, number, spans[0], spans[1])

    def languages(self) -> list[str]:
        """The primary subtags of the languages that units are in: en, zh."""
        return sorted(set(map(primary, self._store.languages()))) if self.exists else []

    def statistics(self) -> dict[str, int]:
        """Counts for people: see `UnitStore.statistics`; empty if there is no memory."""
        return self._store.statistics() if self.exists else {}

    def problems(self) -> list[str]:
        """What an integrity check finds; takes seconds for millions of units."""
        return self._store.problems() if self.exists else []

    def units(self) -> Iterator[StoredUnit]:
        """All current units, in the order in which they came."""
        return self._store.units() if self.exists else iter(())

    def get(self, numbers: Sequence[int]) -> Mapping[int, StoredUnit]:
        """The units with these numbers, those that are there."""
        return self._store.get(numbers) if self.exists else {}

    def revise(
        self, revised: Mapping[int, TranslationUnit], *, before_commit: Callable[[], None] | None = None
    ) -> None:
        """Put units in the place of others, all or none (see `UnitStore.revise`)."""
        self._store.revise(revised, before_commit=before_commit)

    def delete(self, numbers: Sequence[int], *, dry_run: bool = False) -> int:
        """Delete units (see `UnitStore.delete`); how many that were, the older ones that they replaced included."""
        return self._store.delete(numbers, dry_run=dry_run) if self.exists else 0

    def restore(self) -> list[int]:
        """Take the last deletion back; the numbers of its units."""
        return self._store.restore() if self.exists else []

    def history(self, unit: TranslationUnit) -> list[StoredUnit]:
        """All translations that the source of a unit has had in its context, newest first."""
        return self._store.history(unit) if self.exists else []

    @cached_property
    def _store(self) -> UnitStore:
        return _open(self.where)

    @property
    def _writable(self) -> UnitStore:
        if "_store" not in self.__dict__:
            self.__dict__["_store"] = _open(self.where, create=True)
        return self._store

    def _index(self, language: str) -> Indexed:
        if language not in self._indexes:
            self._indexes[language] = Indexed(self._store, language, progress=self._progress)
        return self._indexes[language]


class _Question:
    """A segment that is asked for, made comparable once."""

    def __init__(self, text: str, lang: Lang, target_lang: Lang, context: str, neighbours: str) -> None:
        self._text, self._lang, self._target_lang = text, lang, target_lang
        self._context, self._neighbours = context, neighbours
        self.compared = comparable(text)

    def highest(self, bound: float) -> float:
        """The highest score of a text that is no nearer than this (0–1)."""
        in_context = bound >= 1 and (self._context or self._neighbours)
        return fuzzy.IN_CONTEXT if in_context else fuzzy.cut(100 * bound)

    def bound(self, met: Met, stored: StoredUnit, side: int) -> float:
        """No greater similarity (0–1) is to be had from a text that was met."""
        unit = stored.unit
        text = unit.target if side else unit.source
        if met.bound >= 1 or text is None:
            return met.bound
        return min(met.bound, met.words + fuzzy.characters_alike(self.compared.text, text_of(text.raw)))

    def scored(self, stored: StoredUnit, side: int) -> MemoryMatch | None:
        """A unit as a match, its source the side that was met; None if it is not in the languages that are wanted."""
        unit = _turned(stored.unit) if side else stored.unit
        if unit.target_lang is None or primary(unit.target_lang) != primary(self._target_lang):
            return None
        source = unit.source.raw
        scored = fuzzy.memory_score(
            self._text,
            source,
            (self.compared, self.compared if source == self._text else comparable(source)),
            langs=(self._lang, unit.source_lang),
            target_langs=(self._target_lang, unit.target_lang),
            replaced=not stored.current,
            draft=unit.state is UnitState.INITIAL,
            in_context=self._is_context(unit),
        )
        return MemoryMatch(unit, stored.number, scored.score, scored.kind, scored.similarity, scored.penalties)

    def _is_context(self, unit: TranslationUnit) -> bool:
        same = bool(self._context) and self._context == unit.context
        return same or (bool(self._neighbours) and self._neighbours == unit.meta.get(NEIGHBOURS))


@dataclass(slots=True)
class _Best:
    """The best matches so far."""

    limit: int
    least: float
    _found: dict[tuple[str, str], MemoryMatch] = field(default_factory=dict)
    _last: float = 0.0

    def add(self, match: MemoryMatch) -> None:
        """Keep a match, if it is good enough; of equal translations of equal sources the best, or else the newest."""
        if match.score < self.least or match.score < self._last:
            return
        known = self._found.get(_texts(match))
        if known is None or (known.score, known.number) < (match.score, match.number):
            self._found[_texts(match)] = match
            if len(self._found) >= self.limit:
                self._found = {_texts(each): each for each in self.matches()}
                self._last = min(each.score for each in self._found.values())

    def has_room_for(self, score: float) -> bool:
        """Whether a match of this score would be among the best."""
        return score >= self.least and (len(self._found) < self.limit or score > self._last)

    def matches(self) -> list[MemoryMatch]:
        """The best, best first; of equal scores the newest first."""
        return sorted(self._found.values(), key=lambda match: (-match.score, -match.number))[: self.limit]


def _is_part(span: Span, text: str) -> bool:
    """Whether it is not all of a text, but for what stands around it."""
    return bool((text[: span.start] + text[span.end :]).strip(" \n.,;:!?\"'。，；：！？“”‘’…"))


def _texts(match: MemoryMatch) -> tuple[str, str]:
    return match.unit.source.raw, match.unit.target.raw if match.unit.target else ""


def with_neighbours(units: Iterable[TranslationUnit]) -> Iterator[TranslationUnit]:
    """Units of one document in order, each with what stood before and after it, by which it is known again."""
    before = ""
    waiting: TranslationUnit | None = None
    for unit in units:
        if waiting is not None:
            yield _between(before, waiting, unit.source.raw)
            before = waiting.source.raw
        waiting = unit
    if waiting is not None:
        yield _between(before, waiting, "")


def with_plurals(units: Iterable[TranslationUnit]) -> Iterator[TranslationUnit]:
    """Units with all forms of a plural, none of which replaces another.

    The only form of a language without plurals translates the singular, too, if that has the same placeholders (`%d
    file`, but not `one file`). Forms that share a source are told apart by a context.
    """
    for unit in units:
        form = int(unit.meta.get("po:plural", 0))
        singular, plural = (unit.meta.get(name, unit.source.raw) for name in ("po:msgid", "po:msgid_plural"))
        if form == 0 and unit.source.raw != singular and comparable(singular).masked == comparable(plural).masked:
            yield replace(unit, source=Segment((singular,)))
        shares = form > 0 and (form > 1 or singular == plural)
        yield replace(unit, context=f"{unit.context} msgstr[{form}]".lstrip()) if shares else unit


def neighbours(before: str, after: str) -> str:
    """What `with_neighbours` says of a segment that stands between two others."""
    sums = (zlib.crc32(text.encode("utf-8", "surrogatepass")) for text in (before, after))
    return "".join(f"{checksum:08x}" for checksum in sums)


def _between(before: str, unit: TranslationUnit, after: str) -> TranslationUnit:
    return replace(unit, meta={**unit.meta, NEIGHBOURS: neighbours(before, after)})


def _turned(unit: TranslationUnit) -> TranslationUnit:
    """The same unit from its target to its source."""
    assert unit.target is not None
    assert unit.target_lang is not None
    return replace(
        unit, source=unit.target, target=unit.source, source_lang=unit.target_lang, target_lang=unit.source_lang
    )


def _portions(near: Iterable[Met]) -> Iterator[list[Met]]:
    """Texts in portions, each twice as long as the one before."""
    size, count, waiting = _PORTION, 0, list[Met]()
    for met in near:
        waiting.append(met)
        count += len(met.texts)
        if count >= size:
            yield waiting
            size, count, waiting = 2 * size, 0, []
    if waiting:
        yield waiting


def _pieces(numbers: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    return (numbers[start : start + size] for start in range(0, len(numbers), size))


def _open(where: Path, *, create: bool = False) -> UnitStore:
    from glossary.stores.sqlite import STORE

    return STORE.open(where, create=create)


@contextlib.contextmanager
def _made_beside(where: Path, languages: Sequence[str]) -> Iterator[None]:
    """Make the indexes of some languages, each in a process of its own, while the block runs."""
    from multiprocessing import get_context

    others = [get_context("fork").Process(target=_make, args=(where, language), daemon=True) for language in languages]
    for other in others:
        other.start()
    try:
        yield
    finally:
        for other in others:
            other.join()


def _make(where: Path, language: str) -> None:
    with contextlib.suppress(GlossaryError):  # whoever asks makes it then, or meets the same error
        Indexed(_open(where), language).refresh(join=True)
