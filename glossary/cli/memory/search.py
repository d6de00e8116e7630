"""`gloss memory search WORDS`: what was translated, or seen, with these words in it?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from glossary.cli import _output, _typed, _units
from glossary.cli._output import Format
from glossary.model import SearchHit, Span

if TYPE_CHECKING:
    from glossary.project import Project

LONGEST_SEARCH = 1_000
"""Characters of a search: each word is looked for in all texts."""


def command(
    words: Annotated[list[str], typer.Argument(metavar="WORDS", help='Words, or "several words in this order".')],
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000, help="At most this many translations.")] = 20,
    format: Annotated[Format, typer.Option("--format", help="text for people, json for programs.")] = Format.TEXT,
) -> None:
    """Search past translations for words, in either language; all words must stand on one side.

    \b
    gloss memory search connection lost
    gloss memory search '"terms of service"' --limit 50
    gloss memory search 服务条款 --format json

    Words are found in all their forms, Chinese in either script; texts that were kept without a translation, such as
    posts, are found, too. Exits 1 when nothing is found.
    """
    from glossary.project import Project

    searched = words_of(words)
    with _output.progress("Preparing") as progress:
        project = Project.find_from(".", progress=progress)
        hits = project.search(searched, limit=limit)
    if format is Format.JSON:
        _output.say_json([_hit_as_json(hit, project) for hit in hits])
    for number, hit in enumerate(hits if format is Format.TEXT else ()):
        for line in (*([""] if number else []), *_hit_lines(hit, project)):
            _output.say(line)
    if not hits:
        _output.tell(_units.EMPTY if _units.is_empty(project) else "No translation with that.")
    raise typer.Exit(0 if hits else 1)


def words_of(typed: Sequence[str]) -> str:
    """What to search for."""
    _typed.refuse_bytes(*typed)
    if (length := sum(map(len, typed))) > LONGEST_SEARCH:
        _output.stop(f"{length:,} characters to search for; give at most {LONGEST_SEARCH:,}")
    return " ".join(typed)


def _hit_lines(hit: SearchHit, project: Project) -> Iterator[str]:
    yield _highlighted(hit.unit.source.raw, hit.source_spans)
    if hit.unit.target:
        yield "  " + _highlighted(hit.unit.target.raw, hit.target_spans)
    elif hit.translations:
        yield from ("  " + line for line in _units.translation_lines(hit.translations, project))
    else:
        yield _output.dim("  seen, not translated yet")
    yield from ("  " + line for line in _units.origin_lines(hit.unit, project))


def _highlighted(text: str, spans: Sequence[Span]) -> str:
    parts, done = [], 0
    for start, end in sorted(spans):
        if start >= done:
            parts += [_output.one_line(text[done:start]), _output.bold(_output.one_line(text[start:end]))]
            done = end
    return "".join([*parts, _output.one_line(text[done:])])


def _hit_as_json(hit: SearchHit, project: Project) -> dict[str, Any]:
    """As documented: a unit, with the spans in both texts, and the translations that a text without one has got."""
    from glossary.stores import StoredUnit

    return {
        **_units.as_json(StoredUnit(hit.number, hit.unit, True), project),
        "source_spans": [list(span) for span in hit.source_spans],
        "target_spans": [list(span) for span in hit.target_spans],
        "translations": _units.translations_as_json(hit.translations, project),
    }
