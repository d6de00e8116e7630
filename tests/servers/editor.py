"""An editor for tests: the real server as a process over stdio, with a client that knows the protocol."""

from __future__ import annotations

import ast
import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pygls")
pytest_lsp = pytest.importorskip("pytest_lsp")

from lsprotocol import types as lsp  # noqa: E402
from wire import PATIENCE, SERVER  # noqa: E402


class Editor:
    """What a person does in an editor."""

    def __init__(self, client: Any, directory: Path, server: lsp.ServerCapabilities) -> None:
        self.client, self.directory, self.server = client, directory, server

    def uri(self, name: str) -> str:
        return (self.directory / name).as_uri()

    def open(self, name: str, text: str, language: str = "markdown") -> str:
        uri = self.uri(name)
        item = lsp.TextDocumentItem(uri, language, 1, text)
        self.client.text_document_did_open(lsp.DidOpenTextDocumentParams(item))
        return uri

    def change(self, uri: str, version: int, *changes: Any) -> None:
        identifier = lsp.VersionedTextDocumentIdentifier(version, uri)
        self.client.text_document_did_change(lsp.DidChangeTextDocumentParams(identifier, list(changes)))

    async def published(self, uri: str, until: Callable[[Sequence[lsp.Diagnostic]], bool]) -> list[lsp.Diagnostic]:
        """The diagnostics of a document as soon as they are as expected."""
        while uri not in self.client.diagnostics or not until(self.client.diagnostics[uri]):
            await self.client.wait_for_notification(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        return list(self.client.diagnostics[uri])

    async def completions(
        self, uri: str, line: int, character: int, trigger: str | None = None
    ) -> list[lsp.CompletionItem]:
        kind = lsp.CompletionTriggerKind.TriggerCharacter if trigger else lsp.CompletionTriggerKind.Invoked
        context = lsp.CompletionContext(kind, trigger)
        where = lsp.CompletionParams(lsp.TextDocumentIdentifier(uri), lsp.Position(line, character), context=context)
        return list((await self.client.text_document_completion_async(where)).items)

    async def ready(self, uri: str, line: int, character: int) -> None:
        """Wait until the memory is indexed: until it has something to show at a place."""
        while not await self.hover(uri, line, character):
            await asyncio.sleep(0.05)

    async def hover(self, uri: str, line: int, character: int) -> Any:
        where = lsp.HoverParams(lsp.TextDocumentIdentifier(uri), lsp.Position(line, character))
        return await self.client.text_document_hover_async(where)

    async def actions(
        self, uri: str, start: tuple[int, int], end: tuple[int, int], only: list[str] | None = None
    ) -> list[lsp.CodeAction]:
        range = lsp.Range(lsp.Position(*start), lsp.Position(*end))
        context = lsp.CodeActionContext(diagnostics=[], only=only)
        params = lsp.CodeActionParams(lsp.TextDocumentIdentifier(uri), range, context)
        return list(map(_action, await self.client.text_document_code_action_async(params) or []))

    async def command(self, name: str, *arguments: Any) -> None:
        await self.client.workspace_execute_command_async(lsp.ExecuteCommandParams(name, list(arguments)))


def _action(found: Any) -> lsp.CodeAction:
    """lsprotocol reads an action with a command as the command, whose name is then the true command, printed."""
    if isinstance(found, lsp.CodeAction):
        return found
    true = ast.literal_eval(found.command)
    return lsp.CodeAction(found.title, command=lsp.Command(true["title"], true["command"], None, true["arguments"]))


def capabilities(
    encoding: str = "utf-16", *, pull: bool = False, resolve: bool = False, shows: bool = False, versions: bool = False
) -> lsp.ClientCapabilities:
    kinds = lsp.ClientCodeActionLiteralOptions(lsp.ClientCodeActionKindOptions([]))
    return lsp.ClientCapabilities(
        general=lsp.GeneralClientCapabilities(position_encodings=[encoding]),
        text_document=lsp.TextDocumentClientCapabilities(
            diagnostic=lsp.DiagnosticClientCapabilities() if pull else None,
            code_action=lsp.CodeActionClientCapabilities(
                code_action_literal_support=kinds,
                resolve_support=lsp.ClientCodeActionResolveOptions(["edit"]) if resolve else None,
            ),
            hover=lsp.HoverClientCapabilities(content_format=[lsp.MarkupKind.Markdown]),
        ),
        window=lsp.WindowClientCapabilities(show_document=lsp.ShowDocumentClientCapabilities(shows)),
        workspace=lsp.WorkspaceClientCapabilities(
            configuration=True,
            workspace_edit=lsp.WorkspaceEditClientCapabilities(document_changes=versions),
            did_change_watched_files=lsp.DidChangeWatchedFilesClientCapabilities(dynamic_registration=True),
        ),
    )


@asynccontextmanager
async def editor(
    directory: Path,
    said: lsp.ClientCapabilities | None = None,
    *,
    options: Any = None,
    folders: Sequence[Path] = (),
    name: str = "",
) -> AsyncIterator[Editor]:
    """An editor that has opened a directory."""
    client = pytest_lsp.make_test_lsp_client()
    client.registered = []

    @client.feature(lsp.CLIENT_REGISTER_CAPABILITY)
    def register(params: lsp.RegistrationParams) -> None:
        client.registered += params.registrations

    await client.start_io(*SERVER, cwd=str(directory), env={**os.environ, "LC_ALL": "C.UTF-8"})
    try:
        answer = await client.initialize_session(
            lsp.InitializeParams(
                said or capabilities(),
                process_id=os.getpid(),
                client_info=lsp.ClientInfo(name) if name else None,
                initialization_options=options,
                workspace_folders=[lsp.WorkspaceFolder(each.as_uri(), each.name) for each in folders or (directory,)],
            )
        )
        yield Editor(client, directory, answer.capabilities)
        await client.shutdown_session()
    except BaseException:
        client._server.kill()
        raise
    finally:
        await client.stop()


def with_editor(work: Callable[[Editor], Awaitable[None]], directory: Path, **how: Any) -> None:
    """Do something in an editor."""

    async def doing() -> None:
        async with editor(directory, how.pop("said", None), **how) as opened:
            await work(opened)

    asyncio.run(asyncio.wait_for(doing(), PATIENCE))


def applied(text: str, edits: Sequence[lsp.TextEdit]) -> str:
    """A text after edits with positions of UTF-16, done by the rules of the protocol and nothing of the server's."""
    units = text.encode("utf-16-le")
    starts, at = [0], 0
    for line in text.split("\n")[:-1]:
        at += len((line + "\n").encode("utf-16-le"))
        starts.append(at)

    def place(position: lsp.Position) -> int:
        return starts[position.line] + 2 * position.character

    for edit in sorted(edits, key=lambda each: -place(each.range.start)):
        start, end = place(edit.range.start), place(edit.range.end)
        units = units[:start] + edit.new_text.encode("utf-16-le") + units[end:]
    return units.decode("utf-16-le")
