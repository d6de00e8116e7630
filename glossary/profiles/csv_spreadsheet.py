"""CSV for spreadsheet programs: with a byte order mark, and nothing in it that they would run as a formula.

Texts that begin like a formula (`=`, `+`, `-`, `@`, …) have a `'` before them, and so has the first name of a column;
by that our reader knows that it must take the marks away again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from glossary.formats.csv import illegal, write_for_spreadsheet
from glossary.losses import EVERYTHING
from glossary.model import Concept, Lang
from glossary.profiles import Limits, Profile


def _write(concepts: Sequence[Concept], _: Mapping[Lang, str]) -> Iterator[bytes]:
    return write_for_spreadsheet(concepts)


PROFILE = Profile(
    "csv-spreadsheet",
    "Excel, LibreOffice, …",
    "terms.csv",
    carries=EVERYTHING,
    confirmed="everything comes back from our own reader; no cell begins with what OWASP lists for CSV injection",
    write_terms=_write,
    limits=Limits(controls=True, outer_spaces=True, cannot_hold=illegal),
    statuses=True,
    recognises=False,
)
