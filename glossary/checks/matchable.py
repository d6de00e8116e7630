"""Rules of the termbase that can never come true, or always do."""

from __future__ import annotations

from collections.abc import Iterator

from glossary.checks import Check, Example, Terms
from glossary.model import USABLE, Concept, Location, Severity, Term
from glossary.text.forms import case_matters, inflections
from glossary.text.language import EN, fallbacks
from glossary.text.normalize import key
from glossary.text.script import has_han


def _never(terms: Terms) -> Iterator[tuple[Location | None, str]]:
    for concept in terms.concepts:
        for term in concept.terms:
            if not key(term.text):
                yield term.origin, f"{term.text!r} has nothing that could be found in a text; write the term"
            for form in term.forms:
                if key(form) == key(term.text):
                    yield term.origin, f"the form {form!r} is the term itself; remove it from `forms`"
                elif key(form) in map(key, inflections(term.text, term.part_of_speech)):
                    yield term.origin, f"the form {form!r} is regular and found anyway; remove it from `forms`"
                elif has_han(form) and EN in fallbacks(term.lang):
                    yield term.origin, f"the form {form!r} is no form of an English term; make it a term"


def _same(terms: Terms) -> Iterator[tuple[Location | None, str]]:
    for concept in terms.concepts:
        for term in concept.terms:
            if term.status in USABLE:
                continue
            right = next((other for other in _usable(concept, term) if key(other.text) == key(term.text)), None)
            if right and not _told_apart(term, right):
                yield (
                    term.origin,
                    f"{term.status.value} {term.text!r} and {right.text!r} are the same to every check; "
                    "say `case: sensitive` or remove it",
                )


def _usable(concept: Concept, term: Term) -> Iterator[Term]:
    return (other for other in concept.terms_in(term.lang) if other.status in USABLE)


def _told_apart(term: Term, right: Term) -> bool:
    """Only case can tell two terms of one key apart, and only if it is looked at."""
    return case_matters(term) and term.text != right.text and term.text.lower() == right.text.lower()


CHECKS = (
    Check(
        rule="never-matches",
        severity=Severity.WARNING,
        what="A term or form can never be found in a text, or adds nothing to what is found anyway.",
        why="It looks like a rule and is none.",
        better="Correct or remove it.",
        run=_never,
        examples=(
            Example('concepts:\n  - terms: {en: "\\u200b", zh-Hans: 空}\n'),
            Example("concepts:\n  - terms: {en: {term: moat, forms: [moats]}, zh-Hans: 护城河}\n"),
            Example("concepts:\n  - terms: {en: {term: mouse, forms: [mice]}, zh-Hans: 鼠标}\n", 0),
        ),
    ),
    Check(
        rule="same-as-preferred",
        severity=Severity.WARNING,
        what="A forbidden or deprecated term cannot be told from a term that is right.",
        why="Either the rule never fires, or it flags the right term.",
        better="Remove it; if only case differs, say `case: sensitive`.",
        run=_same,
        examples=(
            Example(
                "concepts:\n  - terms: {en: [fine-tuning, {term: fine tuning, status: forbidden}], zh-Hans: 微调}\n"
            ),
            Example("concepts:\n  - terms: {en: [Claude, {term: claude, status: forbidden}]}\n    translate: false\n"),
            Example(
                "concepts:\n  - terms: {en: [Claude, {term: claude, status: forbidden, case: sensitive}]}\n"
                "    translate: false\n",
                0,
            ),
        ),
    ),
)
