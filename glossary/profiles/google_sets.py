"""Google Cloud Translation, equivalent term sets: CSV with a column for each language and one for the part of speech.

The first row names the columns: codes of languages, then `pos`. A set has one term in each language;
a further term of the first language is a set of its own. Terms with quotation marks are left out, since the
documentation has them escaped in a way that other readers of CSV do not know.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from glossary.formats._xml import illegal
from glossary.model import Concept, DataCategory, Lang
from glossary.profiles import Limits, Profile
from glossary.profiles._tables import REGIONS, columns, csv, rows


def _write(concepts: Sequence[Concept], tags: Mapping[Lang, str]) -> Iterator[bytes]:
    names = columns(tags)
    yield from csv([[*names, "pos"]])
    for row in rows(concepts, tags):
        pos = next((term.part_of_speech for term in row.terms.values() if term.part_of_speech), "")
        cells = (row.terms[name].text if name in row.terms else "" for name in names)
        yield from csv([[*cells, pos.replace("-", " ")]])


PROFILE = Profile(
    "google-sets",
    "Google Cloud Translation (equivalent term sets)",
    "terms.csv",
    carries=frozenset({DataCategory.PART_OF_SPEECH}),
    confirmed="Google's documentation of GlossaryInputConfig (v3) and of the glossary format that it names "
    "(a header row of language codes, then pos); not uploaded",
    write_terms=_write,
    tags=REGIONS,
    limits=Limits(refused='"', once="exact", cannot_hold=illegal),
)
