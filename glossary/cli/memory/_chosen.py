"""Which units are meant: those with these words, from this document, in these languages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from glossary.cli import _typed
from glossary.cli.memory.search import words_of

if TYPE_CHECKING:
    from glossary.project import Project
    from glossary.stores import StoredUnit

_ALL = 1_000_000_000


def units(
    project: Project, *, search: str = "", document: str = "", lang: str = "", untranslated: bool = False
) -> Iterator[StoredUnit]:
    """The units that are all of this; what is not said does not matter."""
    _typed.refuse_bytes(document, what="name of a file")
    langs = _typed.pair(lang)
    documents = {document, project.document(document)} if document else None
    for stored in _searched(project, search) if search else project.memory.units():
        unit = stored.unit
        if documents and (unit.origin is None or unit.origin.path not in documents):
            continue
        if (langs and (unit.source_lang, unit.target_lang) != langs) or (untranslated and unit.target):
            continue
        yield stored


def _searched(project: Project, search: str) -> Iterator[StoredUnit]:
    from glossary.stores import StoredUnit

    for hit in project.memory.search(words_of([search]), limit=_ALL):
        yield StoredUnit(hit.number, hit.unit, True)
