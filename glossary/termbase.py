"""Termbase: the concepts of one directory of YAML files, ready to be asked.

Each file is compiled once into keys and records and kept in the cache under a hash of its bytes, so a look-up reads
(and hashes) the YAML but parses none of it. The YAML is the truth: other bytes have another hash, a
damaged cache file is noticed and compiled again, and without any cache the answers are the same.
"""

from __future__ import annotations

import importlib.util
import json
import os
import struct
import sys
import zlib
from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache, cached_property
from itertools import islice
from pathlib import Path
from typing import NamedTuple, TypeVar

from glossary import __version__
from glossary.errors import StoreError
from glossary.matching.fuzzy import lookup_score, near, slip_score, sound_score
from glossary.matching.keys import Keys, KeysBuilder
from glossary.model import Concept, Finding, Lang, Location, Severity, Term, TermHit, TermStatus, Via
from glossary.stores import cache as disk
from glossary.stores import files
from glossary.text import language, pinyin
from glossary.text.boundary import is_border
from glossary.text.forms import inflections, lemmas
from glossary.text.normalize import Key, key, spelling
from glossary.text.script import FROM_SIMPLIFIED, TO_SIMPLIFIED, convert, has_han, has_latin

SCHEMA = 1
"""Raise it whenever what is compiled, or the keys that go into it, change their meaning."""

Progress = Callable[[int, int], None]
"""Called with (bytes compiled so far, bytes to compile) while a termbase is compiled."""

_Answer = TypeVar("_Answer")
_TERM_BITS = 8
_LAST_TERM = (1 << _TERM_BITS) - 1
_WORTH_A_PROCESS = 1_000_000
"""Bytes of YAML from which on a second process pays for its start."""
_RECORD = struct.Struct("=I")
_USABLE = (TermStatus.PREFERRED, TermStatus.ADMITTED)
_STATUS_ORDER = {status: order for order, status in enumerate(TermStatus)}


class Termbase:
    """The concepts under one directory, from every `*.yaml` and `*.yml` in it and below it.

    Args:
        root: The directory; it need not exist.
        progress: Told how compiling goes, if anything has to be compiled.

    Attributes:
        findings: What is wrong with the files themselves, with file, line and column.
    """

    def __init__(self, root: Path, *, progress: Progress | None = None) -> None:
        self.root = root
        self.findings: list[Finding] = []
        self._files = list(self._open(progress))
        for file in self._files:
            self.findings.extend(file.ask(_Compiled.findings))

    @property
    def paths(self) -> list[Path]:
        """The files that were read, in the order in which they answer."""
        return [file.path for file in self._files]

    def lookup(self, query: str, *, limit: int = 10) -> list[TermHit]:
        """Concepts with a term like `query`, nearest first: by text, form, beginning, part or pinyin."""
        asked = _Query.of(query)
        found = [
            (candidate, file)
            for file in self._files
            for candidate in file.ask(lambda compiled: compiled.candidates(asked, limit))
        ]
        return _resolve(found, asked, limit)

    def ids(self) -> Iterator[str]:
        """The ids of all concepts."""
        for file in self._files:
            yield from file.ask(_Compiled.ids)

    def near(self, query: str, *, limit: int = 10) -> list[TermHit]:
        """Concepts with a term that `query` may be a slip for: misspelt, or for Chinese a homophone."""
        asked = _Query.of(query)
        heard = pinyin.readings(query) if has_han(query) else None
        found = [
            (candidate, file)
            for file in self._files
            for candidate in file.ask(lambda compiled: compiled.slips(asked, heard, limit))
        ]
        return _resolve(found, asked, limit)

    def concept(self, id: str) -> Concept | None:
        """The concept with exactly this id; the first if there are several."""
        return next((c for file in self._files if (c := file.ask(lambda compiled: compiled.by_id(id)))), None)

    def concepts(self) -> Iterator[Concept]:
        """All concepts, file by file, computed variants included."""
        for file in self._files:
            count = file.ask(_Compiled.count)
            for number in range(count):
                yield file.ask(lambda compiled, number=number: compiled.concept(number))  # type: ignore[misc]

    def __len__(self) -> int:
        return sum(file.ask(_Compiled.count) for file in self._files)

    def _open(self, progress: Progress | None) -> Iterator[_File]:
        opened: list[tuple[Path, str, disk.Sections | None]] = []
        for path in _yaml_paths(self.root):
            try:
                name = _cache_name(path)
            except StoreError as error:
                self.findings.append(Finding("unreadable", Severity.ERROR, str(error), Location(str(path))))
                continue
            opened.append((path, name, disk.load(name)))
        missing = [(path, name) for path, name, sections in opened if sections is None]
        compiled = dict(zip(missing, _compile_all(missing, progress), strict=True))
        for path, name, sections in opened:
            yield _File(path, name, sections or compiled[path, name])


