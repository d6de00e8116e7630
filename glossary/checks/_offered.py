"""What is wrong with one translation that is offered, in the words of `gloss check`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING

from glossary.checks import Check, Document, Finder, Flag, House, Over, Pair, all_checks
from glossary.checks._subject import pair_of
from glossary.model import Severity, TranslationUnit

if TYPE_CHECKING:
    from glossary.checks._run import Rule

_TERMS = ("forbidden-term", "deprecated-term", "missing-term")
_CODES = ("placeholder-extra", "tag-mismatch")


def breaks(pair: Pair) -> tuple[str, ...]:
    """One sentence for each term that the target should not have, or lacks."""
    return _distinct(flag.message for check in _named(_TERMS) for flag in flags(check, pair, House()))


def surplus(pair: Pair) -> tuple[str, ...]:
    """One sentence for the placeholders and tags that the target has, and the source has not."""
    found = (flag for check in _named(_CODES) for flag in flags(check, pair, House()))
    return _distinct(flag.message for flag in found if flag.span)


def spoils(stored: Pair, repaired: Pair) -> bool:
    """Whether any rule about pairs finds more in the repaired pair, whose source is the segment, than in the stored."""
    after = _counts(repaired)
    return bool(after and after - _counts(stored))


def flags(check: Check, pair: Pair, house: House) -> Iterable[Flag]:
    """What a check finds in a pair that stands alone."""
    if check.over is Over.FILES:
        return check.run((Document("", pair.target.lang, (pair.target,), (pair,)),), house)
    return check.run(pair.target if check.over is Over.TEXT else pair, house)


class Judge:
    """Says what is wrong with translations before they stand in a file: what `gloss check` would call an error.

    Args:
        rules: Those that run over texts and pairs count.
        house: The style of the house.
        finder: Recognises terms.
    """

    def __init__(self, rules: Sequence[Rule], house: House, finder: Finder) -> None:
        self._rules = [rule for rule in rules if rule.check.over in (Over.TEXT, Over.PAIR) and _may_be_error(rule)]
        self._house, self._finder = house, finder

    def __call__(
        self, unit: TranslationUnit, sources: Sequence[str] = (), *, is_prose: bool = False
    ) -> tuple[str, ...]:
        """One sentence for each error of a unit, with the name of its rule.

        Args:
            unit: Source, translation, and what its format says about it.
            sources: Singular and plural of a catalogue.
            is_prose: It is a passage of a text, not a string of a catalogue.
        """
        pair = pair_of(unit, self._finder, sources=sources, is_prose=is_prose)
        return _distinct(
            f"{flag.message} [{rule.check.rule}]"
            for rule in self._rules
            for flag in flags(rule.check, pair, self._house)
            if rule.severity_of(flag) is Severity.ERROR
        )


def _counts(pair: Pair) -> Counter[str]:
    """How many flags each rule raises that a repair may spoil."""
    return Counter(check.rule for check in _about_repairs() for _ in flags(check, pair, House()))


@cache
def _named(rules: tuple[str, ...]) -> tuple[Check, ...]:
    return tuple(check for check in all_checks() if check.rule in rules)


@cache
def _about_repairs() -> tuple[Check, ...]:
    return tuple(
        check
        for check in all_checks()
        if check.rule in (*_TERMS, "number-form") or (check.over is Over.PAIR and check.on)
    )


def _may_be_error(rule: Rule) -> bool:
    """Whether the rule can say that something is an error; one that is no error may have flags that are."""
    return rule.severity in (None, Severity.ERROR)


def _distinct(sentences: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(sentences))
