"""`gloss align`, as people meet it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from running import gloss

SOURCE = "# Install\n\nGet version 2.4 of the archive. Unpack it into any directory.\n\n- Run `make` once.\n"
TARGET = "# 安装\n\n下载 2.4 版的压缩包。解压到任意目录。\n\n- 运行一次 `make`。\n"


@pytest.fixture
def here(tmp_path: Path) -> Path:
    (tmp_path / "gloss.toml").write_text("", encoding="utf-8")
    (tmp_path / "a.md").write_text(SOURCE, encoding="utf-8")
    (tmp_path / "a.zh.md").write_text(TARGET, encoding="utf-8")
    return tmp_path


def test_a_table_with_both_sides(here: Path) -> None:
    run = gloss("align", "a.md", "a.zh.md", cwd=here, COLUMNS="100")
    assert run.returncode == 0
    assert run.stderr == ""
    rows = run.stdout.splitlines()
    assert rows[0] == "a.md → a.zh.md"
    assert len(rows) == 5
    at = [row.index(text) for row, text in zip(rows[1:], ("Install", "Get", "Unpack", "Run"), strict=True)]
    assert len(set(at)) == 1
    assert rows[2].endswith("下载 2.4 版的压缩包。")


def test_json(here: Path) -> None:
    run = gloss("align", "a.md", "a.zh.md", "--format", "json", cwd=here)
    rows = json.loads(run.stdout)
    assert rows[0]["source"][0]["text"] == "Install"
    assert rows[3]["target"] == [{"text": "运行一次 `make`。", "line": 5, "kind": "item"}]
    assert {row["lang"] for row in rows} == {"en"}
    assert all(0 <= row["confidence"] <= 100 for row in rows)


def test_files_that_other_tools_take(here: Path) -> None:
    assert gloss("align", "a.md", "a.zh.md", "-o", "x.tmx", cwd=here).returncode == 0
    assert "<seg>Run `make` once.</seg>" in (here / "x.tmx").read_text(encoding="utf-8")
    run = gloss("align", "a.md", "a.zh.md", "-o", "-", cwd=here)
    assert run.stdout.splitlines()[:1] == ["en\tzh-Hans"]
    assert any(line.startswith("Run `make` once.\t运行一次 `make`。\t") for line in run.stdout.splitlines())


def test_into_memory_and_back(here: Path) -> None:
    assert "4 added" in gloss("align", "a.md", "a.zh.md", "--into-memory", "--min-confidence", "0", cwd=here).stdout
    assert "4 known" in gloss("align", "a.md", "a.zh.md", "--into-memory", "--min-confidence", "0", cwd=here).stdout
    run = gloss("suggest", "Unpack it into any directory.", cwd=here)
    assert "解压到任意目录。" in run.stdout
    assert "a.md:3" in run.stdout


def test_only_sure_pairs_are_kept(here: Path) -> None:
    run = gloss("align", "a.md", "a.zh.md", "--into-memory", "--min-confidence", "100", cwd=here)
    assert run.stdout == "Memory: 0 added\n"
    assert run.stderr.startswith("4 pairs have a confidence below 100")


def test_trees_and_a_page(here: Path) -> None:
    (here / "lonely.md").write_text("Alone.\n", encoding="utf-8")
    run = gloss("align", ".", "--html", "review.html", cwd=here)
    assert run.returncode == 0
    assert "lonely.md: left out" in run.stderr
    text = (here / "review.html").read_text(encoding="utf-8")
    assert "解压到任意目录。" in text
    assert "http" not in text


def test_quotes_within_an_article(here: Path) -> None:
    article = "大家都在说这件事，我也来说几句。\n\n> The pipe is full of holes again\n\n译文：水管又到处是洞了。\n"
    (here / "post.zh.md").write_text(article, encoding="utf-8")
    run = gloss("align", "post.zh.md", "-o", "-", cwd=here)
    assert "The pipe is full of holes again\t水管又到处是洞了。" in run.stdout


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        pytest.param(["a.md", "missing.md"], 2, "missing.md: no such file", id="missing"),
        pytest.param(["a.md", "a.md"], 2, "one file", id="the same file twice"),
        pytest.param(["a.md", "."], 2, "two directories", id="file and directory"),
        pytest.param(["a.md", "binary.md"], 2, "binary.md", id="binary"),
        pytest.param(["a.md", "empty.md"], 1, "no text in it", id="empty"),
        pytest.param(["empty.md", "empty.txt"], 1, "no text in it", id="both empty"),
        pytest.param(["a.md", "a.po"], 2, "translations already", id="a catalogue"),
        pytest.param(["a.md", "a.docx"], 2, "cannot tell the format", id="unknown format"),
        pytest.param(["a.md", "other.zh.md"], 1, "are they translations of each other?", id="another text"),
        pytest.param(["a.md", "b.en.md"], 0, "name their languages", id="one language"),
        pytest.param(["a.zh.md"], 1, "no quote is rendered here", id="no quotes"),
        pytest.param(["a.md", "a.zh.md", "-o", "x.png"], 2, "cannot tell the format", id="no such output"),
        pytest.param(["a.md", "a.zh.md", "--lang", "en"], 2, "--lang", id="one language named"),
    ],
)
def test_bad_input_is_told_in_a_line(here: Path, arguments: list[str], status: int, said: str) -> None:
    (here / "binary.md").write_bytes(bytes(range(256)))
    for name in ("empty.md", "empty.txt"):
        (here / name).write_bytes(b"")
    (here / "a.po").write_text('msgid "a"\nmsgstr "b"\n', encoding="utf-8")
    (here / "a.docx").write_text("x", encoding="utf-8")
    (here / "b.en.md").write_text(SOURCE, encoding="utf-8")
    (here / "other.zh.md").write_text(
        "昨天晚上月亮很圆。\n\n" + "大家出来看了 5 次，又看了 70 次，很晚才回家。" * 30, encoding="utf-8"
    )
    run = gloss("align", *arguments, cwd=here)
    assert said in run.stderr
    assert run.returncode == status


def test_a_long_line_is_no_trouble(here: Path) -> None:
    (here / "long.md").write_text("word " * 200_000, encoding="utf-8")
    (here / "long.zh.md").write_text("词语" * 200_000, encoding="utf-8")
    run = gloss("align", "long.md", "long.zh.md", cwd=here)
    assert run.returncode == 0
    assert len(run.stdout) < 20_000


def test_directories_without_pairs_are_not_silent(here: Path) -> None:
    (here / "en").mkdir()
    (here / "zh").mkdir()
    run = gloss("align", "en", "zh", cwd=here)
    assert run.returncode == 1
    assert run.stderr.startswith("No text and its translation in en and zh;")
