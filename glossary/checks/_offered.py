"""What is wrong with a translation before it stands in a file: what `gloss check` would call an error."""

from __future__ import annotations

from collections.abc import Sequence

from glossary.checks import Finder, Flag, House, Over, Pair, Passage
from glossary.checks._run import Rule
from glossary.checks._subject import flags_of
from glossary.model import Lang, Segment, Severity, TranslationUnit


class Judge:
    """Says what is wrong with translations.

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
        pair = self._pair(unit, sources, is_prose=is_prose)
        found = []
        for rule in self._rules:
            subject = pair.target if rule.check.over is Over.TEXT else pair
            for flag in rule.check.run(subject, self._house):
                if _severity(rule, flag) is Severity.ERROR:
                    found.append(f"{flag.message} [{rule.check.rule}]")
        return tuple(dict.fromkeys(found))

    def _pair(self, unit: TranslationUnit, sources: Sequence[str], *, is_prose: bool) -> Pair:
        flags = flags_of(unit, bilingual=not is_prose)
        kind = "paragraph" if is_prose else "string"

        def passage(segment: Segment, lang: Lang) -> Passage:
            return Passage(segment, lang, kind=kind, flags=flags, finder=self._finder)

        assert unit.target
        assert unit.target_lang
        source = passage(unit.source, unit.source_lang)
        others = [passage(Segment((text,)), unit.source_lang) for text in sources if text != source.text]
        return Pair(source, passage(unit.target, unit.target_lang), unit, (source, *others))


def _severity(rule: Rule, flag: Flag) -> Severity:
    return rule.severity or flag.severity or rule.check.severity


def _may_be_error(rule: Rule) -> bool:
    """Whether the rule can say that something is an error; one that is no error may have flags that are."""
    return rule.severity in (None, Severity.ERROR)
