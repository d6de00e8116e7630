"""`gloss suggest --stdio-loop` as the script of an editor meets it: a line for a line, whatever the line is."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from running import GLOSS, gloss

TERMS = """\
concepts:
  - 蒸馏/distillation
  - id: tos
    definition: {en: The conditions of use.}
    terms:
      en: [terms of service, ToS]
      zh-Hans: [服务条款, {term: 使用条例, status: forbidden}]
"""
TSV = "The connection to the database was lost.\t与数据库的连接已断开。\n"
LOST = "The connection to the server was lost."


class Loop:
    """One that is asked line by line."""

    def __init__(self, directory: Path, *options: str, **env: str) -> None:
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(
            [*GLOSS, "suggest", "--stdio-loop", *options],
            cwd=directory,
            stdin=pipe,
            stdout=pipe,
            stderr=pipe,
            env={**os.environ, "LC_ALL": "C.UTF-8", **env},
        )

    def __enter__(self) -> Loop:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        with self.process:
            pass

    def ask(self, line: bytes | str | dict[str, Any]) -> Any:
        """The answer to a line; only once it is there, the next is sent."""
        assert self.process.stdin
        assert self.process.stdout
        text = json.dumps(line) if isinstance(line, dict) else line
        self.process.stdin.write((text.encode() if isinstance(text, str) else text) + b"\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline().decode())

    def end(self) -> tuple[int, bytes, bytes]:
        """Close its input; the status with which it ends, and what it had to say beside the answers."""
        out, err = self.process.communicate(timeout=60)
        assert b"Traceback" not in err, err
        return self.process.returncode, out, err


@pytest.fixture
def project(project_dir: Path, warm: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GLOSS_CACHE_DIR", warm)
    (project_dir / "gloss.toml").write_text("", encoding="utf-8")
    (project_dir / "terms" / "ai.yaml").write_text(TERMS, encoding="utf-8")
    return project_dir


@pytest.fixture
def memory(project: Path) -> Path:
    (project / "m.tsv").write_text(TSV, encoding="utf-8")
    assert gloss("import", "m.tsv", cwd=project).returncode == 0
    return project


@pytest.fixture
def loop(memory: Path) -> Iterator[Loop]:
    with Loop(memory) as loop:
        yield loop
        assert loop.end() == (0, b"", b"")


@pytest.mark.parametrize(
    "text", [LOST, "与数据库的连接已断开。", "Read the ToS.", "qqqq", "", "x\x00y\u2028\x1b[31m", "😀𠮷 ToS"]
)
def test_a_text_is_answered_as_by_the_command(loop: Loop, memory: Path, text: str) -> None:
    answer = loop.ask({"id": 1, "text": text})
    one = gloss("suggest", "-" if "\x00" in text or not text else text, "--format", "json", cwd=memory, stdin=text)
    assert answer.pop("id") == 1
    assert [answer] == [json.loads(line) for line in one.stdout.splitlines()] or (text == "" and not answer["matches"])


def test_options_stand_in_the_line_and_else_in_the_command(memory: Path) -> None:
    with Loop(memory, "--to", "zh-TW", "--min-score", "0") as loop:
        assert loop.ask({"text": LOST})["target_lang"] == "zh-TW"
        assert loop.ask({"text": LOST})["matches"]
        answer = loop.ask(
            {"text": LOST, "to": "zh_cn", "lang": "en-US", "min_score": 99.5, "limit": 1, "context": "menu"}
        )
        assert (answer["lang"], answer["target_lang"], answer["matches"]) == ("en-US", "zh-Hans", [])
        assert loop.end()[0] == 0


TYPED = {
    "the beginning of an English term": ("The distil", {}, ("distillation", [4, 10])),
    "a Han character behind an emoji and an astral one": ("😀𠮷我们用蒸", {}, ("蒸馏", [5, 6])),
    "pinyin": ("zhengliu", {"to": "zh-Hans"}, ("蒸馏", [0, 8])),
    "initials": ("用zl", {}, ("蒸馏", [1, 3])),
    "the language that is written": ("用zl", {"to": "en"}, ("distillation", [1, 3])),
    "what the segment has comes first": ("我们", {"text": "Read the ToS."}, ("服务条款", [2, 2])),
    "begun": ("我们服", {"text": "Read the ToS."}, ("服务条款", [2, 3])),
    "begun by its sound": ("我们fwtk", {"text": "Read the ToS."}, ("服务条款", [2, 6])),
    "begun in the language of the segment": ("我们terms of", {"text": "Read the ToS."}, ("服务条款", [2, 10])),
}


@pytest.mark.parametrize("name", TYPED)
def test_what_is_typed_becomes_a_term(loop: Loop, name: str) -> None:
    typed, more, (text, span) = TYPED[name]
    completions = loop.ask({"id": name, "complete": typed, **more})["completions"]
    assert (completions[0]["text"], completions[0]["span"]) == (text, span)
    assert "使用条例" not in [each["text"] for each in completions]
    assert len({(each["text"], *each["span"]) for each in completions}) == len(completions)


def test_a_completion_is_as_documented(loop: Loop) -> None:
    assert loop.ask({"id": "a", "complete": "使用条"}) == {
        "id": "a",
        "completions": [
            {
                "text": text,
                "span": [0, 3],
                "lang": lang,
                "status": status,
                "concept": "tos",
                "renders": None,
                "others": others,
                "definition": {"en": "The conditions of use."},
            }
            for text, lang, status, others in [
                ("服务条款", "zh-Hans", "preferred", ["terms of service", "ToS"]),
                ("terms of service", "en", "preferred", ["服务条款"]),
                ("ToS", "en", "admitted", ["服务条款"]),
            ]
        ],
    }
    assert loop.ask({"complete": "蒸", "text": "distillation"})["completions"][0]["renders"] == "distillation"
    assert loop.ask({"complete": "xyzzy"}) == {"id": None, "completions": []}


BROKEN = {
    "no JSON": ("{", None, "not JSON"),
    "half an object": ('{"id": 1, "text": "x"', None, "not JSON"),
    "a NUL": (b'{"id": 1, "text": "\x00"}', None, "not JSON"),
    "another encoding": ('{"id": 1, "text": "é"}'.encode("latin-1"), None, "not UTF-8"),
    "half a character as bytes": (b'{"id": 1, "text": "\xed\xa0\xbd"}', None, "not UTF-8"),
    "half a character": ('{"id": 1, "text": "\\ud83d"}', 1, "half a character"),
    "half a character in the id": ('{"id": "\\ud83d"}', "\ud83d", "nothing is asked"),
    "a list": ("[]", None, "no JSON object"),
    "many lists": ("[" * 100_000, None, "not JSON"),
    "no number": ('{"id": 1, "text": "x", "min_score": NaN}', None, "NaN"),
    "a number without an end": ("9" * 5000, None, "not JSON"),
    "another kind of id": ('{"id": {}, "text": "x"}', None, "id must be"),
    "true as id": ('{"id": true, "text": "x"}', None, "id must be"),
    "nothing is asked": ('{"id": 1}', 1, '"complete"'),
    "null": ('{"id": 1, "text": null}', 1, "text must be"),
    "a number as text": ('{"id": 1, "text": 5}', 1, "text must be"),
    "a list as line": ('{"id": 1, "complete": []}', 1, "complete must be"),
    "no language": ('{"id": 1, "text": "x", "to": "english!"}', 1, "not a language tag"),
    "one language": ('{"id": 1, "text": "x", "to": "en", "lang": "EN"}', 1, "both en"),
    "a score that is none": ('{"id": 1, "text": "x", "min_score": 1e999}', 1, "from 0 to 100"),
    "no matches wanted": ('{"id": 1, "text": "x", "limit": 0}', 1, "from 1 to 1000"),
    "true as a number": ('{"id": 1, "text": "x", "limit": true}', 1, "from 1 to 1000"),
    "half a match": ('{"id": 1, "text": "x", "limit": 1.5}', 1, "from 1 to 1000"),
    "a key that nobody knows": ('{"id": 1, "txt": "x"}', 1, "'txt' is no key"),
    "ten megabytes": ('{"id": 1, "text": "' + "x" * 10_000_000 + '"}', 1, "a text of 10,000,000 characters"),
    "ten megabytes of typing": ('{"id": 1, "complete": "' + "x" * 10_000_000 + '"}', 1, "at most 100,000"),
}


def test_a_broken_line_is_answered_and_the_next_one_too(loop: Loop) -> None:
    for name, (line, id, message) in BROKEN.items():
        answer = loop.ask(line)
        assert list(answer) == ["id", "error"], name
        assert (answer["id"], message in answer["error"]) == (id, True), (name, answer)
        assert loop.ask({"id": name, "complete": "蒸"})["completions"], name


def test_blank_lines_are_passed_over_and_the_last_line_needs_no_end(memory: Path) -> None:
    text = b'\xef\xbb\xbf{"id": 1, "complete": "x"}\r\n\n  \r\n{"id": 2, "complete": "x"}'
    run = gloss("suggest", "--stdio-loop", cwd=memory, stdin=text)
    assert (run.returncode, run.stderr) == (0, "")
    assert [json.loads(line)["id"] for line in run.stdout.splitlines()] == [1, 2]


def test_without_any_input_it_ends(memory: Path) -> None:
    assert gloss("suggest", "--stdio-loop", cwd=memory).returncode == 0
    closed = subprocess.run(
        ["sh", "-c", 'exec "$@" <&-', "sh", *GLOSS, "suggest", "--stdio-loop"],
        cwd=memory,
        capture_output=True,
        timeout=60,
    )
    assert (closed.returncode, closed.stdout, closed.stderr) == (0, b"", b"")


@pytest.mark.parametrize("locale", ["C", "POSIX", "zh_CN.GBK", "en_US.ISO-8859-1"])
def test_it_speaks_utf_8_whatever_the_locale_says(memory: Path, locale: str) -> None:
    with Loop(memory, LC_ALL=locale, PYTHONUTF8="0", PYTHONCOERCECLOCALE="0", PYTHONIOENCODING="latin-1") as loop:
        assert loop.process.stdin
        loop.process.stdin.write('{"id": "😀", "complete": "蒸"}\n'.encode())
        status, out, _ = loop.end()
        assert (status, out.count(b"\n")) == (0, 1)
        assert out.startswith('{"id": "😀", "completions": [{"text": "蒸馏", '.encode())


def test_what_changes_on_disk_counts_at_the_next_line(project: Path) -> None:
    with Loop(project) as loop:
        assert loop.ask({"complete": "moa"})["completions"] == []
        with (project / "terms" / "ai.yaml").open("a", encoding="utf-8") as file:
            file.write("  - 护城河/moat\n")
        assert loop.ask({"complete": "moa"})["completions"][0]["text"] == "moat"
        (project / "terms" / "ai.yaml").unlink()
        assert loop.ask({"complete": "moa"})["completions"] == []

        assert loop.ask({"text": LOST})["matches"] == []
        (project / "m.tsv").write_text(TSV, encoding="utf-8")
        assert gloss("import", "m.tsv", cwd=project).returncode == 0
        assert loop.ask({"text": LOST})["matches"][0]["source"] == TSV.split("\t")[0]

        (project / "gloss.toml").write_text("terms = 5\n", encoding="utf-8")
        answer = loop.ask({"id": 7, "text": LOST})
        assert (answer["id"], answer["error"].startswith("gloss.toml:")) == (7, True), answer
        (project / "gloss.toml").write_text('languages = ["en", "zh-TW"]\n', encoding="utf-8")
        assert loop.ask({"text": LOST})["target_lang"] == "zh-TW"
        assert loop.end()[0] == 0


@pytest.mark.skipif(sys.platform == "win32", reason="files that are open cannot be replaced")
def test_another_memory_in_the_place_of_the_first_is_asked(memory: Path) -> None:
    with Loop(memory) as loop:
        assert loop.ask({"text": LOST})["matches"]
        shutil.rmtree(memory / ".gloss")
        assert loop.ask({"text": LOST})["matches"] == []
        (memory / "m.tsv").write_text("The cat was lost.\t猫丢了。\n", encoding="utf-8")
        assert gloss("import", "m.tsv", cwd=memory).returncode == 0
        assert loop.ask({"text": "The cat was lost."})["matches"][0]["target"] == "猫丢了。"
        assert loop.end()[0] == 0


def test_a_memory_that_cannot_be_read_is_an_error_and_terms_are_still_offered(project: Path) -> None:
    (project / ".gloss").mkdir()
    (project / ".gloss" / "memory.db").write_bytes(b"no database at all" * 100)
    with Loop(project) as loop:
        assert "memory.db" in loop.ask({"id": 1, "text": LOST})["error"]
        assert loop.ask({"complete": "蒸"})["completions"]
        assert loop.end()[0] == 0


def test_a_mistake_in_the_terms_is_told_beside_the_answers(project: Path) -> None:
    (project / "terms" / "bad.yaml").write_text("concepts:\n  - terms: {en: @bad}\n", encoding="utf-8")
    with Loop(project) as loop:
        assert loop.ask({"complete": "蒸"})["completions"]
        status, out, err = loop.end()
        assert (status, out, err.startswith(b"terms/bad.yaml:2:")) == (0, b"", True)


@pytest.mark.skipif(sys.platform == "win32", reason="no such pipes")
def test_it_ends_when_nobody_reads_the_answers(memory: Path) -> None:
    with Loop(memory) as loop:
        loop.ask({"complete": "蒸"})
        assert loop.process.stdout
        assert loop.process.stdin
        assert loop.process.stderr
        loop.process.stdout.close()
        loop.process.stdin.write(b'{"complete": "x"}\n')
        loop.process.stdin.flush()
        assert loop.process.wait(60) == 141
        assert loop.process.stderr.read() == b""


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no full device")
def test_it_says_so_when_the_answers_cannot_be_written(memory: Path) -> None:
    with open("/dev/full", "wb") as full:
        run = subprocess.run(
            [*GLOSS, "suggest", "--stdio-loop"],
            cwd=memory,
            input=b'{"complete": "x"}\n',
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=60,
        )
    assert run.returncode == 2
    assert run.stderr.startswith(b"gloss: error: the output cannot be written")
    assert b"Traceback" not in run.stderr
