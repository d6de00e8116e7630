"""Lines of a text that changes: after any edits its positions are those of the new text."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

pytest.importorskip("pygls")

from lsprotocol.types import Position

from glossary.model import Span
from glossary.servers.lsp._positions import Positions

TEXT = st.text("a\n\r\U0001f600", max_size=12)


@settings(deadline=None)
@given(TEXT, st.lists(st.tuples(st.integers(0, 12), st.integers(0, 4), TEXT), max_size=4))
@example("a\r\nb", [(2, 1, "")])
@example("a\rb", [(2, 0, "\n")])
@example("a\r\nb", [(2, 0, "x")])
@example("\n", [(0, 0, "\r")])
def test_positions_after_edits_are_those_of_the_text(text: str, edits: Sequence[tuple[int, int, str]]) -> None:
    positions = Positions(text, "utf-16")
    for at, size, new in edits:
        span = Span(min(at, len(text)), min(at + size, len(text)))
        text = text[: span.start] + new + text[span.end :]
        edited, positions = positions.edited(span, new)
        assert edited == text
    anew = Positions(text, "utf-16")
    for offset in range(len(text) + 1):
        assert positions.position(offset) == anew.position(offset)
        assert positions.line_end(offset) == anew.line_end(offset)
    places = [
        Position(line, character) for line in range(text.count("\n") + text.count("\r") + 2) for character in range(4)
    ]
    assert [positions.offset(place) for place in places] == [anew.offset(place) for place in places]
