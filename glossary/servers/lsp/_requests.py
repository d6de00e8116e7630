"""Which request is answered by what, and the process that does it."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import os
import signal
import sys
from collections.abc import Callable, Sequence
from functools import partial
from hashlib import sha256
from io import FileIO
from typing import Any, BinaryIO, NoReturn, TypeVar

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException
from pygls.io_ import StdoutWriter
from pygls.uris import from_fs_path

from glossary.errors import GlossaryError
from glossary.model import Concept, Location, Progress
from glossary.project import Project
from glossary.servers.lsp import _actions, _places, _rename
from glossary.servers.lsp._cards import Pen
from glossary.servers.lsp._completion import TRIGGERS, completions, inline_completions
from glossary.servers.lsp._diagnostics import Checked
from glossary.servers.lsp._documents import Document, changed, opened, path_of
from glossary.servers.lsp._hover import hover
from glossary.servers.lsp._server import PAUSE, Server
from glossary.servers.lsp._wire import listen
from glossary.servers.lsp._work import Work

_Answer = TypeVar("_Answer")
_LOG = logging.getLogger("gloss")

SWITCH = 0.001
"""Seconds for which a thread that checks a long text keeps others waiting; Python's own are five times as many, and an
answer is handed on four times."""


def run() -> NoReturn:
    """Serve over standard input and output; the process ends with the client."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="gloss: %(name)s: %(message)s")
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda signum, frame: os._exit(128 + signum))
    sys.setswitchinterval(SWITCH)
    logging.getLogger("pygls.protocol.json_rpc").addFilter(_is_no_answer)
    out, sys.stdout = sys.stdout.buffer, sys.stderr  # nothing but messages of the protocol goes there
    server = made()
    server.protocol.set_writer(_Out(out, server))
    with contextlib.suppress(SystemExit):
        asyncio.run(listen(server.protocol, FileIO(sys.stdin.fileno(), closefd=False)))
    server.end()


class _Out(StdoutWriter):
    """Where messages go; nobody is served any more when they cannot go there."""

    def __init__(self, stdout: BinaryIO, server: Server) -> None:
        super().__init__(stdout)
        self._server = server

    def write(self, data: bytes) -> None:
        try:
            super().write(data)
        except (OSError, ValueError):
            self._server.end()


def _is_no_answer(record: logging.LogRecord) -> bool:
    """Errors that are answers are no failures of the server; where those come from is logged."""
    return not (record.exc_info and isinstance(record.exc_info[1], JsonRpcException))


def made() -> Server:
    """A server with everything that it answers."""
    server = Server()
    for register in (_lifecycle, _texts, _writing, _reading, _renaming, _acting):
        register(server)
    return server


