"""The life of the server: what editors and files do around it, and messages that make no sense."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from editor import SERVER, TERMS, Editor, lsp, with_editor


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return made(tmp_path)


def made(directory: Path) -> Path:
    (directory / "terms").mkdir(parents=True)
    (directory / "terms" / "ai.yaml").write_text(TERMS, encoding="utf-8")
    (directory / "gloss.toml").write_text("", encoding="utf-8")
    return directory


class Wire:
    """The server at the other end of a pipe, told bytes."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        assert process.stdin
        assert process.stdout
        self.out, self.into = process.stdin, process.stdout

    def send(self, message: Any) -> None:
        self.send_bytes(json.dumps(message).encode())

    def send_bytes(self, body: bytes, length: int | None = None) -> None:
        self.out.write(b"Content-Length: %d\r\n\r\n" % (len(body) if length is None else length) + body)
        self.out.flush()

    def request(self, number: int, method: str, params: Any = None) -> dict[str, Any]:
        self.send({"jsonrpc": "2.0", "id": number, "method": method, "params": params})
        return self.answer(number)

    def notify(self, method: str, params: Any = None) -> None:
        self.send({"jsonrpc": "2.0", "method": method, "params": params})

    def answer(self, number: int) -> dict[str, Any]:
        """The response to a request; what comes before it is left out."""
        while True:
            header = self.into.readline()
            assert header.startswith(b"Content-Length: "), header
            length = int(header.split(b":")[1])
            while self.into.readline().strip():
                pass
            message: dict[str, Any] = json.loads(self.into.read(length))
            if message.get("id") == number and "method" not in message:
                return message


@pytest.fixture
def wire(project: Path) -> Iterator[Wire]:
    env = {**os.environ, "LC_ALL": "C.UTF-8"}
    pipe = subprocess.PIPE
    with subprocess.Popen(SERVER, cwd=project, stdin=pipe, stdout=pipe, stderr=pipe, env=env) as process:
        opened = Wire(process)
        opened.request(1, "initialize", {"processId": None, "rootUri": project.as_uri(), "capabilities": {}})
        opened.notify("initialized", {})
        yield opened
        process.kill()


def typed(project: Path, text: str, name: str = "x.md") -> dict[str, Any]:
    return {"textDocument": {"uri": (project / name).as_uri(), "languageId": "markdown", "version": 1, "text": text}}


def at(project: Path, line: int, character: int) -> dict[str, Any]:
    return {"textDocument": {"uri": (project / "x.md").as_uri()}, "position": {"line": line, "character": character}}


NONSENSE = {
    "no JSON": b"{",
    "a list": b"[1, 2]",
    "a number": b"7",
    "bytes that are no UTF-8": b'{"jsonrpc": "2.0", "method": "\xff"}',
    "another version of the protocol": b'{"jsonrpc": "1.0", "id": 9, "method": "shutdown"}',
    "a notification that nobody knows": b'{"jsonrpc": "2.0", "method": "$/what"}',
    "a response that nobody waits for": b'{"jsonrpc": "2.0", "id": 77, "result": 1}',
    "brackets without end": b"[" * 100_000,
    "a document without a text": b'{"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {}}',
    "a change of what is closed": b'{"jsonrpc": "2.0", "method": "textDocument/didChange", "params": '
    b'{"textDocument": {"uri": "file:///x", "version": 1}, "contentChanges": []}}',
    "closing what is closed": b'{"jsonrpc": "2.0", "method": "textDocument/didClose", "params": '
    b'{"textDocument": {"uri": "file:///x"}}}',
    "a URI that is none": b'{"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": '
    b'{"uri": "\\u0000:", "languageId": "", "version": -1, "text": "\\ud800"}}}',
}


@pytest.mark.parametrize("name", NONSENSE)
def test_the_next_request_is_answered_after_nonsense(project: Path, wire: Wire, name: str) -> None:
    wire.send_bytes(NONSENSE[name])
    wire.notify("textDocument/didOpen", typed(project, "蒸"))
    found = wire.request(2, "textDocument/completion", at(project, 0, 1))
    assert found["result"]["items"][0]["label"] == "蒸馏"


def test_a_header_that_is_no_header_is_passed_over(project: Path, wire: Wire) -> None:
    wire.out.write(b"Content-Length: many\r\n\r\nhello\r\n")
    wire.notify("textDocument/didOpen", typed(project, "蒸"))
    assert wire.request(2, "textDocument/completion", at(project, 0, 1))["result"]["items"]


def test_a_request_with_wrong_parameters_is_told_so(project: Path, wire: Wire) -> None:
    assert wire.request(2, "textDocument/hover", {"position": "here"})["error"]["code"] == -32602
    assert wire.request(3, "textDocument/what", {})["error"]["code"] == -32601


@pytest.mark.parametrize("position", [(0, 10**9), (10**9, 0), (0, 1), (0, 0), (2**31 - 1, 2**31 - 1)])
def test_a_position_that_is_nowhere_is_the_nearest_one(project: Path, wire: Wire, position: tuple[int, int]) -> None:
    wire.notify("textDocument/didOpen", typed(project, "😀蒸"))
    found = wire.request(2, "textDocument/completion", at(project, *position))["result"]["items"]
    assert bool(found) == (position not in ((0, 1), (0, 0)))
    assert wire.request(3, "textDocument/hover", at(project, *position))["result"] is None