class _Query(NamedTuple):
    """A query with everything that is computed from it once."""

    text: str
    key: Key
    spelling: str
    forms: tuple[str, ...]
    sound: pinyin.Sound | None

    @classmethod
    def of(cls, text: str) -> _Query:
        folded = key(text)
        bases = lemmas(text.strip())
        related = [form for base in (*bases, text.strip()) for form in (base, *inflections(base))]
        forms = tuple(dict.fromkeys(key(form) for form in related))
        return cls(text, folded, spelling(text), tuple(form for form in forms if form != folded), pinyin.sound(text))


class _Candidate(NamedTuple):
    """A term that may answer, before its concept is read from disk."""

    score: float
    via: Via
    ref: int

    @property
    def concept(self) -> int:
        return self.ref >> _TERM_BITS

    @property
    def term(self) -> int:
        return self.ref & _LAST_TERM


class _File:
    """One YAML file with its compiled form; repairs the cache when that turns out to be damaged."""

    def __init__(self, path: Path, name: str, sections: disk.Sections) -> None:
        self.path, self._name = path, name
        self._compiled = _Compiled(sections, str(path))

    def ask(self, question: Callable[[_Compiled], _Answer]) -> _Answer:
        try:
            return question(self._compiled)
        except disk.DamagedError:
            packed = _compile_file((self.path, self._name))
            self._compiled = _Compiled(disk.Sections(memoryview(packed)), str(self.path))
            return question(self._compiled)


