"""Looking after a memory: what is in it twice, what contradicts itself, what breaks the terms as they are now.

A million units are read one after the other. Of each, only a hash of 8 bytes and its number are kept, by which equal
ones are found; the texts themselves are compared afterwards.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from glossary.checks import Finder, House
from glossary.checks._offered import flags
from glossary.checks._run import Rule
from glossary.checks._subject import pair_of
from glossary.memory import TranslationMemory
from glossary.model import Finding, Location, Progress, Severity, TranslationUnit
from glossary.stores import StoredUnit

CONTRADICTORY = "contradictory-units"
"""The rule of what only a memory can have."""

RULES = frozenset(
    "forbidden-term deprecated-term missing-term name-changed number-mismatch placeholder-missing placeholder-extra "
    "tag-mismatch icu-syntax".split()
)
"""The rules of `gloss check` that say something about a unit by itself."""

_TOLD = 1_000
"""Units after which progress is told again."""
_TOGETHER = 500
"""Groups of units that are read together."""
_SHOWN = 40
"""Characters of a text in a message."""


class Duplicates(NamedTuple):
    """Equal translations of equal sources; `gone` can be deleted, as `kept` says the same."""

    kept: StoredUnit
    gone: list[StoredUnit]


def duplicates(memory: TranslationMemory, *, progress: Progress | None = None) -> Iterator[Duplicates]:
    """Units with equal texts in the same languages, from several documents or contexts.

    The one that is kept has a context, if any has; of these, and else of all, it is the newest.
    """
    seen = _Seen(_whole)
    for stored in _told(memory, progress):
        seen.add(stored)
    for group in seen.groups(memory):
        kept = max(group, key=lambda each: (bool(each.unit.context), each.number))
        yield Duplicates(kept, [each for each in group if each is not kept])


def findings(
    memory: TranslationMemory,
    *,
    rules: Sequence[Rule],
    house: House,
    finder: Finder,
    root: Path,
    contradictions: bool = True,
    progress: Progress | None = None,
) -> Iterator[Finding]:
    """What is wrong with the units: what breaks a rule, in their order; then those that contradict each other.

    Args:
        rules: Those of them that are in `RULES` are asked.
        root: The directory that the documents of units count from.
        contradictions: Whether these are wanted.
    """
    asked = [rule for rule in rules if rule.check.rule in RULES]
    seen = _Seen(_question)
    for stored in _told(memory, progress):
        if contradictions:
            seen.add(stored)
        pair = pair_of(stored.unit, finder)
        for rule in asked:
            for flag in flags(rule.check, pair, house):
                message = f"unit {stored.number}: {flag.message}: {_pair(stored.unit)}"
                yield Finding(rule.check.rule, rule.severity_of(flag), message, _place(stored.unit, root))
    for group in seen.groups(memory) if contradictions else ():
        if len({_target(each.unit) for each in group}) > 1:
            yield from _contradictions(group, root)


class _Seen:
    """Remembers of each unit what may be equal to that of another."""

    def __init__(self, key: Callable[[TranslationUnit], tuple[str, ...]]) -> None:
        self._key = key
        self._hashes, self._numbers = array("q"), array("q")

    def add(self, stored: StoredUnit) -> None:
        """Take in one unit."""
        digest = hashlib.blake2b("\0".join(self._key(stored.unit)).encode(), digest_size=8).digest()
        self._hashes.append(int.from_bytes(digest, "little", signed=True))
        self._numbers.append(stored.number)

    def groups(self, memory: TranslationMemory) -> Iterator[list[StoredUnit]]:
        """Units with the same key, two at least, oldest first."""
        if not self._hashes:
            return
        import numpy as np

        hashes, numbers = np.frombuffer(self._hashes, np.int64), np.frombuffer(self._numbers, np.int64)
        order = np.argsort(hashes, kind="stable")
        same = hashes[order][1:] == hashes[order][:-1]
        is_met = np.concatenate(([False], same)) | np.concatenate((same, [False]))
        met = order[is_met]
        for places in _portions(met.tolist(), hashes[met].tolist()):
            there = memory.get([int(numbers[place]) for place in places])
            units = sorted((each for each in there.values() if each.current), key=lambda each: self._key(each.unit))
            for _, group in groupby(units, key=lambda each: self._key(each.unit)):
                alike = sorted(group, key=lambda each: each.number)
                if len(alike) > 1:
                    yield alike


def _portions(places: Sequence[int], hashes: Sequence[int]) -> Iterator[list[int]]:
    """Some groups at a time, none of them cut in two."""
    portion: list[int] = []
    for at, place in enumerate(places):
        if len(portion) >= _TOGETHER and hashes[at] != hashes[at - 1]:
            yield portion
            portion = []
        portion.append(place)
    if portion:
        yield portion


def _told(memory: TranslationMemory, progress: Progress | None) -> Iterator[StoredUnit]:
    """The units that have a translation."""
    total = memory.statistics().get("units", 0)
    for done, stored in enumerate((each for each in memory.units() if each.unit.target is not None), 1):
        if progress and done % _TOLD == 0:
            progress(min(done, total), total)
        yield stored


def _question(unit: TranslationUnit) -> tuple[str, ...]:
    return unit.source_lang, unit.target_lang or "", unit.context, unit.source.raw


def _whole(unit: TranslationUnit) -> tuple[str, ...]:
    return unit.source_lang, unit.target_lang or "", unit.source.raw, _target(unit)


def _target(unit: TranslationUnit) -> str:
    return unit.target.raw if unit.target else ""


def _contradictions(group: Sequence[StoredUnit], root: Path) -> Iterator[Finding]:
    """Each unit but the newest, with what that says."""
    *older, newest = group
    there = _place(newest.unit, root)
    where = f" ({there})" if there else ""
    for stored in older:
        if _target(stored.unit) != _target(newest.unit):
            message = (
                f"unit {stored.number}: {_pair(stored.unit)}, but unit {newest.number}{where} has "
                f"'{_short(_target(newest.unit))}' for the same source; choose one, or give them contexts"
            )
            yield Finding(CONTRADICTORY, Severity.WARNING, message, _place(stored.unit, root))


def _place(unit: TranslationUnit, root: Path) -> Location | None:
    """Where a unit comes from; what is no file is called as it is."""
    if unit.origin is None:
        return None
    path = root / unit.origin.path
    return Location(str(path) if path.exists() else unit.origin.path, unit.origin.line)


def _pair(unit: TranslationUnit) -> str:
    return f"'{_short(unit.source.raw)}' → '{_short(_target(unit))}'"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"
