"""Bytes in and out of the model, one file per format. Nothing converts pairwise.

A plug is a file with `FORMAT`: the texts and catalogues in which terms are looked for, what holds translations, and
what holds terms. Readers give a `Resource` of translation units or of concepts; what a file holds, its content says.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, Protocol

from glossary.errors import FormatError, UnknownFormatError
from glossary.model import DataCategory, Finding, Lang, Location, Resource, Severity, Span, TranslationUnit, UnitPart
from glossary.registry import discover

if TYPE_CHECKING:
    from glossary.model import Concept

Pair = tuple[Lang, Lang]
"""The languages of source and target."""

HEAD = 1 << 16
"""Bytes from the beginning of a file by which formats of the same suffix are told apart."""


class Stream(Protocol):
    """Reads an open file piece by piece."""

    def __call__(self, file: BinaryIO, path: str, *, langs: Pair | None = None) -> Resource:
        """A resource whose entries are read when they are used; then its findings are complete.

        Args:
            file: At its beginning.
            path: What messages call it.
            langs: What source and target are in; without it, the file says so, or its letters do.
        """


class Apart(NamedTuple):
    """A part of a file that can be read by itself, behind the head of the file.

    Attributes:
        head: Where the head ends, which begins the file.
        begin: Where the part begins.
        end: Where it ends.
    """

    head: int
    begin: int
    end: int


class Both(NamedTuple):
    """How a file holds translation units and concepts together.

    Attributes:
        write: From units, and behind each the concepts that belong to it, to bytes.
        part: What of a concept is written behind a unit; without terms, if that is nothing. Where the format writes
            terms alone, too, there may be no unit.
    """

    write: Callable[[Iterable[TranslationUnit | Concept]], Iterator[bytes]]
    part: Callable[[Concept, TranslationUnit | None], Concept]


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file that holds texts or translations.

    Attributes:
        suffixes: How the names of such files end, in lower case: `.md`.
        read: Takes the bytes and the path that messages name; problems of the data are findings of the resource,
            a file that cannot be read at all is a `FormatError`.
        bilingual: Its units have a source and a target; else they are passages in one language each.
        escape: Writes text as it stands in such a file, between whatever it is quoted with.
        stream: Reads files of any size, where there is a way; without the places of characters.
        write: From units in one pair of languages to bytes.
        can_hold: Whether a unit can be written.
        edited: A file as it was read (`read`, not `stream`), with what other units of it say: their translations and
            states; every byte that does not say these stays. Units are known again by origin and id. Raises FormatError
            where the character set of the file cannot hold a translation, ValueError for a unit that is not in it.
        read_units: As `read`, where it is known that a file holds translations, and not terms, which look alike there.
        cannot_hold: The first character of a text of a concept that cannot be written; without it, all can be. Nor is
            such a text put in the place of another.
        judge: Makes, for a file, what says of unit after unit whether it can be written beside those before it, where
            a file has no room for two of the same name.
        is_text: People write it, and have it checked with the directory that it is in; else it is data, which is
            read only when it is named.
        is_memory: All that is in it is offered as a translation, so drafts have no place there.
        is_mine: By the first bytes of a file, whether it is in this format, where others have the same suffix; the
            one format of a suffix without it takes what is left.
        apart: For a text, its path and a span of it, the least part around it that says, behind the head alone, what it
            says in the whole, if nothing is wrong with either and no two units have the same id; None where there is no
            such part. Units are in the order of their lines.
        both: For units with concepts between them, where one file can hold both.
        write_terms: From concepts to bytes; the same concepts give the same bytes.
        carries: What of a concept is written and read again; nothing where no concepts are.
        keeps: What of a unit, beside its texts, is written and read again.
        meta: Begins the names of the meta that is kept, "" for all; None: the name of the format and a colon.
    """

    name: str
    suffixes: tuple[str, ...]
    read: Callable[[bytes, str], Resource]
    bilingual: bool
    escape: Callable[[str], str] = str
    stream: Stream | None = None
    write: Callable[[Iterable[TranslationUnit]], Iterator[bytes]] | None = None
    can_hold: Callable[[TranslationUnit], bool] = lambda _: True
    edited: Callable[[Resource, Iterable[TranslationUnit]], bytes] | None = None
    read_units: Callable[[bytes, str], Resource] | None = None
    cannot_hold: Callable[[str], str] | None = None
    judge: Callable[[], Callable[[TranslationUnit], bool]] | None = None
    is_text: bool = True
    is_memory: bool = False
    is_mine: Callable[[bytes], bool] | None = None
    apart: Callable[[str, str, Span], Apart | None] | None = None
    both: Both | None = None
    write_terms: Callable[[Iterable[Concept]], Iterator[bytes]] | None = None
    carries: frozenset[DataCategory] = frozenset()
    keeps: frozenset[UnitPart] = frozenset()
    meta: str | None = None

    def holder(self) -> Callable[[TranslationUnit], bool]:
        """What says of the units of one file, one after the other, whether each can be written."""
        return self.judge() if self.judge else self.can_hold

    @property
    def reads(self) -> list[str]:
        """What such a file may hold: terms, translations or texts."""
        return (["terms"] * bool(self.carries) + ["translations"] * self.bilingual) or ["texts"]

    @property
    def writes(self) -> list[str]:
        """What can be written: terms, translations, both or nothing."""
        return ["terms"] * bool(self.write_terms) + ["translations"] * bool(self.write)


@cache
def formats(ending: str = "") -> tuple[Format, ...]:
    """Every format, by name; with `ending`, those with a suffix that ends so, and hardly any other is imported."""
    plugs = discover("glossary.formats", "FORMAT", mentioning=f'{ending}"' if ending else "").values()
    found = (plug for plug in plugs if isinstance(plug, Format))
    wanted = (form for form in found if any(suffix.endswith(ending) for suffix in form.suffixes))
    return tuple(sorted(wanted, key=lambda form: form.name))


