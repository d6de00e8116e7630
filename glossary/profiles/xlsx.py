"""XLSX for spreadsheet programs: everything that a concept says, every cell of it text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from glossary.formats.xlsx import illegal, write_terms
from glossary.losses import EVERYTHING
from glossary.model import Concept, Lang
from glossary.profiles import Limits, Profile


def _write(concepts: Sequence[Concept], _: Mapping[Lang, str]) -> Iterator[bytes]:
    return write_terms(concepts)


PROFILE = Profile(
    "xlsx",
    "Excel, LibreOffice, …",
    "terms.xlsx",
    carries=EVERYTHING,
    confirmed="openpyxl 3.1 reads the same cells, and everything comes back from our own reader",
    write_terms=_write,
    limits=Limits(controls=True, outer_spaces=True, cannot_hold=illegal),
    statuses=True,
    recognises=False,
)
