"""A client for tests that speaks bytes: the real server as a process, told whatever a program may send."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pygls")

SERVER = (sys.executable, "-m", "glossary", "serve", "lsp")
PATIENCE = 180
"""Seconds after which a test has failed; no test waits for time to pass."""

TERMS = """\
subject: ai
concepts:
  - 蒸馏/distillation
  - DeepSeek
  - id: tos
    definition:
      zh-Hans: 用户使用服务须同意的条款。
    terms:
      en: [terms of service, {term: ToS, type: acronym}]
      zh-Hans:
        - 服务条款
        - {term: 使用条例, status: forbidden, note: 不是法规}
"""

Message = dict[str, Any]
INITIALIZE = {"processId": None, "rootUri": None, "capabilities": {}}


def made(directory: Path, terms: str = TERMS) -> Path:
    """A project with these terms."""
    (directory / "terms").mkdir(parents=True)
    (directory / "terms" / "ai.yaml").write_text(terms, encoding="utf-8")
    (directory / "gloss.toml").write_text("", encoding="utf-8")
    return directory


class Wire:
    """The server at the other end of two pipes.

    What it writes is read strictly: a byte beside the protocol fails the test that reads it.
    """

    def __init__(self, process: subprocess.Popen[bytes], log: Path) -> None:
        self.process, self._log = process, log
        assert process.stdin
        assert process.stdout
        self.out, self._into = process.stdin, process.stdout
        self.said: list[Message] = []
        self._arrived: queue.Queue[Message | Exception | None] = queue.Queue()
        self._next = 1000
        threading.Thread(target=self._read, daemon=True).start()

    # -- telling -------------------------------------------------------------------------------------------------

    def send_raw(self, data: bytes) -> None:
        self.out.write(data)
        self.out.flush()

    def send_bytes(self, *bodies: bytes) -> None:
        """Messages that are there together, however busy the machine is."""
        self.send_raw(b"".join(b"Content-Length: %d\r\n\r\n" % len(body) + body for body in bodies))

    def send(self, *messages: Any) -> None:
        self.send_bytes(*(json.dumps(message).encode() for message in messages))

    def notify(self, method: str, params: Any = None) -> None:
        self.send({"jsonrpc": "2.0", "method": method, "params": params})

    def ask(self, method: str, params: Any = None) -> int:
        """Send a request and do not wait; its id."""
        self._next += 1
        self.send({"jsonrpc": "2.0", "id": self._next, "method": method, "params": params})
        return self._next

    def request(self, method: str, params: Any = None) -> Message:
        return self.answer(self.ask(method, params))

    def open(self, uri: str, text: str, language: str = "markdown", version: int = 1) -> None:
        item = {"uri": uri, "languageId": language, "version": version, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": item})

    def change(self, uri: str, version: int, *changes: Any) -> None:
        about = {"uri": uri, "version": version}
        self.notify("textDocument/didChange", {"textDocument": about, "contentChanges": list(changes)})

    # -- hearing -------------------------------------------------------------------------------------------------

    def heard(self, is_it: Callable[[Message], bool]) -> Message:
        """The next message that is the one; those before it are kept in `said`."""
        while True:
            message = self._arrived.get(timeout=PATIENCE)
            if isinstance(message, Exception):
                raise message
            assert message is not None, f"the server has ended\n{self.log()}"
            self.said.append(message)
            if is_it(message):
                return message

    def answer(self, number: int | str | None) -> Message:
        """The response to a request."""
        return self.heard(lambda message: "method" not in message and message.get("id") == number)

    def called(self, method: str) -> Message:
        """The next request or notification of that name."""
        return self.heard(lambda message: message.get("method") == method)

    def diagnostics(self, uri: str, until: Callable[[list[Message]], bool]) -> list[Message]:
        """What is published of a document as soon as it is as expected."""
        method = "textDocument/publishDiagnostics"
        found = self.heard(
            lambda each: (
                each.get("method") == method and each["params"]["uri"] == uri and until(each["params"]["diagnostics"])
            )
        )
        return list(found["params"]["diagnostics"])

    def reply(self, request: Message, result: Any = None) -> None:
        """Answer what the server asks."""
        self.send({"jsonrpc": "2.0", "id": request["id"], "result": result})

    def log(self) -> str:
        """What it wrote to standard error so far."""
        return self._log.read_text("utf-8", "replace")

    def labels(self, uri: str, line: int, character: int) -> list[str]:
        """What is offered at a place."""
        where = {"textDocument": {"uri": uri}, "position": {"line": line, "character": character}}
        answer = self.request("textDocument/completion", where)
        return [item["label"] for item in answer["result"]["items"]]

    def ends(self) -> int:
        """The exit status once it has ended by itself, after which nothing more may have been written."""
        status = self.process.wait(PATIENCE)
        while (message := self._arrived.get(timeout=PATIENCE)) is not None:
            if isinstance(message, Exception):
                raise message
            self.said.append(message)
        return status

    def close(self) -> int:
        """End it as a client does; its exit status."""
        self.request("shutdown")
        self.notify("exit")
        return self.ends()

    def _read(self) -> None:
        try:
            while header := self._into.readline():
                name, _, length = header.partition(b": ")
                assert name == b"Content-Length", header
                while (line := self._into.readline()) != b"\r\n":
                    assert line.startswith(b"Content-Type: "), line
                message = json.loads(self._into.read(int(length)))
                assert message["jsonrpc"] == "2.0"
                self._arrived.put(message)
            self._arrived.put(None)
        except Exception as error:
            self._arrived.put(error)


@contextmanager
def server(
    directory: Path,
    log: Path,
    *,
    capabilities: Mapping[str, Any] | None = None,
    initialize: bool = True,
    env: Mapping[str, str] | None = None,
    **said: Any,
) -> Iterator[Wire]:
    """The server in a directory; `said` is what its client says beside its capabilities.

    At the end nobody may have seen a traceback.
    """
    pipe = subprocess.PIPE
    environment = {**os.environ, "LC_ALL": "C.UTF-8", **(env or {})}
    with (
        log.open("wb") as errors,
        subprocess.Popen(SERVER, cwd=directory, stdin=pipe, stdout=pipe, stderr=errors, env=environment) as process,
    ):
        wire = Wire(process, log)
        try:
            if initialize:
                params = {**INITIALIZE, "rootUri": directory.as_uri(), "capabilities": capabilities or {}, **said}
                assert "result" in wire.request("initialize", params)
                wire.notify("initialized", {})
            yield wire
        finally:
            process.kill()
    assert "Traceback" not in wire.log(), wire.log()
