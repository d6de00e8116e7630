"""`gloss formats`: what can be read and written, and for which tools."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from glossary.cli import _output
from glossary.cli._output import Format


def command(
    format: Annotated[Format, typer.Option("--format", help="text for people, json for programs.")] = Format.TEXT,
) -> None:
    """List the formats that `gloss convert` and `gloss import` know, and the profiles of `gloss export`.

    \b
    gloss formats
    gloss formats --format json
    """
    from glossary.formats import formats
    from glossary.profiles import profiles

    if format is Format.JSON:
        _output.say_json(
            {
                "formats": [
                    {"name": form.name, "suffixes": list(form.suffixes), "reads": form.reads, "writes": form.writes}
                    for form in formats()
                ],
                "profiles": [
                    {"name": each.name, "tool": each.tool, "file": each.file, "confirmed": each.confirmed}
                    for each in profiles().values()
                ],
            }
        )
        return
    _table(
        ("format", "ends in", "reads", "writes"),
        [(f.name, " ".join(f.suffixes), ", ".join(f.reads), ", ".join(f.writes)) for f in formats()],
    )
    _output.say()
    _table(("profile", "for", "file"), [(each.name, each.tool, each.file) for each in profiles().values()])


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from glossary.text.width import display_width

    widths = [max(display_width(row[column]) for row in (head, *rows)) for column in range(len(head))]
    for number, row in enumerate((head, *rows)):
        cells = [cell + " " * (width - display_width(cell)) for cell, width in zip(row, widths, strict=True)]
        line = "  ".join(cells).rstrip()
        _output.say(_output.bold(line) if number == 0 else line)