class _Compiled:
    """Reader of one compiled file; every method may raise `DamagedError`."""

    def __init__(self, sections: disk.Sections, path: str) -> None:
        self._sections, self._path = sections, path

    def count(self) -> int:
        return len(self._offsets) - 1

    def findings(self) -> list[Finding]:
        rows = json.loads(bytes(self._sections.section("findings")))
        return [
            Finding(rule, Severity(severity), message, Location(self._path, line, column))
            for rule, severity, message, line, column in rows
        ]

    def concept(self, number: int) -> Concept:
        from glossary.formats.json import loads

        start, end = self._offsets[number], self._offsets[number + 1]
        record = bytes(self._sections.unchecked("records")[start:end])
        if len(record) < _RECORD.size or _RECORD.unpack_from(record)[0] != zlib.crc32(record[_RECORD.size :]):
            raise disk.DamagedError
        return loads(record[_RECORD.size :], self._path)

    def ids(self) -> list[str]:
        return self._keys("ids").all()

    def by_id(self, id: str) -> Concept | None:
        refs = self._keys("ids").exact(id)
        return self.concept(refs[0] >> _TERM_BITS) if refs else None

    def candidates(self, query: _Query, limit: int) -> list[_Candidate]:
        """The nearest terms by anything but a slip, unsorted; a concept may come more than once."""
        room = 4 * limit
        rows = [*self._by_text(query), *self._by_beginning(query, room), *self._by_part(query, room)]
        return rows + list(self._by_sound(query, room))

    def slips(self, query: _Query, heard: pinyin.Sound | None, limit: int) -> list[_Candidate]:
        """The terms nearest in spelling, or with the same sound as a Chinese query."""
        rows = []
        for name in ("texts", "words"):
            keys = self._keys(name)
            for position, similarity in near(query.key, keys.all(), limit=limit):
                score = slip_score(similarity, one_word=name == "words")
                rows += [_Candidate(score, Via.FUZZY, ref) for ref in keys.refs(position)]
        if heard:
            rows += [_Candidate(slip_score(), Via.FUZZY, r) for r in self._keys("sounds").exact(heard.letters)]
        return rows

    def _by_text(self, query: _Query) -> Iterator[_Candidate]:
        texts = self._keys("texts")
        for ref in texts.exact(query.key):
            yield _Candidate(lookup_score(Via.EXACT), Via.EXACT, ref)
        for ref in self._keys("ids").exact(query.text):
            yield _Candidate(lookup_score(Via.EXACT), Via.EXACT, ref)
        for form in query.forms:
            for ref in texts.exact(form):
                yield _Candidate(lookup_score(Via.INFLECTED), Via.INFLECTED, ref)

    def _by_beginning(self, query: _Query, room: int) -> Iterator[_Candidate]:
        if query.key:
            for found, ref in islice(self._keys("texts").prefix(query.key), room):
                yield _Candidate(lookup_score(Via.PREFIX, len(query.key) / len(found)), Via.PREFIX, ref)

    def _by_part(self, query: _Query, room: int) -> Iterator[_Candidate]:
        if not query.key or (len(query.key) == 1 and not has_han(query.key)):
            return
        holders = (pair for pair in self._keys("texts").inside(query.key) if _begins_a_word(query.key, pair[0]))
        for found, ref in islice(holders, room):
            yield _Candidate(lookup_score(Via.INSIDE, len(query.key) / len(found)), Via.INSIDE, ref)

    def _by_sound(self, query: _Query, room: int) -> Iterator[_Candidate]:
        if query.sound is None:
            return
        letters, tones, initials = query.sound
        sounds = self._keys("sounds")
        for ref in sounds.exact(letters + tones):
            yield _Candidate(sound_score(tones=bool(tones)), Via.PINYIN, ref)
        if tones:
            return
        if initials:
            for ref in self._keys("initials").exact(initials):
                yield _Candidate(sound_score(initials=True), Via.PINYIN, ref)
        if len(letters) > 2:
            for found, ref in islice(sounds.prefix(letters), room):
                yield _Candidate(sound_score(share=len(letters) / len(found)), Via.PINYIN, ref)

    def _keys(self, name: str) -> Keys:
        return self._opened(name)

    @cached_property
    def _opened(self) -> Callable[[str], Keys]:
        return cache(lambda name: Keys(self._sections.section(name)))

    @cached_property
    def _offsets(self) -> memoryview:
        return self._sections.section("offsets").cast("Q")


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


def _yaml_paths(root: Path) -> list[Path]:
    """Every YAML file under a directory in the order of the names; nothing hidden, no links to directories."""
    found: list[Path] = []
    for directory, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        odd = [name for name in folders if name.endswith((".yaml", ".yml"))]
        found += [
            Path(directory, name) for name in [*names, *odd] if name.endswith((".yaml", ".yml")) and name[0] != "."
        ]
    return sorted(found)


def _cache_name(path: Path) -> str:
    """A hash of everything that the compiled form of a file depends on."""
    return files.digest(path, __version__, str(SCHEMA), sys.version, sys.byteorder, *_tools())


@cache
def _tools() -> tuple[str, ...]:
    """What tells one installed OpenCC and pypinyin from another without importing them; the YAML parser, too."""
    origins = [
        spec.origin for name in ("opencc", "pypinyin", "_ruamel_yaml") if (spec := importlib.util.find_spec(name))
    ]
    stats = [os.stat(origin) for origin in origins if origin]
    return tuple(f"{stat.st_size}-{stat.st_mtime_ns}" for stat in stats)


def _compile_all(jobs: list[tuple[Path, str]], progress: Progress | None) -> Iterator[disk.Sections]:
    """Compile files, in two processes where there is much to do and more than one file."""
    sizes = [path.stat().st_size for path, _ in jobs]
    total, done = sum(sizes), 0
    if len(jobs) > 1 and total > _WORTH_A_PROCESS and (os.cpu_count() or 1) > 1:
        from concurrent.futures import ProcessPoolExecutor

        with ProcessPoolExecutor(max_workers=min(len(jobs), os.cpu_count() or 1)) as pool:
            for size, packed in zip(sizes, pool.map(_compile_file, jobs), strict=True):
                done += size
                if progress:
                    progress(done, total)
                yield disk.Sections(memoryview(packed))
        return
    for job, size in zip(jobs, sizes, strict=True):

        def told(share: float, base: int = done, size: int = size) -> None:
            if progress:
                progress(base + int(share * size), total)

        yield disk.Sections(memoryview(_compile_file(job, told)))
        done += size


