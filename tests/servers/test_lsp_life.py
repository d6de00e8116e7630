"""The life of the server: what editors and files do around it, and messages that make no sense."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from editor import Editor, lsp, with_editor
from wire import SERVER, TERMS, Wire, made, server


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return made(tmp_path)


@pytest.fixture
def wire(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wire]:
    with server(project, tmp_path_factory.mktemp("log") / "log") as opened:
        yield opened


def typed(project: Path, text: str, name: str = "x.md") -> dict[str, Any]:
    return {"textDocument": {"uri": (project / name).as_uri(), "languageId": "markdown", "version": 1, "text": text}}


def at(project: Path, line: int, character: int) -> dict[str, Any]:
    return {"textDocument": {"uri": (project / "x.md").as_uri()}, "position": {"line": line, "character": character}}


def test_lines_end_as_the_protocol_says_and_nowhere_else(project: Path, wire: Wire) -> None:
    wire.notify("textDocument/didOpen", typed(project, "a\u2028b\x0cc\r\nd\re\n蒸"))
    assert wire.request("textDocument/completion", at(project, 3, 1))["result"]["items"]


def test_a_request_that_is_cancelled_is_answered_as_cancelled(project: Path, wire: Wire) -> None:
    wire.notify("textDocument/didOpen", typed(project, "蒸馏。" * 20_000))
    ask = {"jsonrpc": "2.0", "method": "textDocument/documentHighlight", "params": at(project, 0, 0)}
    cancel = {"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": 11}}
    wire.send(*({**ask, "id": number} for number in range(2, 12)), cancel)
    assert wire.answer(11)["error"]["code"] == -32800


def test_it_ends_as_its_client_says(wire: Wire) -> None:
    assert wire.close() == 0


def test_it_ends_when_nobody_speaks_any_more(wire: Wire) -> None:
    wire.out.close()
    assert wire.ends() == 1


def test_it_ends_in_the_middle_of_a_message(wire: Wire) -> None:
    wire.send_raw(b"Content-Length: 100\r\n\r\n{")
    wire.out.close()
    assert wire.ends() == 1


def test_it_ends_when_the_process_of_its_client_has_ended_and_somebody_else_holds_the_pipe(
    project: Path, tmp_path: Path
) -> None:
    with (
        subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as client,
        server(project, tmp_path / "log", processId=client.pid) as wire,
    ):
        assert wire.request("workspace/symbol", {"query": "蒸馏"})["result"]
        client.kill()
        client.wait()
        assert wire.ends() == 1


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
    assert wire.request("textDocument/hover", params)["result"]


def test_without_pygls_the_way_out_is_said(project: Path) -> None:
    (project / "pygls.py").write_text("raise ImportError", encoding="utf-8")
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(project), os.environ.get("PYTHONPATH", "")])}
    run = subprocess.run(SERVER, cwd=project, env=env, capture_output=True, timeout=60, stdin=subprocess.DEVNULL)
    assert run.returncode == 2
    assert b"gloss-tm[lsp]" in run.stderr
    assert run.stdout == b""
