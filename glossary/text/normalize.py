"""Keys: what two spellings of the same words have in common, with the way back to the text as typed.

A key folds width (Ｇit), compatibility forms (ﬁ), case, Traditional to Simplified, invisible
characters, kinds of dash, quote and space; a hyphen, underscore or middle dot between letters counts
as a space, and a space beside Han as nothing (中转 API = 中转API, fine-tuning = fine tuning).
Keys are only ever compared. The stored text is never changed: NFKC would turn U+F900 into another
character and ① into 1.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NewType

from glossary.model import Span
from glossary.text.script import is_han, simplifications

Key = NewType("Key", str)
"""A text that went through `key` or `mapped`; what is compared in place of the text."""

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

_Edits = Iterator[tuple[int, int, str]]
"""(start, end, replacement) of what a step changes."""

_SPACES = re.compile(r"\s+")
_JOINTS = re.compile(r"(?<=[^\W_])[-_·]+(?=[^\W_])")
_ENDS = re.compile(r"\A | \Z")


@dataclass(frozen=True, slots=True)
class Mapped:
    """A key with, for each of its characters, the half-open range of code points it came from."""

    key: Key
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> Span:
        """Where `key[start:end]` (not empty) stands in the original text."""
        return Span(self.starts[start], self.ends[end - 1])


def key(text: str) -> Key:
    """The comparison key of a text; `key(key(x)) == key(x)`."""
    return Key(_tidy(_fold(text)))


def spelling(text: str) -> str:
    """As `key`, but Traditional and Simplified stay apart: equal means the same spelling in the same script."""
    return _tidy(_fold(text, han=False))


def mapped(text: str) -> Mapped:
    """The comparison key of a text and the way back: `mapped(text).key == key(text)`."""
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end in _chunks(text):
        for char in _fold_chunk(text[start:end]):
            chars.append(char)
            starts.append(start)
            ends.append(end)
    for step in _STEPS:
        for begin, stop, replacement in reversed(list(step("".join(chars)))):
            chars[begin:stop] = replacement
            starts[begin:stop] = [starts[begin]] if replacement else []
            ends[begin:stop] = [ends[stop - 1]] if replacement else []
    return Mapped(Key("".join(chars)), tuple(starts), tuple(ends))


def _fold(text: str, *, han: bool = True) -> str:
    """Everything that looks at one character (with its marks) at a time."""
    if text.isascii():
        return text.lower().replace("`", "'")
    text = _without_invisibles(text)
    folded = unicodedata.normalize("NFKC", text.casefold())
    while folded != text:
        text, folded = folded, unicodedata.normalize("NFKC", _without_invisibles(folded).casefold())
    return folded.translate(_han_table() if han else _PUNCTUATION)


def _tidy(folded: str) -> str:
    """Everything that looks at neighbours: spaces, hyphens."""
    if folded.isalnum():
        return folded
    tidy = _SPACES.sub(" ", folded)
    if not tidy.isascii():
        tidy = _edited(tidy, _no_space_beside_han)
    if "-" in tidy or "_" in tidy or "·" in tidy:
        tidy = _JOINTS.sub(" ", tidy)
        tidy = tidy if tidy.isascii() else _edited(tidy, _no_space_beside_han)
    return tidy[tidy.startswith(" ") : len(tidy) - tidy.endswith(" ")] if tidy != " " else ""


def _edited(line: str, step: Callable[[str], _Edits]) -> str:
    for begin, stop, replacement in reversed(list(step(line))):
        line = line[:begin] + replacement + line[stop:]
    return line


def _one_space(line: str) -> _Edits:
    return ((found.start(), found.end(), " ") for found in _SPACES.finditer(line) if found[0] != " ")


def _no_space_beside_han(line: str) -> _Edits:
    if line.isascii():
        return
    for at, char in enumerate(line):
        if char == " " and (is_han(line[at - 1 : at] or " ") or is_han(line[at + 1 : at + 2] or " ")):
            yield at, at + 1, ""


def _space_for_hyphen(line: str) -> _Edits:
    return ((found.start(), found.end(), " ") for found in _JOINTS.finditer(line))


def _no_space_at_ends(line: str) -> _Edits:
    return ((found.start(), found.end(), "") for found in _ENDS.finditer(line))


_STEPS = (_one_space, _no_space_beside_han, _space_for_hyphen, _no_space_beside_han, _no_space_at_ends)


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
def _han_table() -> dict[int, str]:
    return {**simplifications(), **_PUNCTUATION}


@lru_cache(maxsize=8192)
def _fold_chunk(chunk: str) -> str:
    return _fold(chunk)


def _chunks(text: str) -> list[tuple[int, int]]:
    """Cut where nothing combines across the cut, so that folding the pieces equals folding the whole."""
    bounds: list[int] = []
    for index, char in enumerate(text):
        if index == 0 or (char < "\u0300" and char != "\u00ad") or not _attaches(char):
            bounds.append(index)
    return list(zip(bounds, [*bounds[1:], len(text)], strict=True)) if text else []


@lru_cache(maxsize=8192)
def _attaches(char: str) -> bool:
    """May combine with the character before it: marks, jamo, half-width voiced sound marks, invisibles."""
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
