"""From one format to another, through the model: terms to terms, translations to translations, either to the other.

What the new file cannot carry is counted and named; nothing is left out without a word.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from typing import TypeVar

from glossary.errors import FormatError
from glossary.formats import Both, Format, Pair, format_to_write, formats
from glossary.formats._reading import packed
from glossary.losses import held, losses, lost_of, lost_parts
from glossary.merging import FreeIds
from glossary.model import (
    Concept,
    DataCategory,
    Finding,
    Lang,
    Progress,
    Resource,
    Severity,
    TranslationUnit,
    UnitPart,
    UnitState,
)
from glossary.pairs import concepts_of, units_of
from glossary.profiles import Profile, export, profiles
from glossary.stores import files
from glossary.text.language import in_order

LEFT_OUT = "left-out"
"""The rule of findings about entries that a format cannot hold."""

_OF_PAIRS = frozenset({DataCategory.TERM_NOTE})
"""What of a concept, beside its terms, the translations that are made of it say."""

_OF_TERMS = frozenset({UnitPart.NOTE})
"""What of a translation, beside its texts, its terms keep."""

_NEAR = 20
"""Characters on either side of one that cannot be written, in a message."""

_Entry = Concept | TranslationUnit
_Kind = TypeVar("_Kind", Concept, TranslationUnit)


def target_named(name: str) -> Format | Profile:
    """The format or profile of this name that can be written.

    Raises:
        FormatError: There is none; the message lists the known ones.
    """
    known: dict[str, Format | Profile] = {form.name: form for form in formats() if form.writes}
    known = {**profiles(), **known}
    if name not in known:
        close = difflib.get_close_matches(name, known, n=1)
        meant = f"did you mean {close[0]}?" if close else f"there are {', '.join(sorted(known))}"
        raise FormatError(f"nothing that can be written is called {name!r}; {meant}")
    return known[name]


def write(
    resource: Resource,
    path: Path | str,
    *,
    to: Format | Profile | None = None,
    langs: Pair | None = None,
    progress: Progress | None = None,
) -> Conversion:
    """Write the entries of a resource to a file, as a whole or not at all; what was lost and left out on the way.

    Args:
        resource: What was read.
        path: The file; compressed, if its name says so.
        to: How it is written; without it, its name says so.
        langs: Source and target, where translations are made of terms in more than two languages.
        progress: Told (entries so far, 0).

    Raises:
        FormatError: No such format is written, or such entries cannot be written so.
        StoreError: The file cannot be written.
    """
    conversion = Conversion(resource, to or format_to_write(str(path)), langs=langs, progress=progress)
    files.replace(Path(path), packed(conversion.pieces(), str(path)))
    return conversion


class Conversion:
    """The entries of a resource, written in another format once.

    Args:
        resource: What was read.
        target: How it is written.
        langs: Source and target, where translations are made of terms in more than two languages.
        progress: Told (entries so far, 0).

    Attributes:
        written: How many concepts or units were written.
        lost: What they say and the file does not, and how often; this and the next two are complete when all pieces are
            used.
        unfinished: How many drafts, untranslated and obsolete entries have no place in such a file.
        findings: Entries that were left out.
    """

    def __init__(
        self,
        resource: Resource,
        target: Format | Profile,
        *,
        langs: Pair | None = None,
        progress: Progress | None = None,
    ) -> None:
        self._resource, self._target, self._langs, self._progress = resource, target, langs, progress
        self._pairs: set[tuple[Lang, Lang | None]] = set()
        self.written = 0
        self.lost: Counter[str] = Counter()
        self.unfinished: Counter[str] = Counter()
        self.findings: list[Finding] = []

    def pieces(self) -> Iterator[bytes]:
        """The bytes of the new file.

        Raises:
            FormatError: While the pieces are used, too: such entries cannot be written so.
        """
        try:
            yield from self._pieces()
        except UnicodeEncodeError as error:
            near = error.object[max(error.start - _NEAR, 0) : error.end + _NEAR]
            half = f"half a character, U+{ord(error.object[error.start]):04X}"
            raise FormatError(f"{half}, in {near!r}, which no file can hold; remove it there") from None
        except ValueError as error:
            raise FormatError(self._explained(error)) from None

    def _explained(self, error: ValueError) -> str:
        """Why nothing was written, and the way out."""
        if len(self._pairs) < 2:
            return str(error)
        if not any(target for _, target in self._pairs):
            langs = " and ".join(in_order(source for source, _ in self._pairs))
            return f"there are no translations here, but texts in {langs}; write them as json, jsonl or xliff"
        return f"{error}; choose one pair with --lang, as in --lang en:zh-Hans"

    def _pieces(self) -> Iterator[bytes]:
        rest = iter(self._resource.entries)
        first = list(islice(rest, 1))
        entries = chain(first, rest)
        has_terms = isinstance(first[0], Concept) if first else not self._writes_units
        if isinstance(self._target, Profile):
            return self._exported(self._target, self._concepts(entries, has_terms=has_terms))
        if self._target.both and (self._target.write_terms or not has_terms):
            return self._target.both.write(self._mixed(entries, self._target, self._target.both))
        if self._target.write and not (has_terms and self._target.write_terms):
            return self._target.write(self._held(self._units(entries, has_terms=has_terms), self._target))
        concepts = self._with_what_can_be_held(self._concepts(entries, has_terms=has_terms), self._target)
        self.written = len(concepts)
        self.lost.update(loss.category for loss in losses(concepts, self._target.carries))
        assert self._target.write_terms
        return self._target.write_terms(concepts)

    def _with_what_can_be_held(self, concepts: Iterable[Concept], form: Format) -> list[Concept]:
        """The concepts without the terms and other texts that the format cannot hold; each is named."""
        kept, unheld = held(concepts, form.cannot_hold, form.carries)
        self.findings += (Finding(LEFT_OUT, Severity.WARNING, each.message, each.origin) for each in unheld)
        return [concept for concept in kept if concept.terms]

    @property
    def _writes_units(self) -> bool:
        return isinstance(self._target, Format) and self._target.write is not None

    def _concepts(self, entries: Iterable[_Entry], *, has_terms: bool) -> list[Concept]:
        """All concepts; those that are made of translations get ids."""
        if has_terms:
            return _named(self._only(Concept, entries))
        return _named(concepts_of(self._translated(self._only(TranslationUnit, entries))))

    def _translated(self, units: Iterable[TranslationUnit]) -> Iterator[TranslationUnit]:
        """The units that make terms; what they say beside their texts is counted."""
        for unit in units:
            if unit.target is None or unit.target_lang is None:
                self._leave_out(unit, f"{unit.source.raw!r} is left out: without a translation it makes no terms")
                continue
            self.lost.update(lost_parts(unit, _OF_TERMS, ""))
            yield unit

    def _units(self, entries: Iterable[_Entry], *, has_terms: bool) -> Iterator[TranslationUnit]:
        if not has_terms:
            return self._only(TranslationUnit, entries)
        concepts = list(self._only(Concept, entries))
        self.lost.update(loss.category for loss in losses(concepts, _OF_PAIRS))
        source, target = self._pair(concepts)
        return units_of(concepts, source, target)

    def _mixed(self, entries: Iterable[_Entry], form: Format, both: Both) -> Iterator[_Entry]:
        """Units and concepts, as far as the format can hold them; what they lose is counted.

        Concepts of a unit that is left out stand behind the one before it, or else behind the next.
        """
        can_hold = form.holder()
        unit: TranslationUnit | None = None
        waiting: list[Concept] = []
        names = _Names()
        for entry in self._counted(entries):
            if isinstance(entry, TranslationUnit):
                unit = (kept := self._kept(entry, form, can_hold)) or unit
                if kept:
                    yield kept
            else:
                waiting.append(names.named(entry) if form.write_terms else entry)
            if unit or form.write_terms:
                yield from self._parts(waiting, form, both, unit)
                waiting.clear()
        for concept in waiting:
            self._leave_out(concept, f"{concept.id!r} is left out: {form.name} has no place for terms without a unit")

    def _parts(
        self, concepts: Iterable[Concept], form: Format, both: Both, unit: TranslationUnit | None
    ) -> Iterator[Concept]:
        """What can be said of concepts behind a unit."""
        for concept in self._with_what_can_be_held(concepts, form):
            part = both.part(concept, unit)
            if not part.terms:
                where = f" in {unit.source_lang}, which the glossary of a unit needs" if unit else ""
                self._leave_out(concept, f"{concept.id!r} is left out: there is no term{where}")
                continue
            self.written += 1
            self.lost.update(lost_of(concept, part))
            yield part

    def _counted(self, entries: Iterable[_Entry]) -> Iterator[_Entry]:
        for number, entry in enumerate(entries):
            if self._progress and number % 1_000 == 0:
                self._progress(number, 0)
            yield entry

    def _only(self, kind: type[_Kind], entries: Iterable[_Entry]) -> Iterator[_Kind]:
        """The entries of one kind; others are left out and named."""
        for entry in self._counted(entries):
            if isinstance(entry, kind):
                yield entry
            else:
                what = entry.id if isinstance(entry, Concept) else entry.source.raw
                self._leave_out(entry, f"{what!r} is left out: terms and translations do not go into one file")

    def _held(self, units: Iterable[TranslationUnit], form: Format) -> Iterator[TranslationUnit]:
        """The units that the format can hold, at least without their id; what they lose is counted."""
        can_hold = form.holder()
        for unit in units:
            if kept := self._kept(unit, form, can_hold):
                yield kept

    def _kept(
        self, unit: TranslationUnit, form: Format, can_hold: Callable[[TranslationUnit], bool]
    ) -> TranslationUnit | None:
        """A unit as the format can hold it; None if it is left out."""
        if why := _unfinished(unit, form):
            self.unfinished[why] += 1
            return None
        kept = unit if can_hold(unit) else replace(unit, id="")
        if kept is not unit and not can_hold(kept):
            where = " beside the entries before it" if form.judge and form.can_hold(unit) else ""
            self._leave_out(unit, f"{unit.source.raw!r} is left out: {form.name} cannot hold it{where}")
            return None
        self.written += 1
        self._pairs.add((unit.source_lang, unit.target_lang))
        keeps = form.keeps if kept.id == unit.id else form.keeps - {UnitPart.ID}
        self.lost.update(_lost(unit, keeps, f"{form.name}:" if form.meta is None else form.meta))
        return kept

    def _exported(self, profile: Profile, concepts: list[Concept]) -> Iterator[bytes]:
        if profile.also:
            message = f"{profile.name} is several files, and this makes one"
            raise FormatError(f"{message}; take the terms into a project, then `gloss export {profile.name}`")
        pair = self._pair(concepts) if profile.is_per_pair else None
        langs = in_order(term.lang for concept in concepts for term in concept.terms)
        [file] = export(profile, concepts, [pair] if pair else [(lang, lang) for lang in langs])
        self.written = file.terms
        self.lost.update(loss.category for loss in file.losses)
        self.findings += file.findings
        yield file.data

    def _pair(self, concepts: Sequence[Concept]) -> Pair:
        """The languages of translations that are made of terms."""
        if self._langs:
            return self._langs
        langs: list[Lang] = in_order(term.lang for concept in concepts for term in concept.terms)
        if len(langs) == 2:
            return langs[0], langs[1]
        there = ", ".join(langs) or "no language at all"
        raise FormatError(f"the terms are in {there}; choose two with --lang, as in --lang en:zh-Hans")

    def _leave_out(self, entry: _Entry, message: str) -> None:
        self.findings.append(Finding(LEFT_OUT, Severity.WARNING, message, entry.origin))


def _unfinished(unit: TranslationUnit, form: Format) -> str:
    """What keeps a unit out of a file: a memory is offered as it is; what is obsolete would come to life elsewhere."""
    if "po:obsolete" in unit.meta and not (UnitPart.META in form.keeps and form.meta == "") and form.name != "po":
        return "obsolete"
    if not form.is_memory:
        return ""
    return "untranslated" if unit.target is None else "drafts" if unit.state is UnitState.INITIAL else ""


def _lost(unit: TranslationUnit, keeps: frozenset[UnitPart], prefix: str) -> Iterator[str]:
    """What of a unit gets lost; details of other formats by their names (`po:flags`)."""
    for part in lost_parts(unit, keeps, prefix):
        if part is not UnitPart.META:
            yield part
        else:
            yield from (name for name in unit.meta if not (UnitPart.META in keeps and name.startswith(prefix)))


def _named(concepts: Iterable[Concept]) -> list[Concept]:
    """The same concepts, each with an id of its own."""
    names = _Names()
    return [names.named(concept) for concept in concepts]


class _Names:
    """Gives each concept an id of its own."""

    def __init__(self) -> None:
        self._named: dict[str, Concept] = {}
        self._free = FreeIds(self._named)

    def named(self, concept: Concept) -> Concept:
        """The concept, with another id where one before has the same, or where it has none."""
        id = concept.id if concept.id and concept.id not in self._named else self._free.of(concept)
        self._named[id] = replace(concept, id=id)
        return self._named[id]
