"""CSV as this program reads it back: everything that a concept says, text exactly as it is.

For scripts, for people with a text editor, and for git. A spreadsheet would run a term such as `=1+1`; for
those there is `csv-spreadsheet`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from glossary.formats.csv import illegal, write_terms
from glossary.losses import EVERYTHING
from glossary.model import Concept, Lang
from glossary.profiles import Limits, Profile


def _write(concepts: Sequence[Concept], _: Mapping[Lang, str]) -> Iterator[bytes]:
    return write_terms(concepts)


PROFILE = Profile(
    "csv",
    "CSV",
    "terms.csv",
    carries=EVERYTHING,
    confirmed="everything comes back from our own reader, and Python's csv module reads the same cells",
    write_terms=_write,
    limits=Limits(controls=True, outer_spaces=True, cannot_hold=illegal),
    statuses=True,
    recognises=False,
)
