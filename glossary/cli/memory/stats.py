"""`gloss memory stats`: how much is in the memory?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import typer

from glossary.cli import _output, _units
from glossary.cli._output import Format

PAIR = "pair:"
"""Begins the names of those counts that are for a pair of languages."""

_SELDOM = ("untranslated", "deleted")
"""Counts that are news only if they are not 0."""


def command(
    format: Annotated[Format, typer.Option("--format", help="text for people, json for programs.")] = Format.TEXT,
) -> None:
    """Count what the memory holds: units, texts without a translation, replaced and deleted ones, documents, pairs.

    \b
    gloss memory stats
    gloss memory stats --format json
    """
    from glossary.project import Project

    project = Project.find_from(".")
    counts = project.memory.statistics()
    status = 1 if _units.is_empty(project) else 0
    if status:
        _output.tell(_units.EMPTY)
    if format is Format.JSON:
        plain = {name: count for name, count in counts.items() if not name.startswith(PAIR)}
        _output.say_json({"path": _output.near(str(project.memory_path)), **plain, "pairs": pairs(counts)})
        raise typer.Exit(status)
    width = max((len(f"{count:,}") for count in counts.values()), default=0)
    for name, count in counts.items():
        if count or name not in _SELDOM:
            _output.say(f"{count:>{width},}  {_output.one_line(name.removeprefix(PAIR).replace('>', ' → '))}")
    raise typer.Exit(status)


def pairs(counts: Mapping[str, int]) -> dict[str, int]:
    """How many translations there are for each pair: `en>zh-Hans`."""
    return {name.removeprefix(PAIR): count for name, count in counts.items() if name.startswith(PAIR)}
