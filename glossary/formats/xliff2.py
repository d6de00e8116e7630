"""XLIFF 2.1, for tools that read it; 2.0 and 2.2 are written by `write`, too. See `xliff` for what is kept.

A character that XML cannot hold is written as `<cp hex="001B"/>` in texts and codes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from glossary.formats import Both, xliff
from glossary.formats._xliff import META
from glossary.formats._xliff2 import cannot_hold2, write2
from glossary.formats._xliff_glossary import entry_of
from glossary.formats._xml import illegal
from glossary.model import Concept, TranslationUnit


def write(entries: Iterable[TranslationUnit | Concept], version: str = "2.1") -> Iterator[bytes]:
    """Units in one pair of languages as XLIFF 2.0, 2.1 or 2.2; the same bytes every time.

    Args:
        entries: Units, and behind each the concepts of its glossary.
        version: That of the file.

    Raises:
        ValueError: They are in several, or one is none that XLIFF 2 can hold.
    """
    return write2(entries, version)


def can_hold(unit: TranslationUnit) -> bool:
    """Whether XLIFF 2 can say all that a unit says."""
    return not cannot_hold2(unit)


def part(concept: Concept, unit: TranslationUnit | None) -> Concept:
    """What of a concept the glossary of a unit says; without terms, if there is no unit, or none in its language."""
    return entry_of(concept, unit.source_lang, unit.target_lang) if unit else replace(concept, terms=())


FORMAT = replace(
    xliff.FORMAT,
    name="xliff2",
    suffixes=(".xlf2", ".xliff2"),
    write=write,
    can_hold=can_hold,
    cannot_hold=illegal,
    both=Both(write, part),
    meta=META,
)
