"""`gloss import FILE…`: keep the translations of catalogues, memories and tables in the memory."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from glossary.cli import _output, _typed
from glossary.cli._output import Format
from glossary.errors import FormatError, StoreError
from glossary.model import Added, Finding, Lang, Progress, TranslationUnit

if TYPE_CHECKING:
    from glossary.project import Project


def command(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE", help="PO, TMX or TSV, as it is or compressed (.gz, .xz).")
    ],
    lang: Annotated[
        str,
        typer.Option("--lang", metavar="SOURCE:TARGET", help="The languages, such as en:zh-TW; else as the file says."),
    ] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen; keep nothing.")] = False,
    format: Annotated[Format, typer.Option("--format", help="text for people, json for programs.")] = Format.TEXT,
) -> None:
    """Keep the translations of files in the memory of the project, where `gloss suggest` finds them.

    \b
    gloss import locale/zh_CN.po
    gloss import memory.tsv.xz --lang en:zh-Hans
    gloss import locale/*.po --dry-run

    A translation that is there already is not kept twice; a new one replaces the old one of the same file. Entries
    that are fuzzy or untranslated are skipped, lines that cannot be read are reported. Exits 2 if there were any, or
    if a file could not be read; the others are kept nevertheless.
    """
    from glossary.project import Project

    langs = _typed.pair(lang)
    project = Project.find_from(".", progress=lambda done, total: progress(done, total))
    rows: list[dict[str, Any]] = []
    broken = False
    for name in files:
        with _output.progress(f"Importing {_output.one_line(name)}") as progress:
            outcome = _import(project, name, langs, progress, dry_run=dry_run)
        added, findings = outcome if outcome else (None, ())
        broken |= _output.tell_findings(findings) or added is None
        if added and format is Format.JSON:
            rows.append({"path": name, **asdict(added)})
        elif added:
            _output.say(f"{_output.one_line(name)}: {_said(added, dry_run=dry_run)}")
    if format is Format.JSON:
        _output.say_json(rows)
    raise typer.Exit(2 if broken else 0)


def _import(
    project: Project, name: str, langs: tuple[Lang, Lang] | None, progress: Progress, *, dry_run: bool
) -> tuple[Added, Sequence[Finding]] | None:
    """What became of the units of a file, and what was wrong with it; None if it cannot be read, which is told."""
    from glossary.formats import units_in
    from glossary.memory import with_neighbours, with_plurals

    document = _document(name, project.root)
    try:
        if Path(name).is_dir():
            raise StoreError("a directory; name the files in it", path=name)
        with units_in(name, langs=langs) as resource:
            entries = (entry for entry in resource.entries if isinstance(entry, TranslationUnit))
            in_order = bool(resource.text)  # what is streamed is a memory, in which the order means nothing
            units = with_plurals(with_neighbours(entries)) if in_order else entries
            return project.remember(units, document=document, dry_run=dry_run, progress=progress), resource.findings
    except (FormatError, StoreError) as error:
        if error.path not in (name, document):
            raise
        _output.error(error)
        return None


def _document(name: str, root: Path) -> str:
    """A file as seen from the project's directory, if it is in there, wherever it was typed; with slashes."""
    path = Path(os.path.abspath(name))
    home = Path(os.path.abspath(root))
    return (path.relative_to(home) if path.is_relative_to(home) else Path(name)).as_posix()


def _said(added: Added, *, dry_run: bool) -> str:
    parts = [f"{added.added:,} {'to add' if dry_run else 'added'}"]
    if added.replaced:
        parts.append(f"{added.replaced:,} {'to replace' if dry_run else 'replaced'}")
    if added.known:
        parts.append(f"{added.known:,} known")
    if added.skipped:
        parts.append(f"{added.skipped:,} skipped (fuzzy or untranslated)")
    return ", ".join(parts)
