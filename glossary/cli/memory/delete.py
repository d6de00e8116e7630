"""`gloss memory delete`: take units out of the memory, and back in."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Annotated

import typer

from glossary.cli import _output, _units
from glossary.cli._output import Format
from glossary.cli.memory import _chosen

if TYPE_CHECKING:
    from glossary.project import Project

_SHOWN = 20
"""Units that are shown before they are deleted."""
UNDO = "`gloss memory delete --undo` undoes this."


def command(
    numbers: Annotated[
        list[int] | None, typer.Argument(metavar="[NUMBER…]", help="Units, by the numbers of `gloss memory list`.")
    ] = None,
    search: Annotated[
        str, typer.Option("--search", metavar="WORDS", help="All units with these words, as in `gloss memory search`.")
    ] = "",
    document: Annotated[str, typer.Option("--document", metavar="FILE", help="All units from this file.")] = "",
    lang: Annotated[
        str, typer.Option("--lang", metavar="SOURCE:TARGET", help="All translations from and into these, en:zh-TW.")
    ] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would go; delete nothing.")] = False,
    undo: Annotated[
        bool, typer.Option("--undo", help="Take the last deletion back, and then the one before it.")
    ] = False,
    format: Annotated[Format, typer.Option("--format", help="text for people, json for programs.")] = Format.TEXT,
) -> None:
    """Delete units: they are offered and found no more. What was deleted can be brought back.

    \b
    gloss memory delete 12 15
    gloss memory delete --document old.tmx --dry-run
    gloss memory delete --search '"terms of use"' --lang en:zh-Hans
    gloss memory delete --undo

    Of several options, all must be true of a unit. Older translations that a unit replaced go with it. Exits 1 when
    there is nothing to delete.
    """
    from glossary.project import Project

    chosen_by = [name for name, value in (("--search", search), ("--document", document), ("--lang", lang)) if value]
    if undo and (numbers or chosen_by):
        _output.stop("--undo takes a whole deletion back; leave the rest out")
    if numbers and chosen_by:
        _output.stop(f"numbers say which units are meant; leave out {' and '.join(chosen_by)}")
    with _output.progress("Looking") as progress:
        project = Project.find_from(".", progress=progress)
        if undo:
            _undo(project, format, dry_run=dry_run)
        if not (numbers or chosen_by):
            _output.stop(
                "nothing to delete; give numbers, as `gloss memory list` shows them, or --search, --document, --lang"
            )
        if numbers:
            _refuse_unknown(project, numbers)
            chosen = list(dict.fromkeys(numbers))
        else:
            stored = _chosen.units(project, search=search, document=document, lang=lang)
            chosen = [each.number for each in stored]
    count = project.memory.delete(chosen, dry_run=True) if chosen else 0
    if format is Format.TEXT:
        for each in project.memory.get(chosen[:_SHOWN]).values():
            _output.say(_units.line(each))
        if len(chosen) > _SHOWN:
            _output.say(f"     … and {len(chosen) - _SHOWN:,} more")
    if not dry_run and chosen:
        count = project.memory.delete(chosen)
    if format is Format.JSON:
        _output.say_json({"deleted": chosen, "older": max(count - len(chosen), 0), "dry_run": dry_run})
    elif not chosen:
        _output.tell(_units.EMPTY if _units.is_empty(project) else "No such unit in the memory.")
    else:
        _output.say(said(len(chosen), count - len(chosen), dry_run=dry_run))
    raise typer.Exit(0 if chosen else 1)


def said(units: int, older: int, *, dry_run: bool) -> str:
    """What was deleted, and how it comes back."""
    what = ("1 unit" if units == 1 else f"{units:,} units") + (f" and {older:,} older ones of them" if older else "")
    return f"Would delete {what}." if dry_run else f"Deleted {what}. {UNDO}"


def _undo(project: Project, format: Format, *, dry_run: bool) -> None:
    if dry_run:
        _output.stop("--undo has no --dry-run; what it brings back can be deleted again")
    numbers = project.memory.restore()
    if format is Format.JSON:
        _output.say_json({"restored": numbers})
    elif numbers:
        for each in islice(project.memory.get(numbers[:_SHOWN]).values(), _SHOWN):
            _output.say(_units.line(each))
        _output.say(f"Brought back {'1 unit' if len(numbers) == 1 else f'{len(numbers):,} units'}.")
    else:
        _output.tell("Nothing was deleted.")
    raise typer.Exit(0 if numbers else 1)


def _refuse_unknown(project: Project, numbers: list[int]) -> None:
    there = project.memory.get(numbers)
    if unknown := [number for number in numbers if number not in there or not there[number].current]:
        names = ", ".join(map(str, unknown[:10])) + (" …" if len(unknown) > 10 else "")
        _output.stop(f"no unit has the number {names}; `gloss memory list` shows those that there are")