def format_of(path: str, head: bytes = b"") -> Format:
    """The format of a file, by the end of its name; upper and lower case are the same, the longest suffix wins.

    Args:
        path: Its name.
        head: Its first bytes (`HEAD`, unpacked), by which formats with the same suffix are told apart.

    Raises:
        UnknownFormatError: No format has such a suffix.
    """
    if form := _format_of(path, head):
        return form
    known = f"{_suffixes(form for form in formats() if form.name != 'source')}, or a program such as .py or .js"
    raise UnknownFormatError(f"cannot tell the format of {path!r}; name a file that ends in one of {known}", path=path)


def format_to_write(path: str, *, units: bool = False) -> Format:
    """The format of a file that is to be written, by its name; with `units`, one that translations are written in.

    Raises:
        UnknownFormatError: No format has such a suffix.
        FormatError: The format is not written.
    """
    from glossary.formats._reading import PACKED, unpacked_name

    form = _format_of(unpacked_name(path))
    if form and (form.write if units else form.writes):
        return form
    known = _suffixes(each for each in formats() if (each.write if units else each.writes))
    way_out = f"name a file that ends in one of {known}"
    way_out += f", compressed or not ({', '.join(PACKED)})" if units else ", or name a format or tool"
    if form is None:
        raise UnknownFormatError(f"cannot tell the format; {way_out}", path=path)
    what = f"translations are not written as {form.name}" if units else f"{form.name} is not written"
    raise FormatError(f"{what}; {way_out}", path=path)


def _format_of(path: str, head: bytes = b"") -> Format | None:
    name = path.lower()
    _, point, last = name.rpartition(".")
    forms = formats(point + last) if point else ()
    fitting = (suffix for form in forms for suffix in form.suffixes if name.endswith(suffix))
    longest = max(fitting, key=len, default="")
    return _told_apart([form for form in forms if longest in form.suffixes], head) if longest else None


def _suffixes(forms: Iterable[Format]) -> str:
    return ", ".join(sorted({suffix for form in forms for suffix in form.suffixes}))


def _told_apart(candidates: Sequence[Format], head: bytes) -> Format:
    """The format whose mark a file has, else the one without a mark."""
    marked = (form for form in candidates if form.is_mine and head and form.is_mine(head))
    unmarked = (form for form in candidates if form.is_mine is None)
    return next(marked, next(unmarked, candidates[0]))


def detect(path: str) -> Format:
    """The format of a file that is there, by its name and its first bytes.

    Raises:
        UnknownFormatError: No format has such a suffix.
        StoreError: It cannot be read.
    """
    with _opened(path) as (_, form):
        return form


@contextlib.contextmanager
def read(path: str, *, langs: Pair | None = None, form: Format | None = None) -> Iterator[Resource]:
    """What a file holds, which may be compressed (`zh_CN.po.gz`), as long as the block lasts.

    Args:
        path: The file.
        langs: The languages of source and target of its translations; without it, those that the file names or is in.
        form: What it is in, where its name does not say so.

    Raises:
        FormatError: In no format that is known, or damaged; while the entries are used, too.
        StoreError: It cannot be read; while the entries are used, too.
    """
    from glossary.formats._reading import whole

    with _opened(path) as (file, found):
        form = form or found
        if form.stream:
            resource = form.stream(file, path, langs=langs)
        else:
            resource = form.read(whole(file, path), path)
            resource = replace(resource, entries=_in_langs(resource.entries, langs)) if langs else resource
        if form.bilingual and form.is_text and not langs:
            _doubt(resource, path)
        yield resource


@contextlib.contextmanager
def _opened(path: str) -> Iterator[tuple[BinaryIO, Format]]:
    """A file at its beginning, unpacked, and its format."""
    from glossary.formats._reading import opened, unpacked_name

    name = unpacked_name(path)
    format_of(name)
    with opened(path) as file:
        yield file, format_of(name, file.peek(HEAD)[:HEAD])


def written(
    units: Iterable[TranslationUnit], path: str, *, left_out: Callable[[TranslationUnit], None] | None = None
) -> Iterator[bytes]:
    """The bytes of a file with these units, in the format that its name promises, and compressed if it says so.

    Args:
        units: In one pair of languages.
        path: Its name.
        left_out: Told of each unit that such a file cannot hold (or not beside one before it), which then is left out.

    Raises:
        FormatError: No such format can be written.
        ValueError: While it is used: the units are in several pairs of languages, or one is none that a file can hold.
    """
    from glossary.formats._reading import packed

    form = format_to_write(path, units=True)
    assert form.write
    return packed(form.write(_held(units, form, left_out) if left_out else units), path)


def _held(
    units: Iterable[TranslationUnit], form: Format, left_out: Callable[[TranslationUnit], None]
) -> Iterator[TranslationUnit]:
    can_hold = form.holder()
    for unit in units:
        if can_hold(unit):
            yield unit
        else:
            left_out(unit)


def _doubt(resource: Resource, path: str) -> None:
    """If both sides are in one language, say so, as this may be a guess."""
    if len(set(resource.langs)) < len(resource.langs):
        message = f"source and target both look like {resource.langs[0]}; if they are not, name them: --lang en:zh-Hans"
        resource.findings.append(Finding("same-language", Severity.WARNING, message, Location(path, 1, 1)))


def _in_langs(entries: Iterable[Concept | TranslationUnit], langs: Pair) -> Iterator[Concept | TranslationUnit]:
    source, target = langs
    return (
        replace(entry, source_lang=source, target_lang=target)
        if isinstance(entry, TranslationUnit) and entry.target_lang
        else entry
        for entry in entries
    )
