"""What can be done about a finding, a selected term, a finished segment; and the commands behind it.

A comment that silences a rule needs a reason, which the protocol has no way to ask for. So the comment is put there
with `reason` in the place of one, the client is asked to select that word, and `gloss check` says that it is none as
long as it stands there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from lsprotocol import types as lsp

from glossary.checks._suppress import WITHOUT_REASON, Comment
from glossary.drafting import Place
from glossary.errors import FormatError
from glossary.formats.yaml import from_shorthand
from glossary.model import Concept, Finding, Span
from glossary.project import Project
from glossary.servers.lsp._diagnostics import Checked
from glossary.servers.lsp._documents import Document
from glossary.servers.lsp._positions import Positions
from glossary.text.codes import codes
from glossary.text.script import has_han, is_han

USE_TERM = "quickfix.gloss.useTerm"
IGNORE = "quickfix.gloss.ignore"
ADD_TERM = "quickfix.gloss.addTerm"
REMEMBER = "quickfix.gloss.remember"
FIX_ALL = "source.fixAll.gloss"
KINDS = (USE_TERM, IGNORE, ADD_TERM, REMEMBER, FIX_ALL)

WRITE_REASON = "gloss.writeReason"
"""The command that selects the word which is to be replaced by a reason."""

_MOST_HAN, _MOST_WORDS = 15, 9
"""Han characters and words of what may be a term."""
_MARKS = re.compile(r"[，。！？；：、…!?;:\"“”()（）\[\]{}<>|*=\t]|\.(?:\s|$)|,(?!\d)")
"""What ends or parts a sentence, or is markup."""
_OF_SENTENCES = re.compile(
    r"[了吗呢吧们您她它这那哪很也但且或是已曾]"
    r"|(?<![\w-])(?:is|are|was|were|been|had|will|would|could|should|might|they|we|you|she|these|those)(?![\w-])",
    re.IGNORECASE,
)
"""What a sentence holds and a term hardly ever: of 7,500 terms in `terms/`, all these rules refuse 20."""
_BOTH = re.compile(r"(?P<one>[^（()）/]+?)\s*[（(](?P<other>[^（()）/]+)[）)]")
"""A term with its rendering in brackets: 蒸馏（distillation）."""


def about_findings(checked: Checked, span: Span, given: Sequence[lsp.Diagnostic]) -> Iterator[lsp.CodeAction]:
    """What replaces or silences the findings that touch a span."""
    document = checked.document
    for finding, place in checked.findings:
        if place.start > span.end or place.end < span.start:
            continue
        range = document.positions.range(place)
        diagnostics = [each for each in given if each.code == finding.rule and each.range == range] or None
        for number, better in enumerate(finding.replacements):
            yield lsp.CodeAction(
                f"Replace by “{better}”" if better else "Remove it",
                USE_TERM,
                diagnostics=diagnostics,
                is_preferred=True if finding.fixable and number == 0 else None,
                edit=_edit(document, [lsp.TextEdit(_room(document, place, better), better)]),
            )
        data = {"uri": document.uri, "version": document.version, "rule": finding.rule, "span": list(place)}
        if finding.span and finding.rule != WITHOUT_REASON:
            title = f"Ignore “{finding.rule}” here, with a reason"
            yield lsp.CodeAction(title, IGNORE, diagnostics=diagnostics, data=data)


def about_selection(document: Document, span: Span, project: Project) -> Iterator[lsp.CodeAction]:
    """A selected text may become a term, if there is a project, it looks like one, and it is none yet."""
    selected = document.text[span.start : span.end].strip()
    both = _BOTH.fullmatch(selected)
    entry = f"{both['one'].strip()}/{both['other'].strip()}" if both else selected
    if project.config is None or not all(map(_may_be_term, (both["one"], both["other"]) if both else (selected,))):
        return
    try:
        concept = from_shorthand(entry)
    except ValueError:
        return
    if all(_is_term(term.text, project) for term in concept.terms):
        return
    how = "" if len(concept.terms) > 1 else ", without a rendering yet" if has_han(entry) else " that stays as it is"
    title = f"Add “{entry}” as a term{how}"
    command = lsp.Command(title, "gloss.addTerm", arguments=[{"uri": document.uri, "entry": entry}])
    yield lsp.CodeAction(title, ADD_TERM, command=command)


def _may_be_term(text: str) -> bool:
    """Whether it looks like a term: neither a sentence nor a clause, no markup, no address."""
    text = text.strip()
    if not any(map(str.isalpha, text)) or len(text.splitlines()) > 1 or _MARKS.search(text):
        return False
    if sum(map(is_han, text)) > _MOST_HAN or len(text.split()) > _MOST_WORDS or len(text) > _LONGEST_TERM:
        return False
    return not _OF_SENTENCES.search(text) and not any(code.kind not in _NAMES for code in codes(text))


_LONGEST_TERM = 100
_NAMES = ("path", "url")
"""Codes that may be names: llama.cpp, node.js."""


def _is_term(text: str, project: Project) -> bool:
    return any(match.span == (0, len(text)) for match in project.finder(text))


def about_segment(document: Document, offset: int, place: Place | None, project: Project) -> Iterator[lsp.CodeAction]:
    """A finished segment may be kept in the memory."""
    if place is None or not place.written.strip() or project.config is None:
        return
    title = "Add this segment to the memory"
    position = document.positions.position(offset)
    given = {"uri": document.uri, "position": {"line": position.line, "character": position.character}}
    yield lsp.CodeAction(title, REMEMBER, command=lsp.Command(title, "gloss.remember", arguments=[given]))


def about_file(checked: Checked) -> Iterator[lsp.CodeAction]:
    """What corrects the whole file, if anything in it has one right answer."""
    if edits := list(_fixes(checked)):
        noun = "place" if len(edits) == 1 else "places"
        yield lsp.CodeAction(f"Correct {len(edits)} {noun} in this file", FIX_ALL, edit=_edit(checked.document, edits))


def wanted(actions: Iterable[lsp.CodeAction], only: Sequence[str] | None) -> list[lsp.CodeAction]:
    """The actions of the kinds that the client asks for; a kind holds those below it."""
    kinds = [str(getattr(kind, "value", kind)) for kind in only or ()]
    return [
        each
        for each in actions
        if not kinds or any(f"{each.kind}.".startswith(f"{kind}.") or not kind for kind in kinds)
    ]


def with_comment(action: lsp.CodeAction, document: Document, project: Project, *, shows: bool) -> lsp.CodeAction:
    """The action that silences a rule, with its edit; without one where there is no place for a comment.

    Args:
        shows: The client can select a text, as the word in place of the reason.
    """
    data: Any = action.data
    try:
        made = project.ignoring(document.path, document.data, str(data["rule"]), Span(*map(int, data["span"])))
    except (FormatError, KeyError, TypeError, ValueError):
        made = None
    if made is None or data.get("version") != document.version:
        action.disabled = lsp.CodeActionDisabled("no comment can stand here")
        return action
    action.edit = _edit(document, [lsp.TextEdit(document.positions.range(Span(made.at, made.at)), made.text)])
    action.command = _writing_of(made, document) if shows else None
    return action


def _writing_of(made: Comment, document: Document) -> lsp.Command:
    """The command for the word in place of a reason, where it will be after the edit."""
    text = document.text[: made.at] + made.text + document.text[made.at :]
    there = Span(made.at + made.reason.start, made.at + made.reason.end)
    start, end = ((at.line, at.character) for at in map(Positions(text, document.encoding).position, there))
    return lsp.Command("Write the reason", WRITE_REASON, arguments=[{"uri": document.uri, "start": start, "end": end}])


def versioned(edit: lsp.WorkspaceEdit, document: Document) -> lsp.WorkspaceEdit:
    """An edit of one document that says which version it is for, so that a client can refuse it for another."""
    identifier = lsp.OptionalVersionedTextDocumentIdentifier(document.uri, document.version)
    edits = (edit.changes or {}).get(document.uri, ())
    return lsp.WorkspaceEdit(document_changes=[lsp.TextDocumentEdit(identifier, edits)]) if edits else edit


def add_term(entry: str, project: Project) -> tuple[Path, Concept]:
    """Add a term as `gloss add` does; its file, and the concept.

    Raises:
        GlossaryError, ValueError: It cannot be added.
    """
    concept = from_shorthand(entry.strip())
    return project.add([concept]), concept


def remember(document: Document, place: Place, project: Project) -> None:
    """Keep a segment and its translation in the memory of the project.

    Raises:
        StoreError: It cannot be kept.
    """
    project.remember([place.finished()], document=project.document(document.path))


def _fixes(checked: Checked) -> Iterator[lsp.TextEdit]:
    """The one right answers; of two that touch each other only the first, of two that begin together the longer."""
    fixable = {(span.start, -span.end): finding for finding, span in reversed(checked.findings) if _is_fixable(finding)}
    reach = -1
    for (start, end), finding in sorted(fixable.items()):
        if start > reach:
            yield lsp.TextEdit(checked.document.positions.range(Span(start, -end)), finding.replacements[0])
            reach = -end


def _is_fixable(finding: Finding) -> bool:
    return finding.fixable and bool(finding.replacements)


def _room(document: Document, span: Span, better: str) -> lsp.Range:
    """A span, with the spaces beside it that stood between Chinese and Latin letters, if Chinese takes their place."""
    text, (start, end) = document.text, span
    if has_han(better[:1]) and not has_han(text[start : start + 1]):
        start -= text[start - 1 : start] == " " and has_han(text[start - 2 : start - 1])
    if has_han(better[-1:]) and not has_han(text[end - 1 : end]):
        end += text[end : end + 1] == " " and has_han(text[end + 1 : end + 2])
    return document.positions.range(Span(start, end))


def _edit(document: Document, edits: Sequence[lsp.TextEdit]) -> lsp.WorkspaceEdit:
    return lsp.WorkspaceEdit(changes={document.uri: edits})
