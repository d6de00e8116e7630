"""`gloss memory dedupe`: of equal translations keep one."""

from __future__ import annotations

from typing import Annotated

import typer

from glossary.cli import _output, _units
from glossary.cli._output import Format
from glossary.cli.memory.delete import said

_SHOWN = 20
"""Groups that are shown."""


def command(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would go; delete nothing.")] = False,
    format: Annotated[Format, typer.Option("--format", help="text for people, json for programs.")] = Format.TEXT,
) -> None:
    """Keep equal translations of equal sources once: the newest, or the newest that has a context.

    \b
    gloss memory dedupe --dry-run
    gloss memory dedupe

    A match of the others was never more than 1 point better, and only in their own context. `gloss memory delete
    --undo` brings them back.
    """
    from glossary.project import Project
    from glossary.upkeep import duplicates

    project = Project.find_from(".")
    with _output.progress("Comparing") as progress:
        groups = list(duplicates(project.memory, progress=progress))
    gone = [each.number for group in groups for each in group.gone]
    count = project.memory.delete(gone, dry_run=dry_run) if gone else 0
    if format is Format.JSON:
        rows = [{"kept": group.kept.number, "gone": [each.number for each in group.gone]} for group in groups]
        _output.say_json(rows)
        return
    for group in groups[:_SHOWN]:
        _output.say(f"{_units.line(group.kept)}  (also {', '.join(str(each.number) for each in group.gone)})")
    if len(groups) > _SHOWN:
        _output.say(f"     … and {len(groups) - _SHOWN:,} more")
    if gone:
        _output.say(said(len(gone), count - len(gone), dry_run=dry_run))
    else:
        _output.tell(_units.EMPTY if _units.is_empty(project) else "No translation is there twice.")
