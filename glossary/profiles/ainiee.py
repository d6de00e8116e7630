"""AiNiee and LinguaGacha, which translate with language models: a glossary as JSON, `src`, `dst` and `info`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from glossary.formats._xml import illegal
from glossary.model import DataCategory
from glossary.pairs import TermPair
from glossary.profiles import Limits, Profile
from glossary.profiles._tables import line


def _write(pairs: Sequence[TermPair], source: str, target: str) -> Iterator[bytes]:
    entries = [
        {"src": pair.source.text, "dst": pair.targets[0].text, "info": line(pair.concept.note)} for pair in pairs
    ]
    lines = ",\n".join(f"  {json.dumps(entry, ensure_ascii=False)}" for entry in entries)
    yield f"[\n{lines}\n]\n".encode() if entries else b"[]\n"


PROFILE = Profile(
    "ainiee",
    "AiNiee, LinguaGacha",
    "{source}-{target}.json",
    carries=frozenset({DataCategory.NOTE}),
    confirmed="the keys of a glossary that LinguaGacha ships as an example; not imported",
    write_pairs=_write,
    limits=Limits(once="exact", cannot_hold=illegal),
)
