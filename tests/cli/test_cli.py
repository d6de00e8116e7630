"""What a person at a terminal, or a program at the other end of a pipe, gets: answers, one-line errors, exit status."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from running import GLOSS, PATIENCE, gloss


@pytest.fixture(autouse=True)
def _shared_cache(warm: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is cached under a hash of its content may as well be shared; starting cold each time takes its toll."""
    monkeypatch.setenv("GLOSS_CACHE_DIR", warm)


@pytest.fixture
def terms(project_dir: Path) -> Path:
    (project_dir / "terms" / "ai.yaml").write_text(
        "subject: ai\nconcepts:\n  - 蒸馏/distillation\n  - id: tos\n    definition: {en: Conditions., zh: 条款。}\n"
        "    terms: {en: [terms of service, ToS], zh: [服务条款, {term: 使用条例, status: forbidden}]}\n    note: 看清标题\n",
        encoding="utf-8",
    )
    return project_dir


@pytest.mark.parametrize(
    ("arguments", "status", "out", "err"),
    [
        (["lookup", "蒸馏"], 0, "蒸馏 / distillation\n", ""),
        (["lookup", "terms", "of", "service"], 0, "服务条款 / terms of service\n", ""),
        (["lookup", "使用条例"], 0, "使用条例 ✗ forbidden", ""),
        (["lookup", "tos"], 0, "  Note: 看清标题\n", ""),
        (["lookup", "tos"], 0, "  terms/ai.yaml:4\n", ""),
        (["lookup", "tos", "--lang", "zh-TW"], 0, "  zh-TW  服務條款 (computed)\n", ""),
        (
            ["lookup", "destillation"],
            1,
            "蒸馏 / distillation  (fuzzy: distillation)",
            "Did you mean 蒸馏 / distillation?",
        ),
        (["lookup", "qqqqqq"], 1, "", "Nothing found for 'qqqqqq'."),
        (["lookup", ""], 1, "", "Nothing found"),
        (["lookup", "tos", "--lang", "english!"], 2, "", "not a language tag"),
        (["lookup", "tos", "--limit", "0"], 2, "", "greater than or equal to 1"),
        (["lookup", "tos", "--limit", "9" * 5000], 2, "", "--limit"),
        (["lookup", "tos", "--format", "xml"], 2, "", "'text', 'json'"),
        (["lookup"], 2, "", "Missing argument"),
        (["nothing"], 2, "", "No such command"),
        (["--version"], 0, "gloss 0.", ""),
        (["--help"], 0, "lookup", ""),
        (["lookup", "--help"], 0, "gloss lookup distilling", ""),
        (["check"], 0, "", ""),
        (["check", "--explain", "same-preferred"], 0, "Why: ", ""),
        (["check", "--explain", "nothing"], 2, "", "docs/checks.md"),
        (["fmt", "--check"], 1, "Would reformat terms/ai.yaml", ""),
        (["add", "护城河/moat"], 0, "Added 护城河/moat to terms/ai.yaml", ""),
        (["add", "蒸馏/distillation"], 2, "", "terms/ai.yaml:3:5"),
        (["add", "AI/人工智能/artificial intelligence"], 2, "", "2 places"),
        (["add", "x", "--file", "x.txt"], 2, "", ".yaml"),
        (["add", " "], 2, "", "nothing to add"),
        (["add", "x", "--status", "best"], 2, "", "'preferred'"),
        (["add", "x", "--file", "../../x.yaml"], 2, "", "is not under"),
        (["add", "x", "--file", ".x.yaml"], 2, "", "hidden files"),
        (["add", "x", "--file", "y" * 300 + ".yaml"], 2, "", "File name too long"),
        (["add", "x", "x", "--file", "new.yaml"], 2, "", "given twice"),
        (["add", b"x\xff".decode("utf-8", "surrogateescape")], 2, "", "not UTF-8"),
    ],
)
def test_verbs(terms: Path, arguments: list[str], status: int, out: str, err: str) -> None:
    run = gloss(*arguments, cwd=terms)
    assert (run.returncode, out in run.stdout, err in run.stderr) == (status, True, True), run
    assert ((run.stdout == ""), (run.stderr == "")) == ((out == ""), (err == ""))


