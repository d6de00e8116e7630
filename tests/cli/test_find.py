"""What `gloss find` says about a text: one line for each concept, or everything as JSON."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from running import GLOSS, gloss

TERMS = """\
subject: ai
concepts:
  - 蒸馏/distillation
  - 软件/software
  - {id: deepseek, translate: false, terms: {en: DeepSeek}}
  - {id: it, terms: {en: IT, zh-Hans: 信息技术}}
  - {id: mouse, terms: {en: {term: mouse, forms: [mice]}, zh-Hans: 鼠标, zh-TW: 滑鼠}}
  - id: tos
    terms:
      en: [terms of service, ToS]
      zh-Hans: [服务条款, {term: 用户条款, status: admitted}, {term: 使用条例, status: forbidden}]
  - {id: lonely, terms: {en: moat}}
  - {id: gone, terms: {en: {term: dial-up, status: deprecated}}}
"""
PO = """\
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"
"Language: zh_CN\\n"

msgid "Mice and\\n"
"software"
msgstr "鼠标与软件"
"""


@pytest.fixture
def terms(project_dir: Path, warm: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GLOSS_CACHE_DIR", warm)
    (project_dir / "terms" / "ai.yaml").write_text(TERMS, encoding="utf-8")
    return project_dir


@pytest.mark.parametrize(
    ("arguments", "text", "lines"),
    [
        pytest.param([], "蒸馏\n", ["-:1:1  蒸馏  distillation"], id="Chinese"),
        pytest.param([], "Some software.\n", ["-:1:6  software  软件"], id="English"),
        pytest.param(
            [], "用ToS\n", ["-:1:2  ToS  服务条款 · 用户条款"], id="all usable renderings, the preferred one first"
        ),
        pytest.param(
            [], "蒸餾，蒸馏\n\n蒸馏\n", ["-:1:1  蒸餾  distillation  × 3"], id="one line, however often it is met"
        ),
        pytest.param([], "DeepSeek\n", ["-:1:1  DeepSeek  stays as it is"], id="a name"),
        pytest.param([], "使用条例\n", ["-:1:1  使用条例  forbidden; write 服务条款"], id="forbidden"),
        pytest.param([], "dial-up\n", ["-:1:1  dial-up  deprecated"], id="deprecated, with nothing instead"),
        pytest.param([], "moat\n", ["-:1:1  moat  no term in the other language"], id="no rendering"),
        pytest.param(["--lang", "zh-TW"], "software\n", ["-:1:1  software  軟體"], id="Taiwan"),
        pytest.param(["--lang", "zh_CN"], "Mice\n", ["-:1:1  Mice  鼠标"], id="a tag as it is typed"),
        pytest.param(["--lang", "de"], "mice\n", ["-:1:1  mice  no term in de"], id="a language without terms"),
        pytest.param([], "it is\n`distillation` <b>software</b>\n", ["-:2:19  software  软件"], id="case, code, tags"),
        pytest.param([], "\r\n\r\n𠮷😀 蒸\r\n馏\r\n", ["-:3:4  蒸 馏  distillation"], id="CRLF, astral, broken line"),
        pytest.param(
            [],
            "蒸馏 and software\n",
            ["-:1:1  蒸馏      distillation", "-:1:8  software  软件"],
            id="columns",
        ),
    ],
)
def test_text(terms: Path, arguments: list[str], text: str, lines: list[str]) -> None:
    run = gloss("find", *arguments, cwd=terms, stdin=text)
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.splitlines() == lines


@pytest.mark.parametrize(
    ("arguments", "status", "out", "err"),
    [
        pytest.param([], 1, "", "No known term", id="nothing on standard input"),
        pytest.param(["--format", "json"], 1, "[]", "", id="nothing, JSON"),
        pytest.param(["--lang", "english!"], 2, "", "--lang", id="no language"),
        pytest.param(["nowhere.md"], 2, "", "nowhere.md", id="no such file"),
        pytest.param(["terms"], 2, "", "terms", id="a directory"),
        pytest.param(["a.docx"], 2, "", "a.docx", id="a format that is not known"),
        pytest.param(["--help"], 0, "gloss find draft.md", "", id="help"),
    ],
)
def test_status(terms: Path, arguments: list[str], status: int, out: str, err: str) -> None:
    (terms / "a.docx").write_bytes(b"PK")
    run = gloss("find", *arguments, cwd=terms)
    assert (run.returncode, out in run.stdout, err in run.stderr) == (status, True, True), run
    assert (run.stdout == "", run.stderr == "") == (out == "", err == "")


def test_json_is_as_documented(terms: Path) -> None:
    [hit] = json.loads(gloss("find", "--format", "json", cwd=terms, stdin="😀 𠮷\n蒸\u200b馏\n").stdout)
    assert hit == {
        "path": "-",
        "line": 2,
        "column": 1,
        "end_line": 2,
        "end_column": 4,
        "start": 4,
        "end": 7,
        "surface": "蒸\u200b馏",
        "via": "exact",
        "identifier": False,
        "concept": "distillation",
        "term": {"text": "蒸馏", "lang": "zh-Hans", "status": "preferred", "computed": False},
        "translate": True,
        "renderings": [{"text": "distillation", "lang": "en", "status": "preferred"}],
        "origin": {"path": "terms/ai.yaml", "line": 3},
    }


@pytest.mark.parametrize("name", ["a.md", "a.txt", "目录/文.md"])
def test_places_hold_in_the_file(terms: Path, name: str) -> None:
    text = "# 软件 software\n\n- 用😀蒸餾的mice\n  与 蒸\n  馏，terms of\n  service。\n"
    path = terms / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    hits = json.loads(gloss("find", name, "--format", "json", cwd=terms).stdout)
    assert [hit["concept"] for hit in hits] == ["software", "software", "distillation", "mouse", "distillation", "tos"]
    for hit in hits:  # the indentation of a list item is no part of what it says
        assert text[hit["start"] : hit["end"]].split() == hit["surface"].split()
    assert {hit["path"] for hit in hits} == {name}


def test_catalogues_are_searched_on_both_sides(terms: Path) -> None:
    (terms / "a.po").write_text(PO, encoding="utf-8")
    hits = json.loads(gloss("find", "a.po", "--format", "json", cwd=terms).stdout)
    assert [(hit["line"], hit["column"], hit["surface"]) for hit in hits] == [
        (5, 8, "Mice"),
        (6, 2, "software"),
        (7, 9, "鼠标"),
        (7, 12, "软件"),
    ]


def test_several_files_are_searched_in_the_order_given(terms: Path) -> None:
    for name in "ba":
        (terms / f"{name}.md").write_text("蒸馏\n", encoding="utf-8")
    run = gloss("find", "b.md", "a.md", cwd=terms)
    assert [line.split(":")[0] for line in run.stdout.splitlines()] == ["b.md", "a.md"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(b"\xff\xfe\x00", id="no UTF-8"),
        pytest.param("蒸馏".encode("utf-16"), id="UTF-16"),
        pytest.param("蒸馏".encode("gb18030"), id="GB 18030"),
        pytest.param(b"\x00" * 1000, id="NUL"),
        pytest.param("\ud83d".encode("utf-8", "surrogatepass"), id="surrogate"),
        pytest.param(b"[" * 100_000, id="brackets"),
        pytest.param(b"*a_" * 30_000, id="emphasis"),
        pytest.param("蒸".encode() * 300_000, id="one long line"),
        pytest.param(("e" + "\u0301\u0327" * 50_000).encode(), id="marks"),
    ],
)
def test_bad_input_ends_in_a_line_or_in_nothing(terms: Path, text: bytes) -> None:
    run = gloss("find", cwd=terms, stdin=text)
    assert run.returncode in (1, 2)
    assert run.stdout == ""
    assert len(run.stderr.splitlines()) == 1


def test_a_terminal_is_given_nothing_it_could_obey(terms: Path) -> None:
    (terms / "terms" / "esc.yaml").write_text(
        'concepts:\n  - {id: esc, terms: {en: red alert, zh: "a\\e[31mb\\u202e警"}}\n', encoding="utf-8"
    )
    run = gloss("find", cwd=terms, stdin="red\u202e\u202c alert\n")
    assert "\\x1b[31m" in run.stdout
    assert not set("\x1b\u202e\u202c") & set(run.stdout)


def test_outside_of_a_project_it_says_how_to_begin(tmp_path: Path) -> None:
    run = gloss("find", cwd=tmp_path, stdin="moat\n")
    assert run.returncode == 1
    assert run.stdout == ""


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-"])
def test_closed_streams_are_no_error(terms: Path, closed: str) -> None:
    (terms / "a.md").write_text("蒸馏\n", encoding="utf-8")
    for arguments in ("a.md", "-", ""):
        run = subprocess.run(
            ["bash", "-c", f"{' '.join(GLOSS)} find {arguments} {closed}"], cwd=terms, capture_output=True
        )
        assert b"Traceback" not in run.stderr
        assert run.returncode in (0, 1)


def test_a_post_comes_through_a_pipe_as_a_post(root: Path, warm: str) -> None:
    post = '{"url": "u", "username": "n", "tweet": {"text": "distillation of a tweet", "author": "retweets"}}'
    run = gloss("find", "-", cwd=root, stdin=post, GLOSS_CACHE_DIR=warm)
    assert [line.split()[1] for line in run.stdout.splitlines()] == ["distillation", "tweet"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("a.csv", "en,zh-Hans,context\ndistillation,蒸馏,x\n", id="table of translations"),
        pytest.param(
            "a.json", '{"gloss": 1, "concepts": [{"id": "a", "terms": [{"text": "a", "lang": "en"}]}]}', id="terms"
        ),
    ],
)
def test_data_is_no_text_to_look_for_terms_in(project_dir: Path, name: str, text: str) -> None:
    (project_dir / name).write_text(text, encoding="utf-8")
    run = gloss("find", name, cwd=project_dir)
    assert (run.returncode, run.stdout) == (2, "")
    assert "is no text in which terms are looked for" in run.stderr
