"""`gloss rename`: what it shows, what it says, what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest
from running import gloss

TERMS = "concepts:\n  - id: tos\n    terms: {en: terms of service, zh-Hans: 使用条例}\n"


@pytest.fixture
def project(project_dir: Path) -> Path:
    (project_dir / "terms" / "law.yaml").write_text(TERMS, encoding="utf-8")
    (project_dir / "a.md").write_text("请读使用条例。\n", encoding="utf-8")
    gloss("memory", "add", "Read the terms of service.", "请阅读使用条例。", cwd=project_dir)
    return project_dir


def test_a_preview_is_a_diff(project: Path) -> None:
    run = gloss("rename", "使用条例", "服务条款", "a.md", "--diff", cwd=project)
    assert run.returncode == 1
    assert "-请读使用条例。\n+请读服务条款。\n" in run.stdout
    assert run.stdout.endswith("memory 1  Read the terms of service. → 请阅读使用条例。 ⇒ 请阅读服务条款。\n")
    assert (project / "terms" / "law.yaml").read_text("utf-8") == TERMS
    assert (project / "a.md").read_text("utf-8") == "请读使用条例。\n"


def test_it_says_what_changed(project: Path) -> None:
    run = gloss("rename", "使用条例", "服务条款", "a.md", cwd=project)
    assert (run.returncode, run.stdout.splitlines()) == (
        0,
        [
            "Changed terms/law.yaml",
            "Changed a.md (1)",
            "Changed 1 in the memory; they are drafts until somebody confirms them",
        ],
    )
    assert (project / "a.md").read_text("utf-8") == "请读服务条款。\n"
    assert "服务条款" in gloss("suggest", "Read the terms of service.", cwd=project).stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param(["使用条例", "使用条例"], "both names are the same", id="the same"),
        pytest.param(["使用条例", " "], "the new name is empty", id="nothing"),
        pytest.param(["没有", "服务条款"], "no term '没有'", id="no such term"),
        pytest.param(["使用条例", "服务条款", "--lang", "en"], "no term '使用条例'", id="in another language"),
        pytest.param(["使用条例", "服务条款", "b.md"], "b.md", id="no such file"),
        pytest.param(["使用条例"], "Missing argument", id="half"),
    ],
)
def test_what_is_refused(project: Path, arguments: list[str], says: str) -> None:
    run = gloss("rename", *arguments, cwd=project)
    assert (run.returncode, says in run.stderr) == (2, True)
    assert (project / "terms" / "law.yaml").read_text("utf-8") == TERMS
