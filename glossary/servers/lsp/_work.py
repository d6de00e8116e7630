"""Something that takes a while: shown to the person, who may stop it."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING
from uuid import uuid4

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcRequestCancelled

if TYPE_CHECKING:
    from pygls.lsp.server import LanguageServer


class StoppedError(JsonRpcRequestCancelled):
    """Nobody waits for the answer any more."""


class Work:
    """What is being done for a request, between `async with` and the end of it.

    Args:
        server: Speaks with the client.
        title: What is being done.
        token: By which the client wants to be told; without one, the server asks for it, where the client can.
    """

    def __init__(self, server: LanguageServer, title: str, token: lsp.ProgressToken | None) -> None:
        self._server, self._title = server, title
        self._loop = asyncio.get_running_loop()
        self._token: lsp.ProgressToken = uuid4().hex if token is None else token
        self._is_told = token is not None
        self._is_shown = self._is_over = False
        self._percentage = -1
        self._begin: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Work:
        window = self._server.client_capabilities.window
        if self._is_told:
            self._show()
        elif window and window.work_done_progress:
            self._begin = asyncio.ensure_future(self._ask())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._is_over = True
        if self._is_shown:
            self._server.work_done_progress.end(self._token, lsp.WorkDoneProgressEnd())
        self._server.work_done_progress.tokens.pop(self._token, None)

    def progress(self, done: int, total: int) -> None:
        """Say how far it has got; from any thread.

        Raises:
            StoppedError: The request was cancelled, or the person does not want to wait.
        """
        token = self._server.work_done_progress.tokens.get(self._token)
        if self._is_over or (token and token.cancelled()):
            raise StoppedError
        percentage = 100 * done // max(total, 1)
        if percentage != self._percentage:
            self._percentage = percentage
            self._loop.call_soon_threadsafe(self._report, percentage, f"{done:,}/{total:,}")

    async def _ask(self) -> None:
        with contextlib.suppress(Exception):
            await self._server.work_done_progress.create_async(self._token)
            self._show()

    def _show(self) -> None:
        begin = lsp.WorkDoneProgressBegin(self._title, cancellable=True, percentage=0)
        self._server.work_done_progress.begin(self._token, begin)
        self._is_shown = True
        if self._is_over:
            self._server.work_done_progress.end(self._token, lsp.WorkDoneProgressEnd())
            self._server.work_done_progress.tokens.pop(self._token, None)

    def _report(self, percentage: int, message: str) -> None:
        if self._is_shown and not self._is_over:
            report = lsp.WorkDoneProgressReport(message=message, percentage=percentage)
            self._server.work_done_progress.report(self._token, report)
