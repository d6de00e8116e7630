"""Amazon Translate custom terminology: CSV for one direction, whose first row is the codes of the languages.

Upload it with the directionality UNI. No source may have two translations; the newest documentation matches regardless
of upper and lower case, the one before it did not, so that sources that only differ in it stand there once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from glossary.formats._xml import illegal
from glossary.pairs import TermPair
from glossary.profiles import Limits, Profile
from glossary.profiles._tables import csv
from glossary.text.language import ZH_HANS, ZH_HANT, ZH_HK, ZH_TW


def _write(pairs: Sequence[TermPair], source: str, target: str) -> Iterator[bytes]:
    yield from csv([(source, target)])
    yield from csv((pair.source.text, pair.targets[0].text) for pair in pairs)


PROFILE = Profile(
    "amazon",
    "Amazon Translate",
    "{source}-{target}.csv",
    carries=frozenset(),
    confirmed="the example, limits and best practices of Amazon's documentation of custom terminology; not uploaded",
    write_pairs=_write,
    tags={ZH_HANS: "zh", **dict.fromkeys((ZH_HANT, ZH_TW, ZH_HK), "zh-TW")},
    limits=Limits(most_bytes=10_485_760, once="case", cannot_hold=illegal),
)
