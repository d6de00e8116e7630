"""GalTransl, which translates with language models: a GPT dictionary, lines of source, translation and note.

Nothing is escaped there; a line that begins with `//` or `\\\\` is a comment, and `^^` has a meaning of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from glossary.formats._xml import illegal
from glossary.model import DataCategory
from glossary.pairs import TermPair
from glossary.profiles import Limits, Profile
from glossary.profiles._tables import line, tsv

MEANINGFUL = ("//", "\\\\", "^^", "pre_jp", "post_jp", "pre_zh", "post_zh")


def _write(pairs: Sequence[TermPair], source: str, target: str) -> Iterator[bytes]:
    for pair in pairs:
        note = line(pair.concept.note)
        yield from tsv([(pair.source.text, pair.targets[0].text, note) if note else _short(pair)])


def _short(pair: TermPair) -> tuple[str, str]:
    return pair.source.text, pair.targets[0].text


PROFILE = Profile(
    "galtransl",
    "GalTransl",
    "{source}-{target}.txt",
    carries=frozenset({DataCategory.NOTE}),
    confirmed="GalTransl's own reader of GPT dictionaries (Dictionary.py), whose rule a test holds",
    write_pairs=_write,
    limits=Limits(once="exact", begins=MEANINGFUL, cannot_hold=illegal),
)
