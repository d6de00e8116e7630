"""All patterns in one pass: borders first, then the leftmost and longest."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.matching.terms import Patterns, leftmost_longest
from glossary.text.boundary import is_border


def met(text: str, *patterns: str) -> list[str]:
    return [text[start:end] for start, end, _ in sorted(Patterns(patterns).occurrences(text))]


@pytest.mark.parametrize(
    ("text", "patterns", "expected"),
    [
        pytest.param("A File", ["File"], ["File"], id="English"),
        pytest.param("Profile Filed", ["File"], ["Filed"], id="not from within a word, but to its end"),
        pytest.param("Fileserverroom File4", ["File"], [], id="not to the end of every word"),
        pytest.param("文件夹", ["文件", "文件夹", "件夹"], ["文件", "文件夹", "件夹"], id="overlapping ones, too"),
        pytest.param("用Ai做", ["Ai"], ["Ai"], id="Latin within Han"),
        pytest.param("C++17", ["C++", "C"], ["C", "C++"], id="signs are borders"),
        pytest.param("4G 54G", ["4G"], ["4G"], id="digits are none"),
        pytest.param("File\u0301", ["File"], [], id="a mark belongs to its letter"),
        pytest.param("X Xmx", [" Xmx"], [" Xmx"], id="a space at the beginning"),
        pytest.param("a ʘ", ["ʘ"], ["ʘ"], id="a letter without case"),
        pytest.param("", ["File"], [], id="no text"),
        pytest.param("File", [], [], id="no patterns"),
        pytest.param("核" * 3, ["核"], ["核"] * 3, id="one character"),
        pytest.param("\x00File\x00", ["File"], ["File"], id="beside a break"),
        pytest.param("😀File", ["File"], ["File"], id="offsets are code points"),
    ],
)
def test_occurrences(text: str, patterns: list[str], expected: list[str]) -> None:
    assert met(text, *patterns) == expected


def read_on(text: str, at: int) -> list[int]:
    """The end of the word that goes on at an offset."""
    rest = re.compile("[a-z]+").match(text, at)
    return [rest.end()] if rest and not is_border(text[at - 1], text[at]) else []


PATTERNS = ["文件", "文件夹", "夹", "File", "File Name", "C++", ".", " Xmx", "核", "3D", "É", "ß", "𠮷"]


@settings(max_examples=500)
@given(st.lists(st.sampled_from([*PATTERNS, "x", " ", "\x00", "，", "e\u0301", "😀"]), max_size=8).map("".join))
def test_few_and_all_patterns_find_what_a_search_one_by_one_finds(text: str) -> None:
    expected = [
        (found.start(1), end, number)
        for number, pattern in enumerate(PATTERNS)
        for found in re.finditer(f"(?=({re.escape(pattern)}))", text)
        if is_border(text[: found.start()][-1:], pattern[0])
        for end in (found.end(1), *read_on(text, found.end(1)))
        if is_border(text[end - 1], text[end : end + 1])
    ]
    once, often = Patterns([*PATTERNS, *map(str, range(100))]), Patterns(PATTERNS)
    for _ in range(20):
        often.occurrences("")
    assert sorted(once.occurrences(text)) == sorted(often.occurrences(text)) == sorted(expected)


@pytest.mark.parametrize(
    ("meetings", "expected"),
    [
        pytest.param([], "", id="none"),
        pytest.param([(0, 2, "a"), (3, 5, "b")], "ab", id="side by side"),
        pytest.param([(3, 5, "b"), (0, 2, "a")], "ab", id="in order"),
        pytest.param([(0, 2, "a"), (2, 4, "b")], "ab", id="touching"),
        pytest.param([(0, 2, "a"), (0, 4, "b")], "b", id="the longest of those that begin together"),
        pytest.param([(0, 3, "a"), (2, 9, "b")], "a", id="the leftmost of those that overlap"),
        pytest.param([(0, 9, "a"), (2, 4, "b")], "a", id="one inside"),
        pytest.param([(0, 3, "a"), (2, 5, "b"), (4, 7, "c")], "ac", id="what is hidden hides nothing"),
        pytest.param([(0, 9, "a"), (2, 4, "B")], "aB", id="a free one inside"),
        pytest.param([(0, 9, "a"), (0, 4, "B")], "aB", id="a free one at the beginning"),
        pytest.param([(0, 4, "A"), (2, 6, "b")], "A", id="a free one hides, too"),
    ],
)
def test_leftmost_longest(meetings: list[tuple[int, int, str]], expected: str) -> None:
    """Capitals are free."""
    chosen = leftmost_longest((start, -end, name, name.isupper()) for start, end, name in meetings)
    assert "".join(name for _, _, name, _ in chosen) == expected
