"""Where two versions of a text differ."""

from __future__ import annotations

from glossary.model import Span

_PIECE = 1 << 16
"""Code points that are compared at once."""


def changed(old: str, new: str) -> tuple[Span, Span]:
    """The part of each, code points, before which and behind which both say the same."""
    most = min(len(old), len(new))
    begin = _alike(old, new, most, 0, 0)
    end = _alike(old, new, most - begin, len(old), len(new))
    return Span(begin, len(old) - end), Span(begin, len(new) - end)


def _alike(old: str, new: str, most: int, at: int, there: int) -> int:
    """How many characters are the same from 0 on, or before the ends of both; `most` at most."""
    known, step, sign = 0, _PIECE, -1 if at or there else 1
    while step and known < most:
        size = min(step, most - known)
        one, other = (each + sign * known - (size if sign < 0 else 0) for each in (at, there))
        if old[one : one + size] == new[other : other + size]:
            known += size
        else:
            step = size // 2
    return known
