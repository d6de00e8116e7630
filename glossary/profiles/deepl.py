"""DeepL glossaries: TSV without a header, one source term a line, one rendering each.

Limits as its API and its own Python client state them: 10 MiB a file, 1,024 bytes a phrase, no source twice, no control
characters, no space at either end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from glossary.pairs import TermPair
from glossary.profiles import Limits, Profile
from glossary.text.language import EN, ZH_HANS, ZH_HANT, ZH_HK, ZH_TW


def _write(pairs: Sequence[TermPair], source: str, target: str) -> Iterator[bytes]:
    for pair in pairs:
        yield f"{pair.source.text}\t{pair.targets[0].text}\n".encode()


PROFILE = Profile(
    "deepl",
    "DeepL",
    "{source}-{target}.tsv",
    carries=frozenset(),
    confirmed="the entries are accepted by the validator of DeepL's own Python client (deepl 1.32.0)",
    write_pairs=_write,
    tags={EN: "EN", **dict.fromkeys((ZH_HANS, ZH_HANT, ZH_TW, ZH_HK), "ZH")},
    limits=Limits(most_bytes=10_485_760, longest=1_024, once="exact"),
)
