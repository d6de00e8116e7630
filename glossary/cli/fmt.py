"""`gloss fmt`: one layout for every terms file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from glossary.cli import _output


def command(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="FILE", help="Terms files; without any, all of the project.")
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 if a file would change.")] = False,
) -> None:
    """Bring terms files into canonical layout: order of keys and languages, quotes, indentation.

    \b
    gloss fmt
    gloss fmt --check

    The order of entries and every comment stay. A file is written only if it reads back the same.
    """
    from glossary.project import Project

    changed, findings = Project.find_from(".").format(files or None, check=check)
    for path in changed:
        _output.say(f"{'Would reformat' if check else 'Reformatted'} {_output.shown(path)}")
    broken = _output.tell_errors(findings)
    raise typer.Exit(2 if broken else 1 if check and changed else 0)
