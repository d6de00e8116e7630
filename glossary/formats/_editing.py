"""A file that changes in a few places and stays as it is, byte for byte, everywhere else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from glossary.errors import FormatError


class Edit(NamedTuple):
    """From where to where in a text, in code points, and what stands there instead."""

    start: int
    end: int
    new: str


def replaced(text: str, edits: Iterable[Edit]) -> str:
    """The text with edits, of which no two overlap; at one place insertions come first, in the order given."""
    parts, at = [], 0
    for start, end, new in sorted(edits, key=lambda edit: edit[:2]):
        parts += [text[at:start], new]
        at = end
    return "".join([*parts, text[at:]])


def encoded(text: str, codec: str, mark: bytes = b"", *, lossy: bool = False) -> bytes:
    """The text as bytes behind a byte order mark.

    Args:
        lossy: The file as it was is not what its own text would be written as.

    Raises:
        FormatError: The character set has no letter for something in it, or the file is lossy.
    """
    if lossy:
        raise FormatError(f"this file cannot be written again as {codec} byte for byte; save it as UTF-8")
    try:
        return mark + text.encode(codec)
    except UnicodeEncodeError as error:
        letter = text[error.start]
        message = f"{letter!r} cannot be written in the character set of this file, {codec}; save it as UTF-8"
        raise FormatError(message) from None
