"""`gloss import FILE…`: take terms into the termbase, and translations into the memory."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from glossary.cli import _output, _typed
from glossary.cli._output import Format
from glossary.errors import FormatError, StoreError
from glossary.model import Added, Concept, DataCategory, Finding, Lang, Location, Progress, TranslationUnit

if TYPE_CHECKING:
    from glossary.formats import Format as FileFormat
    from glossary.merging import Merge
    from glossary.project import Project


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
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen; keep nothing.")] = False,
    format: Annotated[Format, typer.Option("--format", help="text for people, json for programs.")] = Format.TEXT,
) -> None:
    """Take the terms of files into the termbase, and their translations into the memory.

    \b
    gloss import locale/zh_CN.po
    gloss import glossary.tbx --dry-run
    gloss import deepl.tsv --as terms --lang en:zh-Hans
    gloss import memory.tmx --lang en:zh-Hans

    Glossaries (TBX, CSV …) and the files in exports/ hold terms, catalogues and memories hold translations. Terms are
    merged: what is new is added, what is there is not changed; where both differ, nothing is done until you say which
    to keep. A file is taken as a whole or not at all. Entries that cannot be read are reported, and the exit status is
    2; it is 1 if there are conflicts.
    """
    from glossary.project import Project

    langs = _typed.pair(lang)
    project = Project.find_from(".", progress=lambda done, total: progress(done, total))
    outcomes: list[_Outcome] = []
    for name in files:
        with _output.progress(f"Importing {_output.one_line(name)}") as progress:
            outcome = _import(project, name, langs, progress, kind=kind, keep=keep, dry_run=dry_run)
        outcomes.append(outcome)
        outcome.broken |= _output.tell_findings(outcome.findings)
        if format is Format.TEXT:
            for line in _lines(outcome, dry_run=dry_run):
                _output.say(line)
        for conflict in outcome.merge.conflicts if outcome.merge else ():
            where = _output.place(conflict.their_origin or Location(name))
            _output.tell(f"{where}: conflict: {_output.one_line(str(conflict))}")
        if outcome.has_conflicts and keep is None:
            _output.tell("Nothing was taken. --keep ours leaves these as they are, --keep theirs takes the file's.")
    if format is Format.JSON:
        _output.say_json([_as_json(outcome) for outcome in outcomes if outcome.added or outcome.merge])
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
    dry_run: bool,
) -> _Outcome:
    from glossary.formats import detect, read

    document = _document(name, project.root)
    try:
        if Path(name).is_dir():
            raise StoreError("a directory; name the files in it", path=name)
        form = detect(name)
        with read(name, langs=langs) as resource:
            outcome = _Outcome(name, findings=resource.findings)
            rest = iter(resource.entries)
            first = list(entry for entry in [next(rest, None)] if entry)
            entries = chain(first, rest)
            if not (form.carries or form.bilingual):
                raise FormatError(f"{form.name} holds neither terms nor translations; see `gloss formats`", path=name)
            if (kind or _kind(project, name, first)) is Kind.TERMS:
                of_file = form.carries if resource.carries is None else resource.carries
                concepts, carries = _concepts(entries, of_file, holds_terms=_is_concept(first))
                outcome.merge = project.merge(
                    concepts, carries=carries, dry_run=dry_run, keep=keep.value if keep else None
                )
            else:
                if _is_concept(first):
                    raise FormatError("holds terms, not translations; leave --as memory away", path=name)
                units = _in_order(entries, form)
                outcome.added = project.remember(units, document=document, dry_run=dry_run, progress=progress)
            return outcome
    except (FormatError, StoreError) as error:
        if error.path not in (name, document):
            raise
        _output.error(error)
        return _Outcome(name, broken=True)


def _kind(project: Project, name: str, first: Sequence[Concept | TranslationUnit]) -> Kind:
    """What a file holds: terms, if it says so, or if it is one of those that were exported."""
    exports = project.config.exports_directory if project.config else None
    is_export = exports is not None and Path(os.path.abspath(name)).is_relative_to(os.path.abspath(exports))
    return Kind.TERMS if _is_concept(first) or is_export else Kind.MEMORY


def _is_concept(first: Sequence[Concept | TranslationUnit]) -> bool:
    return bool(first) and isinstance(first[0], Concept)


def _concepts(
    entries: Iterable[Concept | TranslationUnit], of_file: frozenset[DataCategory], *, holds_terms: bool
) -> tuple[list[Concept], frozenset[DataCategory]]:
    """The concepts of a file, and what it can say of them."""
    from glossary.pairs import concepts_of

    if holds_terms:
        return [entry for entry in entries if isinstance(entry, Concept)], of_file
    units = (entry for entry in entries if isinstance(entry, TranslationUnit))
    return concepts_of(units), frozenset({DataCategory.SYNONYM})


def _in_order(entries: Iterable[Concept | TranslationUnit], form: FileFormat) -> Iterable[TranslationUnit]:
    """The units, of a text with their neighbours and plural forms; in a memory, order means nothing."""
    from glossary.memory import with_neighbours, with_plurals

    units = (entry for entry in entries if isinstance(entry, TranslationUnit))
    return with_plurals(with_neighbours(units)) if form.is_text else units


def _document(name: str, root: Path) -> str:
    """A file as seen from the project's directory, if it is in there, wherever it was typed; with slashes."""
    path = Path(os.path.abspath(name))
    home = Path(os.path.abspath(root))
    return (path.relative_to(home) if path.is_relative_to(home) else Path(name)).as_posix()


