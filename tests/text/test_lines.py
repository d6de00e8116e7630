"""Where an offset is: lines and columns count from one, in code points."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.text.lines import Lines

TEXT = "第一行 file\r\n\n𠮷😀b\u2028c\x85d\x0ce\n"


@pytest.mark.parametrize(
    ("offset", "place"),
    [
        pytest.param(0, (1, 1), id="beginning"),
        pytest.param(4, (1, 5), id="Han before it"),
        pytest.param(8, (1, 9), id="carriage return belongs to its line"),
        pytest.param(9, (1, 10), id="line end belongs to its line"),
        pytest.param(10, (2, 1), id="empty line"),
        pytest.param(11, (3, 1), id="astral Han character"),
        pytest.param(13, (3, 3), id="behind astral characters"),
        pytest.param(19, (3, 9), id="U+2028, U+0085 and form feed end no line"),
        pytest.param(len(TEXT), (4, 1), id="end, behind the last line end"),
    ],
)
def test_place(offset: int, place: tuple[int, int]) -> None:
    assert Lines(TEXT).place(offset) == place


@pytest.mark.parametrize(
    ("number", "line"),
    [(1, "第一行 file"), (2, ""), (3, "𠮷😀b\u2028c\x85d\x0ce"), (4, "")],
    ids=["CRLF", "empty", "separators that end no line", "behind the last line end"],
)
def test_line(number: int, line: str) -> None:
    assert Lines(TEXT).line(number) == line


def test_nothing_is_one_line() -> None:
    assert (Lines("").place(0), Lines("").line(1)) == ((1, 1), "")


@given(st.text(st.sampled_from("a蒸𠮷\n\r\u2028"), max_size=20))
def test_every_offset_leads_to_its_character(text: str) -> None:
    lines = Lines(text)
    for offset, char in enumerate(text):
        line, column = lines.place(offset)
        assert (lines.line(line) + "\r\n")[column - 1] == char or char == "\n"
        assert text.count("\n", 0, offset) == line - 1
