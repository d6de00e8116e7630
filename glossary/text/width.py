"""How wide a text stands on a terminal, in columns: Han takes two, a combining mark none."""

from __future__ import annotations

import unicodedata


def display_width(text: str) -> int:
    """Columns by East Asian Width (UAX #11): wide and full-width 2, marks and format characters 0, all else 1."""
    return len(text) if text.isascii() else sum(map(_char_width, text))


def pad(text: str, width: int) -> str:
    """The text with spaces after it up to `width` columns."""
    return text + " " * (width - display_width(text))


def _char_width(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
