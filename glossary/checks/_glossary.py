"""What the translation of one unit does against the terms, in the words of `gloss check`."""

from __future__ import annotations

from glossary.checks import Document, Finder, House, Over, Pair, Passage
from glossary.checks._subject import flags_of
from glossary.model import TranslationUnit

RULES = ("forbidden-term", "deprecated-term", "missing-term")


def breaks(unit: TranslationUnit, finder: Finder) -> tuple[str, ...]:
    """One sentence for each term that the target should not have, or lacks."""
    from glossary.checks.terminology import CHECKS

    if unit.target is None or unit.target_lang is None:
        return ()
    flags = flags_of(unit, bilingual=True)
    source = Passage(unit.source, unit.source_lang, flags=flags, finder=finder)
    target = Passage(unit.target, unit.target_lang, flags=flags, finder=finder)
    document = Document("", target.lang, (target,), (Pair(source, target, unit, (source,)),))
    house = House()
    said = (
        flag.message
        for check in CHECKS
        if check.rule in RULES
        for flag in (check.run(target, house) if check.over is Over.TEXT else check.run((document,), house))
    )
    return tuple(dict.fromkeys(said))
