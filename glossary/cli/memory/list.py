"""`gloss memory list`: the units of the memory with their numbers."""

from __future__ import annotations

from itertools import islice
from typing import Annotated

import typer

from glossary.cli import _output, _units
from glossary.cli._output import Format
from glossary.cli.memory import _chosen


def command(
    search: Annotated[
        str, typer.Option("--search", metavar="WORDS", help="Only units with these words, as in `gloss memory search`.")
    ] = "",
    document: Annotated[str, typer.Option("--document", metavar="FILE", help="Only units from this file.")] = "",
    lang: Annotated[
        str, typer.Option("--lang", metavar="SOURCE:TARGET", help="Only translations from and into these, en:zh-TW.")
    ] = "",
    untranslated: Annotated[bool, typer.Option("--untranslated", help="Only texts without a translation.")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, help="At most this many units.")] = 50,
    format: Annotated[Format, typer.Option("--format", help="text for people, json for programs.")] = Format.TEXT,
) -> None:
    """List what the memory holds, with the numbers by which `gloss memory delete` knows it.

    \b
    gloss memory list
    gloss memory list --document locale/zh_CN.po --limit 1000
    gloss memory list --search 'terms of service' --lang en:zh-Hans --format json

    In the order in which the units came, or of the search. Exits 1 when there is none.
    """
    from glossary.project import Project

    with _output.progress("Looking") as progress:
        project = Project.find_from(".", progress=progress)
        chosen = _chosen.units(project, search=search, document=document, lang=lang, untranslated=untranslated)
        stored = list(islice(chosen, limit + 1))
    shown = stored[:limit]
    if format is Format.JSON:
        _output.say_json([_units.as_json(each, project) for each in shown])
    else:
        for each in shown:
            for line in _units.lines(each, project):
                _output.say(line)
    if not shown:
        _output.tell(_units.EMPTY if _units.is_empty(project) else "No such unit in the memory.")
    elif len(stored) > limit:
        _output.tell(f"There are more than these {limit:,}; --limit shows more, --search and --document choose.")
    raise typer.Exit(0 if shown else 1)
