"""How fast the language server answers: a real process over stdio, with a client that counts milliseconds.

python benchmarks/lsp.py [DIRECTORY]

The project has 10,000 concepts that are made up, and a memory of a million real units from the corpus beside the
project; without that nothing can be measured. The memory and its index are kept in DIRECTORY, `.gloss` and `cache`, and
made there if they are missing, which takes ten minutes; nothing else is written there.
"""

from __future__ import annotations

import argparse
import json
import lzma
import os
import queue
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import _page
from memory import ADD, CORPUS, INDEX

CONCEPTS, LINES, ENTRIES, ROUNDS, EDITS, STARTS = 10_000, 2_000, 10_000, 200, 25, 5
KEYS, EACH = 1_000, 1 / 30
"""Keys that are typed, and seconds between two of them."""
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_HEAD = 'msgid ""\nmsgstr ""\n"Language: zh_CN\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
_PROSE = "模型 distillation 用的是，第 16 万次😀的“蒸馏”。 The new model is 𠮷 better,"
"""What is typed, over and over: two scripts, marks, and characters beyond U+FFFF."""


class Measured(NamedTuple):
    """A row of the table, in milliseconds."""

    what: str
    times: list[float]
    processor: float
    bar: str = ""
    met: bool | None = None

    def row(self) -> str:
        worst = sorted(self.times)[max(round(0.99 * len(self.times)) - 1, 0)]
        verdict = "–" if self.met is None else "yes" if self.met else "**no**"
        cells = (f"{statistics.median(self.times):.1f} ms", f"{worst:.1f} ms", f"{self.processor:.1f} ms")
        return _page.row(self.what, str(len(self.times)), *cells, self.bar or "–", verdict)


