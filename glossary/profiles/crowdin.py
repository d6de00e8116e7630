"""Crowdin glossaries as CSV, whose columns Crowdin recognises by their names.

One row for each term of the first language, with the preferred ones of the others. Statuses are not in it: how they
are called in a table, nothing documents.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from glossary.formats._xml import illegal
from glossary.model import Concept, DataCategory, Lang, Term
from glossary.profiles import Limits, Profile
from glossary.profiles._tables import REGIONS, columns, csv, definitions, rows

OF_TERMS = ("Term", "Description", "Part of Speech")
OF_CONCEPTS = ("Concept Definition", "Concept Subject", "Concept Note")


def _write(concepts: Sequence[Concept], tags: Mapping[Lang, str]) -> Iterator[bytes]:
    names = columns(tags)
    yield from csv([[*OF_CONCEPTS, *(f"{column} [{name}]" for name in names for column in OF_TERMS)]])
    for concept, terms, _ in rows(concepts, tags):
        cells = [definitions(concept), concept.subject, concept.note]
        for name in names:
            cells += _cells(terms.get(name))
        yield from csv([cells])


def _cells(term: Term | None) -> tuple[str, str, str]:
    if term is None:
        return ("", "", "")
    return term.text, term.note, (term.part_of_speech or "").replace("-", " ")


PROFILE = Profile(
    "crowdin",
    "Crowdin",
    "terms.csv",
    carries=frozenset(
        {
            DataCategory.SUBJECT,
            DataCategory.DEFINITION,
            DataCategory.NOTE,
            DataCategory.PART_OF_SPEECH,
            DataCategory.TERM_NOTE,
        }
    ),
    confirmed="names of columns and parts of speech as Crowdin's documentation of glossaries has them; not uploaded",
    write_terms=_write,
    tags=REGIONS,
    limits=Limits(most_bytes=100_000_000, cannot_hold=illegal),
)
