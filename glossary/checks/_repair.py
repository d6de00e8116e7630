"""Whether a repaired translation is as right as the one it was made of, by the rules of `gloss check`."""

from __future__ import annotations

from collections import Counter
from functools import cache

from glossary.checks import Check, Document, Finder, House, Over, Pair, Passage, all_checks
from glossary.checks._glossary import RULES
from glossary.checks._subject import flags_of
from glossary.model import TranslationUnit


def spoils(stored: TranslationUnit, repaired: TranslationUnit, finder: Finder) -> bool:
    """Whether any rule about pairs finds more in the repaired unit, whose source is the segment, than in the stored."""
    before, after = _counts(stored, finder), _counts(repaired, finder)
    return any(after[rule] > before[rule] for rule in after)


def _counts(unit: TranslationUnit, finder: Finder) -> Counter[str]:
    """How many flags each rule raises."""
    assert unit.target is not None
    assert unit.target_lang is not None
    flags = flags_of(unit, bilingual=True)
    source = Passage(unit.source, unit.source_lang, kind="string", flags=flags, finder=finder)
    target = Passage(unit.target, unit.target_lang, kind="string", flags=flags, finder=finder)
    pair = Pair(source, target, unit, (source,))
    document = Document("", target.lang, (target,), (pair,))
    subjects = {Over.PAIR: pair, Over.TEXT: target, Over.FILES: (document,)}
    house = House()
    return Counter(check.rule for check in _rules() for _ in check.run(subjects[check.over], house))


@cache
def _rules() -> tuple[Check, ...]:
    return tuple(
        check
        for check in all_checks()
        if check.rule in RULES or (check.over is Over.PAIR and check.on) or check.rule == "number-form"
    )
