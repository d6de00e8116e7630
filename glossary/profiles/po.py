"""PO: a catalogue of terms for each pair of languages, for PO editors and as a compendium of `msgmerge -C`.

`glossary/formats/_po_terms.py` says what stands where. Terms that must not be used are never written, since an editor
would suggest them.
"""

from __future__ import annotations

from glossary.formats._po_terms import CARRIES, cannot_hold, write_pairs
from glossary.formats._po_write import LOCALES
from glossary.profiles import Limits, Profile

PROFILE = Profile(
    "po",
    "PO editors",
    "{source}-{target}.po",
    carries=CARRIES,
    confirmed="accepted by GNU gettext's msgfmt -c and taken by its msgmerge -C (0.21); read by polib 1.2",
    write_pairs=write_pairs,
    tags=LOCALES,
    limits=Limits(controls=True, outer_spaces=True, cannot_hold=cannot_hold),
)
