"""`gloss memory check` and `dedupe`: what is wrong with past translations, and what is there twice."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from running import gloss

TERMS = """\
concepts:
  - id: tos
    terms:
      en: terms of service
      zh-Hans:
        - 服务条款
        - {term: 使用条例, status: forbidden}
        - {term: 用户协议, status: deprecated}
  - 蒸馏/distillation
"""
CLEAN = "Read the terms of service.\t请阅读服务条款。\n"


@pytest.fixture
def project(project_dir: Path, warm: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GLOSS_CACHE_DIR", warm)
    (project_dir / "terms" / "law.yaml").write_text(TERMS, encoding="utf-8")
    return project_dir


def remember(cwd: Path, **files: str) -> None:
    for name, text in files.items():
        (cwd / f"{name}.tsv").write_text(text, encoding="utf-8")
        gloss("import", f"{name}.tsv", cwd=cwd)


@pytest.mark.parametrize(
    ("row", "finding"),
    [
        pytest.param("", None, id="nothing wrong"),
        pytest.param("Our terms of service\t我们的使用条例\n", ("forbidden-term", "b.tsv", 1), id="forbidden"),
        pytest.param("Our terms of service\t我们的用户协议\n", ("deprecated-term", "b.tsv", 1), id="stale"),
        pytest.param("Distillation is cheap.\t提炼很便宜。\n", ("missing-term", "b.tsv", 1), id="missing"),
        pytest.param("16 million users\t160 万用户\n", ("number-mismatch", "b.tsv", 1), id="a number"),
        pytest.param("Hello %(name)s!\t你好！\n", ("placeholder-missing", "b.tsv", 1), id="a placeholder"),
        pytest.param(
            "Open it.\t打开。\nHello {name}\t你好 {nom}\n", ("placeholder-missing", "b.tsv", 2), id="the line"
        ),
    ],
)
def test_what_breaks_a_rule_is_named_with_its_place(
    project: Path, row: str, finding: tuple[str, str, int] | None
) -> None:
    remember(project, a=CLEAN, b=row)
    run = gloss("memory", "check", "--format", "json", cwd=project)
    found = [(each["rule"], each["path"], each["line"]) for each in json.loads(run.stdout)]
    assert (finding in found, run.returncode) == ((True, 1) if finding else (False, 0))


def test_contradictions_are_those_of_one_context(project: Path) -> None:
    remember(project, a="Open\t打开\nShut\t关闭\nView\t视图\tmenu\n", b="Open\t开启\nShut\t关闭\nView\t查看\n")
    run = gloss("memory", "check", cwd=project)
    assert (run.returncode, run.stderr) == (1, "1 finding\n")
    assert run.stdout == (
        "a.tsv:1: warning: unit 1: 'Open' → '打开', but unit 4 (b.tsv:1) has '开启' for the same source; "
        "choose one, or give them contexts [contradictory-units]\n"
    )


@pytest.mark.parametrize(
    ("arguments", "rules"),
    [
        pytest.param([], {"forbidden-term", "contradictory-units"}, id="all"),
        pytest.param(["--rule", "forbidden-term"], {"forbidden-term"}, id="one"),
        pytest.param(["--rule", "contradictory-units"], {"contradictory-units"}, id="contradictions alone"),
        pytest.param(["--no-rule", "contradictory-units"], {"forbidden-term"}, id="all but these"),
        pytest.param(["--no-rule", "forbidden-term"], {"contradictory-units"}, id="all but one"),
    ],
)
def test_which_rules_run(project: Path, arguments: list[str], rules: set[str]) -> None:
    remember(project, a="Our terms of service\t我们的使用条例\n", b="Our terms of service\t我们的服务条款\n")
    run = gloss("memory", "check", *arguments, "--format", "json", cwd=project)
    assert {each["rule"] for each in json.loads(run.stdout)} == rules


def test_other_formats(project: Path) -> None:
    remember(project, a="Our terms of service\t我们的使用条例\n")
    assert gloss("memory", "check", "--format", "github", cwd=project).stdout.startswith("::error file=a.tsv,line=1")
    [run] = json.loads(gloss("memory", "check", "--format", "sarif", cwd=project).stdout)["runs"]
    assert [each["ruleId"] for each in run["results"]] == ["forbidden-term"]


def test_an_unknown_rule_is_wrong_use(project: Path) -> None:
    run = gloss("memory", "check", "--rule", "half-width-punctuation", cwd=project)
    assert (run.returncode, "contradictory-units" in run.stderr) == (2, True)


@pytest.mark.parametrize("verb", ["check", "dedupe"])
def test_without_a_memory(project: Path, verb: str) -> None:
    run = gloss("memory", verb, cwd=project)
    assert (run.returncode, "gloss import FILE" in run.stderr) == (0, True)


def test_of_equal_translations_the_one_with_a_context_is_kept(project: Path) -> None:
    remember(project, a="Open\t打开\tmenu\nShut\t关闭\tx\n", b="Open\t打开\nShut\t关闭\ty\nOpen\t开启\tz\n")
    rows = json.loads(gloss("memory", "dedupe", "--dry-run", "--format", "json", cwd=project).stdout)
    assert sorted(rows, key=lambda row: row["kept"]) == [{"kept": 1, "gone": [3]}, {"kept": 4, "gone": [2]}]
    dry = gloss("memory", "dedupe", "--dry-run", cwd=project)
    assert dry.stdout.splitlines()[-1] == "Would delete 2 units."
    assert "     1  Open → 打开  (also 3)" in gloss("memory", "dedupe", cwd=project).stdout.splitlines()
    assert gloss("memory", "dedupe", cwd=project).stderr == "No translation is there twice.\n"
    listed = json.loads(gloss("memory", "list", "--format", "json", cwd=project).stdout)
    assert [each["number"] for each in listed] == [1, 4, 5]
    gloss("memory", "delete", "--undo", cwd=project)
    assert len(json.loads(gloss("memory", "list", "--format", "json", cwd=project).stdout)) == 5
