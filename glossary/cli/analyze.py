"""`gloss analyze FILE…`: how much work is in these files, and which terms have no rendering yet?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from glossary.cli import _output, _typed

if TYPE_CHECKING:
    from glossary.analysis import Analysis, FileAnalysis, Tally, TermUse


class Format(StrEnum):
    """How the analysis is printed."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"


def command(
    files: Annotated[list[str], typer.Argument(metavar="FILE", help="Texts and catalogues, compressed or not.")],
    lang: Annotated[
        str, typer.Option("--lang", metavar="SOURCE:TARGET", help="The languages, such as en:zh-TW; else as FILE says.")
    ] = "",
    format: Annotated[
        Format, typer.Option("--format", help="text for people, json for programs, csv for spreadsheets.")
    ] = Format.TEXT,
) -> None:
    """Say how much work is in files: what the memory knows, how well, what is repeated, and terms without a rendering.

    \b
    gloss analyze locale/zh_CN.po
    gloss analyze docs/*.md --lang en:zh-Hans
    gloss analyze job.xlf --format csv > job.csv

    Each segment is in one band: translated already, in the memory in the same context, in the memory (100), repeated
    in these files, near a translation of the memory (95–99 … 50–74) or an earlier segment (internal), or new. Words
    are those that are not Chinese, characters are Han; codes (placeholders, tags, addresses) and numbers are counted
    apart. Effort is words and characters by what each band costs ([analyze] weights). Exits 1 if there is no segment.
    """
    from glossary.project import Project

    langs = _typed.pair(lang)
    with _output.progress("Analysing") as progress:
        project = Project.find_from(".", progress=progress)
        broken = _output.tell_errors(project.findings)
        analysis = project.analyze(list(dict.fromkeys(files)), langs=langs, progress=progress)
    broken |= _output.tell_findings(analysis.findings)
    if format is Format.JSON:
        _output.say_json(_as_json(analysis))
    elif format is Format.CSV:
        for line in _csv(analysis):
            _output.say(line)
    else:
        for line in _lines(analysis):
            _output.say(line)
    found = any(tally.segments for tally in analysis.bands.values())
    if not found and not broken:
        _output.tell("No segment to be translated in it.")
    raise typer.Exit(2 if broken else 0 if found else 1)


_COLUMNS = "segments", "words", "characters", "codes", "numbers", "effort"
_MOST_TERMS = 20
"""Terms that are shown of each list; JSON has all."""


def _numbers(tally: Tally) -> list[float]:
    return [tally.segments, tally.words, tally.characters, tally.codes, tally.numbers, round(tally.effort, 1)]


def _parts(analysis: Analysis) -> Iterator[tuple[str, dict[str, Tally]]]:
    """(name, band → tally) of each file, and of all if there are several."""
    for file in analysis.files:
        yield _output.one_line(_output.near(file.path)), _named(file)
    if len(analysis.files) > 1:
        yield "total", {band.value: tally for band, tally in analysis.bands.items()}


def _named(file: FileAnalysis) -> dict[str, Tally]:
    return {band.value: tally for band, tally in file.bands.items()}


def _lines(analysis: Analysis) -> Iterator[str]:
    from glossary.analysis import total

    rows: list[tuple[str, list[str]]] = []
    for name, bands in _parts(analysis):
        rows.append((name, list(_COLUMNS)))
        rows += [(f"  {band}", _cells(tally)) for band, tally in bands.items() if tally.segments]
        rows.append(("  all", _cells(total(list(bands.values())))))
    yield from _aligned(rows)
    missing = [term for term in analysis.terms if not term.translated]
    known = [term for term in analysis.terms if term.translated]
    yield from _term_lines("Terms without a translation", missing)
    yield from _term_lines("Terms most used", known)


def _cells(tally: Tally) -> list[str]:
    *counts, effort = _numbers(tally)
    return [*(f"{count:,}" for count in counts), f"{effort:,.1f}"]


def _aligned(rows: Sequence[tuple[str, list[str]]]) -> Iterator[str]:
    from glossary.text.width import display_width, pad

    width = max(display_width(name) for name, _ in rows) if rows else 0
    widths = [max(len(cells[column]) for _, cells in rows) for column in range(len(_COLUMNS))] if rows else []
    for name, cells in rows:
        line = pad(name, width) + "".join(f"  {cell:>{wide}}" for cell, wide in zip(cells, widths, strict=True))
        yield line if name.startswith("  ") else _output.bold(line)


def _term_lines(title: str, terms: Sequence[TermUse]) -> Iterator[str]:
    from glossary.text.width import display_width, pad

    if not terms:
        return
    yield ""
    yield _output.bold(f"{title}:")
    shown = [(_output.one_line(term.text), term) for term in terms[:_MOST_TERMS]]
    width = max(display_width(text) for text, _ in shown)
    often = max(len(f"{term.count:,}") for _, term in shown)
    for text, term in shown:
        into = "" if term.translated else f"  no term in {term.target_lang}"
        where = _output.dim(_output.place(term.first))
        yield f"  {term.count:>{often},} ×  {pad(text, width)}{into}  {where}"
    if len(terms) > len(shown):
        yield _output.dim(f"  and {len(terms) - len(shown):,} more")


def _csv(analysis: Analysis) -> Iterator[str]:
    yield _csv_line(["file", "band", *_COLUMNS])
    for name, bands in _parts(analysis):
        for band, tally in bands.items():
            yield _csv_line([name, band, *map(str, _numbers(tally))])


def _csv_line(cells: Iterable[str]) -> str:
    import csv
    import io

    stream = io.StringIO()
    csv.writer(stream, lineterminator="").writerow(cells)
    return stream.getvalue()


def _as_json(analysis: Analysis) -> dict[str, Any]:
    """As documented: files, total, terms."""
    return {
        "files": [{"path": _output.near(file.path), "bands": _bands_as_json(_named(file))} for file in analysis.files],
        "total": _bands_as_json({band.value: tally for band, tally in analysis.bands.items()}),
        "terms": [
            {
                "concept": term.concept,
                "text": term.text,
                "lang": term.lang,
                "target_lang": term.target_lang,
                "translated": term.translated,
                "count": term.count,
                "first": _output.path_and_line(term.first),
            }
            for term in analysis.terms
        ],
    }


def _bands_as_json(bands: dict[str, Tally]) -> dict[str, dict[str, float]]:
    return {band: dict(zip(_COLUMNS, _numbers(tally), strict=True)) for band, tally in bands.items()}
