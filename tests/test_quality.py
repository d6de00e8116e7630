"""Labelled rows: what is found is right, and what is right is found. `python benchmarks/quality.py --wrong` lists rows."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from glossary.text.script import has_han


@pytest.fixture(scope="module")
def quality() -> ModuleType:
    path = Path(__file__).resolve().parents[1] / "benchmarks" / "quality.py"
    spec = importlib.util.spec_from_file_location("quality", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_terms_in_running_text(quality: ModuleType) -> None:
    score, rows, unlooked = quality.term_score()
    assert rows >= 400
    assert unlooked < rows / 20
    assert (score.precision >= 0.99, score.recall >= 0.99) == (True, True), score


def test_numbers_across_languages(quality: ModuleType) -> None:
    score, rows = quality.number_score()
    assert rows >= 300
    assert (score.precision >= 0.98, score.recall >= 0.95) == (True, True), score


def test_both_languages_are_labelled(quality: ModuleType) -> None:
    sentences = [row["text"] for row in quality._rows("terms.yaml")]
    assert 0.4 < sum(map(has_han, sentences)) / len(sentences) < 0.6
    pairs = [row["source"] for row in quality._rows("numbers.yaml")]
    assert 0.3 < sum(map(has_han, pairs)) / len(pairs) < 0.7


@pytest.mark.parametrize("name", ["terms.yaml", "numbers.yaml"])
def test_no_row_stands_twice(quality: ModuleType, name: str) -> None:
    rows = [(row.get("text"), row.get("source"), row.get("target")) for row in quality._rows(name)]
    assert len(rows) == len(set(rows))


def test_every_verdict_is_one(quality: ModuleType) -> None:
    lines = quality.JUDGED.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines]
    known = {check.rule for check in quality.all_checks()}
    assert all(len(row) == 3 and len(row[0]) == 16 and row[1] in ("true", "false") and row[2] in known for row in rows)
    assert len({row[0] for row in rows}) == len(rows)
