"""Ids of concepts: whether those of a file mean anything here, and new ones, which are made of terms."""

from __future__ import annotations

from collections.abc import Container, Iterable

from glossary.formats.yaml import slug
from glossary.model import Concept
from glossary.text.language import primary


def ids_are_names(concepts: Iterable[Concept]) -> bool:
    """Whether ids are such as gloss makes: most of them are, or begin with, a term of their concept.

    `lease`, `lease-2` and 租约 are such ids; numbers, UUIDs and `c10`, which mean something only to the program that
    made them, are not.
    """
    named = [concept for concept in concepts if concept.id.strip()]
    return 2 * sum(map(_is_named_after_a_term, named)) >= len(named)


class FreeIds:
    """New ids beside those that are taken.

    Args:
        taken: May grow meanwhile; what is in it once stays in it.
    """

    def __init__(self, taken: Container[str]) -> None:
        self._taken = taken
        self._numbers: dict[str, int] = {}

    def of(self, concept: Concept) -> str:
        """An id for a concept: its English term, else its first; with its subject or a number, if that is taken."""
        terms = concept.terms
        text = next((term for term in terms if primary(term.lang) == "en"), terms[0]).text
        made = slug(text[:_LONGEST_ID])
        if made not in self._taken:
            return made
        if concept.subject and (longer := f"{made}-{slug(concept.subject)}") not in self._taken:
            return longer
        number = self._numbers.get(made, 2)
        while f"{made}-{number}" in self._taken:
            number += 1
        self._numbers[made] = number
        return f"{made}-{number}"


_LONGEST_ID = 60
"""Characters of a term of which an id is made."""


def _is_named_after_a_term(concept: Concept) -> bool:
    names = {slug(term.text[:_LONGEST_ID]) for term in concept.terms}
    return concept.id in names or any(concept.id.startswith(f"{name}-") for name in names)
