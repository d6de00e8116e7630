"""Plain text: paragraphs and their places."""

from __future__ import annotations

import pytest

from glossary.formats.text import read
from glossary.model import TranslationUnit


def units(text: str, path: str = "a.txt") -> list[TranslationUnit]:
    return [unit for unit in read(text.encode(), path).entries if isinstance(unit, TranslationUnit)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("One.\n\nTwo.\n", [("One.", 1, 1), ("Two.", 3, 1)], id="blank-line-between"),
        pytest.param("蒸馏模型\n要小心。\n", [("蒸馏模型\n要小心。", 1, 1)], id="hard-wrapped"),
        pytest.param("  indented\n\tmore \n", [("indented\nmore", 1, 3)], id="indentation-is-left-out"),
        pytest.param("a\r\nb\r\n\r\nc", [("a\nb", 1, 1), ("c", 4, 1)], id="crlf"),
        pytest.param("\ufeff首段\n \t\n次段", [("首段", 1, 1), ("次段", 3, 1)], id="byte-order-mark-and-white-line"),
        pytest.param("a\x85b\u2028c", [("a\x85b\u2028c", 1, 1)], id="only-line-feed-ends-a-line"),
    ],
)
def test_paragraphs(text: str, expected: list[tuple[str, int, int]]) -> None:
    found = [(unit.source.raw, unit.origin.line, unit.origin.column) for unit in units(text) if unit.origin]
    assert found == expected
    assert {(unit.context, unit.target, unit.target_lang) for unit in units(text)} == {("paragraph", None, None)}
