"""The server: documents, settings, watching, and which request is answered by what."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import os
import signal
import sys
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from io import FileIO
from multiprocessing import active_children, get_context
from typing import Any, BinaryIO, NoReturn, TypeVar
from uuid import uuid4

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException
from pygls.io_ import StdoutWriter
from pygls.lsp.server import LanguageServer
from pygls.protocol import default_converter
from pygls.uris import from_fs_path

from glossary import __version__
from glossary.drafting import Draft, Place
from glossary.errors import GlossaryError
from glossary.model import Concept, Location, Progress
from glossary.project import Project
from glossary.servers.lsp import _actions, _places, _rename
from glossary.servers.lsp._cards import Pen
from glossary.servers.lsp._completion import TRIGGERS, completions, inline_completions
from glossary.servers.lsp._desk import Desk
from glossary.servers.lsp._diagnostics import Checked, check
from glossary.servers.lsp._documents import Document, changed, opened, path_of
from glossary.servers.lsp._hover import hover
from glossary.servers.lsp._links import Links
from glossary.servers.lsp._settings import Settings
from glossary.servers.lsp._wire import Protocol, listen
from glossary.servers.lsp._work import Work

_Answer = TypeVar("_Answer")
_LOG = logging.getLogger("gloss")

PAUSE = 0.2
"""Seconds without a change after which a document is checked."""

SWITCH = 0.001
"""Seconds for which a thread that checks a long text keeps others waiting; Python's own are five times as many, and an
answer is handed on four times."""

WATCH = 0.5
"""Seconds between two looks at the files of projects, and at the client's process."""

PATIENCE = 2
"""Seconds at the end for what is being answered."""


