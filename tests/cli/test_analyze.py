"""What `gloss analyze` prints: a table, CSV, JSON, exit status."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from running import gloss

from glossary.text.width import display_width

JOB = """\
msgid ""
msgstr "Language: zh_Hans\\nContent-Type: text/plain; charset=UTF-8\\n"

msgid "Open the moat of the castle"
msgstr ""

msgctxt "again"
msgid "Open the moat of the castle"
msgstr ""

msgid "蒸馏 a file"
msgstr "完成"
"""


@pytest.fixture
def job(project_dir: Path, warm: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GLOSS_CACHE_DIR", warm)
    terms = "subject: a\nconcepts:\n  - 蒸馏/distillation\n  - {id: moat, terms: {en: moat}}\n"
    (project_dir / "terms" / "a.yaml").write_text(terms, encoding="utf-8")
    (project_dir / "任务.po").write_text(JOB, encoding="utf-8")
    return project_dir


def test_table(job: Path) -> None:
    run = gloss("analyze", "任务.po", cwd=job)
    assert run.returncode == 0, run.stderr
    lines = run.stdout.splitlines()
    table = lines[: lines.index("")]
    assert [line.split() for line in table] == [
        ["任务.po", "segments", "words", "characters", "codes", "numbers", "effort"],
        ["translated", "1", "2", "2", "0", "0", "0.0"],
        ["repetition", "1", "6", "0", "0", "0", "0.6"],
        ["new", "1", "6", "0", "0", "0", "6.0"],
        ["all", "3", "14", "2", "0", "0", "6.6"],
    ]
    assert len({display_width(line) for line in table}) == 1
    assert "Terms without a translation:" in lines
    assert "  2 ×  moat  no term in zh-Hans  任务.po:4" in lines


def test_json(job: Path) -> None:
    run = gloss("analyze", "任务.po", "--format", "json", cwd=job)
    answer = json.loads(run.stdout)
    assert [file["path"] for file in answer["files"]] == ["任务.po"]
    assert answer["total"]["new"] == {
        "segments": 1,
        "words": 6,
        "characters": 0,
        "codes": 0,
        "numbers": 0,
        "effort": 6.0,
    }
    assert {"text": "moat", "translated": False, "count": 2}.items() <= answer["terms"][0].items()


def test_csv_has_a_row_for_every_band_and_all_files(job: Path) -> None:
    (job / "b.md").write_text("# One more\n", encoding="utf-8")
    run = gloss("analyze", "任务.po", "b.md", "--format", "csv", cwd=job)
    rows = list(csv.DictReader(run.stdout.splitlines()))
    assert {row["file"] for row in rows} == {"任务.po", "b.md", "total"}
    assert len(rows) == 30
    assert sum(int(row["segments"]) for row in rows if row["file"] == "total") == 4


def test_the_same_file_twice_counts_once(job: Path) -> None:
    assert gloss("analyze", "任务.po", "任务.po", cwd=job).stdout == gloss("analyze", "任务.po", cwd=job).stdout


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        pytest.param(["missing.po"], 2, "missing.po", id="no such file"),
        pytest.param(["a.nonsense"], 2, "cannot tell the format", id="no such format"),
        pytest.param(["terms/a.yaml"], 2, "holds terms", id="terms are not translated"),
        pytest.param(["empty.md"], 1, "No segment", id="nothing in it"),
        pytest.param(["empty.md", "--lang", "en"], 2, "source and target", id="one language"),
        pytest.param([], 2, "Missing argument", id="no file"),
    ],
)
def test_bad_input(job: Path, arguments: list[str], status: int, said: str) -> None:
    (job / "empty.md").write_text("\n", encoding="utf-8")
    run = gloss("analyze", *arguments, cwd=job)
    assert (run.returncode, said in run.stderr) == (status, True), run.stderr


def test_a_broken_file_does_not_hide_the_others(job: Path) -> None:
    (job / "broken.po").write_bytes(b'msgid "a"\nmsgid "b"\n')
    run = gloss("analyze", "broken.po", "任务.po", cwd=job)
    assert run.returncode == 2
    assert "broken.po" in run.stderr
    assert "new" in run.stdout


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        pytest.param('weights = {"101" = 1}', "unknown setting", id="no such band"),
        pytest.param('weights = {"100" = "free"}', "needs a number", id="no number"),
        pytest.param("weight = {}", "did you mean analyze.weights", id="a slip"),
    ],
)
def test_wrong_settings_are_named(job: Path, setting: str, said: str) -> None:
    (job / "gloss.toml").write_text(f"[analyze]\n{setting}\n", encoding="utf-8")
    run = gloss("analyze", "任务.po", cwd=job)
    assert run.returncode == 2
    assert said in run.stderr
