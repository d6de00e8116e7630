"""Lara Translate: CSV for one direction (`csv/table-uni`), whose first row is language codes, the source first.

Upload it as a unidirectional glossary. Of English, Lara only knows varieties; it is sent as that of the United States.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from glossary.formats._xml import illegal
from glossary.pairs import TermPair
from glossary.profiles import Limits, Profile
from glossary.profiles._tables import REGIONS, csv
from glossary.text.language import EN


def _write(pairs: Sequence[TermPair], source: str, target: str) -> Iterator[bytes]:
    yield from csv([(source, target)])
    yield from csv((pair.source.text, pair.targets[0].text) for pair in pairs)


PROFILE = Profile(
    "lara",
    "Lara Translate",
    "{source}-{target}.csv",
    carries=frozenset(),
    confirmed="the description of the Lara glossary format on Lara's support pages, "
    "and the formats and size that the source of its MCP server takes; not uploaded",
    write_pairs=_write,
    tags={EN: "en-US", **REGIONS},
    limits=Limits(most_bytes=5 * 1024 * 1024, once="exact", cannot_hold=illegal),
)
