"""Columns on a terminal."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.text.width import display_width, pad


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("", 0),
        ("Git", 3),
        ("蒸馏", 4),
        ("中转 API", 8),
        ("ＡＧ", 4),
        ("ｶﾞ", 2),
        ("カ", 2),
        ("한국", 4),
        ("，。", 4),
        ("“—”", 3),
        ("café", 4),
        ("cafe\u0301", 4),
        ("か\u3099", 2),
        ("蒸\u200b馏", 4),
        ("\ufeffGit", 3),
        ("𠀀", 2),
        ("😀", 2),
    ],
    ids=[
        "nothing",
        "Latin",
        "Han",
        "mixed",
        "full-width Latin",
        "half-width kana",
        "kana",
        "Hangul",
        "Chinese punctuation",
        "ambiguous ones are narrow",
        "composed",
        "combining mark",
        "combining sound mark",
        "zero-width space",
        "byte order mark",
        "astral Han",
        "emoji",
    ],
)
def test_display_width(text: str, width: int) -> None:
    assert display_width(text) == width


@settings(max_examples=200)
@given(st.text(), st.text(), st.integers(0, 40))
def test_widths_add_up_and_padding_fills(left: str, right: str, width: int) -> None:
    assert display_width(left + right) == display_width(left) + display_width(right)
    padded = pad(left, width)
    assert padded.rstrip(" ") == left.rstrip(" ")
    assert display_width(padded) == max(width, display_width(left))