def _lifecycle(server: Server) -> None:
    @server.feature(lsp.INITIALIZE)
    def initialize(params: lsp.InitializeParams) -> None:
        server.start(params)

    @server.feature(lsp.INITIALIZED)
    async def initialized(params: lsp.InitializedParams) -> None:
        server.spawn(server.watch())
        server.spawn(_warm(server))
        server.spawn(server.register_watchers())
        await server.ask_settings()

    @server.feature(lsp.WORKSPACE_DID_CHANGE_CONFIGURATION)
    async def configured(params: lsp.DidChangeConfigurationParams) -> None:
        server.settings = server.settings.updated(params.settings)
        await server.ask_settings()

    @server.feature(lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    async def files_changed(params: lsp.DidChangeWatchedFilesParams) -> None:
        server.recheck()

    @server.feature(lsp.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    async def folders_changed(params: lsp.DidChangeWorkspaceFoldersParams) -> None:
        removed = {path_of(folder.uri) for folder in params.event.removed}
        added = [path for folder in params.event.added if (path := path_of(folder.uri))]
        server.folders = [*(path for path in server.folders if path not in removed), *added]
        server.recheck()


async def _warm(server: Server) -> None:
    """Open the project of the workspace before anybody waits for it; whoever asks meanwhile waits for one step only."""
    steps: tuple[Callable[[Project], object], ...] = (
        lambda project: project.complete("a"),
        lambda project: project.find("a"),
        server.min_score,
        lambda project: gc.freeze(),
    )
    for step in steps:
        await server.answer(lambda step=step: step(server.project(server.desk, None)), None)  # type: ignore[misc]


def _texts(server: Server) -> None:
    @server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    def did_open(params: lsp.DidOpenTextDocumentParams) -> None:
        document = opened(params.text_document, server.encoding)
        server.documents[document.uri] = document
        server.check_soon(document.uri, pause=0)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    def did_change(params: lsp.DidChangeTextDocumentParams) -> None:
        document = server.documents.get(params.text_document.uri)
        if document is None:
            _LOG.warning("changes of a document that is not open: %s", params.text_document.uri)
            return
        new = changed(document, params.text_document.version, params.content_changes)
        server.documents[document.uri] = new
        if server.settings.diagnostics == "change" and not new.is_large:
            server.check_soon(document.uri, pause=PAUSE)

    @server.feature(lsp.TEXT_DOCUMENT_DID_SAVE, lsp.SaveOptions(include_text=False))
    def did_save(params: lsp.DidSaveTextDocumentParams) -> None:
        server.check_soon(params.text_document.uri, pause=0)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    def did_close(params: lsp.DidCloseTextDocumentParams) -> None:
        server.forget(params.text_document.uri)

    @server.feature(
        lsp.TEXT_DOCUMENT_DIAGNOSTIC,
        lsp.DiagnosticOptions(inter_file_dependencies=True, workspace_diagnostics=False, identifier="gloss"),
    )
    async def pulled(params: lsp.DocumentDiagnosticParams) -> lsp.DocumentDiagnosticReport:
        uri = params.text_document.uri
        found = None if server.settings.diagnostics == "off" else await server.findings(uri)
        items = found.diagnostics if found else []
        result = sha256(repr(items).encode()).hexdigest()
        if result == params.previous_result_id:
            return lsp.RelatedUnchangedDocumentDiagnosticReport(result)
        return lsp.RelatedFullDocumentDiagnosticReport(items, result_id=result)


def _writing(server: Server) -> None:
    @server.feature(lsp.TEXT_DOCUMENT_COMPLETION, lsp.CompletionOptions(trigger_characters=TRIGGERS))
    async def complete(params: lsp.CompletionParams) -> lsp.CompletionList:
        text = server.client_capabilities.text_document
        item = text.completion.completion_item if text and text.completion else None
        pen = Pen(item.documentation_format if item else None)
        kind = params.context.trigger_kind if params.context else lsp.CompletionTriggerKind.Invoked
        is_asked_for = kind != lsp.CompletionTriggerKind.TriggerCharacter

        def question(document: Document, project: Project) -> lsp.CompletionList:
            offset = document.positions.offset(params.position)
            place = server.place(document, offset, project)
            return completions(
                document,
                offset,
                project,
                place,
                pen,
                min_score=server.min_score(project),
                is_asked_for=is_asked_for,
                by_word=server.filters_by_word,
            )

        nothing = lsp.CompletionList(is_incomplete=True, items=[])
        return await server.about(params.text_document.uri, question, nothing)

    @server.feature(lsp.TEXT_DOCUMENT_INLINE_COMPLETION)
    async def complete_inline(params: lsp.InlineCompletionParams) -> lsp.InlineCompletionList:
        def question(document: Document, project: Project) -> lsp.InlineCompletionList:
            offset = document.positions.offset(params.position)
            place = server.place(document, offset, project)
            items = inline_completions(document, offset, project, place, min_score=server.min_score(project))
            return lsp.InlineCompletionList(items)

        return await server.about(params.text_document.uri, question, lsp.InlineCompletionList([]))


def _reading(server: Server) -> None:
    @server.feature(lsp.TEXT_DOCUMENT_HOVER)
    async def hovered(params: lsp.HoverParams) -> lsp.Hover | None:
        text = server.client_capabilities.text_document
        pen = Pen(text.hover.content_format if text and text.hover else None)

        def question(document: Document, project: Project) -> lsp.Hover | None:
            offset = document.positions.offset(params.position)
            place = server.place(document, offset, project)
            return hover(document, offset, project, place, pen, min_score=server.min_score(project))

        return await server.about(params.text_document.uri, question, None)

    @server.feature(lsp.TEXT_DOCUMENT_DEFINITION)
    async def defined(params: lsp.DefinitionParams) -> list[lsp.Location]:
        locate = _places.located(server.documents.values(), server.encoding)

        def question(document: Document, project: Project) -> list[lsp.Location]:
            match = _places.term_at(document, document.positions.offset(params.position), project)
            return _places.definitions(match, locate) if match else []

        return await server.about(params.text_document.uri, question, [])

    @server.feature(lsp.TEXT_DOCUMENT_REFERENCES, lsp.ReferenceOptions(work_done_progress=True))
    async def referred(params: lsp.ReferenceParams) -> list[lsp.Location]:
        uri = params.text_document.uri

        def question(document: Document, project: Project) -> Concept | None:
            offset = document.positions.offset(params.position)
            if written := _places.written_at(document, offset, project):
                return written[0]
            match = _places.term_at(document, offset, project)
            return match.concept if match else None

        concept = await server.about(uri, question, None)
        if concept is None:
            return []
        async with Work(server, f"Looking for {concept.terms[0].text}", params.work_done_token) as work:
            found = await server.uses(concept, uri, work)
        if not params.context.include_declaration:
            return found
        locate = _places.located(server.documents.values(), server.encoding)
        written = [term for term in concept.terms if not term.computed]
        origins = [(origin, term) for term in written if (origin := term.origin or concept.origin)]
        nowhere: list[lsp.Location] = []
        declared = await server.answer(
            lambda: [place for origin, term in origins if (place := locate(origin, term.text))], nowhere
        )
        return found + [each for each in declared if each not in found]

    @server.feature(lsp.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT)
    async def highlighted(params: lsp.DocumentHighlightParams) -> list[lsp.DocumentHighlight]:
        def question(document: Document, project: Project) -> list[lsp.DocumentHighlight]:
            offset = document.positions.offset(params.position)
            match = _places.term_at(document, offset, project)
            spans = _places.uses(document, [match.concept], project, around=offset) if match else ()
            kind = lsp.DocumentHighlightKind.Text
            return [lsp.DocumentHighlight(document.positions.range(span), kind) for span in spans]

        return await server.about(params.text_document.uri, question, [])

    @server.feature(lsp.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    async def symbols(params: lsp.DocumentSymbolParams) -> list[lsp.DocumentSymbol]:
        document = server.documents.get(params.text_document.uri)
        return await server.answer(lambda: _places.document_symbols(document), []) if document else []

    @server.feature(lsp.WORKSPACE_SYMBOL)
    async def all_symbols(params: lsp.WorkspaceSymbolParams) -> list[lsp.WorkspaceSymbol]:
        documents = list(server.documents.values())
        locate = _places.located(documents, server.encoding)

        def question() -> list[lsp.WorkspaceSymbol]:
            folders = [server.desk.project(folder) for folder in server.folders]
            projects = dict.fromkeys([*folders, *(server.project(server.desk, each) for each in documents)])
            return _places.workspace_symbols(params.query, projects, locate)

        return await server.answer(question, [])

    @server.feature(lsp.TEXT_DOCUMENT_INLAY_HINT)
    async def hints(params: lsp.InlayHintParams) -> list[lsp.InlayHint]:
        if not server.settings.inlay_hints:
            return []

        def question(document: Document, project: Project) -> list[lsp.InlayHint]:
            return _places.inlay_hints(document, document.positions.span(params.range), project)

        return await server.about(params.text_document.uri, question, [])


def _renaming(server: Server) -> None:
    def document_of(uri: str) -> Document:
        if document := server.documents.get(uri):
            return document
        raise _failed(f"{uri} is not open here; open it and try again")

    @server.feature(lsp.TEXT_DOCUMENT_PREPARE_RENAME)
    async def prepare(params: lsp.PrepareRenameParams) -> lsp.PrepareRenamePlaceholder:
        document = document_of(params.text_document.uri)

        def question() -> lsp.PrepareRenamePlaceholder:
            offset = document.positions.offset(params.position)
            project = server.project(server.desk, document)
            return _rename.prepared(document, offset, project, server.settings.sources)

        try:
            return await server.desk.ask(question)
        except GlossaryError as error:
            raise _failed(_rename.sentence(error)) from None

    @server.feature(lsp.TEXT_DOCUMENT_RENAME)
    async def rename(params: lsp.RenameParams) -> lsp.WorkspaceEdit:
        document = document_of(params.text_document.uri)
        documents = [each for each in server.documents.values() if each.is_file or each is document]

        def question(progress: Progress) -> tuple[_rename.Renamed, lsp.WorkspaceEdit]:
            offset = document.positions.offset(params.position)
            project = server.project(server.checker, document)
            own = [each for each in documents if server.project(server.checker, each).root == project.root]
            sources = server.settings.sources
            made = _rename.renamed(document, offset, params.new_name, project, own, sources, progress)
            return made, _rename.workspace_edit(made, own, server.encoding, server.client_capabilities)

        try:
            async with Work(server, f"Renaming to {params.new_name}", params.work_done_token) as work:
                made, edit = await server.checker.ask(partial(question, work.progress))
        except GlossaryError as error:
            raise _failed(_rename.sentence(error)) from None
        if any(server.documents.get(each.uri) is not each for each in documents):
            message = "a document was changed while its terms were looked for; rename again"
            raise JsonRpcException(message, lsp.LSPErrorCodes.ContentModified)
        server.remember_renamed(made)
        return edit


def _failed(message: str) -> JsonRpcException:
    """An answer that says why there is none."""
    return JsonRpcException(message, lsp.LSPErrorCodes.RequestFailed)


def _acting(server: Server) -> None:
    options = lsp.CodeActionOptions(code_action_kinds=list(_actions.KINDS), resolve_provider=True)

    @server.feature(lsp.TEXT_DOCUMENT_CODE_ACTION, options)
    async def act(params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        document = server.documents.get(params.text_document.uri)
        if document is None:
            return []
        span = document.positions.span(params.range)
        checked = server.checked.get(document.uri)
        if checked is None or checked.document is not document:
            checked = await server.findings(document.uri) or Checked(document)

        def question() -> list[lsp.CodeAction]:
            project = server.project(server.desk, document)
            if not project.looks_into(document.path, sources=server.settings.sources):
                return []
            place = server.place(document, span.end, project)
            found = [
                *_actions.about_findings(checked, span, params.context.diagnostics),
                *_actions.about_selection(document, span, project),
                *_actions.about_segment(document, span.end, place, project),
                *_actions.about_file(checked),
            ]
            actions = _actions.wanted(found, params.context.only)
            if _resolves(server):
                return [_versioned(action, document, server) for action in actions]
            whole = (_whole(action, document, project, server) for action in actions)
            return [action for action in whole if action.edit or action.command]

        return await server.answer(question, [])

    @server.feature(lsp.CODE_ACTION_RESOLVE)
    async def resolve(action: lsp.CodeAction) -> lsp.CodeAction:
        uri = action.data.get("uri") if isinstance(action.data, dict) else None
        document = server.documents.get(str(uri))
        if document is None:
            return action

        def question() -> lsp.CodeAction:
            return _whole(action, document, server.project(server.desk, document), server)

        return await server.answer(question, action)

    @server.command(_actions.WRITE_REASON)
    async def write_reason(*given: Any) -> None:
        uri, range = _given(given, "uri", str) or "", _range(given)
        if uri in server.documents and range and _shows(server):
            with contextlib.suppress(Exception):
                params = lsp.ShowDocumentParams(uri, take_focus=True, selection=range)
                await server.window_show_document_async(params)

    @server.command("gloss.reload")
    async def reload(*given: Any) -> None:
        server.recheck()

    @server.command("gloss.addTerm")
    async def add_term(*given: Any) -> None:
        uri, entry = _given(given, "uri", str) or "", _given(given, "entry", str) or ""
        document = server.documents.get(uri)

        def question() -> tuple[str, Location | None]:
            project = server.project(server.desk, document)
            path, concept = _actions.add_term(entry, project)
            fresh = Project(project.config)
            there = next((each for scope in fresh.scopes if (each := scope.concept(concept.id))), None)
            return str(path), there.origin if there else None

        try:
            path, origin = await server.desk.ask(question)
        except (GlossaryError, ValueError) as error:
            server.tell(str(error), lsp.MessageType.Error)
            return
        server.tell(f"Added {entry} to {path}")
        server.recheck()
        if "/" not in entry:
            await _show(server, path, origin)

    @server.command("gloss.remember")
    async def remember(*given: Any) -> None:
        document = server.documents.get(_given(given, "uri", str) or "")
        position = _given(given, "position", dict)
        if document is None or position is None:
            return
        line, character = (each if isinstance(each := position.get(name), int) else 0 for name in ("line", "character"))
        offset = document.positions.offset(lsp.Position(line, character))

        def question() -> bool:
            project = server.project(server.desk, document)
            place = server.place(document, offset, project)
            if place is None or not place.written.strip():
                return False
            _actions.remember(document, place, project)
            return True

        try:
            done = await server.desk.ask(question)
        except GlossaryError as error:
            server.tell(str(error), lsp.MessageType.Error)
            return
        server.tell("Added to the memory." if done else "There is no finished translation here.")


def _resolves(server: Server) -> bool:
    """Whether the client asks for the edits of an action when somebody chooses it."""
    text = server.client_capabilities.text_document
    support = text.code_action.resolve_support if text and text.code_action else None
    return bool(support and "edit" in support.properties)


def _whole(action: lsp.CodeAction, document: Document, project: Project, server: Server) -> lsp.CodeAction:
    if action.kind == _actions.IGNORE:
        action = _actions.with_comment(action, document, project, shows=_shows(server))
    return _versioned(action, document, server)


def _versioned(action: lsp.CodeAction, document: Document, server: Server) -> lsp.CodeAction:
    """With the version of the document in its edit, where the client can read it."""
    workspace = server.client_capabilities.workspace
    if action.edit and workspace and workspace.workspace_edit and workspace.workspace_edit.document_changes:
        action.edit = _actions.versioned(action.edit, document)
    return action


def _shows(server: Server) -> bool:
    """Whether the client can show a place in a document."""
    window = server.client_capabilities.window
    return bool(window and window.show_document and window.show_document.support)


def _range(given: Sequence[Any]) -> lsp.Range | None:
    """The range in the argument of a command."""
    start, end = _given(given, "start", list), _given(given, "end", list)
    try:
        return lsp.Range(lsp.Position(*start), lsp.Position(*end)) if start and end else None
    except TypeError:
        return None


def _given(given: Sequence[Any], name: str, kind: type[_Answer]) -> _Answer | None:
    """What the argument of a command says under a name, if it is of a kind."""
    value = given[0].get(name) if given and isinstance(given[0], dict) else None
    return value if isinstance(value, kind) else None


async def _show(server: Server, path: str, origin: Location | None) -> None:
    """Open a terms file where somebody has a rendering to write, if the client can."""
    uri = from_fs_path(path)
    if not uri or not _shows(server):
        return
    locate = _places.located(server.documents.values(), server.encoding)
    there = locate(origin, "") if origin else None
    with contextlib.suppress(Exception):
        await server.window_show_document_async(lsp.ShowDocumentParams(uri, selection=there.range if there else None))
