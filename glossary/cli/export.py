"""`gloss export [PROFILE…]`: files that other tools take, made of the terms."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from glossary.cli import _output, _typed
from glossary.cli._output import Format
from glossary.errors import StoreError
from glossary.model import Lang, Severity

if TYPE_CHECKING:
    from glossary.project import Export


def command(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="PROFILE", help="Which tools; without it, those of the settings.")
    ] = None,
    lang: Annotated[
        str, typer.Option("--lang", metavar="SOURCE:TARGET", help="Only this pair, such as en:zh-TW; else every pair.")
    ] = "",
    subject: Annotated[
        list[str] | None, typer.Option("--subject", metavar="TEXT", help="Only terms of this subject (repeatable).")
    ] = None,
    text: Annotated[str | None, typer.Option("--for", metavar="FILE", help="Only terms that are in this text.")] = None,
    output: Annotated[
        str,
        typer.Option("--output", "-o", metavar="PATH", help="A directory, or for one file its name; - prints it."),
    ] = "",
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 if a file is missing or not up to date.")
    ] = False,
    format: Annotated[Format, typer.Option("--format", help="text for people, json for programs.")] = Format.TEXT,
) -> None:
    """Write the terms as files that other tools take, into exports/, and say what each of them cannot carry.

    \b
    gloss export
    gloss export deepl omegat
    gloss export deepl --lang en:zh-Hans -o -
    gloss export prompt --lang en:zh-Hans --for post.md -o -
    gloss export --check

    `gloss formats` lists the profiles. Terms that must not be used are left out wherever they would be suggested.
    The same terms give the same bytes, so the files can be kept in git.
    """
    if check and output:
        _output.stop("--check compares the files in exports/; leave -o away")
    if (subject or text) and not output:
        _output.stop("--subject and --for make files with a part of the terms; say with -o where they go")
    exports = _made(names or (), _typed.pair(lang), subject or (), text)
    if output == "-":
        [(_, export)] = _placed(exports, output)
        _output.say_bytes([export.file.data])
        _tell_lost(exports)
        raise typer.Exit(2 if _is_refused(exports) else 0)
    placed = list(_placed(exports, output))
    states = [_state(path, export) for path, export in placed]
    if not check:
        _write(placed, states)
    if format is Format.JSON:
        _output.say_json([_as_json(path, export, state) for (path, export), state in zip(placed, states, strict=True)])
    else:
        _say(placed, states, check=check)
    left = _left_over(exports) if not (lang or output) else []
    for path in left:
        _output.tell(f"{_output.shown(path)}: not a file that is exported now; remove it if nobody needs it")
    stale = check and (set(states) != {"unchanged"} or bool(left))
    if stale:
        _output.tell("Run `gloss export`.")
    elif check and format is Format.TEXT:
        _output.say(f"{len(states)} files are up to date.")
    raise typer.Exit(2 if _is_refused(exports) else 1 if stale else 0)


def _made(
    names: Sequence[str], langs: tuple[Lang, Lang] | None, subjects: Sequence[str], text: str | None
) -> list[Export]:
    """The files, at least one; terms that cannot be read end it, as they would be missing."""
    from glossary.project import Project

    exports: list[Export] = []
    with _output.progress("Exporting") as progress:
        project = Project.find_from(".", progress=progress)
        if _output.tell_errors(project.findings):
            _output.stop("terms that cannot be read would be missing; mend them, then export")
        for export in project.exports(names, langs=langs, subjects=subjects, text=text):
            exports.append(export)
            progress(len(exports), 0)
    if not exports:
        _output.stop("the terms are in one language only; name two with --lang, such as --lang en:zh-Hans")
    return exports


def _say(placed: Sequence[tuple[Path, Export]], states: Sequence[str], *, check: bool) -> None:
    """A line for each file, of a check for each that is not right; and what they do not carry."""
    for (path, export), state in zip(placed, states, strict=True):
        if not check:
            _output.say(f"{_output.shown(path)}: {_said(state, check=check)}, {export.file.terms:,} terms")
        elif state != "unchanged":
            _output.say(f"{_output.shown(path)}: {_said(state, check=check)}")
    if not check:
        _tell_lost([export for _, export in placed])


_MOST_TOLD = 10
"""Terms that are left out, told one by one; JSON tells all."""


def _placed(exports: Sequence[Export], output: str) -> Iterator[tuple[Path, Export]]:
    """Where each file is to be written."""
    target = Path(output)
    looks_like_one = bool(target.suffix) and not output.endswith(("/", "\\"))
    is_file = output == "-" or (not target.is_dir() and (looks_like_one or target.exists()))
    if is_file and len(exports) > 1:
        some = ", ".join(export.path.name for export in exports[:3])
        _output.stop(f"{len(exports)} files ({some}, …) into one; name a directory, or one pair with --lang en:zh-Hans")
    for export in exports:
        if not output:
            yield export.path, export
        elif is_file:
            yield target, export
        else:
            yield target / export.profile.name / export.file.name, export


def _state(path: Path, export: Export) -> str:
    from glossary.stores import files

    if not os.path.isfile(path):  # nor one in a directory that cannot be searched; writing will say so
        return "new"
    return "unchanged" if files.read(path) == export.file.data else "changed"


def _write(placed: Iterable[tuple[Path, Export]], states: Iterable[str]) -> None:
    from glossary.stores import files

    for (path, export), state in zip(placed, states, strict=True):
        if state != "unchanged":
            files.replace(path, [export.file.data])


def _said(state: str, *, check: bool) -> str:
    if check:
        return "missing" if state == "new" else "not up to date"
    return "unchanged" if state == "unchanged" else "written"


def _left_over(exports: Iterable[Export]) -> list[Path]:
    """Files in the directories of these profiles that are none of theirs any more."""
    wanted = {export.path for export in exports}
    directories = {path.parent for path in wanted}
    found = (path for directory in sorted(directories) if os.path.isdir(directory) for path in _files_in(directory))
    return [path for path in found if path not in wanted and os.path.isfile(path) and not path.name.startswith(".")]


def _files_in(directory: Path) -> list[Path]:
    try:
        return sorted(directory / name for name in os.listdir(directory))
    except OSError as error:
        raise StoreError(f"cannot be read: {error.strerror}", path=str(directory)) from None


def _tell_lost(exports: Iterable[Export]) -> None:
    """The loss report of each profile: what it does not carry, counted, and what was left out, one by one."""
    from glossary.profiles import DROPPED, UNPAIRED

    for profile, group in groupby(exports, lambda export: export.profile):
        parts = [export.file for export in group]
        lost = {
            (loss.category, loss.concept.id, loss.term and loss.term.text) for part in parts for loss in part.losses
        }
        if counts := Counter(category for category, _, _ in lost):
            said = ", ".join(f"{category} ({count:,})" for category, count in counts.most_common())
            _output.tell(f"The files for {profile.tool} do not carry: {said}")
        findings = list(dict.fromkeys(finding for part in parts for finding in part.findings))
        grave = [finding for finding in findings if finding.severity is not Severity.INFO]
        _output.tell_findings(grave[:_MOST_TOLD])
        if len(grave) > _MOST_TOLD:
            _output.tell(f"{len(grave) - _MOST_TOLD:,} more are left out; --format json names all")
        for rule, what in (
            (DROPPED, "terms that are only to be looked up"),
            (UNPAIRED, "concepts without both languages"),
        ):
            if count := sum(finding.rule == rule and finding not in grave for finding in findings):
                _output.tell(f"Not in the files for {profile.tool}: {what} ({count:,})")


def _is_refused(exports: Iterable[Export]) -> bool:
    return any(finding.severity is Severity.ERROR for export in exports for finding in export.file.findings)


def _as_json(path: Path, export: Export, state: str) -> dict[str, Any]:
    """As documented: profile, path, state, terms, and everything that is lost or left out."""
    return {
        "profile": export.profile.name,
        "path": _output.near(str(path)),
        "state": state,
        "terms": export.file.terms,
        "lost": [
            {
                "what": loss.category,
                "concept": loss.concept.id,
                "term": loss.term.text if loss.term else None,
                "origin": _output.path_and_line(loss.origin),
            }
            for loss in export.file.losses
        ],
        "left_out": [
            {"message": finding.message, "origin": _output.path_and_line(finding.origin)}
            for finding in export.file.findings
        ],
    }
