"""A terms file made ready to be asked: records of its concepts, and the keys that lead to them.

Compiling reads the YAML, computes the Chinese variants that nobody wrote down, the comparison keys and the sound of
every term, and writes them to the cache under a hash of everything that went in. Opening maps that file into memory.
The YAML is the truth: other bytes have another name, damage is noticed and repaired, and without a cache the answers
are the same.
"""

from __future__ import annotations

import json
import os
import struct
import sys
import zlib
from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache
from importlib.machinery import PathFinder
from pathlib import Path

from glossary import __version__
from glossary.errors import StoreError
from glossary.matching.keys import Keys, KeysBuilder
from glossary.model import USABLE, Concept, Finding, Lang, Location, PartOfSpeech, Progress, Severity, Term
from glossary.stores import cache as disk
from glossary.stores import files
from glossary.text import language, pinyin
from glossary.text.forms import forms_of, inflections
from glossary.text.normalize import key
from glossary.text.running import patterns
from glossary.text.script import FROM_SIMPLIFIED, TO_SIMPLIFIED, convert, has_han, has_latin

SCHEMA = 2
"""Raise it whenever what is compiled, or the keys that go into it, change their meaning."""

TERM_BITS = 8
"""A ref is the number of a concept in its file, and in these last bits the number of the term in the concept."""

BLOCKS = 1 << 62
"""Marks a ref under a pattern in which its term is another word (`not_inside`)."""

LAST_TERM = (1 << TERM_BITS) - 1
"""The highest number of a term that a ref can hold; all later terms of a concept share it."""

_INDEXES = ("texts", "ids", "sounds", "initials", "words", "patterns")
_LEAST_SHARED = 3
"""Letters; a shorter beginning would be met in too many words."""
_LONGEST_SOUND = 60
_RECORD = struct.Struct("=I")
_WORTH_A_PROCESS = 1_000_000
"""Bytes of YAML from which on a second process pays for its start."""


class Compiled:
    """Reader of one compiled file; every method may raise `DamagedError`."""

    def __init__(self, sections: disk.Sections, path: str) -> None:
        self._sections, self._path = sections, path
        self._offsets = sections.section("offsets").cast("Q")
        self._opened: dict[str, Keys] = {}

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def findings(self) -> list[Finding]:
        """What was wrong with the file when it was read."""
        rows = json.loads(bytes(self._sections.section("findings")))
        return [
            Finding(rule, Severity(severity), message, Location(self._path, line, column))
            for rule, severity, message, line, column in rows
        ]

    def concept(self, number: int) -> Concept:
        """The concept with this number in the file, computed variants included."""
        from glossary.formats.json import loads

        start, end = self._offsets[number], self._offsets[number + 1]
        record = bytes(self._sections.unchecked("records")[start:end])
        if len(record) < _RECORD.size or _RECORD.unpack_from(record)[0] != zlib.crc32(record[_RECORD.size :]):
            raise disk.DamagedError
        return loads(record[_RECORD.size :], self._path)

    def by_id(self, id: str) -> Concept | None:
        """The first concept with this id."""
        refs = self.keys("ids").exact(id)
        return self.concept(refs[0] >> TERM_BITS) if refs else None

    def keys(self, name: str) -> Keys:
        """One of the indexes: texts, ids, sounds, initials, words, patterns."""
        if name not in self._opened:
            self._opened[name] = Keys(self._sections.section(name))
        return self._opened[name]


def name_of(path: Path) -> str:
    """A hash of everything that the compiled form of a file depends on.

    Raises:
        StoreError: The file cannot be read.
    """
    return files.digest(path, __version__, str(SCHEMA), sys.version, sys.byteorder, *_tools())


def compile_all(jobs: list[tuple[Path, str]], progress: Progress | None) -> Iterator[disk.Sections | str]:
    """The sections of each (path, name), or a text that says why there are none.

    Several processes share the work where there is much to do and more than one file.
    """
    from glossary.cores import may_fork

    sizes = [os.path.getsize(path) if os.path.exists(path) else 0 for path, _ in jobs]
    total, done = sum(sizes), 0
    if len(jobs) > 1 and total > _WORTH_A_PROCESS and may_fork():
        for (path, name), size, failure in zip(jobs, sizes, _in_processes(jobs), strict=True):
            done += size
            if progress:
                progress(done, total)
            yield failure or disk.load(name) or compile_file(path, name)
        return
    for (path, name), size in zip(jobs, sizes, strict=True):

        def told(share: float, base: int = done, size: int = size) -> None:
            if progress:
                progress(base + int(share * size), total)

        made = compile_file(path, name, told)
        done += size
        if progress:
            progress(done, total)
        yield made


def compile_file(path: Path, name: str, told: Callable[[float], None] | None = None) -> disk.Sections | str:
    """Compile a file as it is now, and keep the result if the file still has the bytes that its name stands for."""
    try:
        data = files.read(path)
    except StoreError as error:
        return str(error)
    try:
        with disk.saving(name) as writer:
            compile_terms(data, writer.add, told)
            if name_of(path) != name:
                raise OSError("changed meanwhile")
        if (kept := disk.load(name)) is not None:
            return kept
    except (OSError, StoreError):
        pass  # no cache, or another file by now: what was read is answered from memory
    writer, buffer = disk.in_memory()
    compile_terms(data, writer.add)
    writer.finish()
    return disk.Sections(buffer.getbuffer())


