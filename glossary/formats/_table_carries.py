"""What the columns of a table say of concepts without doubt: only that is compared with what a termbase has.

A table of another tool has room for little, and puts together what a termbase keeps apart: all definitions in one
description, one part of speech for the terms of all languages, one flag for all that must not be used. Such a cell
fills in what a new concept says, and changes nothing that is known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from glossary.formats._columns import Column, Kind
from glossary.model import DataCategory

OWN = frozenset((Kind.ID, Kind.TERM, Kind.LANG))
"""The columns by which our own layout is known, if none of the others is doubtful."""


def carried(columns: Sequence[Column | None], *, is_by_row: bool) -> frozenset[DataCategory] | None:
    """What can be taken from such columns; None: all that a concept says.

    Args:
        columns: With the languages that they are about.
        is_by_row: Each row is a term.
    """
    there = [column for column in columns if column]
    often = Counter(column.kind for column in there)
    if is_by_row and often.keys() >= OWN and all(column.is_sure for column in there):
        return None
    doubtful = {column.kind for column in there if not _is_sure(column, often, is_by_row=is_by_row)}
    said = {_CATEGORIES[kind] for kind in often if kind in _CATEGORIES and kind not in doubtful}
    return frozenset((DataCategory.SYNONYM, *said))


def _is_sure(column: Column, often: Counter[Kind], *, is_by_row: bool) -> bool:
    """Whether it is known what a column says, and of which term or in which language."""
    if column.kind in _OF_ONE_TERM:
        return column.is_sure and (is_by_row or column.lang is not None)
    return column.is_sure and (column.kind is not Kind.SUBJECT or often[column.kind] == 1)


_CATEGORIES = {
    Kind.ID: DataCategory.ID,
    Kind.KEY: DataCategory.ID,
    Kind.SUBJECT: DataCategory.SUBJECT,
    Kind.TRANSLATE: DataCategory.TRANSLATE,
    Kind.KEEP: DataCategory.TRANSLATE,
    Kind.DEFINITION: DataCategory.DEFINITION,
    Kind.EXAMPLES: DataCategory.EXAMPLE,
    Kind.STATUS: DataCategory.UNUSABLE,
    Kind.FORBIDDEN: DataCategory.UNUSABLE,
    Kind.PART_OF_SPEECH: DataCategory.PART_OF_SPEECH,
    Kind.TYPE: DataCategory.TERM_TYPE,
    Kind.CASE: DataCategory.CASE,
    Kind.FORMS: DataCategory.FORMS,
    Kind.FIND: DataCategory.FIND,
    Kind.INSIDE: DataCategory.INSIDE,
    Kind.NOT_INSIDE: DataCategory.NOT_INSIDE,
    Kind.TERM_NOTE: DataCategory.TERM_NOTE,
}
"""What a column can say of concepts that are known.

Not among them: notes, contexts and abbreviations, which each tool takes for something else; related concepts, of which
a table has names and not ids.
"""
_OF_ONE_TERM = frozenset(
    (
        Kind.DEFINITION,
        Kind.PART_OF_SPEECH,
        Kind.TYPE,
        Kind.FORMS,
        Kind.FIND,
        Kind.INSIDE,
        Kind.NOT_INSIDE,
        Kind.TERM_NOTE,
    )
)
"""What is said of one language or one term, so that the column must name it."""
