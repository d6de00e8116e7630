"""What `gloss suggest` says about a segment: matches with what differs, terms, JSON, exit status."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from running import GLOSS, PATIENCE, gloss

TERMS = """\
subject: ai
concepts:
  - 蒸馏/distillation
  - {id: deepseek, translate: false, terms: {en: DeepSeek}}
  - {id: lonely, terms: {en: moat}}
  - id: tos
    terms:
      en: [terms of service, ToS]
      zh-Hans: [服务条款, {term: 用户条款, status: admitted}, {term: 使用条例, status: forbidden}]
"""
PO = """\
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"
"Language: zh_CN\\n"

msgid "The connection to the database was lost."
msgstr "与数据库的连接已断开。"

msgid "Please read the terms of service carefully."
msgstr "请仔细阅读使用条例。"

msgid "Signed in as %(name)s."
msgstr "已以 %(name)s 的身份登录。"

msgid "two\\n"
"lines \\033[31mred"
msgstr "两\\n"
"行\\033[31m红"
"""


@pytest.fixture
def terms(project_dir: Path, warm: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GLOSS_CACHE_DIR", warm)
    (project_dir / "terms" / "ai.yaml").write_text(TERMS, encoding="utf-8")
    return project_dir


@pytest.fixture
def memory(terms: Path) -> Path:
    (terms / "locale").mkdir()
    (terms / "locale" / "zh_CN.po").write_text(PO, encoding="utf-8")
    assert gloss("import", "locale/zh_CN.po", cwd=terms).returncode == 0
    return terms


def shape(line: str) -> str:
    """A line without its score, which is not ours to make."""
    head, _, rest = line.partition("  ")
    return f"S  {rest}" if head.strip().replace(".", "").isdigit() else line.strip()


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        pytest.param(
            "The connection to the server was lost.",
            [
                "S  fuzzy  The connection to the [-database-]{+server+} was lost.",
                "与数据库的连接已断开。",
                "locale/zh_CN.po:5",
            ],
            id="what differs",
        ),
        pytest.param(
            "The connection to the database was lost.",
            ["S  exact  The connection to the database was lost.", "与数据库的连接已断开。", "locale/zh_CN.po:5"],
            id="the very same",
        ),
        pytest.param(
            "与数据库的连接已断开。",
            ["S  exact  与数据库的连接已断开。", "The connection to the database was lost.", "locale/zh_CN.po:5"],
            id="from the other side",
        ),
        pytest.param(
            "Please read the ToS carefully.",
            [
                "S  fuzzy  Please read the [-terms of service-]{+ToS+} carefully.",
                "请仔细阅读使用条例。",
                "! '使用条例' is forbidden; write 服务条款 or 用户条款",
                "locale/zh_CN.po:8",
                "terms: ToS → 服务条款 (or 用户条款; not 使用条例)",
            ],
            id="a match that breaks the glossary",
        ),
        pytest.param(
            "Signed in as root.",
            [
                "S  fuzzy  Signed in as [-%(name)s-]{+root+}.",
                "已以 %(name)s 的身份登录。",
                "! '%(name)s' is not in the source; remove it, or write another character",
                "locale/zh_CN.po:11",
            ],
            id="a match with a placeholder too many",
        ),
        pytest.param(
            "DeepSeek has no moat, DeepSeek has distillation.",
            ["terms: DeepSeek → DeepSeek; moat → no term in zh-Hans; distillation → 蒸馏"],
            id="terms only, each once",
        ),
        pytest.param(
            "two\nlines \x1b[31mred",
            ["S  exact  two\\nlines \\x1b[31mred", "两\\n行\\x1b[31m红", "locale/zh_CN.po:14"],
            id="nothing that a terminal could obey",
        ),
    ],
)
def test_text(memory: Path, text: str, lines: list[str]) -> None:
    run = gloss("suggest", text, "--min-score", "40", cwd=memory)
    assert (run.returncode, run.stderr) == (0, "")
    assert [shape(line) for line in run.stdout.splitlines()] == lines


def test_columns(memory: Path) -> None:
    lines = gloss("suggest", "The connection to the database was lost!", cwd=memory).stdout.splitlines()
    at = lines[0].index("The connection")
    assert [len(line) - len(line.lstrip()) for line in lines[1:]] == [at] * (len(lines) - 1)


def test_a_score_is_explained(memory: Path) -> None:
    run = gloss("suggest", "the connection to the database was lost", "--explain", cwd=memory)
    [line] = [line.strip() for line in run.stdout.splitlines() if "similarity" in line]
    assert line == "similarity 100.0, case −1, repaired punctuation −0.5"


@pytest.mark.parametrize(
    ("arguments", "stdin", "status", "out", "err"),
    [
        pytest.param(["qqqq"], "", 1, "", "Nothing like it", id="nothing"),
        pytest.param(["qqqq", "--format", "json"], "", 1, '"matches": []', "", id="nothing, JSON"),
        pytest.param([""], "", 1, "", "Nothing like it", id="an empty segment"),
        pytest.param([], "", 1, "", "Nothing like it", id="nothing on standard input"),
        pytest.param(["--format", "json"], "", 1, "", "", id="nothing on standard input, JSON"),
        pytest.param(["x", "--lang", "english!"], "", 2, "", "--lang: ", id="no language"),
        pytest.param(["x", "--stdio-loop"], "", 2, "", "leave TEXT out", id="a text for the loop"),
        pytest.param(["x", "--to", "!"], "", 2, "", "--to: ", id="no target language"),
        pytest.param(["x", "--lang", "en", "--to", "EN"], "", 2, "", "--lang and --to are both en", id="one language"),
        pytest.param(["x", "--min-score", "101"], "", 2, "", "--min-score", id="a score that is none"),
        pytest.param(["x", "--limit", "0"], "", 2, "", "--limit", id="no matches wanted"),
        pytest.param(["ToS", "--to", "en"], "", 0, "ToS → ", "Taken for en already: 'ToS'.", id="no other language"),
        pytest.param(["distillation", "--to", "zh-TW"], "", 0, "distillation → 蒸餾", "", id="Taiwan"),
        pytest.param(["蒸馏"], "", 0, "蒸馏 → distillation", "", id="Chinese"),
        pytest.param([os.fsdecode(b"\xff")], "", 2, "", "not UTF-8", id="bytes that are no text"),
        pytest.param(["-"], b"\xff", 2, "", "not UTF-8", id="the same on standard input"),
        pytest.param(["-"], "蒸馏" * 50_001, 2, "", "a text of 100,002 characters", id="a whole text"),
        pytest.param(["-"], "蒸馏" * 5_001, 0, "蒸馏 → ", "a text of 10,002 characters", id="no segment of a memory"),
        pytest.param(["-"], "\ud83d".encode("utf-8", "surrogatepass"), 2, "", "not UTF-8", id="half a character"),
        pytest.param(["--help"], "", 0, "gloss suggest - --format json < segments.txt", "", id="help"),
    ],
)
def test_status(memory: Path, arguments: list[str], stdin: str | bytes, status: int, out: str, err: str) -> None:
    run = gloss("suggest", *arguments, cwd=memory, stdin=stdin)
    assert (run.returncode, out in run.stdout, err in run.stderr) == (status, True, True), run
    assert ((run.stdout == ""), (run.stderr == "")) == ((out == ""), (err == ""))
    assert err == "" or "Usage" in run.stderr or len(run.stderr.splitlines()) == 1


def test_without_a_memory_terms_are_suggested_and_it_says_how_to_begin(terms: Path) -> None:
    run = gloss("suggest", "distillation", cwd=terms)
    assert (run.returncode, run.stdout) == (0, "terms: distillation → 蒸馏\n")
    assert "gloss import FILE" in run.stderr
    assert not (terms / ".gloss").exists()


def test_json_is_as_documented(memory: Path) -> None:
    answer = json.loads(
        gloss("suggest", "Please read the ToS carefully.", "--min-score", "40", "--format", "json", cwd=memory).stdout
    )
    [match] = answer.pop("matches")
    assert answer == {
        "source": "Please read the ToS carefully.",
        "lang": "en",
        "target_lang": "zh-Hans",
        "terms": [
            {
                "span": [16, 19],
                "text": "ToS",
                "status": "admitted",
                "concept": "tos",
                "preferred": "服务条款",
                "admitted": ["用户条款"],
                "forbidden": ["使用条例"],
            }
        ],
        "seen": [],
    }
    assert 0 < match.pop("score") < match.pop("similarity") < 100
    assert match.pop("penalties")["glossary"] > 0
    assert match == {
        "kind": "fuzzy",
        "source": "Please read the terms of service carefully.",
        "target": "请仔细阅读使用条例。",
        "lang": "en",
        "target_lang": "zh-Hans",
        "context": "",
        "note": "",
        "diff": [
            {"op": "equal", "question": [0, 16], "match": [0, 16]},
            {"op": "replace", "question": [16, 19], "match": [16, 32]},
            {"op": "equal", "question": [19, 30], "match": [32, 43]},
        ],
        "origin": {"path": "locale/zh_CN.po", "line": 8, "commit": None},
        "breaks_glossary": ["'使用条例' is forbidden; write 服务条款 or 用户条款"],
        "surplus": [],
        "repairs": [],
        "repaired_from": None,
        "stored_target": None,
    }


def test_each_line_of_standard_input_is_a_segment(memory: Path) -> None:
    text = "distillation\r\n\n  \nqqqq\nToS"
    run = gloss("suggest", cwd=memory, stdin=text)
    assert run.stdout.splitlines() == [
        "distillation",
        "terms: distillation → 蒸馏",
        "",
        "qqqq",
        "nothing",
        "",
        "ToS",
        "terms: ToS → 服务条款 (or 用户条款; not 使用条例)",
    ]
    lines = gloss("suggest", "-", "--format", "json", cwd=memory, stdin=text).stdout.splitlines()
    assert [json.loads(line)["source"] for line in lines] == ["distillation", "qqqq", "ToS"]


def test_several_texts_are_answered_in_order(memory: Path) -> None:
    lines = gloss("suggest", "ToS", "qqqq", "--format", "json", cwd=memory).stdout.splitlines()
    assert [json.loads(line)["source"] for line in lines] == ["ToS", "qqqq"]


def test_places_are_as_seen_from_where_you_are(memory: Path) -> None:
    out = gloss("suggest", "The connection to the database was lost.", cwd=memory / "locale").stdout
    assert out.endswith(" zh_CN.po:5\n")
    (memory / "locale" / "zh_CN.po").unlink()
    out = gloss("suggest", "The connection to the database was lost.", cwd=memory / "locale").stdout
    assert out.endswith(" locale/zh_CN.po:5\n")


def test_a_broken_terms_file_is_told_and_the_rest_answers(memory: Path) -> None:
    (memory / "terms" / "bad.yaml").write_text("concepts:\n  - terms: {en: @bad}\n", encoding="utf-8")
    run = gloss("suggest", "distillation", cwd=memory)
    assert (run.returncode, run.stdout) == (2, "terms: distillation → 蒸馏\n")
    assert run.stderr.startswith("terms/bad.yaml:2:")


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
def test_on_a_terminal_the_difference_is_coloured(memory: Path) -> None:
    ours, theirs = pty.openpty()
    environment = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
    text = "The connection to the server was lost."
    with subprocess.Popen(
        [*GLOSS, "suggest", text], cwd=memory, stdout=theirs, stderr=theirs, env={**environment, "LC_ALL": "C.UTF-8"}
    ) as run:
        run.wait(PATIENCE)
        out = os.read(ours, 10_000).decode()
    os.close(theirs)
    os.close(ours)
    assert "the \x1b[31mdatabase\x1b[0m\x1b[32mserver\x1b[0m was" in out


def test_starting_costs_no_schema_library(memory: Path) -> None:
    code = (
        "import sys; sys.argv[1:] = ['suggest', 'x', '--min-score', '50', '--explain']\n"
        "from glossary.cli import main\n"
        "try: main()\n"
        "finally: print(sorted({'pydantic', 'rich', 'opencc', 'polib'} & set(sys.modules)))\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=memory, capture_output=True, encoding="utf-8", timeout=PATIENCE
    )
    assert run.stdout.splitlines()[-1] == "[]"