def test_a_terminal_is_given_nothing_it_could_obey(terms: Path) -> None:
    text = 'concepts:\n  - {id: esc, terms: {en: "red\\e[31malert"}, note: "a\\u202eb\\u200bc", translate: false}\n'
    (terms / "terms" / "esc.yaml").write_text(text, encoding="utf-8")
    out = gloss("lookup", "red", cwd=terms).stdout
    assert out.startswith("red\\x1b[31malert  (prefix: ")
    assert "Note: a\\u202eb\\u200bc\n" in out


def test_json_of_lookup_is_as_documented(terms: Path) -> None:
    [hit] = json.loads(gloss("lookup", "ToS", "--format", "json", cwd=terms).stdout)
    assert hit == {
        "concept": "tos",
        "score": 100.0,
        "via": "exact",
        "matched": {"text": "ToS", "lang": "en"},
        "terms": [
            {"text": "terms of service", "lang": "en", "status": "preferred", "computed": False},
            {"text": "ToS", "lang": "en", "status": "admitted", "computed": False},
            {"text": "服务条款", "lang": "zh-Hans", "status": "preferred", "computed": False},
            {"text": "使用条例", "lang": "zh-Hans", "status": "forbidden", "computed": False},
            {"text": "服務條款", "lang": "zh-Hant", "status": "preferred", "computed": True},
            {"text": "服務條款", "lang": "zh-TW", "status": "preferred", "computed": True},
            {"text": "服務條款", "lang": "zh-HK", "status": "preferred", "computed": True},
        ],
        "definition": {"en": "Conditions.", "zh-Hans": "条款。"},
        "note": "看清标题",
        "origin": {"path": "terms/ai.yaml", "line": 4},
        "overrides": [],
    }
    assert gloss("lookup", "nothing at all", "--format", "json", cwd=terms).stdout == "[]\n"


def test_paths_are_as_seen_from_where_you_are(terms: Path) -> None:
    (terms / "docs").mkdir()
    assert "  ../terms/ai.yaml:4\n" in gloss("lookup", "tos", cwd=terms / "docs").stdout


def test_a_broken_file_is_one_line_and_the_others_answer(terms: Path) -> None:
    bad = terms / "terms" / "bad.yaml"
    bad.write_text("concepts:\n  - ok\n  - terms: {en: @bad}\n", encoding="utf-8")
    run = gloss("lookup", "蒸馏", cwd=terms)
    assert run.returncode == 2
    assert run.stdout.startswith("蒸馏 / distillation\n")
    [line] = run.stderr.splitlines()
    assert line.startswith("terms/bad.yaml:3:17: error: ")
    assert "double quotes" in line


@pytest.mark.parametrize(
    ("name", "text", "where"),
    [
        ("gloss.toml", "term = 'x'", "gloss.toml: error: unknown setting 'term'; did you mean terms?"),
        ("gloss.toml", "= x", "gloss.toml: error: not TOML"),
        ("gloss.toml", "extends = 'x'", "gloss.toml: error: extends needs a list"),
        ("gloss.toml", "languages = ['english!']", "gloss.toml: error: languages: "),
        ("pyproject.toml", "[tool.gloss]\nx = 1", "pyproject.toml: error: unknown setting 'x'"),
    ],
)
def test_bad_settings_are_one_line(terms: Path, name: str, text: str, where: str) -> None:
    (terms / name).write_text(text, encoding="utf-8")
    run = gloss("lookup", "蒸馏", cwd=terms)
    assert (run.returncode, run.stdout) == (2, "")
    [line] = run.stderr.splitlines()
    assert line.startswith(where)


def test_outside_of_a_project_it_says_how_to_begin(tmp_path: Path) -> None:
    run = gloss("lookup", "moat", cwd=tmp_path)
    assert run.returncode == 1
    assert "gloss init" in run.stderr
    assert "gloss init" in gloss("add", "护城河/moat", cwd=tmp_path).stderr


def test_init_makes_a_working_project_and_keeps_what_is_there(tmp_path: Path) -> None:
    assert gloss("init", cwd=tmp_path).returncode == 0
    assert gloss("lookup", "ToS", cwd=tmp_path).stdout.startswith("服务条款 / terms of service")
    assert gloss("check", cwd=tmp_path).stdout == ""
    assert gloss("fmt", "--check", cwd=tmp_path).returncode == 0
    (tmp_path / "gloss.toml").write_text("# mine\n", encoding="utf-8")
    again = gloss("init", cwd=tmp_path)
    assert again.returncode == 0
    assert (tmp_path / "gloss.toml").read_text(encoding="utf-8") == "# mine\n"
    assert (tmp_path / ".gitignore").read_text(encoding="utf-8") == ".gloss/\n"


