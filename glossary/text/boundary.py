"""May a match begin or end here? Decided for the pair of characters around the place.

`\\b` of regular expressions does not fire between Han and Latin, and most of Chinese has no word
borders at all. So: two letters (or digits) of an alphabet that stand side by side belong together
(no border inside GitHub or GPT4o); everything else may be cut, Han from Han included.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache


def is_border(left: str, right: str) -> bool:
    """Whether a term may end after `left` or begin before `right`; an empty string is the edge of the text."""
    if not left or not right:
        return True
    if _joins(right):
        return False
    return not (_in_word(left) and _in_word(right))


def is_whole(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]` has a border on both sides; offsets are code points."""
    return is_border(text[start - 1 : start], text[start : start + 1]) and is_border(
        text[end - 1 : end], text[end : end + 1]
    )


@lru_cache(maxsize=4096)
def _in_word(char: str) -> bool:
    """Letters and digits of scripts that put spaces between words; marks belong to the letter before them."""
    return ((char.isalpha() or char.isdecimal()) and not _without_spaces(char)) or _joins(char)


@lru_cache(maxsize=4096)
def _joins(char: str) -> bool:
    """Combining marks, half-width sound marks and joiners: they cannot be torn from the character before them."""
    return unicodedata.category(char)[0] == "M" or char in "\u200d\uff9e\uff9f"


def _without_spaces(char: str) -> bool:
    """Han, kana, bopomofo, Thai, Lao, Khmer and Burmese are written without spaces between words."""
    return any(start <= char <= end for start, end in _UNSPACED)


_UNSPACED = (
    ("\u0e00", "\u0eff"),
    ("\u1000", "\u109f"),
    ("\u1780", "\u17ff"),
    ("\u2e80", "\u312f"),
    ("\u31a0", "\u31bf"),
    ("\u31f0", "\u31ff"),
    ("\u3400", "\u4dbf"),
    ("\u4e00", "\u9fff"),
    ("\uf900", "\ufaff"),
    ("\uff66", "\uff9f"),
    ("\U0001aff0", "\U0001b16f"),
    ("\U00020000", "\U0003347f"),
)
