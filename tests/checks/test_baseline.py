"""The baseline: which findings it knows again, and what its file looks like."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.checks._baseline import (
    Known,
    baseline_of,
    fingerprints,
    format_baseline,
    merged,
    parse_baseline,
    unknown,
)
from glossary.checks._run import Result
from glossary.errors import FormatError
from glossary.model import Finding, Location, Severity

ROOT = "/project"


def result(passage: str = "你好,世界", *, rule: str = "r", path: str = "docs/a.md", line: int = 1) -> Result:
    return Result(Finding(rule, Severity.WARNING, "m", Location(f"{ROOT}/{path}", line, 1)), passage)


@pytest.mark.parametrize(
    ("later", "new"),
    [
        ([result()], 0),
        ([result(line=99)], 0),
        ([result(), result()], 1),
        ([result("你好,世界！")], 1),
        ([result(path="docs/b.md")], 1),
        ([result(rule="q")], 1),
        ([], 0),
    ],
    ids=["the same", "lines move", "once more", "another passage", "another file", "another rule", "gone"],
)
def test_what_is_new(later: list[Result], new: int) -> None:
    assert len(unknown(later, baseline_of([result()], ROOT), ROOT)) == new


def test_of_equal_findings_the_first_are_known() -> None:
    later = [result(line=3), result(line=5), result(line=7)]
    assert unknown(later, baseline_of(later[:2], ROOT), ROOT) == later[2:]


def test_a_finding_without_a_passage_is_known_by_its_message_wherever_that_points() -> None:
    def at(line: int, term: str) -> Result:
        return Result(Finding("r", Severity.WARNING, f"{term} stands already at a.yaml:{line}:3"), "")

    known = baseline_of([at(4, "甲")], ROOT)
    assert unknown([at(40, "甲"), at(4, "乙")], known, ROOT) == [at(4, "乙")]


def test_fingerprints_stay_when_lines_move_and_differ_otherwise() -> None:
    rows = [result(), result(), result("别的"), result(rule="q"), result(path="b.md")]
    assert len(set(fingerprints(rows, ROOT))) == len(rows)
    assert fingerprints([result(line=8)], ROOT) == fingerprints(rows, ROOT)[:1]


def test_the_file_is_sorted_and_has_a_line_for_each() -> None:
    rows = [result(path="乙.md"), result(), result(), result(rule="b")]
    text = format_baseline(baseline_of(rows, ROOT)).decode()
    assert text == format_baseline(baseline_of(reversed(rows), ROOT)).decode()
    assert [line.split('"')[3:8:4] for line in text.split("\n")[1:-2]] == [
        ["docs/a.md", "b"],
        ["docs/a.md", "r"],
        ["乙.md", "r"],
    ]
    assert '"count": 2' in text


names = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)


@given(st.dictionaries(st.builds(Known, names, names, names), st.integers(1, 9)))
def test_what_is_written_is_read(counts: dict[Known, int]) -> None:
    assert parse_baseline(format_baseline(Counter(counts)), "x.json") == Counter(counts)


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b"{}", b"\xff", b'{"version": 1, "findings": [{}]}', b'{"version": 1, "findings": 5}', b"[" * 100_000]
    + [
        b'{"version": 1, "findings": [{"path": "a", "rule": "r", "passage": "c", "count": %s}]}' % count
        for count in (b"1e999", b"true", b'"1"', b"null")
    ]
    + [b'{"version": 1, "findings": [{"path": null, "rule": "r", "passage": "c", "count": 1}]}'],
)
def test_a_file_that_is_no_baseline(data: bytes) -> None:
    with pytest.raises(FormatError, match="no baseline; write it again with --write-baseline"):
        parse_baseline(data, "x.json")


def test_a_later_version_is_refused() -> None:
    with pytest.raises(FormatError, match="version 2"):
        parse_baseline(b'{"version": 2, "findings": []}', "x.json")


def test_what_was_not_checked_stays_known() -> None:
    old = baseline_of([result(), result(rule="other"), result(path="b.md")], ROOT)
    new = baseline_of([result("新")], ROOT)
    kept = merged(old, new, checked=["docs/a.md"], rules=["r"])
    assert {(one.path, one.rule) for one in kept} == {("docs/a.md", "r"), ("docs/a.md", "other"), ("b.md", "r")}
    assert len(kept) == 3