def test_a_lone_surrogate_is_a_character_that_nobody_can_read(project: Path, wire: Wire) -> None:
    wire.notify("textDocument/didOpen", typed(project, "\ud83d蒸"))
    [first, *_] = wire.request(2, "textDocument/completion", at(project, 0, 2))["result"]["items"]
    assert first["textEdit"]["range"]["start"] == {"line": 0, "character": 1}


def test_lines_end_as_the_protocol_says_and_nowhere_else(project: Path, wire: Wire) -> None:
    wire.notify("textDocument/didOpen", typed(project, "a\u2028b\x0cc\r\nd\re\n蒸"))
    assert wire.request(2, "textDocument/completion", at(project, 3, 1))["result"]["items"]


def test_a_request_that_is_cancelled_is_answered_as_cancelled(project: Path, wire: Wire) -> None:
    wire.notify("textDocument/didOpen", typed(project, "蒸馏。" * 20_000))
    for number in range(2, 12):
        wire.send(
            {"jsonrpc": "2.0", "id": number, "method": "textDocument/documentHighlight", "params": at(project, 0, 0)}
        )
    wire.notify("$/cancelRequest", {"id": 11})
    assert wire.answer(11)["error"]["code"] == -32800


def test_it_ends_as_its_client_says(wire: Wire) -> None:
    assert wire.request(2, "shutdown")["result"] is None
    wire.notify("exit")
    assert wire.process.wait(30) == 0


def test_it_ends_when_nobody_speaks_any_more(wire: Wire) -> None:
    wire.out.close()
    assert wire.process.wait(30) == 1


def test_it_ends_when_the_process_of_its_client_has_ended(project: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    pipe = subprocess.PIPE
    with subprocess.Popen(SERVER, cwd=project, stdin=pipe, stdout=pipe, stderr=pipe) as process:
        wire = Wire(process)
        wire.request(1, "initialize", {"processId": ended.pid, "rootUri": None, "capabilities": {}})
        wire.notify("initialized", {})
        assert process.wait(30) == 1


def test_changes_of_terms_and_settings_by_others_are_seen(project: Path) -> None:
    async def work(editor: Editor) -> None:
        uri = editor.open("x.md", "使用规则。\n")
        await editor.published(uri, lambda found: not found)
        new = TERMS + "        - {term: 使用规则, status: forbidden}\n"
        (project / "terms" / "ai.yaml").write_text(new, encoding="utf-8")
        assert [each.code for each in await editor.published(uri, bool)] == ["forbidden-term"]
        (project / "gloss.toml").write_text('[check.rules]\nforbidden-term = "off"\n', encoding="utf-8")
        assert await editor.published(uri, lambda found: not found) == []
        assert [each.method for each in editor.client.registered] == ["workspace/didChangeWatchedFiles"]

    with_editor(work, project)


def test_settings_that_cannot_be_used_are_said_and_the_old_ones_hold(project: Path) -> None:
    async def work(editor: Editor) -> None:
        uri = editor.open("x.md", "使用条例。\n")
        await editor.published(uri, bool)
        (project / "gloss.toml").write_text("terms = 7\n", encoding="utf-8")
        while not editor.client.messages:
            assert await editor.completions(uri, 0, 4)
        assert "gloss.toml" in editor.client.messages[0].message

    with_editor(work, project)


def test_each_document_belongs_to_the_project_that_it_is_in(tmp_path: Path) -> None:
    one, other = made(tmp_path / "one"), made(tmp_path / "other")
    (other / "terms" / "ai.yaml").write_text("concepts:\n  - 蒸发/evaporation\n", encoding="utf-8")

    async def work(editor: Editor) -> None:
        for folder, expected in ((one, {"蒸馏", "distillation"}), (other, {"蒸发", "evaporation"})):
            uri = editor.open(f"{folder.name}/x.md", "蒸")
            assert {item.label for item in await editor.completions(uri, 0, 1)} == expected

    with_editor(work, tmp_path, folders=(one, other))


def test_nothing_is_lost_of_what_is_typed_fast(project: Path) -> None:
    typing = "The 蒸馏 😀 of models; " * 40

    async def work(editor: Editor) -> None:
        uri = editor.open("x.md", "")
        column = 0
        for version, char in enumerate(typing, 2):
            here = lsp.Position(0, column)
            editor.change(uri, version, lsp.TextDocumentContentChangePartial(lsp.Range(here, here), char))
            column += len(char.encode("utf-16-le")) // 2
        where = lsp.DocumentHighlightParams(lsp.TextDocumentIdentifier(uri), lsp.Position(0, 5))
        lit = await editor.client.text_document_document_highlight_async(where)
        assert len(lit) == 40

    with_editor(work, project)


def test_ten_megabytes_are_a_document(project: Path, wire: Wire) -> None:
    wire.notify("textDocument/didOpen", typed(project, "蒸馏是好的。\n" * 500_000, name="x.log"))
    params = at(project, 499_999, 1)
    params["textDocument"]["uri"] = (project / "x.log").as_uri()
    assert wire.request(2, "textDocument/hover", params)["result"]


def test_without_pygls_the_way_out_is_said(project: Path) -> None:
    (project / "pygls.py").write_text("raise ImportError", encoding="utf-8")
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(project), os.environ.get("PYTHONPATH", "")])}
    run = subprocess.run(SERVER, cwd=project, env=env, capture_output=True, timeout=60, stdin=subprocess.DEVNULL)
    assert run.returncode == 2
    assert b"gloss-tm[lsp]" in run.stderr
    assert run.stdout == b""
