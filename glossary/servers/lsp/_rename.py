"""A term gets another name: what `gloss rename` would change, as edits that the client shows before it makes them.

The memory is no file that an editor could show: once the terms on disk say the new name, the person is asked about it.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from lsprotocol import types as lsp
from pygls.uris import from_fs_path

from glossary.checks._fix import Change
from glossary.errors import FormatError, GlossaryError, ProjectError
from glossary.formats import format_of
from glossary.model import Concept, Finding, Progress, Span, Term
from glossary.project import Project
from glossary.renaming import Edit, Renaming
from glossary.servers.lsp._documents import Document
from glossary.servers.lsp._places import terms_at, written_at
from glossary.servers.lsp._positions import Positions

TERMS, TEXTS, DRAFTS = "terms", "texts", "drafts"
"""What kinds of changes there are; a client shows each with its label."""

YES, NO = "Rename it there", "Leave it"


@dataclass(frozen=True, slots=True)
class Renamed:
    """What the client was told to change, and what waits until it has.

    Attributes:
        root: The directory of the project.
        concept: As it was.
        result: All that changes, the memory included.
    """

    root: str
    concept: Concept
    old: Term
    new: str
    result: Renaming

    def is_on_disk(self, project: Project) -> bool:
        """Whether the terms say the new name, and not the old one any more."""
        now = project.scopes[0].concept(self.concept.id)
        names = {(term.text, term.lang) for term in now.terms} if now else set()
        return (self.new, self.old.lang) in names and (self.old.text, self.old.lang) not in names

    def without_files(self) -> Renamed:
        """What waits when the client has the edits: it may never make them, and nobody needs their files any more."""
        return replace(self, result=replace(self.result, changes=[], edits={}, left=[]))

    def in_memory(self, project: Project) -> None:
        """Give the term its new name in the memory.

        Raises:
            StoreError: It cannot be written, or was changed meanwhile.
        """
        project.put(self.without_files().result)


def term_at(document: Document, offset: int, project: Project, sources: Collection[str]) -> tuple[Concept, Term, Span]:
    """The term at an offset that can be renamed, and where it stands.

    Args:
        sources: Programming languages whose files are texts, beside those of the project.

    Raises:
        ProjectError: There is none; the message says what to do.
    """
    if found := written_at(document, offset, project):
        return found
    matches = terms_at(document, offset, project)
    if not matches:
        raise ProjectError("there is no term of this project here; put the cursor on one")
    match = matches[0]
    concept, term = match.concept, match.term
    if len({each.concept.id for each in matches}) > 1:
        raise ProjectError(f"{term.text!r} has several meanings; rename it where it stands in the terms")
    if term.computed:
        raise ProjectError(f"{term.text!r} is computed from a term in the other script; rename that one")
    own = project.scopes[0].concept(concept.id) if project.config else None
    if own is None or own.origin != concept.origin:
        raise ProjectError(f"{term.text!r} is a term of another termbase; rename it there: {concept.origin}")
    if not project.takes(document.path, sources=sources):
        raise ProjectError(
            f"this document is none that gloss changes; rename {term.text!r} where it stands in the terms"
        )
    return concept, term, match.span


def prepared(
    document: Document, offset: int, project: Project, sources: Collection[str]
) -> lsp.PrepareRenamePlaceholder:
    """What would be renamed, and what it is called now: of "distilled" that is "distill".

    Raises:
        ProjectError: Nothing can be renamed here.
    """
    _, term, span = term_at(document, offset, project, sources)
    return lsp.PrepareRenamePlaceholder(document.positions.range(span), term.text)


def renamed(
    document: Document,
    offset: int,
    new: str,
    project: Project,
    open_there: Sequence[Document],
    sources: Collection[str],
    progress: Progress,
) -> Renamed:
    """What the new name changes in the terms, in the texts of the project, and in the documents that are open.

    Args:
        open_there: The open documents of the project.
        sources: Programming languages whose files are texts, beside those of the project.

    Raises:
        GlossaryError: It cannot be renamed so; the message says why.
    """
    concept, term, _ = term_at(document, offset, project, sources)
    texts = [each for each in open_there if project.takes(each.path, sources=sources)]
    result = project.rename(
        term.text,
        new,
        lang=term.lang,
        concept=concept.id,
        paths=[*(os.path.realpath(each.path) for each in texts), *project.texts()],
        typed={os.path.realpath(each.path): each.data for each in open_there},
        dry_run=True,
        progress=progress,
    )
    return Renamed(str(project.root), concept, term, new, result)


def workspace_edit(
    renamed: Renamed, documents: Iterable[Document], encoding: str, client: lsp.ClientCapabilities
) -> lsp.WorkspaceEdit:
    """The edits, with the versions that they are about and to be confirmed where the client can do that.

    Raises:
        FormatError: A file is in a character set that an editor might not know.
    """
    open_there = {os.path.realpath(each.path): each for each in documents}
    can = client.workspace.workspace_edit if client.workspace else None
    is_shown = bool(can and can.document_changes and can.change_annotation_support)
    changes: list[lsp.TextDocumentEdit] = []
    for number, change in enumerate(renamed.result.changes):
        document = open_there.get(os.path.realpath(change.path))
        uri = document.uri if document else from_fs_path(os.path.abspath(change.path)) or ""
        edits = _text_edits(change, renamed.result.edits[change.path], document, encoding)
        kind = TERMS if number == 0 else DRAFTS if format_of(change.path).bilingual else TEXTS
        shown = [lsp.AnnotatedTextEdit(kind, each.range, each.new_text) for each in edits] if is_shown else edits
        identifier = lsp.OptionalVersionedTextDocumentIdentifier(uri, document.version if document else None)
        changes.append(lsp.TextDocumentEdit(identifier, shown))
    if not (can and can.document_changes):
        return lsp.WorkspaceEdit(changes={each.text_document.uri: each.edits for each in changes})  # type: ignore[misc]
    labels = _labels(renamed) if is_shown else None
    return lsp.WorkspaceEdit(document_changes=changes, change_annotations=labels)


def left(findings: Sequence[Finding]) -> str:
    """One line about places that a person has to look at."""
    first = findings[0]
    where = f"{first.origin}: " if first.origin else ""
    more = f" (and {len(findings) - 1} more, see the log)" if len(findings) > 1 else ""
    return f"{where}{first.message}{more}"


def memory_question(renamed: Renamed) -> str:
    """What a person is asked about the memory."""
    count = len(renamed.result.units)
    whose = "translation in the memory says" if count == 1 else "translations in the memory say"
    return f"{count:,} {whose} {renamed.old.text!r}, too. Rename it there? They become drafts until they are confirmed."


def sentence(error: GlossaryError) -> str:
    """What went wrong, and where."""
    where = ":".join(str(each) for each in (error.path, error.line, error.column) if each)
    return f"{where}: {error}" if where else str(error)


def _text_edits(change: Change, edits: Sequence[Edit], document: Document | None, encoding: str) -> list[lsp.TextEdit]:
    """The edits of a file in positions of the protocol."""
    shift = document.before(change.old_text) if document else 0 if _is_utf8(change) else None
    if shift is None:
        message = f"its character set is not UTF-8; save {Path(change.path).name} as UTF-8, or use `gloss rename`"
        raise FormatError(message, path=change.path)
    positions = document.positions if document else Positions(change.old_text, encoding)
    return [lsp.TextEdit(positions.range(Span(span.start + shift, span.end + shift)), text) for span, text in edits]


def _is_utf8(change: Change) -> bool:
    try:
        return change.old.decode("utf-8-sig") == change.old_text
    except UnicodeDecodeError:
        return False


def _labels(renamed: Renamed) -> dict[str, lsp.ChangeAnnotation]:
    old, new = renamed.old.text, renamed.new
    units = len(renamed.result.units)
    later = f"; {units:,} in the memory are asked about when the terms are saved" if units else ""
    return {
        TERMS: lsp.ChangeAnnotation("The entry in the terms", True, f"{old} → {new}{later}"),
        TEXTS: lsp.ChangeAnnotation("Texts", True, f"{old} → {new}, where nothing else can be meant"),
        DRAFTS: lsp.ChangeAnnotation("Catalogues", True, f"{old} → {new}; these translations become drafts (fuzzy)"),
    }
