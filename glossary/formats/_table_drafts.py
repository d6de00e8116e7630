"""Concepts of a table whose rows are still read: several rows may say something of one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from glossary.losses import usual_status
from glossary.model import Concept, Lang, Location, Term


@dataclass(slots=True)
class Draft:
    """A concept whose rows are still read.

    Attributes:
        terms: The fields of each term; without a status, if the table gives none.
        there: Language and text of each.
        is_refused: One of its rows was left out, which has been told.
    """

    origin: Location
    id: str = ""
    terms: list[dict[str, Any]] = field(default_factory=list)
    there: set[tuple[Lang, str]] = field(default_factory=set)
    subject: str = ""
    definition: dict[Lang, str] = field(default_factory=dict)
    notes: dict[str, None] = field(default_factory=dict)
    examples: list[str] = field(default_factory=list)
    related: list[str] = field(default_factory=list)
    translatable: bool = True
    is_refused: bool = False

    def add(self, fields: dict[str, Any]) -> bool:
        """One more term, if it is not there yet."""
        key = (fields["lang"], fields["text"])
        if key in self.there:
            return False
        self.there.add(key)
        self.terms.append(fields)
        return True

    def concept(self, order: Callable[[Lang], Any] | None) -> Concept:
        """The concept, its terms language by language: in this order, or in that in which the languages come."""
        came: dict[Lang, int] = {}
        for fields in self.terms:
            came.setdefault(fields["lang"], len(came))
        known = order or came.__getitem__
        terms: list[Term] = []
        first: set[Lang] = set()
        for fields in sorted(self.terms, key=lambda fields: known(fields["lang"])):
            status = fields.get("status") or usual_status(first=fields["lang"] not in first)
            first.add(fields["lang"])
            terms.append(Term(**{**fields, "status": status}))
        return Concept(
            self.id,
            tuple(terms),
            self.subject,
            self.definition,
            "\n".join(self.notes),
            self.translatable,
            tuple(self.examples),
            tuple(self.related),
            self.origin,
        )


def agree(known: Draft, draft: Draft) -> bool:
    """Whether a row says nothing else of a concept than an earlier one."""
    return (
        draft.subject in ("", known.subject)
        and known.translatable == draft.translatable
        and all(known.definition.get(lang, text) == text for lang, text in draft.definition.items())
    )
