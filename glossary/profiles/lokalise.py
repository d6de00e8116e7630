"""Lokalise glossaries as CSV with semicolons; a term is known by the column `term`, and stands there once.

An empty cell would remove a translation that is there, so that a file has a column only for languages with terms.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from glossary.formats._xml import illegal
from glossary.model import Concept, DataCategory, Lang
from glossary.profiles import Limits, Profile
from glossary.profiles._tables import columns, csv, definitions, rows
from glossary.text.forms import case_matters
from glossary.text.language import ZH_HANS, ZH_HANT, ZH_HK, ZH_TW

HEADER = ("term", "description", "casesensitive", "translatable", "forbidden")


def _write(concepts: Sequence[Concept], tags: Mapping[Lang, str]) -> Iterator[bytes]:
    table = list(rows(concepts, tags))
    names = [name for name in columns(tags) if any(name in row.terms for row in table)]
    yield from csv([[*HEADER, *names]], delimiter=";")
    for concept, terms, _ in table:
        term = next(iter(terms.values()))
        said = "\n\n".join(filter(None, (definitions(concept), concept.note)))
        flags = (case_matters(term), concept.translatable, False)
        cells = [term.text, said, *("yes" if flag else "no" for flag in flags)]
        cells += [terms[name].text if name in terms else "" for name in names]
        yield from csv([cells], delimiter=";")


PROFILE = Profile(
    "lokalise",
    "Lokalise",
    "terms.csv",
    carries=frozenset({DataCategory.DEFINITION, DataCategory.NOTE, DataCategory.TRANSLATE}),
    confirmed="names of columns and values as the validator of a Lokalise developer takes them "
    "(lokalise-glossary-guard), which others found in a real export; not uploaded",
    write_terms=_write,
    tags={ZH_HANS: "zh_CN", ZH_HANT: "zh_TW", ZH_TW: "zh_TW", ZH_HK: "zh_HK"},
    limits=Limits(once="exact", cannot_hold=illegal),
)