def compile_terms(
    data: bytes, add: Callable[[str, Iterable[bytes]], None], told: Callable[[float], None] | None = None
) -> None:
    """Give the sections of a compiled terms file to `add`, one after the other.

    Args:
        data: The bytes of the YAML file.
        add: Takes the name of a section and its bytes in pieces.
        told: Called now and then with the share that is done (0–1).
    """
    from glossary.formats import json as native
    from glossary.formats import yaml

    resource = yaml.read(data)
    lines = data.count(b"\n") + 1
    indexes = {name: KeysBuilder() for name in _INDEXES}
    offsets = array("Q", [0])

    def records() -> Iterator[bytes]:
        for number, entry in enumerate(resource.entries):
            assert isinstance(entry, Concept)
            concept = replace(entry, terms=(*entry.terms, *computed_terms(entry)))
            _index(concept, number << TERM_BITS, indexes)
            record = native.dumps(concept)
            offsets.append(offsets[-1] + _RECORD.size + len(record))
            if told and number % 500 == 0 and concept.origin:
                told((concept.origin.line or 0) / lines)
            yield _RECORD.pack(zlib.crc32(record)) + record

    add("records", records())
    add("offsets", [offsets.tobytes()])
    rows = [
        (f.rule, f.severity, f.message, f.origin.line if f.origin else None, f.origin.column if f.origin else None)
        for f in resource.findings
    ]
    add("findings", [json.dumps(rows).encode()])
    for name in _INDEXES:
        add(name, indexes.pop(name).build())


def computed_terms(concept: Concept) -> Iterator[Term]:
    """The Chinese variants that nobody wrote down, by OpenCC: zh-Hans where missing, zh-Hant, zh-TW, zh-HK.

    A variant is written if it, or what it falls back to, has a term; then nothing is computed for it.
    """
    written = {term.lang for term in concept.terms}
    simplified = [term for term in concept.terms if term.lang == language.ZH_HANS]
    if not simplified:
        source = next((lang for lang in language.in_order(written) if lang in TO_SIMPLIFIED), None)
        simplified = [
            _computed(term, language.ZH_HANS, TO_SIMPLIFIED[source])
            for term in concept.terms
            if source and term.lang == source and term.status in USABLE and has_han(term.text)
        ]
        yield from simplified
    usable = [term for term in simplified if term.status in USABLE and has_han(term.text)]
    for lang, config in FROM_SIMPLIFIED.items():
        if not written.intersection(language.fallbacks(lang)):
            yield from (_computed(term, lang, config) for term in usable)


def _computed(term: Term, lang: Lang, config: str) -> Term:
    text = convert(term.text, config)
    return replace(
        term,
        text=text,
        lang=lang,
        forms=(),
        note="",
        computed=True,
        not_inside=tuple(convert(longer, config) for longer in term.not_inside),
        origin=None,
    )


def _index(concept: Concept, base: int, indexes: dict[str, KeysBuilder]) -> None:
    indexes["ids"].add(concept.id, base)
    written: set[str] = set()
    for number, term in enumerate(concept.terms):
        ref = base | min(number, LAST_TERM)
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
        if term.find and folded:
            _index_patterns(term, ref, indexes["patterns"])
        if not term.computed and len(term.text) <= _LONGEST_SOUND:
            _index_sound(term.text, ref, indexes)


def _index_patterns(term: Term, ref: int, index: KeysBuilder) -> None:
    for form in (term.text, *forms_of(term)):
        for pattern in patterns(form):
            index.add(pattern[: len(pattern) - len(form) + _shared(term.text, form)], ref)
    for longer in term.not_inside:
        for form in (longer, *inflections(longer, PartOfSpeech.NOUN)):
            for pattern in patterns(form):
                index.add(pattern, ref | BLOCKS)


def _shared(text: str, form: str) -> int:
    """How many characters of a form stand in the index: of an inflected last word, what it shares with the term.

    The finder reads on to the end of the word, so that one pattern (Distil) serves five forms.
    """
    size = next(
        (at for at, (one, other) in enumerate(zip(text, form, strict=False)) if one != other), min(len(text), len(form))
    )
    inflects = form.isascii() and form[size:].isalpha() and form[:size][-_LEAST_SHARED:].isalpha()
    return size if inflects and size >= _LEAST_SHARED else len(form)


def _index_sound(text: str, ref: int, indexes: dict[str, KeysBuilder]) -> None:
    sound = pinyin.readings(text)
    if sound and sound.letters:
        indexes["sounds"].add(sound.letters, ref)
        indexes["sounds"].add(sound.letters + sound.tones, ref)
        indexes["initials"].add(sound.initials, ref)


@cache
def _tools() -> tuple[str, ...]:
    """What tells one installed OpenCC, pypinyin or YAML parser from another without importing them."""
    names = ("opencc", "pypinyin", "_ruamel_yaml")
    origins = [spec.origin for name in names if (spec := PathFinder.find_spec(name))]
    stats = [os.stat(origin) for origin in origins if origin and os.path.exists(origin)]
    return tuple(f"{stat.st_size}-{stat.st_mtime_ns}" for stat in stats)


def _in_processes(jobs: list[tuple[Path, str]]) -> Iterator[str]:
    """Compile into the cache with several processes; for each job "" or why it failed.

    If a process is killed, "" for the jobs that are left: the caller finds nothing in the cache and does them itself.
    """
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    pinyin.readings("预备")  # dictionaries loaded before the fork are held in memory once
    for config in FROM_SIMPLIFIED.values():
        convert("预备", config)
    workers = min(len(jobs), os.cpu_count() or 1)
    done = 0
    try:
        with ProcessPoolExecutor(workers, mp_context=get_context("fork")) as pool:
            for failure in pool.map(_compile_into_cache, jobs):
                done += 1
                yield failure
    except BrokenProcessPool:
        yield from [""] * (len(jobs) - done)


def _compile_into_cache(job: tuple[Path, str]) -> str:
    made = compile_file(*job)
    return made if isinstance(made, str) else ""
