"""`gloss memory export`: the translations of one pair of languages as a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from glossary.cli import _output, _typed, _units
from glossary.cli.memory.stats import pairs
from glossary.model import Lang, TranslationUnit

if TYPE_CHECKING:
    from glossary.project import Project


def command(
    output: Annotated[
        str,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Write to this: .tsv, .tmx, .po, .xlf …, or one of them with .gz."
        ),
    ] = "",
    lang: Annotated[
        str, typer.Option("--lang", metavar="SOURCE:TARGET", help="Only translations from and into these, en:zh-TW.")
    ] = "",
) -> None:
    """Write the translations of one pair as TSV, or in any other format of translations, which `gloss import` reads.

    \b
    gloss memory export > memory.tsv
    gloss memory export -o memory.tmx
    gloss memory export -o memory.tsv.xz --lang en:zh-Hans
    """
    from glossary.formats import written
    from glossary.stores import files

    wanted = _typed.pair(lang)
    project = _with_memory()
    _tell_untranslated(project)
    units = _of_pair(project, _one_pair(project, wanted))
    pieces = written(units, output or "-.tsv", left_out=lambda unit: _tell_left_out(unit, project))
    if not output:
        _output.say_bytes(pieces)
        return
    files.replace(Path(output), pieces)
    _output.say(f"Wrote {_output.one_line(output)}")


def _with_memory() -> Project:
    """The project; without a memory there is nothing to be done."""
    from glossary.project import Project

    project = Project.find_from(".")
    if not pairs(project.memory.statistics()):
        _output.tell(_units.EMPTY)
        raise typer.Exit(1)
    return project


def _tell_untranslated(project: Project) -> None:
    if count := project.memory.statistics().get("untranslated"):
        texts = "1 text" if count == 1 else f"{count:,} texts"
        _output.tell(f"{texts} without a translation left out; `gloss memory list --untranslated` names them")


def _one_pair(project: Project, wanted: tuple[Lang, Lang] | None) -> str:
    """The pair to be written, as the memory calls it: that which is wanted, or the only one."""
    known_pairs = pairs(project.memory.statistics())
    known = ", ".join(f"{_output.one_line(name.replace('>', ':'))} ({count:,})" for name, count in known_pairs.items())
    pair = ">".join(wanted) if wanted else next(iter(known_pairs), "")
    if wanted and pair not in known_pairs:
        _output.stop(f"no translations from {wanted[0]} into {wanted[1]}; there are {known or 'none at all'}")
    if not wanted and len(known_pairs) > 1:
        _output.stop(f"translations of several pairs of languages; choose one with --lang: {known}")
    return pair


def _of_pair(project: Project, pair: str) -> Iterator[TranslationUnit]:
    return (unit for _, unit, _ in project.memory.units() if f"{unit.source_lang}>{unit.target_lang}" == pair)


def _tell_left_out(unit: TranslationUnit, project: Project) -> None:
    where = f"{_output.place(origin)}: " if (origin := _output.seen_from(project.root, unit.origin)) else ""
    what = _output.one_line(unit.source.raw)
    _output.tell(f"{where}left out, as such a file cannot hold it, or not beside another entry: {what}")
