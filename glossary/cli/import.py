"""`gloss import FILE…`: take terms into the termbase, and translations into the memory."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from glossary.cli import _output, _typed
from glossary.cli._output import Format
from glossary.errors import FormatError, StoreError
from glossary.model import Added, Concept, Finding, Lang, Location, Progress, TranslationUnit

if TYPE_CHECKING:
    from glossary.formats import Format as FileFormat
    from glossary.merging import Conflict, Merge, Update
    from glossary.project import Project

_Entry = TypeVar("_Entry")


class Kind(StrEnum):
    """What the entries of a file become."""

    TERMS = "terms"
    MEMORY = "memory"


class Keep(StrEnum):
    """Whose value counts where the termbase and a file differ."""

    OURS = "ours"
    THEIRS = "theirs"


def command(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE", help="See `gloss formats`; as it is or compressed (.gz, .xz).")
    ],
    kind: Annotated[
        Kind | None, typer.Option("--as", help="What the file holds, if it does not say so itself.")
    ] = None,
    lang: Annotated[
        str,
        typer.Option("--lang", metavar="SOURCE:TARGET", help="The languages, such as en:zh-TW; else as the file says."),
    ] = "",
    keep: Annotated[
        Keep | None, typer.Option("--keep", help="Where terms differ: keep ours, or take theirs; else nothing is done.")
    ] = None,
    subject: Annotated[
        str, typer.Option("--subject", metavar="TEXT", help="Of new terms that have none, and with it their file.")
    ] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen; keep nothing.")] = False,
    format: Annotated[Format, typer.Option("--format", help="text for people, json for programs.")] = Format.TEXT,
) -> None:
    """Take the terms of files into the termbase, and their translations into the memory.

    \b
    gloss import locale/zh_CN.po
    gloss import glossary.tbx --dry-run
    gloss import deepl.tsv --as terms --lang en:zh-Hans --subject law
    gloss import memory.tmx --lang en:zh-Hans

    Glossaries (TBX, CSV …) and the files in exports/ hold terms, catalogues and memories hold translations. Terms are
    merged: what is new is added, what is there is not changed; where both differ, nothing is done until you say which
    to keep. New terms get ids of their own, unless those of the file are made of terms as well. A file is taken as a
    whole or not at all. Posts saved by x-tweet-fetcher (.json) are kept without a translation, and found when they are
    quoted again. Entries that cannot be read are reported, and the exit status is 2; it is 1 if there are
    conflicts.
    """
    from glossary.project import Project

    langs = _typed.pair(lang)
    _typed.refuse_bytes(subject, what="subject")
    project = Project.find_from(".", progress=lambda done, total: progress(done, total))
    outcomes: list[_Outcome] = []
    for name in files:
        with _output.progress(f"Importing {_output.one_line(name)}") as progress:
            outcome = _import(project, name, langs, progress, kind=kind, keep=keep, subject=subject, dry_run=dry_run)
        outcomes.append(outcome)
        outcome.broken |= _output.tell_findings(outcome.findings)
        if format is Format.TEXT:
            for line in _lines(outcome, keep=keep, dry_run=dry_run):
                _output.say(line)
        if subject and outcome.added:
            _output.tell(f"{_output.one_line(name)}: --subject is for terms; translations are kept without")
        for line in _conflicts(outcome, keep):
            _output.tell(line)
        if outcome.has_conflicts and keep is None:
            _output.tell("Nothing was taken. --keep ours leaves these as they are, --keep theirs takes the file's.")
    if format is Format.JSON:
        _output.say_json([row for outcome in outcomes for row in _as_json(outcome)])
    if any(outcome.broken for outcome in outcomes):
        raise typer.Exit(2)
    raise typer.Exit(1 if keep is None and any(outcome.has_conflicts for outcome in outcomes) else 0)


@dataclass(slots=True)
class _Outcome:
    """What became of a file: of its units, or of its concepts; neither if it cannot be read, which has been told."""

    name: str
    added: Added | None = None
    merge: Merge | None = None
    findings: Sequence[Finding] = ()
    broken: bool = False

    @property
    def has_conflicts(self) -> bool:
        return bool(self.merge and self.merge.conflicts)


def _import(
    project: Project,
    name: str,
    langs: tuple[Lang, Lang] | None,
    progress: Progress,
    *,
    kind: Kind | None,
    keep: Keep | None,
    subject: str,
    dry_run: bool,
) -> _Outcome:
    from glossary.formats import read
    from glossary.pairs import concepts_of

    document = project.document(name)
    try:
        if Path(name).is_dir():
            raise StoreError("a directory; name the files in it", path=name)
        form = _form(name, kind)
        with read(name, langs=langs, form=form) as resource:
            outcome = _Outcome(name, findings=resource.findings)
            rest = iter(resource.entries)
            first = list(islice(rest, 1))
            entries = chain(first, rest)
            if (form.is_text or kind is Kind.TERMS) and not (form.carries or form.bilingual):
                way_out = "if it is a table of terms, say --as terms" if form.name == "text" else "see `gloss formats`"
                raise FormatError(f"{form.name} holds neither terms nor translations; {way_out}", path=name)
            carries = form.carries if resource.carries is None else resource.carries
            concepts: list[Concept] = []
            units: Iterable[TranslationUnit] = ()
            if (kind or _kind(project, name, first)) is Kind.TERMS:
                units = list(_units(_counted(entries, progress), concepts))
                if kind is Kind.TERMS or not concepts:
                    carries = carries if concepts else frozenset()
                    concepts, units = concepts + concepts_of(units), ()
            elif kind is Kind.MEMORY and _is_concept(first):
                units = _as_translations(entries, langs or _two(resource.langs, name))
            else:
                units = _units(entries, concepts)
            if units:
                units = _in_order(units, form) if form.bilingual else _by_source(units)
                outcome.added = project.remember(units, document=document, dry_run=dry_run, progress=progress)
            if concepts or not outcome.added:
                from glossary.merging import ids_are_names

                outcome.merge = project.merge(
                    concepts,
                    carries=carries,
                    keep=keep.value if keep else None,
                    subject=subject.strip(),
                    own_ids=form.name in _OWN_LAYOUTS or ids_are_names(concepts),
                    dry_run=dry_run,
                )
            return outcome
    except (FormatError, StoreError) as error:
        if error.path not in (name, document):
            raise
        _output.error(error)
        return _Outcome(name, broken=True)


def _form(name: str, kind: Kind | None) -> FileFormat:
    """The format of a file; a text in which there are terms is a glossary of OmegaT, or what a spreadsheet saves."""
    from glossary.formats import detect, omegat

    form = detect(name)
    return omegat.FORMAT if kind is Kind.TERMS and form.name == "text" else form


def _two(langs: Sequence[Lang], name: str) -> tuple[Lang, Lang]:
    if len(langs) != 2:
        message = f"holds texts in {', '.join(langs) or 'no language'}; name two of them, as in --lang en:zh-Hans"
        raise FormatError(message, path=name)
    return langs[0], langs[1]


def _as_translations(
    entries: Iterable[Concept | TranslationUnit], langs: tuple[Lang, Lang]
) -> Iterator[TranslationUnit]:
    """Each row of a table as a translation: sentences in two columns look like terms."""
    from glossary.model import Segment, UnitState
    from glossary.pairs import term_pairs

    for pair in term_pairs((entry for entry in entries if isinstance(entry, Concept)), *langs):
        for target in pair.targets:
            yield TranslationUnit(
                Segment((pair.source.text,)),
                Segment((target.text,)),
                *langs,
                UnitState.TRANSLATED,
                pair.concept.id,
                note=pair.concept.note,
                origin=pair.source.origin,
            )


def _kind(project: Project, name: str, first: Sequence[Concept | TranslationUnit]) -> Kind:
    """What a file holds: terms, if it says so, or if it is one of those that were exported."""
    exports = project.config.exports_directory if project.config else None
    is_export = exports is not None and Path(os.path.abspath(name)).is_relative_to(os.path.abspath(exports))
    return Kind.TERMS if _is_concept(first) or is_export else Kind.MEMORY


def _is_concept(first: Sequence[Concept | TranslationUnit]) -> bool:
    return bool(first) and isinstance(first[0], Concept)


def _units(entries: Iterable[Concept | TranslationUnit], concepts: list[Concept]) -> Iterator[TranslationUnit]:
    """The translations among the entries; concepts that come between them are collected."""
    for entry in entries:
        if isinstance(entry, TranslationUnit):
            yield entry
        else:
            concepts.append(entry)


def _counted(entries: Iterable[_Entry], progress: Progress) -> Iterator[_Entry]:
    for number, entry in enumerate(entries, 1):
        if number % 1_000 == 0:
            progress(number, 0)
        yield entry


def _in_order(units: Iterable[TranslationUnit], form: FileFormat) -> Iterable[TranslationUnit]:
    """The units, of a text with their neighbours and plural forms; in a memory, order means nothing."""
    from glossary.memory import with_neighbours, with_plurals

    return with_plurals(with_neighbours(units)) if form.is_text else units


def _by_source(units: Iterable[TranslationUnit]) -> Iterator[TranslationUnit]:
    """Texts in one language: the same words in two places are two texts."""
    for unit in units:
        where = next((value for name, value in unit.meta.items() if name.endswith((":url", ":id"))), "")
        yield replace(unit, context=where or unit.context)


def _lines(outcome: _Outcome, *, keep: Keep | None, dry_run: bool) -> Iterator[str]:
    name = _output.one_line(outcome.name)
    if outcome.added:
        yield f"{name}: {_said(outcome.added, dry_run=dry_run)}"
    if outcome.merge:
        merge = outcome.merge
        yield from _first(map(_addition, merge.added), _LINES, len(merge.added), "  + ")
        yield from _first(map(_update, merge.updated), _LINES, len(merge.updated), "  ~ ")
        for lang, plain in merge.taken_as.items():
            yield (
                f"{name}: {lang} is taken as {plain}, the language of this project; "
                f"name {lang} in its `languages` to tell them apart"
            )
        yield f"{name}: {_merged(merge, keep, dry_run=dry_run)}"
        if gone := sum(len(terms) for _, terms in merge.terms_not_in_file):
            yield f"{name}: {_number(gone, 'term')} of these concepts {_stays(gone)}"
        if gone := len(merge.concepts_not_in_file):
            yield f"{name}: {_number(gone, 'concept')} {_stays(gone)}"


def _addition(concept: Concept) -> str:
    return f"  + {_output.one_line(concept.id)}: {' / '.join(_output.one_line(term.text) for term in concept.terms)}"


def _update(update: Update) -> str:
    return f"  ~ {_output.one_line(update.old.id)}: {_output.one_line('; '.join(update.changes))}"


def _first(lines: Iterable[str], most: int, all: int, begin: str = "") -> Iterator[str]:
    yield from islice(lines, most)
    if all > most:
        yield f"{begin}… and {all - most:,} more; --format json lists all"


def _conflicts(outcome: _Outcome, keep: Keep | None) -> Iterator[str]:
    conflicts = outcome.merge.conflicts if outcome.merge else []
    lines = (_conflict(conflict, outcome.name, "settled" if keep else "conflict") for conflict in conflicts)
    return _first(lines, _CONFLICT_LINES, len(conflicts))


def _conflict(conflict: Conflict, name: str, word: str) -> str:
    """A line that names the concept, what differs, and each place once."""
    concept = conflict.concept
    first = {term.lang: term.text for term in reversed(concept.terms)}
    terms = " / ".join(first[lang] for lang in dict.fromkeys(term.lang for term in concept.terms))
    id = conflict.our_id or concept.id
    places = ", ".join(map(_output.place, conflict.our_origins))
    ours = _output.one_line(conflict.ours) + (f" ({places})" if places else "")
    said = _output.one_line(f"{id} ({terms})" if id else terms)
    what, theirs = _output.one_line(conflict.what), _output.one_line(conflict.theirs)
    where = _output.place(conflict.their_origin or Location(name))
    return f"{where}: {word}: {said}: {what}: the termbase has {ours}, the file has {theirs}"


def _stays(number: int) -> str:
    return "is not in the file; it stays" if number == 1 else "are not in the file; they stay"


def _number(number: int, word: str) -> str:
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


def _said(added: Added, *, dry_run: bool) -> str:
    seen = f" ({added.seen:,} without a translation)" if added.seen and added.seen < added.added else ""
    what = " without a translation" if added.seen and added.seen == added.added else ""
    parts = [f"{added.added:,}{what} {'to add' if dry_run else 'added'}{seen}"]
    if added.replaced:
        parts.append(f"{added.replaced:,} {'to replace' if dry_run else 'replaced'}")
    if added.known:
        parts.append(f"{added.known:,} known")
    if added.skipped:
        parts.append(f"{added.skipped:,} skipped (fuzzy or untranslated)")
    return ", ".join(parts)


def _merged(merge: Merge, keep: Keep | None, *, dry_run: bool) -> str:
    is_trial = dry_run or bool(merge.conflicts and keep is None)
    parts = [
        f"{_number(len(merge.added), 'term')} {'to add' if is_trial else 'added'}",
        f"{len(merge.updated):,} {'to update' if is_trial else 'updated'}",
        f"{len(merge.known):,} known",
    ]
    if merge.conflicts:
        parts.append(f"{len(merge.conflicts):,} {'settled' if keep else 'in conflict'}")
    files = (f"{_output.shown(Path(path))} ({number:,})" for path, number in merge.files.items())
    return ", ".join(parts) + (f" → {', '.join(files)}" if merge.files else "")


def _as_json(outcome: _Outcome) -> Iterator[dict[str, Any]]:
    """A row for the translations of a file, and one for its terms."""
    if outcome.added:
        yield {"path": outcome.name, "kind": Kind.MEMORY, **asdict(outcome.added)}
    if outcome.merge:
        yield _terms_as_json(outcome.name, outcome.merge)


def _terms_as_json(name: str, merge: Merge) -> dict[str, Any]:
    return {
        "path": name,
        "kind": Kind.TERMS,
        "added": [concept.id for concept in merge.added],
        "updated": [{"id": update.old.id, "changes": list(update.changes)} for update in merge.updated],
        "known": len(merge.known),
        "conflicts": [
            {
                "id": conflict.our_id or conflict.concept.id,
                "terms": [term.text for term in conflict.concept.terms],
                "what": conflict.what,
                "ours": conflict.ours,
                "theirs": conflict.theirs,
                "our_origins": [_output.path_and_line(origin) for origin in conflict.our_origins],
                "origin": _output.path_and_line(conflict.their_origin),
            }
            for conflict in merge.conflicts
        ],
        "terms_not_in_file": [
            {"id": concept.id, "terms": [term.text for term in terms]} for concept, terms in merge.terms_not_in_file
        ],
        "concepts_not_in_file": [concept.id for concept in merge.concepts_not_in_file],
        "taken_as": merge.taken_as,
        "files": [{"path": _output.near(path), "concepts": number} for path, number in merge.files.items()],
    }


_LINES = 50
"""How many concepts that are added or updated are shown, each."""
_CONFLICT_LINES = 20

_OWN_LAYOUTS = ("json", "jsonl", "po", "yaml")
"""Formats in which only gloss writes ids; in others they are judged by what they look like."""
