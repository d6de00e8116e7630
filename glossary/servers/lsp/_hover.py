"""What a term means, or how the segment was translated before and what differs."""

from __future__ import annotations

from lsprotocol import types as lsp

from glossary.drafting import Place
from glossary.model import Segment, Span
from glossary.project import Project
from glossary.servers.lsp._cards import Pen, concept_card, match_card
from glossary.servers.lsp._documents import Document
from glossary.servers.lsp._places import paragraph, term_at
from glossary.text.segment import sentences


def hover(
    document: Document, offset: int, project: Project, place: Place | None, pen: Pen, *, min_score: float | None
) -> lsp.Hover | None:
    """The card of the term at an offset; else the best past translation of the segment there."""
    match = term_at(document, offset, project)
    if match:
        card = concept_card(match.concept, pen, project)
        return lsp.Hover(pen.content(card), document.positions.range(match.span))
    if min_score is None or not project.memory.exists:
        return None
    text, span = (place.source, place.target) if place else _sentence(document, offset)
    if not text.strip():
        return None
    asked = {"lang": place.lang, "target_lang": place.target_lang, "context": place.context} if place else {}
    found = project.suggest(text, **asked, min_score=min_score, limit=1).matches  # type: ignore[arg-type]
    if not found:
        return None
    return lsp.Hover(pen.content(match_card(text, found[0], pen, project)), document.positions.range(span))


def _sentence(document: Document, offset: int) -> tuple[str, Span]:
    """The sentence of a paragraph that an offset is in."""
    low, high = paragraph(document.text, offset)
    for span in sentences(Segment((document.text[low:high],))):
        if low + span.start <= offset < low + span.end:
            there = Span(low + span.start, low + span.end)
            return document.text[there.start : there.end], there
    return "", Span(offset, offset)
