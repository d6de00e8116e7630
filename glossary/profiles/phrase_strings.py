"""Phrase Strings term bases as CSV: a term is known by the column `term`; the other columns are locales.

Terms that are there already are not changed by an upload. (Phrase TMS takes TBX.)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from glossary.formats._xml import illegal
from glossary.model import Concept, DataCategory, Lang
from glossary.profiles import Limits, Profile
from glossary.profiles._tables import REGIONS, columns, csv, definitions, rows
from glossary.text.forms import case_matters

HEADER = ("term", "case sensitive", "translatable", "description")


def _write(concepts: Sequence[Concept], tags: Mapping[Lang, str]) -> Iterator[bytes]:
    names = columns(tags)
    yield from csv([[*HEADER, *names]])
    for concept, terms, _ in rows(concepts, tags):
        term = next(iter(terms.values()))
        flags = (case_matters(term), concept.translatable)
        said = "\n\n".join(filter(None, (definitions(concept), concept.note)))
        cells = [term.text, *(str(flag).lower() for flag in flags), said]
        yield from csv([[*cells, *(terms[name].text if name in terms else "" for name in names)]])


PROFILE = Profile(
    "phrase-strings",
    "Phrase Strings",
    "terms.csv",
    carries=frozenset({DataCategory.DEFINITION, DataCategory.NOTE, DataCategory.TRANSLATE}),
    confirmed="names of columns as Phrase's page on term bases of Phrase Strings has them; not uploaded",
    write_terms=_write,
    tags=REGIONS,
    limits=Limits(once="exact", cannot_hold=illegal),
)
