"""How a text stands on a terminal: Han takes two columns, a combining mark none; what cannot be seen can be escaped."""

from __future__ import annotations

import unicodedata


def display_width(text: str) -> int:
    """Columns by East Asian Width (UAX #11): wide and full-width 2, marks and format characters 0, all else 1."""
    return len(text) if text.isascii() else sum(map(_char_width, text))


def pad(text: str, width: int) -> str:
    """The text with spaces after it up to `width` columns."""
    return text + " " * (width - display_width(text))


def escape(char: str) -> str:
    r"""A character as Python and YAML write it in double quotes: `\x1b`, `\u200b`, `\U000e0041`."""
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _char_width(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
