"""A concept or a match as an editor shows it: Markdown where the client reads that, else plain text.

Texts are never markup: what Markdown would take as such is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lsprotocol.types import MarkupContent, MarkupKind

from glossary.model import Concept, MemoryMatch, Term, TermStatus
from glossary.project import Project
from glossary.text.language import in_order

_MARKUP = re.compile(r"[\\`*_{}\[\]<>()#+.!|~&$-]")


class Pen:
    """Writes for one client.

    Args:
        formats: What kinds of text the client reads; without any, it takes nothing but a string.
    """

    def __init__(self, formats: Sequence[MarkupKind | str] | None) -> None:
        self.is_markdown = MarkupKind.Markdown in (formats or ())
        self._is_bare = not formats

    def text(self, text: str) -> str:
        """A text of the user, on one line."""
        line = " ".join(text.split())
        return _MARKUP.sub(r"\\\g<0>", line) if self.is_markdown else line

    def bold(self, text: str) -> str:
        """Something that matters."""
        return f"**{self.text(text)}**" if self.is_markdown else self.text(text)

    def content(self, lines: Sequence[str]) -> MarkupContent | str:
        """Lines, each on a line of its own."""
        if self.is_markdown:
            return MarkupContent(MarkupKind.Markdown, "  \n".join(lines))
        text = "\n".join(lines)
        return text if self._is_bare else MarkupContent(MarkupKind.PlainText, text)


def concept_card(concept: Concept, pen: Pen, project: Project) -> list[str]:
    """Its terms by language with their statuses, definitions, notes, and where it is written down."""
    written: dict[str, list[str]] = {}
    for lang in in_order(term.lang for term in concept.terms):
        written.setdefault("; ".join(_term(term, pen) for term in concept.terms_in(lang)), []).append(lang)
    lines = [f"{', '.join(langs)}: {terms}" for terms, langs in written.items()]
    lines += [] if concept.translatable else ["stays as it is in every language"]
    said = [pen.text(text) for text in (*concept.definition.values(), concept.note) if text]
    said += [f"e.g. {pen.text(text)}" for text in concept.examples]
    lines += ["", *said] if said else []
    where = f"{project.document(concept.origin.path)}:{concept.origin.line}" if concept.origin else ""
    return [*lines, *filter(None, [pen.text(" · ".join(filter(None, (concept.subject, where))))])]


def match_card(text: str, match: MemoryMatch, pen: Pen, project: Project) -> list[str]:
    """The translation of a match, what differs from the segment, and how its score came about."""
    target = match.unit.target.raw if match.unit.target else ""
    penalties = "".join(f", {name} −{points:g}" for name, points in match.penalties.items())
    lines = [f"{match.score:g} ({match.kind.value}; similarity {match.similarity:g}{penalties})", pen.bold(target)]
    if match.diff and any(part.op != "equal" for part in match.diff):
        lines.append("".join(_differing(text, match, pen)))
    lines += [f"repaired: {pen.text(each.old) or '∅'} → {pen.text(each.new) or '∅'}" for each in match.repairs]
    lines += [f"! {pen.text(sentence)}" for sentence in match.breaks_glossary]
    if match.unit.origin:
        lines.append(pen.text(str(match.unit.origin)))
    return lines


def _term(term: Term, pen: Pen) -> str:
    said = [] if term.status is TermStatus.PREFERRED else [term.status.value]
    said += [term.term_type.value] if term.term_type else []
    said += ["computed"] if term.computed else []
    said += [pen.text(term.note)] if term.note else []
    name = pen.bold(term.text) if term.status is TermStatus.PREFERRED else pen.text(term.text)
    return name + (f" ({'; '.join(said)})" if said else "")


def _differing(text: str, match: MemoryMatch, pen: Pen) -> Iterator[str]:
    """The source of the match: [-only there-], {+only in the segment+}."""
    there = match.unit.source.raw
    for op, question, span in match.diff:
        old, new = there[span.start : span.end], text[question.start : question.end]
        if op == "equal":
            yield pen.text(f"|{old}|").removeprefix(pen.text("|")).removesuffix(pen.text("|"))
            continue
        yield pen.text(f"[-{old}-]") if old else ""
        yield pen.text(f"{{+{new}+}}") if new else ""