def test_add_reads_lines_from_standard_input(terms: Path) -> None:
    run = gloss(
        "add", "-", "--file", "new.yaml", "--note", "n: 1", cwd=terms, stdin="护城河/moat\n\n私酿酒/moonshine\n"
    )
    assert run.returncode == 0
    assert (terms / "terms" / "new.yaml").read_text(encoding="utf-8") == (
        'concepts:\n  - id: moat\n    terms:\n      en: moat\n      zh-Hans: 护城河\n    note: "n: 1"\n'
        '  - id: moonshine\n    terms:\n      en: moonshine\n      zh-Hans: 私酿酒\n    note: "n: 1"\n'
    )


def test_fmt_rewrites_and_then_has_nothing_to_do(terms: Path) -> None:
    assert gloss("fmt", cwd=terms).stdout == "Reformatted terms/ai.yaml\n"
    assert gloss("fmt", "--check", cwd=terms).returncode == 0
    assert gloss("lookup", "蒸馏", cwd=terms).returncode == 0


def test_check_names_what_is_wrong_in_farther_termbases(terms: Path) -> None:
    home = Path(os.environ["GLOSS_CONFIG_DIR"]) / "terms"
    home.mkdir(parents=True)
    (home / "mine.yaml").write_text("concepts:\n  - @bad\n", encoding="utf-8")
    run = gloss("check", cwd=terms)
    assert run.returncode == 2
    assert "mine.yaml:2:5: error: " in run.stdout


def test_check_fails_from_the_severity_that_is_asked_for(terms: Path) -> None:
    (terms / "terms" / "b.yaml").write_text("concepts:\n  - 中转\n", encoding="utf-8")
    run = gloss("check", cwd=terms)
    assert (run.returncode, run.stdout) == (
        1,
        "terms/b.yaml:2:5: warning: '中转' has no term in en; add one, or say `translate: false` [missing-language]\n",
    )
    assert gloss("check", "--fail-on", "error", cwd=terms).returncode == 0
    [finding] = json.loads(gloss("check", "--format", "json", cwd=terms).stdout)
    assert (finding["path"], finding["line"], finding["column"]) == ("terms/b.yaml", 2, 5)


def test_doctor_examines_the_memory(terms: Path) -> None:
    def row() -> dict[str, str]:
        rows = json.loads(gloss("doctor", "--format", "json", cwd=terms).stdout)
        return next(row for row in rows if row["name"] == "Memory")

    assert row()["value"].startswith("none")
    gloss("memory", "add", "Open", "打开", cwd=terms)
    assert row()["value"].startswith("1 units")
    assert not row()["problem"]
    with sqlite3.connect(terms / ".gloss" / "memory.db") as base:
        base.execute("UPDATE pairs SET units = 7")
    assert "counts of units" in row()["problem"]
    (terms / ".gloss" / "memory.db").write_bytes(b"no database, but long enough to be one" * 40)
    assert row()["problem"]


def test_doctor_names_what_is_there(terms: Path) -> None:
    rows = {row["name"]: row for row in json.loads(gloss("doctor", "--format", "json", cwd=terms).stdout)}
    assert {"gloss", "Python", "SQLite", "OpenCC", "YAML parser", "Settings", "Cache", "Encoding"} <= set(rows)
    assert rows["Terms (terms)"]["value"].startswith("2 concepts in 1 files")
    assert rows["OpenCC"]["problem"] == ""


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp936", "utf-8"])
def test_any_output_encoding_shows_something(terms: Path, encoding: str) -> None:
    run = subprocess.run(
        [*GLOSS, "lookup", "tos"],
        cwd=terms,
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": encoding},
        check=True,
    )
    expected = "服务条款" if encoding in ("cp936", "utf-8") else "\\u670d\\u52a1\\u6761\\u6b3e"
    assert run.stdout.decode(encoding).startswith(expected)
    run = subprocess.run(
        [*GLOSS, "lookup", "tos", "--format", "json"],
        cwd=terms,
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": encoding},
        check=True,
    )
    assert json.loads(run.stdout.decode(encoding))[0]["note"] == "看清标题"


