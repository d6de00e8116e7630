"""Every concept in every language of the project, each term in the script of its language."""

from __future__ import annotations

from collections.abc import Iterator

from glossary.checks import Check, Example, Terms
from glossary.model import Location, Severity
from glossary.text.language import EN, ZH_HANS, fallbacks, is_chinese
from glossary.text.script import has_han, language_of, only_simplified


def _missing(terms: Terms) -> Iterator[tuple[Location | None, str]]:
    for concept in terms.concepts:
        if not concept.translatable:
            continue
        written = {stand_in for term in concept.terms for stand_in in fallbacks(term.lang)}
        for lang in terms.languages:
            if not written.intersection(fallbacks(lang)):
                yield concept.origin, f"{concept.id!r} has no term in {lang}; add one, or say `translate: false`"


def _script(terms: Terms) -> Iterator[tuple[Location | None, str]]:
    for concept in terms.concepts:
        for term in concept.terms:
            looks = language_of(term.text)
            if term.lang == ZH_HANS and looks == "zh-Hant":
                yield term.origin, f"{term.text!r} is Traditional Chinese, but stands under {term.lang}"
            elif is_chinese(term.lang) and term.lang != ZH_HANS and only_simplified(term.text):
                yield term.origin, f"{term.text!r} is Simplified Chinese, but stands under {term.lang}"
            elif EN in fallbacks(term.lang) and has_han(term.text):
                yield term.origin, f"{term.text!r} is Chinese, but stands under {term.lang}"


CHECKS = (
    Check(
        rule="missing-language",
        severity=Severity.WARNING,
        what="A concept has no term in one of the project's languages.",
        why="Whoever looks it up gets half an answer, and exports leave it out.",
        better="Add the term, or mark a name that stays as it is with `translate: false`.",
        run=_missing,
        examples=(
            Example("concepts:\n  - 中转\n"),
            Example("concepts:\n  - terms: {en: moat}\n"),
            Example("concepts:\n  - DeepSeek\n  - 护城河/moat\n", 0),
        ),
    ),
    Check(
        rule="wrong-script",
        severity=Severity.WARNING,
        what="A term is not in the script of the language that it stands under.",
        why="A reader in Taipei is offered Simplified text, one in Beijing Traditional.",
        better="Move the term to its language; variants that OpenCC can make need not be written.",
        run=_script,
        examples=(
            Example("concepts:\n  - terms: {en: software, zh-Hans: 軟體}\n"),
            Example("concepts:\n  - terms: {en: software, zh-Hans: 软件, zh-TW: 软件}\n"),
            Example("concepts:\n  - terms: {en: software, zh-Hans: 软件, zh-TW: 軟體}\n", 0),
        ),
    ),
)
