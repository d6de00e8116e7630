"""Termbase: the concepts of one directory of YAML files, ready to be asked.

Each file is compiled once (`glossary.compiled`) and kept in the cache under a hash of its bytes, so a look-up reads
and hashes the YAML but parses none of it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple, TypeVar

from glossary.compiled import BLOCKS, LAST_TERM, TERM_BITS, Compiled, compile_all, compile_file, name_of
from glossary.config import TERMS_SUFFIXES
from glossary.errors import StoreError
from glossary.matching.fuzzy import lookup_score, near, slip_score, sound_score
from glossary.model import Concept, Finding, Location, Progress, Severity, TermHit, TermStatus, Via
from glossary.stores import files
from glossary.stores.cache import DamagedError, Sections, load
from glossary.text import pinyin
from glossary.text.boundary import is_border
from glossary.text.forms import inflections, lemmas
from glossary.text.normalize import Key, key, spelling
from glossary.text.script import has_han

_Answer = TypeVar("_Answer")
_LONGEST_SLIP = 100
"""Code points; nobody misspells more in one go, and comparing takes the square of it."""
_STATUS_ORDER = {status: order for order, status in enumerate(TermStatus)}


class Termbase:
    """The concepts under one directory, from every `*.yaml` and `*.yml` in it and below it.

    Args:
        root: The directory; it need not exist.
        without: A file in it that is left out.
        progress: Told how compiling goes, if anything has to be compiled.

    Attributes:
        findings: What is wrong with the files themselves, with file, line and column.
    """

    def __init__(self, root: Path, *, without: Path | None = None, progress: Progress | None = None) -> None:
        self.root, self._without = root, without
        self.findings: list[Finding] = []
        self._files = list(self._open(progress))
        for file in self._files:
            self.findings.extend(file.ask(Compiled.findings))

    @property
    def paths(self) -> list[Path]:
        """The files that were read, in the order in which they answer."""
        return [file.path for file in self._files]

    def lookup(self, query: str, *, limit: int = 10) -> list[TermHit]:
        """Concepts with a term like `query`, nearest first: by text, form, beginning, part or pinyin."""
        asked = _asked(query)
        return self._best(asked, limit, lambda compiled: _candidates(compiled, asked, limit))

    def ids(self) -> Iterator[str]:
        """The ids of all concepts."""
        for file in self._files:
            yield from file.ask(lambda compiled: compiled.keys("ids").all())

    def near(self, query: str, *, limit: int = 10) -> list[TermHit]:
        """Concepts with a term that `query` may be a slip for: misspelt, or for Chinese a homophone."""
        if len(query) > _LONGEST_SLIP:
            return []
        asked = _asked(query)
        heard = pinyin.readings(query) if has_han(query) else None
        return self._best(asked, limit, lambda compiled: _slips(compiled, asked, heard, limit))

    def concept(self, id: str) -> Concept | None:
        """The concept with exactly this id; the first if there are several."""
        return next((c for file in self._files if (c := file.ask(lambda compiled: compiled.by_id(id)))), None)

    def concepts(self) -> Iterator[Concept]:
        """All concepts, file by file, computed variants included."""
        for file in self._files:
            for number in range(file.ask(len)):
                yield file.ask(lambda compiled, number=number: compiled.concept(number))  # type: ignore[misc]

    def patterns(self) -> Iterator[str]:
        """The forms in which any of the terms may stand in a running text (see `glossary.text.running`)."""
        for file in self._files:
            yield from file.ask(lambda compiled: compiled.keys("patterns").all())

    def meant_by(self, pattern: str) -> tuple[list[Concept], list[Concept]]:
        """The concepts with a term of this pattern, and those whose term is another word inside of it."""
        meant: list[Concept] = []
        blocked: list[Concept] = []
        for file in self._files:
            refs = file.ask(lambda compiled: compiled.keys("patterns").exact(pattern))
            for ref in dict.fromkeys((ref & BLOCKS) | (ref & ~BLOCKS) >> TERM_BITS for ref in refs):
                concept = file.ask(lambda compiled, ref=ref: compiled.concept(ref & ~BLOCKS))  # type: ignore[misc]
                (blocked if ref & BLOCKS else meant).append(concept)
        return meant, blocked

    def __len__(self) -> int:
        return sum(file.ask(len) for file in self._files)

    def _best(self, asked: _Query, limit: int, question: Callable[[Compiled], list[_Candidate]]) -> list[TermHit]:
        found = [(candidate, file) for file in self._files for candidate in file.ask(question)]
        return _resolve(found, asked, limit)

    def _open(self, progress: Progress | None) -> Iterator[_File]:
        opened = [
            file
            for path in _yaml_paths(self.root, self._unreadable)
            if path != self._without and (file := self._named(path))
        ]
        missing = [file for file in opened if not file.load()]
        for file, made in zip(missing, compile_all([(f.path, f.name) for f in missing], progress), strict=True):
            if isinstance(made, Sections):
                file.take(made)
            else:
                self._unreadable(file.path, made)
        return (file for file in opened if file.is_ready())

    def _named(self, path: Path) -> _File | None:
        try:
            return _File(path, name_of(path))
        except StoreError as error:
            if os.path.lexists(path):  # else it has gone since it was listed
                self._unreadable(path, str(error))
            return None

    def _unreadable(self, path: Path, reason: str) -> None:
        self.findings.append(Finding("unreadable", Severity.ERROR, reason, Location(str(path))))


def stamps(root: Path) -> list[tuple[str, int, int, int]]:
    """What the files under the root of a termbase look like now (`files.stamp`)."""
    return [files.stamp(path) for path in _yaml_paths(root, lambda path, reason: None)]


class _Query(NamedTuple):
    """A query with everything that is computed from it once."""

    text: str
    key: Key
    spelling: str
    forms: tuple[str, ...]
    sound: pinyin.Sound | None


@lru_cache(maxsize=64)
def _asked(text: str) -> _Query:
    """Every termbase of a project is asked the same, and asked again for slips."""
    folded = key(text)
    bases = lemmas(text.strip())
    related = [form for base in (*bases, text.strip()) for form in (base, *inflections(base))]
    forms = tuple(dict.fromkeys(key(form) for form in related))
    return _Query(text, folded, spelling(text), tuple(form for form in forms if form != folded), pinyin.sound(text))


class _Candidate(NamedTuple):
    """A term that may answer, before its concept is read from disk."""

    score: float
    via: Via
    ref: int

    @property
    def concept(self) -> int:
        return self.ref >> TERM_BITS

    @property
    def term(self) -> int:
        return self.ref & LAST_TERM


class _File:
    """One YAML file with its compiled form; repairs the cache when that turns out to be damaged."""

    def __init__(self, path: Path, name: str) -> None:
        self.path, self.name = path, name
        self._compiled: Compiled | None = None

    def load(self) -> bool:
        """Whether the cache has the compiled form."""
        try:
            sections = load(self.name)
            if sections:
                self.take(sections)
        except DamagedError:
            return False
        return self.is_ready()

    def take(self, sections: Sections) -> None:
        self._compiled = Compiled(sections, str(self.path))

    def is_ready(self) -> bool:
        return self._compiled is not None

    def ask(self, question: Callable[[Compiled], _Answer]) -> _Answer:
        assert self._compiled is not None
        try:
            return question(self._compiled)
        except DamagedError:
            made = compile_file(self.path, self.name)
            if isinstance(made, str):
                raise StoreError(made, path=str(self.path)) from None
            self.take(made)
            return question(self._compiled)


def _candidates(compiled: Compiled, query: _Query, limit: int) -> list[_Candidate]:
    """The nearest terms by anything but a slip, unsorted; a concept may come more than once."""
    room = 4 * limit
    rows = [*_by_text(compiled, query), *_by_beginning(compiled, query, room), *_by_part(compiled, query, room)]
    return rows + list(_by_sound(compiled, query, room))


def _slips(compiled: Compiled, query: _Query, heard: pinyin.Sound | None, limit: int) -> list[_Candidate]:
    """The terms nearest in spelling, or with the same sound as a Chinese query."""
    rows = []
    for name in ("texts", "words"):
        keys = compiled.keys(name)
        start, akin = keys.akin(query.key)
        for position, similarity in near(query.key, akin, limit=limit):
            score = slip_score(similarity, one_word=name == "words")
            rows += [_Candidate(score, Via.FUZZY, ref) for ref in keys.refs(start + position)]
    if heard:
        rows += [_Candidate(slip_score(), Via.FUZZY, r) for r in compiled.keys("sounds").exact(heard.letters)]
    return rows


def _by_text(compiled: Compiled, query: _Query) -> Iterator[_Candidate]:
    texts = compiled.keys("texts")
    for ref in texts.exact(query.key):
        yield _Candidate(lookup_score(Via.EXACT), Via.EXACT, ref)
    for ref in compiled.keys("ids").exact(query.text):
        yield _Candidate(lookup_score(Via.EXACT), Via.EXACT, ref)
    for form in query.forms:
        for ref in texts.exact(form):
            yield _Candidate(lookup_score(Via.INFLECTED), Via.INFLECTED, ref)


def _by_beginning(compiled: Compiled, query: _Query, room: int) -> Iterator[_Candidate]:
    if query.key:
        for found, ref in islice(compiled.keys("texts").prefix(query.key), room):
            yield _Candidate(lookup_score(Via.PREFIX, len(query.key) / len(found)), Via.PREFIX, ref)


def _by_part(compiled: Compiled, query: _Query, room: int) -> Iterator[_Candidate]:
    if not query.key or (len(query.key) == 1 and not has_han(query.key)):
        return
    holders = (pair for pair in compiled.keys("texts").inside(query.key) if _begins_a_word(query.key, pair[0]))
    for found, ref in islice(holders, room):
        yield _Candidate(lookup_score(Via.INSIDE, len(query.key) / len(found)), Via.INSIDE, ref)


def _by_sound(compiled: Compiled, query: _Query, room: int) -> Iterator[_Candidate]:
    if query.sound is None:
        return
    letters, tones, initials = query.sound
    sounds = compiled.keys("sounds")
    for ref in sounds.exact(letters + tones):
        yield _Candidate(sound_score(tones=bool(tones)), Via.PINYIN, ref)
    if tones:
        return
    if initials:
        for ref in compiled.keys("initials").exact(initials):
            yield _Candidate(sound_score(initials=True), Via.PINYIN, ref)
    if len(letters) > 2:
        for found, ref in islice(sounds.prefix(letters), room):
            yield _Candidate(sound_score(share=len(letters) / len(found)), Via.PINYIN, ref)


def _begins_a_word(part: str, whole: str) -> bool:
    """Whether `part` stands in `whole` at a border: attack in distillation attack, not still in distillation."""
    at = whole.find(part, 1)
    while at > 0:
        if is_border(whole[at - 1], whole[at]):
            return True
        at = whole.find(part, at + 1)
    return False


def _resolve(found: list[tuple[_Candidate, _File]], query: _Query, limit: int) -> list[TermHit]:
    """Read the concepts of the best candidates, one hit for each concept."""
    order = {id(file): number for number, file in enumerate(dict.fromkeys(file for _, file in found))}
    found.sort(key=lambda row: (-row[0].score, order[id(row[1])], row[0].ref))
    best: dict[tuple[int, int], list[tuple[_Candidate, _File]]] = {}
    for candidate, file in found:
        rows = best.setdefault((id(file), candidate.concept), [])
        if not rows or rows[0][0].score == candidate.score:
            rows.append((candidate, file))
    hits = [_hit(rows, query) for rows in islice(best.values(), limit)]
    return sorted(hits, key=lambda hit: (-hit.score, _STATUS_ORDER[hit.matched.status]))


def _hit(rows: list[tuple[_Candidate, _File]], query: _Query) -> TermHit:
    """The hit for one concept, from its candidates of equal score."""
    candidate, file = rows[0]
    concept = file.ask(lambda compiled: compiled.concept(candidate.concept))
    terms = [concept.terms[min(row.term, len(concept.terms) - 1)] for row, _ in rows]
    if candidate.via is not Via.EXACT:
        return TermHit(concept, terms[0], candidate.via, candidate.score)
    typed = [term for term in concept.terms if spelling(term.text) == query.spelling]
    if typed:
        via = Via.SCRIPT if typed[0].computed else Via.EXACT
        return TermHit(concept, typed[0], via, lookup_score(via))
    if any(key(term.text) == query.key for term in terms):
        return TermHit(concept, terms[0], Via.SCRIPT, lookup_score(Via.SCRIPT))
    via = Via.EXACT if concept.id == query.text else Via.INFLECTED
    return TermHit(concept, terms[0], via, lookup_score(via))


def _yaml_paths(root: Path, unreadable: Callable[[Path, str], None]) -> list[Path]:
    """Every YAML file under a directory in the order of the names; nothing hidden, no links to directories."""

    def failed(error: OSError) -> None:
        if not isinstance(error, FileNotFoundError | NotADirectoryError):
            unreadable(Path(error.filename), f"cannot be read: {error.strerror}")

    found: list[Path] = []
    for directory, folders, names in os.walk(root, onerror=failed):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        named = [name for name in (*names, *folders) if name.endswith(TERMS_SUFFIXES) and not name.startswith(".")]
        found += [Path(directory, name) for name in named]
    return sorted(found)
