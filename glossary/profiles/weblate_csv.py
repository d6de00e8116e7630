"""Weblate glossaries as CSV: one file for each target language, to be uploaded to a glossary component.

The context of an entry is the id of its concept, which keeps equal sources apart. Notes and definitions are comments,
which Weblate reads where the file is the glossary's own, not where it is added to another. What says that a term is
forbidden or stays as it is, is not in this format (TBX has it).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from glossary.formats._xml import illegal
from glossary.model import DataCategory
from glossary.pairs import TermPair
from glossary.profiles import Limits, Profile
from glossary.profiles._tables import csv, definitions

HEADER = "location source target ID fuzzy context translator_comments developer_comments".split()


def _write(pairs: Sequence[TermPair], source: str, target: str) -> Iterator[bytes]:
    yield from csv([HEADER])
    for pair in pairs:
        concept = pair.concept
        cells = ("", pair.source.text, pair.targets[0].text, "", "", concept.id, concept.note, definitions(concept))
        yield from csv([cells])


PROFILE = Profile(
    "weblate-csv",
    "Weblate (CSV)",
    "{source}-{target}.csv",
    carries=frozenset({DataCategory.ID, DataCategory.NOTE, DataCategory.DEFINITION}),
    confirmed="Weblate 5.14.3: all 2,342 terms of this project were added to a glossary, each with its translation and "
    "context; comments arrive only where the file is the glossary's own",
    write_pairs=_write,
    limits=Limits(cannot_hold=illegal),
)