def test_bytes_that_are_no_text_are_a_query_like_any_other(terms: Path) -> None:
    run = subprocess.run(
        [*GLOSS, "lookup", b"\xff\xfe"], cwd=terms, capture_output=True, env={**os.environ, "LC_ALL": "C.UTF-8"}
    )
    assert run.returncode == 1
    assert b"Traceback" not in run.stderr
    assert b"\\udcff" in run.stderr


def test_a_closed_pipe_is_no_error(terms: Path) -> None:
    run = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m glossary lookup tos | head -c 0"],
        cwd=terms,
        capture_output=True,
        check=True,
    )
    assert run.stderr == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_one_line(terms: Path) -> None:
    with open("/dev/full", "wb") as full:
        run = subprocess.run([*GLOSS, "lookup", "tos"], cwd=terms, stdout=full, stderr=subprocess.PIPE)
    assert run.returncode == 2
    assert run.stderr == b"gloss: error: the output cannot be written: No space left on device\n"


@pytest.mark.parametrize("verb", [["lookup", "tos"], ["doctor"], ["check"], ["add", "x"], ["--help"], ["--version"]])
@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", "2>/dev/full"])
def test_closed_streams_are_no_error(terms: Path, verb: list[str], closed: str) -> None:
    command = f"{sys.executable} -m glossary {' '.join(verb)} {closed}"
    run = subprocess.run(["bash", "-c", command], cwd=terms, capture_output=True, timeout=PATIENCE)
    assert run.returncode == 0, run
    assert b"Traceback" not in run.stderr


def test_standard_input_is_utf8_whatever_the_locale(terms: Path) -> None:
    gloss("add", "-", cwd=terms, stdin="护城河/moat\n", PYTHONIOENCODING="latin-1")
    assert "护城河/moat" in (terms / "terms" / "ai.yaml").read_text(encoding="utf-8")
    run = subprocess.run([*GLOSS, "add", "-"], cwd=terms, input="标".encode("gb18030"), capture_output=True)
    assert (run.returncode, b"not UTF-8" in run.stderr) == (2, True)


def test_arguments_are_utf8_whatever_the_locale(terms: Path) -> None:
    run = gloss("lookup", "蒸馏", cwd=terms, LC_ALL="POSIX", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert run.returncode == 0


def test_a_working_directory_that_is_gone_is_one_line(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    command = f"rmdir {gone}; {sys.executable} -m glossary lookup x"
    run = subprocess.run(
        ["bash", "-c", command],
        cwd=gone,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert run.returncode == 2
    assert "Traceback" not in run.stderr
    assert "working directory" in run.stderr


def test_init_keeps_the_bytes_of_gitignore(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_bytes(b"caf\xe9\r\nb")
    gloss("init", cwd=tmp_path)
    assert (tmp_path / ".gitignore").read_bytes() == b"caf\xe9\r\nb\r\n.gloss/\r\n"


def test_a_directory_for_a_file_is_named_by_every_verb(terms: Path) -> None:
    gloss("fmt", cwd=terms)
    (terms / "terms" / "folder.yaml").mkdir()
    for arguments in (["lookup", "tos"], ["check"], ["fmt", "--check"]):
        run = gloss(*arguments, cwd=terms)
        assert (run.returncode, "terms/folder.yaml" in run.stdout + run.stderr) == (2, True), run


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_interrupting_a_cold_start_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, status: int
) -> None:
    cache = tmp_path / "cache"
    monkeypatch.setenv("GLOSS_CACHE_DIR", str(cache))
    (tmp_path / "terms").mkdir()
    rows = "".join(f"  - 概念{n} / concept {n}\n" for n in range(30_000))
    (tmp_path / "terms" / "big.yaml").write_text(f"concepts:\n{rows}", encoding="utf-8")
    process = subprocess.Popen([*GLOSS, "lookup", "x"], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    while process.poll() is None and not any(cache.glob(".*")):
        time.sleep(0.01)
    process.send_signal(number)
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == status
    assert (out, err) == (b"", b"")
    assert [path for path in cache.glob("*") if not path.name.startswith(".")] == []
