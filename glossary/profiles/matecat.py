"""MateCat glossaries as XLSX: columns in a fixed order, three for each language; a term that must not be used is a row.

A row with TRUE in its first column and a term in one language only forbids that term wherever it is the target. MateCat
knows languages by regions, so English is sent as that of the United States.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from glossary.formats._xml import illegal
from glossary.formats.xlsx import write_rows
from glossary.model import USABLE, Concept, DataCategory, Lang, Term
from glossary.profiles import Limits, Profile
from glossary.profiles._tables import REGIONS, columns, definitions, rows
from glossary.text.language import EN

HEADER = ("Forbidden", "Domain", "Subdomain", "Definition")


def _write(concepts: Sequence[Concept], tags: Mapping[Lang, str]) -> Iterator[bytes]:
    yield write_rows(_rows(concepts, tags))


def _rows(concepts: Sequence[Concept], tags: Mapping[Lang, str]) -> Iterator[list[str]]:
    names = columns(tags)
    yield [*HEADER, *(cell for name in names for cell in (name, "Notes", "Example of use"))]
    for concept, terms, _ in rows(concepts, tags):
        yield _row("", concept, terms, names)
    for concept in concepts:
        for term in concept.terms:
            if term.status not in USABLE:
                yield _row("TRUE", concept, {tags[term.lang]: term}, names)


def _row(forbidden: str, concept: Concept, terms: Mapping[str, Term], names: Sequence[str]) -> list[str]:
    cells = [forbidden, concept.subject, "", definitions(concept)]
    for name in names:
        cells += [terms[name].text, terms[name].note, ""] if name in terms else ["", "", ""]
    return cells


PROFILE = Profile(
    "matecat",
    "MateCat",
    "terms.xlsx",
    carries=frozenset({DataCategory.SUBJECT, DataCategory.DEFINITION, DataCategory.TERM_NOTE, DataCategory.UNUSABLE}),
    confirmed="MateCat's page on the glossary file format, and its own validator of the header, "
    "whose rule a test holds (GlossaryCSVValidator.php); not uploaded",
    write_terms=_write,
    tags={EN: "en-US", **REGIONS},
    limits=Limits(cannot_hold=illegal),
    statuses=True,
)