def _compile_file(job: tuple[Path, str], told: Callable[[float], None] | None = None) -> bytes:
    """Compile a file as it is now; keep the result if the file still has the bytes that its name stands for."""
    path, name = job
    packed = disk.pack(compile_terms(files.read(path), told))
    if _cache_name(path) == name:
        disk.save(name, packed)
    return packed


def compile_terms(data: bytes, told: Callable[[float], None] | None = None) -> dict[str, bytes]:
    """The sections of a compiled terms file: records, their offsets, the keys that lead to them, the findings.

    Args:
        data: The bytes of the YAML file.
        told: Called now and then with the share that is done (0–1).
    """
    from glossary.formats import json as native
    from glossary.formats import yaml

    resource = yaml.read(data)
    lines = data.count(b"\n") + 1
    indexes = {name: KeysBuilder() for name in ("texts", "ids", "sounds", "initials", "words")}
    records, offsets = bytearray(), array("Q", [0])
    for number, entry in enumerate(resource.entries):
        assert isinstance(entry, Concept)
        concept = replace(entry, terms=(*entry.terms, *computed_terms(entry)))
        _index(concept, number << _TERM_BITS, indexes)
        record = native.dumps(concept)
        records += _RECORD.pack(zlib.crc32(record)) + record
        offsets.append(len(records))
        if told and number % 500 == 0 and concept.origin:
            told((concept.origin.line or 0) / lines)
    rows = [
        (f.rule, f.severity, f.message, f.origin.line if f.origin else None, f.origin.column if f.origin else None)
        for f in resource.findings
    ]
    keys = {name: builder.build() for name, builder in indexes.items()}
    return {**keys, "offsets": offsets.tobytes(), "findings": json.dumps(rows).encode(), "records": bytes(records)}


def _index(concept: Concept, base: int, indexes: dict[str, KeysBuilder]) -> None:
    indexes["ids"].add(concept.id, base)
    written: set[str] = set()
    for number, term in enumerate(concept.terms):
        ref = base | min(number, _LAST_TERM)
        folded = key(term.text)
        if folded in written and term.computed:
            continue
        written.add(folded)
        indexes["texts"].add(folded, ref)
        for form in term.forms:
            indexes["texts"].add(key(form), ref)
        if " " in folded and has_latin(folded):
            for word in folded.split():
                if len(word) > 3:
                    indexes["words"].add(word, ref)
        if not term.computed and (sound := pinyin.readings(term.text)):
            indexes["sounds"].add(sound.letters, ref)
            indexes["sounds"].add(sound.letters + sound.tones, ref)
            indexes["initials"].add(sound.initials, ref)


def computed_terms(concept: Concept) -> Iterable[Term]:
    """The Chinese variants that nobody wrote down, by OpenCC: zh-Hans where missing, zh-Hant, zh-TW, zh-HK.

    A variant is written if it, or what it falls back to, has a term; then nothing is computed for it.
    """
    written = language.in_order(term.lang for term in concept.terms)
    simplified = [term for term in concept.terms if term.lang == language.ZH_HANS]
    if not simplified:
        source = next((lang for lang in written if lang in TO_SIMPLIFIED), None)
        simplified = [
            _computed(term, language.ZH_HANS, TO_SIMPLIFIED[source])
            for term in concept.terms
            if source and term.lang == source and term.status in _USABLE and has_han(term.text)
        ]
        yield from simplified
    usable = [term for term in simplified if term.status in _USABLE and has_han(term.text)]
    for lang, config in FROM_SIMPLIFIED.items():
        if not any(stand_in in written for stand_in in language.fallbacks(lang)):
            yield from (_computed(term, lang, config) for term in usable)


def _computed(term: Term, lang: Lang, config: str) -> Term:
    return Term(
        convert(term.text, config),
        lang,
        term.status,
        term.part_of_speech,
        term.term_type,
        case=term.case,
        computed=True,
    )
