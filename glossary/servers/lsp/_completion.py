"""What is offered while somebody writes: the terms of the segment that is being translated, past translations of it,
and the terms that what was typed may become. Never a term that is not to be used.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from string import ascii_letters

from lsprotocol import types as lsp

from glossary.drafting import Offer, Place, begun, renderings, used_first
from glossary.model import Lang, MemoryMatch, Span, Suggestion
from glossary.project import Project
from glossary.servers.lsp._cards import Pen, concept_card, match_card
from glossary.servers.lsp._documents import Document
from glossary.text.script import language_of

LONGEST = 2_000
"""Code points of a line that are looked at before the cursor."""

NEAR = 50_000
"""Code points before and after the cursor in which a term counts as used in the document."""

TRIGGERS = list(ascii_letters)
"""Some editors ask behind such characters only, others in the middle of a word only behind such, as 用zl is one."""

_LETTERS = re.compile(r"[A-Za-z]+$")
_WORD = re.compile(r"\w*\Z")


@dataclass(frozen=True, slots=True)
class _Offer:
    """Something that may be put at a span."""

    text: str
    span: Span
    detail: str
    kind: lsp.CompletionItemKind
    card: list[str]


def completions(
    document: Document,
    offset: int,
    project: Project,
    place: Place | None,
    pen: Pen,
    *,
    min_score: float | None,
    is_asked_for: bool,
    by_word: bool,
) -> lsp.CompletionList:
    """What may be written at an offset; asked again after every key, as other spans may then be meant.

    Without a `min_score` the memory is not asked, as it is not ready. Where nobody has asked for it, but a letter was
    typed, there are no offers for what most words begin with.

    Args:
        min_score: Of past translations.
        is_asked_for: By a person.
        by_word: The editor keeps what is like the word before the cursor, which in Chinese is all of 我们用zl; others
            look at the part that an offer would replace, as the protocol has it.
    """
    line = Span(max(document.positions.line_start(offset), offset - LONGEST), offset)
    typed = project.prose(document.path, document.text, line)
    lang = place.target_lang if place else language_of(_prose_around(document, offset) or typed)
    if not is_asked_for and not _says_enough(typed, lang):
        return lsp.CompletionList(is_incomplete=True, items=[])
    offers = list(_offers(document, offset, typed, lang, project, place, pen, min_score))
    first: dict[tuple[str, Span], _Offer] = {}
    for offer in offers:
        first.setdefault((offer.text, offer.span), offer)
    word = match[0] if by_word and (match := _WORD.search(document.text[line.start : offset])) else ""
    items = [_item(document, offset, number, offer, word, pen) for number, offer in enumerate(first.values())]
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
    lang: Lang,
    project: Project,
    place: Place | None,
    pen: Pen,
    min_score: float | None,
) -> Iterator[_Offer]:
    hits = used_first(project.complete(typed), document.text[max(offset - NEAR, 0) : offset + NEAR])
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
    yield from (_term(offer, shift, project, pen) for offer in begun(hits, lang))


def _says_enough(typed: str, lang: str) -> bool:
    """Two letters in Chinese, where they are pinyin or begin a name; four elsewhere, where every word has letters."""
    letters = _LETTERS.search(typed)
    return letters is not None and len(letters[0]) >= (2 if lang.startswith("zh") else 4)


def _term(offer: Offer, shift: int, project: Project, pen: Pen) -> _Offer:
    span = Span(offer.span.start + shift, offer.span.end + shift)
    card = concept_card(offer.concept, pen, project)
    return _Offer(offer.term.text, span, _detail(offer), lsp.CompletionItemKind.Text, card)


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


def _prose_around(document: Document, offset: int) -> str:
    """What stands around an offset, to tell the language by."""
    return document.text[max(offset - 200, 0) : offset + 100]


def _detail(offer: Offer) -> str:
    """`distillation · preferred`: what it renders or is called in other languages, and its status."""
    return " · ".join(filter(None, (offer.renders or ", ".join(offer.others), offer.term.status.value)))


def _item(document: Document, offset: int, number: int, offer: _Offer, word: str, pen: Pen) -> lsp.CompletionItem:
    return lsp.CompletionItem(
        label=" ".join(offer.text.split()) or offer.text,
        label_details=lsp.CompletionItemLabelDetails(description=offer.detail),
        kind=offer.kind,
        detail=offer.detail,
        documentation=pen.content(offer.card),
        sort_text=f"{number:04}",
        filter_text=word or document.text[offer.span.start : offset] or offer.text,
        insert_text_format=lsp.InsertTextFormat.PlainText,
        text_edit=lsp.TextEdit(document.positions.range(offer.span), offer.text),
    )
