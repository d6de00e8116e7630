"""Every check does on its own examples what it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from glossary.checks import Check, Example, Finder, House, Over, all_checks
from glossary.checks._fix import fix
from glossary.checks._run import File, Result, Rule, check_files, check_terms, choose, read_file
from glossary.finder import Finder as TermFinder
from glossary.formats import Format, format_of
from glossary.formats.yaml import read
from glossary.model import Concept, Lang, Resource, Run, Segment, TranslationUnit, UnitState
from glossary.termbase import Termbase
from glossary.text.language import EN, ZH_HANS
from glossary.text.script import has_han, language_of

ROWS = [(check, example) for check in all_checks() for example in check.examples]
IDS = [f"{check.rule}-{number}" for number, (check, _) in enumerate(ROWS)]
LONE = ("suppression-without-reason", "unused-suppression")
"""What other rules have found decides what these say."""


@pytest.mark.parametrize(("check", "example"), ROWS, ids=IDS)
def test_examples(check: Check, example: Example, tmp_path: Path) -> None:
    if check.over is Over.TERMS:
        findings = check_terms(concepts_of(example.yaml), languages=(EN, ZH_HANS), rules=choose())
        assert [finding.rule for finding in findings].count(check.rule) == example.findings
        return
    rules = [Rule(each) for each in all_checks()] if check.rule in LONE else [Rule(check)]
    file = file_of(example, finder_of(example.yaml, tmp_path))
    results = check_files([file], rules=rules, house=House())
    assert [finding.rule for finding, _ in results].count(check.rule) == example.findings, results


@pytest.mark.parametrize(
    ("check", "example"), [pytest.param(*row, id=id) for row, id in zip(ROWS, IDS, strict=True) if row[1].fixed]
)
def test_fixes(check: Check, example: Example, tmp_path: Path) -> None:
    file = file_of(example, finder_of(example.yaml, tmp_path))

    def checked(files: list[File]) -> list[Result]:
        return check_files(files, rules=[Rule(check)], house=House())

    def again(data: bytes, old: File) -> File:
        return read_file(data, old.path, old.format, finder_of(example.yaml, tmp_path))

    [fixed], _, _ = fix([file], lambda path: file.text.encode(), checked, again)  # type: ignore[arg-type]
    expected = example.fixed if example.text else _END.join((example.fixed, *(target for _, target in example.more)))
    assert fixed.text == expected


@pytest.mark.parametrize("check", all_checks(), ids=lambda check: check.rule)
def test_every_check_says_what_why_and_what_is_better(check: Check) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", check.rule)
    assert all(text.endswith((".", "。")) for text in (check.what, check.why, check.better))
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
    findings = check_terms(concepts, languages=(EN, ZH_HANS), rules=choose())
    assert [finding.rule for finding in findings] == ([rule] if rule else [])


def concepts_of(yaml: str) -> list[Concept]:
    resource = read(yaml.encode())
    assert resource.findings == []
    return [entry for entry in resource.entries if isinstance(entry, Concept)]


def finder_of(yaml: str, directory: Path) -> Finder:
    """Finds the terms of an example."""
    if not yaml:
        return lambda prose: ()
    concepts_of(yaml)
    (directory / "example.yaml").write_text(yaml, encoding="utf-8")
    return TermFinder([Termbase(directory)])


def file_of(example: Example, finder: Finder) -> File:
    """A text as Markdown; pairs as a catalogue in which targets are written as they are, with `_END` between them."""
    if example.text:
        return read_file(example.text.encode(), "example.md", format_of("example.md"), finder)
    pairs = [(example.source, example.target), *example.more]

    def read_pairs(data: bytes, path: str) -> Resource:
        text, units, at = data.decode(), [], 0
        for (source, _), target in zip(pairs, text.split(_END), strict=True):
            units.append(unit_of(source, target, at, example.flags))
            at += len(target) + len(_END)
        return Resource(units, text=text)

    text = _END.join(target for _, target in pairs)
    return read_file(text.encode(), "example", Format("pairs", (), read_pairs, bilingual=True), finder)


def unit_of(source: str, target: str, at: int, flags: tuple[str, ...]) -> TranslationUnit:
    return TranslationUnit(
        source=Segment((source,)),
        target=Segment((target,), (Run(0, len(target), at, len(target)),)) if target else None,
        source_lang=lang_of(source) if has_han(source) else EN,
        target_lang=EN if has_han(source) else lang_of(target),
        state=UnitState.TRANSLATED if target else UnitState.INITIAL,
        meta={"po:flags": ",".join(flags)} if flags else {},
    )


def lang_of(text: str) -> Lang:
    """The Chinese that it is written in."""
    return language_of(text) if has_han(text) else ZH_HANS


_END = "\n\x1e\n"
