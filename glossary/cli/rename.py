"""`gloss rename OLD NEW [FILE…]`: give a term another name, wherever it is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from glossary.cli import _output, _typed, _units

if TYPE_CHECKING:
    from glossary.renaming import Renaming


def command(
    old: Annotated[str, typer.Argument(metavar="OLD", help="A term, as it is written in the terms of the project.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="What it is to be called.")],
    files: Annotated[
        list[str] | None, typer.Argument(metavar="[FILE…]", help="Catalogues and texts, and directories of texts.")
    ] = None,
    lang: Annotated[str, typer.Option("--lang", metavar="LANG", help="The language of OLD, if several have it.")] = "",
    concept: Annotated[str, typer.Option("--concept", metavar="ID", help="Its concept, if several have it.")] = "",
    keep_old: Annotated[bool, typer.Option("--keep-old", help="Keep OLD as a deprecated term.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Show what would change; write nothing.")] = False,
) -> None:
    """Give a term another name: in the terms, in the memory, and in files, all of it or nothing.

    \b
    gloss rename 使用条例 服务条款 locale/zh_CN.po docs/ --diff
    gloss rename 'usage policy' 'terms of service' --lang en --keep-old

    A translation changes only where the concept stands in its source, too, and is a draft (fuzzy) afterwards. Code,
    longer terms and other meanings stay; what has no one right form is named and left. With --diff, exits 1 if
    something would change.
    """
    from glossary.project import Project

    _typed.refuse_bytes(old, new, concept, what="term")
    with _output.progress("Looking") as progress:
        project = Project.find_from(".", progress=progress)
        result = project.rename(
            old,
            new,
            lang=_typed.language(lang, "--lang"),
            concept=concept,
            paths=files or (),
            keep_old=keep_old,
            dry_run=diff,
            progress=progress,
        )
    if diff:
        _show_diff(result)
    else:
        for change in result.changes:
            count = result.places.get(change.path)
            _output.say(f"Changed {_output.one_line(_output.near(change.path))}" + (f" ({count:,})" if count else ""))
        if result.units:
            _output.say(f"Changed {len(result.units):,} in the memory; they are drafts until somebody confirms them")
    _output.tell_findings(result.left)
    raise typer.Exit(1 if diff else 0)


def _show_diff(result: Renaming) -> None:
    from glossary.cli import _report

    for change in result.changes:
        for line in _report.diff(change.old_text, change.new_text, _output.near(change.path)):
            _output.say(line)
    for stored, unit in result.units:
        _output.say(f"memory {_units.line(stored).strip()} ⇒ {_units.target(unit)}")
