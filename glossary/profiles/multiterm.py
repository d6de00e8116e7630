"""MultiTerm XML for Trados MultiTerm and for tools that import it, in all languages at once.

A termbase takes only the fields that its definition has; see `glossary.formats.multiterm` for their names.
"""

from __future__ import annotations

from glossary.formats._xml import illegal
from glossary.formats.multiterm import write
from glossary.formats.tbx import CARRIES
from glossary.profiles import Limits, Profile

PROFILE = Profile(
    "multiterm",
    "MultiTerm",
    "terms.mtf.xml",
    carries=CARRIES,
    confirmed="the elements are those of the schema that RWS publishes; it was not opened in MultiTerm itself",
    write_terms=write,
    limits=Limits(controls=True, outer_spaces=True, cannot_hold=illegal),
    statuses=True,
    recognises=False,
)
