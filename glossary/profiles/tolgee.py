"""Tolgee glossaries as CSV: the first language is the base language, which stands in the column `term`.

Its reader takes a backslash for an escape: terms with one are left out, and in descriptions it is doubled.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from glossary.formats._xml import illegal
from glossary.model import Concept, DataCategory, Lang, TermType
from glossary.profiles import Limits, Profile
from glossary.profiles._tables import columns, csv, definitions, rows
from glossary.text.forms import case_matters

HEADER = ("term", "description", "translatable", "casesensitive", "abbreviation", "forbidden")
SHORT = (TermType.ABBREVIATION, TermType.ACRONYM, TermType.INITIALISM)


def _write(concepts: Sequence[Concept], tags: Mapping[Lang, str]) -> Iterator[bytes]:
    base, *others = columns(tags) or [""]
    yield from csv([[*HEADER, *others]])
    for concept, terms, _ in rows(concepts, tags):
        term = next(iter(terms.values()))
        said = "\n\n".join(filter(None, (definitions(concept), concept.note)))
        flags = (concept.translatable, case_matters(term), term.term_type in SHORT, False)
        cells = [terms[base].text if base in terms else "", said, *(str(flag).lower() for flag in flags)]
        cells += [terms[name].text if name in terms else "" for name in others]
        yield from (row.replace(b"\\", b"\\\\") for row in csv([cells]))


PROFILE = Profile(
    "tolgee",
    "Tolgee",
    "terms.csv",
    carries=frozenset({DataCategory.DEFINITION, DataCategory.NOTE, DataCategory.TRANSLATE}),
    confirmed="names of columns and values as Tolgee's own importer and its tests have them (GlossaryCSVParser.kt)",
    write_terms=_write,
    limits=Limits(refused="\\", cannot_hold=illegal),
)
