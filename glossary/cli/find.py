"""`gloss find [FILE…|-]`: which known terms are in this text, and what are they in the other language?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from glossary.cli import _output, _typed
from glossary.cli._output import Format
from glossary.model import USABLE, Lang, Location, Span, Term, TermMatch, TermStatus, TranslationUnit

if TYPE_CHECKING:
    from glossary.formats import Format as TextFormat
    from glossary.model import Resource
    from glossary.project import Project


def command(
    files: Annotated[
        list[str] | None, typer.Argument(metavar="[FILE…|-]", help="Markdown, text or PO; - is standard input.")
    ] = None,
    lang: Annotated[
        str, typer.Option("--lang", metavar="LANG", help="Show renderings in this language; without it, the other one.")
    ] = "",
    format: Annotated[Format, typer.Option("--format", help="text for people, json for programs.")] = Format.TEXT,
) -> None:
    """Find all known terms in texts, in both languages, each with its rendering in the other.

    \b
    gloss find draft.md
    echo '蒸馏与 ToS' | gloss find -
    gloss find locale/zh_CN.po --format json

    Code, URLs, tags and placeholders are skipped. Standard input is read as Markdown. Exits 1 when no term is found.
    """
    from glossary.project import Project

    wanted = _typed.language(lang, "--lang")
    with _output.progress("Compiling terms") as progress:
        project = Project.find_from(".", progress=progress)
        broken = _output.tell_errors(project.findings)
    any_found = False
    rows: list[dict[str, Any]] = []
    for name in files or ["-"]:
        resource, form = _read(name)
        broken |= _output.tell_errors(resource.findings)
        hits = list(_hits(name, resource, form, project))
        any_found |= bool(hits)
        if format is Format.JSON:
            rows += [_as_json(hit, wanted) for hit in hits]
        else:
            for line in _lines(hits, wanted):
                _output.say(line)
    if format is Format.JSON:
        _output.say_json(rows)
    elif not any_found:
        _output.tell("No known term in it.")
    raise typer.Exit(2 if broken else 0 if any_found else 1)


class _Hit(NamedTuple):
    """A match and where it is in its file."""

    path: str
    span: Span
    start: tuple[int, int]
    end: tuple[int, int]
    match: TermMatch


def _read(name: str) -> tuple[Resource, TextFormat]:
    """A file and its format. Standard input is JSON that is known, such as a post; else Markdown, as plain text is."""
    from pathlib import Path

    from glossary.formats import HEAD, format_of
    from glossary.stores import files

    if name == "-":
        data = _output.typed_bytes()
        told = format_of("-.json", data[:HEAD])
        form = told if told.is_mine else format_of("-.md")
        return form.read(data, name), form
    if Path(name).is_dir():
        _output.stop(f"{name} is a directory; name the files in it")
    format_of(name)
    data = files.read(Path(name))
    form = format_of(name, data[:HEAD])
    resource = form.read(data, name)
    entries = list(resource.entries)
    if entries and not any(isinstance(entry, TranslationUnit) and _has_place(entry) for entry in entries):
        _output.stop(f"{name}: {form.name} is no text in which terms are looked for; `gloss convert` makes one of it")
    return replace(resource, entries=entries), form


def _has_place(unit: TranslationUnit) -> bool:
    """Whether it is known where its text stands in the file."""
    return bool(unit.source.runs) or not unit.source.raw


def _hits(name: str, resource: Resource, form: TextFormat, project: Project) -> Iterator[_Hit]:
    from glossary.text.lines import Lines

    lines = Lines(resource.text)
    for match in project.found_in(resource, form):
        span = match.span
        yield _Hit(name, span, lines.place(span.start), lines.place(span.end), match)


def _lines(hits: Sequence[_Hit], wanted: Lang | None) -> Iterator[str]:
    """One line for each term, where it is first met, and how often."""
    from glossary.text.normalize import key
    from glossary.text.width import display_width, pad

    first: dict[tuple[str, str], list[_Hit]] = {}
    for hit in hits:
        first.setdefault((hit.match.concept.id, key(hit.match.term.text)), []).append(hit)
    rows = [
        (_output.place(Location(group[0].path, *group[0].start)), _surface(group[0].match), group)
        for group in first.values()
    ]
    places = max((len(place) for place, _, _ in rows), default=0)
    width = min(max((display_width(surface) for _, surface, _ in rows), default=0), _WIDEST)
    for place, surface, group in rows:
        often = _output.dim(f"  × {len(group)}") if len(group) > 1 else ""
        gap = pad(surface, max(width, display_width(surface)))
        yield f"{pad(place, places)}  {gap}  {_rendering(group[0].match, wanted)}{often}"


_WIDEST = 30


def _surface(match: TermMatch) -> str:
    return _output.printable(" ".join(match.surface.split()))


def _rendering(match: TermMatch, wanted: Lang | None) -> str:
    """What to write in the other language, or instead."""
    status = match.term.status
    if status not in USABLE:
        better = next((term for term in match.concept.terms_in(match.term.lang) if term.status in USABLE), None)
        instead = f"; write {_output.printable(better.text)}" if better else ""
        colour = _output.red if status is TermStatus.FORBIDDEN else _output.yellow
        return colour(f"{status.value}{instead}")
    terms = _renderings(match, wanted)
    if not match.concept.translatable and not terms:
        return _output.dim("stays as it is")
    return " · ".join(_output.printable(term.text) for term in terms) or _output.dim(
        f"no term in {wanted or 'the other language'}"
    )


def _renderings(match: TermMatch, wanted: Lang | None) -> list[Term]:
    """The usable terms of the matched concept in a language; without one, in the other language: en, or zh-Hans."""
    from glossary.pairs import usable_terms
    from glossary.text.language import EN, ZH_HANS, is_chinese

    return usable_terms(match.concept, wanted or (EN if is_chinese(match.term.lang) else ZH_HANS))


def _as_json(hit: _Hit, wanted: Lang | None) -> dict[str, Any]:
    """As documented: place (1-based line and column, in code points), surface, term, concept, renderings."""
    match = hit.match
    return {
        "path": hit.path,
        "line": hit.start[0],
        "column": hit.start[1],
        "end_line": hit.end[0],
        "end_column": hit.end[1],
        "start": hit.span.start,
        "end": hit.span.end,
        "surface": match.surface,
        "via": match.via.value,
        "identifier": match.identifier,
        "concept": match.concept.id,
        "term": {
            "text": match.term.text,
            "lang": match.term.lang,
            "status": match.term.status.value,
            "computed": match.term.computed,
        },
        "translate": match.concept.translatable,
        "renderings": [
            {"text": term.text, "lang": term.lang, "status": term.status.value} for term in _renderings(match, wanted)
        ],
        "origin": _output.path_and_line(match.concept.origin),
    }
