"""The server: documents, settings, what is found, watching."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import os
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import partial
from multiprocessing import active_children, get_context
from typing import Any, NoReturn, TypeVar
from uuid import uuid4

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer
from pygls.protocol import default_converter
from pygls.uris import from_fs_path

from glossary import __version__
from glossary.drafting import Draft, Place
from glossary.errors import GlossaryError
from glossary.model import Concept
from glossary.project import Project
from glossary.servers.lsp import _places, _rename
from glossary.servers.lsp._desk import Desk
from glossary.servers.lsp._diagnostics import Checked, check
from glossary.servers.lsp._documents import Document, path_of
from glossary.servers.lsp._links import Links
from glossary.servers.lsp._settings import Settings
from glossary.servers.lsp._wire import Protocol
from glossary.servers.lsp._work import Work

_Answer = TypeVar("_Answer")
_LOG = logging.getLogger("gloss")

PAUSE = 0.2
"""Seconds without a change after which a document is checked."""

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

        def question() -> tuple[Checked, Project]:
            project = self.project(self.checker, document)
            links = self.links if self.shows_links else None
            return check(document, project, sources=self.settings.sources, links=links), project

        found, project = await self.checker.ask(question)
        self._warn(str(project.root), found.trouble)
        if uri not in self.checked:
            gc.freeze()  # to look through all that is known of a long text takes longer than to answer
        if self.documents.get(uri) is document:
            self.checked[uri], self._projects[uri] = found, project
            self.spawn(self._align_again(document))
        return found

    async def _align_again(self, document: Document) -> None:
        """Align a text with its original as it is now; what is found in it does not wait for that."""

        def question() -> Draft | None:
            return self.project(self.checker, document).place_at(document.path, document.text, 0)[1]

        draft = await self.checker.ask(question)
        if self.documents.get(document.uri) is document:
            self.drafts[document.uri] = draft

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


def _make_indexes(root: str) -> None:
    """What the process for it does."""
    with contextlib.suppress(GlossaryError):
        Project.find_from(root).memory.make_indexes()


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
