"""Bytes that are no messages, messages that make no sense, places that are nowhere, files that are none.

Each row is sent to the real server. Then it must answer the next question rightly, end as its client says, and have
written nothing but the protocol to standard output and no traceback to standard error.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from wire import INITIALIZE, TERMS, Message, Wire, made, server

UNKNOWN = b'{"jsonrpc": "2.0", "id": 5, "method": "textDocument/what"}'
LENGTH = len(UNKNOWN)


class Standing:
    """One server for many rows; another one after a row that it did not survive."""

    def __init__(self, directory: Path, units: str) -> None:
        self.directory, self._said = directory, {"general": {"positionEncodings": [units]}}
        self._stack = ExitStack()
        self._wire: Wire | None = None

    def wire(self) -> Wire:
        if self._wire is None:
            self.forget()
            number = len(list(self.directory.parent.glob("log*")))
            log = self.directory.parent / f"log{number}"
            self._wire = self._stack.enter_context(server(self.directory, log, capabilities=self._said))
        self._wire.said.clear()
        return self._wire

    def forget(self) -> None:
        self._stack, stack, self._wire = ExitStack(), self._stack, None
        stack.close()

    def close(self) -> None:
        if self._wire:
            assert self._wire.close() == 0
        self.forget()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return made(tmp_path / "project")


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standing]:
    opened = Standing(made(tmp_path_factory.mktemp("standing") / "project"), "utf-16")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def standing_in_bytes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standing]:
    opened = Standing(made(tmp_path_factory.mktemp("standing") / "project"), "utf-8")
    yield opened
    opened.close()


@pytest.fixture
def wire(standing: Standing) -> Iterator[Wire]:
    """A server that has been told much nonsense already, and must live after this row, too."""
    opened = standing.wire()
    try:
        yield opened
        lives(opened, standing.directory)
    except BaseException:
        standing.forget()
        raise


def lives(wire: Wire, directory: Path) -> None:
    """Whether it answers, checks and keeps quiet on standard error as if nothing had been."""
    uri = (directory / "after.md").as_uri()
    wire.open(uri, "distil\n使用条例。\n")
    [found] = wire.diagnostics(uri, bool)
    assert found["code"] == "forbidden-term"
    assert "蒸馏" in wire.labels(uri, 0, 6)
    assert "Traceback" not in wire.log()


def at(uri: str, line: Any = 0, character: Any = 0) -> Message:
    return {"textDocument": {"uri": uri}, "position": {"line": line, "character": character}}


def error(wire: Wire, number: int | None) -> int:
    return int(wire.answer(number)["error"]["code"])


FRAMES = {
    "the name in lower case": (b"content-length: %d\r\n\r\n%s" % (LENGTH, UNKNOWN), 5),
    "no space": (b"Content-Length:%d\r\n\r\n%s" % (LENGTH, UNKNOWN), 5),
    "lines that end as on Unix": (b"Content-Length: %d\n\n%s" % (LENGTH, UNKNOWN), 5),
    "a type before the length": (
        b"Content-Type: x; charset=utf-8\r\nContent-Length: %d\r\n\r\n%s" % (LENGTH, UNKNOWN),
        5,
    ),
    "a type after the length": (b"Content-Length: %d\r\nContent-Type: x\r\n\r\n%s" % (LENGTH, UNKNOWN), 5),
    "the same length twice": (b"Content-Length: %d\r\n" % LENGTH * 2 + b"\r\n" + UNKNOWN, 5),
    "a length that is a little too large": (b"Content-Length: %d\r\n\r\n%s" % (LENGTH + 5, UNKNOWN), 5),
    "a length that is far too large": (b"Content-Length: 90000000\r\n\r\n" + UNKNOWN, 5),
    "a length that is too small": (b"Content-Length: %d\r\n\r\n%s" % (LENGTH - 5, UNKNOWN), None),
    "characters counted, not bytes": (
        b"Content-Length: 55\r\n\r\n" + '{"jsonrpc": "2.0", "id": 5, "method": "蒸馏蒸馏蒸馏"}'.encode(),
        None,
    ),
    "another length the second time": (b"Content-Length: %d\r\nContent-Length: 3\r\n\r\n%s" % (LENGTH, UNKNOWN), None),
    "nothing": (b"Content-Length: 0\r\n\r\n", None),
}
"""Bytes, and which request is answered: that of the message, or none that anybody could know."""

JUNK = {
    "a negative length": b"Content-Length: -5\r\n\r\n" + UNKNOWN,
    "a length that is no number": b"Content-Length: many\r\n\r\n" + UNKNOWN,
    "a length that no message has": b"Content-Length: 99999999999999999999\r\n\r\n" + UNKNOWN,
    "a length that no memory has": b"Content-Length: 999999999\r\n\r\n" + UNKNOWN,
    "no length": b"X: y\r\n\r\n" + UNKNOWN,
    "no header": UNKNOWN,
    "no blank line": b"Content-Length: %d\r\n%s" % (LENGTH, UNKNOWN),
    "words": b"hello\r\nworld\r\n\r\n",
    "bytes": bytes(range(256)) * 4,
    "a line without end": b"X" * 3_000_000,
}


@pytest.mark.parametrize("name", FRAMES)
def test_a_message_in_a_wrong_frame_is_answered_if_it_can_be_known(wire: Wire, name: str) -> None:
    data, number = FRAMES[name]
    wire.send_raw(data)
    wire.notify("$/next")
    assert error(wire, number) in ((-32601,) if number else (-32700,))


@pytest.mark.parametrize("name", JUNK)
def test_the_next_message_is_found_behind_bytes_that_are_none(wire: Wire, name: str) -> None:
    wire.send_raw(JUNK[name])
    assert wire.request("workspace/symbol", {"query": "蒸馏"})["result"]
    assert "passed over" in wire.log()


def test_a_message_may_come_byte_by_byte(wire: Wire) -> None:
    for byte in b"Content-Length: %d\r\n\r\n%s" % (LENGTH, UNKNOWN):
        wire.send_raw(bytes([byte]))
    assert error(wire, 5) == -32601


def said(**message: Any) -> bytes:
    return json.dumps({"jsonrpc": "2.0", **message}).encode()


HOVER = "textDocument/hover"
COMMAND = "workspace/executeCommand"
DEEP = b'{"jsonrpc": "2.0", "id": 5, "method": "x", "params": ' + b'{"a": ' * 100_000 + b"1" + b"}" * 100_001

REFUSED = {
    "no JSON": (b"{", None, -32700),
    "bytes that are no UTF-8": (b'{"jsonrpc": "2.0", "method": "\xff"}', None, -32700),
    "a number that JSON has not": (b'{"jsonrpc": "2.0", "id": NaN, "method": "shutdown"}', None, -32700),
    "a number of 5000 digits": (b'{"jsonrpc": "2.0", "id": %s, "method": "shutdown"}' % (b"9" * 5000), None, -32700),
    "depth": (DEEP, None, -32700),
    "a batch": (b'[{"jsonrpc": "2.0", "id": 5, "method": "shutdown"}]', None, -32600),
    "a string": (b'"shutdown"', None, -32600),
    "another version of the protocol": (b'{"jsonrpc": "1.0", "id": 5, "method": "shutdown"}', 5, -32600),
    "no version": (b'{"id": 5, "method": "shutdown"}', 5, -32600),
    "a list for an id": (said(id=[1], method="shutdown"), None, -32600),
    "true for an id": (said(id=True, method="shutdown"), None, -32600),
    "nothing for an id": (said(id=None, method="shutdown"), None, -32600),
    "a number for a method": (said(id=5, method=7), 5, -32600),
    "a notification as a request": (said(id=5, method="exit"), 5, -32600),
    "initialize a second time": (said(id=5, method="initialize", params=INITIALIZE), 5, -32600),
    "a method that nobody has": (said(id=5, method="x/y"), 5, -32601),
    "a method of clients": (said(id=5, method="workspace/configuration", params={"items": []}), 5, -32601),
    "a method that is not offered": (said(id=5, method="textDocument/rangeFormatting", params={}), 5, -32601),
    "no parameters": (said(id=5, method=HOVER), 5, -32602),
    "a string for parameters": (said(id=5, method=HOVER, params="x"), 5, -32602),
    "a list for parameters": (said(id=5, method=HOVER, params=[1, 2]), 5, -32602),
    "a word for a line": (said(id=5, method=HOVER, params=at("file:///x", "one")), 5, -32602),
    "a command that nobody has": (said(id=5, method=COMMAND, params={"command": "rm"}), 5, -32602),
}
"""Bytes, which request is answered, and by which error."""

PASSED_OVER = {
    "an object": b"{}",
    "a notification that nobody knows": said(method="x/y"),
    "a notification that may be passed over": said(method="$/what"),
    "a request without an id": said(method=HOVER, params=at("file:///x")),
    "a response that nobody waits for": said(id=77, result=1),
    "an error that nobody waits for": said(id=77, error={"code": 1, "message": "no"}),
    "an error that is none": said(id=77, error=5),
    "cancelling what is not asked": said(method="$/cancelRequest", params={"id": 999}),
    "cancelling an object": said(method="$/cancelRequest", params={"id": {}}),
    "cancelling nothing": said(method="$/cancelRequest"),
    "settings that are a list": said(method="workspace/didChangeConfiguration", params={"settings": [1]}),
    "settings of the wrong types": said(
        method="workspace/didChangeConfiguration",
        params={"settings": {"gloss": {"diagnostics": {}, "minScore": 10**400, "inlayHints": "\ud800\0"}}},
    ),
    "settings that look like a message": said(
        method="workspace/didChangeConfiguration", params={"settings": {"jsonrpc": "2.0", "id": 3, "method": "exit"}}
    ),
    "folders that are none": said(
        method="workspace/didChangeWorkspaceFolders",
        params={"event": {"added": [{"uri": "file://[", "name": ""}], "removed": [{"uri": "\ud800", "name": "\0"}]}},
    ),
    "a document without a text": said(method="textDocument/didOpen", params={}),
    "a notebook": said(
        method="notebookDocument/didChange", params={"notebookDocument": {"version": 1, "uri": "x"}, "change": {}}
    ),
    "saving what is not open": said(method="textDocument/didSave", params={"textDocument": {"uri": "x"}}),
    "closing what is closed": said(method="textDocument/didClose", params={"textDocument": {"uri": "x"}}),
    "a change of what was never open": said(
        method="textDocument/didChange",
        params={"textDocument": {"uri": "x", "version": 1}, "contentChanges": [{"text": ""}]},
    ),
}

ARGUMENTS: dict[str, list[Any]] = {
    "no argument": [],
    "numbers": [1, 2, 3],
    "an object of something else": [{"uri": 5, "entry": {}, "position": {"line": "a"}}],
    "a document that is not open": [{"uri": "\ud800", "position": {"line": 10**30, "character": -1}}],
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_message_that_makes_no_sense_is_refused(wire: Wire, name: str) -> None:
    data, number, code = REFUSED[name]
    wire.send_bytes(data)
    assert error(wire, number) == code


@pytest.mark.parametrize("name", PASSED_OVER)
def test_what_needs_no_answer_gets_none(wire: Wire, name: str) -> None:
    wire.send_bytes(PASSED_OVER[name])
    assert wire.request("workspace/symbol", {"query": "蒸馏"})["result"]
    assert [message for message in wire.said if "error" in message] == []


@pytest.mark.parametrize("name", ARGUMENTS)
def test_a_command_with_wrong_arguments_does_nothing(wire: Wire, standing: Standing, name: str) -> None:
    for command in ("gloss.addTerm", "gloss.remember"):
        answer = wire.request(COMMAND, {"command": command, "arguments": ARGUMENTS[name]})
        assert answer["result"] is None
    assert "error" not in wire.request(COMMAND, {"command": "gloss.reload", "arguments": ARGUMENTS[name]})
    assert (standing.directory / "terms" / "ai.yaml").read_text(encoding="utf-8") == TERMS
    assert not (standing.directory / ".gloss").exists()


def test_nothing_is_answered_before_initialize_nor_after_shutdown(project: Path, tmp_path: Path) -> None:
    with server(project, tmp_path / "log", initialize=False) as wire:
        wire.open((project / "x.md").as_uri(), "使用条例")
        assert wire.request(HOVER, at("x"))["error"]["code"] == -32002
        assert wire.request("shutdown")["error"]["code"] == -32002
        assert wire.request("initialize", {"capabilities": 7})["error"]["code"] == -32602
        assert "result" in wire.request("initialize", {**INITIALIZE, "rootUri": project.as_uri()})
        wire.notify("initialized", {})
        assert wire.request("workspace/symbol", {"query": "蒸馏"})["result"]
        assert wire.request("shutdown")["result"] is None
        assert wire.request(HOVER, at("x"))["error"]["code"] == -32600
        wire.notify("exit")
        assert wire.ends() == 0


def test_exit_without_shutdown_is_no_success(project: Path, tmp_path: Path) -> None:
    with server(project, tmp_path / "log", initialize=False) as wire:
        wire.notify("exit")
        assert wire.ends() == 1


def test_an_answer_to_a_question_of_its_own_does_not_count(wire: Wire, standing: Standing) -> None:
    uri = (standing.directory / "x.md").as_uri()
    wire.open(uri, "蒸馏")
    number = wire.ask(HOVER, at(uri))
    wire.send({"jsonrpc": "2.0", "id": number, "result": "mine"})
    assert "蒸馏" in json.dumps(wire.answer(number), ensure_ascii=False)


# -- places ------------------------------------------------------------------------------------------------------

NOWHERE = {
    "before the beginning": ("好。", (-1, -1), "utf-16", (0, 0)),
    "beyond the line": ("好。", (0, 2**31 - 1), "utf-16", (0, 2)),
    "beyond the document": ("好。", (2**31 - 1, 0), "utf-16", (0, 2)),
    "beyond all numbers": ("好。", (2**40, 10**30), "utf-16", (0, 2)),
    "between two numbers": ("好。", (0, 1.5), "utf-16", (0, 1)),
    "inside a surrogate pair": ("好😀好", (0, 2), "utf-16", (0, 1)),
    "inside a character of UTF-8": ("好好。", (0, 4), "utf-8", (0, 3)),
    "inside a family": ("好👨\u200d👩", (0, 3), "utf-16", (0, 3)),
    "between CR and LF": ("好\r\n好", (0, 9), "utf-16", (0, 1)),
    "behind a lone CR": ("a\r好", (1, 1), "utf-16", (1, 1)),
    "behind what ends no line": ("a\u2028b\x0c\x85好", (0, 6), "utf-16", (0, 6)),
    "behind a byte order mark": ("\ufeff好", (0, 1), "utf-16", (0, 1)),
    "behind a control character": ("\x1b好", (0, 2), "utf-16", (0, 2)),
    "behind half of a character": ("\ud83d好", (0, 2), "utf-16", (0, 2)),
    "in nothing": ("", (5, 5), "utf-8", (0, 0)),
}
"""A text, a position, its units, and where what is put there then stands."""


@pytest.mark.parametrize("name", NOWHERE)
def test_a_place_that_is_nowhere_is_the_nearest_one_before(
    standing: Standing, standing_in_bytes: Standing, name: str
) -> None:
    text, (line, character), units, expected = NOWHERE[name]
    chosen = standing if units == "utf-16" else standing_in_bytes
    wire, uri = chosen.wire(), (chosen.directory / "nowhere.md").as_uri()
    wire.open(uri, text)
    for method in ("textDocument/completion", HOVER, "textDocument/definition", "textDocument/documentHighlight"):
        assert "result" in wire.request(method, at(uri, line, character))
    there = {"start": {"line": line, "character": character}, "end": {"line": line, "character": character}}
    given = {"textDocument": {"uri": uri}, "range": there, "context": {"diagnostics": []}}
    assert "result" in wire.request("textDocument/codeAction", given)
    wire.change(uri, 2, {"range": there, "text": "使用条例"})
    [found] = wire.diagnostics(uri, bool)
    assert (found["range"]["start"]["line"], found["range"]["start"]["character"]) == expected
    lives(wire, chosen.directory)


def test_a_range_that_ends_before_it_begins_is_taken_the_other_way_round(wire: Wire, standing: Standing) -> None:
    uri = (standing.directory / "x.md").as_uri()
    wire.open(uri, "好使用不好条例。")
    there = {"start": {"line": 0, "character": 5}, "end": {"line": 0, "character": 3}}
    wire.change(uri, 2, {"range": there, "text": ""})
    [found] = wire.diagnostics(uri, bool)
    assert found["range"] == {"start": {"line": 0, "character": 1}, "end": {"line": 0, "character": 5}}


def test_changes_count_in_the_order_in_which_they_come_whatever_their_version(wire: Wire, standing: Standing) -> None:
    uri = (standing.directory / "x.md").as_uri()
    wire.open(uri, "好。", version=7)
    wire.change(uri, 3, {"text": "使用条例。"})
    assert wire.diagnostics(uri, bool)
    wire.change(uri, 3, {"text": "😀使用条例。"})
    wire.diagnostics(uri, lambda found: bool(found) and found[0]["range"]["start"]["character"] == 2)
    wire.open(uri, "好使用条例。", version=1)
    wire.diagnostics(uri, lambda found: bool(found) and found[0]["range"]["start"]["character"] == 1)


def test_a_document_is_closed_once_and_may_be_open_again(wire: Wire, standing: Standing) -> None:
    uri = (standing.directory / "x.md").as_uri()
    for _ in range(2):
        wire.open(uri, "使用条例。")
        assert wire.diagnostics(uri, bool)
        for _ in range(2):
            wire.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
        wire.diagnostics(uri, lambda found: not found)
        wire.change(uri, 2, {"text": "使用条例。"})
        assert wire.request(HOVER, at(uri, 0, 1))["result"] is None


def test_a_document_whose_change_makes_no_sense_is_known_again_when_it_is_opened(
    wire: Wire, standing: Standing
) -> None:
    uri = (standing.directory / "x.md").as_uri()
    wire.open(uri, "蒸馏和使用条例。")
    assert wire.diagnostics(uri, bool)
    wire.change(uri, 2, {"range": "all of it", "text": 7})
    wire.diagnostics(uri, lambda found: not found)
    assert wire.request(HOVER, at(uri, 0, 1))["result"] is None
    wire.open(uri, "使用条例。")
    assert wire.diagnostics(uri, bool)


# -- files -------------------------------------------------------------------------------------------------------

URIS = {
    "nothing": "",
    "a document without a file": "untitled:Untitled-1",
    "another scheme": "git:/x.md?{}",
    "no URI": "file://[",
    "no path": "file:",
    "a name without a directory": "file:x.md",
    "NUL": "file:///%00.md",
    "half of a character": "file:///\ud800.md",
    "bytes that are no UTF-8": "file:///%FF%FE.md",
    "a line end": "file:///x%0A.md",
    "a name that no system allows": "file:///" + "x" * 5000 + ".md",
    "Windows": "file:///C%3A/x/y.md",
    "a share": "file://server/share/x.md",
    "a directory": "file:///tmp",
    "a device": "file:///dev/stdin",
}


@pytest.mark.parametrize("name", URIS)
def test_a_document_may_be_called_anything(wire: Wire, name: str) -> None:
    uri = URIS[name]
    wire.open(uri, "蒸馏和使用条例。")
    assert wire.request(HOVER, at(uri, 0, 1))["result"]
    assert wire.labels(uri, 0, 2)
    wire.change(uri, 2, {"text": "服务条款"})
    assert wire.request(HOVER, at(uri, 0, 1))["result"]
    wire.notify("textDocument/didClose", {"textDocument": {"uri": uri}})


@pytest.mark.parametrize("name", ["说明 文档.md", "a;b.md", "#1?.md", "100%.md"])
def test_a_name_is_the_same_however_it_is_written(wire: Wire, standing: Standing, name: str) -> None:
    settings = standing.directory / "gloss.toml"
    settings.write_text(f"[check]\nexclude = [{json.dumps(name)}]\n", encoding="utf-8")
    percent = (standing.directory / name).as_uri()
    for uri in {percent, percent.replace("%3B", ";")}:
        wire.open(uri, "使用条例。")
        wire.diagnostics(uri, lambda found: not found)
        wire.open(percent.replace(".md", "x.md"), "使用条例。")
        wire.diagnostics(percent.replace(".md", "x.md"), bool)
    settings.write_text("", encoding="utf-8")


CATALOGUE = 'msgid ""\nmsgstr ""\n"Language: zh_CN\\n"\n\n' + "".join(
    f'msgid "the ToS {number}"\nmsgstr "条款 {number}"\n\n' for number in range(250_000)
)
TEN_MEGABYTES = {
    "one line": ("big.md", "蒸馏是好的，条款也是好的。" * 260_000, 0),
    "many lines": ("big.md", "蒸馏是好的，条款也是好的。\n\n" * 250_000, 200_000),
    "a catalogue": ("zh_CN.po", CATALOGUE, 400_002),
    "terms": ("big.yaml", "concepts:\n" + "".join(f"  - 甲{n}/word{n}\n" for n in range(450_000)), 200_000),
}


@pytest.mark.parametrize("name", TEN_MEGABYTES)
def test_ten_megabytes_are_a_document_beside_which_others_are_answered(
    project: Path, tmp_path: Path, name: str
) -> None:
    file, text, line = TEN_MEGABYTES[name]
    with server(project, tmp_path / "log") as wire:
        big, small = (project / file).as_uri(), (project / "small.md").as_uri()
        wire.open(big, text)
        lit = wire.ask("textDocument/documentHighlight", at(big, line, 1))
        wire.change(
            big, 2, {"range": {"start": at("", line)["position"], "end": at("", line)["position"]}, "text": "蒸"}
        )
        wire.open(small, "distil")
        assert "蒸馏" in wire.labels(small, 0, 6)
        assert any(message.get("id") == lit for message in wire.said)
        assert "蒸馏" in wire.labels(big, line, 1)
        assert wire.close() == 0


@pytest.mark.parametrize("kind", ["a link out of the project", "a pipe", "unreadable"])
def test_nothing_is_read_but_what_is_open_and_what_the_project_owns(project: Path, tmp_path: Path, kind: str) -> None:
    outside, original = tmp_path / "secret.md", project / "x.en.md"
    outside.write_text("Secret terms of service.\n", encoding="utf-8")
    if kind == "a pipe":
        os.mkfifo(original)
    elif kind == "unreadable":
        original.mkdir()
    else:
        original.symlink_to(outside)
    (project / "plain.en.md").write_text("Known terms of service.\n", encoding="utf-8")
    with server(project, tmp_path / "log") as wire:
        for name, is_read in (("plain.zh.md", True), ("x.zh.md", False)):
            uri = (project / name).as_uri()
            wire.open(uri, "好\n")
            assert ("服务条款" in wire.labels(uri, 0, 1)) is is_read
        lives(wire, project)
