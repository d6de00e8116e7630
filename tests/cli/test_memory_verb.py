"""`gloss memory …`: adding by hand, searching, counting, and writing to a file what can be read again."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from running import GLOSS, PATIENCE, gloss

TSV = """\
The connection was lost.\t连接已断开。
Read the terms of service.\t请阅读服务条款。\tmenu\tshort
Terms apply.\t适用条款。
"""


def memory(*arguments: str, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    return gloss("memory", *arguments, cwd=cwd, **env)


@pytest.fixture
def empty(project_dir: Path, warm: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GLOSS_CACHE_DIR", warm)
    (project_dir / "terms" / "law.yaml").write_text("concepts:\n  - 服务条款/terms of service\n", encoding="utf-8")
    return project_dir


@pytest.fixture
def full(empty: Path) -> Path:
    (empty / "a.tsv").write_text(TSV, encoding="utf-8")
    assert memory("import", "a.tsv", cwd=empty).stdout == "a.tsv: 3 added\n"
    return empty


@pytest.mark.parametrize(
    ("arguments", "status", "out", "err"),
    [
        pytest.param(["Server", "服务器"], 0, "Added Server → 服务器\n", "", id="by the script"),
        pytest.param(["服务器", "Server"], 0, "Added 服务器 → Server\n", "", id="the other way round"),
        pytest.param(["OK", "OK", "--lang", "en:zh-Hans"], 0, "Added OK → OK\n", "", id="languages given"),
        pytest.param(["OK", "OK"], 2, "", "both texts look like en; name their languages", id="languages not given"),
        pytest.param(["OK", "好", "--lang", "zh"], 2, "", "as in en:zh-Hans", id="one language"),
        pytest.param(["", "好"], 2, "", "nothing to add", id="no segment"),
        pytest.param(["OK", "\u3000"], 2, "", "nothing to add", id="no translation"),
        pytest.param(["x" * 10_001, "好"], 2, "", "a text of 10,001 characters; give at most 10,000", id="no segment"),
        pytest.param(["OK"], 2, "", "Missing argument", id="half"),
        pytest.param(["OK", os.fsdecode(b"\xff")], 2, "", "not UTF-8", id="bytes that are no text"),
        pytest.param(
            ["a\tb\x1b[31m", "甲\n乙"], 0, "Added a\\x09b\\x1b[31m → 甲\\n乙\n", "", id="nothing to be obeyed"
        ),
    ],
)
def test_add(empty: Path, arguments: list[str], status: int, out: str, err: str) -> None:
    run = memory("add", *arguments, cwd=empty)
    assert (run.returncode, run.stdout, err in run.stderr) == (status, out, True)


def test_adding_again_replaces(empty: Path) -> None:
    said = [memory("add", "Server", target, cwd=empty).stdout for target in ("服务器", "服务器", "伺服器")]
    assert said == [
        "Added Server → 服务器\n",
        "Known already: Server → 服务器\n",
        "Changed: Server → 伺服器\n",
    ]
    assert memory("export", cwd=empty).stdout == "en\tzh-Hans\nServer\t伺服器\n"


def test_what_is_added_has_context_and_note(empty: Path) -> None:
    memory("add", "Open", "打开", "--context", "menu|File", "--note", "动词", cwd=empty)
    memory("add", "Open", "营业中", "--context", "sign", cwd=empty)
    assert memory("export", cwd=empty).stdout.splitlines()[1:] == ["Open\t打开\tmenu|File\t动词", "Open\t营业中\tsign"]


def test_what_is_typed_is_utf_8_even_where_the_locale_knows_nothing_of_it(empty: Path) -> None:
    memory("add", "Server", "服务器", cwd=empty, LC_ALL="C", PYTHONCOERCECLOCALE="0", PYTHONUTF8="0")
    assert memory("export", cwd=empty).stdout.splitlines() == ["en\tzh-Hans", "Server\t服务器"]


@pytest.mark.parametrize(
    ("words", "sources"),
    [
        pytest.param(["connections"], ["The connection was lost."], id="a form of the word"),
        pytest.param(["lost", "connection"], ["The connection was lost."], id="all words, in any order"),
        pytest.param(["连接"], ["The connection was lost."], id="Chinese"),
        pytest.param(["連接"], ["The connection was lost."], id="in the other script"),
        pytest.param(['"terms of service"'], ["Read the terms of service."], id="words that follow each other"),
        pytest.param(["terms"], ["Terms apply.", "Read the terms of service."], id="several"),
        pytest.param(["terms", "--limit", "1"], ["Terms apply."], id="not all"),
        pytest.param(["连接", "connection"], [], id="not on one side"),
        pytest.param(["qqqq"], [], id="nothing"),
        pytest.param([".*"], [], id="no pattern"),
    ],
)
def test_search(full: Path, words: list[str], sources: list[str]) -> None:
    run = memory("search", *words, "--format", "json", cwd=full)
    assert [hit["source"] for hit in json.loads(run.stdout)] == sources
    assert run.returncode == (0 if sources else 1)
    assert run.stderr == ("" if sources else "No translation with that.\n")


def test_too_long_a_search_is_refused(full: Path) -> None:
    run = memory("search", *(f"word{number}" for number in range(1_000)), cwd=full)
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr == "gloss: error: 6,890 characters to search for; give at most 1,000\n"


def test_a_hit_is_both_sides_and_where_it_is_from(full: Path) -> None:
    run = memory("search", "lost", cwd=full)
    assert run.stdout == "The connection was lost.\n  连接已断开。\n  a.tsv:1\n"
    assert memory("search", "条款", cwd=full).stdout.count("\n\n") == 1


def test_json_of_search_is_as_documented(full: Path) -> None:
    [hit] = json.loads(memory("search", '"terms of service"', "--format", "json", cwd=full).stdout)
    assert hit == {
        "number": 2,
        "source": "Read the terms of service.",
        "target": "请阅读服务条款。",
        "lang": "en",
        "target_lang": "zh-Hans",
        "source_spans": [[9, 25]],
        "target_spans": [[3, 7]],
        "context": "menu",
        "note": "short",
        "meta": {},
        "origin": {"path": "a.tsv", "line": 2, "commit": None},
        "translations": [],
    }


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
def test_on_a_terminal_hits_are_bold(full: Path) -> None:
    ours, theirs = pty.openpty()
    environment = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
    with subprocess.Popen(
        [*GLOSS, "memory", "search", '"terms of service"'],
        cwd=full,
        stdout=theirs,
        stderr=theirs,
        env={**environment, "LC_ALL": "C.UTF-8"},
    ) as run:
        run.wait(PATIENCE)
        out = os.read(ours, 10_000).decode()
    os.close(theirs)
    os.close(ours)
    assert "Read the \x1b[1mterms of service\x1b[0m." in out
    assert "请阅读\x1b[1m服务条款\x1b[0m。" in out


def test_stats(full: Path) -> None:
    memory("add", "服务器", "Server", cwd=full)
    memory("add", "服务器", "server", cwd=full)
    assert memory("stats", cwd=full).stdout.splitlines() == [
        "4  units",
        "1  replaced",
        "2  documents",
        "3  en → zh-Hans",
        "1  zh-Hans → en",
    ]
    assert json.loads(memory("stats", "--format", "json", cwd=full).stdout) == {
        "path": ".gloss/memory.db",
        "units": 4,
        "untranslated": 0,
        "replaced": 1,
        "deleted": 0,
        "documents": 2,
        "pairs": {"en>zh-Hans": 3, "zh-Hans>en": 1},
    }


def test_what_is_exported_is_read_again(full: Path) -> None:
    assert memory("export", cwd=full).stdout == "en\tzh-Hans\n" + TSV
    for name in ("b.tsv", "b.tsv.gz", "b.tsv.xz", "b.tmx", "b.tmx.gz"):
        assert memory("export", "-o", name, cwd=full).stdout == f"Wrote {name}\n"
        assert memory("import", name, "--dry-run", cwd=full).stdout == f"{name}: 0 added, 3 known\n".replace(
            "added", "to add"
        )


def test_what_no_text_can_hold_is_named_with_its_place(full: Path) -> None:
    (full / "zh_CN.po").write_text('msgid "x\\000y"\nmsgstr "甲"\n', encoding="ascii", errors="replace")
    memory("import", "zh_CN.po", cwd=full)
    run = memory("export", cwd=full)
    assert (run.returncode, run.stdout) == (0, "en\tzh-Hans\n" + TSV)
    assert run.stderr == "zh_CN.po:1: left out, as such a file cannot hold it, or not beside another entry: x\\x00y\n"


def test_one_of_several_pairs_must_be_chosen(full: Path) -> None:
    memory("add", "服务器", "Server", cwd=full)
    run = memory("export", cwd=full)
    assert (run.returncode, run.stdout) == (2, "")
    assert "--lang: en:zh-Hans (3), zh-Hans:en (1)" in run.stderr
    assert memory("export", "--lang", "zh:en", cwd=full).stdout == "zh-Hans\ten\n服务器\tServer\n"
    run = memory("export", "--lang", "en:ja", cwd=full)
    assert (run.returncode, run.stdout) == (2, "")
    assert "there are en:zh-Hans (3), zh-Hans:en (1)" in run.stderr


@pytest.mark.parametrize(
    ("name", "error"),
    [
        pytest.param("b", "cannot tell the format", id="no format"),
        pytest.param("terms/x/../../none/b.md", "markdown", id="text"),
    ],
)
def test_other_files_are_not_exported(full: Path, name: str, error: str) -> None:
    run = memory("export", "-o", name, cwd=full)
    assert (run.returncode, run.stdout, error in run.stderr) == (2, "", True)
    assert not (full / name).exists()


@pytest.mark.parametrize("arguments", [["search", "x"], ["stats"], ["export"]], ids=" ".join)
def test_without_a_memory_it_says_how_to_begin(empty: Path, arguments: list[str]) -> None:
    run = memory(*arguments, cwd=empty)
    assert (run.returncode, run.stdout) == (1, "")
    assert "gloss import FILE" in run.stderr
    assert not (empty / ".gloss").exists()


@pytest.mark.parametrize("name", ["add", "import", "search", "list", "stats", "export", "check", "dedupe", "delete"])
def test_help(empty: Path, name: str) -> None:
    assert f"  {name} " in memory("--help", cwd=empty).stdout
    run = memory(name, "--help", cwd=empty)
    assert (run.returncode, run.stderr) == (0, "")
    assert "\n  gloss " in run.stdout


def test_a_reader_that_has_gone_is_no_error(full: Path) -> None:
    run = subprocess.run(
        ["bash", "-c", f"{' '.join(GLOSS)} memory export | head -1; {' '.join(GLOSS)} memory export >&-"],
        cwd=full,
        capture_output=True,
        encoding="utf-8",
    )
    assert run.stdout == "en\tzh-Hans\n"
    assert "Traceback" not in run.stderr
