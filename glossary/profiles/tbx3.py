"""TBX 3 (ISO 30042:2019), dialect TBX-Basic in the style DCA, in all languages at once."""

from __future__ import annotations

from glossary.formats._tbx_writing import write_v3
from glossary.formats._xml import illegal
from glossary.formats.tbx import CARRIES
from glossary.profiles import Limits, Profile

PROFILE = Profile(
    "tbx3",
    "TBX 3",
    "terms.tbx",
    carries=CARRIES,
    confirmed="valid by TBXcoreStructV03.rng; categories, values and places are those of the Schematron of TBX-Basic",
    write_terms=write_v3,
    limits=Limits(controls=True, outer_spaces=True, cannot_hold=illegal),
    statuses=True,
    recognises=False,
)
