"""What is offered while somebody writes: the terms of the segment that is being translated, past translations of it,
and the terms that what was typed may become. Never a term that is not to be used.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lsprotocol import types as lsp

from glossary.drafting import Offer, Place, begun, renderings, usable
from glossary.model import Concept, MemoryMatch, Span, Suggestion, Term
from glossary.project import Project
from glossary.servers.lsp._cards import Pen, concept_card, match_card
from glossary.servers.lsp._documents import Document
from glossary.text.script import language_of

LONGEST = 2_000
"""Code points of a line that are looked at before the cursor."""


@dataclass(frozen=True, slots=True)
class _Offer:
    """Something that may be put at a span."""

    text: str
    span: Span
    detail: str
    kind: lsp.CompletionItemKind
    card: list[str]


def completions(
    document: Document, offset: int, project: Project, place: Place | None, pen: Pen, *, min_score: float | None
) -> lsp.CompletionList:
    """What may be written at an offset; asked again after every key, as other spans may then be meant.

    Without a `min_score` the memory is not asked, as it is not ready.
    """
    line = Span(max(document.positions.line_start(offset), offset - LONGEST), offset)
    typed = project.prose(document.path, document.text, line)
    offers = list(_offers(document, offset, typed, project, place, pen, min_score))
    first: dict[tuple[str, Span], _Offer] = {}
    for offer in offers:
        first.setdefault((offer.text, offer.span), offer)
    items = [_item(document, offset, number, offer, pen) for number, offer in enumerate(first.values())]
    return lsp.CompletionList(is_incomplete=True, items=items)


def inline_completions(
    document: Document, offset: int, project: Project, place: Place | None, *, min_score: float | None
) -> list[lsp.InlineCompletionItem]:
    """The best past translation of the segment, where what is written so far is its beginning."""
    if place is None or not place.is_whole or offset != place.target.end or not _is_one_line(document, place):
        return []
    for match in _suggestion(project, place, min_score, limit=1).matches:
        text = _written(place, match)
        if text is None:
            continue
        written = document.text[place.target.start : offset]
        if text.startswith(written) and text != written and not match.breaks_glossary:
            return [lsp.InlineCompletionItem(text, filter_text=text, range=document.positions.range(place.target))]
    return []


def _offers(
    document: Document,
    offset: int,
    typed: str,
    project: Project,
    place: Place | None,
    pen: Pen,
    min_score: float | None,
) -> Iterator[_Offer]:
    hits = project.complete(typed)
    shift = offset - len(typed)
    if place:
        suggestion = _suggestion(project, place, min_score)
        yield from (_term(offer, shift, project, pen) for offer in renderings(typed, suggestion.terms, hits))
        if place.is_whole and _is_one_line(document, place):
            for match in suggestion.matches:
                text = _written(place, match)
                if text is not None and text != document.text[place.target.start : place.target.end]:
                    card = match_card(place.source, match, pen, project)
                    kind = lsp.CompletionItemKind.Snippet
                    yield _Offer(text, place.target, f"{match.score:g} {match.kind.value}", kind, card)
    lang = place.target_lang if place else language_of(_prose_before(document, shift + len(typed)) or typed)
    yield from (_term(offer, shift, project, pen) for offer in begun(hits, lang))


def _term(offer: Offer, shift: int, project: Project, pen: Pen) -> _Offer:
    detail = (f"{offer.renders} → " if offer.renders else "") + _detail(offer.term, offer.concept)
    span = Span(offer.span.start + shift, offer.span.end + shift)
    card = concept_card(offer.concept, pen, project)
    return _Offer(offer.term.text, span, detail, lsp.CompletionItemKind.Text, card)


def _suggestion(project: Project, place: Place, min_score: float | None, *, limit: int = 5) -> Suggestion:
    if min_score is None:
        terms = project.renderings(place.source, lang=place.lang, target_lang=place.target_lang)
        return Suggestion(place.source, place.lang, place.target_lang, (), terms)
    asked = {"lang": place.lang, "target_lang": place.target_lang, "context": place.context}
    return project.suggest(place.source, **asked, min_score=min_score, limit=limit)  # type: ignore[arg-type]


def _written(place: Place, match: MemoryMatch) -> str | None:
    """A translation as it would be written in the file, if it can be."""
    return place.put(match.unit.target) if match.unit.target else None


def _is_one_line(document: Document, place: Place) -> bool:
    return "\n" not in document.text[place.target.start : place.target.end]


def _prose_before(document: Document, offset: int) -> str:
    """What stands around an offset, to tell the language by."""
    return document.text[max(offset - 200, 0) : offset + 100]


def _detail(term: Term, concept: Concept) -> str:
    """`distillation · preferred`: what it is called in other languages, and its status."""
    others = dict.fromkeys(each.text for each in usable(concept) if each.lang != term.lang and not each.computed)
    return " · ".join(filter(None, (", ".join(others), term.status.value)))


def _item(document: Document, offset: int, number: int, offer: _Offer, pen: Pen) -> lsp.CompletionItem:
    return lsp.CompletionItem(
        label=" ".join(offer.text.split()) or offer.text,
        kind=offer.kind,
        detail=offer.detail,
        documentation=pen.content(offer.card),
        sort_text=f"{number:04}",
        filter_text=document.text[offer.span.start : offset] or offer.text,
        insert_text_format=lsp.InsertTextFormat.PlainText,
        text_edit=lsp.TextEdit(document.positions.range(offer.span), offer.text),
    )
