"""One id, one concept; one preferred term, one concept.

A writer who looks a term up must not get two answers that both claim to be the right one.
"""

from __future__ import annotations

from collections.abc import Iterator

from glossary.checks import Check, Example, Terms
from glossary.model import Concept, Lang, Location, Severity, Term, TermStatus
from glossary.text.forms import case_matters
from glossary.text.normalize import Key, key


def _ids(terms: Terms) -> Iterator[tuple[Location | None, str]]:
    first: dict[str, Concept] = {}
    for concept in terms.concepts:
        there = first.setdefault(concept.id, concept)
        if there is not concept:
            yield concept.origin, f"the id {concept.id!r} stands already at {there.origin}; give one of them another id"


def _within(terms: Terms) -> Iterator[tuple[Location | None, str]]:
    for concept in terms.concepts:
        for number, term in enumerate(concept.terms):
            earlier = (other for other in concept.terms[:number] if other.lang == term.lang)
            if any(_same(term, other) for other in earlier):
                yield term.origin, f"{term.text!r} is listed twice under {term.lang}; remove one"


def _preferred(terms: Terms) -> Iterator[tuple[Location | None, str]]:
    first: dict[tuple[Lang, Key], tuple[Concept, Term]] = {}
    for concept in terms.concepts:
        for lang in dict.fromkeys(term.lang for term in concept.terms):
            for term in concept.terms_in(lang):
                if term.status is not TermStatus.PREFERRED:
                    continue
                there, other = first.setdefault((lang, key(term.text)), (concept, term))
                if there is not concept and there.id != concept.id:
                    where = f"{there.id} at {other.origin}"
                    yield term.origin, f"{term.text!r} is preferred for {where}, too; merge the two or admit it in one"


def _same(term: Term, other: Term) -> bool:
    """The same text, or text that differs only in case where case does not matter; noun and verb may share one."""
    if term.text == other.text:
        return term.part_of_speech is other.part_of_speech
    return term.text.casefold() == other.text.casefold() and not (case_matters(term) or case_matters(other))


CHECKS = (
    Check(
        rule="duplicate-id",
        severity=Severity.ERROR,
        what="Two concepts of the project have the same id.",
        why="Links, overrides and merges go by id; one of the two is never reached.",
        better="Merge the entries, or give one a more precise id.",
        run=_ids,
        examples=(
            Example("concepts:\n  - 蒸馏/distillation\n  - 提炼/distillation\n"),
            Example("concepts:\n  - 蒸馏/distillation\n  - 提炼/refining\n", 0),
        ),
    ),
    Check(
        rule="duplicate-term",
        severity=Severity.WARNING,
        what="A concept lists the same term twice in one language.",
        why="Only one of the two statuses can hold.",
        better="Keep the one with the right status.",
        run=_within,
        examples=(
            Example("concepts:\n  - terms: {en: [moat, Moat], zh-Hans: 护城河}\n"),
            Example("concepts:\n  - terms: {en: moat, zh-Hans: [护城河, 护城河]}\n"),
            Example("concepts:\n  - terms: {en: [GitHub, {term: Github, status: forbidden}]}\n", 0),
        ),
    ),
    Check(
        rule="same-preferred",
        severity=Severity.WARNING,
        what="Two concepts prefer the same term in the same language.",
        why="A look-up has two right answers, and a check cannot know which concept is meant.",
        better="Merge the concepts, or let one of them prefer a longer term.",
        run=_preferred,
        examples=(
            Example("concepts:\n  - 推理/inference\n  - 推理/reasoning\n"),
            Example("concepts:\n  - terms: {en: inference, zh-Hans: [模型推理, 推理]}\n  - 推理/reasoning\n", 0),
        ),
    ),
)