class Client:
    """The other end of the pipe; a thread of its own reads what the server says, as editors do."""

    def __init__(self, directory: Path) -> None:
        command = [sys.executable, "-m", "glossary", "serve", "lsp"]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, cwd=directory, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL)
        self.came: queue.Queue[tuple[float, dict[str, Any]]] = queue.Queue()
        self.published: set[str] = set()
        self._number = 0
        threading.Thread(target=self._read, daemon=True).start()
        self.ask("initialize", {"processId": None, "rootUri": directory.as_uri(), "capabilities": {}})
        self.send("initialized", {})

    def send(self, method: str, params: Any, *, number: int | None = None) -> None:
        assert self.process.stdin
        message = {"jsonrpc": "2.0", "method": method, "params": params, **({"id": number} if number else {})}
        body = json.dumps(message).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def request(self, method: str, params: Any) -> int:
        """Ask without waiting; the number of the answer."""
        self._number += 1
        self.send(method, params, number=self._number)
        return self._number

    def ask(self, method: str, params: Any) -> Any:
        number = self.request(method, params)
        return self.until(lambda message: message.get("id") == number and "method" not in message)["result"]

    def until(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        while True:
            _, message = self.came.get(timeout=600)
            if wanted(message):
                return message

    def processor(self) -> float:
        """Milliseconds of processor time so far; 0 where the system does not say."""
        path = Path(f"/proc/{self.process.pid}/stat")
        fields = path.read_text(encoding="utf-8").rpartition(") ")[2].split() if path.exists() else ["0"] * 13
        return 1000 * (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self, kind: str = "VmRSS") -> float:
        """Megabytes that are resident, or those of a kind; 0 where the system does not say."""
        status = Path(f"/proc/{self.process.pid}/status")
        lines = status.read_text(encoding="utf-8").splitlines() if status.exists() else []
        return next((int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{kind}:")), 0.0)

    def end(self) -> None:
        self.ask("shutdown", None)
        self.send("exit", None)
        self.process.wait()

    def _read(self) -> None:
        assert self.process.stdout
        while header := self.process.stdout.readline():
            while self.process.stdout.readline().strip():
                pass
            message: dict[str, Any] = json.loads(self.process.stdout.read(int(header.split(b":")[1])))
            if message.get("method") == "textDocument/publishDiagnostics":
                self.published.add(message["params"]["uri"])
            self.came.put((time.perf_counter(), message))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument(
        "directory", nargs="?", type=Path, help="where the memory is kept; else it is made for this run"
    )
    parser.add_argument("--write", action="store_true", help="write the table into docs/benchmarks.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gloss-benchmark-") as made:
        kept = (options.directory or Path(made) / "memory").absolute()
        _make_memory(kept)
        directory = _project(Path(made) / "project")
        shutil.copyfile(kept / ".gloss" / "memory.db", directory / ".gloss" / "memory.db")
        os.environ["GLOSS_CACHE_DIR"] = str(directory / "cache")
        (directory / "cache").mkdir()
        (directory / "cache" / "memory").symlink_to(kept / "cache" / "memory")
        _page.publish("lsp.py", _report(directory), write=options.write)


def _make_memory(kept: Path) -> None:
    (kept / ".gloss").mkdir(parents=True, exist_ok=True)
    where = kept / ".gloss" / "memory.db"
    os.environ["GLOSS_CACHE_DIR"] = str(kept / "cache")
    if not where.exists():
        table = kept / "units.tsv"
        with lzma.open(CORPUS / "en-zh-1M.tsv.xz") as packed, table.open("wb") as file:
            shutil.copyfileobj(packed, file)
        subprocess.run((sys.executable, "-c", ADD, str(table), str(where)), check=True, stdout=sys.stderr)
        table.unlink()
    subprocess.run((sys.executable, "-c", INDEX, str(where)), check=True, stdout=sys.stderr)


def _report(directory: Path) -> Iterator[str]:
    load = os.getloadavg()[0]
    rows, facts = _measure(directory)
    yield f"Made by `python benchmarks/lsp.py DIRECTORY --write`. {_page.machine()}"
    yield f"Load of the machine before and after: {load:.1f}, {os.getloadavg()[0]:.1f}."
    yield ""
    yield from _page.head("what", "times", "p50", "p99", "processor, each", "bar", "met")
    yield from (row.row() for row in rows)
    yield ""
    yield from _page.head("afterwards", "", "bar", "met")
    yield from facts


def _measure(directory: Path) -> tuple[list[Measured], list[str]]:
    cold = _start(directory, "ready to answer, nothing compiled yet")[1]
    starts = [_start(directory, "") for _ in range(STARTS)]
    times = [time for _, row in starts for time in row.times]
    met = statistics.median(times) <= 1000
    processor = statistics.mean(row.processor for _, row in starts)
    rows = [cold, Measured("ready to answer, terms compiled, memory indexed", times, processor, "1 s", met)]
    client = Client(directory)
    rows += _markdown(client, directory)
    rows += _catalogue(client, directory)
    facts = [
        _page.row(
            f"memory of the server (RSS), {client.memory('RssFile'):.0f} MB of it pages of files",
            f"{client.memory():.0f} MB",
            *_page.verdict(client.memory(), 350, "MB"),
        )
    ]
    client.end()
    typing, same = _typing(directory)
    rows.append(typing)
    return rows, [*facts, *same]


def _start(directory: Path, what: str) -> tuple[Client, Measured]:
    """From the start of the process to the first completion."""
    started = time.perf_counter()
    client = Client(directory)
    first = _open(client, directory / "first.md", "distil", "markdown")
    client.ask("textDocument/completion", _at(first, 0, 6))
    row = Measured(what, [1000 * (time.perf_counter() - started)], client.processor())
    client.process.kill()
    client.process.wait()
    return client, row


def _markdown(client: Client, directory: Path) -> Iterator[Measured]:
    text = "\n".join(_text(random.Random(7)))
    yield (
        opened := _opened(client, directory, "text.md", text, "markdown", f"findings of {LINES:,} lines of Markdown")
    )
    uri = (directory / "text.md").as_uri()
    english, chinese = (
        lambda n: client.ask("textDocument/completion", _at(uri, 4 * n + 2, 12)),
        lambda n: client.ask("textDocument/completion", _at(uri, 4 * n, 2)),
    )
    yield _times(client, "completion, English", english, bar=(10, 50))
    yield _times(client, "completion, Chinese", chinese, bar=(10, 50))
    yield _times(client, "hover", lambda n: client.ask("textDocument/hover", _at(uri, 4 * n, 2)), bar=(None, 20))
    yield _edits(client, uri, [4 * n for n in range(EDITS)], 0, f"{opened.what}, after an edit")


def _catalogue(client: Client, directory: Path) -> Iterator[Measured]:
    text = _units()
    what = f"findings of a PO of {ENTRIES:,} entries"
    opened = [_opened(client, directory, f"{n}.po", text, "po", what) for n in range(3)]
    for n in range(2):
        client.send("textDocument/didClose", {"textDocument": {"uri": (directory / f"{n}.po").as_uri()}})
    times = [time for each in opened for time in each.times]
    processor = statistics.mean(each.processor for each in opened)
    yield Measured(f"{what}, opened cold", times, processor, "3 s", statistics.median(times) <= 3000)
    lines = [n for n, line in enumerate(text.split("\n")) if line.startswith("msgstr")]
    some = lines[1 :: len(lines) // EDITS][:EDITS]
    yield _edits(client, (directory / "2.po").as_uri(), some, 8, f"{what}, after an edit")
    yield _meanwhile(client, directory, text)
    asked = [json.loads(line)["text"] for line in islice(_lines("questions-en.jsonl"), ROUNDS)]
    entries = _HEAD + "".join(f'msgid {json.dumps(each, ensure_ascii=False)}\nmsgstr ""\n\n' for each in asked)
    _opened(client, directory, "new.po", entries, "po", "")
    uri, first = (directory / "new.po").as_uri(), _HEAD.count("\n") + 1
    ask = lambda n: client.ask("textDocument/completion", _at(uri, first + 3 * n, 8))  # noqa: E731
    yield _times(client, "completion in a msgstr, with past translations", ask, bar=(10, 50))


def _meanwhile(client: Client, directory: Path, text: str) -> Measured:
    """Completions in a small text while a large one is looked at for the first time."""
    uri, small = (
        _open(client, directory / name, *what) for name, *what in (("3.po", text, "po"), ("4.md", "distil", "markdown"))
    )
    times, used = [], client.processor()
    while uri not in client.published or not times:
        started = time.perf_counter()
        client.ask("textDocument/completion", _at(small, 0, 6))
        times.append(1000 * (time.perf_counter() - started))
        time.sleep(EACH)
    client.send("textDocument/didClose", {"textDocument": {"uri": uri}})
    processor = (client.processor() - used) / len(times)
    bar, met = "p50 10 ms, p99 50 ms", statistics.median(times) <= 10 and _worst(times) <= 50
    return Measured("completion, English, while that PO is opened cold", times, processor, bar, met)


def _typing(directory: Path) -> tuple[Measured, list[str]]:
    """A thousand keys in the middle of a catalogue, each with a completion, as an editor asks for it."""
    from glossary.memory import TranslationMemory
    from glossary.project import Project

    client = Client(directory)
    before, after = _units(), ""
    middle = before.index("\n\nmsgid", len(before) // 2) + 2
    before, after = before[:middle] + 'msgid "What is typed here, key by key"\nmsgstr "', '"\n\n' + before[middle:]
    path = directory / "typed.po"
    _opened(client, directory, path.name, before + after, "po", "")
    uri, line, character = path.as_uri(), before.count("\n"), len('msgstr "')
    typed = (_PROSE * KEYS)[:KEYS]
    due: dict[int, float] = {}
    used, started = client.processor(), time.perf_counter()
    for number, key in enumerate(typed):
        when = started + number * EACH
        time.sleep(max(when - time.perf_counter(), 0))
        where = {"line": line, "character": character}
        change = {"range": {"start": where, "end": where}, "text": key}
        document = {"uri": uri, "version": number + 2}
        client.send("textDocument/didChange", {"textDocument": document, "contentChanges": [change]})
        character += len(key.encode("utf-16-le")) // 2
        due[client.request("textDocument/completion", _at(uri, line, character))] = when
    lags: list[float] = []
    published: list[Any] = []
    while len(lags) < len(due) or not published:
        when, message = client.came.get(timeout=600)
        if message.get("id") in due and "method" not in message:
            lags.append(1000 * (when - due[message["id"]]))
        elif message.get("method") == "textDocument/publishDiagnostics" and message["params"]["version"] == KEYS + 1:
            published = [message["params"]["diagnostics"]]
    row = Measured(f"a key, typed at {1 / EACH:.0f} per second in that PO, and its completion", lags, 0)
    row = row._replace(processor=(client.processor() - used) / KEYS, bar="p99 33 ms", met=_worst(lags) <= 1000 * EACH)
    position = {"line": line, "character": character}
    client.ask(
        "workspace/executeCommand", {"command": "gloss.remember", "arguments": [{"uri": uri, "position": position}]}
    )
    client.end()
    hits = TranslationMemory(directory / ".gloss" / "memory.db").search('"What is typed here, key by key"')
    kept = any(hit.unit.target and hit.unit.target.raw == typed for hit in hits)
    report = Project.find_from(directory).check_typed(str(path), (before + typed + after).encode())
    said = sorted((f.rule, f.message, (f.origin.line or 1) - 1) for f, _ in report.results if f.origin)
    shown = sorted((each["code"], each["message"], each["range"]["start"]["line"]) for each in published[0])
    facts = (
        (f"the {KEYS:,} characters, as the server has them", "the same" if kept else "others", kept),
        (
            f"findings after that, beside those of `gloss check`: {len(said)}",
            "the same" if said == shown else "others",
            said == shown,
        ),
    )
    return row, [_page.row(what, how, "the same", "yes" if met else "**no**") for what, how, met in facts]


def _worst(times: list[float]) -> float:
    return sorted(times)[max(round(0.99 * len(times)) - 1, 0)]


def _edits(client: Client, uri: str, lines: list[int], character: int, what: str) -> Measured:
    """From the key to the findings, less the pause that the server waits for another key."""
    from glossary.servers.lsp._server import PAUSE

    def edit(number: int) -> None:
        start = {"line": lines[number], "character": character}
        change = {"range": {"start": start, "end": start}, "text": "好"}
        document = {"uri": uri, "version": number + 2}
        client.send("textDocument/didChange", {"textDocument": document, "contentChanges": [change]})
        _published(client, uri, number + 2)

    return _times(client, what, edit, rounds=len(lines), less=PAUSE, bar=(150, None))


def _times(
    client: Client,
    what: str,
    ask: Callable[[int], Any],
    *,
    rounds: int = ROUNDS,
    less: float = 0.0,
    bar: tuple[float | None, float | None],
) -> Measured:
    times, used = [], client.processor()
    for number in range(rounds):
        started = time.perf_counter()
        ask(number)
        times.append(1000 * (time.perf_counter() - started - less))
    processor = (client.processor() - used) / rounds
    middle, worst = bar
    met = (middle is None or statistics.median(times) <= middle) and (worst is None or _worst(times) <= worst)
    bars = [f"{name} {value} ms" for name, value in (("p50", middle), ("p99", worst)) if value is not None]
    return Measured(what, times, processor, ", ".join(bars), met)


def _opened(client: Client, directory: Path, name: str, text: str, language: str, what: str) -> Measured:
    """From opening a document to its findings."""
    started, used = time.perf_counter(), client.processor()
    _published(client, _open(client, directory / name, text, language))
    return Measured(what, [1000 * (time.perf_counter() - started)], client.processor() - used)


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
    (directory / "terms").mkdir(parents=True)
    (directory / ".gloss").mkdir()
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


def _units() -> str:
    """A catalogue of the first units of the corpus, each source once."""
    found: dict[str, str] = {}
    with lzma.open(CORPUS / "en-zh-1M.tsv.xz", "rt", encoding="utf-8", newline="\n") as lines:
        for line in lines:
            source, _, target = line.rstrip("\n").partition("\t")
            found.setdefault(source, target)
            if len(found) == ENTRIES:
                break
    quoted = ((json.dumps(text, ensure_ascii=False) for text in pair) for pair in found.items())
    return _HEAD + "".join("msgid {}\nmsgstr {}\n\n".format(*pair) for pair in quoted)


def _lines(name: str) -> list[str]:
    return (CORPUS / name).read_text(encoding="utf-8").splitlines()


def _word(dice: random.Random) -> str:
    return "".join(dice.choices(_LETTERS, k=dice.randint(4, 9)))


def _han(dice: random.Random) -> str:
    return "".join(chr(dice.randint(0x4E00, 0x8FFF)) for _ in range(dice.randint(2, 4)))


if __name__ == "__main__":
    main()