def _lines(outcome: _Outcome, *, dry_run: bool) -> Iterator[str]:
    name = _output.one_line(outcome.name)
    if outcome.added:
        yield f"{name}: {_said(outcome.added, dry_run=dry_run)}"
    if outcome.merge:
        merge = outcome.merge
        for concept in merge.added:
            texts = " / ".join(_output.one_line(term.text) for term in concept.terms)
            yield f"  + {_output.one_line(concept.id)}: {texts}"
        for update in merge.updated:
            yield f"  ~ {_output.one_line(update.old.id)}: {_output.one_line('; '.join(update.changes))}"
        yield f"{name}: {_merged(merge, dry_run=dry_run)}"


def _said(added: Added, *, dry_run: bool) -> str:
    parts = [f"{added.added:,} {'to add' if dry_run else 'added'}"]
    if added.replaced:
        parts.append(f"{added.replaced:,} {'to replace' if dry_run else 'replaced'}")
    if added.known:
        parts.append(f"{added.known:,} known")
    if added.skipped:
        parts.append(f"{added.skipped:,} skipped (fuzzy or untranslated)")
    return ", ".join(parts)


def _merged(merge: Merge, *, dry_run: bool) -> str:
    parts = [
        f"{len(merge.added):,} {'term' if len(merge.added) == 1 else 'terms'} {'to add' if dry_run else 'added'}",
        f"{len(merge.updated):,} {'to update' if dry_run else 'updated'}",
        f"{len(merge.known):,} known",
    ]
    if merge.conflicts:
        parts.append(f"{len(merge.conflicts):,} in conflict")
    return ", ".join(parts)


def _as_json(outcome: _Outcome) -> dict[str, Any]:
    if outcome.added:
        return {"path": outcome.name, "kind": Kind.MEMORY, **asdict(outcome.added)}
    assert outcome.merge
    merge = outcome.merge
    return {
        "path": outcome.name,
        "kind": Kind.TERMS,
        "added": [concept.id for concept in merge.added],
        "updated": [{"id": update.old.id, "changes": list(update.changes)} for update in merge.updated],
        "known": len(merge.known),
        "conflicts": [
            {
                "id": conflict.concept.id,
                "what": conflict.what,
                "ours": conflict.ours,
                "theirs": conflict.theirs,
                "origin": _output.path_and_line(conflict.their_origin),
            }
            for conflict in merge.conflicts
        ],
    }
