"""TBX 2 for whatever tool takes it, in all languages at once; a term that must not be used says so by its status.

OmegaT and Lokalize show terms whatever their status is; they have profiles of their own.
"""

from __future__ import annotations

from glossary.formats._tbx_writing import write
from glossary.formats._xml import illegal
from glossary.formats.tbx import CARRIES
from glossary.profiles import Limits, Profile

PROFILE = Profile(
    "tbx",
    "TBX 2",
    "terms.tbx",
    carries=CARRIES,
    confirmed="valid by TBXcoreStructV02.dtd; the same terms are read by Translate Toolkit and by OmegaT's own reader",
    write_terms=write,
    limits=Limits(controls=True, outer_spaces=True, cannot_hold=illegal),
    statuses=True,
    recognises=False,
)
