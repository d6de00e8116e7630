"""Azure document translation: a TSV glossary without a header, for one pair of languages, one term for one.

The request names the file, its format (`tsv`) and the languages. Terms with quotation marks are left out, since nothing
says how they are read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from glossary.formats._xml import illegal
from glossary.pairs import TermPair
from glossary.profiles import Limits, Profile
from glossary.profiles._tables import tsv


def _write(pairs: Sequence[TermPair], source: str, target: str) -> Iterator[bytes]:
    return tsv((pair.source.text, pair.targets[0].text) for pair in pairs)


PROFILE = Profile(
    "azure",
    "Azure Document Translation",
    "{source}-{target}.tsv",
    carries=frozenset(),
    confirmed="the example of Microsoft's page on glossaries for document translation; not uploaded",
    write_pairs=_write,
    limits=Limits(refused='"', once="exact", cannot_hold=illegal),
)
