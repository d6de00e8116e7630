"""`gloss align SOURCE TARGET`: which sentence of a translation belongs to which of its source?"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from glossary.cli import _output, _typed
from glossary.cli._output import Format

if TYPE_CHECKING:
    from glossary.alignment import Aligned, Alignment, Line
    from glossary.model import Lang
    from glossary.project import Project


def command(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="A text (Markdown, plain, HTML), or a directory.")],
    target: Annotated[
        str,
        typer.Argument(metavar="TARGET_PATH", help="Its translation; without it, the quotes that SOURCE renders."),
    ] = "",
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="FILE", help="Write the pairs: .tsv, .tmx, …; - prints TSV.")
    ] = "",
    page: Annotated[
        str, typer.Option("--html", metavar="FILE", help="Write a page with both texts side by side.")
    ] = "",
    into_memory: Annotated[bool, typer.Option("--into-memory", help="Keep the pairs in the project's memory.")] = False,
    min_confidence: Annotated[
        int, typer.Option("--min-confidence", min=0, max=100, help="What -o and --into-memory take.")
    ] = 70,
    lang: Annotated[
        str,
        typer.Option("--lang", metavar="SOURCE:TARGET", help="The languages, such as en:zh-TW; else as the files say."),
    ] = "",
    format: Annotated[Format, typer.Option("--format", help="text for people, json for programs.")] = Format.TEXT,
) -> None:
    """Pair the sentences of a text with those of its translation, each pair with a confidence; needs no model.

    \b
    gloss align README.md README.zh-CN.md
    gloss align docs/en docs/zh -o docs.tmx --html review.html
    gloss align docs/use.md docs/use.zh.md --into-memory --min-confidence 90
    gloss align article.zh.md

    Merged and split sentences are one pair; what has no counterpart stays alone. Of the pairs with a confidence of 90
    or more, 99 in 100 are right (docs/benchmarks.md). Exits 1 if there are no pairs, 2 for what cannot be read.
    """
    from glossary.project import Project

    langs = _typed.pair(lang)
    project = Project.find_from(".")
    alignments, broken = _aligned(project, source, target, langs)
    for alignment in alignments:
        _output.tell_findings(alignment.findings)
    say = _output.tell if output == "-" or format is Format.JSON else _output.say
    if page:
        say(_write_page(alignments, page))
    if output:
        _write_units(alignments, output, min_confidence, say)
    if into_memory:
        say(_remember(project, alignments, min_confidence))
    if output or into_memory:
        _tell_unsure(alignments, min_confidence)
    if format is Format.JSON:
        _output.say_json([_as_json(alignment, pair) for alignment in alignments for pair in alignment.pairs])
    elif not (output or page or into_memory):
        _show(alignments)
    found = any(pair.is_pair for alignment in alignments for pair in alignment.pairs)
    raise typer.Exit(2 if broken else 0 if found else 1)


def _aligned(
    project: Project, source: str, target: str, langs: tuple[Lang, Lang] | None
) -> tuple[list[Alignment], bool]:
    """The alignment of each pair of files, and whether a file could not be read."""
    from glossary.errors import FormatError, StoreError

    alignments: list[Alignment] = []
    broken = False
    pairs = _pairs(source, target)
    with _output.progress("Aligning") as progress:
        for number, (one, other) in enumerate(pairs):
            progress(number, len(pairs))
            told = progress if len(pairs) == 1 else None
            try:
                alignments.append(project.align(one, other, langs=langs, progress=told))
            except (FormatError, StoreError) as error:
                _output.error(error)
                broken = True
    return alignments, broken


def _pairs(source: str, target: str) -> list[tuple[str, str]]:
    """The files that are meant; those of directories without a counterpart are named."""
    for path in (source, target):
        if path and not os.path.lexists(path):
            _output.stop(f"{path}: no such file or directory")
    if not os.path.isdir(source) and not os.path.isdir(target):
        if target and os.path.realpath(source) == os.path.realpath(target):
            _output.stop(f"{source} and {target} are one file; name it once for the quotes in it")
        return [(source, target)]
    if not os.path.isdir(source) or not os.path.isdir(target or source):
        _output.stop("a file and a directory; name two files, or two directories")
    from glossary.counterparts import paired

    found = paired(source, target or source)
    for path in found.left_out:
        _output.tell(f"{_output.one_line(path)}: left out, as no file of the same name is its counterpart")
    if not found.pairs:
        where = " and ".join(map(_output.one_line, filter(None, (source, target))))
        _output.tell(f"No text and its translation in {where}; they pair by name, as a.md with a.md or a.zh.md")
    return found.pairs


def _write_page(alignments: Sequence[Alignment], path: str) -> str:
    from glossary.alignment._page import page
    from glossary.stores import files

    files.replace(Path(path), page(alignments))
    return f"Wrote {_output.one_line(path)}"


def _write_units(alignments: Sequence[Alignment], path: str, least: int, say: Callable[[str], None]) -> None:
    from glossary.formats import written
    from glossary.model import TranslationUnit
    from glossary.stores import files

    written_units = 0

    def units() -> Iterator[TranslationUnit]:
        nonlocal written_units
        for alignment in alignments:
            for unit in alignment.units(least):
                written_units += 1
                yield unit

    def left_out(unit: TranslationUnit) -> None:
        where = f"{_output.place(unit.origin)}: " if unit.origin else ""
        _output.tell(f"{where}left out, as such a file cannot hold it: {_output.one_line(unit.source.raw)}")

    _refuse_several_languages(alignments)
    pieces = written(units(), "-.tsv" if path == "-" else path, left_out=left_out)
    if path == "-":
        _output.say_bytes(pieces)
        return
    files.replace(Path(path), pieces)
    say(f"Wrote {_output.one_line(path)}: {written_units:,} {'pair' if written_units == 1 else 'pairs'}")


def _refuse_several_languages(alignments: Sequence[Alignment]) -> None:
    known = list(dict.fromkeys(f"{source}:{target}" for source, target in (each.langs for each in alignments)))
    if len(known) > 1:
        _output.stop(f"the files are in {', '.join(known)}; choose with --lang, as in --lang {known[0]}")


def _remember(project: Project, alignments: Sequence[Alignment], least: int) -> str:
    added = known = replaced = 0
    for alignment in alignments:
        result = project.remember(alignment.units(least), document=project.document(alignment.source))
        added, known, replaced = added + result.added, known + result.known, replaced + result.replaced
    parts = [f"{added:,} added"] + [f"{replaced:,} replaced"] * bool(replaced) + [f"{known:,} known"] * bool(known)
    return f"Memory: {', '.join(parts)}"


def _tell_unsure(alignments: Sequence[Alignment], least: int) -> None:
    """Say how many pairs were not taken, so that nobody wonders where they are."""
    unsure = sum(pair.is_pair and pair.confidence < least for each in alignments for pair in each.pairs)
    if unsure:
        pairs = "1 pair has" if unsure == 1 else f"{unsure:,} pairs have"
        _output.tell(f"{pairs} a confidence below {least} and went nowhere; --min-confidence says from where on.")


# Shown

_NUMBERS = 6
_LEAST_WIDTH, _MOST_WIDTH = 60, 160
_LONGEST = 2_000
"""Characters of a sentence that are shown."""


def _show(alignments: Sequence[Alignment]) -> None:
    """Both sides beside each other, as wide as the terminal."""
    from shutil import get_terminal_size

    width = (min(max(get_terminal_size((100, 24)).columns, _LEAST_WIDTH), _MOST_WIDTH) - 2 * _NUMBERS) // 2
    for alignment in alignments:
        if not alignment.pairs:
            _output.tell(f"{_output.one_line(alignment.source)}: no quote is rendered here, as far as can be told.")
            continue
        _output.say(_output.bold(_output.one_line(f"{alignment.source} → {alignment.target}")))
        for pair in alignment.pairs:
            for line in _row(pair, width):
                _output.say(line)


def _row(pair: Aligned, width: int) -> Iterator[str]:
    from itertools import zip_longest

    from glossary.text.width import pad

    left, right = (_column(side, width) for side in (pair.source, pair.target))
    said = f"{pair.confidence:3.0f}" if pair.is_pair else "  –"
    for number, (here, there) in enumerate(zip_longest(left, right, fillvalue="")):
        line = f"{said if not number else '':<{_NUMBERS - 2}}  {pad(here, width)}  {there}".rstrip()
        yield line if pair.is_pair else _output.dim(line)


def _column(lines: Sequence[Line], width: int) -> list[str]:
    """The sentences of a side, each from a line of its own on, with the number of its line in the file."""
    column: list[str] = []
    for line in lines:
        number = str(line.origin.line or "")
        text = " ".join(line.text[: _LONGEST + 1].split())
        shown = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
        parts = _wrapped(_output.one_line(shown), width - _NUMBERS)
        column += [f"{number if not at else '':>{_NUMBERS - 2}}  {part}" for at, part in enumerate(parts)]
    return column


def _wrapped(text: str, width: int) -> Iterator[str]:
    """Pieces of a text that take so many columns at most; cut at a space if there is one near the end."""
    from glossary.text.width import display_width

    while text:
        cut = columns = 0
        while cut < len(text) and (columns := columns + display_width(text[cut])) <= width:
            cut += 1
        if cut < len(text) and (space := text.rfind(" ", cut // 2, cut + 1)) > 0:
            cut = space
        yield text[:cut].strip()
        text = text[cut:].lstrip()


def _as_json(alignment: Alignment, pair: Aligned) -> dict[str, Any]:
    """As documented: both sides as lists of texts with lines, confidence, languages, files."""
    return {
        "source": [{"text": line.text, "line": line.origin.line, "kind": line.kind} for line in pair.source],
        "target": [{"text": line.text, "line": line.origin.line, "kind": line.kind} for line in pair.target],
        "confidence": pair.confidence,
        "lang": alignment.langs[0],
        "target_lang": alignment.langs[1],
        "source_path": _output.near(alignment.source),
        "target_path": _output.near(alignment.target),
    }
