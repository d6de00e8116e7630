"""Every check does on its own examples what it says."""

from __future__ import annotations

import re

import pytest

from glossary.checks import Check, Example, all_checks, run_checks
from glossary.formats.yaml import read
from glossary.model import Concept
from glossary.text.language import EN, ZH_HANS

ROWS = [(check, example) for check in all_checks() for example in check.examples]


@pytest.mark.parametrize(("check", "example"), ROWS, ids=[f"{c.rule}-{n}" for n, (c, _) in enumerate(ROWS)])
def test_examples(check: Check, example: Example) -> None:
    resource = read(example.yaml.encode())
    concepts = [entry for entry in resource.entries if isinstance(entry, Concept)]
    assert resource.findings == []
    findings = run_checks(concepts, languages=(EN, ZH_HANS))
    assert [finding.rule for finding in findings].count(check.rule) == example.findings


@pytest.mark.parametrize("check", all_checks(), ids=lambda check: check.rule)
def test_every_check_says_what_why_and_what_is_better(check: Check) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)+", check.rule)
    assert all(text.endswith(".") for text in (check.what, check.why, check.better))
    assert {bool(example.findings) for example in check.examples} == {True, False}


def test_rules_are_unique() -> None:
    rules = [check.rule for check in all_checks()]
    assert len(rules) == len(set(rules))


@pytest.mark.parametrize(
    ("yaml", "rule"),
    [
        ("- terms: {en: '  ', zh-Hans: 空}", None),
        ("- {id: a, terms: {en: a, zh-Hans: 甲}, related: [a]}", "dangling-related"),
        ("- terms: {en: 护城河, zh-Hans: 护城河}", "wrong-script"),
        ("- terms: {en: ZWJ emoji 👩‍💻, zh-Hans: 表情}", None),
        ("- terms: {en: A Level, zh-Hans: “甲”级}", None),
        ("- {id: mindspore, terms: {en: MindSpore, zh-Hans: 昇思}}", None),
        (
            "- terms: {en: [{term: prompt, part_of_speech: noun}, {term: prompt, part_of_speech: verb}], zh-Hans: 提示}",
            None,
        ),
        ("- terms: {en: [state of the art, state-of-the-art], zh-Hans: 最先进}", None),
        ("- terms: {en: {term: run, forms: [ran, runs]}, zh-Hans: 运行}", "never-matches"),
    ],
)
def test_rows(yaml: str, rule: str | None) -> None:
    concepts = [entry for entry in read(f"concepts:\n  {yaml}\n".encode()).entries if isinstance(entry, Concept)]
    findings = run_checks(concepts, languages=(EN, ZH_HANS))
    assert [finding.rule for finding in findings] == ([rule] if rule else [])
