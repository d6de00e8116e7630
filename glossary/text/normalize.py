"""Keys: what two spellings of the same words have in common.

A key folds width (Ｇit), compatibility forms (ﬁ), case, Traditional to Simplified, invisible
characters, kinds of dash, quote and space; a hyphen, underscore or middle dot between letters counts
as a space, and a space beside Han as nothing (中转 API = 中转API, fine-tuning = fine tuning).
Keys are only ever compared. The stored text is never changed: NFKC would turn U+F900 into another
character and ① into 1.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from itertools import pairwise
from typing import NewType

from glossary.text.patterns import lazy
from glossary.text.script import is_han, simplifications

Key = NewType("Key", str)
"""A text that went through `key`; what is compared in place of the text."""

INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""For use inside a regular-expression class: Default_Ignorable_Code_Point of Unicode 16."""

_PUNCTUATION = {
    **dict.fromkeys(map(ord, "‐‑‒–—―−﹘﹣－"), "-"),
    **dict.fromkeys(map(ord, "‘’‛ʼ＇`´"), "'"),
    **dict.fromkeys(map(ord, "“”„‟＂«»"), '"'),
    **dict.fromkeys(map(ord, "•‧・･⋅∙"), "·"),
}

_SPACES = lazy(r"\s+")
_JOINTS = lazy(r"(?<=[^\W_])[-_·]+(?=[^\W_])")


def key(text: str) -> Key:
    """The comparison key of a text; `key(key(x)) == key(x)`."""
    return Key(_tidy(_fold(text)))


def spelling(text: str) -> str:
    """As `key`, but Traditional and Simplified stay apart: equal means the same spelling in the same script."""
    return _tidy(_fold(text, han=False))


def _fold(text: str, *, han: bool = True) -> str:
    """Everything that looks at one character (with its marks) at a time."""
    if text.isascii():
        return text.lower().replace("`", "'")
    text = _without_invisibles(text)
    folded = unicodedata.normalize("NFKC", text.casefold())
    while folded != text:
        text, folded = folded, unicodedata.normalize("NFKC", _without_invisibles(folded).casefold())
    return folded.translate(folds() if han else _PUNCTUATION)


def _tidy(folded: str) -> str:
    """Everything that looks at neighbours: spaces, hyphens."""
    if folded.isalnum():
        return folded
    tidy = _SPACES.sub(" ", folded)
    if not tidy.isascii():
        tidy = _without_space_beside_han(tidy)
    if "-" in tidy or "_" in tidy or "·" in tidy:
        tidy = _JOINTS.sub(" ", tidy)
        tidy = tidy if tidy.isascii() else _without_space_beside_han(tidy)
    return tidy[tidy.startswith(" ") : len(tidy) - tidy.endswith(" ")] if tidy != " " else ""


def _without_space_beside_han(line: str) -> str:
    pieces = line.split(" ")
    joined = pieces[0]
    for left, right in pairwise(pieces):
        joined += right if is_han(left[-1:] or " ") or is_han(right[:1] or " ") else f" {right}"
    return joined


def _without_invisibles(text: str) -> str:
    if max(text, default="") >= "\U000e0000":
        text = "".join(char for char in text if not "\U000e0000" <= char <= "\U000e0fff")
    return text.translate(_invisible_table()).replace("\u00b4", "'")  # NFKC would make a space and a mark of it


@cache
def _invisible_table() -> dict[int, None]:
    """Default_Ignorable_Code_Point without the block of tags."""
    ranges = re.findall(r"(.)(?:-(.))?", INVISIBLE)
    return {
        code: None for first, last in ranges for code in range(ord(first), ord(last or first) + 1) if code < 0xE0000
    }


@cache
def folds() -> dict[int, str]:
    """Code point → what a key has for it, of Han and of punctuation, one character for one."""
    return {**simplifications(), **_PUNCTUATION}


@lru_cache(maxsize=8192)
def attaches(char: str) -> bool:
    """Whether it may combine with the character before it: marks, jamo, half-width voiced sound marks, invisibles."""
    return (
        unicodedata.category(char)[0] == "M"
        or "\u1160" <= char <= "\u11ff"
        or "\ud7b0" <= char <= "\ud7ff"
        or "\u3131" <= char <= "\u318e"
        or char in "\uff9e\uff9f"
        or "\uffa0" <= char <= "\uffdc"
        or ord(char) in _invisible_table()
        or "\U000e0000" <= char <= "\U000e0fff"
    )
