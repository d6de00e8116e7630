"""Google Cloud Translation, for one direction: TSV without a header, source and target.

The API takes this of a file in Cloud Storage whose name ends in `.tsv`; matching distinguishes upper and lower case
unless the request says otherwise, so that a source stands there once exactly. Quotation marks are left out, since
nothing says how they are read.
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
    "google",
    "Google Cloud Translation",
    "{source}-{target}.tsv",
    carries=frozenset(),
    confirmed="Google's documentation of GlossaryInputConfig (v3): two columns, tab-separated, no header; not uploaded",
    write_pairs=_write,
    limits=Limits(refused='"', once="exact", cannot_hold=illegal),
)
