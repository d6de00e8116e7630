"""How units of the memory look: two texts, and where they come from: file, line, commit, author, address."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from glossary.cli import _output
from glossary.model import MemoryMatch, TranslationUnit

if TYPE_CHECKING:
    from glossary.project import Project
    from glossary.stores import StoredUnit

EMPTY = "No translation memory here yet. Begin with `gloss import FILE`."

_SHORT = 10
"""Digits of a commit that are shown to people."""
_SAID = ("author", "created_at", "url")
"""What a format says about where a text comes from, under its prefix."""


def is_empty(project: Project) -> bool:
    """Whether the memory of a project holds nothing."""
    counts = project.memory.statistics()
    return not (counts.get("units") or counts.get("untranslated"))


def lines(stored: StoredUnit, project: Project) -> Iterator[str]:
    """A unit for a list: its number and source, and under it its target and its place."""
    yield f"{stored.number:>6}  {_output.one_line(stored.unit.source.raw)}"
    yield "        " + target(stored.unit)
    for line in origin_lines(stored.unit, project):
        yield "        " + line


def line(stored: StoredUnit) -> str:
    """A unit in one line."""
    return f"{stored.number:>6}  {_output.one_line(stored.unit.source.raw)} → {target(stored.unit)}"


def target(unit: TranslationUnit) -> str:
    """The translation, or that there is none."""
    return _output.one_line(unit.target.raw) if unit.target else _output.dim("(not translated)")


def origin_lines(unit: TranslationUnit, project: Project) -> Iterator[str]:
    """Who said it where, and the place in the file from which it was taken."""
    said = [value for key in _SAID for name, value in unit.meta.items() if name.endswith(f":{key}") and value]
    if said:
        yield _output.dim(_output.one_line(", ".join(said)))
    if origin := _output.seen_from(project.root, unit.origin):
        commit = f" at {origin.commit[:_SHORT]}" if origin.commit else ""
        yield _output.dim(_output.place(origin) + commit)


def translation_lines(translations: Iterable[MemoryMatch], project: Project) -> Iterator[str]:
    """The translations that a text without one has got elsewhere."""
    for match in translations:
        origin = _output.seen_from(project.root, match.unit.origin)
        place = f" ({_output.place(origin)})" if origin else ""
        yield f"→ {target(match.unit)}" + _output.dim(place)


def as_json(stored: StoredUnit, project: Project) -> dict[str, Any]:
    """As documented: number, both texts and languages, context, note, meta, origin; null where there is no target."""
    unit = stored.unit
    return {
        "number": stored.number,
        "source": unit.source.raw,
        "target": unit.target.raw if unit.target else None,
        "lang": unit.source_lang,
        "target_lang": unit.target_lang,
        "context": unit.context,
        "note": unit.note,
        "meta": dict(unit.meta),
        "origin": origin_as_json(unit, project),
    }


def origin_as_json(unit: TranslationUnit, project: Project) -> dict[str, Any] | None:
    """Path, line and commit; null where they are not known."""
    origin = _output.seen_from(project.root, unit.origin)
    return {**place, "commit": origin.commit or None} if origin and (place := _output.path_and_line(origin)) else None


def translations_as_json(translations: Iterable[MemoryMatch], project: Project) -> list[dict[str, Any]]:
    """Number, target, its language, and origin of each."""
    return [
        {
            "number": match.number,
            "target": match.unit.target.raw if match.unit.target else "",
            "target_lang": match.unit.target_lang,
            "origin": origin_as_json(match.unit, project),
        }
        for match in translations
    ]
