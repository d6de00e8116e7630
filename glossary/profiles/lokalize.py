"""Lokalize: `terms.tbx` beside `index.lokalize`, without terms that must not be used, as it would suggest them, too.

It finds a language by the name that KDE gives it: of a section in `zh-Hans` it shows nothing in a project in `zh_CN`.
What else the file says is not claimed, as only the terms were seen in it.
"""

from __future__ import annotations

from glossary.formats._tbx_writing import write
from glossary.formats._xml import illegal
from glossary.model import DataCategory
from glossary.profiles import Limits, Profile
from glossary.text.language import ZH_HANS, ZH_HANT, ZH_HK, ZH_TW

PROFILE = Profile(
    "lokalize",
    "Lokalize",
    "terms.tbx",
    carries=frozenset({DataCategory.SYNONYM}),
    confirmed="opened in Lokalize 22.12.3 by hand: in a project in zh_CN it showed all Simplified terms and no other",
    write_terms=write,
    tags={ZH_HANS: "zh-CN", ZH_HANT: "zh-TW", ZH_TW: "zh-TW", ZH_HK: "zh-HK"},
    limits=Limits(cannot_hold=illegal),
)
