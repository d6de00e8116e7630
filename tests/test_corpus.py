"""Real files, where they are at hand: nothing crashes, and every finding stands where it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from glossary.checks import Over, all_checks
from glossary.formats import formats
from glossary.project import Project

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"
SUFFIXES = tuple(suffix for each in formats() if each.reads != ["terms"] for suffix in each.suffixes)
FILES = [path for path in sorted(CORPUS.rglob("*")) if path.name.endswith(SUFFIXES)]
RULES = [check.rule for check in all_checks() if check.over is not Over.TERMS]


@pytest.fixture(scope="module")
def project() -> Project:
    return Project.find_from(Path(__file__).parent)


@pytest.mark.skipif(not FILES, reason="the development corpus is not here")
def test_every_rule_on_every_file(project: Project) -> None:
    report = project.check_files([str(path) for path in FILES], rules=project.rules(only=RULES))
    assert "internal-error" not in {each.finding.rule for each in report.results}
    for each in report.results:
        origin, span = each.finding.origin, each.finding.span
        if origin and span:
            text = report.texts[origin.path]
            assert 0 <= span.start <= span.end <= len(text)
            assert text.count("\n", 0, span.start) + 1 == origin.line


@pytest.mark.skipif(not FILES, reason="the development corpus is not here")
def test_the_article_is_read_as_an_editor_would(project: Project) -> None:
    article = CORPUS / "article" / "anthropic-distillation.zh.md"
    report = project.check_files([str(article)])
    found = {(each.finding.rule, each.finding.origin.line) for each in report.results if each.finding.origin}
    assert {("term-drift", 82), ("leading-space", 32), ("leading-space", 126)} <= found
    assert len(found) <= 8
