"""How fast the language server answers: a real process over stdio, with a client that counts milliseconds.

python benchmarks/lsp.py [DIRECTORY]

The project has 10,000 concepts, and the memory of DIRECTORY if one is named. Concepts and texts are made up.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

CONCEPTS, LINES, ROUNDS = 10_000, 2_000, 100
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Client:
    """The other end of the pipe."""

    def __init__(self, directory: Path) -> None:
        command = [sys.executable, "-m", "glossary", "serve", "lsp"]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, cwd=directory, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL)
        self._number = 0

    def send(self, method: str, params: Any, *, number: int | None = None) -> None:
        assert self.process.stdin
        message = {"jsonrpc": "2.0", "method": method, "params": params, **({"id": number} if number else {})}
        body = json.dumps(message).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def ask(self, method: str, params: Any) -> Any:
        self._number += 1
        self.send(method, params, number=self._number)
        return self.until(lambda message: message.get("id") == self._number and "method" not in message)["result"]

    def until(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        assert self.process.stdout
        while True:
            length = int(self.process.stdout.readline().split(b":")[1])
            while self.process.stdout.readline().strip():
                pass
            message: dict[str, Any] = json.loads(self.process.stdout.read(length))
            if wanted(message):
                return message

    def memory(self) -> float:
        """Megabytes that are resident; 0 where the system does not say."""
        status = Path(f"/proc/{self.process.pid}/status")
        lines = status.read_text(encoding="utf-8").splitlines() if status.exists() else []
        return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS")), 0.0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", nargs="?", type=Path)
    given = parser.parse_args().directory
    with tempfile.TemporaryDirectory() as made:
        directory = _project(Path(made))
        if given:
            (directory / ".gloss").symlink_to(given.absolute() / ".gloss")
        os.environ.setdefault("GLOSS_CACHE_DIR", str(directory / "cache"))
        _measure(directory, has_memory=(directory / ".gloss" / "memory.db").exists())


def _measure(directory: Path, *, has_memory: bool) -> None:
    for name in ("cold", "warm"):
        started = time.perf_counter()
        client = Client(directory)
        client.ask("initialize", {"processId": None, "rootUri": directory.as_uri(), "capabilities": {}})
        client.send("initialized", {})
        first = _open(client, directory / "first.md", "distil", "markdown")
        client.ask("textDocument/completion", _at(first, 0, 6))
        print(f"{name}: ready to answer after {time.perf_counter() - started:.2f} s")
        if name == "cold":
            client.process.kill()
            client.process.wait()
    lines = _text(random.Random(7))
    uri = _open(client, directory / "text.md", "\n".join(lines), "markdown")
    _published(client, uri)
    _times("completion, English", lambda n: client.ask("textDocument/completion", _at(uri, 4 * n + 2, 12)))
    _times("completion, Chinese", lambda n: client.ask("textDocument/completion", _at(uri, 4 * n, 2)))
    _times("hover", lambda n: client.ask("textDocument/hover", _at(uri, 4 * n, 2)))
    _edits(client, uri, f"diagnostics of {LINES} lines of Markdown after an edit")
    po = directory / "messages.po"
    number = 500
    catalogue = _catalogue(random.Random(8), number)
    po_uri = _open(client, po, catalogue, "po")
    _published(client, po_uri)
    line = catalogue[: catalogue.index('msgstr ""\n\n', 80)].count("\n")
    where = "with" if has_memory else "without"
    _times(
        f"completion in a msgstr, {where} a memory",
        lambda n: client.ask("textDocument/completion", _at(po_uri, line + 3 * n, 8)),
    )
    print(f"memory of the server: {client.memory():.0f} MB")
    client.ask("shutdown", None)
    client.send("exit", None)
    client.process.wait()


def _edits(client: Client, uri: str, what: str) -> None:
    """From the last key to the findings, less the pause that the server waits for another key."""
    from glossary.servers.lsp._server import PAUSE

    def edit(number: int) -> None:
        start = {"line": 4 * number, "character": 0}
        change = {"range": {"start": start, "end": start}, "text": "好"}
        document = {"uri": uri, "version": number + 2}
        client.send("textDocument/didChange", {"textDocument": document, "contentChanges": [change]})
        _published(client, uri, number + 2)

    _times(what, edit, rounds=10, less=PAUSE)


def _times(what: str, ask: Callable[[int], Any], *, rounds: int = ROUNDS, less: float = 0.0) -> None:
    times = []
    for number in range(rounds):
        started = time.perf_counter()
        ask(number)
        times.append(1000 * (time.perf_counter() - started - less))
    worst = sorted(times)[max(int(0.99 * len(times)) - 1, 0)]
    print(f"{what}: p50 {statistics.median(times):.1f} ms, p99 {worst:.1f} ms, first {times[0]:.1f} ms")


def _published(client: Client, uri: str, version: int = 1) -> None:
    def is_it(message: dict[str, Any]) -> bool:
        params = message.get("params") or {}
        is_here = message.get("method") == "textDocument/publishDiagnostics" and params["uri"] == uri
        return is_here and params["version"] >= version

    client.until(is_it)


def _open(client: Client, path: Path, text: str, language: str) -> str:
    item = {"uri": path.as_uri(), "languageId": language, "version": 1, "text": text}
    client.send("textDocument/didOpen", {"textDocument": item})
    return path.as_uri()


def _at(uri: str, line: int, character: int) -> dict[str, Any]:
    return {"textDocument": {"uri": uri}, "position": {"line": line, "character": character}}


def _project(directory: Path) -> Path:
    (directory / "terms").mkdir()
    dice = random.Random(6)
    rows = ["concepts:", "  - 蒸馏/distillation", "  - 模型/model"]
    rows += [f"  - {_han(dice)}/{_word(dice)} {_word(dice)}" for _ in range(CONCEPTS)]
    (directory / "terms" / "made.yaml").write_text("\n".join(dict.fromkeys(rows)) + "\n", encoding="utf-8")
    return directory


def _text(dice: random.Random) -> list[str]:
    lines: list[str] = []
    while len(lines) < LINES:
        number = len(lines)
        lines += [f"模型的蒸馏用{_han(dice)}，第 {number} 种方法。", ""]
        lines += [f"The distillation of a {_word(dice)} model, No. {number}.", ""]
    return lines


def _catalogue(dice: random.Random, entries: int) -> str:
    head = 'msgid ""\nmsgstr ""\n"Language: zh_CN\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    texts = (f"The model could not load the {_word(dice)} file {number}." for number in range(entries))
    return head + "".join(f'msgid "{text}"\nmsgstr ""\n\n' for text in texts)


def _word(dice: random.Random) -> str:
    return "".join(dice.choices(_LETTERS, k=dice.randint(4, 9)))


def _han(dice: random.Random) -> str:
    return "".join(chr(dice.randint(0x4E00, 0x8FFF)) for _ in range(dice.randint(2, 4)))


if __name__ == "__main__":
    main()