class Server(LanguageServer):
    """One client's documents, settings and desks."""

    protocol: Protocol

    def __init__(self) -> None:
        super().__init__("gloss", __version__, protocol_cls=Protocol, converter_factory=default_converter)
        self.documents: dict[str, Document] = {}
        self.folders: list[str] = []
        self.settings = Settings()
        self.filters_by_word = False
        self.desk = Desk("gloss-answers", progress=self._progress_from_thread, complain=self._complain)
        self.checker = Desk("gloss-checks", progress=None, complain=lambda message: None)
        self.links = Links()
        self.checked: dict[str, Checked] = {}
        self.drafts: dict[str, Draft | None] = {}
        self.renamed: list[_rename.Renamed] = []
        self._checks: dict[str, asyncio.Task[None]] = {}
        self._tasks: set[asyncio.Task[Any]] = set()
        self._projects: dict[str, Project] = {}
        self._memories: dict[str, bool] = {}
        self._troubles: dict[str, str] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._progress: _Progress | None = None
        self.protocol.missed = self.forget

    # -- state ---------------------------------------------------------------------------------------------------

    @property
    def encoding(self) -> str:
        """What the units of positions are."""
        encoding = self.workspace.position_encoding
        return str(getattr(encoding, "value", encoding))

    @property
    def pulls(self) -> bool:
        """Whether the client asks for diagnostics by itself; then none are published, as it would show them twice."""
        text = self.client_capabilities.text_document
        return bool(text and text.diagnostic)

    @property
    def shows_links(self) -> bool:
        """Whether the client shows where a person reads about a rule."""
        text = self.client_capabilities.text_document
        given = (text.diagnostic, text.publish_diagnostics) if text else ()
        return any(each and each.code_description_support for each in given)

    def start(self, params: lsp.InitializeParams) -> None:
        """What the client says of itself."""
        self._loop = asyncio.get_running_loop()
        folders = [folder.uri for folder in params.workspace_folders or ()] or [params.root_uri or ""]
        self.folders = [path for uri in folders if (path := path_of(uri))]
        self.settings = self.settings.updated(params.initialization_options)
        if params.process_id:
            self.spawn(self.watch_client(params.process_id))
        self.filters_by_word = params.client_info is not None and params.client_info.name == "helix"

    def spawn(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Do something beside what is being done."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def project(self, desk: Desk, document: Document | None) -> Project:
        """The project of a document: the one that its file is in, else that of the first folder of the workspace."""
        if document and document.is_file:
            found = desk.project(os.path.dirname(document.path))
            if found.config is not None or not self.folders:
                return found
        return desk.project(self.folders[0] if self.folders else os.getcwd())

    def min_score(self, project: Project) -> float | None:
        """The least score of past translations; None while the memory of a project is being indexed.

        That is done in a process of its own: it may take a minute, in which terms are offered already.
        """
        path = str(project.memory_path)
        if path not in self._memories and project.memory.exists and self._loop:
            self._memories[path] = project.memory.is_indexed()
            if not self._memories[path]:
                self._loop.call_soon_threadsafe(lambda: self.spawn(self._index(path, str(project.root))))
        return self.settings.min_score if self._memories.get(path, True) else None

    async def _index(self, path: str, root: str) -> None:
        process = get_context("spawn").Process(target=_make_indexes, args=(root,))
        process.start()
        while process.is_alive():
            await asyncio.sleep(WATCH / 10)
        self._memories[path] = True

    async def answer(self, question: Callable[[], _Answer], otherwise: _Answer) -> _Answer:
        """What the desk for answers says; what stands in the way is logged."""
        try:
            return await self.desk.ask(question)
        except GlossaryError as error:
            _LOG.warning("%s", error)
            return otherwise

    async def about(self, uri: str, question: Callable[[Document, Project], _Answer], otherwise: _Answer) -> _Answer:
        """What the desk for answers says about a document as it is now; `otherwise` if it is not open."""
        document = self.documents.get(uri)
        if document is None:
            return otherwise

        def asked() -> _Answer:
            project = self.project(self.desk, document)
            looks = project.looks_into(document.path, sources=self.settings.sources)
            return question(document, project) if looks else otherwise

        return await self.answer(asked, otherwise)

    def forget(self, uri: str) -> None:
        """A document is not open any more, or what is in it is not known: nothing is said about it."""
        if task := self._checks.pop(uri, None):
            task.cancel()
        if document := self.documents.get(uri):
            # behind a check that goes on, which would be kept for ever
            self.spawn(self.checker.ask(lambda: self.project(self.checker, document).forget_typed(document.path)))
        for kept in (self.documents, self.checked, self.drafts, self._projects):
            kept.pop(uri, None)
        if document and not self.pulls:
            self.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri, []))

    async def uses(self, concept: Concept, uri: str, work: Work) -> list[lsp.Location]:
        """Where a concept is used: in open documents, then in the other texts of the project of the document `uri`.

        Each of them is a question of its own, so that whoever writes meanwhile need not wait, and the search ends where
        it is cancelled.
        """
        documents = list(self.documents.values())
        asked = self.documents.get(uri)
        are_open = {os.path.realpath(each.path) for each in documents if each.is_file}

        def closed() -> list[str]:
            paths = self.project(self.checker, asked).texts()
            return [path for path in paths if os.path.realpath(path) not in are_open]

        def in_document(document: Document) -> list[lsp.Location]:
            project = self.project(self.checker, asked)
            if not project.looks_into(document.path, sources=self.settings.sources):
                return []
            ranges = _places.uses_in_document(document, concept, project)
            return [lsp.Location(document.uri, range) for range in ranges]

        def in_file(path: str) -> list[lsp.Location]:
            project = self.project(self.checker, asked)
            ranges = _places.uses_in_file(path, concept, project, self.encoding)
            return [lsp.Location(from_fs_path(os.path.abspath(path)) or "", range) for range in ranges]

        questions = [partial(in_document, each) for each in documents]
        questions += [partial(in_file, each) for each in await self.checker.ask(closed)]
        found: list[lsp.Location] = []
        for done, question in enumerate(questions):
            work.progress(done, len(questions))
            found += await self.checker.ask(question)
        return found

    def place(self, document: Document, offset: int, project: Project) -> Place | None:
        """The segment whose translation is being written."""
        before = self.drafts.get(document.uri)
        place, self.drafts[document.uri] = project.place_at(document.path, document.text, offset, before=before)
        return place

    # -- diagnostics ---------------------------------------------------------------------------------------------

    async def _ask_to_pull(self) -> None:
        with contextlib.suppress(Exception):
            await self.workspace_diagnostic_refresh_async(None)

    def check_soon(self, uri: str, *, pause: float) -> None:
        """Check a document and publish what is found, unless it changes before that."""
        if task := self._checks.pop(uri, None):
            task.cancel()
        if uri in self.documents and not self.pulls:
            self._checks[uri] = asyncio.ensure_future(self._check_and_publish(uri, pause))

    async def _check_and_publish(self, uri: str, pause: float) -> None:
        await asyncio.sleep(pause)
        found = await self.findings(uri)
        document = self.documents.get(uri)
        if document and found and document is found.document:
            diagnostics = found.diagnostics if self.settings.diagnostics != "off" else []
            params = lsp.PublishDiagnosticsParams(uri, diagnostics, document.version)
            self.text_document_publish_diagnostics(params)

    async def findings(self, uri: str) -> Checked | None:
        """What is found in a document as it is now."""
        document = self.documents.get(uri)
        if document is None:
            return None

        def question() -> tuple[Checked, Draft | None, Project]:
            project = self.project(self.checker, document)
            links = self.links if self.shows_links else None
            found = check(document, project, sources=self.settings.sources, links=links)
            return found, project.place_at(document.path, document.text, 0)[1], project

        found, draft, project = await self.checker.ask(question)
        self._warn(str(project.root), found.trouble)
        if uri not in self.checked:
            gc.freeze()  # to look through all that is known of a long text takes longer than to answer
        if self.documents.get(uri) is document:
            self.checked[uri], self.drafts[uri], self._projects[uri] = found, draft, project
        return found

    def _warn(self, root: str, trouble: str | None) -> None:
        """Tell what is wrong with a project once, and again only after it was set right."""
        if trouble and trouble != self._troubles.get(root):
            self.tell(trouble, lsp.MessageType.Warning)
        if trouble is not None:
            self._troubles[root] = trouble

    def recheck(self) -> None:
        """Look at all files again, and check all documents."""
        self.desk.forget()
        self.checker.forget()
        self._refresh(list(self.documents))

    def _refresh(self, uris: list[str]) -> None:
        workspace = self.client_capabilities.workspace
        if self.pulls and uris and workspace and workspace.diagnostics and workspace.diagnostics.refresh_support:
            for uri in uris:
                self.checked.pop(uri, None)
            self.spawn(self._ask_to_pull())  # not every client answers
        for uri in uris:
            self.check_soon(uri, pause=0)

    # -- watching ------------------------------------------------------------------------------------------------

    async def watch(self) -> None:
        """For ever: check again what belongs to a project whose files changed."""
        while True:
            await asyncio.sleep(WATCH)
            try:
                await self.look()
            except Exception:
                _LOG.exception("while looking for changes")

    async def look(self) -> None:
        """Check again what belongs to a project whose files changed, and ask what had to wait for that."""
        if stale := await self.checker.ask(self._stale):
            # said once, as a client need not ask again for what nobody sees
            self._projects.update({uri: project for uri, project in stale.items() if uri in self.documents})
            self._refresh(list(stale))
        for renamed in await self.checker.ask(self._renamed_on_disk):
            self.renamed = [each for each in self.renamed if each is not renamed]
            self.spawn(self._rename_in_memory(renamed))

    async def watch_client(self, process: int) -> None:
        """End when the client has ended; a desk that is busy does not put that off."""
        while _is_alive(process):
            await asyncio.sleep(WATCH)
        _LOG.warning("the client (process %s) has ended", process)
        self.end()

    def end(self) -> NoReturn:
        """End the process, as the client says; what is being written to disk has a moment to get there."""
        for child in active_children():
            child.terminate()
        self.checker.close(patience=0)
        self.desk.close(patience=PATIENCE)
        os._exit(0 if self.protocol._shutdown else 1)

    def _stale(self) -> dict[str, Project]:
        """Documents that were checked with another project than the one that is on disk now, and that."""
        documents = list(self.documents.values())
        return {
            document.uri: now
            for document in documents
            if (before := self._projects.get(document.uri))
            and (now := self.project(self.checker, document)) is not before
        }

    def remember_renamed(self, renamed: _rename.Renamed) -> None:
        """Say what is left for a person, and keep in mind what is to be asked when the change is on disk."""
        if left := renamed.result.left:
            for finding in left:
                self.window_log_message(
                    lsp.LogMessageParams(lsp.MessageType.Info, f"{finding.origin}: {finding.message}")
                )
            self.tell(_rename.left(left), lsp.MessageType.Warning)
        if renamed.result.units:
            others = [each for each in self.renamed if (each.root, each.old) != (renamed.root, renamed.old)]
            self.renamed = [*others, renamed.without_files()]

    def _renamed_on_disk(self) -> list[_rename.Renamed]:
        return [each for each in self.renamed if each.is_on_disk(self.checker.project(each.root))]

    async def _rename_in_memory(self, renamed: _rename.Renamed) -> None:
        """Rename a term in the memory, too, if the person says so: no editor shows what would change there."""
        kind, actions = lsp.MessageType.Info, [lsp.MessageActionItem(_rename.YES), lsp.MessageActionItem(_rename.NO)]
        params = lsp.ShowMessageRequestParams(kind, _rename.memory_question(renamed), actions)
        try:
            chosen = await self.window_show_message_request_async(params)
            if chosen is None or chosen.title != _rename.YES:
                return
            await self.desk.ask(lambda: renamed.in_memory(self.desk.project(renamed.root)))
        except GlossaryError as error:
            self.tell(_rename.sentence(error), lsp.MessageType.Error)
            return
        count = len(renamed.result.units)
        self.tell(f"Changed {count:,} in the memory; {'it is a draft' if count == 1 else 'they are drafts'}.")

    async def ask_settings(self) -> None:
        """Ask the client for its settings, if it says so, and do what they say."""
        workspace = self.client_capabilities.workspace
        if workspace and workspace.configuration:
            item = lsp.ConfigurationItem(section="gloss")
            try:
                for given in await self.workspace_configuration_async(lsp.ConfigurationParams([item])) or ():
                    self.settings = self.settings.updated(given)
            except JsonRpcException as error:
                _LOG.warning("the client does not say its settings: %s", error.message)
        self._refresh(list(self.documents))

    async def register_watchers(self) -> None:
        """Ask the client to tell of changes in settings and terms, if it can."""
        workspace = self.client_capabilities.workspace
        watched = workspace.did_change_watched_files if workspace else None
        if not watched or not watched.dynamic_registration:
            return
        globs = ("**/gloss.toml", "**/pyproject.toml", "**/*.yaml", "**/*.yml", "**/.gloss/memory.db*")
        options = lsp.DidChangeWatchedFilesRegistrationOptions([lsp.FileSystemWatcher(glob) for glob in globs])
        method = lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES
        registration = lsp.Registration(str(uuid4()), method, options)
        try:
            await self.client_register_capability_async(lsp.RegistrationParams([registration]))
        except JsonRpcException as error:
            _LOG.warning("the client does not tell of changed files: %s", error.message)

    # -- telling -------------------------------------------------------------------------------------------------

    def tell(self, message: str, kind: lsp.MessageType = lsp.MessageType.Info) -> None:
        """Show a line to the person."""
        self.window_show_message(lsp.ShowMessageParams(kind, message))

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Errors go to the log, not to the person: most are messages that make no sense."""
        _LOG.error("%s: %s", getattr(source, "__name__", source), error)

    def _complain(self, message: str) -> None:
        if self._loop:
            self._loop.call_soon_threadsafe(self.tell, message, lsp.MessageType.Warning)

    def _progress_from_thread(self, done: int, total: int) -> None:
        if self._loop:
            self._loop.call_soon_threadsafe(self._show_progress, done, total)

    def _show_progress(self, done: int, total: int) -> None:
        window = self.client_capabilities.window
        if not window or not window.work_done_progress or total <= 0:
            return
        if self._progress is None and done < total:
            self._progress = _Progress(str(uuid4()))
            self.spawn(self._begin(self._progress))
        elif self._progress and done >= total:
            self._progress.has_ended = True
            if self._progress.has_begun:
                self._end(self._progress)
            self._progress = None
        elif self._progress and self._progress.has_begun:
            percentage = min(100 * done // total, 100)
            self.work_done_progress.report(self._progress.token, lsp.WorkDoneProgressReport(percentage=percentage))

    async def _begin(self, progress: _Progress) -> None:
        await self.work_done_progress.create_async(progress.token)
        begin = lsp.WorkDoneProgressBegin("gloss", message="Preparing", percentage=0)
        self.work_done_progress.begin(progress.token, begin)
        progress.has_begun = True
        if progress.has_ended:
            self._end(progress)

    def _end(self, progress: _Progress) -> None:
        self.work_done_progress.end(progress.token, lsp.WorkDoneProgressEnd())


@dataclass
class _Progress:
    token: str
    has_begun: bool = False
    has_ended: bool = False


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


def _make_indexes(root: str) -> None:
    """What the process for it does."""
    with contextlib.suppress(GlossaryError):
        Project.find_from(root).memory.make_indexes()


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


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
