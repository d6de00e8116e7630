"""From a term in a text to where it is written down and to where else it is used; symbols; what stands beside terms."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from lsprotocol import types as lsp
from pygls.uris import from_fs_path

from glossary.drafting import usable
from glossary.errors import FormatError, StoreError
from glossary.model import Concept, Location, Resource, Span, Term, TermMatch
from glossary.project import Project
from glossary.servers.lsp._documents import Document
from glossary.servers.lsp._positions import Positions
from glossary.stores import files
from glossary.text.language import primary

_BLANK = re.compile(r"\n[ \t\r]*\n")
_AROUND = 2_000
"""Code points of a paragraph that are looked at on either side."""

_SEEN = 50_000
"""Code points on either side of the cursor in which uses of a term are lit."""

_Found = TypeVar("_Found")
Located = Callable[[Location, str], lsp.Location | None]
"""A place in a file, and how much of it: what is written there."""


def term_at(document: Document, offset: int, project: Project) -> TermMatch | None:
    """The term that an offset is in or at the end of."""
    return next(iter(terms_at(document, offset, project)), None)


def terms_at(document: Document, offset: int, project: Project) -> list[TermMatch]:
    """The terms that an offset is in; if it is in none, those that end there."""
    return _nearest(_terms_around(document, offset, project), offset, lambda match: match.span)


def _nearest(found: Iterable[_Found], offset: int, span_of: Callable[[_Found], Span]) -> list[_Found]:
    """What an offset is in; if it is in nothing, what ends there."""
    met = [each for each in found if span_of(each).start <= offset <= span_of(each).end]
    return [each for each in met if offset < span_of(each).end] or met


def _terms_around(document: Document, offset: int, project: Project) -> list[TermMatch]:
    """The terms of the paragraph that an offset is in, with spans of the document."""
    low, high = paragraph(document.text, offset)
    prose = project.prose(document.path, document.text, Span(low, high))
    return [_moved(match, low) for match in project.find(prose)]


def paragraph(text: str, offset: int) -> Span:
    """What is between blank lines around an offset, as far as a paragraph is read."""
    low = max(offset - _AROUND, 0)
    for found in _BLANK.finditer(text, low, offset):
        low = found.end()
    after = _BLANK.search(text, max(offset - 1, 0), offset + _AROUND)
    high = after.start() if after and after.start() >= offset else min(offset + _AROUND, len(text))
    return Span(low, max(high, low))


def uses(
    document: Document, concepts: Iterable[Concept], project: Project, *, around: int | None = None
) -> Iterator[Span]:
    """Where a document uses any of these concepts; with `around`, only as near to that offset as somebody may see."""
    ids = {concept.id for concept in concepts}
    low = max(around - _SEEN, 0) if around is not None else 0
    high = min(around + _SEEN, len(document.text)) if around is not None else len(document.text)
    prose = project.prose(document.path, document.text, Span(low, high))
    found = (_moved(match, low) for match in project.find(prose))
    return (match.span for match in found if match.concept.id in ids)


def uses_in_file(path: str, concept: Concept, project: Project, encoding: str) -> list[lsp.Range]:
    """Where a file that is not open uses a concept; nowhere if it cannot be read."""
    try:
        text, matches = project.uses(path, files.read(Path(path)))
    except (FormatError, StoreError):
        return []
    spans = dict.fromkeys(match.span for match in matches if match.concept.id == concept.id)
    positions = Positions(text, encoding)
    return [positions.range(span) for span in spans]


def uses_in_document(document: Document, concept: Concept, project: Project) -> list[lsp.Range]:
    """Where a document uses a concept as it is open; of one in no format that is read, anywhere in its text."""
    try:
        text, matches = project.uses(document.path, document.data)
    except FormatError:
        text, matches = "", []
    shift = document.before(text)
    if shift is None:
        return [document.positions.range(span) for span in uses(document, [concept], project)]
    spans = dict.fromkeys(match.span for match in matches if match.concept.id == concept.id)
    return [document.positions.range(Span(span.start + shift, span.end + shift)) for span in spans]


def located(documents: Iterable[Document], encoding: str) -> Located:
    """What turns places in terms files into those of the protocol; files that are open count as they are open."""
    texts = {os.path.realpath(document.path): document.text for document in documents if document.is_file}
    known: dict[str, tuple[str, Positions]] = {}

    def locate(origin: Location, written: str) -> lsp.Location | None:
        real = os.path.realpath(origin.path)
        if real not in known:
            try:
                text = texts[real] if real in texts else files.read(Path(real)).decode("utf-8-sig", "replace")
            except StoreError:
                return None
            known[real] = text, Positions(text, encoding)
        text, positions = known[real]
        uri = from_fs_path(os.path.abspath(origin.path))
        return lsp.Location(uri, positions.range(_spot(text, positions, origin, written))) if uri else None

    return locate


def written_at(document: Document, offset: int, project: Project) -> tuple[Concept, Term, Span] | None:
    """The term that is written at an offset of a terms file of a project, whether that is saved or not."""
    own = os.path.realpath(project.config.terms_directory) if project.config else None
    if own is None or not os.path.realpath(document.path).startswith(own + os.sep):
        return None
    spots = [
        (concept, term, _spot(document.text, document.positions, origin, term.text))
        for concept in _concepts(document)
        for term in concept.terms
        if (origin := term.origin or concept.origin)
    ]
    written = (spot for spot in spots if spot[2].start < spot[2].end)
    return next(iter(_nearest(written, offset, lambda spot: spot[2])), None)


def _spot(text: str, positions: Positions, origin: Location, written: str) -> Span:
    """Where in a terms file a term is written that has this origin; empty where it is written in another way."""
    at = positions.offset(lsp.Position((origin.line or 1) - 1, 0)) + (origin.column or 1) - 1
    if written and not text.startswith(written, at):
        at = _in_entry(text, at, written)
    return Span(at, at + len(written) if text.startswith(written, at) else at)


def _in_entry(text: str, at: int, written: str) -> int:
    """Where a term is written in the entry of a terms file that begins at an offset; that, where it is not found."""
    begin = text.rfind("\n", 0, at) + 1
    dash = re.match(r"[ \t]*-", text[begin : begin + _AROUND])
    after = re.compile(rf"^{re.escape(dash[0])}[ \t]", re.MULTILINE).search(text, at + 1) if dash else None
    entry = text[at : after.start() if after else len(text)]
    terms = re.search(r"^[ \t]*(?:-[ \t]+)?terms:", entry, re.MULTILINE)
    found = entry.find(written, terms.end() if terms else 0)
    return at + max(found, 0)


def definitions(match: TermMatch, locate: Located) -> list[lsp.Location]:
    """Where the term is written down, or its concept."""
    origin = match.term.origin or match.concept.origin
    found = locate(origin, match.term.text) if origin else None
    return [found] if found else []


def workspace_symbols(query: str, projects: Iterable[Project], locate: Located) -> list[lsp.WorkspaceSymbol]:
    """The terms that a query finds in some projects."""
    symbols = {}
    for project in projects:
        for hit in project.lookup(query, limit=50) if query.strip() else ():
            origin = hit.matched.origin or hit.concept.origin
            where = locate(origin, hit.matched.text) if origin else None
            if where:
                others = ", ".join(t.text for t in usable(hit.concept) if t.text != hit.matched.text and not t.computed)
                symbol = lsp.WorkspaceSymbol(where, hit.matched.text, lsp.SymbolKind.String, container_name=others)
                symbols[hit.matched.text, where.uri, where.range.start.line] = symbol
    return list(symbols.values())


def document_symbols(document: Document) -> list[lsp.DocumentSymbol]:
    """The concepts of a terms file; nothing of other documents."""
    positions, symbols = document.positions, []
    for concept in _concepts(document):
        if concept.origin and concept.terms:
            start = positions.offset(lsp.Position((concept.origin.line or 1) - 1, 0)) + (concept.origin.column or 1) - 1
            range = positions.range(Span(start, positions.line_end(start)))
            name = " / ".join(dict.fromkeys(term.text for term in concept.terms))
            symbols.append(lsp.DocumentSymbol(name, lsp.SymbolKind.String, range, range, detail=concept.id))
    return symbols


def _concepts(document: Document) -> list[Concept]:
    """Those of a terms file as it is open; none of another document."""
    from glossary.formats import yaml

    if not document.path.endswith((".yaml", ".yml")):
        return []
    try:
        resource: Resource = yaml.read(document.data, document.path)
    except FormatError:
        return []
    return [entry for entry in resource.entries if isinstance(entry, Concept)]


def inlay_hints(document: Document, span: Span, project: Project) -> list[lsp.InlayHint]:
    """Behind each term of a range what it is called in the other language."""
    hints = []
    for match in project.find(project.prose(document.path, document.text, span)):
        others = [
            term
            for term in usable(match.concept)
            if primary(term.lang) != primary(match.term.lang) and not term.computed
        ]
        if others:
            position = document.positions.position(span.start + match.span.end)
            hints.append(lsp.InlayHint(position, others[0].text, kind=lsp.InlayHintKind.Type, padding_left=True))
    return hints


def _moved(match: TermMatch, by: int) -> TermMatch:
    return match._replace(span=Span(match.span.start + by, match.span.end + by))
